"""Processes that are forked for one task and tell on a pipe what they did.

The parent imports everything and derives every key once; it opens no vault after that, since a
descriptor that two processes share would share SQLite's locks too.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

Said = dict[str, object]


def say(pipe: int, **words: object) -> None:
    """Tell one thing, whole: a write this short to a pipe is never cut, not even by a kill."""
    os.write(pipe, json.dumps(words).encode() + b"\n")


@dataclass
class Forked:
    """A process, and the whole lines that came from it so far."""

    pid: int
    pipe: int
    lines: list[bytes] = field(default_factory=list)
    ended: int | None = None  # how, as os.waitpid says
    _rest: bytes = b""
    _is_open: bool = True

    def take(self) -> None:
        """Take in what is there."""
        data = os.read(self.pipe, 1 << 16)
        self._is_open = bool(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.lines += whole

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing more can come."""
        return not self._is_open

    def said(self) -> Iterator[Said]:
        """Yield what it said."""
        for line in self.lines:
            yield json.loads(line)

    def kill(self) -> None:
        """End it as a power cut would."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def reap(self) -> None:
        """Take in the rest, and remember how it ended."""
        while not self.is_silent:
            self.take()
        os.close(self.pipe)
        _, self.ended = os.waitpid(self.pid, 0)

    @property
    def was_killed(self) -> bool:
        """Tell whether it ended by nothing else."""
        return self.ended is not None and os.WIFSIGNALED(self.ended)


def fork(task: Callable[[int], object]) -> Forked:
    """Run a task in a process of its own; it gets the pipe to speak on."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            task(writing)
        except BaseException:  # noqa: BLE001 - any is a fault, and told as one
            say(writing, fault=traceback.format_exc()[-2000:])
        os._exit(0)
    os.close(writing)
    return Forked(pid, reading)


def listen(processes: Iterable[Forked], until: float, enough: Callable[[], bool]) -> None:
    """Take in what processes say until a moment, or until it is enough."""
    alive = [each for each in processes if not each.is_silent]
    while alive and not enough() and (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([each.pipe for each in alive], [], [], min(left, 0.05))
        for each in alive:
            if each.pipe in ready:
                each.take()
        alive = [each for each in alive if not each.is_silent]
