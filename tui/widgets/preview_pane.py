"""What a quote will look like to others, while it is typed, and what nobody decided in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.widgets.pieces import SIGNS, on_one_line
from tui.widgets.redacted_text import RedactedText, redacted_content
from vault.model import Audience

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import PreviewView, SpanView

_HEADS: Mapping[Audience, str] = MappingProxyType(
    {
        Audience.REVIEW: "As reviewers will see it",
        Audience.PUBLICATION: "As it would be printed",
    }
)
_MOST_SPANS = 30


def span_lines(words: str, view: PreviewView) -> tuple[str, ...]:
    """Return one line per hidden or proposed span: sign, words, kind, and why."""
    lines = [_span_line(words, span) for span in view.spans[:_MOST_SPANS]]
    more = len(view.spans) - _MOST_SPANS
    blocked = [f"! cannot leave: {on_one_line(reason)}" for reason in view.blocked]
    return (*blocked, *lines, *([f"and {more} more"] if more > 0 else []))


def _span_line(words: str, span: SpanView) -> str:
    sign = SIGNS.get(span.state, "?")
    about = " ".join(part for part in (span.confidence, span.kind.replace("_", " ")) if part)
    state = "undecided" if span.state == "proposed" else span.state
    return f"{sign} {on_one_line(words[span.start : span.end])}: {on_one_line(about)}, {state}"


class PreviewPane(Vertical):
    """A heading, the rendition, and the list of what it hides."""

    DEFAULT_CSS = """
    PreviewPane { border-left: solid $primary; }
    PreviewPane > #preview-head { height: 1; padding: 0 1; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.audience = Audience.REVIEW

    def compose(self) -> ComposeResult:
        """Hold heading and text."""
        yield Static(_HEADS[self.audience], id="preview-head", markup=False)
        yield RedactedText()

    def switch_audience(self) -> None:
        """Show the heading for the other audience; the text follows when it comes."""
        is_review = self.audience is Audience.REVIEW
        self.audience = Audience.PUBLICATION if is_review else Audience.REVIEW
        self.query_one("#preview-head", Static).update(_HEADS[self.audience])

    def show(self, words: str, view: PreviewView | None) -> None:
        """Show a rendition of these words; None for no words."""
        if view is None:
            self.query_one(RedactedText).show_content(
                Content.styled("Nothing typed yet.", "italic")
            )
            return
        lines = Content("\n".join(span_lines(words, view)))
        self.query_one(RedactedText).show_content(redacted_content(view.text), lines)

    def show_refusal(self, sentence: str) -> None:
        """Say why there is no preview."""
        self.query_one(RedactedText).show_content(Content(on_one_line(sentence)))
