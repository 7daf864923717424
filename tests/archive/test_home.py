"""What killed processes leave in the home: no half-written pin, check or device secret stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.archive.conftest import ROOT
from tests.newsroom import REPORTER
from vault.archive.home import Home, write_durably, writing_in

_DIES = """
import os, signal, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from vault.archive import home
os.fsync = lambda _descriptor: os.kill(os.getpid(), signal.SIGKILL)
home.write_durably(Path(sys.argv[1]), b"a device secret, or a pin")
"""


def left_by_a_kill(target: Path) -> Path:
    """Kill a process that was writing there; return what it left."""
    before = set(target.parent.iterdir())
    subprocess.run([sys.executable, "-P", "-c", _DIES.format(root=str(ROOT)), str(target)])
    (left,) = set(target.parent.iterdir()) - before
    return left


@pytest.mark.parametrize("kind", ["devices", "pins", "checks"])
def test_C4_what_a_killed_process_left_half_written_is_gone_after_the_next_unlock(room, kind):
    folder = room.home.folder / kind
    folder.mkdir(exist_ok=True)
    whole = {path: path.read_bytes() for path in folder.iterdir()}
    left = left_by_a_kill(folder / f"{'ab' * 12}-{'cd' * 12}")
    assert left.read_bytes() == b"a device secret, or a pin"
    room.open(REPORTER)
    assert not left.exists()
    assert set(whole) <= set(folder.iterdir())


def test_what_somebody_is_writing_is_left_alone(tmp_path):
    home, folder = Home(tmp_path), tmp_path / "pins"
    write_durably(folder / "pin", b"one")
    unfinished = folder / ".pin.0123abcd"
    with writing_in(folder):
        unfinished.write_bytes(b"two")
        home.tidy()
        assert unfinished.exists()
    home.tidy()
    assert [path.name for path in folder.iterdir()] == ["pin"]
