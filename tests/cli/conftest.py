"""The command line as its users meet it: a process of its own, with or without a terminal."""

from __future__ import annotations

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

# A session leader without a terminal gets the first one that it opens.
_ON_TERMINAL = """
import os, sys
tty = os.open(sys.argv.pop(1), os.O_RDWR)
for stream in sys.argv.pop(1).split(","):
    os.dup2(tty, int(stream))
"""


@dataclass
class Seat:
    """A person at a terminal: reads what appears, types lines."""

    process: subprocess.Popen[bytes]
    terminal: int
    seen: str = field(default="")

    def wait_for(self, text: str, seconds: float = 60) -> str:
        """Return everything seen once `text` appeared."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < deadline, f"never appeared; the screen ends: {self.seen!r}"
            self._look()
        return self.seen

    def type(self, line: str) -> None:
        os.write(self.terminal, line.encode() + b"\n")

    def leave(self, seconds: float = 60) -> int:
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
            self.seen += os.read(self.terminal, 65536).decode("utf-8", "replace")
        except OSError:  # the other side is gone
            time.sleep(0.05)
            return False
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
