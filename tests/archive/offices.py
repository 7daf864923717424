"""Three homes that exchange nothing but files: an admin, an editor and a reporter."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from vault.archive import exchange, granting, joining, members
from vault.archive.exchange import ReceivedView
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.model import Preset

ADMIN, EDITOR, REPORTER, DESK = "Odile Brandt", "Yun Ha-eun", "Tariq Solheim", "Strait desk"
_numbers = itertools.count()


@dataclass
class Office:
    """One person's computer: the vault's copy, the home, the passphrase."""

    name: str
    folder: Path
    passphrase: bytes = b""
    sheet: tuple[str, ...] = ()
    opened: list[Archive] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "newsroom.strongroom"

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    def open(self) -> Archive:
        """Unlock, or return what is open already."""
        if not self.opened or self.opened[-1].locked:
            self.opened.append(unlock(self.path, self.home, self.passphrase))
        return self.opened[-1]

    def close(self) -> None:
        while self.opened:
            self.opened.pop().close()

    def send(self, *to: Office, whole: bool = False) -> Path:
        """Write a packet for the named offices, or for everybody."""
        path = self.folder / f"packet-{next(_numbers)}"
        names = tuple(office.name for office in to)
        exchange.send(self.open(), path, names, whole=whole)
        return path

    def receive(self, packet: Path) -> ReceivedView:
        return exchange.receive(self.open(), packet)

    def heads(self):
        """What this office has taken in."""
        archive = self.open()
        members.me(archive)  # takes in what others wrote
        return archive.ledger.seen()


@dataclass
class Offices:
    """The three of them."""

    admin: Office
    editor: Office
    reporter: Office

    def all(self) -> tuple[Office, ...]:
        return self.admin, self.editor, self.reporter

    def close(self) -> None:
        for office in self.all():
            office.close()

    def copied(self, folder: Path) -> Offices:
        """Copy all three computers, times of the files included."""
        shutil.copytree(self.admin.folder.parent, folder)
        return Offices(
            *(Office(o.name, folder / o.folder.name, o.passphrase, o.sheet) for o in self.all())
        )

    def exchange_all(self) -> None:
        """Let everybody send to everybody until nothing is new."""
        for _ in range(3):
            packets = [(office, office.send()) for office in self.all()]
            for sender, packet in packets:
                for office in self.all():
                    if office is not sender and packet.exists():
                        office.receive(packet)


def let_in(admin: Office, newcomer: Office, preset: Preset, *, attachments: bool = True) -> None:
    """Invite, join and admit by files; the newcomer's vault works afterwards."""
    letter, answer = admin.folder / f"for {newcomer.name}", newcomer.folder / "answer"
    newcomer.folder.mkdir()
    invited = joining.invite(admin.open(), letter, newcomer.name, preset, [DESK])
    joined = joining.join(
        newcomer.path, newcomer.home, letter.read_bytes(), invited.code, answer, cost=KDF_FLOOR
    )
    newcomer.passphrase, newcomer.sheet = joined.passphrase, joined.sheet
    waiting = joining.take_answer(admin.open(), answer.read_bytes())
    assert waiting.safety_words == joined.safety_words
    members.admit(admin.open(), waiting.id, compared=True)
    packet = newcomer.folder / "first packet"
    joining.write_first_packet(admin.open(), packet, attachments=attachments)
    exchange.receive_first(newcomer.path, newcomer.home, newcomer.passphrase, packet)


def build(folder: Path) -> Offices:
    """Found a vault, and let an editor and a reporter in at their own computers."""
    rooms = Offices(*(Office(n, folder / n.split()[0]) for n in (ADMIN, EDITOR, REPORTER)))
    rooms.admin.folder.mkdir()
    founded = found_vault(
        rooms.admin.path, rooms.admin.home, FoundingRequest(ADMIN, DESK, cost=KDF_FLOOR)
    )
    rooms.admin.passphrase, rooms.admin.sheet = founded.passphrase, founded.sheet
    let_in(rooms.admin, rooms.editor, Preset.EDITOR)
    granting.grant(rooms.admin.open(), EDITOR, DESK, compared=True)
    let_in(rooms.admin, rooms.reporter, Preset.STAFF_REPORTER)
    rooms.editor.receive(rooms.admin.send(whole=True))
    granting.grant(rooms.editor.open(), REPORTER, DESK, compared=True)
    rooms.exchange_all()
    rooms.close()
    return rooms
