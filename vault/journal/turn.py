"""One entry's turn in the fold: the state it meets, who wrote it, and what they held.

What each act then does is `roster`, `records` and `copying`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vault import acts
from vault.journal.cores import Core
from vault.journal.rights import Held, Limits, Sight
from vault.journal.state import CompartmentState, State
from vault.model import (
    CompartmentId,
    DeskId,
    EntryHash,
    EpochId,
    MemberId,
    ObjectHash,
    Part,
    Role,
)

May = Callable[[Iterable[Role], str], bool]

LATEST: Final = 253402300799  # Unix seconds: the end of the year 9999, the last that is shown


class Taken(NamedTuple):
    """An entry ready for the fold; `act` is None when it is sealed to others.

    `boxed_to` are the epochs to which its details are boxed, as their writers signed it;
    `builds_on` its predecessor and the heads that its writer had seen; `sessions` are the session
    objects among those that it adds, `noted` for which epoch of which compartment they are.
    """

    hash: EntryHash
    core: Core
    act: acts.Known | acts.Newer | None
    boxed_to: frozenset[EpochId]
    builds_on: tuple[EntryHash, ...] = ()
    sessions: tuple[ObjectHash, ...] = ()
    noted: tuple[tuple[CompartmentId, EpochId], ...] = ()


class Refusal(Exception):
    """An act that its member may not do; holds the reason in fixed words."""


@dataclass
class Turn:
    """The entry being taken: its place in the order, and the rights of its writer."""

    state: State
    sight: Sight
    may: May
    entry: EntryHash
    order: int
    member: MemberId
    held: Held
    limits: Limits = field(default_factory=dict)

    def roles_on(self, desk: DeskId) -> set[Role]:
        """Return the writer's roles on a desk, vault-wide ones included."""
        return {a.role for a in self.held.assignments if a.desk in (desk, b"")}

    def allows(self, deed: str, desk: DeskId) -> bool:
        """Tell whether the writer's roles on a desk allow a deed."""
        return self.may(self.roles_on(desk), deed)

    def need(self, deed: str, desk: DeskId = DeskId(b"")) -> None:
        """Refuse unless the writer's roles on a desk, or for the vault, allow a deed."""
        if desk and desk not in self.state.desks:
            raise Refusal
        if not self.may(self.roles_on(desk), deed):
            raise Refusal

    def need_anywhere(self, deed: str) -> None:
        """Refuse unless the writer's roles on any desk allow a deed."""
        if not self.may({a.role for a in self.held.assignments}, deed):
            raise Refusal

    def need_reader(self, desk: DeskId) -> None:
        """Refuse a second person to whom nobody gave the key of what they decide on.

        Whoever lets a person in does not give them keys; so an admin's made-up colleague, of
        whom no second person knows, is no second person.
        """
        redacted = desk_parts(self.state, desk)[Part.REDACTED]
        known = self.state.members[self.member]
        if not any(self.state.has_been_given(known, e) for e in redacted.epochs):
            raise Refusal

    def need_any_reader(self) -> None:
        """Refuse a second person to whom nobody gave a key of any desk, as `need_reader` does."""
        known = self.state.members[self.member]
        epochs = (e for c in self.state.compartments.values() if c.desk for e in c.epochs)
        if not any(self.state.has_been_given(known, epoch) for epoch in epochs):
            raise Refusal

    def is_editor(self, desk: DeskId) -> bool:
        """Tell whether the writer is an editor of a desk."""
        return Role.EDITOR in self.roles_on(desk)

    def is_for_one(self) -> bool:
        """Tell whether the vault has one member: then the promise of two people is not made.

        Who was signed out counts: an admin who signs everybody out is not alone thereby.
        """
        return len(self.state.members) == 1


def desk_parts(state: State, desk: DeskId) -> dict[Part, CompartmentState]:
    """Return a desk's compartments by part."""
    found = state.desks[desk].compartments
    return {part: state.compartments[compartment] for part, compartment in found.items()}
