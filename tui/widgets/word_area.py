"""A field of several lines for words as they were said.

One-line fields are `word_input`.
"""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from vault.text import clean


class WordArea(TextArea):
    """A TextArea that takes safe text only: what is pasted or loaded shows its control bytes."""

    DEFAULT_CSS = """
    WordArea, WordArea:focus { border: none; padding: 0 1; background: $surface; }
    WordArea:focus { background: $panel; }
    """

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's word
        classes: str | None = None,
    ) -> None:
        super().__init__(
            clean(text),
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            placeholder=placeholder,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False

    def go_to_end(self) -> None:
        """Put the cursor behind the last word, to type on there."""
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        """Clean before the text enters the field."""
        event.prevent_default()
        event.stop()
        result = self._replace_via_keyboard(clean(event.text), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
