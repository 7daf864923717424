"""A newsroom of four on one computer, for demonstrations: vault, home, passphrases and sheets."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from vault.archive import members
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.model import Preset

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
        """Unlock as a member; `close` locks all."""
        return self.unlock(self.passphrases[name])

    def unlock(self, passphrase: bytes) -> Archive:
        """Unlock with any passphrase."""
        self.opened.append(unlock(self.path, self.home, passphrase))
        return self.opened[-1]

    def close(self) -> None:
        """Lock whatever is open, so that the vault is at rest."""
        while self.opened:
            self.opened.pop().close()

    def let_in(self, admin: Archive, name: str, preset: Preset) -> None:
        """Invite, join and admit."""
        code = members.add_member(admin, name, preset, [DESK])
        joined = members.join(self.path, self.home, code, cost=KDF_FLOOR)
        self.passphrases[name], self.sheets[name] = joined.passphrase, joined.sheet
        (request,) = members.pending(admin)
        members.admit(admin, request.id, compared=True)

    def edit(self, statement: str, *values: object) -> None:
        """Run SQL on the vault at rest, as somebody without Strongroom would."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute(statement, values)

    def rows(self, query: str) -> list[tuple]:
        """Read the vault as somebody without any key does."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()

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
    room.let_in(founder, EDITOR, Preset.EDITOR)
    members.grant(founder, EDITOR, DESK, compared=True)
    room.let_in(founder, REVIEWER, Preset.REVIEWER)
    room.let_in(founder, REPORTER, Preset.REPORTER)
    members.grant(room.open(EDITOR), REVIEWER, DESK, compared=True)
    room.close()
    return room
