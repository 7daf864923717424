"""One place: its names in both scripts, what it belongs to, and how many people were counted.

A name in Hangul carries its unit (무산군); every other spelling follows from it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vault.gazetteer.romanise import press, romanisations, southern

COLUMNS: Final = ("place", "parent", "kind", "hangul", "other", "population", "source", "year")
# Unit, kind, what English calls it, what maps write after a hyphen; a longer unit stands first.
_UNITS: Final = (
    ("로동자구", "town", "workers' district", "rodongjagu"),
    ("특별시", "city", "", "si"),
    ("직할시", "city", "", "si"),
    ("광역시", "city", "", "si"),
    ("구역", "district", "district", "guyok"),
    ("지구", "district", "district", "chigu"),
    ("시", "city", "", "si"),
    ("군", "county", "county", "gun"),
    ("현", "county", "county", "xian"),
    ("구", "district", "district", "gu"),
    ("읍", "town", "town", "up"),
    ("리", "village", "village", "ri"),
    ("동", "neighbourhood", "neighbourhood", "dong"),
)
KINDS: Final = frozenset({kind for _, kind, _, _ in _UNITS} | {"facility", "region"})
_SMALL: Final = frozenset({"town", "village", "neighbourhood", "facility"})
_ENGLISH_OF: Final = {kind: english for _, kind, english, _ in reversed(_UNITS)}


@dataclass(frozen=True, repr=False)
class Place:
    """A place; `parent` is an ISO code or the name of another place.

    `name` is in Hangul with its unit where there is one, else in Latin letters. `population` is
    None when it is not known: no figure is ever estimated.
    """

    name: str
    parent: str
    kind: str = ""
    english: str = ""
    other: tuple[str, ...] = ()
    population: int | None = None
    year: int | None = None
    source: str = ""

    @cached_property
    def unit(self) -> str:
        """Return the unit that the name ends in (군), "" when it has none."""
        fits = (unit for unit, *_ in _UNITS if self._is_hangul and self.name.endswith(unit))
        found = next(fits, "")
        return found if len(self.name) > len(found) else ""

    @cached_property
    def stem(self) -> str:
        """Return the name without its unit."""
        return self.name.removesuffix(self.unit)

    @cached_property
    def sort(self) -> str:
        """Return the kind, as given or as the unit tells it."""
        return self.kind or next((kind for unit, kind, *_ in _UNITS if unit == self.unit), "region")

    @property
    def is_small(self) -> bool:
        """Tell whether it lies inside a city or county whatever its parent is."""
        return self.sort in _SMALL

    @property
    def _is_hangul(self) -> bool:
        return self.name[-1:] >= "가"

    @cached_property
    def shown_english(self) -> str:
        """Return what an English sentence says: Musan county, Hyesan."""
        if not self._is_hangul:
            return self.name
        words = self.english or press(self.stem)
        return f"{words} {_ENGLISH_OF[self.sort]}".rstrip() if self.sort in _ENGLISH_OF else words

    def shown_korean(self, *, is_southern: bool) -> str:
        """Return what a Korean sentence says, in the northern or southern spelling."""
        return southern(self.name) if is_southern and self._is_hangul else self.name

    @cached_property
    def korean(self) -> tuple[str, ...]:
        """Return every Hangul spelling, those with the unit first."""
        given = [self.name] if self._is_hangul else []
        given += [each for each in self.other if each[-1:] >= "가"]
        stems = [_without_unit(each) for each in given]
        spelled = given + [each for each in stems if len(each) > 1]
        return tuple(dict.fromkeys(spelled + [southern(each) for each in spelled]))

    @cached_property
    def latin(self) -> tuple[str, ...]:
        """Return every spelling in Latin letters, without a unit."""
        given = [self.english, *(each for each in self.other if each[-1:] < "가")]
        if not self._is_hangul:
            given.append(self.name)
        elif not self.name.isascii():
            given += romanisations(self.stem)
        return tuple(dict.fromkeys(each for each in given if each))

    @cached_property
    def latin_with_unit(self) -> tuple[str, ...]:
        """Return the spellings in Latin letters with the unit: Musan-gun, Musan county."""
        row = next(((e, short) for unit, _, e, short in _UNITS if unit == self.unit), None)
        if row is None:
            return ()
        english, short = row
        words = [word for word in (english, english.partition(" ")[2], self.sort) if word]
        pairs = [f"{each}-{short}" for each in self.latin]
        return tuple(pairs + [f"{each} {word}" for each in self.latin for word in words])


def folded(words: str) -> str:
    """Return what names are compared by: letters and digits, without case or marks."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c.isalnum()))


def _without_unit(name: str) -> str:
    unit = next((unit for unit, *_ in _UNITS if name.endswith(unit)), "")
    return name.removesuffix(unit) or name
