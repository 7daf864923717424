"""Which screen a sealed draft belongs to (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tui.messages import OpenCopy, OpenInterview, OpenLog, OpenReview, OpenStory
from tui.widgets.decisions import Decisions
from tui.widgets.draft_form import LogForm
from tui.widgets.outcome_form import OutcomeForm
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.story_form import StoryForm
from vault.errors import MalformedError
from vault.model import Record, from_bytes

if TYPE_CHECKING:
    from textual.message import Message

_REVIEWS = ("review.remark", "review.send_back")

T = TypeVar("T")


class Place(Record, frozen=True):
    """A kind of screen ("log", "interview", "review", "story", "copy") and the record it shows."""

    kind: str
    id: str

    def message(self) -> Message:
        """Return the message that opens it."""
        if self.kind == "interview":
            return OpenInterview(self.id)
        if self.kind == "review":
            return OpenReview(self.id)
        if self.kind == "copy":
            return OpenCopy(self.id)
        return OpenStory(self.id) if self.kind == "story" else OpenLog(self.id)


def place_of(blob: bytes) -> Place | None:
    """Return where a draft was typed; None for bytes that are no draft of a screen."""
    if (form := _read(blob, LogForm)) is not None:
        return Place("log", form.interview)
    if (decisions := _read(blob, Decisions)) is not None:
        return Place("interview", decisions.interview)
    if (remark := _read(blob, RemarkDraft)) is not None:
        return Place("review" if remark.act in _REVIEWS else "interview", remark.interview)
    if (story := _read(blob, StoryForm)) is not None:
        return Place("story", story.story)
    if (outcome := _read(blob, OutcomeForm)) is not None:
        return Place("copy", outcome.copy)
    return None


def _read(blob: bytes, kind: type[T]) -> T | None:
    try:
        return from_bytes(blob, kind)
    except MalformedError:
        return None
