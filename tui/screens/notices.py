"""Every notice of the status, whole: the Library has room for a few lines of them.

Which notices there are is the archive's to say; how many lines of them fit is `library_rows`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.widgets.key_footer import KeyFooter
from vault.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class NoticesScreen(ModalScreen[None]):
    """Shows all notices in a scrolling box."""

    BINDINGS: ClassVar = [Binding("escape,i,q", "dismiss", "Back", show=False)]

    def __init__(self, notices: Sequence[str]) -> None:
        super().__init__()
        self._notices = tuple(notices)

    def compose(self) -> ComposeResult:
        """Show one notice under the other."""
        with VerticalScroll(id="box"):
            yield Static(Content(clean("\n\n".join(self._notices))))
        yield KeyFooter((("↑↓", "scroll"), ("Esc", "back")))
