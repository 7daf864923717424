"""A page to read, and nothing else: the result of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.screens.asking import AskingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.redacted_text import RedactedText
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ReadingScreen(AskingScreen[None]):
    """Shows a heading and a page."""

    BINDINGS: ClassVar = [Binding("escape,q", "dismiss", "Back", show=False)]
    DEFAULT_CSS = """
    ReadingScreen > #box { width: 90%; height: 90%; }
    """

    def __init__(self, head: str, page: str) -> None:
        super().__init__()
        self._head = head
        self._page = page

    def compose(self) -> ComposeResult:
        """Hold both."""
        with Vertical(id="box"):
            yield Static(Content.styled(clean(self._head), "bold"))
            yield RedactedText()
        yield KeyFooter((("↑↓", "scroll"), ("Esc", "back")))

    def on_mount(self) -> None:
        """Show the page."""
        self.query_one(RedactedText).show(self._page)
        self.query_one(RedactedText).focus()
