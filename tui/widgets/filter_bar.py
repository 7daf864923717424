"""The line that "/" opens: what is typed narrows the list above it.

It only reports what was typed; the screen decides what that matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label

from tui.widgets.word_input import WordInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.timer import Timer

PAUSE_SECONDS = 0.15  # of typing, before a search is worth starting


class FilterBar(Horizontal):
    """Hidden until opened; Enter keeps the filter and leaves, Escape clears it."""

    DEFAULT_CSS = """
    FilterBar { height: 1; }
    FilterBar > Label { width: auto; padding: 0 1; text-style: bold; }
    """
    BINDINGS = [
        Binding("escape", "clear", "Clear the filter", show=False),
        Binding("down", "leave", "To the list", show=False),
    ]

    class Changed(Message):
        """The filter is now this."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Left(Message):
        """The list should have the focus again."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Hold a label and a field."""
        yield Label("/", markup=False)
        yield WordInput(placeholder="words, a codename, a province, a status")

    @property
    def is_open(self) -> bool:
        """Tell whether the line is shown."""
        return bool(self.display)

    @property
    def is_typed_into(self) -> bool:
        """Tell whether the cursor is in the field."""
        return self.screen.focused is self.query_one(WordInput)

    def on_mount(self) -> None:
        """Stay hidden until asked for."""
        self.display = False

    def open(self) -> None:
        """Show the line and put the cursor into it, before the next key arrives."""
        self.display = True
        self.screen.set_focus(self.query_one(WordInput))

    def action_clear(self) -> None:
        """Empty the filter and hide the line."""
        field = self.query_one(WordInput)
        with field.prevent(Input.Changed):
            field.value = ""
        self.display = False
        self._report("")
        self.post_message(self.Left())

    def action_leave(self) -> None:
        """Keep the filter and go to the list."""
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a pause in typing, then report."""
        event.stop()
        words = event.value
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, lambda: self._report(words))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and go to the list."""
        event.stop()
        self.action_leave()

    def _report(self, words: str) -> None:
        if self._pause is not None:
            self._pause.stop()
        self.post_message(self.Changed(words.strip()))
