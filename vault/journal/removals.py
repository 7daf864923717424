"""What the fold keeps of removals: who asked for what, who confirmed it, and whose objects are.

What the acts do is `removing`. Everything here follows from what every member may read, so that
all programs remove the same objects, whatever desks their members work on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vault.model import (
    DeskId,
    EntryHash,
    InterviewId,
    MemberId,
    ObjectHash,
    PersonId,
)


class Origin(NamedTuple):
    """Who wrote an entry, and the one desk that its details are boxed to; none for the roster's."""

    member: MemberId
    desk: DeskId


@dataclass
class RemovalState:
    """A request to remove objects for good, and who confirmed it.

    `needs_editor`: the requester is no editor and did not write all of it, so an editor confirms.
    """

    entry: EntryHash
    desk: DeskId
    member: MemberId
    at: int
    interviews: tuple[InterviewId, ...]
    persons: tuple[PersonId, ...]
    objects: frozenset[ObjectHash]
    cause: str
    reason: ObjectHash
    needs_editor: bool
    confirmed_by: MemberId = MemberId(b"")
    confirmed_at: int = 0
    confirmation: EntryHash = EntryHash(b"")
