"""The act of putting off the day on which an interview is to be destroyed."""

from __future__ import annotations

from vault.acts.base import DeskAct
from vault.model import InterviewId, ObjectHash


class DestroyPostponed(DeskAct, frozen=True, tag="destroy-postponed/1"):
    """An author or editor puts the day off; the new day and the reason are one sealed object."""

    interview: InterviewId
    decision: ObjectHash
