"""Covers everything while the terminal is smaller than the screens were made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.geometry import Size

LEAST_WIDTH, LEAST_HEIGHT = 80, 24
_SENTENCE = (
    f"Strongroom needs {LEAST_WIDTH} columns and {LEAST_HEIGHT} lines. Make the window larger, "
    "or use the commands: strongroom --help"
)


def is_too_small(size: Size) -> bool:
    """Tell whether the screens do not fit; a terminal that reports no size is believed to fit."""
    return 0 < size.width < LEAST_WIDTH or 0 < size.height < LEAST_HEIGHT


class TooSmallScreen(ModalScreen[None]):
    """One sentence; it goes by itself when the window grows."""

    def compose(self) -> ComposeResult:
        """Show the sentence."""
        yield Static(Content(_SENTENCE))
