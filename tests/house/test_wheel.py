"""The wheel stands alone: everything the program needs is in it, and it runs far from here.

Set-up put the pinned packages into a folder of the environment, so nothing here uses a network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

WHEELHOUSE = Path(sys.prefix, "wheelhouse")


def run(*command: str | Path, home: Path, timeout_seconds: int = 240) -> str:
    """Run a command in an empty home, far from the repository, and return what it prints."""
    environment = {"HOME": str(home), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        command,
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, root)
    run(*build, home=tmp_path_factory.mktemp("builder"))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def commands(wheel, tmp_path_factory) -> Path:
    """Return the folder of commands of an environment into which only the wheel was installed."""
    assert WHEELHOUSE.is_dir(), "the pinned packages are missing: run the tests with make test"
    outside = tmp_path_factory.mktemp("outside")
    run(sys.executable, "-m", "venv", outside / "venv", home=outside)
    pip = (outside / "venv/bin/python", "-m", "pip", "--isolated", "--quiet", "install")
    run(*pip, "--no-index", "--find-links", WHEELHOUSE, wheel, home=outside)
    return outside / "venv/bin"


def test_the_schema_in_the_wheel_is_the_one_in_the_repository(wheel, root):
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("vault/schema.sql") == (root / "schema.sql").read_bytes()


def test_the_wheel_carries_every_file_of_both_packages(wheel, root, own_files):
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {path.relative_to(root).as_posix() for path in own_files}
    assert {name for name in ours if name.startswith(("vault/", "tui/"))} <= packed


def test_the_wheel_carries_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"vault", "tui"}


def test_the_wheel_carries_its_licence(wheel, root):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("licenses/LICENSE"))
        assert archive.read(name) == (root / "LICENSE").read_bytes()


def test_the_installed_command_names_its_version(commands, project, tmp_path):
    output = run(commands / "strongroom", "--version", home=tmp_path)
    assert project["project"]["version"] in output


def test_the_installed_command_runs_the_demo_in_an_empty_home(commands, tmp_path):
    output = run(commands / "strongroom", "demo", "--no-browse", home=tmp_path)
    assert "release" in output
