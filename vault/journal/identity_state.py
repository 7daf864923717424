"""What the journal knows of identities: custodian lists, sealings, requests, who said they know.

Plain mutable records, as in `state`; only `custodians` and `identities` change them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vault.crypto import sharing
from vault.model import DeskId, EntryHash, MemberId, ObjectHash, PersonId


@dataclass(frozen=True)
class CustodianList:
    """A list that was proposed; `proposal` is its entry, `as_admin` and `as_keeper` for what."""

    proposal: EntryHash
    desk: DeskId
    members: tuple[MemberId, ...]
    k: int
    replaces: EntryHash
    proposer: MemberId
    at: int
    as_admin: bool
    as_keeper: bool

    @property
    def n(self) -> int:
        """Return how many custodians it has."""
        return len(self.members)


@dataclass
class SealingState:
    """An identity as it was sealed once: to whom, and the hash of each share.

    `holders` are who holds each place now; `moving` counts the shares of a place that a successor
    has been given so far.
    """

    body: ObjectHash
    desk: DeskId
    person: PersonId
    member: MemberId
    at: int
    k: int
    holders: list[MemberId]
    bundles: list[ObjectHash]
    shares: tuple[bytes, ...]
    moving: dict[tuple[MemberId, MemberId], set[int]] = field(default_factory=dict)

    def numbers_of(self, member: MemberId) -> frozenset[int]:
        """Return the numbers of the shares that a holder has; raises ValueError for nobody else."""
        place = self.holders.index(member)
        return sharing.numbers_of(place, self.k, len(self.holders))


@dataclass
class RequestState:
    """A request for one identity, with its answers by member."""

    entry: EntryHash
    desk: DeskId
    person: PersonId
    body: ObjectHash
    member: MemberId
    at: int
    reason: ObjectHash
    key: bytes
    expires_at: int
    approvals: dict[MemberId, ObjectHash] = field(default_factory=dict)
    denials: dict[MemberId, ObjectHash] = field(default_factory=dict)
    outcome: str = ""

    def has_answered(self, member: MemberId) -> bool:
        """Tell whether a custodian said yes or no already."""
        return member in self.approvals or member in self.denials


@dataclass
class Identities:
    """Everything about identities that one vault's journal says."""

    proposals: dict[EntryHash, CustodianList] = field(default_factory=dict)
    lists: dict[EntryHash, CustodianList] = field(default_factory=dict)  # by confirming entry
    in_force: dict[DeskId, EntryHash] = field(default_factory=dict)
    sealings: dict[ObjectHash, SealingState] = field(default_factory=dict)
    requests: dict[EntryHash, RequestState] = field(default_factory=dict)
    attested: dict[PersonId, set[MemberId]] = field(default_factory=dict)

    def custodians(self, desk: DeskId) -> CustodianList | None:
        """Return a desk's list in force, or None: then nobody can open anything."""
        return self.lists.get(self.in_force.get(desk, EntryHash(b"")))

    def sealings_of(self, person: PersonId) -> list[SealingState]:
        """Return how often a person's identity was sealed, oldest first."""
        return [sealing for sealing in self.sealings.values() if sealing.person == person]

    def knowers(self, person: PersonId) -> set[MemberId]:
        """Return who is on record as knowing a person: attested, sealed, or opened it."""
        sealed = {sealing.member for sealing in self.sealings_of(person)}
        opened = {
            r.member for r in self.requests.values() if r.person == person and r.outcome == "opened"
        }
        return self.attested.get(person, set()) | sealed | opened
