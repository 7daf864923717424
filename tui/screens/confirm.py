"""Asks before something happens that cannot be taken back: a word is typed, never Enter-Enter.

For what can be taken back, a question without a word is answered with y or n.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.widgets.key_footer import KeyFooter
from tui.widgets.word_input import WordInput
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Question(NamedTuple):
    """What is asked: a sentence, what will follow, and the word to type ("" asks for y or n)."""

    sentence: str
    consequence: str = ""
    word: str = ""


class ConfirmScreen(ModalScreen[bool]):
    """Returns True only for the typed word, or for y where no word is asked."""

    BINDINGS = [
        Binding("escape", "answer(False)", "No", show=False),
        Binding("n", "answer(False)", "No", show=False),
        Binding("y", "answer_yes", "Yes", show=False),
    ]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """Show the question, and a field when a word is asked."""
        word = self.question.word
        with Vertical(id="box"):
            yield Static(Content.styled(clean(self.question.sentence), "bold"))
            yield Static(Content(clean(self.question.consequence)))
            if word:
                yield Static(Content(f"Type {clean(word)} and press Enter."))
                yield WordInput(id="word")
            yield Static(id="say", markup=False)
        yield KeyFooter((("Enter", "do it"), ("Esc", "no, go back")) if word else _YES_OR_NO)

    def action_answer(self, answer: bool) -> None:
        """Close with an answer."""
        self.dismiss(answer)

    def action_answer_yes(self) -> None:
        """Accept y only where no word is asked."""
        if not self.question.word:
            self.dismiss(True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Compare the word; a wrong one says so and changes nothing."""
        event.stop()
        if event.value.strip().casefold() == self.question.word.casefold():
            self.dismiss(True)
        else:
            self.query_one("#say", Static).update("That is another word; nothing was done.")


_YES_OR_NO = (("y", "yes"), ("n", "no"), ("Esc", "no, go back"))
