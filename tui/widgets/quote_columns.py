"""The quotes of one interview on the terminal: two columns that scroll together, or one.

It renders only the visible lines, so 500 quotes open as fast as five. What stands on which line
is `quote_sheet`; what may be done with a quote is the screen's.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.pieces import NO_SPAN, Line, cells
from tui.widgets.quote_sheet import (
    GUTTER_CELLS,
    NOTHING_DECIDED,
    Columns,
    Decided,
    Row,
    Sheet,
    SheetRequest,
    SpanPlace,
    lay_out,
    undecided,
)
from vault.model import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.events import Click, Resize

    from vault.archive.views import QuoteView

# Looks whose component class has another name than the look itself.
_CLASS_OF_LOOK: Mapping[str, str] = MappingProxyType(
    {"to term": "decided", "to hide": "decided", "to keep": "kept"}
)
_LOOKS = (
    *("plain", "heading", "label", "faint", "remark", "placeholder", "current"),
    *("term", "rule", "decided", "proposed", "kept"),
)


class QuoteColumns(ScrollView, can_focus=True):
    """Redacted beside verbatim. Quotes are chosen with the arrows, spans by `next_undecided`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"quote-columns--{look}" for look in _LOOKS}
    DEFAULT_CSS = """
    QuoteColumns {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        .quote-columns--heading { text-style: bold; color: $text-accent; }
        .quote-columns--label { text-style: italic; color: $text-muted; }
        .quote-columns--faint { color: $text-muted; }
        .quote-columns--remark { color: $text-warning; }
        .quote-columns--placeholder { text-style: bold; color: $text-primary; }
        .quote-columns--term { text-style: underline; color: $text-error; }
        .quote-columns--rule { text-style: underline; color: $text-secondary; }
        .quote-columns--decided { text-style: underline; color: $text-primary; }
        .quote-columns--proposed { text-style: bold underline; color: $text-warning; }
        .quote-columns--kept { color: $text-success; }
        .quote-columns--current { text-style: reverse bold; }
    }
    QuoteColumns:ansi {
        .quote-columns--plain, .quote-columns--heading, .quote-columns--label,
        .quote-columns--faint, .quote-columns--remark, .quote-columns--placeholder,
        .quote-columns--term, .quote-columns--rule, .quote-columns--decided,
        .quote-columns--proposed, .quote-columns--kept { color: ansi_default; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next quote", show=False),
        Binding("up", "move(-1)", "Previous quote", show=False),
        Binding("home", "end_of(0)", "First quote", show=False),
        Binding("end", "end_of(-1)", "Last quote", show=False),
    ]
    HELP_TEXT = (
        "The quotes. Up and down go from quote to quote, Page Up and Page Down scroll. "
        "‹...› is hidden in the redacted text; the sign says by what."
    )

    class Moved(Message):
        """Another quote is the current one."""

        def __init__(self, quote: int) -> None:
            super().__init__()
            self.quote = quote

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.quotes: Sequence[QuoteView] = ()
        self.request = SheetRequest(Columns.REDACTED, 0)
        self.sheet = Sheet()
        self.quote = 0
        self.span = NO_SPAN
        self._styles: dict[str, Style] = {}

    # --- what is shown ---------------------------------------------------------------------

    def show(self, quotes: Sequence[QuoteView], request: SheetRequest) -> None:
        """Show other quotes; the cursor stays at the same number where it can."""
        self.quotes = quotes
        self.quote = max(0, min(self.quote, len(quotes) - 1))
        self.span = NO_SPAN
        self.request = request
        self._lay_out()

    def set_columns(self, columns: Columns) -> None:
        """Show the same quotes in other columns."""
        if columns is not self.request.columns:
            self.request = replace(self.request, columns=columns)
            self._lay_out()

    def set_audience(self, audience: Audience) -> None:
        """Show the rendition for another audience."""
        self.request = replace(self.request, audience=audience)
        self._lay_out()

    def set_decided(self, decided: Decided = NOTHING_DECIDED) -> None:
        """Show decisions that are not saved yet."""
        self.request = replace(self.request, decided=decided)
        self._lay_out()

    @property
    def place(self) -> SpanPlace | None:
        """Return the current span."""
        is_there = 0 <= self.span < len(self.sheet.spans)
        return self.sheet.spans[self.span] if is_there else None

    @property
    def current(self) -> QuoteView | None:
        """Return the current quote."""
        return self.quotes[self.quote] if self.quotes else None

    # --- moving ----------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Go to the next quote; a quote longer than the screen is scrolled first."""
        if self._scrolls_within(step):
            self.scroll_relative(y=step * max(1, self.size.height // 2), animate=False)
            return
        self.go_to(self.quote + step)

    def action_end_of(self, quote: int) -> None:
        """Go to the first or the last quote."""
        self.go_to(quote if quote >= 0 else len(self.quotes) + quote)

    def go_to(self, quote: int) -> None:
        """Make a quote the current one and bring it into sight."""
        if not self.quotes:
            return
        self.quote = max(0, min(quote, len(self.quotes) - 1))
        self.span = NO_SPAN
        if self.sheet.starts:  # nothing is laid out before the first width is known
            self._bring_into_sight(*self._extent(self.quote))
        self.post_message(self.Moved(self.quote))

    def go_to_undecided(self, step: int = 1) -> bool:
        """Make the next undecided span the current one; False when none is left."""
        waiting = undecided(self.sheet)
        if not waiting:
            self.span = NO_SPAN
            self.refresh()
            return False
        self.span = self._neighbour(waiting, step)
        row = self.sheet.spans[self.span].row
        self.quote = self.sheet.rows[row].quote
        self._bring_into_sight(row, row + 1)
        return True

    def _neighbour(self, waiting: Sequence[int], step: int) -> int:
        """Return the nearest waiting span after (or before) the cursor, going round."""
        here = self.span
        if here == NO_SPAN:
            start = self.sheet.starts[self.quote]
            here = sum(place.row < start for place in self.sheet.spans) - (step > 0)
        if step > 0:
            return next((span for span in waiting if span > here), waiting[0])
        return next((span for span in reversed(waiting) if span < here), waiting[-1])

    def _extent(self, quote: int) -> tuple[int, int]:
        """Return the first row of a quote and the row after its last."""
        starts = (*self.sheet.starts, len(self.sheet.rows))
        return starts[quote], starts[quote + 1]

    def _scrolls_within(self, step: int) -> bool:
        if not self.sheet.starts:
            return False
        first, after = self._extent(self.quote)
        top = round(self.scroll_offset.y)
        if step > 0:
            return first <= top + self.size.height and after > top + self.size.height + 1
        return first < top < after

    def _bring_into_sight(self, first: int, after: int) -> None:
        top, height = round(self.scroll_offset.y), self.size.height
        if first < top or after - first > height:
            self.scroll_to(y=first, animate=False)
        elif after > top + height:
            self.scroll_to(y=after - height, animate=False)
        self.refresh()

    # --- drawing ---------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """Wrap again when the width changed."""
        if self.scrollable_content_region.width != self.request.width:
            self._lay_out()

    def on_click(self, event: Click) -> None:
        """Choose the quote that was clicked."""
        row = event.y + round(self.scroll_offset.y)
        if row < len(self.sheet.rows):
            self.go_to(self.sheet.rows[row].quote)

    def notify_style_update(self) -> None:
        """Forget the styles when the theme changes."""
        super().notify_style_update()
        self._styles = {}

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self.request = replace(self.request, width=width)
        known = self.sheet.blocks
        self.sheet = lay_out(self.quotes, self.request, known) if width else Sheet()
        self.virtual_size = Size(width, len(self.sheet.rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        at = y + round(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        if at >= len(self.sheet.rows):
            return Strip.blank(width, self._style("plain"))
        return Strip(self._segments(self.sheet.rows[at])).adjust_cell_length(
            width, self._style("plain")
        )

    def _segments(self, row: Row) -> list[Segment]:
        is_current = row.quote == self.quote
        sign = (">" if row.is_heading else "|") if is_current else ""
        gutter = Segment(sign.ljust(GUTTER_CELLS), self._style("heading"))
        if row.is_wide or self.request.columns is not Columns.BOTH:
            return [gutter, *self._words(row.left)]
        room = max(self.sheet.column_cells - cells(row.left), 0)
        between = Segment(" " * room + " | ", self._style("faint"))
        return [gutter, *self._words(row.left), between, *self._words(row.right)]

    def _words(self, line: Line) -> list[Segment]:
        return [
            Segment(piece.text, self._style(self._look(piece.look, piece.span))) for piece in line
        ]

    def _look(self, look: str, span: int) -> str:
        return "current" if span != NO_SPAN and span == self.span else look

    def _style(self, look: str) -> Style:
        """Return the style of a look; unknown looks are plain."""
        if look not in self._styles:
            name = _CLASS_OF_LOOK.get(look, look)
            known = name if name in _LOOKS else "plain"
            self._styles[look] = self.get_component_rich_style(f"quote-columns--{known}")
        return self._styles[look]
