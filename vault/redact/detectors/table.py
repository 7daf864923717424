"""The table of detectors: adding a language is adding a file and a row.

Detectors only propose; what becomes of a proposal is decided by people, or by a rule that names
the detector. Names are FAMILY.WHAT; a rule may name either half for all that share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from msgspec import structs

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
from vault.redact.spans import Proposal

Detector = Callable[[Page], Iterator[Proposal]]

DETECTORS: Final[tuple[tuple[str, Detector], ...]] = (
    ("contact.phone", contact.phones),
    ("contact.email", contact.emails),
    ("contact.id_number", contact.id_numbers),
    ("geography.province", geography.provinces),
    ("geography.city", geography.cities),
    ("english.name", english.names),
    ("english.name", english_phrases.capitals),
    ("english.phrase", english_phrases.phrases),
    ("english.kinship", english.kinship),
    ("english.age", english.ages),
    ("english.date", dates.english),
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
    return tuple(sorted(found.values(), key=lambda each: (each.start, -each.end, each.kind)))
