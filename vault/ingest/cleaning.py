"""A photograph without what it tells besides the picture, not one pixel changed.

Segments and chunks that a picture does not need are left out as the file goes by; what is kept
is a list, so that what nobody thought of goes. Other kinds of files cannot be cleaned this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Protocol

from vault.errors import MalformedError, RefusedError

_CHUNK_BYTES: Final = 65536
_NOT_THIS_KIND: Final = (
    "Only JPEG and PNG can be cleaned without changing the picture; nothing was written. Export "
    "the file as it is, and clean it with a tool that knows its kind."
)
_BROKEN: Final = "The picture does not hold together, so it cannot be cleaned; nothing was written."
# A marker inside of a scan: not an escaped byte, a restart or a fill byte.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_JFIF_BYTES: Final = 14  # of the segment's content, without a thumbnail
_KEPT_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT tRNS gAMA cHRM sRGB sBIT pHYs bKGD hIST iCCP cICP acTL fcTL fdAT".split()
)


class Readable(Protocol):
    """Something that is read once, from the beginning."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class Writable(Protocol):
    """Something that is written once."""

    def write(self, data: bytes, /) -> object:
        """Take bytes."""


def clean(media_type: str, source: Readable, target: Writable) -> None:
    """Copy a picture without its metadata; everything is read, whatever is left out.

    Raises RefusedError for other kinds of files, MalformedError for a picture that does not hold
    together; then the target holds nothing of use.
    """
    cleaner = _CLEANERS.get(media_type)
    if cleaner is None:
        raise RefusedError(_NOT_THIS_KIND)
    reader = _Reader(source)
    cleaner(reader, target)
    reader.skip_rest()


def can_clean(media_type: str) -> bool:
    """Tell whether `clean` knows a kind of file."""
    return media_type in _CLEANERS


class _Reader:
    """Reads exactly what is asked for, from a buffer that it fills by itself."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._data = b""

    def exactly(self, length: int) -> bytes:
        while len(self._data) < length and self._fill():
            pass
        found, self._data = self._data[:length], self._data[length:]
        if len(found) != length:
            raise MalformedError(_BROKEN)
        return found

    def pass_on(self, length: int, write: Callable[[bytes], object]) -> None:
        """Hand over `length` bytes a little at a time."""
        while length:
            part = self.exactly(min(length, _CHUNK_BYTES))
            write(part)
            length -= len(part)

    def pass_on_scan(self, write: Callable[[bytes], object]) -> None:
        """Hand over the data of a scan, up to the next marker."""
        while True:
            found = _MARKER.search(self._data)
            # The last byte may be the first half of a marker.
            end = found.start() if found else max(0, len(self._data) - 1)
            write(self._data[:end])
            self._data = self._data[end:]
            if found:
                return
            if not self._fill():
                raise MalformedError(_BROKEN)

    def skip_rest(self) -> None:
        self._data = b""
        while self._source.read(_CHUNK_BYTES):
            pass

    def _fill(self) -> bool:
        more = self._source.read(_CHUNK_BYTES)
        self._data += more
        return bool(more)


def _jpeg(reader: _Reader, target: Writable) -> None:
    if reader.exactly(2) != b"\xff\xd8":
        raise MalformedError(_BROKEN)
    target.write(b"\xff\xd8")
    while True:
        marker = _next_marker(reader)
        if marker == 0xD9:
            target.write(b"\xff\xd9")
            return
        length = int.from_bytes(reader.exactly(2), "big") - 2
        if length < 0 or 0xD0 <= marker <= 0xD8 or marker < 0xC0:
            raise MalformedError(_BROKEN)
        content = _kept(marker, reader.exactly(length))
        if content is not None:
            size = (len(content) + 2).to_bytes(2, "big")
            target.write(b"\xff" + bytes([marker]) + size + content)
        if marker == 0xDA:
            reader.pass_on_scan(target.write)


def _next_marker(reader: _Reader) -> int:
    if reader.exactly(1) != b"\xff":
        raise MalformedError(_BROKEN)
    while (marker := reader.exactly(1)[0]) == 0xFF:
        pass
    return marker


def _kept(marker: int, content: bytes) -> bytes | None:
    """Return what of a segment the picture needs: tables, colours, and no thumbnail."""
    if marker == 0xE0 and content.startswith(b"JFIF\0") and len(content) >= _JFIF_BYTES:
        return content[: _JFIF_BYTES - 2] + b"\0\0"
    is_colour = (marker == 0xE2 and content.startswith(b"ICC_PROFILE\0")) or (
        marker == 0xEE and content.startswith(b"Adobe")
    )
    is_extra = 0xE0 <= marker <= 0xFE
    return None if is_extra and not is_colour else content


def _png(reader: _Reader, target: Writable) -> None:
    start = reader.exactly(8)
    if start != b"\x89PNG\r\n\x1a\n":
        raise MalformedError(_BROKEN)
    target.write(start)
    while True:
        head = reader.exactly(8)
        kind, length = head[4:], int.from_bytes(head[:4], "big")
        is_kept = kind in _KEPT_CHUNKS or kind == b"IEND"
        write = target.write if is_kept else _drop
        write(head)
        reader.pass_on(length + 4, write)
        if kind == b"IEND":
            return


def _drop(_data: bytes) -> None:
    """Take what the picture does not need."""


_CLEANERS: Final[dict[str, Callable[[_Reader, Writable], None]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
}
