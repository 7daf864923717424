"""The last line of every screen: its keys, in at most 80 cells.

What a key does stands in the screen's bindings; all of them are listed under F1.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

Keys = Sequence[tuple[str, str]]


class KeyFooter(Widget):
    """Shows pairs of key and word; those that do not fit are left to F1."""

    DEFAULT_CSS = """
    KeyFooter { height: 1; width: 1fr; background: $panel; color: $foreground; }
    KeyFooter:ansi { background: ansi_default; color: ansi_default; }
    """

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id, markup=False)
        self._keys = tuple(keys)

    def show(self, keys: Keys) -> None:
        """Replace the pairs."""
        self._keys = tuple(keys)
        self.refresh()

    def render(self) -> Content:
        """Return the line: as many pairs as fit."""
        pieces: list[tuple[str, str]] = []
        used = 0
        for key, word in self._keys:
            width = cell_len(f" {key} {word} ")
            if used + width > self.size.width:
                break
            used += width
            pieces += [(f" {key} ", "bold"), (f"{word} ", "")]
        return Content.assemble(*pieces)
