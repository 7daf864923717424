"""The repository as the tests of the house see it: its root, its files, its settings."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = frozenset({".git", ".venv", ".venv-lock", "build", "dist", "__pycache__"})


def _listed_by_git() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listing.split("\0") if name]


def _found_by_walking() -> list[Path]:
    return [
        path
        for path in ROOT.rglob("*")
        if _NOT_OURS.isdisjoint(path.relative_to(ROOT).parts)
        and not any(part.endswith("_cache") for part in path.relative_to(ROOT).parts)
        and ".hypothesis" not in path.parts
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def own_files() -> list[Path]:
    """Return every file that is or could be tracked.

    On a computer without git, and in an unpacked archive, the folders are walked instead.
    """
    try:
        paths = _listed_by_git()
    except (FileNotFoundError, subprocess.CalledProcessError):
        paths = _found_by_walking()
    return sorted(path for path in paths if path.is_file())


@pytest.fixture(scope="session")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
