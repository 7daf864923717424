"""A newsroom's own places: a CSV in, checked, and out as tables of the redaction rules.

They live in the rules, sealed and hashed with them, so that every member has the same ones.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from vault.errors import MalformedError
from vault.gazetteer.place import COLUMNS, KINDS, Place
from vault.text import first_unsafe

_MOST_ROWS: Final = 5_000
_LONGEST: Final = 80  # characters of any field
_OTHER_LONGEST: Final = 600
_NEEDED: Final = ("place", "parent")
_YEARS: Final = range(1800, 2200)
_MOST_PEOPLE: Final = 10_000_000_000

Fail = Callable[[str, str], NoReturn]


def from_csv(source: str) -> tuple[Place, ...]:
    """Read the places of a CSV whose first line names the columns (COLUMNS, in any order).

    Raises MalformedError with `line` and `field`, and never a value, for anything unknown, missing,
    too long or unsafe.
    """
    if "\x00" in source:
        _fail_at(source.count("\n", 0, source.index("\x00")) + 1)(
            "place", "holds a control character"
        )
    reader = csv.reader(io.StringIO(source, newline=""), strict=True)
    header: list[str] = []
    places: list[Place] = []
    try:
        for row in reader:
            fail = _fail_at(reader.line_num)
            if not any(field.strip() for field in row):
                continue
            if not header:
                header = _header(row, fail)
                continue
            if len(row) != len(header):
                fail("place", "has another number of columns than the first line")
            if len(places) == _MOST_ROWS:
                fail("place", f"is one of more than {_MOST_ROWS:,}")
            places.append(_place(dict(zip(header, map(str.strip, row), strict=True)), fail))
    except csv.Error:
        _fail_at(reader.line_num)("place", "is not valid CSV")
    if not header:
        _fail_at(1)("place", "is missing: the first line names the columns")
    return tuple(places)


def from_tables(tables: object, fail_at: Callable[[int], Fail]) -> tuple[Place, ...]:
    """Read the `[[place]]` tables of rules; `fail_at(n)` raises for the n-th, counted from 0."""
    if not isinstance(tables, list):
        fail_at(0)("place", "must be written [[place]]")
    if len(tables) > _MOST_ROWS:
        fail_at(_MOST_ROWS)("place", f"is one of more than {_MOST_ROWS:,}")
    return tuple(_from_table(table, fail_at(number)) for number, table in enumerate(tables))


def to_toml(places: tuple[Place, ...]) -> str:
    """Return the `[[place]]` tables for places, as they are read back."""
    return "\n".join(map(_table, places))


def _from_table(table: object, fail: Fail) -> Place:
    if not isinstance(table, Mapping):
        fail("place", "must be a table")
    for key, value in table.items():
        if key not in COLUMNS:
            fail("place", "has a key that is not known")
        if not isinstance(value, str) and not (
            key in {"population", "year"} and type(value) is int
        ):
            fail(key, "must be a text, or a whole number for population and year")
    return _place({key: str(value) for key, value in table.items()}, fail)


def _header(row: list[str], fail: Fail) -> list[str]:
    header = [each.strip().lower().removeprefix("\ufeff") for each in row]
    if len(set(header)) != len(header) or not set(header) <= set(COLUMNS):
        fail("place", f"line must name columns out of {', '.join(COLUMNS)}, each once")
    for name in _NEEDED:
        if name not in header:
            fail(name, "is a column that is needed")
    return header


def _place(row: dict[str, str], fail: Fail) -> Place:
    for field, value in row.items():
        if len(value) > (_OTHER_LONGEST if field == "other" else _LONGEST):
            fail(field, "is too long")
        if first_unsafe(value) is not None or set(value) & set("\n\r\t"):
            fail(field, "holds a control or invisible character")
    for field in _NEEDED:
        if not row.get(field):
            fail(field, "is missing")
    kind = row.get("kind", "")
    if kind and kind not in KINDS:
        fail("kind", f"must be one of {', '.join(sorted(KINDS))}")
    name, hangul = row["place"], row.get("hangul", "")
    if hangul and not all("가" <= letter <= "힣" or letter == " " for letter in hangul):
        fail("hangul", "must be written in Hangul")
    other = tuple(each.strip() for each in row.get("other", "").split("|") if each.strip())
    return Place(
        hangul or name,
        row["parent"],
        kind,
        english=name if hangul and name[-1:] < "가" else "",
        other=other,
        population=_number(row, "population", range(_MOST_PEOPLE), fail),
        year=_number(row, "year", _YEARS, fail),
        source=row.get("source", ""),
    )


def _number(row: dict[str, str], field: str, allowed: range, fail: Fail) -> int | None:
    value = row.get(field, "")
    if not value:
        return None
    plain = value.replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdecimal()) or int(plain) not in allowed:
        fail(field, "must be a whole number that can be true")
    return int(plain)


def _fail_at(line: int) -> Fail:
    def fail(field: str, fault: str) -> NoReturn:
        raise MalformedError(f"Places, line {line}, {field}: {fault}.", line=line, field=field)

    return fail


def _table(place: Place) -> str:
    pairs: dict[str, str | int | None] = {
        "place": place.english or place.name,
        "parent": place.parent,
        "kind": place.kind,
        "hangul": place.name if place.english else "",
        "other": "|".join(place.other),
        "population": place.population,
        "source": place.source,
        "year": place.year,
    }
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in pairs.items()
        if value not in {"", None}
    ]
    return "\n".join(["[[place]]", *lines, ""])
