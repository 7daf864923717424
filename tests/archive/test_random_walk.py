"""Homes that exchanged everything agree, whatever was done beside what, in whatever order.

`STRONGROOM_WALKS` walks are taken (two without it) of `STRONGROOM_STEPS` steps, the first with the
seed `STRONGROOM_SEED`; a walk that fails names its seed.
"""

from __future__ import annotations

import os

import pytest

from tests.archive import guarding, offices
from tests.archive.walking import Walk
from vault.archive import custody, members
from vault.archive.session import unlock
from vault.model import Preset

WALKS = int(os.environ.get("STRONGROOM_WALKS", "2"))
STEPS = int(os.environ.get("STRONGROOM_STEPS", "45"))
SEED = int(os.environ.get("STRONGROOM_SEED", "1"))

# What the roster and the cores alone decide: the same for every member, whatever they read.
OF_ALL = (
    "members", "devices", "desks", "compartments", "grants", "policy", "rules", "added",
    "added_again", "sessions", "origins", "removals", "removed", "restores", "lacking", "omitted",
    "let_go", "entries", "set_aside", "lost", "unused", "split",
)  # fmt: skip
# What follows from what one reads, and of which no two members have the same.
OF_ONE = frozenset({"unread", "heard"})


@pytest.fixture(scope="session")
def built_walk(built_offices, tmp_path_factory):
    """Three homes, with custodians among them, and two people who read all of the desk."""
    rooms = built_offices.copied(tmp_path_factory.mktemp("walk") / "rooms")
    guarding.guard_offices(rooms)
    members.change_roles(rooms.admin.open(), offices.REPORTER, offices.DESK, Preset.STAFF_REPORTER)
    rooms.exchange_all()
    members.change_roles(rooms.admin.open(), offices.REPORTER, "", Preset.GUARDIAN)
    rooms.exchange_all()
    names = (*guarding.CUSTODIANS[:2], offices.REPORTER)
    proposed = custody.propose(rooms.admin.open(), offices.DESK, list(names), 2)
    rooms.exchange_all()
    custody.confirm(rooms.editor.open(), proposed.id)
    rooms.exchange_all()
    rooms.close()
    return rooms


def folded(archive, fields) -> dict[str, object]:
    return {field: getattr(archive.state, field) for field in fields}


def differing(one, other, fields) -> list[str]:
    a, b = folded(one, fields), folded(other, fields)
    return [field for field in fields if a[field] != b[field]]


@pytest.mark.parametrize("seed", range(SEED, SEED + WALKS))
def test_homes_that_exchanged_everything_agree(built_walk, tmp_path, seed):
    rooms = built_walk.copied(tmp_path / "rooms")
    walk = Walk(rooms, seed)
    try:
        walk.go(STEPS)
        opened = [office.open() for office in rooms.all()]
        admin, editor, _ = opened
        every = tuple(field for field in vars(admin.state) if field not in OF_ONE)
        for archive in opened[1:]:
            assert differing(admin, archive, OF_ALL) == [], walk.done
        assert differing(admin, editor, every) == [], walk.done
        for office, archive in zip(rooms.all(), opened, strict=True):
            held = set(archive.ledger.store.object_hashes())
            assert held.isdisjoint(archive.state.removed)
            again = unlock(office.path, office.home, office.passphrase)
            assert differing(again, archive, tuple(vars(archive.state))) == [], walk.done
            again.close()
    finally:
        rooms.close()
