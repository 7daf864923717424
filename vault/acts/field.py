"""Acts about field reporters: their directory, signed by two, and what their devices handed in."""

from __future__ import annotations

from vault.acts.base import Act, DeskAndRosterAct
from vault.acts.records import InterviewVersion, PersonVersion
from vault.model import (
    CompartmentId,
    DeskId,
    DeviceId,
    EntryHash,
    EpochId,
    InterviewId,
    MemberId,
    ObjectHash,
    PersonId,
    Record,
)


class FieldSession(Record, frozen=True):
    """A session object of a field device, and for which epoch it is."""

    session: ObjectHash
    compartment: CompartmentId
    epoch: EpochId


class FieldAddendum(Record, frozen=True):
    """Words added to an interview of the same field reporter."""

    interview: InterviewId
    addendum: ObjectHash


class FieldIdentity(Record, frozen=True):
    """Who a new person is, sealed to a list of custodians; as in `identity-sealed/1`."""

    person: PersonId
    custodians: EntryHash
    body: ObjectHash
    bundles: tuple[ObjectHash, ...]
    shares: tuple[bytes, ...]


class FieldStatement(Record, frozen=True):
    """What one act at a field device made: ids, numbers and hashes, as its device signs them.

    `counter` counts the device's statements from 1. `directory` is the digest of the directory
    that it went by; `proof` (32 bytes) comes back in the receipt: only who opened this has it.
    """

    device: DeviceId
    counter: int
    at: int
    desk: DeskId
    directory: bytes
    proof: bytes
    sessions: tuple[FieldSession, ...]
    interviews: tuple[InterviewVersion, ...] = ()
    persons: tuple[PersonVersion, ...] = ()
    identities: tuple[FieldIdentity, ...] = ()
    addenda: tuple[FieldAddendum, ...] = ()


class FieldTaken(DeskAndRosterAct, frozen=True, tag="field-taken/1"):
    """A member took in what a field device signed; its author is the device's member.

    `signature` is over the context ("field-statement", vault id, MessagePack(statement)).
    """

    statement: FieldStatement
    signature: bytes


class DirectorySigned(Act, frozen=True, tag="directory/1"):
    """One of the two signatures that a field reporter's directory needs.

    `digest` is SHA-256 of the directory's record, `directory` the object that holds it;
    `signature` is over the context ("field-directory", vault id, digest).
    """

    who: MemberId
    directory: ObjectHash
    digest: bytes
    signature: bytes
