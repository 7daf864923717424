"""A field for a passphrase: bytes in one buffer that is wiped, no value in any message.

It is not an Input: that one keeps the text as str, posts it with every key, and copies it on
Ctrl+C.
"""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

_MOST_BYTES = 1024


class SecretInput(Widget, can_focus=True):
    """Shows one star per character; Enter posts Entered, and only `take` gives the bytes."""

    DEFAULT_CSS = """
    SecretInput { height: 1; width: 1fr; padding: 0 1; background: $surface; }
    SecretInput:focus { background: $panel; }
    SecretInput:ansi:focus { text-style: underline; }
    """
    BINDINGS = [
        Binding("enter", "enter", "Unlock", show=False),
        Binding("backspace", "delete", "Delete one character", show=False),
        Binding("ctrl+u", "wipe", "Delete everything", show=False),
    ]
    HELP_TEXT = "Type or paste your passphrase. Ctrl+U empties the field. Nothing is copied."

    class Entered(Message):
        """Enter was pressed; the passphrase is not in here."""

        def __init__(self, field: SecretInput) -> None:
            super().__init__()
            self.field = field

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, markup=False)
        self._buffer = bytearray()

    def take(self) -> bytes:
        """Return what was typed, in UTF-8, and wipe the field."""
        taken = bytes(self._buffer)
        self.action_wipe()
        return taken

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not self._buffer

    def render(self) -> Content:
        """Draw one star per character, and the cursor while the field has the focus."""
        stars = "*" * min(self._length(), max(0, self.size.width - 1))
        return Content.assemble(stars, (" ", "reverse" if self.has_focus else ""))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that printable keys are mine, so that no binding of the app fires."""
        return character is not None and character.isprintable()

    def on_focus(self) -> None:
        """Draw the cursor, and put the real one here: input methods draw at it."""
        self._show()

    def on_blur(self) -> None:
        """Draw no cursor any more."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Take printable characters."""
        if event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self._add(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Take the first line that was pasted: passphrases have one."""
        event.stop()
        event.prevent_default()
        self._add(event.text.strip().partition("\n")[0].strip())

    def action_delete(self) -> None:
        """Remove the last character, all its bytes."""
        while self._buffer and self._buffer.pop() & 0xC0 == 0x80:
            pass
        self._show()

    def action_wipe(self) -> None:
        """Overwrite and empty the buffer."""
        self._buffer[:] = bytes(len(self._buffer))
        self._buffer.clear()
        self._show()

    def action_enter(self) -> None:
        """Tell that the passphrase is complete."""
        self.post_message(self.Entered(self))

    def _add(self, text: str) -> None:
        data = text.encode("utf-8", "ignore")
        if len(self._buffer) + len(data) <= _MOST_BYTES:
            self._buffer += data
        self._show()

    def _length(self) -> int:
        return sum(byte & 0xC0 != 0x80 for byte in self._buffer)

    def _show(self) -> None:
        self.refresh()
        self._move_cursor()

    def _move_cursor(self) -> None:
        if self.has_focus:
            x, y, width, _ = self.content_region
            self.app.cursor_position = Offset(x + min(self._length(), max(0, width - 1)), y)
