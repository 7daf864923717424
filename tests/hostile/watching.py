"""Watches a process from inside: every file that it has open, mapped or makes, while it works.

A process that nobody may look into (`harden`) still may look at itself. It reads through its own
descriptors: closing another one of the vault's file would drop SQLite's locks.
"""

from __future__ import annotations

import ctypes
import os
import re
import stat
import struct
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_OWN = Path("/proc/self")
_IN_CREATE, _IN_MOVED_TO, _IN_CLOSE_WRITE, _IN_NONBLOCK = 0x100, 0x80, 0x8, 0o4000
_EVENT = struct.Struct("iIII")
_LARGEST_READ_BYTES = 64 << 20
_NO_FILE = re.compile(r"(pipe|socket|anon_inode):|/dev/(pts/\d+|null|tty|u?random)$|/proc/")


@dataclass(frozen=True)
class Rules:
    """Where files may be open: `own` for writing, `read` for reading alone."""

    own: Sequence[str]
    read: Sequence[str]
    canaries: Sequence[bytes]

    def is_own(self, path: str) -> bool:
        """Tell whether a file may be written; `(deleted)` ones of these names too."""
        return path.startswith(tuple(self.own))

    def is_read(self, path: str) -> bool:
        """Tell whether a file may be open for reading."""
        return path.startswith(tuple(self.read)) and not path.endswith(" (deleted)")


@dataclass
class Watcher:
    """A thread that looks at all open files over and over again."""

    rules: Rules
    looks: int = 0
    odd: set[str] = field(default_factory=set)
    hits: set[str] = field(default_factory=set)  # files in which a canary stood
    _ends: threading.Event = field(default_factory=threading.Event)
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sys.setswitchinterval(0.0005)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ends.is_set():
            self.look()
            self._ends.wait(0.002)

    def stop(self) -> None:
        """End, after one more look."""
        self._ends.set()
        self._thread.join()
        self.look()

    def look(self) -> None:
        """Look once at descriptors and maps."""
        self.looks += 1
        for link in (_OWN / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                self._look_at(int(link.name), str(link.readlink()))
        with suppress(OSError):
            for path in _mapped_for_writing():
                if not self.rules.is_own(path):
                    self.odd.add(f"mapped {path}")

    def _look_at(self, number: int, path: str) -> None:
        if _NO_FILE.match(path) or not stat.S_ISREG((status := os.fstat(number)).st_mode):
            return
        flags = int((_OWN / "fdinfo" / str(number)).read_text().split("flags:")[1].split()[0], 8)
        writes = flags & os.O_ACCMODE != os.O_RDONLY
        if not (self.rules.is_own(path) or (not writes and self.rules.is_read(path))):
            self.odd.add(path)
        state = (status.st_size, status.st_mtime_ns)
        if (writes or not self.rules.is_read(path)) and self._seen.get(path) != state:
            self._seen[path] = state
            data = os.pread(number, _LARGEST_READ_BYTES, 0)
            if any(word in data for word in self.rules.canaries):
                self.hits.add(path)


def _mapped_for_writing() -> Iterator[str]:
    for line in (_OWN / "maps").read_text().splitlines():
        _, rights, _, _, _, *path = line.split(maxsplit=5)
        if rights.endswith("s") and "w" in rights and path:
            yield path[0]


class Made:
    """What was made, moved or written in some folders since: told by the kernel, not polled."""

    def __init__(self, folders: Iterable[Path]) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(_IN_NONBLOCK)
        mask = _IN_CREATE | _IN_MOVED_TO | _IN_CLOSE_WRITE
        self._folders = {
            libc.inotify_add_watch(self._descriptor, os.fsencode(folder), mask): folder
            for folder in folders
        }

    def paths(self) -> set[str]:
        """Return every path that was named since the last call."""
        found, data = set(), b""
        with suppress(BlockingIOError):
            while more := os.read(self._descriptor, 1 << 16):
                data += more
        while data:
            watch, _, _, length = _EVENT.unpack_from(data)
            name = data[_EVENT.size : _EVENT.size + length].rstrip(b"\0")
            found.add(str(self._folders[watch] / os.fsdecode(name)))
            data = data[_EVENT.size + length :]
        return found
