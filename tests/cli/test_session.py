"""`shell`: one unlock, many lines, answers as JSON lines, and the idle lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from vault.errors import LockedError


def lines(shown) -> list[dict]:
    return [json.loads(line) for line in shown.out.splitlines()]


def test_lines_run_one_after_the_other_against_one_archive(newsroom):
    script = (
        b"# a comment, then an empty line\n\n"
        b"log - --language en <<END\nThe tide took the ladder.\nEND\n"
        b"find <<END\nladder\nEND\n"
        b"exit\n"
        b"status\n"
    )
    shown = newsroom.run("shell", "--json", stdin=script)
    assert shown.code == 0, shown.err
    logged, hit = lines(shown)
    assert hit["row"]["id"] == logged["id"]


def test_a_failed_line_is_answered_and_the_next_still_runs(newsroom):
    secret = "Dorte-of-the-weir"
    script = f"show {secret}\nlist --nowhere {secret}\n{secret}\nlog 'open {secret}\nstatus\n"
    shown = newsroom.run("shell", "--json", stdin=script.encode())
    answers = lines(shown)
    codes = [answer["error"]["code"] for answer in answers if "error" in answer]
    assert shown.code == 3
    assert codes == ["E_USAGE", "E_USAGE", "E_USAGE", "E_USAGE", "E_PARTIAL"]
    assert "policy" in answers[4]
    assert secret not in shown.out + shown.err


@pytest.mark.parametrize(
    "line",
    ["shell", "browse", "demo --no-browse", "init", "recover", "passphrase change",
     "--vault other.strongroom status", "member join"],
)  # fmt: skip
def test_what_would_leave_the_session_is_refused(newsroom, line):
    shown = newsroom.run("shell", "--json", stdin=line.encode())
    assert shown.code == 3
    assert lines(shown)[0]["error"]["code"] == "E_USAGE"


def test_a_body_without_its_end_is_a_wrong_call(newsroom):
    shown = newsroom.run("shell", "--json", stdin=b"log - <<END\nThe tide\n")
    assert (shown.code, lines(shown)[0]["error"]["code"]) == (3, "E_USAGE")


def test_an_idle_session_locks_and_says_so(newsroom, headless):
    read_end, write_end = os.pipe()
    os.write(write_end, newsroom.passphrase + b"\n")
    process = subprocess.Popen(
        [
            sys.executable, "-P", "-c", headless, "shell", "--json", "--idle-minutes", "0.05",
            "--passphrase-fd", str(read_end),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(read_end,),
        env={**os.environ, "STRONGROOM_HOME": str(newsroom.home)},
    )  # fmt: skip
    process.stdin.write(b"status\n")
    process.stdin.flush()
    assert "me" in json.loads(process.stdout.readline())
    process.wait(timeout=120)
    rest, said = process.communicate()
    os.close(read_end)
    os.close(write_end)
    assert process.returncode == LockedError.exit_code
    assert json.loads(rest)["error"]["code"] == "E_LOCKED"
    assert said.count(b"\n") == 1
