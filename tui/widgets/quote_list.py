"""The quotes of the form as rows: which one is being typed, and their order.

It shows itself only when there is more than one.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.message import Message

from tui.widgets.draft_form import QuoteForm, guess_language
from tui.widgets.pieces import on_one_line
from tui.widgets.record_table import Column, RecordTable

_COLUMNS = (Column("No.", 4), Column("", 6), Column("Quotes", 0))


def quote_cells(number: int, quote: QuoteForm) -> tuple[str, str, str]:
    """Return number, language and beginning of a quote."""
    language = quote.language.strip() or guess_language(quote.words)
    languages = "+".join([language, *(text.language for text in quote.translations)])
    words = on_one_line(quote.words[:200]) or "(nothing typed yet)"
    return str(number), on_one_line(languages), words


class QuoteList(RecordTable):
    """Enter opens a quote; Delete removes it, u and d move it."""

    DEFAULT_CSS = """
    QuoteList { height: auto; max-height: 6; }
    """
    BINDINGS = [
        Binding("delete,x", "order('remove')", "Remove the quote", show=False),
        Binding("ctrl+up,u", "order('up')", "Move the quote up", show=False),
        Binding("ctrl+down,d", "order('down')", "Move the quote down", show=False),
    ]
    HELP_TEXT = "The quotes. Enter opens one for typing, u and d move it, Delete removes it."

    class Ordered(Message):
        """A quote is to be moved ("up", "down") or removed ("remove")."""

        def __init__(self, order: str, position: int) -> None:
            super().__init__()
            self.order = order
            self.position = position

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(_COLUMNS, id=id)

    def show_quotes(self, quotes: Sequence[QuoteForm], current: int) -> None:
        """Show the quotes, the one being typed under the cursor."""
        rows = tuple(quotes)
        self.display = len(rows) > 1
        self.show(len(rows), lambda at: quote_cells(at + 1, rows[at]), current)

    def action_order(self, order: str) -> None:
        """Tell what is to be done with the row under the cursor."""
        self.post_message(self.Ordered(order, self.cursor))
