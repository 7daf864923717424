"""Interviews out of JSON and JSONL: each row a draft or its refusal, so that good rows are kept.

Field names are `fields`; sealing the drafts and listing the refusals is `archive.interviews`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from vault.drafts import InterviewDraft
from vault.errors import MalformedError
from vault.ingest.fields import read_interview
from vault.ingest.limits import (
    MAXIMUM_BULK_BYTES,
    MAXIMUM_LINE_BYTES,
    MEBIBYTE,
    decode,
    json_decoder,
    line_at,
    malformed,
    not_json,
    parse_json,
    refuse_depth,
    within,
)
from vault.ingest.positions import find_offset
from vault.ingest.where import Path, Where, fixed_line

Row = tuple[int, InterviewDraft | MalformedError]

_BLANKS = " \t\n\r"


def read_json(data: bytes) -> Iterator[Row]:
    """Yield (line, draft or refusal) for a JSON file: one interview, or a list of them.

    `line` is where the interview begins. Raises MalformedError when the file is too large, not
    UTF-8 or nests too deep; a row that is not JSON is the last one, since nothing after it can
    be told apart.
    """
    text = decode(within(data))
    refuse_depth(text)
    start = _skip(text, 0)
    if start == len(text):
        raise malformed("This file is empty.", line=1)
    if text[start] == "[":
        yield from _list_rows(text, start)
    else:
        yield _whole_row(text, start)


def read_lines(
    stream: BinaryIO,
    maximum_bytes: int = MAXIMUM_BULK_BYTES,
    maximum_line_bytes: int = MAXIMUM_LINE_BYTES,
) -> Iterator[Row]:
    """Yield (line, draft or refusal) for a JSONL stream, one line in memory at a time.

    Empty lines are skipped. A stream longer than `maximum_bytes` ends with a refusal.
    """
    lines = _Lines(stream, maximum_bytes, maximum_line_bytes)
    for line, data in lines:
        if lines.read_bytes > maximum_bytes:
            limit = maximum_bytes // MEBIBYTE
            yield line, malformed(f"The file is larger than {limit} MB. Split it.", line=line)
            return
        if data is None:
            limit = maximum_line_bytes // 1024
            yield line, malformed(f"This line is longer than {limit} kB.", line=line)
        elif data.strip():
            yield line, _line_row(data, line)


def read_one(data: bytes) -> InterviewDraft:
    """Read a JSON file that holds exactly one interview; raises MalformedError otherwise."""
    rows = list(read_json(data))
    if len(rows) != 1:
        raise malformed("This file holds several interviews; import it as a bulk file.")
    _, found = rows[0]
    if isinstance(found, MalformedError):
        raise found
    return found


class _Lines:
    """Numbered lines of a stream; one that is too long becomes None and is passed over in pieces.

    `read_bytes` counts what was taken from the stream, and nothing is taken once it is over.
    """

    def __init__(self, stream: BinaryIO, maximum_bytes: int, maximum_line_bytes: int) -> None:
        self.read_bytes = 0
        self._stream = stream
        self._maximum_bytes = maximum_bytes
        self._piece_bytes = maximum_line_bytes + 2  # and the line's end, which may be two bytes

    def __iter__(self) -> Iterator[tuple[int, bytes | None]]:
        line = 0
        while data := self._piece():
            line += 1
            whole = data.endswith(b"\n") or len(data) < self._piece_bytes
            rest = data
            while rest and not rest.endswith(b"\n"):
                rest = self._piece()
            yield line, data if whole else None

    def _piece(self) -> bytes:
        if self.read_bytes > self._maximum_bytes:
            return b""
        piece = self._stream.readline(self._piece_bytes)
        self.read_bytes += len(piece)
        return piece


def _line_row(data: bytes, line: int) -> InterviewDraft | MalformedError:
    try:
        text = decode(data.rstrip(b"\r\n"), line)
        return read_interview(parse_json(text, line), fixed_line(line))
    except MalformedError as error:
        return error


def _whole_row(text: str, start: int) -> Row:
    line = line_at(text, start)
    try:
        return line, read_interview(parse_json(text), _in_text(text, start, line))
    except MalformedError as error:
        return line, error


def _list_rows(text: str, opening: int) -> Iterator[Row]:
    """Walk a JSON list element by element; each keeps its own line and its own refusal."""
    decoder, at, line, counted = json_decoder(), _skip(text, opening + 1), 1, 0
    while at < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            yield line, not_json(text, error.pos)
            return
        yield line, _element(value, _in_text(text, at, line))
        at = _after_element(text, _skip(text, end))
    if at >= len(text) or text[_skip(text, at + 1) :]:
        yield line_at(text, min(at, len(text))), not_json(text, min(at, len(text)))


def _after_element(text: str, at: int) -> int:
    """Step over one comma that another element follows; anything else ends the list."""
    if text[at : at + 1] != ",":
        return at if text[at : at + 1] == "]" else len(text)
    following = _skip(text, at + 1)
    return len(text) if text[following : following + 1] == "]" else following


def _element(value: object, where: Where) -> InterviewDraft | MalformedError:
    try:
        return read_interview(value, where)
    except MalformedError as error:
        return error


def _in_text(text: str, start: int, line: int) -> Where:
    """Return a place whose lines are looked up, from its row on, only when something is refused."""

    def find_line(path: Path) -> int:
        return line + text.count("\n", start, find_offset(text, start, path))

    return Where(find_line)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at
