"""The base of every record, ids, and the one door to and from MessagePack.

Nothing here knows a field; what is sealed stands in the files beside it.
"""

from __future__ import annotations

import secrets
from typing import NewType, TypeVar

import msgspec

from vault.errors import MalformedError

VaultId = NewType("VaultId", bytes)  # 32 bytes: SHA-256 of the genesis core
MemberId = NewType("MemberId", bytes)  # 16 random bytes, as are all ids below
DeviceId = NewType("DeviceId", bytes)  # 16 bytes: from the device's public keys
DeskId = NewType("DeskId", bytes)
CompartmentId = NewType("CompartmentId", bytes)
EpochId = NewType("EpochId", bytes)  # 32 bytes: SHA-256 of the epoch's public key
InterviewId = NewType("InterviewId", bytes)
PersonId = NewType("PersonId", bytes)
StoryId = NewType("StoryId", bytes)
CopyId = NewType("CopyId", bytes)
ObjectHash = NewType("ObjectHash", bytes)  # 32 bytes: SHA-256 of a sealed body
EntryHash = NewType("EntryHash", bytes)  # 32 bytes: SHA-256 of a core

ID_BYTES = 16
HASH_BYTES = 32


def new_id() -> bytes:
    """Return 16 random bytes for a record's id."""
    return secrets.token_bytes(ID_BYTES)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every record: immutable, strict, and silent about its fields when printed."""

    def __repr__(self) -> str:
        """Name the type only: a repr ends up in logs and tracebacks."""
        return f"<{type(self).__name__}>"

    __str__ = __repr__


R = TypeVar("R")


def to_bytes(record: object) -> bytes:
    """Encode a record as MessagePack: struct maps in field order, smallest integers."""
    return msgspec.msgpack.encode(record)


def from_bytes(data: bytes, kind: type[R]) -> R:
    """Decode MessagePack strictly.

    Raises MalformedError, without quoting the input, when a field is unknown, missing, of the
    wrong type, duplicated or out of order, or when re-encoding does not give the same bytes
    (msgspec alone accepts the latter three).
    """
    try:
        record = msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MalformedError("A sealed record is malformed.") from None
    if msgspec.msgpack.encode(record) != data:
        raise MalformedError("A sealed record is not in its one canonical form.")
    return record
