"""Set-up finds an interpreter that works, installs only what is pinned, and says what it lacks.

The interpreters here are scripts that write down how they were called, so that a whole set-up
runs in a moment and without a network.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

NAMES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3")
# Answers the probe as the real interpreter would with one line changed, and nothing else.
PROBED = """#!/bin/sh
exec {python} -c 'import sys; {change}; exec(sys.argv[1])' "$2"
"""
VERSION_MANAGER_SHIM = "#!/bin/sh\necho 'command not found' >&2\nexit 127\n"
PYTHON = shlex.quote(sys.executable)
OLD = PROBED.format(python=PYTHON, change="sys.version_info = (3, 10, 9)")
WITHOUT_PIP = PROBED.format(python=PYTHON, change='sys.modules["ensurepip"] = None')
# Passes the probe; as the environment's own interpreter it only writes down its arguments.
WORKING = """#!/bin/sh
[ "$1" = -c ] && exec {python} "$@"
echo "$(basename "$0") safe=$PYTHONSAFEPATH $*" >> "{log}"
[ "$2" = pytest ] && exit {pytest_exit}
[ "$2" = venv ] && mkdir -p .venv/bin && cp "$0" .venv/bin/python
exit 0
"""


class Checkout:
    """A copy of what set-up reads, with interpreters of our choice first on the path."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.shims = folder / "shims"
        self.shims.mkdir()
        for name in ("Makefile", "pyproject.toml"):
            shutil.copy(root / name, folder)
        shutil.copytree(root / "requirements", folder / "requirements")
        for name in NAMES:
            self.add(name, VERSION_MANAGER_SHIM)

    def add(self, name: str, script: str) -> None:
        (self.shims / name).write_text(script, encoding="utf-8")
        (self.shims / name).chmod(0o700)

    def add_working(self, name: str, pytest_exit: int = 0) -> None:
        script = WORKING.format(python=PYTHON, log=self.log, pytest_exit=pytest_exit)
        self.add(name, script)

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": f"{self.shims}:{os.environ['PATH']}", "HOME": str(self.folder)}

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Go on without waiting for the end."""
        return subprocess.Popen(
            ["make", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(root, tmp_path) -> Checkout:
    return Checkout(root, tmp_path)


@pytest.mark.parametrize(
    "useless", [VERSION_MANAGER_SHIM, OLD, WITHOUT_PIP], ids=["shim", "old", "without-pip"]
)
def test_an_interpreter_that_cannot_serve_is_passed_over(checkout, useless):
    checkout.add("python3.14", useless)
    checkout.add_working("python3.11")
    assert checkout.make("setup").returncode == 0
    assert checkout.calls()[0] == "python3.11 safe=1 -m venv --clear .venv"


def test_the_newest_working_interpreter_is_taken(checkout):
    checkout.add_working("python3.12")
    checkout.add_working("python3")
    assert checkout.make("setup").returncode == 0
    assert checkout.calls()[0].startswith("python3.12 ")


def test_an_interpreter_named_by_the_caller_comes_first(checkout):
    checkout.add_working("python3.14")
    checkout.add_working("mine")
    assert checkout.make("setup", "PYTHON=mine").returncode == 0
    assert checkout.calls()[0].startswith("mine ")


def test_without_any_interpreter_one_sentence_says_so(checkout):
    checkout.add("python3.11", OLD)
    run = checkout.make("test")
    assert run.returncode != 0
    sentence, *rest = run.stderr.splitlines()
    assert sentence.startswith("Strongroom needs Python 3.11 or newer")
    assert all(line.startswith("make: ***") for line in rest)
    assert not (checkout.folder / ".venv").exists()


def test_everything_installed_is_pinned_by_hash_and_only_the_download_uses_a_network(checkout):
    checkout.add_working("python3")
    checkout.make("setup")
    _, download, install, project = checkout.calls()
    assert "--require-hashes" in download
    assert "--require-hashes" in install
    assert "--no-index" in install
    assert "--no-deps --no-build-isolation --no-index -e ." in project


def test_a_second_set_up_does_nothing(checkout):
    checkout.add_working("python3")
    checkout.make("setup")
    before = checkout.calls()
    checkout.make("setup")
    assert checkout.calls() == before


def test_changed_settings_install_the_project_alone_again(checkout):
    checkout.add_working("python3")
    checkout.make("setup")
    before = len(checkout.calls())
    os.utime(checkout.folder / "pyproject.toml", (2**32, 2**32))
    checkout.make("setup")
    (again,) = checkout.calls()[before:]
    assert again.endswith("-e .")


def test_a_changed_lock_builds_the_environment_afresh(checkout):
    checkout.add_working("python3")
    checkout.make("setup")
    before = len(checkout.calls())
    os.utime(checkout.folder / "requirements/dev.txt", (2**32, 2**32))
    checkout.make("setup")
    assert "-m venv --clear .venv" in checkout.calls()[before]


def test_an_interrupted_set_up_starts_again(checkout):
    checkout.add_working("python3")
    checkout.make("setup")
    (checkout.folder / ".venv/.locked").unlink()
    checkout.make("setup")
    assert len([call for call in checkout.calls() if "-m venv" in call]) == 2


@pytest.mark.parametrize("pytest_exit", [1, 5])
def test_failing_and_missing_tests_fail_the_run(checkout, pytest_exit):
    checkout.add_working("python3", pytest_exit)
    assert checkout.make("test").returncode != 0


@pytest.mark.parametrize("half", ["tests", "tests/archive"])
def test_either_half_of_the_tests_fails_the_run(checkout, half):
    script = WORKING.format(python=PYTHON, log=checkout.log, pytest_exit=0)
    script = script.replace('[ "$2" = pytest ] && exit 0', f'[ "$2$3" = pytest{half} ] && exit 1')
    checkout.add("python3", script)
    assert checkout.make("test").returncode != 0


def test_stopping_the_run_stops_both_halves(checkout):
    numbers = checkout.folder / "numbers"
    script = WORKING.format(python=PYTHON, log=checkout.log, pytest_exit=0)
    goes_on = f'[ "$2" = pytest ] && {{ echo $$ >> "{numbers}"; exec sleep 600; }}'
    checkout.add("python3", script.replace('[ "$2" = pytest ] && exit 0', goes_on))
    assert checkout.make("setup").returncode == 0
    run = checkout.start("test")
    wait_until(lambda: numbers.exists() and len(numbers.read_text().splitlines()) == 2)
    run.terminate()
    assert run.wait(timeout=120) != 0
    wait_until(lambda: not any(is_there(int(each)) for each in numbers.read_text().split()))


def wait_until(is_so, seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def is_there(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_continuous_integration_runs_make_test_from_any_folder(root, checkout):
    checkout.add_working("python3")
    shutil.copytree(root / ".ci", checkout.folder / ".ci")
    path = f"{checkout.shims}:{os.environ['PATH']}"
    script = checkout.folder / ".ci/run"
    done = subprocess.run(["bash", script], cwd="/", env={"PATH": path}, capture_output=True)
    assert done.returncode == 0
    halves = [call.partition("-m pytest ")[2] for call in checkout.calls()[-2:]]
    (rest,) = (half for half in halves if half.startswith("tests --ignore="))
    (first,) = (half.split() for half in halves if half != rest)
    assert rest.split() == ["tests", *(f"--ignore={folder}" for folder in first)]
    assert all((root / folder).is_dir() for folder in first)


def test_benchmarks_that_do_not_exist_are_said_to_be_missing(checkout):
    checkout.add_working("python3")
    run = checkout.make("bench")
    assert run.returncode == 0
    assert "nothing to measure yet" in run.stdout


def test_help_lists_every_target_that_a_person_calls(checkout):
    listed = {line.split()[1] for line in checkout.make("help").stdout.splitlines()}
    assert listed == {
        "setup", "demo", "test", "check", "fuzz", "limits", "bench", "bench-redaction", "lock",
        "clean", "help",
    }  # fmt: skip
