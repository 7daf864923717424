"""A one-line field that Korean is typed into without surprises.

Fields of several lines are `word_area`, passphrases are `secret_input`.
"""

from __future__ import annotations

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widgets import Input

from vault.text import clean


def one_line(text: str) -> str:
    """Return pasted text as one safe line: its lines joined by spaces."""
    return " ".join(part.strip() for part in clean(text).split("\n") if part.strip())


class WordInput(Input):
    """An Input with the real cursor where the input method draws, and an honest paste."""

    DEFAULT_CSS = """
    WordInput { width: 1fr; }
    WordInput, WordInput:focus { border: none; height: 1; padding: 0 1; background: $surface; }
    WordInput:focus { background: $panel; text-style: none; }
    WordInput:ansi:focus { text-style: underline; }
    """

    class ManyLines(Message):
        """Several lines were pasted into this one-line field and became one."""

        def __init__(self, field: WordInput, lines: int) -> None:
            super().__init__()
            self.field = field
            self.lines = lines

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's word
        classes: str | None = None,
        max_length: int = 0,
    ) -> None:
        super().__init__(
            clean(value),
            placeholder,
            id=id,
            classes=classes,
            max_length=max_length,
            select_on_focus=False,
        )
        self.cursor_blink = False

    @property
    def cursor_screen_offset(self) -> Offset:
        """Return where the next character goes.

        The stock field adds a cell at the end of the text, so that an input method draws the
        syllable in the making one cell too far right.
        """
        x, y, _width, _height = self.content_region
        return Offset(x + self._position_to_cell(self.cursor_position) - self.scroll_offset.x, y)

    def on_focus(self) -> None:
        """Bring the cursor into sight: text that was filled in before there was a width is not."""
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        cell = Region(self._position_to_cell(self.cursor_position), 0, 1, 1)
        self.scroll_to_region(cell, force=True, animate=False)
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def _on_paste(self, event: events.Paste) -> None:
        """Insert everything that was pasted, as one line, and say so."""
        event.prevent_default()
        event.stop()
        lines = [line for line in event.text.splitlines() if line.strip()]
        start, end = sorted(self.selection)
        self.replace(one_line(event.text), start, end)
        if len(lines) > 1:
            self.post_message(self.ManyLines(self, len(lines)))
