"""The demo's vault, its members, and one changed disk after another: a target for the runner."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec

from tests.hostile.flips.changes import Change, Disk, Then, flip, surgery
from tests.hostile.flips.judging import OPENING, judge
from tests.hostile.flips.reading import Reading, Seat, lines_for, read_all, read_lists
from tests.hostile.fuzz.places import Folder, derive_once
from tests.hostile.fuzz.runner import Wrong
from vault.archive import interviews, review, session
from vault.archive.demo import build_demo
from vault.archive.home import Home
from vault.cli.demo.strings import hidden_strings, newsroom
from vault.model import Preset

NAME = "demo.strongroom"
_SIDES = ("-wal", "-journal", "-shm")
_SHORTEST_HIDDEN = 6


class DiskTarget:
    """A computer with the demo's vault; each case is another disk, opened by one of its members."""

    def __init__(self, name: str, change: Change) -> None:
        self.name = name
        self.change = change

    def prepare(self, folder: Path) -> None:
        """Build the demo, keep the disk as it is, go on working, and read as every member."""
        derive_once()
        folder.mkdir()
        made = build_demo(newsroom(), folder / "demo", Home(folder / "demo"), lambda _told: None)
        self.passphrases = {str(preset): phrase for _, preset, phrase in made.members}
        self.members = sorted(self.passphrases)
        # A word such as "nobody" stands in sentences of the program's own.
        self.hidden = [
            each
            for each in hidden_strings()
            if len(each) >= _SHORTEST_HIDDEN and not (each.isascii() and each.islower())
        ]
        self.then = Then(disk_at(folder / "demo"))
        self._go_on(folder / "demo")
        self.disk = disk_at(folder / "demo")
        self.right: dict[str, Reading] = {}
        for member in self.members:
            self.right[member] = self._read(folder / member, member)

    def _go_on(self, folder: Path) -> None:
        """Revise one interview as its reporter, and leave a draft; and open as everybody."""
        reporter = self._unlocked(folder, str(Preset.STAFF_REPORTER))
        mine = next(row.id for row in interviews.rows(reporter) if row.mine)
        draft = interviews.draft_of(reporter, mine)
        interviews.revise(reporter, mine, draft)
        interviews.save_draft(reporter, b"half a sentence")
        left = {
            suffix: beside.read_bytes()
            for suffix in _SIDES
            if (beside := folder / f"{NAME}{suffix}").exists()
        }
        self.then = Then(Disk(self.then.disk.vault, self.then.disk.home, left))
        reporter.close()
        for member in self.members:
            archive = self._unlocked(folder, member)
            review.refresh_renditions(archive)  # as every command does after unlocking
            archive.close()

    def _unlocked(self, folder: Path, member: str) -> session.Archive:
        return session.unlock(folder / NAME, Home(folder), self.passphrases[member])

    def _seat(self, folder: Path, member: str, disk: Disk) -> Seat:
        put_disk(folder, disk)
        return Seat(folder / NAME, folder, self.passphrases[member])

    def _read(self, folder: Path, member: str) -> Reading:
        folder.mkdir()
        seat = self._seat(folder, member, self.disk)
        records = lines_for(read_lists(seat))
        seat.close()
        seat = self._seat(folder, member, self.disk)
        try:
            return read_all(seat, records)
        finally:
            seat.close()

    def begin(self, folder: Path) -> None:
        self.folder = folder

    def case(self, chance: random.Random) -> bytes:
        member = chance.choice(self.members)
        disk = self.change(self.disk, self.then, chance)
        return msgspec.msgpack.encode((member, disk))

    def run(self, data: bytes) -> str:
        member, disk = msgspec.msgpack.decode(data, type=tuple[str, Disk])
        seat = self._seat(self.folder, member, disk)
        before = Folder(self.folder / "pins")
        try:
            word, said = judge(seat, self.right[member], self.hidden)
        finally:
            seat.close()
        if word == OPENING and not before.is_in(self.folder / "pins"):
            message = "a vault that was refused moved a pin"
            raise Wrong(message)
        self.said = said
        return word


def disk_at(folder: Path) -> Disk:
    """Return the files of a computer."""
    files = {str(name): content for name, content in Folder(folder).files.items()}
    vault = files.pop(NAME)
    home = {n: c for n, c in files.items() if not n.startswith(("copies", NAME))}
    return Disk(vault, home)


def put_disk(folder: Path, disk: Disk) -> None:
    """Make the files of a computer exactly these."""
    wanted = {**disk.home, NAME: disk.vault}
    wanted |= {f"{NAME}{suffix}": content for suffix, content in disk.beside.items()}
    there = Folder(folder)
    there.files = {Path(name): content for name, content in wanted.items()}
    there.put_into(folder)
    for path in folder.glob(f"{NAME}.recovered-*"):
        path.rmdir()


FLIPS, SURGERY = DiskTarget("flips", flip), DiskTarget("surgery", surgery)
