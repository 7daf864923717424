"""What every act carries, and the objects that one names."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Final, get_type_hints

from vault.model import (
    CompartmentId,
    DeskId,
    MemberId,
    ObjectHash,
    Part,
    Record,
    Role,
)

_REFERRED: Final = "referred"
# An object that an act speaks about: an earlier entry brought it. All others the act's own brings.
Referred = Annotated[ObjectHash, _REFERRED]


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
    return _objects_in(record, (_BROUGHT, _SPOKEN_OF))


def objects_brought(record: Record) -> frozenset[ObjectHash]:
    """Return the objects that an act names as its own: all that it does not only refer to."""
    return _objects_in(record, (_BROUGHT,))


_BROUGHT: Final = (ObjectHash, tuple[ObjectHash, ...])
_SPOKEN_OF: Final = (Referred, tuple[Referred, ...])


def _objects_in(record: Record, kinds: tuple[tuple[Any, ...], ...]) -> frozenset[ObjectHash]:
    found: set[ObjectHash] = set()
    for field, hint in _hints_of(type(record)).items():
        value = getattr(record, field)
        if any(hint in kind for kind in kinds):
            found.update(value if isinstance(value, tuple) else (value,))
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Record):
                found |= _objects_in(each, kinds)
    return frozenset(found - {ObjectHash(b"")})


@cache
def _hints_of(kind: type[Record]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)
