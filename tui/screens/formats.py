"""Asks which files a copy consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.asking import AskingScreen
from tui.widgets.check_list import CheckList
from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from textual.app import ComposeResult

_FORMATS = (("md", "Markdown"), ("txt", "plain text"), ("docx", "Word document"))


class FormatsScreen(AskingScreen[tuple[str, ...]]):
    """Returns formats; none when somebody went back."""

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("f2,ctrl+s", "take", "Prepare", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Ask."""
        with Vertical(id="box"):
            yield Static(Content.styled("Prepare which files?", "bold"))
            yield Static(
                "Nothing leaves yet: the files are made, searched for protected words and sealed.",
                markup=False,
            )
            yield CheckList(_FORMATS, [key for key, _ in _FORMATS], id="formats")
            yield Static(id="say", markup=False)
        yield KeyFooter((("Space", "tick"), ("F2", "prepare"), ("Esc", "back")))

    def action_take(self) -> None:
        """Return what is ticked."""
        ticked = self.query_one(CheckList).ticked
        formats = tuple(key for key, _ in _FORMATS if key in ticked)
        if formats:
            self.dismiss(formats)
        else:
            self.say("Tick at least one with Space.")

    def action_back(self) -> None:
        """Return nothing."""
        self.dismiss(())
