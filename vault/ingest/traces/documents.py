"""What PDF, Office and OpenDocument files tell besides their text. Nothing of them is run."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from vault.ingest.limits import MEBIBYTE
from vault.ingest.traces.photographs import Found, xmp
from vault.ingest.traces.source import Source, UnreadableError
from vault.model import Trace

_VALUE: Final = rb"\s*(?:\(\s*[^)\s]|<\s*[0-9A-Fa-f]{2}|\d+\s+\d+\s+R)"
_PDF: Final = (
    (Trace.AUTHOR, re.compile(rb"/Author" + _VALUE)),
    (Trace.SOFTWARE, re.compile(rb"/(?:Creator|Producer)" + _VALUE)),
    (Trace.DATE, re.compile(rb"/(?:CreationDate|ModDate)" + _VALUE)),
    (Trace.COMMENT, re.compile(rb"/(?:Title|Subject|Keywords)" + _VALUE)),
)
_OBJECT_STREAM: Final = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
_MOST_STREAMS: Final = 64

_MOST_DIRECTORY_BYTES: Final = MEBIBYTE
_MOST_PART_BYTES: Final = MEBIBYTE
_END: Final = b"PK\x05\x06"
_XML: Final = (
    (Trace.AUTHOR, re.compile(
        rb"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator|Company|Manager)>\s*[^<\s]")),
    (Trace.DATE, re.compile(
        rb"<(?:dcterms:created|dcterms:modified|meta:creation-date|dc:date)\b")),
    (Trace.SOFTWARE, re.compile(rb"<(?:Application|AppVersion|meta:generator)>\s*[^<\s]")),
    (Trace.COMMENT, re.compile(
        rb"<(?:dc:title|dc:subject|dc:description|cp:keywords|meta:keyword)>\s*[^<\s]")),
)  # fmt: skip
_PROPERTIES: Final = frozenset({b"docProps/core.xml", b"docProps/app.xml", b"meta.xml"})
_BY_NAME: Final = (
    (Trace.COMMENT, re.compile(rb"comments\d*\.xml$|commentAuthors\.xml$|people\.xml$")),
    (Trace.AUTHOR, re.compile(rb"commentAuthors\.xml$|people\.xml$")),
    (Trace.PREVIEW, re.compile(rb"^(?:docProps/thumbnail|Thumbnails/)")),
)
_KINDS: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"meta.xml", "application/vnd.oasis.opendocument"),
)


class _Member(NamedTuple):
    name: bytes
    method: int
    packed: int
    at: int


def pdf(source: Source, found: Found) -> None:
    """Look for an information dictionary and XMP, in object streams as well."""
    streams = 0
    for window in source.windows():
        _pdf_words(window, found)
        for stream in _OBJECT_STREAM.finditer(window):
            streams += 1
            if streams > _MOST_STREAMS:
                raise UnreadableError
            unpacked = zlib.decompressobj()
            _pdf_words(unpacked.decompress(window[stream.end() :], _MOST_PART_BYTES), found)


def _pdf_words(data: bytes, found: Found) -> None:
    found |= {trace for trace, pattern in _PDF if pattern.search(data)}
    xmp(data, found)


def kind_of_package(source: Source) -> str:
    """Return the media type of a ZIP file by the names in it."""
    names = [member.name for member in _members(source)]
    for start, kind in _KINDS:
        if any(name.startswith(start) for name in names):
            return kind
    return "application/zip"


def package(source: Source, found: Found) -> None:
    """Read the properties of an Office or OpenDocument file."""
    for member in _members(source):
        found |= {trace for trace, pattern in _BY_NAME if pattern.search(member.name)}
        if member.name in _PROPERTIES:
            text = _unpacked(source, member)
            found |= {trace for trace, pattern in _XML if pattern.search(text)}


def _members(source: Source) -> Iterator[_Member]:
    """Yield the members by the directory at the end, which alone says what belongs to the file."""
    tail_at = max(0, source.length - 65557)
    tail = source.some(tail_at, 65557)
    end = tail.rfind(_END)
    if end < 0:
        raise UnreadableError
    record = source.part(tail[end:])
    length, offset = record.number(12, 4, "little"), record.number(16, 4, "little")
    if length > _MOST_DIRECTORY_BYTES:
        raise UnreadableError
    directory = source.part(source.at(offset, length))
    at = 0
    while at < length:
        member, size = _member(directory, at)
        yield member
        at += size


def _member(directory: Source, at: int) -> tuple[_Member, int]:
    if directory.at(at, 4) != b"PK\x01\x02":
        raise UnreadableError

    def number(offset: int, length: int) -> int:
        return directory.number(at + offset, length, "little")

    name_bytes = number(28, 2)
    name = directory.at(at + 46, name_bytes)
    size = 46 + name_bytes + number(30, 2) + number(32, 2)
    return _Member(name, number(10, 2), number(20, 4), number(42, 4)), size


def _unpacked(source: Source, member: _Member) -> bytes:
    names = source.number(member.at + 26, 2, "little"), source.number(member.at + 28, 2, "little")
    data = source.some(member.at + 30 + sum(names), min(member.packed, _MOST_PART_BYTES))
    if member.method == 0:
        return data
    if member.method != 8:
        raise UnreadableError
    return zlib.decompressobj(-15).decompress(data, _MOST_PART_BYTES)
