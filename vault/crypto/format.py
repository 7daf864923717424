"""What stands in the bytes: suite and type ids, labels, the context encoding, padding.

Pure functions over bytes; nothing here holds a key. `docs/format.md` is the text of record.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from vault.errors import SealError, VersionError

FORMAT: Final = 1
SUITE: Final = 1

PART_FLOOR_BYTES: Final = 1024
ENTRY_FLOOR_BYTES: Final = 256
MAX_OBJECT_BYTES: Final = 16 * 1024 * 1024
MAX_PLAIN_BYTES: Final = 64 * 1024 * 1024


class BoxType(IntEnum):
    """The third byte of everything sealed."""

    SESSION = 1
    BODY = 2
    DEVICE = 3
    PIECE = 4  # of an attachment
    PREVIOUS = 5
    ATTESTATION = 0x11
    DETAILS = 0x12
    SLOT = 0x21
    OWN_WRAP = 0x22
    LOCAL = 0x23  # drafts, segments, request keys


LABELS: Final[tuple[str, ...]] = (
    "attestation",
    "body",
    "data-key",
    "details",
    "device-box",
    "device-id",
    "device-statement",
    "entry",
    "epoch-id",
    "field-directory",
    "field-proof",
    "field-statement",
    "head-words",
    "identity",
    "identity-release",
    "identity-share",
    "local",
    "local-key",
    "piece-key",
    "pin",
    "pin-key",
    "previous-epoch",
    "recovery",
    "safety-words",
    "session",
    "slot",
    "x-wing",
)


def context(label: str, *fields: bytes | int) -> bytes:
    """Return the one canonical encoding of a label and its fields.

    `strongroom/1/LABEL`, then each field, every one preceded by its length as four big-endian
    bytes; an integer is eight big-endian bytes. No two different tuples encode alike, since the
    lengths say where each field ends.
    """
    if label not in LABELS:
        raise ValueError(f"label {label!r} is not listed")
    encoded = [f"strongroom/{FORMAT}/{label}".encode("ascii")]
    encoded += [f.to_bytes(8, "big") if isinstance(f, int) else f for f in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)


def header(kind: BoxType) -> bytes:
    """Return the three bytes that begin everything sealed: suite (2), type (1)."""
    return SUITE.to_bytes(2, "big") + bytes([kind])


def check_header(body: bytes, kind: BoxType) -> memoryview:
    """Return what follows the header.

    Raises VersionError for another suite (there is no fallback), SealError for another type.
    """
    if len(body) < 3:
        raise SealError
    if int.from_bytes(body[:2], "big") != SUITE:
        raise VersionError("This record uses a cipher suite that this version does not know.")
    if body[2] != kind:
        raise SealError
    return memoryview(body)[3:]


def padded_length(length: int, floor: int) -> int:
    """Return the Padmé length of `length` bytes, at least `floor` (PURBs, PoPETs 2019(4))."""
    length = max(length, floor, 2)
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask
