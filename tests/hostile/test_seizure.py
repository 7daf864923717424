"""What a seizure surrenders: each cell of the table in docs/threat-model.md, measured.

The measuring program (`seized`) has the bytes and the secrets of whoever is seized, and nothing
of Strongroom's code. Both directions are asserted: what the table grants opens, nothing else does.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

import msgspec
import pytest

from tests.docs import references
from tests.hostile import seizing
from tests.hostile.canaries import found, unpacked
from tests.hostile.seized import BOX, PIECE, SESSION, Haul, Seizure
from tests.hostile.seizing import DESK, OTHER_DESK
from tests.hostile.seizure import main as seizure_command
from tests.hostile.seizures import ALL_PARTS, ROSTER, ROWS, Everything, Row, elsewhere, shown
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
    granted = {name for name in seizure.sealed if row.opens(everything.things[name], everything)}
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
    haul = replace(row.haul(room), elsewhere=elsewhere(room, row.who))
    seizure = Seizure(haul).run()
    assert_opens_exactly(row, seizure, everything)
    told = found(words(room), seizure.opened.values())
    assert told == {c.word for c in room.canaries.planted if row.tells(c, everywhere=True)}


# --- what the table leaves unsaid ----------------------------------------------------------


def row_of(ident: str) -> Row:
    return next(row for row in ROWS if row.id == ident)


def test_the_table_of_the_threat_model_has_these_rows_and_names_these_tests():
    section = references.page("threat-model.md").partition("### What a seizure surrenders")[2]
    section = section.partition("\n### ")[0]
    cell = r"([^|\n]*[^|\s][^|\n]*)"
    rows = re.findall(rf"^\| (S\d+) \| {cell} \| {cell} \| {cell} \| {cell} \|$", section, re.M)
    assert [(found[0], found[1]) for found in rows] == [(row.id, row.title) for row in ROWS]
    mine = (test_without_the_passphrase, test_with_it, test_never)
    assert references.named(section) == {
        f"tests/hostile/test_seizure.py::{test.__name__}" for test in mine
    }


def test_everybodys_keys_together_open_every_thing_there_is(room, everything):
    """Nothing goes unmeasured: each sealed thing opens to somebody, each word stands somewhere."""
    seizure = everything.seizure
    assert set(seizure.sealed) == set(seizure.opened)
    assert found(words(room), seizure.opened.values()) == set(words(room))
    parts = {group for thing in everything.things.values() for group in thing.groups}
    both = {(desk, part) for desk in (DESK, OTHER_DESK) for part in ALL_PARTS}
    assert parts == {ROSTER, *both}


def test_who_was_signed_out_learns_of_new_entries_only_that(room, everything):
    """Under the old keys there is only the entry that says so, and the one that ends the keys."""
    row = row_of("S13")
    haul = replace(row.haul(room), elsewhere=elsewhere(room, row.who))
    seizure = Seizure(haul).run()
    later = [
        seizure.opened[name] for name in seizure.opened
        if everything.things[name].entry not in {b"", *room.before_leaving}
        and seizure.sealed[name].kind not in {SESSION, PIECE, BOX}
    ]  # fmt: skip
    decoded = [msgspec.msgpack.decode(plain) for plain in later]
    kinds = {value["type"] for value in decoded if isinstance(value, dict)}
    assert kinds == {"signed-out/1", "rotated/1"}


def test_a_copy_that_left_holds_no_id_of_anything(room, everything):
    """Neither the vault's number, nor an object's, an entry's, a device's or a member's."""
    files = row_of("S20").haul(room).files
    seizure = everything.seizure
    ids = {seizure.vault, *seizure.sealed, *seizure.cores, *everything.owners, *seizure.members}
    plain = [data for each in files[:3] for data in (each, *unpacked(each))]
    assert len(plain) >= 3
    for data in plain:
        lower = data.lower()
        assert not [i for i in ids if i and (i in data or i.hex()[:8].encode() in lower)]


@pytest.mark.parametrize("right", [True, False])
def test_the_command_counts_what_opens_and_shows_no_word(room, everything, capsys, right):
    office = room.at[seizing.REVIEWER]
    read_end, write_end = os.pipe()
    os.write(write_end, (office.passphrase if right else b"another one") + b"\n")
    os.close(write_end)
    home = str(office.home.folder)
    code = seizure_command([str(office.path), "--home", home, "--passphrase-fd", str(read_end)])
    os.close(read_end)
    lines = capsys.readouterr().out.splitlines()
    opened = [line.split(maxsplit=1) for line in lines[:-1]]
    parts = {label.split()[-1] for _, label in opened if label.startswith("desk ")}
    assert (code, bool(opened)) == ((0, True) if right else (1, False))
    assert parts == ({"redacted", "journal"} if right else set())
    assert found(words(room), ["\n".join(lines).encode()]) == set()
    assert lines[-1].endswith("  stay closed")
