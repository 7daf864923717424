"""A packet: entries and objects on their way between two computers. One at a time, never whole.

Everything in it is sealed and signed already, so the packet itself is neither; its last frame is
a checksum that tells a file cut short from a whole one. What is sent to whom, and what happens
to what arrives, is `archive.exchange`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from vault.errors import MalformedError
from vault.journal.cores import HeadVector
from vault.model import ObjectHash, Record, VaultId, from_bytes, to_bytes

MAGIC: Final = b"Strongroom packet 1\n"
LARGEST_HEAD_BYTES: Final = 4 * 1024 * 1024
LARGEST_OBJECT_BYTES: Final = 16 * 1024 * 1024
LARGEST_ENTRY_BYTES: Final = 12 * 1024 * 1024 + 64

_HEAD, _ENTRY, _OBJECT, _END = 0x01, 0x02, 0x03, 0xFF
_LIMITS: Final = {
    _HEAD: LARGEST_HEAD_BYTES,
    _ENTRY: LARGEST_ENTRY_BYTES,
    _OBJECT: LARGEST_OBJECT_BYTES,
    _END: 32,
}
_CUT_SHORT = "The packet is cut short; nothing was taken in."
_DAMAGED = "The packet is damaged; nothing was taken in."
_NONE = "That file is no packet."


class Head(Record, frozen=True, tag="packet/1"):
    """What a packet says of itself: its vault, from which heads to which it reaches, its size.

    `before` names what whoever takes it in must have; `omitted` the objects that its entries
    name and that it does not carry. All of it is a claim: entries prove themselves.
    """

    vault: VaultId
    before: HeadVector
    after: HeadVector
    omitted: tuple[ObjectHash, ...]
    entries: int
    objects: int


class PackedEntry(NamedTuple):
    """One entry's three sealed fields."""

    core: bytes
    attestation: bytes
    details: bytes


class PacketWriter:
    """Writes the frames of one packet to a binary file, and its checksum at the end."""

    def __init__(self, file: BinaryIO, head: Head) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._write(MAGIC)
        self._frame(_HEAD, to_bytes(head))

    def entry(self, core: bytes, attestation: bytes, details: bytes) -> None:
        """Add an entry."""
        self._frame(_ENTRY, _packed(core, attestation, details))

    def object(self, body: bytes) -> None:
        """Add an object's sealed body."""
        self._frame(_OBJECT, body)

    def finish(self) -> None:
        """Write the checksum; without it the packet counts as cut short."""
        self._frame(_END, self._digest.digest())

    def _frame(self, kind: int, content: bytes) -> None:
        self._write(bytes([kind]) + _long(content) + content)

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._file.write(data)


def read_head(file: BinaryIO) -> Head:
    """Return a packet's head, reading no further. Raises MalformedError for anything else."""
    return _Frames(file).head


def read_packet(file: BinaryIO) -> tuple[Head, Iterator[PackedEntry | bytes]]:
    """Return a packet's head, and its entries and objects (bytes) as they come.

    The iterator raises MalformedError at the first frame that is too large, of an unknown kind,
    more than the head declared, or cut short; so nothing of it may be kept before it has ended.
    """
    frames = _Frames(file)
    return frames.head, frames.contents()


class _Frames:
    """Reads frames, bounded by what each kind may hold."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        start = file.tell()
        self._left = file.seek(0, os.SEEK_END) - start  # a file that grows meanwhile has no end
        file.seek(start)
        if self._left < len(MAGIC) or self._exactly(len(MAGIC)) != MAGIC:
            raise MalformedError(_NONE)
        self._digest.update(MAGIC)
        kind, content = self._next()
        if kind != _HEAD:
            raise MalformedError(_DAMAGED)
        try:
            self.head = from_bytes(content, Head)
        except MalformedError:
            raise MalformedError(_DAMAGED) from None

    def contents(self) -> Iterator[PackedEntry | bytes]:
        """Yield entries and objects up to the checksum."""
        left = {_ENTRY: self.head.entries, _OBJECT: self.head.objects}
        while True:
            so_far = self._digest.digest()
            kind, content = self._next()
            if kind == _END:
                break
            left[kind] = left.get(kind, 0) - 1
            if left[kind] < 0:
                raise MalformedError(_DAMAGED)
            yield _entry(content) if kind == _ENTRY else content
        if content != so_far or any(left.values()) or self._file.read(1):
            raise MalformedError(_DAMAGED)

    def _next(self) -> tuple[int, bytes]:
        start = self._exactly(5)
        kind, length = start[0], int.from_bytes(start[1:], "big")
        if length > _LIMITS.get(kind, -1):
            raise MalformedError(_DAMAGED)
        content = self._exactly(length)
        self._digest.update(start + content)
        return kind, content

    def _exactly(self, length: int) -> bytes:
        self._left -= length
        data = self._file.read(length) if self._left >= 0 else b""
        if len(data) != length:
            raise MalformedError(_CUT_SHORT)
        return data


def _entry(content: bytes) -> PackedEntry:
    fields: list[bytes] = []
    at = 0
    for _ in range(3):
        length = int.from_bytes(content[at : at + 4], "big")
        fields.append(content[at + 4 : at + 4 + length])
        at += 4 + length
    if at != len(content) or _packed(*fields) != content:
        raise MalformedError(_DAMAGED)
    return PackedEntry(*fields)


def _packed(core: bytes, attestation: bytes, details: bytes) -> bytes:
    return b"".join(_long(each) + each for each in (core, attestation, details))


def _long(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big")
