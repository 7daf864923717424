"""Faults of the disk at named points: the program dies, the disk is full, or the disk breaks.

Nothing in the program knows of it. A point is whatever touches the disk: a statement of SQLite
that writes or ends a transaction, a sync, and a file that is opened for writing, made, renamed,
linked or removed. Python's audit hooks and a connection class of our own count them.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_WRITING = (
    "BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "REPLACE", "SAVEPOINT", "RELEASE", "CREATE",
    "ALTER", "PRAGMA USER_VERSION =",
)  # fmt: skip
_SETTLING = ("PRAGMA WAL_CHECKPOINT", "PRAGMA JOURNAL_MODE =", "VACUUM")
_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FILE_EVENTS = {
    "os.rename": "rename", "os.link": "link", "os.remove": "remove", "os.mkdir": "mkdir",
    "os.truncate": "truncate",
}  # fmt: skip


class Fault(StrEnum):
    """What happens at a point."""

    KILL = "kill -9"
    FULL = "full disk"
    BROKEN = "broken disk"


@dataclass
class Disk:
    """Counts the points of one run below one folder, and lets the one numbered `at` fail.

    A full or broken disk stays so until `mended`: whatever is tried afterwards fails as well,
    except that removing a file needs no room.
    """

    folder: Path
    at: int = 0  # none
    fault: Fault = Fault.KILL
    seen: list[str] = field(default_factory=list)
    struck: bool = False

    def point(self, name: str) -> bool:
        """Note a point; tell whether it has to fail. A killed process does not come back."""
        self.seen.append(name)
        is_it = len(self.seen) == self.at
        if is_it and self.fault is Fault.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        self.struck = self.struck or is_it
        return self.struck and not (self.fault is Fault.FULL and name.startswith("remove"))

    def mended(self) -> None:
        """Let everything work again: room was made, or the cable put back."""
        self.at, self.struck = 0, False

    def install(self) -> None:
        """Watch this process from now on; there is no way back, so use a process of its own."""
        disk, sync, connect, watched = self, os.fsync, sqlite3.connect, _watched(self)

        def watched_sync(descriptor: int) -> None:
            if disk.point("sync"):
                raise disk.os_error()
            sync(descriptor)

        os.fsync = watched_sync

        def watched_connect(place: object, **named: object) -> sqlite3.Connection:
            if place == ":memory:":
                return connect(place, **named)
            return connect(place, factory=watched, **named)

        sqlite3.connect = watched_connect
        sys.addaudithook(self._heard)

    def _heard(self, event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = given
            writes = isinstance(flags, int) and flags & _FLAGS
            name = f"open {mode or ''}".strip()
            if not writes or not isinstance(path, str):
                return
        elif event in _FILE_EVENTS:
            path, name = given[0], _FILE_EVENTS[event]
        else:
            return
        if str(path).startswith(str(self.folder)) and self.point(f"{name} {_kind_of(str(path))}"):
            raise self.os_error()

    def os_error(self) -> OSError:
        """Return what the kernel says."""
        code = errno.ENOSPC if self.fault is Fault.FULL else errno.EIO
        return OSError(code, os.strerror(code))

    def sqlite_error(self) -> sqlite3.OperationalError:
        """Return what SQLite says."""
        error = sqlite3.OperationalError("a fault")
        full = self.fault is Fault.FULL
        error.sqlite_errorcode = sqlite3.SQLITE_FULL if full else sqlite3.SQLITE_IOERR_WRITE
        return error


def _watched(disk: Disk) -> type[sqlite3.Connection]:
    """Return a connection class whose statements are points of a disk."""

    class Watched(sqlite3.Connection):
        def execute(self, sql: str, /, *values: object) -> sqlite3.Cursor:
            verb = " ".join(sql.split()).upper()
            if verb.startswith((*_WRITING, *_SETTLING)) and disk.point(f"sql {verb[:24]}"):
                if self.in_transaction:
                    super().execute("ROLLBACK")  # SQLite does so itself
                raise disk.sqlite_error()
            done = super().execute(sql, *values)
            if verb.startswith("COMMIT"):
                disk.point("sql after COMMIT")
            return done

        def backup(self, target: sqlite3.Connection, **named: object) -> None:
            if disk.point("sql backup"):
                raise disk.sqlite_error()
            super().backup(target, **named)
            disk.point("sql after backup")

    return Watched


def _kind_of(path: str) -> str:
    """Return which file it is, without what is random in its name."""
    for kind in ("pins", "devices", "packets", "aside", "ballast", "out"):
        if f"/{kind}" in path:
            return kind
    return Path(path).suffix or "file"
