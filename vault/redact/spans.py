"""The spans that the redaction room hands around: proposals, redactions, blocks, renditions.

All offsets are code points of the text that was given in. Nothing here finds or decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from vault.model import Action, Confidence, Record, SpanKind


class Proposal(Record, frozen=True):
    """A span [start, end) that a detector proposes; `why` is one phrase without any value."""

    start: int
    end: int
    kind: SpanKind
    confidence: Confidence
    why: str
    detector: str


class Redaction(Record, frozen=True):
    """A decided span of the input and what stands in its place.

    `by` is "registry", "rule:ID", "decision" or "detector:NAME"; `term` names the registry entry
    that hid it (empty for all others), so that translations can be matched. The hidden words are
    [hidden_start, hidden_end): less than [start, end) where words around them changed as well, a
    Korean particle, a space, or a preposition before a vaguer date.
    """

    start: int
    end: int
    kind: SpanKind
    action: Action
    replacement: str
    by: str
    term: bytes = b""
    hidden_end: int = 0
    hidden_start: int = -1

    @property
    def hidden(self) -> tuple[int, int]:
        """Return the span of the hidden words themselves."""
        start = self.start if self.hidden_start < 0 else self.hidden_start
        return start, self.hidden_end or self.end


class Blocked(Record, frozen=True):
    """Why a text may not leave as rendered: a rule id, a reason without values, and where."""

    rule: str
    reason: str
    start: int
    end: int


class Rendering(Record, frozen=True):
    """A text after redaction for one audience.

    `redactions` are sorted and do not overlap; applying them to the input gives `text`.
    `undecided` are the proposals that hide only because nobody decided them yet. When `blocked`
    is not empty the text must not leave (and after a rule that timed out it is hidden whole).
    """

    text: str
    redactions: tuple[Redaction, ...]
    blocked: tuple[Blocked, ...] = ()
    undecided: tuple[Proposal, ...] = ()


def apply(text: str, redactions: tuple[Redaction, ...]) -> str:
    """Return `text` with each redaction's span replaced; they must be sorted and disjoint."""
    pieces: list[str] = []
    at = 0
    for redaction in redactions:
        pieces.append(text[at : redaction.start])
        pieces.append(redaction.replacement)
        at = redaction.end
    pieces.append(text[at:])
    return "".join(pieces)


class Cover:
    """Spans that are asked, one bisection each, whether a single one of them holds another."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Tell whether one span begins at or before `start` and ends at or after `end`."""
        at = bisect_right(self._starts, start)
        return at > 0 and self._furthest[at - 1] >= end
