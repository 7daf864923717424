"""Matching what is hidden in one language of a quote with what is hidden in the others.

A span that is hidden on one side and stands open on the other is how translations leak. Pure:
which spans hide is `engine`, what people answered comes as `model.Match`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from vault.model import Match, Record, SpanKind
from vault.redact.spans import Redaction


class Side(Record, frozen=True):
    """One language of a quote and what is hidden in it."""

    language: str
    redactions: tuple[Redaction, ...]


class Unmatched(Record, frozen=True):
    """A span hidden in `language` that nobody matched or dismissed in `other_language`."""

    language: str
    start: int
    end: int
    kind: SpanKind
    other_language: str


def unmatched(sides: Sequence[Side], matches: Iterable[Match]) -> tuple[Unmatched, ...]:
    """Return the spans that still need an answer, in the order of `sides` and of the text.

    A span is answered by a `Match` (either way round; `other_start` None means "not in this
    text"), by the same registry term hiding on the other side, or by being the only span of its
    kind left on both sides. A match whose spans are no longer hidden answers nothing.
    """
    answers = tuple(matches)
    return tuple(
        Unmatched(side.language, *each.hidden, each.kind, other.language)
        for side in sides
        for other in sides
        if side.language != other.language
        for each in _open_spans(side, other, answers)
    )


def _open_spans(side: Side, other: Side, answers: tuple[Match, ...]) -> list[Redaction]:
    left = _unanswered(side, other, answers)
    right = Counter(each.kind for each in _unanswered(other, side, answers))
    kinds = Counter(each.kind for each in left)
    return [each for each in left if not kinds[each.kind] == right[each.kind] == 1]


def _unanswered(side: Side, other: Side, answers: tuple[Match, ...]) -> list[Redaction]:
    """Return spans of `side` that neither a term nor a person has matched in `other`."""
    terms = {each.term for each in other.redactions if each.term}
    return [
        each
        for each in side.redactions
        if each.term not in terms and not _is_answered(each, side, other, answers)
    ]


def _is_answered(each: Redaction, side: Side, other: Side, answers: tuple[Match, ...]) -> bool:
    return any(
        _is_hidden(other, there)
        for answer in answers
        for there in _counterparts(answer, each, side, other)
    )


def _counterparts(
    answer: Match, each: Redaction, side: Side, other: Side
) -> tuple[int | None, ...]:
    """Return where an answer says that `each` stands on the other side; nothing if it is silent."""
    here, there = (answer.language, answer.start), (answer.other_language, answer.other_start)
    if here == (side.language, each.hidden[0]) and answer.other_language == other.language:
        return (answer.other_start,)
    if there == (side.language, each.hidden[0]) and answer.language == other.language:
        return (answer.start,)
    return ()


def _is_hidden(side: Side, at: int | None) -> bool:
    """Tell whether an answer holds: "not in this text", or a span that is hidden there."""
    return at is None or any(each.start <= at < each.end for each in side.redactions)
