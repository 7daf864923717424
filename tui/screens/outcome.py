"""Asks what became of a released copy: printed where and when, not used, or recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.writing import WritingScreen
from tui.widgets.check_list import CheckList
from tui.widgets.key_footer import KeyFooter
from tui.widgets.log_fields import FieldRow
from tui.widgets.outcome_form import OUTCOMES, OutcomeForm, check_outcome
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.errors import MalformedError

if TYPE_CHECKING:
    from textual.app import ComposeResult

_FIELDS = (
    ("outlet", "Outlet", "where it ran"),
    ("date", "Day", "2026-11-20"),
    ("link", "Link", "https://"),
    ("reason", "Why", "for a recall"),
)


class OutcomeScreen(WritingScreen[OutcomeForm]):
    """Returns the outcome, or None when somebody went back."""

    DEFAULT_CSS = """
    OutcomeScreen WordArea { height: 4; }
    """

    def __init__(self, form: OutcomeForm, draft_id: str = "") -> None:
        super().__init__(draft_id)
        self._form = form

    def compose(self) -> ComposeResult:
        """Ask."""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(Content.styled("What became of this copy?", "bold"))
            yield CheckList(OUTCOMES, [self._form.outcome], single=True, id="outcome")
            for name, label, hint in _FIELDS:
                yield FieldRow(label, WordInput(getattr(self._form, name), hint, id=name))
            yield Static("The words as they ran, if they differ", markup=False)
            yield WordArea(self._form.words, id="words")
            yield Static(id="say", markup=False)
        yield KeyFooter((("Space", "tick"), ("F2", "record"), ("Esc", "back")))

    def typed(self) -> OutcomeForm:
        """Return what is typed and ticked."""
        values = {name: self.query_one(f"#{name}", WordInput).value for name, _, _ in _FIELDS}
        outcome = self.query_one(CheckList).chosen
        words = self.query_one("#words", WordArea).text
        return OutcomeForm(copy=self._form.copy, outcome=outcome, words=words, **values)

    def has_unsaved(self) -> bool:
        """Tell whether words would be lost."""
        return any(words.strip() for words in self.typed().options().values())

    def action_send(self) -> None:
        """Return the outcome; say what is missing."""
        try:
            form = check_outcome(self.typed())
        except MalformedError as error:
            self.say(error.sentence)
            self.query_one(f"#{error.field}").focus()
            return
        self.finish(form)
