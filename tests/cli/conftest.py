"""The command line as its users meet it: a process of its own, with or without a terminal."""

from __future__ import annotations

import codecs
import os
import pty
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.newsroom import Newsroom, found
from tests.cli.running import HEADLESS, run_strongroom

# A session leader without a terminal gets the first one that it opens. Whoever runs the tests in
# the background ignores Ctrl-C, and would hand that on.
_ON_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
tty = os.open(sys.argv.pop(1), os.O_RDWR)
for stream in sys.argv.pop(1).split(","):
    os.dup2(tty, int(stream))
"""


# How long anything may take on the slowest of machines; only a failing test waits for so long.
PATIENCE_SECONDS = 120.0


@dataclass
class Seat:
    """A person at a terminal: reads what appears, types lines."""

    process: subprocess.Popen[bytes]
    terminal: int
    seen: str = field(default="")
    _unread: str = field(default="")
    # A letter of several bytes may come in two pieces.
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )

    def wait_for(self, text: str, seconds: float = PATIENCE_SECONDS) -> str:
        """Read on until `text` appeared and return what was read, `text` last.

        What was read once is never found again: an old question is not taken for the next one.
        """
        deadline = time.monotonic() + seconds
        while text not in self._unread:
            assert time.monotonic() < deadline, f"never appeared; the screen ends: {self.seen!r}"
            self._look()
        before, _, self._unread = self._unread.partition(text)
        return before + text

    def answer(self, question: str, line: str) -> str:
        """Wait for a question and type the answer; returns what was read."""
        read = self.wait_for(question)
        self.type(line)
        return read

    def type(self, line: str) -> None:
        os.write(self.terminal, line.encode() + b"\n")

    def leave(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the program to end and return its exit code."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"did not end; the screen ends: {self.seen!r}"
            self._look()
        while self._look():
            pass
        return self.process.returncode

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def _look(self) -> bool:
        """Take in what appeared, waiting a little; tell whether there was anything."""
        ready, _, _ = select.select([self.terminal], [], [], 0.1)
        if not ready:
            return False
        try:
            appeared = self._decoder.decode(os.read(self.terminal, 65536))
        except OSError:  # the other side is gone, or not there yet
            time.sleep(0.05)
            return False
        self.seen += appeared
        self._unread += appeared
        return True


@pytest.fixture
def sit_down():
    """Start the command line on a terminal of its own; `streams` are connected to it too."""
    seats: list[Seat] = []

    def start(
        *arguments: str | Path, streams: str = "0,1,2", code: str = HEADLESS, **variables: str
    ) -> Seat:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [
                sys.executable, "-P", "-W", "error", "-c", _ON_TERMINAL + code,
                os.ttyname(theirs), streams, *map(str, arguments),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, **variables},
        )  # fmt: skip
        os.close(theirs)
        seats.append(Seat(process, ours))
        return seats[-1]

    yield start
    for seat in seats:
        seat.process.kill()
        seat.process.communicate()
        os.close(seat.terminal)


@pytest.fixture
def strongroom():
    """Run one command line in a process without a terminal."""
    return run_strongroom


@pytest.fixture
def headless() -> str:
    """The code that runs the command line without a terminal interface."""
    return HEADLESS


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory) -> Newsroom:
    """One vault for a file of tests; each test makes the interviews that it looks at."""
    before = os.umask(0o077)
    made = found(tmp_path_factory.mktemp("newsroom") / "home", run_strongroom)
    os.umask(before)
    return made
