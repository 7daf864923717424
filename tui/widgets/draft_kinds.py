"""Which screen a sealed draft belongs to, and how it is named in a list (pure)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from tui.messages import OpenCopy, OpenInterview, OpenLog, OpenReview, OpenStory
from tui.widgets.decisions import Decisions
from tui.widgets.draft_form import LogForm
from tui.widgets.outcome_form import OutcomeForm
from tui.widgets.pieces import on_one_line
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.story_form import StoryForm
from vault.errors import MalformedError
from vault.model import Record, from_bytes
from vault.text import counted

if TYPE_CHECKING:
    from textual.message import Message

    from vault.archive.views import DraftView

_REVIEWS = ("review.remark", "review.send_back")
_KINDS = MappingProxyType(
    {
        "review.remark": "a remark",
        "review.send_back": "why it goes back",
        "review.hold": "why it is held",
        "review.record_event": "what happened",
        "persons.add_terms": "words to protect",
    }
)
_MOST_WORDS = 40

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


def draft_line(draft: DraftView) -> str:
    """Return when a draft was sealed, what it is, and how it begins, as one line."""
    when = draft.saved_at.replace("T", " ")[:16]
    return on_one_line(f"{when} {_what(draft.draft)}")


def _what(blob: bytes) -> str:
    if (form := _read(blob, LogForm)) is not None:
        kind = "a changed interview" if form.interview else "an interview"
        begins = form.title or next((q.words for q in form.quotes if q.words.strip()), "")
    elif (story := _read(blob, StoryForm)) is not None:
        kind, begins = "a story", story.title or story.intro
    elif (remark := _read(blob, RemarkDraft)) is not None:
        kind, begins = _KINDS.get(remark.act, "words about an interview"), remark.words
    elif (decisions := _read(blob, Decisions)) is not None:
        kind, begins = counted(len(decisions.requests), "decision"), ""
    else:
        kind, begins = "what became of a copy", ""
    words = on_one_line(begins)
    cut = f"{words[:_MOST_WORDS]}…" if len(words) > _MOST_WORDS else words
    return f"{kind}: {cut}" if cut else kind


def _read(blob: bytes, kind: type[T]) -> T | None:
    try:
        return from_bytes(blob, kind)
    except MalformedError:
        return None
