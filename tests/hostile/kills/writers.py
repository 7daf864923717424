"""What members write at once until they are killed; each write is told after its commit.

One writes through the archive, another through `strongroom shell`, as a script would. Every text
carries a tag of its own (round, writer, number), so that it is known again, and known once.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.archive import desk
from tests.hostile.kills.forks import say
from tests.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom
from vault.archive import additions, interviews, review
from vault.archive.session import Archive
from vault.cli.main import run
from vault.errors import BusyError, NoSpaceError, RefusedError, StrongroomError

WAIT_SECONDS = 0.01  # a lock that took longer is counted as one that was waited for
SHELL_LINES = 250
_PIPE_BYTES = 1 << 20
_ENOUGH_FULL = 3


class Base(NamedTuple):
    """What stands in the vault before anybody writes: an interview of each, and one to review."""

    own: dict[str, str]
    reviewed: str
    rendition: str


@dataclass(frozen=True)
class Writer:
    """One process: a member, the way they write, and its place in the round."""

    name: str
    by_shell: bool
    place: str  # "12.1": round and number
    leaves: bool = False  # in order, once nothing fits any more

    def tag(self, number: int) -> str:
        """Return what one text of this writer is known by."""
        return f"<{self.place}.{number}>"


def prepared(room: Newsroom) -> Base:
    """Log what is written about, and have a rendition made."""
    own = {
        name: interviews.log(room.open(name), desk.draft(title=name, terms=())).id
        for name in (FOUNDER, EDITOR, REPORTER)
    }
    reviewed = desk.marked(room.open(REPORTER), desk.draft()).id
    review.refresh_renditions(room.open(EDITOR))
    rendition = interviews.show(room.open(REVIEWER), reviewed).rendition
    room.open(EDITOR)
    room.close()
    return Base(own, reviewed, rendition)


# --- through the archive -------------------------------------------------------------------


def _words(tag: str) -> str:
    return f"The salt came over the ridge at dawn. 소금 자루 {tag}."


def _log(archive: Archive, _base: Base, _name: str, tag: str) -> str:
    return interviews.log(archive, desk.draft(_words(tag), terms=())).id


def _add(archive: Archive, base: Base, name: str, tag: str) -> str:
    return additions.add(archive, base.own[name], _words(tag)).row.id


def _remark(archive: Archive, base: Base, _name: str, tag: str) -> str:
    rendition = interviews.show(archive, base.reviewed).rendition
    return review.remark(archive, base.reviewed, rendition, _words(tag)).row.id


def _mark(archive: Archive, _base: Base, _name: str, tag: str) -> str:
    return desk.marked(archive, desk.draft(_words(tag), terms=())).id


def _draft(archive: Archive, _base: Base, _name: str, tag: str) -> str:
    return interviews.save_draft(archive, _words(tag).encode())


Act = Callable[[Archive, Base, str, str], str]
ACTS: dict[str, Act] = {
    "log": _log, "addendum": _add, "remark": _remark, "mark": _mark, "draft": _draft,
}  # fmt: skip
OF_SEVERAL = ("mark",)  # acts, each of which is acknowledged on its own
WRITES = ("log", "log", "addendum", "mark", "draft")
OF: dict[str, Sequence[str]] = {
    FOUNDER: WRITES, EDITOR: WRITES, REPORTER: WRITES, REVIEWER: ("remark", "remark", "draft"),
}  # fmt: skip


def write_on(room: Newsroom, base: Base, writer: Writer, pipe: int) -> None:
    """Open the vault, and write without end."""
    _watch_waits(pipe)
    archive = room.open(writer.name)
    say(pipe, open=True)
    chance, full_in_a_row = random.Random(writer.place), 0
    for number in itertools.count():
        if writer.leaves and full_in_a_row > _ENOUGH_FULL:
            break
        kind, tag = chance.choice(OF[writer.name]), writer.tag(number)
        try:
            ident = ACTS[kind](archive, base, writer.name, tag)
        except BusyError:
            say(pipe, busy=tag)
        except RefusedError:
            say(pipe, refused=tag)  # a term made the rendition stale: an editor makes a new one
        except NoSpaceError as full:
            say(pipe, full=tag, act=kind, sentence=full.sentence)
            full_in_a_row += 1
        else:
            say(pipe, kept=kind, id=ident, tag=tag)
            full_in_a_row = 0
        time.sleep(0.001)  # SQLite's lock is not fair
    room.close()


def _watch_waits(pipe: int) -> None:
    """Tell of every transaction that had to wait for its lock."""

    class Timed(sqlite3.Connection):
        def execute(self, sql: str, /, *values: object) -> sqlite3.Cursor:
            if sql != "BEGIN IMMEDIATE":
                return super().execute(sql, *values)
            began = time.monotonic()
            done = super().execute(sql, *values)
            if (waited := time.monotonic() - began) > WAIT_SECONDS:
                say(pipe, waited=waited)
            return done

    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, **{"factory": Timed, **named})


# --- through the command line --------------------------------------------------------------


class Line(NamedTuple):
    """One line of a script, and what its answer acknowledges."""

    kind: str
    tag: str
    text: str


def script(base: Base, writer: Writer) -> list[Line]:
    """Return the lines that a writer's script sends into a shell; the first only looks."""
    chance = random.Random(writer.place)
    lines = [Line("", "", "desk list\n")]
    for number in range(SHELL_LINES):
        kind, tag = chance.choice(OF[writer.name]), writer.tag(number)
        if kind in {"mark", "draft"}:
            kind = "remark" if writer.name == REVIEWER else "log"
        command = {
            "log": "log -",
            "addendum": f"addendum {base.own.get(writer.name)}",
            "remark": f"review remark {base.reviewed} {base.rendition}",
        }[kind]
        lines.append(Line(kind, tag, f"{command} <<END\n{_words(tag)}\nEND\n"))
    return lines


def write_by_shell(room: Newsroom, base: Base, writer: Writer, pipe: int) -> None:
    """Be `strongroom shell`, whose answers go into the pipe."""
    passphrase, passphrase_end = os.pipe()
    os.write(passphrase_end, room.passphrases[writer.name] + b"\n")
    lines, lines_end = os.pipe()
    fcntl.fcntl(lines_end, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    os.write(lines_end, "".join(line.text for line in script(base, writer)).encode())
    if writer.leaves:
        os.close(lines_end)  # otherwise the shell waits there for more lines
    os.dup2(lines, 0)
    os.dup2(pipe, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.environ["STRONGROOM_HOME"] = str(room.home.folder)
    vault = ["--vault", str(room.path), "--passphrase-fd", str(passphrase), "--json"]
    run([*vault, "shell"])


def start(room: Newsroom, base: Base, writer: Writer, pipe: int) -> None:
    """Do as the writer does."""
    try:
        (write_by_shell if writer.by_shell else write_on)(room, base, writer, pipe)
    except StrongroomError as refusal:
        say(pipe, closed=refusal.code, sentence=refusal.sentence)
