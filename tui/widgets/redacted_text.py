"""Text for reading: redacted with its ‹placeholders› marked, or verbatim with its spans marked.

It draws what it is given; making and hiding is the archive's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import SpanView

PLACEHOLDER_STYLE = "bold $accent"
# Underline and reverse tell the states apart without colour; the word stands in the list beside.
SPAN_STYLES = (
    ("proposed", "reverse $warning"),
    ("kept", "underline"),
)
HIDDEN_STYLE = "bold underline $accent"
_PLACEHOLDER = re.compile("‹[^‹›\n]{1,60}›")


def redacted_content(text: str) -> Content:
    """Return redacted text with every ‹placeholder› marked; control characters made visible."""
    safe = clean(text)
    content = Content(safe)
    for found in _PLACEHOLDER.finditer(safe):
        content = content.stylize(PLACEHOLDER_STYLE, found.start(), found.end())
    return content


def verbatim_content(text: str, spans: Sequence[SpanView]) -> Content:
    """Return text with its spans marked; offsets are those of the text before cleaning."""
    pieces: list[Content | str | tuple[str, str]] = []
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        start, end = max(at, span.start), max(at, span.end)
        pieces.append(clean(text[at:start]))
        pieces.append((clean(text[start:end]), _style_of(span.state)))
        at = end
    pieces.append(clean(text[at:]))
    return Content.assemble(*pieces)


def _style_of(state: str) -> str:
    return dict(SPAN_STYLES).get(state, HIDDEN_STYLE)


class RedactedText(VerticalScroll, can_focus=True):
    """A scrolling block of text."""

    DEFAULT_CSS = """
    RedactedText { height: 1fr; padding: 0 1; }
    RedactedText > Static { width: 1fr; height: auto; }
    """

    def compose(self) -> ComposeResult:
        """Hold one block."""
        yield Static(markup=False)

    def show(self, text: str) -> None:
        """Show redacted text."""
        self.show_content(redacted_content(text))

    def show_spans(self, text: str, spans: Sequence[SpanView]) -> None:
        """Show verbatim text and mark its spans."""
        self.show_content(verbatim_content(text, spans))

    def show_content(self, *contents: Content) -> None:
        """Show several paragraphs, a blank line between them."""
        self.query_one(Static).update(_paragraphs(contents))
        self.scroll_home(animate=False)


def _paragraphs(contents: Iterable[Content]) -> Content:
    return Content("\n\n").join(contents)
