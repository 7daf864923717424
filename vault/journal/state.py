"""What the journal folds into: members, desks, keys, interviews, persons, stories, copies.

Plain mutable records owned by one `State`; only `fold` changes them. Nothing here is opened
text: cards, parts and remarks are named by object hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from vault.acts import Assignment, InterviewVersion
from vault.journal.field_state import FieldBook
from vault.journal.identity_state import Identities
from vault.journal.removals import Origin, RemovalState
from vault.journal.rights import Change
from vault.journal.urgent_state import UrgentBook
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
    Role,
    StoryId,
)


@dataclass
class DeviceState:
    """One device's public keys."""

    id: DeviceId
    member: MemberId
    kem: bytes
    sign: bytes
    signature: bytes = b""  # of the device over both, for safety words
    since: EntryHash = EntryHash(b"")  # the entry that made it known


@dataclass
class MemberState:
    """A member, their devices and roles."""

    id: MemberId
    card: ObjectHash
    assignments: tuple[Assignment, ...]
    recovery: DeviceState
    devices: dict[DeviceId, DeviceState] = field(default_factory=dict)
    admitted_by: MemberId = MemberId(b"")
    alone: bool = False
    is_field: bool = False  # writes by statements that others take in, and reads nothing
    since: EntryHash = EntryHash(b"")  # the entry that let them in
    signed_out: bool = False
    last: dict[DeviceId, EntryHash] = field(default_factory=dict)
    first: tuple[Assignment, ...] = ()
    changes: list[Change] = field(default_factory=list)
    retired: dict[DeviceId, DeviceState] = field(default_factory=dict)  # earlier recovery sheets
    renewals: dict[DeviceId, list[Change]] = field(default_factory=dict)  # what retired each

    def roles_on(self, desk: DeskId) -> set[Role]:
        """Return the roles held on a desk, vault-wide ones included."""
        if self.signed_out:
            return set()
        return {a.role for a in self.assignments if a.desk in (desk, b"")}


@dataclass
class CompartmentState:
    """A compartment and its epochs, oldest first; `replaced` by each epoch that came later.

    `bridges` are key pairs that a writer made for one session, while somebody who left could still
    read the newest epoch.
    """

    id: CompartmentId
    desk: DeskId
    part: Part
    epochs: list[EpochId] = field(default_factory=list)
    publics: dict[EpochId, bytes] = field(default_factory=dict)
    replaced: dict[EpochId, frozenset[EpochId]] = field(default_factory=dict)
    made: dict[EpochId, EntryHash] = field(default_factory=dict)
    bridges: set[EpochId] = field(default_factory=set)

    def heads(self) -> list[EpochId]:
        """Return the epochs that no other replaced: several after rotations side by side."""
        gone = frozenset().union(*self.replaced.values())
        return [epoch for epoch in self.epochs if epoch not in gone]


@dataclass
class DeskState:
    """A desk: its card and its compartments by part."""

    id: DeskId
    card: ObjectHash
    opener: MemberId
    checked: tuple[bytes, bytes] = (b"", b"")  # registry version and rule-set hash
    compartments: dict[Part, CompartmentId] = field(default_factory=dict)


@dataclass
class VersionState:
    """One version of an interview, with who wrote it and when they say they did.

    `parents` are those that were there before it: a version that names others builds on nothing
    that anybody could compare its words with.
    """

    ref: InterviewVersion
    author: MemberId
    at: int
    entry: EntryHash
    order: int
    parents: frozenset[ObjectHash] = frozenset()
    by_share: bool = False  # its writer had no other right to write it than a share

    @property
    def is_words(self) -> bool:
        """Tell whether its writer is an author: it rewords, or has not all its parents."""
        return self.ref.rewords or not self.parents or self.parents != set(self.ref.parents)


@dataclass
class ReviewState:
    """One verdict."""

    member: MemberId
    verdict: str
    rendition: ObjectHash
    remark: ObjectHash
    at: int


@dataclass
class RenditionState:
    """A rendition, and the registry version and rule-set hash that it was made against."""

    redacted: ObjectHash
    verbatim: ObjectHash
    against: tuple[bytes, bytes]


@dataclass
class AddendumState:
    """Words added to an interview, with who added them and when they say they did."""

    member: MemberId
    version: ObjectHash
    addendum: ObjectHash
    at: int


@dataclass
class ShareState:
    """An interview shared with some members, and for whom of them that has ended."""

    entry: EntryHash
    by: MemberId
    to: frozenset[MemberId]
    security: bool
    may_write: bool
    at: int
    ends: dict[MemberId, list[Change]] = field(default_factory=dict)

    def members(self) -> frozenset[MemberId]:
        """Return those with whom it is shared still."""
        return self.to - self.ends.keys()


