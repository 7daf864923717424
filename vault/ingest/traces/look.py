"""Which kind of file it is, by its first bytes and never by its name, and what it tells."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import BinaryIO, Final, NamedTuple

from vault.ingest.traces import documents, photographs, recordings
from vault.ingest.traces.photographs import Found
from vault.ingest.traces.source import Source, UnreadableError
from vault.model import Trace

UNKNOWN: Final = "application/octet-stream"

_ZIP: Final = "application/zip"
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_READERS: Final[dict[str, Callable[[Source, Found], None]]] = {
    "image/jpeg": photographs.jpeg,
    "image/png": photographs.png,
    "image/tiff": photographs.tiff,
    "image/heic": photographs.heic,
    "application/pdf": documents.pdf,
    "audio/mpeg": recordings.mp3,
    "audio/mp4": recordings.mp4,
    "video/mp4": recordings.mp4,
    "video/quicktime": recordings.mp4,
    "audio/wav": recordings.wav,
}
_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"PK\x03\x04", _ZIP),
)


class Looked(NamedTuple):
    """A file's media type and the traces found in it, in the order of the enumeration."""

    media_type: str
    traces: tuple[Trace, ...]


def look(file: BinaryIO, length: int) -> Looked:
    """Look into a seekable file of `length` bytes; one that makes no sense is `unreadable`.

    What was found before it stopped making sense is reported too.
    """
    source, found = Source(file, length), set[Trace]()
    media_type = _start_of(source)
    try:
        if media_type == _ZIP:
            media_type = documents.kind_of_package(source)
            if media_type != _ZIP:
                documents.package(source, found)
        elif media_type in _READERS:
            _READERS[media_type](source, found)
    except (UnreadableError, ValueError, zlib.error):
        found.add(Trace.UNREADABLE)
    return Looked(media_type, tuple(trace for trace in Trace if trace in found))


def is_looked_into(media_type: str) -> bool:
    """Tell whether there is a reader for files of that kind."""
    return media_type in _READERS or media_type.startswith(
        ("application/vnd.openxmlformats", "application/vnd.oasis")
    )


def _start_of(source: Source) -> str:
    start = source.some(0, 16)
    for known, media_type in _STARTS:
        if start.startswith(known):
            return media_type
    if start[4:8] == b"ftyp":
        return _brand(start[8:12])
    if start[:4] in (b"RIFF", b"RF64") and start[8:12] == b"WAVE":
        return "audio/wav"
    if len(start) >= 2 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2:
        return "audio/mpeg"  # a frame of layer III without a tag
    return UNKNOWN


def _brand(brand: bytes) -> str:
    if brand in _HEIC_BRANDS:
        return "image/heic"
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"
