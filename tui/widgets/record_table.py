"""A table of any length that draws only the rows on the screen and keeps only a few of them.

Rows come from a callable by position, so 100,000 of them cost nothing until they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vault.text import clean

MARKER = "> "  # the chosen row is told by this and by reverse video, not by colour alone
_LINES_KEPT = 400
_GAP = 2


class Column(NamedTuple):
    """A column: `width` in cells, 0 for what is left; shown in tables of at least `needs` cells."""

    title: str
    width: int
    needs: int = 0


class Heading(NamedTuple):
    """A row that only names the rows below it; the cursor passes over it."""

    words: str


Row = Sequence[str] | Heading
RowSource = Callable[[int], Row]


class RecordTable(ScrollView, can_focus=True):
    """The virtual table; posts Moved and Chosen with a position."""

    COMPONENT_CLASSES = {
        "record-table--header",
        "record-table--row",
        "record-table--cursor",
        "record-table--heading",
    }
    DEFAULT_CSS = """
    RecordTable { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    RecordTable > .record-table--header { text-style: bold; color: $text-muted; }
    RecordTable > .record-table--row { color: $foreground; }
    RecordTable > .record-table--heading { text-style: bold; color: $primary; }
    RecordTable > .record-table--cursor { background: $panel; text-style: bold; }
    RecordTable:focus > .record-table--cursor { text-style: bold reverse; }
    RecordTable:ansi > .record-table--header { text-style: bold underline; color: ansi_default; }
    RecordTable:ansi > .record-table--row { color: ansi_default; }
    RecordTable:ansi > .record-table--heading { text-style: bold; color: ansi_default; }
    RecordTable:ansi > .record-table--cursor { background: ansi_default; text-style: bold; }
    RecordTable:ansi:focus > .record-table--cursor { text-style: bold reverse; }
    """
    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home,g", "jump(0)", "First", show=False),
        Binding("end,G", "jump(-1)", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]
    HELP_TEXT = (
        "Arrow keys or j and k move, PgUp and PgDn turn pages, Home and End go to the ends, "
        "Enter opens. With the mouse: click to move, click again to open, wheel to scroll."
    )

    cursor = reactive(0, repaint=False)  # two rows are redrawn instead of the whole table

    class Moved(Message):
        """The cursor went to another row."""

        def __init__(self, table: RecordTable, position: int) -> None:
            super().__init__()
            self.table = table
            self.position = position

    class Chosen(Message):
        """A row was opened."""

        def __init__(self, table: RecordTable, position: int) -> None:
            super().__init__()
            self.table = table
            self.position = position

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._count = 0
        self._row_at: RowSource = _no_row
        self._lines: LRUCache[int, str | Heading] = LRUCache(_LINES_KEPT)

    # --- data ------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return self._count

    def show(self, count: int, row_at: RowSource, cursor: int = 0) -> None:
        """Show rows: `row_at(position)` gives the cells of one, or a Heading."""
        self._count = count
        self._row_at = row_at
        self._forget_lines()
        self.cursor = self._landing(min(cursor, max(0, count - 1)), 1)
        self._keep_in_sight()

    def forget(self) -> None:
        """Let go of every row: nothing of them may outlive a lock."""
        self.show(0, _no_row)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Replace the columns; rows keep coming from the same source."""
        self._columns = tuple(columns)
        self._forget_lines()

    def _forget_lines(self) -> None:
        self._lines.clear()
        self.virtual_size = Size(self.size.width, self._count + 1)
        self.refresh()

    # --- moving ----------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        """Move by some rows."""
        self._go(self.cursor + rows, rows)

    def action_page(self, pages: int) -> None:
        """Move by a screenful."""
        self._go(self.cursor + pages * self._page(), pages)

    def action_jump(self, position: int) -> None:
        """Go to the first (0) or last (-1) row."""
        self._go(0 if position == 0 else self._count - 1, 1 if position == 0 else -1)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if self._count and not isinstance(self._row_at(self.cursor), Heading):
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row; a click on the row under the cursor opens it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < 1:
            return
        position = offset.y - 1 + self.scroll_offset.y
        if position >= self._count or isinstance(self._row_at(position), Heading):
            return
        if position == self.cursor:
            self.action_choose()
        self.cursor = position

    def watch_cursor(self, before: int, now: int) -> None:
        """Redraw the row that was left and the row that was reached."""
        if before == now:
            return
        self.refresh_line(before + 1)
        self.refresh_line(now + 1)
        self._keep_in_sight()
        self.post_message(self.Moved(self, now))

    def _go(self, position: int, direction: int) -> None:
        if self._count:
            self.cursor = self._landing(max(0, min(position, self._count - 1)), direction)

    def _landing(self, position: int, direction: int) -> int:
        """Return the nearest row that is no heading, first in the direction of the move."""
        step = 1 if direction > 0 else -1
        for way in (step, -step):
            at = position
            while 0 <= at < self._count:
                if not isinstance(self._row_at(at), Heading):
                    return at
                at += way
        return 0

    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height - 1)

    def _keep_in_sight(self) -> None:
        top, page = round(self.scroll_y), self._page()
        # The first selectable row brings the heading above it along.
        first = 0 if self._landing(0, 1) == self.cursor else self.cursor
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif self.cursor >= top + page:
            self.scroll_to(y=self.cursor - page + 1, animate=False)

    # --- drawing ---------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay the rows out again for the new width."""
        self._forget_lines()
        self._keep_in_sight()

    def notify_style_update(self) -> None:
        """Draw again after a change of theme."""
        super().notify_style_update()
        self._lines.clear()

    def refresh_line(self, y: int) -> None:
        """Refresh one line, counted from the header."""
        self.refresh(Region(0, y - self.scroll_offset.y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen: the header, a row, or nothing."""
        width = self.scrollable_content_region.width
        if y == 0:
            return self._strip(self._header(width), "header", width)
        position = y - 1 + self.scroll_offset.y
        if position >= self._count:
            return Strip([Segment(" " * width, self._style("row"))], width)
        line = self._line(position, width)
        if isinstance(line, Heading):
            return self._strip(_one_line(line.words), "heading", width)
        if position == self.cursor:
            return self._strip(MARKER + line, "cursor", width)
        return self._strip(" " * len(MARKER) + line, "row", width)

    def _strip(self, text: str, style: str, width: int) -> Strip:
        return Strip([Segment(_fit(text, width), self._style(style))], width)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"record-table--{name}")

    def _header(self, width: int) -> str:
        return " " * len(MARKER) + self._laid([c.title for c in self._columns], width)

    def _line(self, position: int, width: int) -> str | Heading:
        line = self._lines.get(position)
        if line is None:
            row = self._row_at(position)
            line = row if isinstance(row, Heading) else self._laid(row, width)
            self._lines[position] = line
        return line

    def _laid(self, cells: Sequence[str], width: int) -> str:
        shown = [
            (cell, column)
            for cell, column in zip(cells, self._columns, strict=True)
            if width >= column.needs
        ]
        fixed = sum(column.width + _GAP for _, column in shown) + len(MARKER)
        rest = max(4, width - fixed)
        return (" " * _GAP).join(_fit(_one_line(c), column.width or rest) for c, column in shown)


def _no_row(_position: int) -> Row:
    return ()


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _fit(text: str, width: int) -> str:
    """Return text in exactly `width` cells; a Hangul syllable that would be cut in half goes."""
    if cell_len(text) > width > 0:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)
    return set_cell_size(text, width)