@dataclass
class InterviewState:
    """An interview: versions by verbatim hash, renditions, reviews, events, withdrawals."""

    id: InterviewId
    desk: DeskId
    person: PersonId
    versions: dict[ObjectHash, VersionState] = field(default_factory=dict)
    renditions: list[RenditionState] = field(default_factory=list)
    reviews: list[ReviewState] = field(default_factory=list)
    events: list[tuple[MemberId, ObjectHash]] = field(default_factory=list)
    left: set[PersonId] = field(default_factory=set)  # persons it was of while they were held
    withdrawn: bool = False
    withdrawn_quotes: set[str] = field(default_factory=set)
    shares: dict[EntryHash, ShareState] = field(default_factory=dict)
    entries: list[EntryHash] = field(default_factory=list)  # what a share has to open as well
    addenda: list[AddendumState] = field(default_factory=list)
    passed_over: set[ObjectHash] = field(default_factory=set)  # when another version was picked
    notes: list[ObjectHash] = field(default_factory=list)  # reasons of withdrawals
    postponed: list[ObjectHash] = field(default_factory=list)  # days of destruction put off
    forgotten: bool = False

    def standing(self) -> list[VersionState]:
        """Return the versions that no other version builds on: more than one is a conflict."""
        replaced = {parent for v in self.versions.values() for parent in v.parents}
        replaced |= self.passed_over
        heads = [v for h, v in self.versions.items() if h not in replaced]
        return sorted(heads, key=lambda v: v.order)

    def authors(self) -> set[MemberId]:
        """Return everyone who wrote words of it: none of them may approve.

        A first version is words, whatever it says of itself or of its parents.
        """
        return {v.author for v in self.versions.values() if v.is_words}

    def owners(self) -> set[MemberId]:
        """Return the authors who wrote by a right of their own: a share's end ends no other."""
        return {v.author for v in self.versions.values() if v.is_words and not v.by_share}

    def shared_with(self) -> frozenset[MemberId]:
        """Return the members with whom it is shared now."""
        return frozenset().union(*(share.members() for share in self.shares.values()))

    def first(self) -> VersionState:
        """Return the first version in causal order."""
        return min(self.versions.values(), key=lambda v: v.order)


LIFTS_NEEDED: Final = 2


@dataclass
class HoldState:
    """A hold and the members who spoke for lifting it: two lift it."""

    entry: EntryHash
    member: MemberId
    reason: ObjectHash
    at: int
    lifted_by: set[MemberId] = field(default_factory=set)

    @property
    def stands(self) -> bool:
        """Tell whether it still stops every copy about the person."""
        return len(self.lifted_by) < LIFTS_NEEDED


@dataclass
class PersonState:
    """A person: the card, the standing files (all protect) and who wrote each, the holds."""

    id: PersonId
    desk: DeskId
    card: ObjectHash = ObjectHash(b"")
    cards: set[ObjectHash] = field(default_factory=set)  # all that there ever were
    files: set[ObjectHash] = field(default_factory=set)
    writers: dict[ObjectHash, MemberId] = field(default_factory=dict)
    holds: dict[EntryHash, HoldState] = field(default_factory=dict)
    joined_to: PersonId = PersonId(b"")  # who it turned out to be, and the entry that says so
    join: EntryHash = EntryHash(b"")
    forgotten: bool = False

    @property
    def is_held(self) -> bool:
        """Tell whether any hold stands."""
        return any(hold.stands for hold in self.holds.values())


@dataclass
class AttachmentState:
    """A file attached to an interview, by its manifest; its pieces in order."""

    manifest: ObjectHash
    interview: InterviewId
    pieces: tuple[ObjectHash, ...]
    member: MemberId
    at: int


@dataclass
class StoryVersion:
    """One version of a story, with who wrote it and when they say they did."""

    version: int
    body: ObjectHash
    author: MemberId
    at: int
    order: int
    parents: frozenset[ObjectHash] = frozenset()


@dataclass
class StoryState:
    """A story: its versions by body; those that no other builds on stand."""

    id: StoryId
    desk: DeskId
    versions: dict[ObjectHash, StoryVersion] = field(default_factory=dict)

    def standing(self) -> list[StoryVersion]:
        """Return the versions that no other builds on: more than one is a conflict."""
        built_on = {parent for v in self.versions.values() for parent in v.parents}
        heads = (v for body, v in self.versions.items() if body not in built_on)
        return sorted(heads, key=lambda v: v.order)

    def stands_alone(self, body: ObjectHash) -> bool:
        """Tell whether this version stands, and no other beside it."""
        return [v.body for v in self.standing()] == [body]

    def next_version(self) -> int:
        """Return the number of a new version: 1 for the first."""
        return max((v.version for v in self.versions.values()), default=0) + 1

    @property
    def body(self) -> ObjectHash:
        """Return the body to show: of the last version that stands."""
        return self.standing()[-1].body

    @property
    def at(self) -> int:
        """Return when the last standing version was written."""
        return self.standing()[-1].at


