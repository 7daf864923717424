"""Asks for words to protect: one per line, with kind, spellings and wording where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.writing import WritingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.terms_text import parse_terms
from tui.widgets.word_area import WordArea
from vault.model import Term
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

EXPLANATION = (
    "One word or phrase per line; it is hidden in every form. Every editor of the desk can read "
    "these words. A kind may stand first, other spellings after |, the wording used instead "
    "after >:"
)
EXAMPLE = "person: Han Seo-jin | 한서진\nplace: Wiyon market > en: a market; ko: 한 시장"


class TermsScreen(WritingScreen[tuple[Term, ...]]):
    """Returns the terms; None when somebody went back."""

    DEFAULT_CSS = """
    TermsScreen WordArea { height: 6; }
    """

    def __init__(self, codename: str, draft: RemarkDraft, draft_id: str = "") -> None:
        super().__init__(draft_id)
        self._codename = codename
        self._draft = draft

    def compose(self) -> ComposeResult:
        """Show what happens with the words, an example and a field."""
        with Vertical(id="box"):
            yield Static(Content.styled(f"Words that give {self._codename} away", "bold"))
            yield Static(Content(EXPLANATION))
            yield Static(Content.styled(EXAMPLE, "italic"))
            yield WordArea(self._draft.words, id="words")
            yield Static(id="say", markup=False)
        yield KeyFooter((("F2", "save"), ("Ctrl+S", "save"), ("Esc", "back")))

    def has_unsaved(self) -> bool:
        """Tell whether words would be lost."""
        return bool(self.query_one(WordArea).text.strip())

    def typed(self) -> RemarkDraft:
        """Return the lines as they are typed."""
        return replace(self._draft, words=clean(self.query_one(WordArea).text))

    def action_send(self) -> None:
        """Return the terms."""
        self.finish(parse_terms(self.query_one(WordArea).text))
