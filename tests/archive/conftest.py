"""The newsroom with custodians, keys that are derived once, and other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.archive import fielding, guarding, handing
from tests.newsroom import (
    DESK,
    EDITOR,
    FOUNDER,
    REPORTER,
    REVIEWER,
    Newsroom,
    argon2id_once,
    building,
)
from vault.crypto import primitives

__all__ = ["DESK", "EDITOR", "FOUNDER", "REPORTER", "REVIEWER", "ROOT", "Newsroom"]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def derived_once():
    """Remember what Argon2id derived: every test opens copies of the same few slots."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(primitives, "argon2id", argon2id_once)
        yield


@pytest.fixture(scope="session")
def built_guarded(built, tmp_path_factory) -> Newsroom:
    """The newsroom with three custodians besides, and a list of them in force."""
    with building():
        return guarding.build(built.copied(tmp_path_factory.mktemp("guarded") / "room"))


@pytest.fixture
def guarded(built_guarded, tmp_path):
    """A guarded newsroom of this test's own: any two of three custodians open an identity."""
    own = built_guarded.copied(tmp_path / "guarded")
    yield own
    own.close()


@pytest.fixture
def logged(rooms, tmp_path):
    """Offices whose reporter logged something that the editor has."""
    return handing.log_at(rooms, tmp_path)


@pytest.fixture
def start(room):
    """Start one of the programs named child_*.py on the newsroom; killed at the test's end."""
    running = []

    def run(program: str, *arguments: str) -> subprocess.Popen:
        called = [sys.executable, "-W", "error", str(Path(__file__).with_name(program))]
        process = subprocess.Popen(
            [*called, str(room.path), str(room.home.folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def built_field(built, tmp_path_factory):
    """The newsroom and a field reporter's computer, in one folder each."""
    before = os.umask(0o077)
    folder = tmp_path_factory.mktemp("fielded")
    try:
        room = built.copied(folder / "room")
        office = fielding.let_in(room.open(FOUNDER), room.open(EDITOR), folder / "field")
        room.close()
    finally:
        os.umask(before)
    return room, office


@pytest.fixture
def field(built_field, tmp_path):
    """A newsroom with a field reporter of this test's own: (newsroom, field office)."""
    room, office = built_field
    own = room.copied(tmp_path / "room")
    yield own, office.copied(tmp_path / "field")
    own.close()
