"""The locks pin everything by version and hash, agree with each other, and name no host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("run.txt", "dev.txt", "lock.txt", "presidio.txt")


def entries(lock: Path) -> list[str]:
    """Return the requirements of a lock, each with its hashes on one line."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in joined.splitlines())
    return [" ".join(line.split()) for line in lines if line and not line.startswith("#")]


def pins(lock: Path) -> dict[str, str]:
    """Return the version that a lock pins for each package name."""
    requirements = (Requirement(entry.split(" --hash")[0]) for entry in entries(lock))
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in requirements}


def unmet(wanted: list[str], lock: Path) -> list[str]:
    """Return the requirements that a lock does not meet."""
    pinned = pins(lock)
    missing = []
    for requirement in map(Requirement, wanted):
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            missing.append(str(requirement))
    return missing


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(root, name):
    shape = re.compile(r"[\w.-]+==[\w.]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")
    assert [e for e in entries(root / "requirements" / name) if not shape.fullmatch(e)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_host_or_a_path(root, name):
    text = (root / "requirements" / name).read_text(encoding="utf-8")
    assert re.findall(r"\w+://|^ *--(?!hash)\S+|@ |[a-z]\.(?:org|com|io)\b", text, re.M) == []


def test_the_development_lock_contains_the_runtime_lock(root):
    runtime = entries(root / "requirements/run.txt")
    assert set(runtime) <= set(entries(root / "requirements/dev.txt"))


def test_the_runtime_lock_meets_the_project(root, project):
    assert unmet(project["project"]["dependencies"], root / "requirements/run.txt") == []


@pytest.mark.parametrize("name", ["dev", "lock", "presidio"])
def test_each_lock_meets_its_input(root, name):
    folder = root / "requirements"
    lines = (folder / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = [line.split("#")[0].strip() for line in lines]
    assert unmet([line for line in wanted if line], folder / f"{name}.txt") == []


def test_the_build_backend_is_locked(root, project):
    assert unmet(project["build-system"]["requires"], root / "requirements/dev.txt") == []


def test_textual_is_pinned_exactly(project):
    # The fixes against leaks override private hooks of this one version.
    assert "textual==8.2.8" in project["project"]["dependencies"]
