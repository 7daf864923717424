"""Acts that remove records for good, boxed to the desk and to the roster: every program obeys them.

One member asks, a second one confirms; with that the objects are tombstones.
"""

from __future__ import annotations

from vault.acts.base import DeskAndRosterAct, Referred
from vault.model import (
    EntryHash,
    InterviewId,
    ObjectHash,
    PersonId,
)


class RemovalRequested(DeskAndRosterAct, frozen=True, tag="removal-requested/1"):
    """Somebody asks to remove objects for good; the entry's core names the same ones in the clear.

    `interviews` and `persons` say whose they are, `cause` is "asked" or "due", `reason` is a note.
    """

    interviews: tuple[InterviewId, ...]
    persons: tuple[PersonId, ...]
    objects: tuple[Referred, ...]
    cause: str
    reason: ObjectHash


class RemovalConfirmed(DeskAndRosterAct, frozen=True, tag="removal-confirmed/1"):
    """A second person confirms a request, and which objects it is about."""

    request: EntryHash
    objects: tuple[Referred, ...]
