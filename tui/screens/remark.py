"""Asks for words about an interview: a remark, why it goes back, why it is held.

Sending them is the screen's below; what is half typed is sealed like every draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.writing import WritingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.word_area import WordArea
from vault.model import Record
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult


class RemarkQuestion(Record, frozen=True):
    """What is asked: a sentence, what follows from it, and whether words may be missing."""

    sentence: str
    consequence: str = ""
    needs_words: bool = True


QUESTIONS: Mapping[str, RemarkQuestion] = MappingProxyType(
    {
        "review.remark": RemarkQuestion(
            "Remark for the author",
            "It is redacted text itself: name nothing that the quotes hide.",
        ),
        "review.send_back": RemarkQuestion(
            "Return it to the author: what should change?",
            "It leaves the queue until there is a new version.",
        ),
        "review.hold": RemarkQuestion(
            "Hold every copy about this person: why?",
            "It works at once. Lifting it takes two people.",
        ),
        "review.record_event": RemarkQuestion(
            "What happened that the embargo waited for?",
            "An editor who is not the author records it.",
        ),
    }
)


class RemarkScreen(WritingScreen[RemarkDraft]):
    """Returns the words, or None when somebody went back."""

    DEFAULT_CSS = """
    RemarkScreen WordArea { height: 6; }
    """

    def __init__(self, question: RemarkQuestion, draft: RemarkDraft, draft_id: str = "") -> None:
        super().__init__(draft_id)
        self._question = question
        self._draft = draft

    def compose(self) -> ComposeResult:
        """Show the question and a field."""
        with Vertical(id="box"):
            yield Static(Content.styled(clean(self._question.sentence), "bold"))
            yield Static(Content(clean(self._question.consequence)))
            yield WordArea(self._draft.words, id="words")
            yield Static(id="say", markup=False)
        yield KeyFooter((("F2", "send"), ("Ctrl+S", "send"), ("Esc", "back")))

    @property
    def words(self) -> str:
        """Return what is typed."""
        return self.query_one(WordArea).text

    def has_unsaved(self) -> bool:
        """Tell whether words would be lost."""
        return bool(self.words.strip())

    def typed(self) -> RemarkDraft:
        """Return the words and what they are for."""
        return replace(self._draft, words=clean(self.words).strip())

    def action_send(self) -> None:
        """Return the words; the draft has done its work."""
        if self._question.needs_words and not self.has_unsaved():
            self.say("A word is needed: why?")
            return
        self.finish(self.typed())
