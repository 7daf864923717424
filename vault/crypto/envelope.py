"""Sealed bodies: compress, pad, encrypt under a fresh data key; and the way back, limits first.

Whose keys wrap the data key is `boxes`; this file sees one data key and one purpose.
"""

from __future__ import annotations

from typing import Final

import zstandard

from vault.crypto import primitives
from vault.crypto.format import (
    ENTRY_FLOOR_BYTES,
    MAX_PLAIN_BYTES,
    PART_FLOOR_BYTES,
    SUITE,
    context,
    padded_length,
)
from vault.errors import SealError

_STORED: Final = 0
_ZSTD: Final = 1
_PREFIX_BYTES: Final = 9  # method 1, plain length 4, stored length 4
_ZSTD_LEVEL: Final = 3
_FLOORS: Final = (0, ENTRY_FLOOR_BYTES, PART_FLOOR_BYTES)


def pack(plain: bytes, floor: int) -> bytes:
    """Return method, lengths, (compressed) bytes and zero padding up to the Padmé length."""
    if len(plain) > MAX_PLAIN_BYTES:
        raise SealError("A record is too large to be sealed.")
    squeezed = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(plain)
    method, stored = (_ZSTD, squeezed) if len(squeezed) < len(plain) else (_STORED, plain)
    prefix = bytes([method]) + len(plain).to_bytes(4, "big") + len(stored).to_bytes(4, "big")
    total = padded_length(_PREFIX_BYTES + len(stored), floor)
    return (prefix + stored).ljust(total, b"\0")


def unpack(packed: bytes) -> bytes:
    """Undo `pack`; raises SealError for any length, method or padding that `pack` never makes."""
    if len(packed) < _PREFIX_BYTES:
        raise SealError
    method = packed[0]
    plain_length = int.from_bytes(packed[1:5], "big")
    end = _PREFIX_BYTES + int.from_bytes(packed[5:9], "big")
    if plain_length > MAX_PLAIN_BYTES or end > len(packed) or any(packed[end:]):
        raise SealError
    if len(packed) not in {padded_length(end, floor) for floor in _FLOORS}:
        raise SealError
    stored = packed[_PREFIX_BYTES:end]
    plain = stored if method == _STORED else _inflate(method, stored, plain_length)
    if len(plain) != plain_length:
        raise SealError
    return plain


def _inflate(method: int, stored: bytes, plain_length: int) -> bytes:
    """Decompress at most the declared length, whatever the frame itself declares."""
    if method != _ZSTD:
        raise SealError
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(stored, read_across_frames=False)
        plain = reader.read(plain_length)
        trailing = reader.read(1)
    except zstandard.ZstdError:
        raise SealError from None
    if trailing:
        raise SealError
    return plain


def seal(key: bytes, purpose: str, vault_id: bytes, plain: bytes, floor: int) -> bytes:
    """Return `plain` packed and sealed under a data key, bound to purpose, suite and vault."""
    bound = context(purpose, SUITE, vault_id)
    return primitives.stream_seal(key, bound, pack(plain, floor))


def open_sealed(key: bytes, purpose: str, vault_id: bytes, sealed: bytes | memoryview) -> bytes:
    """Return the plain bytes; raises SealError when key, purpose, vault or any byte is another."""
    bound = context(purpose, SUITE, vault_id)
    return unpack(primitives.stream_open(key, bound, sealed))
