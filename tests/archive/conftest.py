"""A newsroom of four on one computer, built once and copied for each test; and other processes."""

from __future__ import annotations

import functools
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.archive import fielding, guarding, offices
from vault.archive import members
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto import primitives
from vault.crypto.boxes import KDF_FLOOR
from vault.model import Preset

ROOT = Path(__file__).resolve().parents[2]
FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
DESK = "North desk"


@dataclass
class Newsroom:
    """A vault, the home of its computer, and what its members keep to themselves."""

    path: Path
    home: Home
    passphrases: dict[str, bytes] = field(default_factory=dict)
    sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opened: list[Archive] = field(default_factory=list)

    def open(self, name: str) -> Archive:
        """Unlock as a member; closed again when the test ends."""
        return self.unlock(self.passphrases[name])

    def unlock(self, passphrase: bytes, home: Home | None = None) -> Archive:
        """Unlock with any passphrase, in any home."""
        archive = unlock(self.path, home or self.home, passphrase)
        self.opened.append(archive)
        return archive

    def close(self) -> None:
        """Lock whatever is open, so that the vault is at rest."""
        while self.opened:
            self.opened.pop().close()

    def join(self, code: str, name: str) -> members.Joined:
        """Take up an invitation, and keep what the newcomer must keep."""
        joined = members.join(self.path, self.home, code, cost=KDF_FLOOR)
        self.passphrases[name], self.sheets[name] = joined.passphrase, joined.sheet
        return joined

    def invite(self, admin: Archive, name: str, preset: Preset, desk: str = DESK):
        """Invite and join; returns the pending request as the admin sees it."""
        self.join(members.add_member(admin, name, preset, [desk]), name)
        return next(view for view in members.pending(admin) if view.name == name)

    def admit(self, admin: Archive, name: str, preset: Preset, desk: str = DESK):
        """Invite, join and admit."""
        return members.admit(admin, self.invite(admin, name, preset, desk).id, compared=True)

    def edit(self, *statements: object) -> None:
        """Run SQL on the vault at rest, as somebody without Strongroom would."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(*statement if isinstance(statement, tuple) else (statement,))

    def counts(self) -> tuple[int, ...]:
        """Count what the vault at rest holds, table by table."""
        tables = ("object", "entry", "slot", "request_key", "own_wrap")
        return tuple(self.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)  # noqa: S608

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Read the vault at rest."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query, values).fetchall()

    def copied(self, folder: Path) -> Newsroom:
        """Copy vault and home, times of the files included."""
        shutil.copytree(self.path.parent, folder)
        home = Home(folder / "home")
        return Newsroom(folder / self.path.name, home, dict(self.passphrases), dict(self.sheets))


def build(folder: Path) -> Newsroom:
    """Found, and let three people in: the first alone, the others granted by a second person."""
    room = Newsroom(folder / "room.strongroom", Home(folder / "home"))
    founded = found_vault(room.path, room.home, FoundingRequest(FOUNDER, DESK, cost=KDF_FLOOR))
    room.passphrases[FOUNDER], room.sheets[FOUNDER] = founded.passphrase, founded.sheet
    founder = room.open(FOUNDER)
    room.admit(founder, EDITOR, Preset.EDITOR)
    members.grant(founder, EDITOR, DESK, compared=True)
    room.admit(founder, REVIEWER, Preset.REVIEWER)
    room.admit(founder, REPORTER, Preset.REPORTER)
    members.grant(room.open(EDITOR), REVIEWER, DESK, compared=True)
    room.close()
    return room


@pytest.fixture(scope="session", autouse=True)
def derived_once():
    """Remember what Argon2id derived: every test opens copies of the same few slots."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(primitives, "argon2id", functools.cache(primitives.argon2id))
        yield


@pytest.fixture(scope="session")
def built(derived_once, tmp_path_factory) -> Newsroom:
    """The newsroom that every test copies."""
    before = os.umask(0o077)
    try:
        return build(tmp_path_factory.mktemp("built"))
    finally:
        os.umask(before)


@pytest.fixture
def room(built, tmp_path):
    """A newsroom of this test's own: founder (admin, editor), editor, reviewer, reporter."""
    own = built.copied(tmp_path / "room")
    yield own
    own.close()


@pytest.fixture(scope="session")
def built_guarded(built, tmp_path_factory) -> Newsroom:
    """The newsroom with three custodians besides, and a list of them in force."""
    before = os.umask(0o077)
    try:
        return guarding.build(built.copied(tmp_path_factory.mktemp("guarded") / "room"))
    finally:
        os.umask(before)


@pytest.fixture
def guarded(built_guarded, tmp_path):
    """A guarded newsroom of this test's own: any two of three custodians open an identity."""
    own = built_guarded.copied(tmp_path / "guarded")
    yield own
    own.close()


@pytest.fixture(scope="session")
def built_offices(derived_once, tmp_path_factory):
    before = os.umask(0o077)
    try:
        return offices.build(tmp_path_factory.mktemp("offices"))
    finally:
        os.umask(before)


@pytest.fixture
def rooms(built_offices, tmp_path):
    own = built_offices.copied(tmp_path / "rooms")
    yield own
    own.close()


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
