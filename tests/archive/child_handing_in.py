"""Hands in, in a process of its own that kills itself before or after a named step.

Arguments: vault, home, packet, "before STEP" or "after STEP". The passphrase comes on stdin.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from vault.archive import carriers, handing_in, residue, session
from vault.archive.home import Home
from vault.store import Store

STEPS = {
    "read_back": (carriers, "sound"),
    "add_entry": (Store, "add_entry"),
    "remove_own_wrap": (Store, "remove_own_wrap"),
    "put_local": (Store, "put_local"),
    "remove_object": (Store, "remove_object"),
    "checkpoint": (Store, "checkpoint"),
    "close": (Store, "close"),
    "scan": (residue, "scan"),
}


def die_at(point: str) -> None:
    """Make the process kill itself, as a power cut would, before or after a step."""
    when, name = point.split()
    owner, attribute = STEPS[name]
    original = getattr(owner, attribute)

    def step(*arguments, **named):
        if when == "after":
            original(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, attribute, step)


def main() -> None:
    path, home, packet = Path(sys.argv[1]), Home(Path(sys.argv[2])), Path(sys.argv[3])
    archive = session.unlock(path, home, sys.stdin.buffer.readline().rstrip(b"\n"))
    die_at(sys.argv[4])
    packed = handing_in.pack(archive, packet)
    handing_in.hand_in(archive, packed, confirmed=True, delivered=True)


main()
