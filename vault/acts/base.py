"""What every act carries, and the objects that one names."""

from __future__ import annotations

from functools import cache
from typing import Final, get_type_hints

from vault.model import (
    CompartmentId,
    DeskId,
    MemberId,
    ObjectHash,
    Part,
    Record,
    Role,
)


class DeviceKeys(Record, frozen=True):
    """A device's public keys and its own signature over both, bound to the vault.

    `kem`: 1216 bytes (X-Wing), `sign`: 32 bytes (Ed25519), `signature`: 64 bytes over the
    context ("device-statement", vault id, kem, sign).
    """

    kem: bytes
    sign: bytes
    signature: bytes


class Assignment(Record, frozen=True):
    """One role; `desk` is empty for roles of the whole vault."""

    role: Role
    desk: DeskId = DeskId(b"")


class CompartmentKey(Record, frozen=True):
    """A compartment's part, id and the public key of one epoch (1216 bytes)."""

    part: Part
    compartment: CompartmentId
    public: bytes


class Act(Record, frozen=True):
    """What every act carries: who did it, and the time that they claim (Unix seconds)."""

    member: MemberId
    at: int


class DeskAct(Act, frozen=True):
    """An act about one desk's records."""

    desk: DeskId


class DeskAndRosterAct(DeskAct, frozen=True):
    """An act about one desk's records that every member's program must be able to follow."""


def objects_named(record: Record) -> frozenset[ObjectHash]:
    """Return every object that an act names, in the records inside it too; empty hashes left out.

    What is an object stands in the types: entries, epochs and files have types of their own.
    """
    found: set[ObjectHash] = set()
    for field, hint in _hints_of(type(record)).items():
        value = getattr(record, field)
        if hint in (ObjectHash, tuple[ObjectHash, ...]):
            found.update(value if isinstance(value, tuple) else (value,))
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Record):
                found |= objects_named(each)
    return frozenset(found - {ObjectHash(b"")})


_hints_of: Final = cache(get_type_hints)
