"""The quotes of a story as rows, in printing order; u and d move one, x removes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from textual.binding import Binding
from textual.message import Message

from tui.widgets.pieces import on_one_line
from tui.widgets.record_table import Column, RecordTable
from tui.widgets.story_form import Picks

_COLUMNS = (Column("Whose", 0), Column("Quote", 12), Column("", 8))
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class PickTable(RecordTable):
    """Shows picks; posts Ordered."""

    BINDINGS = [
        Binding("delete,x", "order('remove')", "Remove the quote", show=False),
        Binding("ctrl+up,u", "order('up')", "Move the quote up", show=False),
        Binding("ctrl+down,d", "order('down')", "Move the quote down", show=False),
    ]
    HELP_TEXT = "Quotes in printing order. u and d move one, x removes it."

    class Ordered(Message):
        """A quote is to be moved ("up", "down") or removed ("remove")."""

        def __init__(self, order: str, position: int) -> None:
            super().__init__()
            self.order = order
            self.position = position

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(_COLUMNS, id=id)
        self._picks: Picks = ()
        self._names: Mapping[str, str] = _NO_NAMES

    def show_picks(self, picks: Picks, cursor: int = 0) -> None:
        """Show picks."""
        self._picks = picks
        self.show(len(picks), self._cells, max(0, min(cursor, len(picks) - 1)))

    def show_names(self, names: Mapping[str, str]) -> None:
        """Show codenames instead of ids."""
        self._names = names
        self.show(len(self._picks), self._cells, self.cursor)

    def _cells(self, at: int) -> tuple[str, str, str]:
        interview, quote, language = self._picks[at]
        name = self._names.get(interview, interview[:8])
        return on_one_line(name), on_one_line(quote), on_one_line(language)

    def action_order(self, order: str) -> None:
        """Tell what is to be done with the row under the cursor."""
        if self._picks:
            self.post_message(self.Ordered(order, self.cursor))
