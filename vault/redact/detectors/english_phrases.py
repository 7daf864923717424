"""Phrases of English as patterns over tags (see `tagging`): what each gives away, and how surely.

A pattern finds tokens; a group named `span`, where there is one, is what is proposed of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.english_classes import PUBLIC_TEXTS, ROUGHLY
from vault.redact.detectors.english_patterns import CASELESS, PHRASES, Phrase
from vault.redact.detectors.page import Page
from vault.redact.detectors.tagging import Tagged, base_of
from vault.redact.spans import Proposal

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE

# A run of capitals with what joins them: Ministry of Trade, J. van der Berg, Mr. Hale.
_CAPITAL: Final = "(?:[CXAIHLTP]|T\\.)"
_RUN: Final = re.compile(
    rf"(?:r(?=[HCXAP]))?(?:[SCXAIHLTP]|T\.)(?:[-']?{_CAPITAL}|(?:[of&v]d?|d){_CAPITAL}|[of&]dv?{_CAPITAL}|vv{_CAPITAL})*"
)


def phrases(page: Page) -> Iterator[Proposal]:
    """Propose counts, sums, lengths of time, occupations, peoples, health and crime."""
    if page.has_latin:
        text = page.tagged
        for phrase in PHRASES + CASELESS:
            yield from _found(text, phrase)


def capitals(page: Page) -> Iterator[Proposal]:
    """Propose what capitals say: people, institutions, places."""
    if page.has_latin:
        text = page.tagged
        for match in _RUN.finditer(text.tags):
            first, last = _trimmed(text, *match.span())
            if first < last:
                yield from _judged(text, first, last)


def _found(text: Tagged, phrase: Phrase) -> Iterator[Proposal]:
    for match in phrase.pattern.finditer(text.tags):
        first, last = match.span(match.lastgroup or 0)
        if first and text.words[first - 1] in ROUGHLY:
            first -= 1
        yield _proposal(text, first, last, phrase.kind, phrase.confidence, phrase.why, phrase.detector)


def _proposal(
    text: Tagged, first: int, last: int, kind: SpanKind, sure: Confidence, why: str, detector: str
) -> Proposal:
    return Proposal(*text.span(first, last), kind, sure, why, detector)


def _trimmed(text: Tagged, first: int, last: int) -> tuple[int, int]:
    """Return the run without an ordinary first word of a sentence and joining words at its ends."""
    tags = text.tags
    if tags[first] == "S" and (last == first + 1 or tags[first + 1] in "d"):
        first += 1
    while first < last and tags[first] in "dof&v":
        first += 1
    while first < last and tags[last - 1] in "dof&v":
        last -= 1
    return first, last


def _judged(text: Tagged, first: int, last: int) -> Iterator[Proposal]:
    tags = text.tags[first:last]
    words = {base_of(word) for word in text.words[first:last]}
    before = text.tags[first - 1] if first else ""
    letters = re.sub("[dof&v.-]", "", tags)
    if words & PUBLIC_TEXTS or tags[0] == "L" or tags[-1] == "L":
        return
    if len(letters) == 1:
        if letters in "HLPTS" or (letters == "C" and before in ("d", "p")):
            return
        why = {"X": "unusual word with a capital", "A": "initials of a name or an institution"}
        kind = SpanKind.ORGANISATION if letters == "A" else SpanKind.PERSON
        sure = _LIKELY if letters == "X" else _POSSIBLE
        first, end = _widened(text, first, last) if letters in "XAP" else (first, last)
        yield _proposal(
            text, first, end, kind, sure, why.get(letters, "capital inside a sentence"), "english.name"
        )
        return
    if "T" in letters:
        yield _proposal(text, first, last, SpanKind.PERSON, _LIKELY, "name with a title", "english.name")
    elif "H" in letters:
        first, end = _widened(text, first, last)
        yield _proposal(text, first, end, SpanKind.ORGANISATION, _POSSIBLE, "institution", "english.organisation")
    else:
        first, end = _widened(text, first, last)
        sure = _LIKELY if "X" in letters else _POSSIBLE
        yield _proposal(text, first, end, SpanKind.PERSON, sure, "capitals in a row", "english.name")


_BEFORE: Final = re.compile(r"[wP]?[hkG]{1,2}(?:o|od)$")
_AFTER: Final = re.compile(r"[wW]?[hkzG]{1,2}")


def _widened(text: Tagged, first: int, last: int) -> tuple[int, int]:
    """Return the run with what tells its kind: the island of Lorra, Lorra police station."""
    before = _BEFORE.search(text.tags, max(0, first - 4), first)
    after = _AFTER.match(text.tags, last, last + 3)
    return (before.start() if before else first), (after.end() if after else last)
