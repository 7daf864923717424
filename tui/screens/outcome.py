"""Asks what became of a released copy: printed where and when, not used, or recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.asking import AskingScreen
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


class OutcomeScreen(AskingScreen[OutcomeForm | None]):
    """Returns the outcome, or None when somebody went back."""

    BINDINGS: ClassVar = [
        Binding("escape", "dismiss", "Back", show=False),
        Binding("f2,ctrl+s", "take", "Record", show=False),
    ]
    DEFAULT_CSS = """
    OutcomeScreen WordArea { height: 4; }
    """

    def compose(self) -> ComposeResult:
        """Ask."""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(Content.styled("What became of this copy?", "bold"))
            yield CheckList(OUTCOMES, [OUTCOMES[0][0]], single=True, id="outcome")
            for name, label, hint in _FIELDS:
                yield FieldRow(label, WordInput(placeholder=hint, id=name))
            yield Static("The words as they ran, if they differ", markup=False)
            yield WordArea(id="words")
            yield Static(id="say", markup=False)
        yield KeyFooter((("Space", "tick"), ("F2", "record"), ("Esc", "back")))

    def action_take(self) -> None:
        """Return the outcome; say what is missing."""
        values = {name: self.query_one(f"#{name}", WordInput).value for name, _, _ in _FIELDS}
        outcome = self.query_one(CheckList).chosen
        words = self.query_one("#words", WordArea).text
        try:
            form = check_outcome(OutcomeForm(outcome=outcome, words=words, **values))
        except MalformedError as error:
            self.say(error.sentence)
            self.query_one(f"#{error.field}").focus()
            return
        self.dismiss(form)
