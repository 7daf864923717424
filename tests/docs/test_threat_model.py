"""docs/threat-model.md: every attack of the list once, each with a real answer."""

from __future__ import annotations

import re

import pytest

from tests.docs import references

PAGE = references.page("threat-model.md")
LIMITS = set(re.findall(r"\*\*(LIM-\d\d)\*\*", references.page("limits.md")))
LATER = set(re.findall(r"^## (.+)$", references.page("roadmap.md"), re.MULTILINE))

# Group -> how many attacks its list has.
GROUPS = {"A": 37, "M": 13, "R": 20, "I": 16, "C": 25, "G": 13, "P": 6}
IDS = [f"{group}{number}" for group, count in GROUPS.items() for number in range(1, count + 1)]
ROWS = re.findall(r"^\| ([AMRICGP]\d+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
ANSWERS = {ident: answer.strip() for ident, _, answer in ROWS}


def test_every_attack_stands_there_once_and_in_order():
    assert [ident for ident, _, _ in ROWS] == IDS


@pytest.mark.parametrize("ident", IDS)
def test_every_attack_has_an_answer_of_one_kind(ident):
    kind, _, rest = ANSWERS[ident].partition(": ")
    if kind == "answered":
        assert references.named(rest)
    elif kind == "limit":
        assert re.search(r"LIM-\d\d", rest)
    elif kind == "later":
        assert any(rest.startswith(part.lower()) for part in LATER), rest
    else:
        assert (kind, bool(rest)) == ("no such part", True)


def test_every_test_that_is_named_exists():
    assert references.missing(PAGE) == set()


def test_every_limit_that_is_named_exists():
    assert set(re.findall(r"LIM-\d\d", PAGE)) <= LIMITS
