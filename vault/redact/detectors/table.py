"""The table of detectors: adding a language is adding a file and a row.

Detectors only propose; what becomes of a proposal is decided by people, or by a rule that names
the detector. Names are FAMILY.WHAT; a rule may name either half for all that share it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from msgspec import structs

from vault.model import Confidence
from vault.redact.detectors import (
    contact,
    dates,
    english,
    english_phrases,
    geography,
    korean,
    korean_dates,
    korean_details,
    korean_numbers,
    korean_work,
)
from vault.redact.detectors.page import Page
from vault.redact.normalise import readable
from vault.redact.spans import Cover, Proposal

Detector = Callable[[Page], Iterator[Proposal]]

DETECTORS: Final[tuple[tuple[str, Detector], ...]] = (
    ("contact.phone", contact.phones),
    ("contact.email", contact.emails),
    ("contact.id_number", contact.id_numbers),
    ("geography.province", geography.provinces),
    ("geography.city", geography.cities),
    ("geography.country", geography.countries),
    ("english.name", english.names),
    ("english.name", english_phrases.names),
    ("english.name", english_phrases.detector("english.name")),
    ("english.organisation", english_phrases.institutions),
    ("english.organisation", english_phrases.detector("english.organisation")),
    ("english.place", english_phrases.detector("english.place")),
    ("english.facility", english_phrases.detector("english.facility")),
    ("english.kinship", english_phrases.detector("english.kinship")),
    ("english.occupation", english.trades),
    ("english.occupation", english_phrases.detector("english.occupation")),
    ("english.age", english.ages),
    ("english.date", dates.english),
    ("english.date", english_phrases.detector("english.date")),
    ("english.duration", english_phrases.detector("english.duration")),
    ("english.count", english_phrases.detector("english.count")),
    ("english.sum", english_phrases.detector("english.sum")),
    ("english.people", english_phrases.detector("english.people")),
    ("english.number", english_phrases.detector("english.number")),
    ("english.detail", english_phrases.detector("english.detail")),
    ("english.unusual", english_phrases.detector("english.unusual")),
    ("korean.name", korean.names),
    ("korean.kinship", korean.kinship),
    ("korean.age", korean_numbers.ages),
    ("korean.date", korean_dates.dates),
    ("korean.duration", korean_numbers.durations),
    ("korean.count", korean_numbers.counts),
    ("korean.sum", korean_numbers.sums),
    ("korean.occupation", korean_work.occupations),
    ("korean.organisation", korean_work.organisations),
    ("korean.place", korean_work.places),
    ("korean.id_number", korean_work.id_numbers),
    ("korean.event", korean_details.events),
    ("korean.detail", korean_details.details),
)


# These say of a word only that it is unusual or a number; a list or a form that knows it says more.
_VAGUE: Final = frozenset("english.name english.unusual english.count english.number".split())

# These say what capitals in a row may be; the units are what English adds to a place.
_CAPITALS: Final = frozenset({"english.name", "english.organisation"})
_UNITS: Final = re.compile(
    r"(?: |,|of|the|province|county|city|district|region|prefecture|town|village|river)*",
    re.IGNORECASE,
)


@cache
def detector_names() -> frozenset[str]:
    """Return what a rule may name: detectors, families ("english") and subjects ("age")."""
    full = [name for name, _ in DETECTORS]
    return frozenset(full + [part for name in full for part in name.split(".")])


def propose(text: str, language: str = "") -> tuple[Proposal, ...]:
    """Return what all detectors propose for `text`, sorted, in code points of `text`.

    Every detector runs whatever the language tag says: interviews mix languages, and a wrong
    tag must not hide a name from the detectors. The tag is taken for detectors to come.
    """
    del language
    reading = readable(text)
    page = Page(reading.text)
    found: dict[tuple[int, int, str], Proposal] = {}
    for _, detector in DETECTORS:
        for each in detector(page):
            span = reading.span(each.start, each.end)
            moved = span != (each.start, each.end)
            found.setdefault(
                (*span, each.kind),
                structs.replace(each, start=span[0], end=span[1]) if moved else each,
            )
    ordered = sorted(found.values(), key=lambda each: (each.start, -each.end, each.kind))
    return _without_vague(_without_framed_places(text, ordered))


def _without_framed_places(text: str, proposals: list[Proposal]) -> list[Proposal]:
    """Drop capitals in a row that are a place which the gazetteer knows, and its unit."""
    places = [
        each
        for each in proposals
        if each.detector.startswith("geography.") and each.confidence is Confidence.LIKELY
    ]
    starts = [each.start for each in places]

    def is_framed(each: Proposal) -> bool:
        at = bisect_left(starts, each.start)
        if each.detector not in _CAPITALS or at == len(places) or places[at].end > each.end:
            return False
        rest = text[each.start : places[at].start] + " " + text[places[at].end : each.end]
        return _UNITS.fullmatch(rest) is not None

    return [each for each in proposals if not is_framed(each)]


def _without_vague(proposals: list[Proposal]) -> tuple[Proposal, ...]:
    """Drop vague proposals that lie within one, as sure as they are, that knows what words are."""
    knowing = [each for each in proposals if each.detector not in _VAGUE]
    every = Cover((each.start, each.end) for each in knowing)
    sure = Cover((e.start, e.end) for e in knowing if e.confidence is Confidence.LIKELY)
    return tuple(
        each
        for each in proposals
        if each.detector not in _VAGUE
        or not (sure if each.confidence is Confidence.LIKELY else every).holds(each.start, each.end)
    )
