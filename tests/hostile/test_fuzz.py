"""A few hundred hostile inputs on every run; minutes of them with `make check`, hours on request.

See `tests/hostile/fuzz` for the targets and for what counts as right.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.hostile.fuzz.__main__ import TARGETS
from tests.hostile.fuzz.runner import Plan, Wrong, run

CASES = {"vault": 80, "packet": 60}


def fuzzed(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.hostile.fuzz", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("target", TARGETS)
def test_I7_A27_hostile_input_is_refused_by_name_or_read_rightly(target, tmp_path):
    seconds = os.environ.get("STRONGROOM_FUZZ_SECONDS")
    how_long = ("--seconds", seconds) if seconds else ("--cases", CASES.get(target, 50))
    ran = fuzzed(target, *how_long, "--keep", tmp_path)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "0 faults" in ran.stdout
    assert " 0 refused" not in ran.stdout


class Fragile:
    """A target with every kind of fault, so that the runner is seen to notice each."""

    name = "fragile"
    FAULTS = ("wrong", "raise", "memory", "die", "exit", "hang")

    def prepare(self, folder):
        folder.mkdir()

    def begin(self, folder):
        self.folder = folder

    def case(self, chance):
        return chance.choice(("refused", "accepted", *self.FAULTS)).encode()

    def run(self, data):
        what = data.decode()
        if what == "wrong":
            message = "another text"
            raise Wrong(message)
        if what == "raise":
            raise KeyError(what)
        if what == "memory":
            return bool(bytes(1 << 30))
        if what == "die":
            os.kill(os.getpid(), signal.SIGTERM)
        if what == "exit":
            os._exit(3)
        while what == "hang":
            pass
        return what == "refused"


def test_the_runner_notices_every_kind_of_fault_and_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.hostile.fuzz.runner.PROCESSOR_SECONDS", 0.5)
    kept = tuple(what.encode() for what in (*Fragile.FAULTS, "accepted", "refused"))
    report = run(Fragile(), Plan(0, 1e-9, jobs=2, kept=kept), tmp_path)
    assert report.cases == 0  # no time at all
    (tmp_path / "again").mkdir()
    report = run(Fragile(), Plan(1, jobs=2, kept=kept), tmp_path / "again")
    found = {fault.data.decode(): fault.what for fault in report.faults[: len(kept)]}
    assert set(Fragile.FAULTS) <= set(found)
    assert found["wrong"] == "another text"
    assert found["raise"].startswith("KeyError at ")
    assert "test_fuzz.py" in found["raise"]
    assert found["memory"].startswith("MemoryError")
    assert "SIGTERM" in found["die"]
    assert found["exit"] == "the process ended with 3"
    assert "processor time" in found["hang"]
    assert report.refused >= 1
    assert report.accepted >= 1
    assert report.cases == len(kept) + 1


def test_a_case_comes_again_by_its_number():
    for name, target in TARGETS.items():
        if name not in {"vault", "packet"}:  # their seeds are built anew, with new keys
            made = [target.case(random.Random(f"{name} {n}")) for n in range(20)]
            assert made == [target.case(random.Random(f"{name} {n}")) for n in range(20)]
            assert len(set(made)) > 10


def test_seconds_end_a_run():
    began = time.monotonic()
    ran = fuzzed("json", "--seconds", "0.2")
    assert ran.returncode == 0
    assert time.monotonic() - began < 100
