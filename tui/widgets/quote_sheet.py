"""An interview's quotes as rows of lines, redacted beside verbatim, aligned quote by quote (pure).

What the rows look like on the terminal is `quote_columns`; what a piece is, `pieces`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.widgets.pieces import NO_SPAN, Line, Piece, marked, on_one_line, plain, redacted, wrap
from vault.drafts import DecisionRequest
from vault.model import Action, Audience, Record

if TYPE_CHECKING:
    from vault.archive.views import QuoteView, RemarkView, SpanView, TextView

GUTTER_CELLS = 2  # the cursor sign and a blank
BETWEEN_CELLS = 3  # what stands between the columns
_INDENT = "  "


class Columns(StrEnum):
    """Which wordings stand on the sheet."""

    REDACTED = "redacted"
    VERBATIM = "verbatim"
    BOTH = "both"


class SpanKey(Record, frozen=True):
    """Where a span stands: quote id, language tag, code points of the verbatim words."""

    quote: str
    language: str
    start: int
    end: int


Decided = Mapping[SpanKey, DecisionRequest]
NOTHING_DECIDED: Decided = MappingProxyType({})


class SpanPlace(Record, frozen=True):
    """A span that may be decided, and the row on which it begins."""

    key: SpanKey
    span: SpanView
    row: int


class Row(Record, frozen=True):
    """One line of the sheet; `quote` is the quote's place in the interview, from 0.

    A wide line goes across both columns; a heading is one.
    """

    quote: int
    left: Line
    right: Line = ()
    is_wide: bool = False
    is_heading: bool = False


class SheetRequest(Record, frozen=True):
    """How to lay out: `width` in cells; `decided` holds decisions that nobody saved yet."""

    columns: Columns
    width: int
    audience: Audience = Audience.REVIEW
    changed: tuple[str, ...] = ()
    decided: Decided = NOTHING_DECIDED
    remarks: tuple[RemarkView, ...] = ()

    @property
    def column_cells(self) -> int:
        """Return how wide one column of words is."""
        room = max(self.width - GUTTER_CELLS, 8)
        return (room - BETWEEN_CELLS) // 2 if self.columns is Columns.BOTH else room


class Block(Record, frozen=True):
    """One quote laid out, and what for; the rows of its spans count from its own first row."""

    quote: QuoteView
    first_span: int
    request: SheetRequest
    rows: tuple[Row, ...]
    spans: tuple[SpanPlace, ...]

    def is_for(self, quote: QuoteView, first_span: int, request: SheetRequest) -> bool:
        """Tell whether laying this out again would give the same."""
        same = quote is self.quote and first_span == self.first_span
        return same and request == self.request


class Sheet(Record, frozen=True):
    """The laid-out quotes: rows, the first row of each quote, the spans in reading order."""

    rows: tuple[Row, ...] = ()
    starts: tuple[int, ...] = ()
    spans: tuple[SpanPlace, ...] = ()
    column_cells: int = 0
    blocks: tuple[Block, ...] = ()


def lay_out(
    quotes: Sequence[QuoteView], request: SheetRequest, known: Sequence[Block] = ()
) -> Sheet:
    """Wrap every quote to the width; the two columns of a quote begin and end together.

    Blocks of an earlier sheet are used again where nothing about their quote changed, so that a
    decision in one of 500 quotes wraps one quote.
    """
    rows: list[Row] = []
    starts: list[int] = []
    spans: list[SpanPlace] = []
    blocks: list[Block] = []
    for number, quote in enumerate(quotes):
        wanted = _request_of(quote, request)
        block = known[number] if number < len(known) else None
        if block is None or not block.is_for(quote, len(spans), wanted):
            block = _Builder(wanted, len(spans)).block(number, quote)
        starts.append(len(rows))
        spans.extend(replace(place, row=place.row + len(rows)) for place in block.spans)
        rows.extend(block.rows)
        blocks.append(block)
    return Sheet(tuple(rows), tuple(starts), tuple(spans), request.column_cells, tuple(blocks))


def _request_of(quote: QuoteView, request: SheetRequest) -> SheetRequest:
    """Return what of a request concerns one quote."""
    return replace(
        request,
        changed=tuple(each for each in request.changed if each == quote.id),
        decided={key: made for key, made in request.decided.items() if key.quote == quote.id},
        remarks=tuple(remark for remark in request.remarks if remark.quote == quote.id),
    )


def undecided(sheet: Sheet) -> tuple[int, ...]:
    """Return the numbers of the spans that still wait for a decision."""
    return tuple(at for at, place in enumerate(sheet.spans) if place.span.state == "proposed")


class _Builder:
    """Collects the rows and spans of one quote."""

    def __init__(self, request: SheetRequest, first_span: int) -> None:
        self.request = request
        self.first_span = first_span
        self.rows: list[Row] = []
        self.spans: list[SpanPlace] = []

    def block(self, number: int, quote: QuoteView) -> Block:
        self._full(number, plain(heading(number, quote, self.request), "heading"), True)
        if self.request.columns is not Columns.REDACTED:
            self._beside(number, (), _labelled("asked", quote.question))
        for text in quote.texts:
            self._text(number, quote, text)
        if self.request.columns is not Columns.REDACTED:
            self._beside(number, (), _labelled("note", quote.notes))
        for remark in self.request.remarks:
            self._full(number, remark_line(remark))
        self.rows.append(Row(number, (), (), True))
        return Block(quote, self.first_span, self.request, tuple(self.rows), tuple(self.spans))

    def _text(self, number: int, quote: QuoteView, text: TextView) -> None:
        label = plain(language_label(text) + "\n", "label")
        left = label + redacted(_rendition(text, self.request.audience))
        if self.request.columns is Columns.REDACTED:
            self._beside(number, left, ())
            return
        spans = _shown_spans(quote.id, text, self.request.decided)
        first = self.first_span + len(self.spans)
        words = () if text.words is None else marked(text.words, spans, first)
        begin = len(self.rows)
        self._beside(number, left, label + (words or plain("not open to your keys", "faint")))
        self._note_spans(quote.id, text.language, spans, begin)

    def _note_spans(self, quote: str, language: str, spans: Sequence[SpanView], begin: int) -> None:
        first = self.first_span + len(self.spans)
        rows = _rows_of_spans(self.rows[begin:], begin)
        for number, span in enumerate(spans, first):
            key = SpanKey(quote, language, span.start, span.end)
            self.spans.append(SpanPlace(key, span, rows.get(number, begin)))

    def _beside(self, number: int, left: Line, right: Line) -> None:
        """Add what stands side by side, or the one of the two that is asked for."""
        width = self.request.column_cells
        if self.request.columns is Columns.BOTH:
            lines = zip_longest(_lines(left, width), _lines(right, width), fillvalue=())
            self.rows.extend(Row(number, one, other) for one, other in lines)
        else:
            wanted = left if self.request.columns is Columns.REDACTED else right
            self.rows.extend(Row(number, line) for line in _lines(wanted, width))

    def _full(self, number: int, pieces: Line, is_heading: bool = False) -> None:
        """Add lines that go across both columns."""
        room = self.request.width - GUTTER_CELLS
        self.rows.extend(Row(number, line, (), True, is_heading) for line in wrap(pieces, room))


def _lines(pieces: Line, width: int) -> list[Line]:
    return wrap(pieces, width) if pieces else []


def _rows_of_spans(rows: Sequence[Row], begin: int) -> Mapping[int, int]:
    """Return the first row on which each span stands."""
    found: dict[int, int] = {}
    for at, row in enumerate(rows, begin):
        for piece in (*row.left, *row.right):
            if piece.span != NO_SPAN:
                found.setdefault(piece.span, at)
    return found


def _rendition(text: TextView, audience: Audience) -> str:
    return text.publication if audience is Audience.PUBLICATION else text.review


def _shown_spans(quote: str, text: TextView, decided: Decided) -> tuple[SpanView, ...]:
    """Return the spans in reading order, with the decisions made on this screen."""
    ordered = sorted(text.spans, key=lambda span: (span.start, span.end))
    return tuple(_as_decided(span, _request_for(quote, text, span, decided)) for span in ordered)


def _request_for(
    quote: str, text: TextView, span: SpanView, decided: Decided
) -> DecisionRequest | None:
    return decided.get(SpanKey(quote, text.language, span.start, span.end))


def _as_decided(span: SpanView, request: DecisionRequest | None) -> SpanView:
    if request is None:
        return span
    if request.as_term:
        return replace(span, state="to term")
    return replace(span, state="to keep" if request.action is Action.KEEP else "to hide")


# --- the words around the quotes ---------------------------------------------------------------


def heading(number: int, quote: QuoteView, request: SheetRequest) -> str:
    """Name a quote and everything about it that a reader should not miss."""
    waiting = sum(text.undecided for text in quote.texts)
    remarks = (
        f"Quote {number + 1}",
        "paraphrase" if quote.paraphrase else "",
        "own agreement" if quote.agreement is not None else "",
        f"? {waiting} undecided" if waiting else "",
        f"# {len(quote.unmatched)} to match" if quote.unmatched else "",
        "+ changed since the last review" if quote.id in request.changed else "",
    )
    return " | ".join(part for part in remarks if part)


def language_label(text: TextView) -> str:
    """Name a text's language and whether it is the original or still answers to it."""
    kind = "original" if text.original else "translation"
    late = ", out of date" if text.outdated else ""
    return f"{on_one_line(text.language)} {kind}{late}"


def remark_line(remark: RemarkView) -> Line:
    """Return a remark with who said it; one about an older rendition says so."""
    verdict = {"approve": "approved", "return": "returned"}.get(remark.verdict, "remark")
    age = "" if remark.current else ", on an older version"
    head = f"> {verdict} by {on_one_line(remark.by)}{age}"
    words = f": {remark.words}" if remark.words else ""
    return (Piece(head, "label"), *plain(words, "remark"))


def _labelled(label: str, words: str | None) -> Line:
    return (Piece(f"{label}: ", "label"), *plain(words, "faint")) if words else ()
