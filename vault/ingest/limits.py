"""What an untrusted file may be before anybody reads it: sizes, encoding, characters, JSON shape.

What the fields mean is `ingest.fields`; sentences from here name line and field, never a value.
"""

from __future__ import annotations

import json
import math
import re
from typing import BinaryIO

from vault.errors import MalformedError
from vault.model import Record

MEBIBYTE = 1024 * 1024
MAXIMUM_FILE_BYTES = 10 * MEBIBYTE
MAXIMUM_LINE_BYTES = MEBIBYTE
MAXIMUM_BULK_BYTES = 512 * MEBIBYTE
MAXIMUM_FINISHED_BYTES = 32 * MEBIBYTE
MAXIMUM_DEPTH = 16
MAXIMUM_ITEMS = 5000  # quotes of one interview, terms, tags

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# One alternative for a whole JSON string, so that brackets inside strings do not count. It ends
# at the end of the text too: an unterminated string must not be scanned again from every quote.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


class Repeated(Record, frozen=True):
    """Stands in for a JSON object in which one key appears twice; `fields` refuses it."""

    name: str


class NotPlain(Record, frozen=True):
    """Stands in for a JSON number that no field takes: NaN, an infinity, thousands of digits."""


def malformed(reason: str, *, line: int | None = None, field: str | None = None) -> MalformedError:
    """Build a refusal whose sentence begins with line and field; `reason` never quotes input."""
    where = ", ".join(
        part for part in (f"line {line}" if line else "", f"field {field}" if field else "") if part
    )
    sentence = f"{where[0].upper()}{where[1:]}: {reason}" if where else reason
    return MalformedError(sentence, line=line, field=field)


def read_limited(stream: BinaryIO, maximum_bytes: int = MAXIMUM_FILE_BYTES) -> bytes:
    """Read a whole stream of at most `maximum_bytes`; raises MalformedError for a longer one."""
    data = stream.read(maximum_bytes + 1)
    return within(data, maximum_bytes)


def within(data: bytes, maximum_bytes: int = MAXIMUM_FILE_BYTES) -> bytes:
    """Return `data` when it is small enough; raises MalformedError with the limit otherwise."""
    if len(data) > maximum_bytes:
        raise malformed(
            f"This is larger than {maximum_bytes // MEBIBYTE} MB. Split it; many interviews go "
            "into one JSONL file, one per line."
        )
    return data


def decode(data: bytes, first_line: int = 1) -> str:
    """Decode strict UTF-8 (a leading byte order mark is dropped) with unified line ends.

    Raises MalformedError, naming the line, for other encodings, NUL and control characters.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        raise malformed("This is not UTF-8 text. Save the file as UTF-8.", line=line) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_controls(text, first_line)
    return text


def line_at(text: str, offset: int, first_line: int = 1) -> int:
    """Return the line number, counted from `first_line`, in which `offset` lies."""
    return first_line + text.count("\n", 0, offset)


def parse_json(text: str, first_line: int = 1) -> object:
    """Parse one JSON value; objects with repeated keys come back as `Repeated`.

    Raises MalformedError with the line when it is not JSON, ends early or nests too deep.
    """
    refuse_depth(text, first_line)
    try:
        value: object = json_decoder().decode(text)
    except json.JSONDecodeError as error:
        raise not_json(text, error.pos, first_line) from None
    return value


def not_json(text: str, offset: int, first_line: int = 1) -> MalformedError:
    """Build the refusal for text that is not JSON at `offset`."""
    return malformed("This is not well-formed JSON.", line=line_at(text, offset, first_line))


def json_decoder() -> json.JSONDecoder:
    """Make a decoder that keeps going over repeated keys and odd numbers, so rows stay apart."""
    return json.JSONDecoder(
        object_pairs_hook=_object,
        parse_constant=lambda _name: NotPlain(),
        parse_float=_number,
        parse_int=_whole_number,
    )


def refuse_depth(text: str, first_line: int = 1) -> None:
    """Raise MalformedError when brackets nest deeper than MAXIMUM_DEPTH (json would recurse)."""
    if text.count("[") + text.count("{") <= MAXIMUM_DEPTH:
        return
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        first = token.group()[0]
        depth += (first in "[{") - (first in "]}")
        if depth > MAXIMUM_DEPTH:
            line = line_at(text, token.start(), first_line)
            raise malformed("Brackets nest too deep for an interview.", line=line)


def _refuse_controls(text: str, first_line: int) -> None:
    """Refuse NUL, escapes and other control characters; softer invisibles wait for `fields`."""
    found = _CONTROL.search(text)
    if found:
        raise malformed(
            f"The control character U+{ord(found.group()):04X} stands here. Remove it.",
            line=line_at(text, found.start(), first_line),
        )


def _object(pairs: list[tuple[str, object]]) -> object:
    """Build a dict, or name the first key that repeats."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            return Repeated(name)
        found[name] = value
    return found


def _number(digits: str) -> object:
    """Keep finite numbers; 1e999 is an infinity in disguise."""
    value = float(digits)
    return value if math.isfinite(value) else NotPlain()


def _whole_number(digits: str) -> object:
    """Keep ordinary numbers; Python itself refuses to read thousands of digits."""
    return int(digits) if len(digits) <= 18 else NotPlain()
