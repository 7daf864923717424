"""What the journal knows of urgent releases: the switch, announcements, what stops them, verdicts.

Plain mutable records owned by one `State`; only `urgent` changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vault.model import CopyId, DeskId, EntryHash, InterviewId, MemberId, ObjectHash

RATIFIED: Final = "ratified"
NOT_RATIFIED: Final = "not ratified"


class Stop(NamedTuple):
    """What stops an announced release: a hold, a withdrawal, or the switch; who did it, when."""

    what: str
    member: MemberId
    at: int


@dataclass
class ProposalState:
    """One admin's word for the switch."""

    entry: EntryHash
    member: MemberId
    at: int


@dataclass
class SwitchState:
    """One time at which urgent releases were switched on, and the entries that ended it."""

    entry: EntryHash
    proposal: EntryHash
    proposer: MemberId
    member: MemberId
    at: int
    ends: dict[EntryHash, Stop] = field(default_factory=dict)


@dataclass
class VerdictState:
    """What a second person said of an urgent release afterwards."""

    verdict: str
    remark: ObjectHash
    at: int


@dataclass
class UrgentState:
    """An announced copy: what stops it, that it left, what turned up beside that, verdicts."""

    entry: EntryHash
    desk: DeskId
    copy: CopyId
    member: MemberId
    at: int
    enabled: EntryHash
    reason: ObjectHash
    unreached: tuple[MemberId, ...]
    stops: dict[EntryHash, Stop] = field(default_factory=dict)
    release: EntryHash = EntryHash(b"")
    in_spite_of: dict[EntryHash, Stop] = field(default_factory=dict)
    verdicts: dict[MemberId, VerdictState] = field(default_factory=dict)

    @property
    def waits_for_ratification(self) -> bool:
        """Tell whether it left and no second person said anything yet."""
        return bool(self.release) and not self.verdicts

    @property
    def is_not_ratified(self) -> bool:
        """Tell whether anybody said no: one no weighs more than any yes."""
        return any(each.verdict == NOT_RATIFIED for each in self.verdicts.values())


@dataclass
class UrgentBook:
    """Everything about urgent releases that one vault's journal says."""

    proposals: dict[EntryHash, ProposalState] = field(default_factory=dict)
    times_on: dict[EntryHash, SwitchState] = field(default_factory=dict)
    offs: dict[EntryHash, Stop] = field(default_factory=dict)
    by_copy: dict[CopyId, UrgentState] = field(default_factory=dict)
    withdrawals: dict[InterviewId, dict[EntryHash, Stop]] = field(default_factory=dict)

    def switch(self) -> SwitchState | None:
        """Return the switch that is on, or None."""
        on = [each for each in self.times_on.values() if not each.ends]
        return on[-1] if on else None

    def proposed(self) -> list[ProposalState]:
        """Return the proposals that wait for a second admin: none while it is on."""
        used = {each.proposal for each in self.times_on.values()}
        return [] if self.switch() else [p for e, p in self.proposals.items() if e not in used]

    def announced(self, entry: EntryHash) -> UrgentState:
        """Return what an entry announced; raises KeyError."""
        return {each.entry: each for each in self.by_copy.values()}[entry]

    def released(self, entry: EntryHash) -> UrgentState:
        """Return what an entry let go; raises KeyError."""
        return {each.release: each for each in self.by_copy.values() if each.release}[entry]

    def waiting(self, desk: DeskId) -> list[UrgentState]:
        """Return a desk's urgent releases that nobody ratified or refused to ratify yet."""
        found = (each for each in self.by_copy.values() if each.desk == desk)
        return [each for each in found if each.waits_for_ratification]
