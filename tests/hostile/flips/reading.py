"""All that a member is told by commands: every list, and every record of a list of ids.

The commands are the real ones, run in this process on one unlocked archive. What may differ from
an untouched vault, and what has to be said then, is `judging`.
"""

from __future__ import annotations

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from vault.archive.home import Home
from vault.cli.invocation import Invocation, Keyholder
from vault.cli.main import execute
from vault.cli.output import Output
from vault.cli.passphrases import Source

LISTS = (
    "list", "journal --all", "member list", "member grants", "member pending", "desk list",
    "story list", "person list", "review queue", "due list", "identity requests", "draft list",
    "policy show", "rules show",
)  # fmt: skip
# What is shown of each id of a list; nobody's records are looked for by what a list shows now.
RECORDS = {
    "list": ("show", "history", "attachments"),
    "story list": ("story show",),
    "person list": ("person show", "term list", "identity show"),
}
STATUS, CHECK = "status", "check"


@dataclass(frozen=True)
class Given(Source):
    """A passphrase that is there already."""

    passphrase: bytes = b""

    def read(self, question: str = "") -> bytes:  # noqa: ARG002 - nobody is asked
        return self.passphrase


@dataclass(frozen=True)
class Said:
    """How one command ended."""

    code: int
    out: str
    err: str


@dataclass
class Seat:
    """A member at a computer: a vault, the home of its computer, and a passphrase."""

    vault: Path
    home: Path
    passphrase: bytes
    keys: Keyholder = field(default_factory=Keyholder)

    def run(self, line: str, stdin: bytes = b"") -> Said:
        """Run one command with `--json`; the first one unlocks, and the archive stays open."""
        given = Given(passphrase=self.passphrase)
        call = Invocation(output=Output(as_json=True), vault=self.vault, source=given)
        call.keys, call.in_shell = self.keys, self.keys.archive is not None
        call.lines = io.BytesIO(stdin)
        out, err = _stream(), _stream()
        os.environ["STRONGROOM_HOME"] = str(self.home)
        if not call.in_shell:  # else the run would close what it opened
            call.keys = self.keys = Kept()
        with redirect_stdout(out), redirect_stderr(err):
            code = execute([*line.split(), "--json"], call)
        return Said(code, _written(out), _written(err))

    def check(self) -> Said:
        """Run `strongroom check` as a command of its own."""
        self.close()
        said = self.run(CHECK)
        self.close()
        return said

    def close(self) -> None:
        """Lock, and forget the archive."""
        keys, self.keys = self.keys, Keyholder()
        if keys.archive is not None:
            keys.archive.close()


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


class Kept(Keyholder):
    """Keeps its archive open when a run ends."""

    def close(self) -> None:
        """Stay open."""


Reading = dict[str, Said]


def seat_at(vault: Path, home: Home, passphrase: bytes) -> Seat:
    """Return a member's seat."""
    return Seat(vault, home.folder, passphrase)


def lines_for(lists: Reading) -> list[str]:
    """Return the commands that show each record of some lists."""
    return [
        f"{command} {json.loads(row)['id']}"
        for name, commands in RECORDS.items()
        for row in lists[name].out.splitlines()
        for command in commands
    ]


def read_lists(seat: Seat) -> Reading:
    """Run every list."""
    return {line: seat.run(line) for line in LISTS}


def read_all(seat: Seat, records: list[str]) -> Reading:
    """Run every list, and then what shows each record: reading writes into the journal."""
    found = read_lists(seat)
    found |= {line: seat.run(line) for line in records}
    return found | {STATUS: seat.run(STATUS)}
