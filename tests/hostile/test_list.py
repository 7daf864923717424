"""`python -m tests.hostile --list`: no attack without a line, no failure without exit code 1."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.docs import references
from tests.docs.attacks import IDS, Row, node_of, rows, shown_by
from tests.hostile.__main__ import block, listed

PAGE, LIMITS = references.page("threat-model.md"), references.page("limits.md")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.hostile", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=references.ROOT)


def heads_of(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines() if line.startswith(tuple("AMRICGP"))]


def test_every_attack_of_the_list_has_a_block_and_every_answer_a_test():
    text, code = listed((), PAGE, LIMITS, run=False)
    assert heads_of(text) == IDS
    assert code == 0
    assert all(row.tests for row in rows(PAGE) if row.kind == "answered")


def test_tests_vectors_and_limits_are_run_and_said():
    ran = run("--list", "A16", "A2", "I11", "R3", "G12", "--no-run")
    assert (ran.returncode, ran.stderr) == (0, "")
    ran = run("--list", "A16", "A2", "A35")
    assert ran.returncode == 0, ran.stdout
    assert "A2 no such part: " in ran.stdout
    assert "test_vector[statement_half_kem]: passed" in ran.stdout
    assert "test_A35_an_absurd_number_is_malformed: passed (" in ran.stdout
    assert ran.stdout.endswith("1 no such part, 2 passed\n")


def test_groups_and_ids_narrow():
    text, _ = listed(("P", "M3"), PAGE, LIMITS, run=False)
    assert heads_of(text) == ["M3", "P1", "P2", "P3", "P4", "P5", "P6"]


def test_a_row_that_is_missing_is_said_and_exits_1():
    without = PAGE.replace("\n| A9 |", "\n| a row that was lost |")
    text, code = listed(("A9",), without, LIMITS, run=False)
    assert "A9 MISSING" in text
    assert code == 1


@pytest.mark.parametrize("found", [("failed",), ("passed", "failed"), ()])
def test_a_test_that_fails_or_does_not_run_is_a_failure(found):
    row = Row("A9", "Say two things", "answered", "`tests/store/test_rows.py::test_A9`")
    lines = block(row, {}, {"tests/store/test_rows.py::test_A9": found})
    assert lines[0].startswith("A9 FAILED")


def test_a_limit_is_shown_by_its_own_test():
    row = Row("R6", "Lose the power", "limit", "LIM-49")
    shown = {"LIM-49": ["tests/x.py::test_it"]}
    good = block(row, shown, {"tests/x.py::test_it": ("passed",)})
    assert good == ["R6 limit: Lose the power", "    limit LIM-49: tests/x.py::test_it: passed"]
    assert block(row, shown, {"tests/x.py::test_it": ("failed",)})[0].startswith("R6 FAILED")


def test_vectors_and_limits_lead_to_tests():
    assert node_of("tests/vectors/body_good.txt") == "tests/test_vectors.py::test_vector[body_good]"
    assert node_of("tests/reader/reader.py") == ""
    assert any(shown_by(LIMITS).values())


def test_an_unknown_id_exits_2():
    assert run("--list", "Z9").returncode == 2
