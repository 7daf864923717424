"""Asks, span by span, what a translation hides in place of what the original hides.

All answers go back together, because every act makes a version of the interview.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.asking import AskingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.matching import OpenMatch, only
from tui.widgets.redacted_text import verbatim_content
from vault.drafts import MatchRequest

if TYPE_CHECKING:
    from textual.app import ComposeResult

_ABSENT = "not in this text"
_CHOOSE = "Nothing here is likely to be the same: choose with the arrows, then Enter."


class MatchScreen(AskingScreen[tuple[MatchRequest, ...]]):
    """Returns the answers given so far; none when somebody went back at once."""

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("n", "skip", "Leave this one open", show=False),
    ]
    DEFAULT_CSS = """
    MatchScreen > #box { width: 90%; }
    MatchScreen .text { height: auto; max-height: 6; margin-bottom: 1; }
    MatchScreen OptionList { height: auto; max-height: 8; }
    """

    def __init__(self, interview_id: str, questions: Sequence[OpenMatch]) -> None:
        super().__init__()
        self._interview_id = interview_id
        self._questions = tuple(questions)
        self._at = 0
        self._answers: list[MatchRequest] = []

    def compose(self) -> ComposeResult:
        """Show both texts and what may answer."""
        with Vertical(id="box"):
            yield Static(id="question", markup=False)
            yield Static(id="text", classes="text", markup=False)
            yield Static(id="other", classes="text", markup=False)
            yield OptionList(id="answers", markup=False)
            yield Static(id="say", markup=False)
            yield Static(
                "Does it stand there unhidden? Go back and protect its words with w.",
                markup=False,
            )
        yield KeyFooter((("↑↓", "choose"), ("Enter", "answer"), ("n", "later"), ("Esc", "back")))

    def on_mount(self) -> None:
        """Show the first question."""
        self._show()
        self.query_one(OptionList).focus()

    def _show(self) -> None:
        match = self._questions[self._at]
        number = f"{self._at + 1} of {len(self._questions)}"
        ask = f"{number}: what hides “{match.words}” in {match.other.language}?"
        self.query_one("#question", Static).update(Content.styled(ask, "bold"))
        for name, text in (("text", only(match.text, match.span)), ("other", match.other)):
            content = verbatim_content(text.words or "", text.spans)
            self.query_one(f"#{name}", Static).update(content)
        answers = self.query_one(OptionList)
        answers.clear_options()
        answers.add_options(Option(Content(words)) for words in self._choices(match))
        # Nothing is offered where nothing fits: Enter, Enter must not make a wrong answer.
        answers.highlighted = 0 if match.has_likely else None
        self.say("" if match.has_likely else _CHOOSE)

    def _choices(self, match: OpenMatch) -> list[str]:
        spans = [f"{match.words_of(span)} ({span.kind})" for span in match.candidates]
        return [*spans, _ABSENT]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the answer and go on."""
        match = self._questions[self._at]
        chosen = (*match.candidates, None)[event.option_index]
        self._answers.append(match.answer(chosen))
        self.action_skip()

    def action_skip(self) -> None:
        """Go to the next question; after the last one send the answers."""
        self._at += 1
        if self._at >= len(self._questions):
            self.dismiss(tuple(self._answers))
        else:
            self._show()

    def seal_draft(self) -> None:
        """Send what is answered, as going back does; a lock calls this."""
        if self._answers:
            self.ask("interviews.match", self._interview_id, tuple(self._answers))

    def action_back(self) -> None:
        """Go back; answers already given are sent."""
        self.dismiss(tuple(self._answers))
