"""The ladders: which rungs each kind of span has, and the wording at one of them.

How a ladder is climbed stands in `ladders`; None means "cannot tell", and the caller masks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from vault.model import SpanKind
from vault.redact.ladders import ages, counts, dates, people, regions
from vault.redact.ladders.spot import Spot, Vaguer

LADDERS: Final[Mapping[SpanKind, tuple[str, ...]]] = MappingProxyType(
    {
        SpanKind.PLACE: ("county", "province", "part", "country"),
        SpanKind.DATE: (*dates.RUNGS, "order"),
        SpanKind.AGE: ("five-years", "decade"),
        SpanKind.COUNT: ("order",),
        SpanKind.DETAIL: ("order",),
        SpanKind.KINSHIP: ("relative",),
        SpanKind.OCCUPATION: ("field",),
        SpanKind.ORGANISATION: ("type",),
    }
)
_CLIMB: Final[Mapping[SpanKind, Callable[[Spot, str], Vaguer | None]]] = MappingProxyType(
    {
        SpanKind.PLACE: regions.place,
        SpanKind.DATE: dates.date,
        SpanKind.AGE: ages.age,
        SpanKind.COUNT: counts.order,
        SpanKind.DETAIL: counts.order,
        SpanKind.KINSHIP: people.kin,
        SpanKind.OCCUPATION: people.occupation,
        SpanKind.ORGANISATION: people.organisation,
    }
)
RUNGS: Final = frozenset(rung for ladder in LADDERS.values() for rung in ladder)
_LONGEST: Final = (
    80  # characters of a span that a ladder reads; longer ones tell more than one thing
)
LANGUAGES: Final = frozenset({"en", "ko"})


def is_one(spot: Spot, kind: SpanKind) -> bool:
    """Tell whether words that two detectors found are one place or one date."""
    reads = {SpanKind.PLACE: regions.is_one, SpanKind.DATE: dates.is_one}.get(kind)
    return reads is not None and len(spot.words) <= _LONGEST and reads(spot)


def generalise(spot: Spot, kind: SpanKind, rung: str) -> Vaguer | None:
    """Return vaguer words for a span at a rung of its kind's ladder, or None."""
    if rung not in LADDERS.get(kind, ()) or len(spot.words) > _LONGEST:
        return None
    return _CLIMB[kind](spot, rung)
