"""What every dialog has: a box in the middle, a line for sentences, and the way to the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from vault.text import clean

if TYPE_CHECKING:
    from tui.app import StrongroomApp

T = TypeVar("T")


class AskingScreen(ModalScreen[T]):
    """The base of the dialogs; each holds a container `#box` and most a Static `#say`."""

    DEFAULT_CSS = """
    AskingScreen { align: center middle; }
    AskingScreen > #box { width: 72; max-width: 100%; height: auto; max-height: 100%;
                          padding: 0 2; border: round $accent; background: $surface; }
    AskingScreen:ansi > #box { background: ansi_default; }
    AskingScreen > #box > Static { height: auto; margin-bottom: 1; }
    AskingScreen > #box > WordInput { margin-bottom: 1; background: $panel; }
    AskingScreen > #box > WordArea { background: $panel; }
    """

    def say(self, sentence: str) -> None:
        """Show a sentence in the box."""
        self.query_one("#say", Static).update(Content(clean(sentence)))

    def ask(self, act: str, *args: object, tag: str = "", **options: object) -> None:
        """Ask the gateway; Answer or Refusal comes back to this screen."""
        gateway = cast("StrongroomApp", self.app).gateway
        gateway.ask(self, act, *args, tag=tag, **options)
