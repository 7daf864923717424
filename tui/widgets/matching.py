"""The questions that a translation leaves open, and what may answer them (pure).

A span hidden in one language is matched to a hidden span in the other, or is "not in this text".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.widgets.pieces import on_one_line
from vault.drafts import MatchRequest
from vault.model import Record

if TYPE_CHECKING:
    from vault.archive.marking import UnmatchedView
    from vault.archive.views import QuoteView, SpanView, TextView


class OpenMatch(Record, frozen=True):
    """One question: the text and span that ask, and the text that should answer."""

    quote: str
    text: TextView
    span: SpanView
    other: TextView

    @property
    def candidates(self) -> tuple[SpanView, ...]:
        """Return the hidden spans of the other text, those of the same kind first."""
        hidden = [span for span in self.other.spans if span.state != "kept"]
        return tuple(sorted(hidden, key=lambda span: (span.kind != self.span.kind, span.start)))

    @property
    def has_likely(self) -> bool:
        """Tell whether the first candidate hides the same kind of thing."""
        return any(span.kind == self.span.kind for span in self.candidates[:1])

    def words_of(self, span: SpanView) -> str:
        """Return the words of a candidate."""
        return _words(self.other, span)

    @property
    def words(self) -> str:
        """Return the words that ask."""
        return _words(self.text, self.span)

    def answer(self, span: SpanView | None) -> MatchRequest:
        """Answer with a span of the other text, or with "not in this text"."""
        start = None if span is None else span.start
        return MatchRequest(
            self.quote, self.text.language, self.span.start, self.other.language, start
        )


def open_matches(
    quotes: Sequence[QuoteView], unmatched: Sequence[UnmatchedView]
) -> tuple[OpenMatch, ...]:
    """Put the archive's list together with the texts; what no longer fits is left out."""
    by_id = {quote.id: quote for quote in quotes}
    found = (_open_match(by_id.get(each.quote), each) for each in unmatched)
    return tuple(match for match in found if match is not None)


def _open_match(quote: QuoteView | None, each: UnmatchedView) -> OpenMatch | None:
    texts = {text.language: text for text in quote.texts} if quote is not None else {}
    text, other = texts.get(each.language), texts.get(each.other_language)
    if quote is None or text is None or other is None:
        return None
    span = next((span for span in text.spans if span.start == each.start), None)
    return None if span is None else OpenMatch(quote.id, text, span, other)


def only(text: TextView, span: SpanView) -> TextView:
    """Return the text with this span alone marked."""
    return replace(text, spans=(span,))


def _words(text: TextView, span: SpanView) -> str:
    return on_one_line((text.words or "")[span.start : span.end])
