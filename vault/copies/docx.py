"""A DOCX of six parts, written by hand: paragraphs and styles, and not one word about its making.

Reading a DOCX is `ingest.docx`. The usual libraries bring a template with an author, dates and
revision marks, and stamp every member with the time.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from vault.copies.source import Block

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLE_OF = (("heading", "Heading1"), ("body", "Normal"), ("quote", "Quote"))
_EAST_ASIAN = {"ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN"}

_CONTENT_TYPES = f"""{_HEAD}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/>\
</Types>"""

_ROOT_RELATIONS = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>\
</Relationships>"""

_DOCUMENT_RELATIONS = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>\
<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>\
</Relationships>"""

# Word keeps no personal data and no dates in a file that says so, when somebody saves it again.
_SETTINGS = f"""{_HEAD}<w:settings xmlns:w="{_WORD}">\
<w:removePersonalInformation/><w:removeDateAndTime/></w:settings>"""

_STYLES = f"""{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>\
<w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr>\
</w:pPrDefault></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>\
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>\
<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/>\
</w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>\
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/>\
<w:pPr><w:ind w:left="567" w:right="567"/></w:pPr></w:style>\
</w:styles>"""


def docx_bytes(laid_out: tuple[Block, ...]) -> bytes:
    """Return the file: no docProps part at all, fixed member times and order.

    Members are stored, not compressed: the deflate of two computers' zlib may differ, and the
    approver's computer has to build the same bytes.
    """
    parts = (
        ("[Content_Types].xml", _CONTENT_TYPES),
        ("_rels/.rels", _ROOT_RELATIONS),
        ("word/document.xml", _document(laid_out)),
        ("word/_rels/document.xml.rels", _DOCUMENT_RELATIONS),
        ("word/styles.xml", _STYLES),
        ("word/settings.xml", _SETTINGS),
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            member = _member(name)
            archive.writestr(member, content.encode("utf-8"))
            member.external_attr = 0  # writestr puts Unix permissions there
    return file.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """Describe a member without the system, the permissions or the hour of its making."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.create_system = 0
    return member


def _document(laid_out: tuple[Block, ...]) -> str:
    body = "".join(_block(block) for block in laid_out)
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'


def _block(block: Block) -> str:
    style = dict(_STYLE_OF)[block.style]
    lines = (*block.lines, block.attribution)
    return "".join(_paragraph(line, style, block.language) for line in lines if line)


def _paragraph(text: str, style: str, language: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:rPr>{_language(language)}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _language(language: str) -> str:
    """Name the language for spelling and fonts; East Asian text has an attribute of its own."""
    first = language.split("-", maxsplit=1)[0].casefold()
    if first in _EAST_ASIAN:
        return f"<w:lang w:eastAsia={quoteattr(_EAST_ASIAN[first])}/>"
    return f"<w:lang w:val={quoteattr(language)}/>" if language else ""
