"""A copy's source to exact bytes: Markdown, plain text, or DOCX through `docx`.

The bytes depend on the source alone, so an approver's computer can make them again and compare:
LF, UTF-8, NFC, no byte order mark, no metadata.
"""

from __future__ import annotations

import re

from vault.copies.docx import docx_bytes
from vault.copies.source import Block, CopyFormat, CopySource, blocks

# What every Markdown dialect lets a backslash escape, and then where one of them would see a
# strike-through, a formula or a link.
_MARKUP = re.compile(r"([\\`*_{}\[\]|])")
_STRIKE = re.compile(r"~(?=~)|(?<=~)~")
_FORMULA = re.compile(r"\$")
_LINK = re.compile(r"(?<=[A-Za-z]):(?=\S)|(?<=\w)\.(?=[^\W\d_]{2})|(?<=\S)@(?=\S)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"^(?:[#+=:%-]|\d+(?=[.)]))")


def render(source: CopySource, kind: CopyFormat) -> bytes:
    """Return the finished file; the same source and format always give the same bytes."""
    laid_out = blocks(source)
    if kind is CopyFormat.DOCX:
        return docx_bytes(laid_out)
    write = _markdown if kind is CopyFormat.MARKDOWN else _text
    return ("\n\n".join(map(write, laid_out)) + "\n").encode("utf-8")


def escape_markdown(text: str) -> str:
    """Escape one line of data so that no Markdown reader sees markup, a link or HTML in it."""
    safe = _ENTITY.sub("&amp;", text)
    safe = _MARKUP.sub(r"\\\1", safe)
    for pattern in (_STRIKE, _LINK) + ((_FORMULA,) if safe.count("$") > 1 else ()):
        safe = pattern.sub(r"\\\g<0>", safe)
    safe = safe.replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(_escape_start, safe)


def _escape_start(found: re.Match[str]) -> str:
    """Escape what opens a heading, a list or an underline: before a sign, after a number."""
    start = found.group()
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"


def _escape_end(heading: str) -> str:
    """Escape signs at the end of a heading, which would count as its closing."""
    bare = heading.rstrip("#")
    return heading if bare == heading else f"{bare}\\{heading[len(bare) :]}"


def _markdown(block: Block) -> str:
    lines = [escape_markdown(line) for line in (*block.lines, block.attribution) if line]
    if block.style == "heading":
        return f"# {_escape_end(lines[0])}"
    if block.style == "quote":
        return "\n>\n".join(f"> {line}" for line in lines)
    return "\n\n".join(lines)


def _text(block: Block) -> str:
    return "\n".join(line for line in (*block.lines, block.attribution) if line)
