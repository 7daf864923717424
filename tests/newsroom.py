"""A newsroom of four on one computer: vault, home, passphrases and sheets.

It is founded by the archive itself, at the floor of the key derivation's cost, once for a whole
run; every test works on a copy. What people do in it stands beside the tests.
"""

from __future__ import annotations

import functools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vault.archive import members
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto import primitives
from vault.crypto.boxes import KDF_FLOOR
from vault.model import Preset

FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
DESK = "North desk"

# Copies of a newsroom hold the same few slots, and Argon2id is slow on purpose.
argon2id_once = functools.cache(primitives.argon2id)


@contextmanager
def building() -> Iterator[None]:
    """Build something that many tests copy: files closed to others, each key derived once."""
    before = os.umask(0o077)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(primitives, "argon2id", argon2id_once)
            yield
    finally:
        os.umask(before)


@dataclass
class Newsroom:
    """A vault, the home of its computer, and what its members keep to themselves."""

    path: Path
    home: Home
    passphrases: dict[str, bytes] = field(default_factory=dict)
    sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opened: list[Archive] = field(default_factory=list)

    def open(self, name: str) -> Archive:
        """Unlock as a member; `close` locks all."""
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

    let_in = admit

    def edit(self, statement: str | tuple[str, tuple], *values: object) -> None:
        """Run SQL on the vault at rest, as somebody without Strongroom would."""
        if isinstance(statement, tuple):
            statement, values = statement
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute(statement, values)

    def counts(self) -> tuple[int, ...]:
        """Count what the vault at rest holds, table by table."""
        tables = ("object", "entry", "slot", "request_key", "own_wrap")
        return tuple(self.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)  # noqa: S608

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Read the vault at rest, as somebody without any key does."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query, values).fetchall()

    def copied(self, folder: Path) -> Newsroom:
        """Copy vault and home, times of the files included."""
        shutil.copytree(self.path.parent, folder)
        home = Home(folder / self.home.folder.name)
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
