"""Lists unfinished forms when several wait: one to go on with, or to give up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.asking import AskingScreen
from tui.screens.confirm import ConfirmScreen, Question
from tui.widgets.draft_kinds import draft_line
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import DraftView


class DraftsScreen(AskingScreen[str | None]):
    """Returns the id of the draft to go on with, or None when somebody went back."""

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("x", "discard", "Give this one up", show=False),
    ]
    DEFAULT_CSS = """
    DraftsScreen OptionList { height: auto; max-height: 12; }
    """

    def __init__(self, drafts: Sequence[DraftView]) -> None:
        super().__init__()
        self._drafts = sorted(drafts, key=lambda draft: draft.saved_at, reverse=True)

    def compose(self) -> ComposeResult:
        """Show a line for each."""
        with Vertical(id="box"):
            yield Static(Content.styled("Go on with which unfinished form?", "bold"))
            yield OptionList(id="drafts", markup=False)
            yield Static(id="say", markup=False)
        yield KeyFooter((("↑↓", "choose"), ("Enter", "go on"), ("x", "give up"), ("Esc", "back")))

    def on_mount(self) -> None:
        """List them, the newest first."""
        options = self.query_one(OptionList)
        options.add_options(Option(Content(draft_line(draft))) for draft in self._drafts)
        options.highlighted = 0
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the one that was chosen."""
        self.dismiss(self._drafts[event.option_index].id)

    def action_discard(self) -> None:
        """Ask, then give the draft under the cursor up."""
        at = self.query_one(OptionList).highlighted
        if at is None:
            return
        question = Question("Give this form up?", draft_line(self._drafts[at]))
        self.app.push_screen(ConfirmScreen(question), lambda sure: self._discard(at, sure))

    def _discard(self, at: int, sure: bool | None) -> None:
        if not sure:
            return
        self.ask("interviews.discard_draft", self._drafts.pop(at).id)
        options = self.query_one(OptionList)
        options.remove_option_at_index(at)
        if self._drafts:
            options.highlighted = min(at, len(self._drafts) - 1)
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Return nothing."""
        self.dismiss(None)
