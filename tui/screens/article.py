"""Asks where the file of a finished article is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.screens.asking import AskingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.word_input import WordInput

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ArticleScreen(AskingScreen[Path | None]):
    """Returns the path, or None when somebody went back."""

    BINDINGS: ClassVar = [Binding("escape", "dismiss", "Back", show=False)]

    def compose(self) -> ComposeResult:
        """Ask."""
        with Vertical(id="box"):
            yield Static(Content.styled("Which file is the finished article?", "bold"))
            yield Static("Markdown, plain text or DOCX. It is only read.", markup=False)
            yield WordInput(placeholder="/path/to/article.docx", id="path")
        yield KeyFooter((("Enter", "check it"), ("Esc", "back")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the path."""
        event.stop()
        if event.value.strip():
            self.dismiss(Path(event.value.strip()))
