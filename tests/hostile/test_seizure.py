"""What a seizure surrenders: each cell of the table in docs/threat-model.md, measured.

The measuring program (`seized`) has the bytes and the secrets of whoever is seized, and nothing
of Strongroom's code. Both directions are asserted: what the table grants opens, nothing else does.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.hostile import seizing
from tests.hostile.canaries import found
from tests.hostile.seized import Haul, Seizure
from tests.hostile.seizures import ROWS, Everything, Row, elsewhere, shown
from tests.newsroom import building


@pytest.fixture(scope="module")
def room(built_offices, tmp_path_factory) -> seizing.Newsroom:
    """The newsroom that is seized, at rest."""
    with building():
        return seizing.build(built_offices, tmp_path_factory.mktemp("seized"))


@pytest.fixture(scope="module")
def everything(room) -> Everything:
    """All that the newsroom sealed."""
    return Everything(room)


@pytest.fixture(params=ROWS, ids=[f"{row.id} {row.title}" for row in ROWS])
def row(request) -> Row:
    return request.param


def words(room) -> list[str]:
    return [canary.word for canary in room.canaries.planted]


def in_the_clear(room, row: Row) -> set[str]:
    """Return the words that are no secret where they lie."""
    return {c.word for c in room.canaries.planted if (c.author, c.what) in row.clear}


def described(everything: Everything, names: set[bytes]) -> list[str]:
    """Say what was opened, for whoever reads a failure."""
    return sorted(str(everything.things[name]) for name in names)


def assert_opens_exactly(row: Row, seizure: Seizure, everything: Everything) -> None:
    """Compare what opened with what the table grants of what lies there."""
    granted = {
        name for name in seizure.sealed if row.opens(everything.things[name], everything.room)
    }
    opened = set(seizure.opened)
    assert described(everything, opened - granted) == []
    assert described(everything, granted - opened) == []


def test_without_the_passphrase(row, room, everything):
    """Files and device secret open nothing, and no word of anybody's stands in them."""
    haul = Haul(row.haul(room).files)
    assert set(Seizure(haul).run().opened) == set()
    assert found(words(room), haul.files) == in_the_clear(room, row)
    counts = shown(haul.files)
    tables = ("draft", "own_wrap", "request_key", "segment", "field home")
    assert tuple(table for table in tables if counts[table]) == tuple(
        table for table in tables if table in row.local
    )


def test_with_it(row, room, everything):
    """With passphrase and device secret what the table grants opens, and nothing else."""
    seizure = Seizure(row.haul(room)).run()
    assert_opens_exactly(row, seizure, everything)
    told = found(words(room), seizure.opened.values())
    assert told == {c.word for c in room.canaries.planted if row.tells(c, everywhere=False)}


def test_never(row, room, everything):
    """Neither do those keys open more of all that lies anywhere else."""
    haul = replace(row.haul(room), elsewhere=elsewhere(room))
    seizure = Seizure(haul).run()
    assert_opens_exactly(row, seizure, everything)
    told = found(words(room), seizure.opened.values())
    assert told == {c.word for c in room.canaries.planted if row.tells(c, everywhere=True)}
