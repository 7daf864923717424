"""English phrases and runs of capitals, found over tags (see `tagging`).

What stands in `english_patterns` gives counts, times, trades and what singles out; runs of
capitals give names and institutions. Each detector of the table asks for its own rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from vault.model import Confidence, SpanKind
from vault.redact.detectors.english_classes import PUBLIC_TEXTS, ROUGHLY
from vault.redact.detectors.english_patterns import PHRASES, Phrase
from vault.redact.detectors.page import Page
from vault.redact.detectors.tagging import Tagged, base_of
from vault.redact.spans import Proposal

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE
# Turns of speech that look like a time.
_EMPTY: Final = frozenset({("one", "day"), ("one", "night"), ("a", "minute"), ("a", "while")})
# A run of capitals with what joins them: Ministry of Trade, J. van der Berg, Mr. Hale.
_CAPITAL: Final = "(?:[CXAIHLTP]|T\\.)"
_RUN: Final = re.compile(
    rf"(?:r(?=[HCXAP]))?(?:[SCXAIHLTP]|T\.)"
    rf"(?:[-']?{_CAPITAL}|(?:[of&v]d?|d){_CAPITAL}|[of&]dv?{_CAPITAL}|vv{_CAPITAL})*"
)
_JOINING: Final = "dof&v"
# What tells the kind of a name, before and after it: the island of Lorra, Lorra police station.
_BEFORE: Final = re.compile(r"[wP]?[hkG]{1,2}(?:o|od)$")
_AFTER: Final = re.compile(r"[wW]?[hkzG]{1,2}")
_BEFORE_LONGEST, _AFTER_LONGEST = 4, 3
_POSSESSIVE: Final = ("'s", "’s", "s'", "s’")


class _Run(NamedTuple):
    """Tokens [first, last) with capitals; `letters` are their tags without what joins them."""

    first: int
    last: int
    letters: str

    @property
    def is_institution(self) -> bool:
        return "H" in self.letters and "T" not in self.letters and len(self.letters) > 1


def detector(name: str) -> Callable[[Page], Iterator[Proposal]]:
    """Return the detector `name` of `english_patterns`."""
    rows = tuple(row for row in PHRASES if row.detector == name)

    def find(page: Page) -> Iterator[Proposal]:
        if page.has_latin:
            for row in rows:
                yield from _found(page.tagged, row)

    return find


def names(page: Page) -> Iterator[Proposal]:
    """Propose what capitals say of people, and of places and things that no list knows."""
    for run in _runs(page):
        if not run.is_institution:
            yield from _named(page.tagged, run)


def institutions(page: Page) -> Iterator[Proposal]:
    """Propose institutions with capitals: City Council of Lorra, Lorra Brick Works."""
    for run in _runs(page):
        if run.is_institution:
            first, last = _widened(page.tagged, run)
            yield _proposal(
                page.tagged, (first, last), SpanKind.ORGANISATION, _POSSIBLE,
                ("institution", "english.organisation"),
            )  # fmt: skip


def _found(text: Tagged, row: Phrase) -> Iterator[Proposal]:
    for match in row.pattern.finditer(text.tags):
        first, last = match.span()
        if text.words[first:last] in _EMPTY:
            continue
        if first and text.words[first - 1] in ROUGHLY:
            first -= 1
        yield _proposal(text, (first, last), row.kind, row.confidence, (row.why, row.detector))


def _runs(page: Page) -> Iterator[_Run]:
    """Yield runs of capitals that may name somebody or something."""
    if not page.has_latin:
        return
    text = page.tagged
    for match in _RUN.finditer(text.tags):
        first, last = _trimmed(text.tags, *match.span())
        if first < last and not _is_public(text, first, last):
            yield _Run(first, last, re.sub("[dof&v.'-]", "", text.tags[first:last]))


def _trimmed(tags: str, first: int, last: int) -> tuple[int, int]:
    """Return a run without an ordinary first word of a sentence and joining words at its ends."""
    if tags[first] == "S" and (last == first + 1 or tags[first + 1] == "d"):
        first += 1
    while first < last and tags[first] in _JOINING:
        first += 1
    while first < last and tags[last - 1] in _JOINING:
        last -= 1
    return first, last


def _is_public(text: Tagged, first: int, last: int) -> bool:
    """Tell whether a run is a law or a treaty, which everybody names."""
    words = {base_of(word) for word in text.words[first:last]}
    return bool(words & PUBLIC_TEXTS) or "L" in (text.tags[first], text.tags[last - 1])


def _named(text: Tagged, run: _Run) -> Iterator[Proposal]:
    if len(run.letters) == 1:
        yield from _single(text, run)
    elif "T" in run.letters:
        yield _person(text, (run.first, run.last), _LIKELY, "name with a title")
    else:
        sure = _LIKELY if "X" in run.letters else _POSSIBLE
        yield _person(text, _widened(text, run), sure, "capitals in a row")


def _single(text: Tagged, run: _Run) -> Iterator[Proposal]:
    """Propose a word with a capital that stands alone, unless it is ordinary after "the"."""
    before = text.tags[run.first - 1] if run.first else "N"
    letter = run.letters
    if letter == "X":
        sure = _POSSIBLE if before in '.N"' else _LIKELY
        yield _person(text, _widened(text, run), sure, "unusual word with a capital")
    elif letter == "A":
        why = ("initials of a name or an institution", "english.name")
        yield _proposal(text, _widened(text, run), SpanKind.ORGANISATION, _POSSIBLE, why)
    elif letter == "I" or (letter == "C" and before not in "dp"):
        yield _person(text, (run.first, run.last), _POSSIBLE, "capital inside a sentence")


def _widened(text: Tagged, run: _Run) -> tuple[int, int]:
    """Return the run with what tells its kind."""
    before = _BEFORE.search(text.tags, max(0, run.first - _BEFORE_LONGEST), run.first)
    after = _AFTER.match(text.tags, run.last, run.last + _AFTER_LONGEST)
    return before.start() if before else run.first, after.end() if after else run.last


def _person(text: Tagged, tokens: tuple[int, int], sure: Confidence, why: str) -> Proposal:
    return _proposal(text, tokens, SpanKind.PERSON, sure, (why, "english.name"))


def _proposal(
    text: Tagged, tokens: tuple[int, int], kind: SpanKind, sure: Confidence, why: tuple[str, str]
) -> Proposal:
    """Return a proposal of tokens [first, last), without a possessive at its end."""
    start, end = text.span(*tokens)
    ending = text.text[end - 2 : end]
    if ending in _POSSESSIVE and end - start > len(ending):
        end -= 1 if ending[0] == "s" else len(ending)
    return Proposal(start, end, kind, sure, *why)
