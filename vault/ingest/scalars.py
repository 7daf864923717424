"""One value of front matter on one line: plain or quoted text, `[a, b]` or `{en: a, ko: b}`.

Lines and indents are `front_matter`; nothing is guessed: numbers, dates and yes stay text.
"""

from __future__ import annotations

import json
import re

from vault.errors import MalformedError
from vault.ingest.limits import Repeated, malformed

_MAXIMUM_DEPTH = 4
_QUOTED = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"' + r"|'[^']*+(?:''[^']*+)*+'")
_PLAIN_IN_LIST = re.compile(r"[^,\[\]{}]+")
_KEY_IN_OBJECT = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*:\s+")
_REFUSED_STARTS = ("&", "*", "!", "|", ">", "? ", "- ", "%", "`")
_ABSENT = frozenset({"~", "null"})


def read_scalar(text: str, line: int) -> object:
    """Read what follows a field name: text, None for null, a list or an object of texts."""
    if text[0] not in "[{":
        return _single(text, line)
    value, end = _flow(text, 0, line, 0)
    if text[end:].strip():
        raise _unclear(line)
    return value


def _flow(text: str, at: int, line: int, depth: int) -> tuple[object, int]:
    """Read one value inside brackets from `at`; return it and where it ends."""
    if depth > _MAXIMUM_DEPTH:
        raise malformed("Brackets nest too deep for an interview.", line=line)
    at = _skip(text, at)
    opening = text[at : at + 1]
    if opening == "[":
        return _list(text, at + 1, line, depth + 1)
    if opening == "{":
        return _object(text, at + 1, line, depth + 1)
    found = (_QUOTED if opening in "\"'" else _PLAIN_IN_LIST).match(text, at)
    if found is None or not opening:
        raise _unclear(line)
    return _single(found.group().strip(), line), _skip(text, found.end())


def _list(text: str, at: int, line: int, depth: int) -> tuple[list[object], int]:
    values: list[object] = []
    at = _skip(text, at)
    while text[at : at + 1] != "]":
        value, at = _flow(text, at, line, depth)
        values.append(value)
        at = _after_value(text, at, "]", line)
    return values, _skip(text, at + 1)


def _object(text: str, at: int, line: int, depth: int) -> tuple[dict[str, object] | Repeated, int]:
    values: dict[str, object] = {}
    repeated: Repeated | None = None
    at = _skip(text, at)
    while text[at : at + 1] != "}":
        key = _KEY_IN_OBJECT.match(text, at)
        if key is None:
            raise _unclear(line)
        repeated = repeated or (Repeated(key[1]) if key[1] in values else None)
        values[key[1]], at = _flow(text, key.end(), line, depth)
        at = _after_value(text, at, "}", line)
    return repeated or values, _skip(text, at + 1)


def _after_value(text: str, at: int, closing: str, line: int) -> int:
    """Step over a comma, or stay at the closing bracket; anything else is unclear."""
    at = _skip(text, at)
    if text[at : at + 1] == ",":
        return _skip(text, at + 1)
    if text[at : at + 1] != closing:
        raise _unclear(line)
    return at


def _single(text: str, line: int) -> str | None:
    """Read plain or quoted text; what YAML would read as something else is refused."""
    if text[0] in "\"'":
        if not _QUOTED.fullmatch(text):
            raise _unclear(line)
        return _unquoted(text, line)
    if text.startswith(_REFUSED_STARTS):
        raise malformed(
            "A value that begins with this sign needs quotation marks around it.", line=line
        )
    if " #" in text:
        raise malformed(
            "A comment needs a line of its own; a value with ' #' in it needs quotation marks.",
            line=line,
        )
    return None if text in _ABSENT else text


def _unquoted(text: str, line: int) -> str:
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        value: str = json.loads(text)
    except ValueError:
        raise malformed("This quoted text holds an unknown \\ escape.", line=line) from None
    return value


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def _unclear(line: int) -> MalformedError:
    return malformed(
        "Brackets or quotation marks are not closed here, or something follows them. Text that "
        "begins with one of [ { \" ' needs quotation marks around all of it.",
        line=line,
    )
