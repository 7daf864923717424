"""The tables that are shipped, and a gazetteer over them and a newsroom's own places.

Sources: README.md beside this file. What a newsroom adds is read by `own`.
"""

from __future__ import annotations

import csv
import importlib.resources
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from vault.gazetteer.place import Place, folded

_DEEPEST: Final = 8  # steps from a place to its province; a longer chain runs in a circle
_TABLES: Final = ("north_korea.csv", "abroad.csv")


class Gazetteer:
    """Places by name; a newsroom's own come first where a name is in both."""

    def __init__(self, own: tuple[Place, ...] = ()) -> None:
        """Take the newsroom's own places; the shipped ones are always there."""
        self.places = (*own, *shipped())
        self._by_name: dict[str, list[Place]] = {}
        for place in self.places:
            spelled = (*place.korean, *place.latin, *place.latin_with_unit)
            for key in dict.fromkeys(map(folded, spelled)):
                self._by_name.setdefault(key, []).append(place)

    def named(self, words: str) -> tuple[Place, ...]:
        """Return the places of this name, a newsroom's own alone where it has one."""
        return tuple(self._by_name.get(folded(words), ()))

    def above(self, place: Place) -> tuple[Place, ...]:
        """Return what the place lies in, nearest first, up to what lies in a province."""
        found: list[Place] = []
        at = place
        while len(found) < _DEEPEST and not is_code(at.parent):
            wider = [each for each in self.named(at.parent) if each not in (at, place)]
            if not wider:
                break
            at = wider[0]
            found.append(at)
        return tuple(found)

    def province(self, place: Place) -> str:
        """Return the ISO code that the place lies in, "" when its parents lead to none."""
        last = (place, *self.above(place))[-1]
        return last.parent if is_code(last.parent) else ""


def is_code(parent: str) -> bool:
    """Tell whether a parent is an ISO code and no name."""
    return (
        parent.isascii() and parent[:2].isupper() and len(parent) <= 6 and parent[2:3] in {"-", ""}
    )


@cache
def shipped() -> tuple[Place, ...]:
    """Return the places of the project's own tables."""
    return tuple(place for name in _TABLES for place in map(_place, _rows(name)) if place)


@cache
def province_populations() -> Mapping[str, int]:
    """Return the counted population of provinces, by ISO code (census of 2008)."""
    rows = (row for name in _TABLES for row in _rows(name) if is_code(row["place"]))
    return MappingProxyType({row["place"]: int(row["population"]) for row in rows})


@cache
def country_names() -> Mapping[str, tuple[str, ...]]:
    """Return the Korean names of countries, by ISO code, the one that is shown first."""
    return MappingProxyType(
        {row["code"]: tuple(row["korean"].split("|")) for row in _rows("countries.csv")}
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    source = importlib.resources.files("vault.gazetteer").joinpath(name)
    return csv.DictReader(source.read_text(encoding="utf-8").splitlines())


def _place(row: dict[str, str]) -> Place | None:
    if is_code(row["place"]):
        return None
    return Place(
        row["place"],
        row["parent"],
        english=row["english"],
        other=tuple(filter(None, row["other"].split("|"))),
        population=int(row["population"]) if row["population"] else None,
        year=int(row["year"]) if row["year"] else None,
        source=row["source"],
    )
