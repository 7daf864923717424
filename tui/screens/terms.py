"""Asks for words to protect: one per line, with kind, spellings and wording where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.asking import AskingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.terms_text import parse_terms
from tui.widgets.word_area import WordArea
from vault.model import Term

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import TextArea

EXPLANATION = (
    "One word or phrase per line; it is hidden in every form. Every editor of the desk can read "
    "these words. A kind may stand first, other spellings after |, the wording used instead "
    "after >:"
)
EXAMPLE = "person: Han Seo-jin | 한서진\nplace: Wiyon market > en: a market; ko: 한 시장"


class TermsScreen(AskingScreen[tuple[Term, ...]]):
    """Returns the terms; none when somebody went back."""

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+s,f2", "send", "Save", show=False),
    ]
    DEFAULT_CSS = """
    TermsScreen WordArea { height: 6; }
    """

    def __init__(self, codename: str) -> None:
        super().__init__()
        self._codename = codename
        self._asked_to_leave = False

    def compose(self) -> ComposeResult:
        """Show what happens with the words, an example and a field."""
        with Vertical(id="box"):
            yield Static(Content.styled(f"Words that give {self._codename} away", "bold"))
            yield Static(Content(EXPLANATION))
            yield Static(Content.styled(EXAMPLE, "italic"))
            yield WordArea(id="words")
            yield Static(id="say", markup=False)
        yield KeyFooter((("F2", "save"), ("Ctrl+S", "save"), ("Esc", "back")))

    def has_unsaved(self) -> bool:
        """Tell whether words would be lost."""
        return bool(self.query_one(WordArea).text.strip())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Ask again before leaving."""
        self._asked_to_leave = False

    def action_send(self) -> None:
        """Return the terms."""
        self.dismiss(parse_terms(self.query_one(WordArea).text))

    def action_back(self) -> None:
        """Go back; with words typed the first Escape only says what a second one does."""
        if self.has_unsaved() and not self._asked_to_leave:
            self._asked_to_leave = True
            self.say("Escape again gives these words up.")
            return
        self.dismiss(())