@dataclass
class CopyState:
    """A copy from preparation to its end."""

    id: CopyId
    desk: DeskId
    story: StoryId
    story_object: ObjectHash
    body: ObjectHash
    file_hashes: tuple[bytes, ...]
    renditions: tuple[ObjectHash, ...]
    registry: bytes
    rules: bytes
    preparer: MemberId
    prepared_at: int
    rechecked_by: set[MemberId] = field(default_factory=set)
    approvals: dict[MemberId, int] = field(default_factory=dict)
    receipt: ObjectHash | None = None
    released_by: MemberId | None = None
    released_at: int = 0
    outcomes: list[tuple[str, ObjectHash, int]] = field(default_factory=list)


@dataclass
class RestoreState:
    """A device that goes on from an older copy of the vault, and who agreed to it."""

    entry: EntryHash
    member: MemberId
    device: DeviceId
    at: int
    confirmed_by: MemberId


@dataclass
class State:
    """Everything that the journal says, as far as this member's keys open it."""

    vault_id: bytes
    members: dict[MemberId, MemberState] = field(default_factory=dict)
    devices: dict[DeviceId, DeviceState] = field(default_factory=dict)
    desks: dict[DeskId, DeskState] = field(default_factory=dict)
    compartments: dict[CompartmentId, CompartmentState] = field(default_factory=dict)
    grants: dict[tuple[DeviceId, EpochId], EntryHash] = field(default_factory=dict)
    policy: ObjectHash = ObjectHash(b"")
    rules: ObjectHash = ObjectHash(b"")
    rules_hash: bytes = b""
    interviews: dict[InterviewId, InterviewState] = field(default_factory=dict)
    persons: dict[PersonId, PersonState] = field(default_factory=dict)
    joined: dict[PersonId, frozenset[PersonId]] = field(default_factory=dict)  # by who is kept
    stories: dict[StoryId, StoryState] = field(default_factory=dict)
    copies: dict[CopyId, CopyState] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    urgent: UrgentBook = field(default_factory=UrgentBook)
    from_field: FieldBook = field(default_factory=FieldBook)
    attachments: dict[ObjectHash, AttachmentState] = field(default_factory=dict)
    pieces: set[ObjectHash] = field(default_factory=set)  # of attachments, refused ones included
    reads: list[tuple[MemberId, InterviewId, bool, int]] = field(default_factory=list)
    added: dict[ObjectHash, EntryHash] = field(default_factory=dict)
    added_again: dict[ObjectHash, set[EntryHash]] = field(default_factory=dict)  # beside that
    sessions: set[ObjectHash] = field(default_factory=set)
    origins: dict[EntryHash, Origin] = field(default_factory=dict)
    removals: dict[EntryHash, RemovalState] = field(default_factory=dict)
    restores: dict[EntryHash, RestoreState] = field(default_factory=dict)
    asked_to_remove: set[ObjectHash] = field(default_factory=set)
    removed: set[ObjectHash] = field(default_factory=set)
    lacking: dict[DeviceId, frozenset[ObjectHash]] = field(default_factory=dict)
    omitted: set[ObjectHash] = field(default_factory=set)  # what any device lacks
    handed_in: dict[DeviceId, frozenset[ObjectHash]] = field(default_factory=dict)
    unread: set[EntryHash] = field(default_factory=set)  # sealed to others, or of a newer kind
    unconfirmed: dict[EntryHash, tuple[ObjectHash, ...]] = field(default_factory=dict)  # refused
    let_go: set[ObjectHash] = field(default_factory=set)  # removed by who had lost the right
    apart: dict[bytes, set[ObjectHash]] = field(default_factory=dict)  # of refused acts, by record
    entries: dict[EntryHash, int] = field(default_factory=dict)
    heard: dict[DeviceId, int] = field(default_factory=dict)  # the last time each one claimed
    set_aside: dict[DeviceId, DeviceState] = field(default_factory=dict)  # of refused acts
    lost: dict[DeviceId, tuple[Change, ...]] = field(default_factory=dict)
    unused: dict[CompartmentId, set[EpochId]] = field(default_factory=dict)  # of refused acts
    split: frozenset[DeviceId] = frozenset()  # devices whose chain goes on twice from one entry
    newer: list[EntryHash] = field(default_factory=list)
    refused: list[tuple[EntryHash, str]] = field(default_factory=list)

    def registry_version(self, desk: DeskId) -> bytes:
        """Return the 32-byte version of a desk's registry: the hash of its standing files."""
        digest = hashlib.sha256(b"strongroom/1/registry")
        files = sorted(f for p in self.persons.values() if p.desk == desk for f in p.files)
        for file in files:
            digest.update(file)
        return digest.digest()

    def kept(self, person: PersonId) -> PersonId:
        """Return the person as whom another one goes: themselves, unless they were joined."""
        while (known := self.persons.get(person)) is not None and known.joined_to:
            person = known.joined_to
        return person

    def one_person(self, person: PersonId) -> list[PersonState]:
        """Return all that were joined into one person, in order of id: often the one alone."""
        names = self.joined.get(self.kept(person), frozenset({person}))
        return [self.persons[name] for name in sorted(names) if name in self.persons]

    def is_held(self, person: PersonId) -> bool:
        """Tell whether any hold stands on a person, by whichever of their cards."""
        return any(each.is_held for each in self.one_person(person))

    def attachments_of(self, interview: InterviewId) -> list[AttachmentState]:
        """Return what is attached to an interview, in order, and was not removed for good."""
        found = (a for a in self.attachments.values() if a.interview == interview)
        return [a for a in found if a.manifest not in self.removed]

    def holds_on(self, interview: InterviewState) -> list[HoldState]:
        """Return the holds that stop an interview: on its person, or on one whom it left held."""
        named = (interview.person, *sorted(interview.left))
        persons = {p.id: p for each in named for p in self.one_person(each)}
        return [h for person in persons.values() for h in person.holds.values() if h.stands]

    def rendition(self, interview: InterviewState) -> RenditionState | None:
        """Return the last rendition of the one standing version; None while two stand."""
        standing = interview.standing()
        if len(standing) != 1:
            return None
        verbatim = standing[0].ref.verbatim
        return next((r for r in reversed(interview.renditions) if r.verbatim == verbatim), None)

    def is_fresh(self, desk: DeskId, rendition: RenditionState) -> bool:
        """Tell whether a rendition holds for the registry and rules of now."""
        now = (self.registry_version(desk), self.rules_hash)
        return now in (rendition.against, self.desks[desk].checked)

    def has_been_given(self, member: MemberState, epoch: EpochId) -> bool:
        """Tell whether a member was given an epoch, or made it; the recovery sheet stands for all.

        Whoever was given a later one holds the earlier ones too, and is not named here for them.
        """
        return (member.recovery.id, epoch) in self.grants

    # --- who is in, and which epoch to write to --------------------------------------------

    def owners(self) -> dict[DeviceId, MemberState]:
        """Return the member of each device, recovery devices included."""
        members = self.members.values()
        return {d: m for m in members for d in (*m.devices, m.recovery.id)}

    def live_devices(self, member: MemberState) -> list[DeviceState]:
        """Return the devices to seal to, the sheet last; none of who is out or only writes."""
        if member.signed_out or member.is_field:
            return []
        return [*(d for d in member.devices.values() if d.id not in self.lost), member.recovery]

    def readable(self, compartment: CompartmentState) -> set[EpochId]:
        """Return what may have been written to: epochs, bridges, epochs whose act was refused."""
        unused = self.unused.get(compartment.id, set())
        return {*compartment.epochs, *compartment.bridges, *unused}

    def holders(self, epoch: EpochId) -> set[DeviceId]:
        """Return the devices whose keys open an epoch, as far as entries say."""
        return {device for device, held in self.grants if held == epoch}

    def is_read_by_gone(self, epoch: EpochId) -> bool:
        """Tell whether a device that was signed out can open an epoch."""
        gone = {d for d, m in self.owners().items() if m.signed_out} | self.lost.keys()
        return bool(gone) and not gone.isdisjoint(self.holders(epoch))

    def current(self, compartment: CompartmentState) -> EpochId:
        """Return the epoch to write to: of the heads the newest that nobody who left can open."""
        heads = compartment.heads()
        clean = [epoch for epoch in heads if not self.is_read_by_gone(epoch)]
        return (clean or heads)[-1]

    def waits_for_consent(self, device: DeviceId) -> bool:
        """Tell whether a device goes on from an older copy and nobody agreed yet."""
        return any(r.device == device and not r.confirmed_by for r in self.restores.values())

    def member_of(self, device: DeviceId) -> MemberState:
        """Return the member whose device this is."""
        return self.members[self.devices[device].member]
