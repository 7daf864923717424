"""docs/threat-model.md: every attack of the list once, each with a real answer."""

from __future__ import annotations

import re

import pytest

from tests.docs import attacks, references
from tests.docs.attacks import IDS

PAGE = references.page("threat-model.md")
LIMITS = set(re.findall(r"\*\*(LIM-\d\d)\*\*", references.page("limits.md")))
LATER = set(re.findall(r"^## (.+)$", references.page("roadmap.md"), re.MULTILINE))

ROWS = attacks.rows(PAGE)
ANSWERS = {row.id: row for row in ROWS}


def test_every_attack_stands_there_once_and_in_order():
    assert [row.id for row in ROWS] == IDS


@pytest.mark.parametrize("ident", IDS)
def test_every_attack_has_an_answer_of_one_kind(ident):
    kind, rest = ANSWERS[ident].kind, ANSWERS[ident].rest
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
