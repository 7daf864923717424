"""Asks for the folder that a copy is written into, and for the word that lets it leave."""

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

_WORD = "release"
_WARNING = (
    "The files are plain text outside the vault: whoever opens the folder reads them, and this "
    "cannot be taken back. Each is checked once more before it is written."
)


class ReleaseScreen(AskingScreen[Path | None]):
    """Returns the folder when the word is typed, else None."""

    BINDINGS: ClassVar = [Binding("escape", "dismiss", "Back", show=False)]

    def compose(self) -> ComposeResult:
        """Ask for both."""
        with Vertical(id="box"):
            yield Static(Content.styled("Release the copy into which folder?", "bold"))
            yield Static(_WARNING, markup=False)
            yield WordInput(placeholder="/path/to/folder", id="folder")
            yield Static(f"Type {_WORD} and press Enter.", markup=False)
            yield WordInput(id="word")
            yield Static(id="say", markup=False)
        yield KeyFooter((("Tab", "next"), ("Enter", "release"), ("Esc", "no, go back")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the word; with folder and word, return the folder."""
        event.stop()
        folder = self.query_one("#folder", WordInput).value.strip()
        typed = self.query_one("#word", WordInput).value.strip()
        if not folder:
            self._say_at("A folder is needed.", "folder")
        elif event.input.id == "folder" or typed.casefold() != _WORD:
            said = "That is another word; nothing was released." if typed else ""
            self._say_at(said, "word")
        else:
            self.dismiss(Path(folder).expanduser())

    def _say_at(self, sentence: str, field: str) -> None:
        self.say(sentence)
        self.query_one(f"#{field}").focus()
