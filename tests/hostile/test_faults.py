"""Every deed at named points under kill -9, a full disk and a broken one: old state or new.

One point for each fault of some deeds in the suite; STRONGROOM_FAULTS=60 tries every deed, at as
many points for each fault.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.deeds import DEEDS
from tests.hostile.faults import Fault

ROOT = Path(__file__).resolve().parents[2]
EACH = int(os.environ.get("STRONGROOM_FAULTS", "0"))
FOLLOW_UPS = {"Rendered", "Rotated", "PartsRead"}
IN_THE_SUITE = (
    "log", "release", "attach", "forget", "write with new keys", "send", "change the passphrase",
    "go on as a new device",
)  # fmt: skip
CODES = {"E_NO_SPACE", "E_INTEGRITY", "E_USAGE", "E_BUSY", "E_FAILED"}


def outcomes(room, tmp_path, name: str) -> list[dict]:
    """Run the deed well first, then under every fault at points drawn by chance."""
    chance = random.Random(name)
    drawn = [[str(f), 1 - chance.random()] for f in Fault for _ in range(EACH or 1)]
    asked = {
        "passphrases": {k: v.decode() for k, v in room.passphrases.items()},
        "faults": [[str(Fault.KILL), 0], *drawn],
    }
    (tmp_path / "scratch").mkdir()
    called = [sys.executable, "-P", "-m", "tests.hostile.child_faults"]
    done = subprocess.run(
        [*called, str(room.path.parent), str(tmp_path / "scratch"), name],
        input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", DEEDS if EACH else IN_THE_SUITE)
def test_R3_R7_a_fault_leaves_the_old_state_or_the_new_one(room, tmp_path, name):
    well, *faulty = outcomes(room, tmp_path, name)
    assert well["acknowledged"], well
    assert len(well["points"]) > 3
    for run in faulty:
        where = f"{well['points'][run['at'] - 1]} ({run['at']}): {run}"
        assert "crashed" not in run, where
        assert "closed" not in run, where
        assert run["stray"] == 0, where
        assert run["entries"] == well["entries"][: len(run["entries"])], where
        if run.get("acknowledged"):
            assert len(run["entries"]) >= len(_without_follow_ups(well["entries"])), where
            assert run["drafts"] == well["drafts"], where
            assert run["out"] == well["out"], where
        elif not run["killed"]:
            assert run["refused"] in CODES, where
            if run["refused"] == "E_NO_SPACE":  # "nothing of this act", whatever came before it
                assert run["entries"] != well["entries"] or well["entries"] == run["before"], where
            assert run["sentence"].endswith("."), where
            left = set(run["out"]) - set(well["out"])
            assert not left or (run["fault"] == Fault.BROKEN and _are_parts(left)), where
        for file, size in run["out"].items():
            assert well["out"].get(file, size) == size, where


def _without_follow_ups(entries: list[str]) -> list[str]:
    """Return entries up to the last that a person asked for; what follows by itself may wait."""
    while entries and entries[-1] in FOLLOW_UPS:
        entries = entries[:-1]
    return entries


def _are_parts(names: set[str]) -> bool:
    """Tell whether files that a broken disk would not remove are under names of parts alone."""
    return all(name.startswith(".") for name in names)
