"""The journal's entry kinds: what the sealed details of an entry say. Ids, numbers, hashes only.

Free text is never here: it is an object that an act names by hash, so that it can be forgotten.
What an act does to the state is `journal.fold`; who may do it is `roles`. `docs/format.md` also
lists the kinds that are reserved; an unknown kind is kept and shown as newer, never refused.
"""

from __future__ import annotations

from functools import cache
from typing import Final, get_type_hints

import msgspec

from vault.errors import MalformedError
from vault.model import (
    CompartmentId,
    CopyId,
    DeskId,
    DeviceId,
    EntryHash,
    EpochId,
    InterviewId,
    MemberId,
    ObjectHash,
    Part,
    PersonId,
    Record,
    Role,
    StoryId,
    to_bytes,
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


# --- roster acts: boxed to the roster -------------------------------------------------------


class Founded(Act, frozen=True, tag="founded/1"):
    """The founder's first entry after genesis: it signs the vault into being."""

    device: DeviceKeys
    card: ObjectHash
    roster: CompartmentKey
    policy: ObjectHash
    rules: ObjectHash
    rules_hash: bytes
    recovery: DeviceKeys
    assignments: tuple[Assignment, ...]


class Admitted(Act, frozen=True, tag="admitted/1"):
    """An admin signs a person in, with device, recovery device, roles and roster key."""

    who: MemberId
    device: DeviceKeys
    recovery: DeviceKeys
    card: ObjectHash
    assignments: tuple[Assignment, ...]
    alone: bool


class DeskOpened(Act, frozen=True, tag="desk/1"):
    """A desk and its compartments, made by the desk's first editor."""

    desk: DeskId
    card: ObjectHash
    keys: tuple[CompartmentKey, ...]


class Granted(Act, frozen=True, tag="granted/1"):
    """Compartment seeds handed to devices: each box object is sealed to one device."""

    to: MemberId
    epochs: tuple[EpochId, ...]
    boxes: tuple[ObjectHash, ...]


class RolesChanged(Act, frozen=True, tag="roles/1"):
    """A member's whole set of roles, from now on."""

    who: MemberId
    assignments: tuple[Assignment, ...]


class PolicySet(Act, frozen=True, tag="policy/1"):
    """A new policy."""

    policy: ObjectHash


class RulesSet(Act, frozen=True, tag="rules/1"):
    """A new redaction rule set; `rules_hash` is SHA-256 of its TOML source."""

    rules: ObjectHash
    rules_hash: bytes


class DeviceAdded(Act, frozen=True, tag="device-added/1"):
    """A further device of a member, vouched for by another of theirs or by the recovery device.

    `voucher` is the vouching device's id, `signature` its Ed25519 signature over the context
    ("recovery" or "device-statement", vault id, member, kem, sign).
    """

    who: MemberId
    device: DeviceKeys
    voucher: DeviceId
    signature: bytes


class SignedOut(Act, frozen=True, tag="signed-out/1"):
    """A member leaves; `last` names the last accepted entry of each of their devices."""

    who: MemberId
    last: tuple[tuple[DeviceId, EntryHash], ...]


# --- desk acts: boxed to the desk's redacted and journal compartments ------------------------


class DeskAct(Act, frozen=True):
    """An act about one desk's records."""

    desk: DeskId


class InterviewVersion(Record, frozen=True):
    """One version of one interview. `parents` are verbatim hashes; none for the first.

    `rewords` tells whether words changed: only then is its writer an author, who may not approve.
    """

    interview: InterviewId
    person: PersonId
    version: int
    verbatim: ObjectHash
    security: ObjectHash
    parents: tuple[ObjectHash, ...] = ()
    marked: bool = False
    rewords: bool = True


class PersonVersion(Record, frozen=True):
    """One version of a person's card and file; an empty hash leaves that one as it was.

    `replaces` names the files that this one stands for; files that nothing replaces all protect.
    """

    person: PersonId
    card: ObjectHash = ObjectHash(b"")
    file: ObjectHash = ObjectHash(b"")
    replaces: tuple[ObjectHash, ...] = ()


class Logged(DeskAct, frozen=True, tag="logged/1"):
    """Interviews (one, or a chunk of an import) and the persons that came with them."""

    interviews: tuple[InterviewVersion, ...]
    persons: tuple[PersonVersion, ...] = ()


class PersonChanged(DeskAct, frozen=True, tag="person/1"):
    """New versions of persons: cards or files (registry terms)."""

    persons: tuple[PersonVersion, ...]


class RenditionRef(Record, frozen=True):
    """A redacted part, and the verbatim part that it was rendered from."""

    interview: InterviewId
    redacted: ObjectHash
    verbatim: ObjectHash


class Rendered(DeskAct, frozen=True, tag="rendered/1"):
    """Renditions made against the whole of the desk's registry by someone who reads it.

    With `whole_desk`, every other standing rendition of the desk was rendered again too and came
    out the same: it holds for this registry version and rule-set hash as well, so that a new
    term voids only the approvals that it touches.
    """

    registry: bytes
    rules: bytes
    renditions: tuple[RenditionRef, ...]
    whole_desk: bool


class Reviewed(DeskAct, frozen=True, tag="reviewed/1"):
    """A verdict ("approve", "return", "remark") on one rendition, by its hash."""

    interview: InterviewId
    rendition: ObjectHash
    verdict: str
    remark: ObjectHash = ObjectHash(b"")


class Held(DeskAct, frozen=True, tag="held/1"):
    """Stop every copy about a person, at once; `reason` is a note."""

    person: PersonId
    reason: ObjectHash


class HoldLifted(DeskAct, frozen=True, tag="hold-lifted/1"):
    """One of the two voices that lift a hold; it names the hold's entry."""

    hold: EntryHash


class Withdrawn(DeskAct, frozen=True, tag="withdrawn/1"):
    """The source withdrew: the whole interview, or one quote of it."""

    interview: InterviewId
    quote: str = ""
    reason: ObjectHash = ObjectHash(b"")


class EventRecorded(DeskAct, frozen=True, tag="event/1"):
    """The event that an embargo waits for happened."""

    interview: InterviewId
    note: ObjectHash


class StorySaved(DeskAct, frozen=True, tag="story/1"):
    """A version of a story."""

    story: StoryId
    version: int
    body: ObjectHash


class CopyPrepared(DeskAct, frozen=True, tag="copy-prepared/1"):
    """A copy rendered to finished files. `rechecked`: the preparer ran the recheck."""

    copy: CopyId
    story: StoryId
    story_object: ObjectHash
    body: ObjectHash
    file_hashes: tuple[bytes, ...]
    renditions: tuple[ObjectHash, ...]
    rechecked: bool
    registry: bytes
    rules: bytes


class CopyApproved(DeskAct, frozen=True, tag="copy-approved/1"):
    """The finished bytes, rebuilt and compared by another client, approved."""

    copy: CopyId
    file_hashes: tuple[bytes, ...]
    rechecked: bool
    registry: bytes
    rules: bytes


class CopyReleased(DeskAct, frozen=True, tag="copy-released/1"):
    """A copy that left, with its sealed receipt."""

    copy: CopyId
    receipt: ObjectHash


class CopyEnded(DeskAct, frozen=True, tag="copy-ended/1"):
    """What became of a copy: "printed", "not used", "recalled"."""

    copy: CopyId
    outcome: str
    body: ObjectHash


class PartsRead(DeskAct, frozen=True, tag="read/1"):
    """Verbatim or security parts were opened; once per interview and session."""

    interviews: tuple[InterviewId, ...]
    security: bool


Known = (
    Founded | Admitted | DeskOpened | Granted | RolesChanged | PolicySet | RulesSet | DeviceAdded
    | SignedOut | Logged | PersonChanged | Rendered | Reviewed | Held | HoldLifted | Withdrawn
    | EventRecorded | StorySaved | CopyPrepared | CopyApproved | CopyReleased | CopyEnded
    | PartsRead
)  # fmt: skip


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


class Newer(Record, frozen=True):
    """An act of a kind that this version does not know."""

    kind: str


class _Kind(msgspec.Struct, frozen=True):
    type: str


ROSTER_ACTS: Final = (
    Founded, Admitted, DeskOpened, Granted, RolesChanged, PolicySet, RulesSet, DeviceAdded,
    SignedOut,
)  # fmt: skip

KINDS: Final[tuple[str, ...]] = (
    "founded/1", "admitted/1", "desk/1", "granted/1", "roles/1", "policy/1", "rules/1",
    "device-added/1", "signed-out/1", "logged/1", "person/1", "rendered/1", "reviewed/1",
    "held/1", "hold-lifted/1", "withdrawn/1", "event/1", "story/1", "copy-prepared/1",
    "copy-approved/1", "copy-released/1", "copy-ended/1", "read/1",
)  # fmt: skip

_DECODER: Final = msgspec.msgpack.Decoder(Known)
_KIND_DECODER: Final = msgspec.msgpack.Decoder(_Kind)


def act_from_bytes(data: bytes) -> Known | Newer:
    """Decode an entry's details strictly; an unknown kind is `Newer`.

    Raises MalformedError, without quoting the input.
    """
    try:
        kind = _KIND_DECODER.decode(data).type
        if kind not in KINDS:
            return Newer(kind)
        act: Known = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MalformedError("A journal entry is malformed.") from None
    if to_bytes(act) != data:
        raise MalformedError("A journal entry is not in its one canonical form.")
    return act
