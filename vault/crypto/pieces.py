"""Pieces of an attachment: 4 MiB of a padded stream each, sealed on its own and bound to its place.

Neither packed nor compressed: sound and photographs are compressed already, and how well a piece
compresses would tell what is in it. Which pieces make an attachment is a sealed record's, and so is
the attachment's key, from which the pieces' data keys derive: whoever opens that record opens them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vault.crypto import primitives
from vault.crypto.boxes import HASH_BYTES, Session, wrapping_key
from vault.crypto.format import (
    PART_FLOOR_BYTES,
    SUITE,
    BoxType,
    check_header,
    context,
    header,
    padded_length,
)
from vault.crypto.primitives import WRAP_BYTES
from vault.errors import SealError

PIECE_BYTES: Final = 4 * 1024 * 1024

_SEALED_AT: Final = HASH_BYTES + WRAP_BYTES


@dataclass(frozen=True)
class Place:
    """Where a piece belongs: its index, how many there are, the length of the file in bytes."""

    index: int
    count: int
    total: int

    @property
    def length(self) -> int:
        """How long the piece is before sealing, padding included."""
        whole = padded_length(self.total, PART_FLOOR_BYTES)
        return min(PIECE_BYTES, whole - self.index * PIECE_BYTES)

    @property
    def content(self) -> int:
        """How many bytes of the piece are the file's; the rest is zero."""
        return min(self.length, max(0, self.total - self.index * PIECE_BYTES))


def places(total: int) -> Iterator[Place]:
    """Yield the place of each piece of a file of `total` bytes.

    The stream is the file and zero bytes up to its Padmé length, so the number of pieces and the
    size of the last one tell no more than the size of any other object.
    """
    count = count_for(total)
    return (Place(index, count, total) for index in range(count))


def count_for(total: int) -> int:
    """Return how many pieces a file of `total` bytes has."""
    return -(-padded_length(total, PART_FLOOR_BYTES) // PIECE_BYTES)


def piece_key(vault_id: bytes, attachment_key: bytes, place: Place) -> bytes:
    """Return the data key of a piece: HKDF over its attachment's key and its place."""
    bound = context("piece-key", SUITE, vault_id, place.index, place.count, place.total)
    return primitives.hkdf(attachment_key, bound)


def seal_piece(
    vault_id: bytes, session: Session, attachment_key: bytes, place: Place, content: bytes
) -> bytes:
    """Seal the bytes at a place; raises SealError when there are more or fewer than belong there.

    header ‖ session hash ‖ wrap ‖ Cobblestone(data key, context(body, suite, vault id, index,
    count, total), content ‖ zero bytes).
    """
    if len(content) != place.content:
        raise SealError
    data_key = piece_key(vault_id, attachment_key, place)
    wrapped = primitives.wrap_key(wrapping_key(vault_id, session), data_key)
    padded = content.ljust(place.length, b"\0")
    sealed = primitives.stream_seal(data_key, _bound(vault_id, place), padded)
    return b"".join((header(BoxType.PIECE), session.hash, wrapped, sealed))


def session_of_piece(body: bytes) -> bytes:
    """Return the hash of the session object that a piece's data key is wrapped under."""
    return bytes(check_header(body, BoxType.PIECE)[:HASH_BYTES])


def open_piece(vault_id: bytes, session: Session, place: Place, body: bytes) -> bytes:
    """Return the file's bytes at a place; raises SealError for another place, file or vault."""
    rest = check_header(body, BoxType.PIECE)
    if len(rest) < _SEALED_AT or bytes(rest[:HASH_BYTES]) != session.hash:
        raise SealError
    wrapped = bytes(rest[HASH_BYTES:_SEALED_AT])
    data_key = primitives.unwrap_key(wrapping_key(vault_id, session), wrapped)
    return _open_with(vault_id, data_key, place, rest)


def open_shared_piece(vault_id: bytes, attachment_key: bytes, place: Place, body: bytes) -> bytes:
    """Return the file's bytes at a place, for whoever has no session but the attachment's key."""
    rest = check_header(body, BoxType.PIECE)
    if len(rest) < _SEALED_AT:
        raise SealError
    return _open_with(vault_id, piece_key(vault_id, attachment_key, place), place, rest)


def _open_with(vault_id: bytes, data_key: bytes, place: Place, rest: memoryview) -> bytes:
    padded = primitives.stream_open(data_key, _bound(vault_id, place), rest[_SEALED_AT:])
    if len(padded) != place.length or padded.count(0, place.content) != len(padded) - place.content:
        raise SealError
    return padded if place.content == len(padded) else padded[: place.content]


def _bound(vault_id: bytes, place: Place) -> bytes:
    return context("body", SUITE, vault_id, place.index, place.count, place.total)
