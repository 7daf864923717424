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
    """Shows pairs of key and word; those that do not fit are left to F1, the last one stays."""

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
        """Return the line: as many pairs as fit beside the last one, which is the way back."""
        pieces: list[tuple[str, str]] = []
        for key, word in fitting(self._keys, self.size.width):
            pieces += [(f" {key} ", "bold"), (f"{word} ", "")]
        return Content.assemble(*pieces)


def fitting(keys: Keys, width: int) -> Keys:
    """Return the first pairs and the last one, as many as fit into a width in cells."""
    if not keys:
        return keys
    room = width - _width(keys[-1])
    shown: list[tuple[str, str]] = []
    for pair in keys[:-1]:
        room -= _width(pair)
        if room < 0:
            break
        shown.append(pair)
    return [*shown, keys[-1]]


def _width(pair: tuple[str, str]) -> int:
    return cell_len(" {} {} ".format(*pair))
