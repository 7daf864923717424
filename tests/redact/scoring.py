"""Scores of proposed spans against marked ones: mention recall, token recall, token precision.

A mention is found when each of its words is covered whole; function words count nowhere. Precision
counts the words that proposals cover against the union of all marks, whatever their kinds. This is
how the Text Anonymization Benchmark is scored here; nothing in this file knows a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Range = tuple[int, int]
Labelled = tuple[int, int, str]

WORD = re.compile(r"\w+")
FUNCTION_WORDS = frozenset(
    "a an the of in on at by for to from with and or as into under before after against between "
    "within during no nr mr mrs ms about".split()
)
# Beside a name they give nobody away, so that it does not matter who covers them.
HONORIFICS = frozenset("comrade miss madam sir 씨 님 동무 동지".split())


@dataclass
class Found:
    """How many there are, and how many of them were found."""

    of: int = 0
    found: int = 0

    def count(self, is_found: bool) -> None:
        """Add one."""
        self.of += 1
        self.found += is_found

    @property
    def share(self) -> float | None:
        """The part that was found; None of nothing."""
        return self.found / self.of if self.of else None


@dataclass
class Score:
    """What adds up over texts."""

    mentions: Found = field(default_factory=Found)
    tokens: Found = field(default_factory=Found)
    proposed: Found = field(default_factory=Found)  # words that proposals cover; found are right
    characters: Found = field(default_factory=Found)  # of all characters, those that are covered
    kinds: dict[str, Found] = field(default_factory=dict)  # mentions, by the kind of the mark

    def figures(self) -> dict[str, object]:
        """Return the shares for a table or for JSON."""
        return {
            "mention_recall": self.mentions.share,
            "token_recall": self.tokens.share,
            "token_precision": self.proposed.share,
            "masked_share": self.characters.share,
            "mentions": self.mentions.of,
            "kinds": {
                kind: {"mentions": found.of, "mention_recall": found.share}
                for kind, found in sorted(self.kinds.items())
            },
        }


def add(
    score: Score,
    text: str,
    marks: Iterable[Range],
    proposals: Iterable[Range],
    labels: Iterable[Labelled] = (),
    *,
    in_pieces: bool = False,
    ignored: frozenset[str] = FUNCTION_WORDS,
) -> None:
    """Add one text to a score. `labels` are the marks with kinds, for recall by kind.

    `in_pieces` is for Korean, where a word and its particle are one: precision then counts the
    parts of words inside proposals, and a part is right when at least half of it is marked.
    """
    proposals, marks = tuple(proposals), set(marks)
    covered, marked = coverage(len(text), proposals), coverage(len(text), marks)
    for mark in marks:
        hits = _hits(text, mark, covered, ignored)
        if hits:
            score.mentions.count(all(hits))
            for hit in hits:
                score.tokens.count(hit)
    for start, end, kind in set(labels):
        hits = _hits(text, (start, end), covered, ignored)
        if hits:
            score.kinds.setdefault(kind, Found()).count(all(hits))
    for is_right, _ in judged(text, covered, marked, in_pieces=in_pieces, ignored=ignored):
        score.proposed.count(is_right)
    score.characters.of += len(text)
    score.characters.found += sum(covered)


def judged(
    text: str,
    covered: Sequence[int],
    marked: Sequence[int],
    *,
    in_pieces: bool = False,
    ignored: frozenset[str] = FUNCTION_WORDS,
) -> Iterator[tuple[bool, Range]]:
    """Yield each proposed word: whether it is marked, and where it stands."""
    if in_pieces:
        for run in _runs(covered):
            for start, end in _words(text, run, ignored):
                yield 2 * sum(marked[start:end]) >= end - start, (start, end)
        return
    for start, end in _words(text, (0, len(text)), ignored):
        if all(covered[start:end]):
            yield all(marked[start:end]), (start, end)


def coverage(length: int, spans: Iterable[Range]) -> bytearray:
    """Return 1 for each character inside any of the spans."""
    covered = bytearray(length)
    for start, end in spans:
        first, last = max(0, start), min(length, end)
        covered[first:last] = b"\1" * (last - first)
    return covered


def is_found(
    text: str, mark: Range, covered: Sequence[int], ignored: frozenset[str] = FUNCTION_WORDS
) -> bool:
    """Tell whether each word of a mark is covered."""
    return all(_hits(text, mark, covered, ignored))


def in_case(text: str, case: str) -> str:
    """Return a text "upper", "lower" or "as is", with every character where it was."""
    if case == "as is":
        return text
    changed = (each.upper() if case == "upper" else each.lower() for each in text)
    return "".join(each[0] for each in changed)


def _hits(text: str, span: Range, covered: Sequence[int], ignored: frozenset[str]) -> list[bool]:
    return [all(covered[start:end]) for start, end in _words(text, span, ignored)]


def _words(text: str, span: Range, ignored: frozenset[str]) -> Iterator[Range]:
    for word in WORD.finditer(text, *span):
        if word.group().lower() not in ignored:
            yield word.span()


def _runs(covered: Sequence[int]) -> Iterator[Range]:
    for run in re.finditer(rb"\x01+", bytes(covered)):
        yield run.span()
