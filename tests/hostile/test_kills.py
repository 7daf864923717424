"""Some rounds of people who write at once and are killed; `tests.hostile.kills` runs hundreds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def rounds(*options: str) -> str:
    """Run rounds in a process of their own, and return what it counted."""
    called = [sys.executable, "-P", "-m", "tests.hostile.kills", *options]
    done = subprocess.run(
        called, capture_output=True, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode == 2:
        pytest.skip(done.stdout.strip())
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def count(told: str, what: str) -> int:
    return int(re.search(rf"(\d+) {what}", told)[1])


def test_R2_three_members_killed_at_once_lose_and_repeat_nothing():
    told = rounds("--rounds", "5", "--seed", "suite")
    assert count(told, "acts acknowledged") > 20
    assert count(told, "recoveries") > 0
    assert count(told, "faults") == 0


def test_R2_R7_three_members_killed_on_a_full_disk_lose_nothing_and_go_on():
    told = rounds("--rounds", "3", "--disk", "3", "--seed", "suite")
    assert count(told, "acts refused for want of room") > 3
    assert count(told, "vaults were read whole") == 3
    assert count(told, "faults") == 0
