"""Builders of files, good and hostile; everything stays in memory."""

import io
import zipfile

import pytest

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def document(body, root="document"):
    """Wrap WordprocessingML in the root of a part."""
    names = (
        f'xmlns:w="{WORD}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    inner = f"<w:body>{body}</w:body>" if root == "document" else body
    return f"{HEAD}<w:{root} {names}>{inner}</w:{root}>"


def paragraph(*runs):
    """Make a paragraph of runs, one text each."""
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in runs) + "</w:p>"


@pytest.fixture
def word():
    """Give tests the two builders above."""

    class Word:
        part = staticmethod(document)
        paragraph = staticmethod(paragraph)

    return Word


@pytest.fixture
def make_zip():
    """Return a function from [(name or ZipInfo, content)] to the bytes of a ZIP."""

    def build(members, compression=zipfile.ZIP_DEFLATED, comment=b""):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", compression) as archive:
            archive.comment = comment
            for name, content in members:
                info = name
                if isinstance(name, str):
                    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    info.compress_type = compression
                archive.writestr(info, content)
        return file.getvalue()

    return build


@pytest.fixture
def make_docx(make_zip):
    """Return a function from a body and further parts to the bytes of a DOCX."""

    def build(body="", **parts):
        members = [("word/document.xml", document(body))]
        members += [(name.replace("__", "/") + ".xml", xml) for name, xml in parts.items()]
        return make_zip(members)

    return build
