"""The import contracts hold, and each of them notices what it forbids.

A contract that cannot break protects nothing, so every one is broken on purpose in a copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

VIOLATIONS = [
    ("layers", "vault.errors", "vault.model"),
    ("layers", "vault.crypto.boxes", "vault.model"),
    ("layers", "vault.migrations", "vault.store"),
    ("layers", "vault.copies.planted", "vault.redact"),
    ("layers", "vault.ingest", "vault.redact"),
    ("layers", "vault.store", "vault.journal"),
    ("layers", "vault.archive.planted", "vault.cli.main"),
    ("layers", "tui.messages", "tui.gateway"),
    ("layers", "tui.widgets.planted", "tui.gateway"),
    ("layers", "tui.screens.planted", "tui.app"),
    ("gateway", "tui.app", "vault.archive"),
    ("gateway", "tui.screens.planted", "vault.archive.planted"),
    ("gateway", "tui.widgets.planted", "vault.store"),
    ("gateway", "tui.theme", "vault.redact"),
    ("gateway", "tui.messages", "vault.cli"),
    ("gateway", "tui.gateway", "vault.keyring"),
    ("headless", "vault.archive.planted", "textual"),
    ("headless", "vault.cli.planted", "rich"),
    ("opaque", "vault.redact", "vault.crypto.boxes"),
    ("opaque", "vault.roles", "vault.crypto.boxes"),
    ("opaque", "vault.agreement", "vault.crypto.boxes"),
    ("opaque", "vault.exposure", "vault.crypto.boxes"),
    ("opaque", "vault.ingest", "vault.crypto.boxes"),
    ("opaque", "vault.store", "vault.crypto.boxes"),
    ("primitives", "vault.store", "cryptography"),
    ("primitives", "vault.redact", "argon2"),
    ("primitives", "vault.crypto.boxes", "cryptography"),
    ("primitives", "tui.gateway", "cryptography"),
    ("door", "vault.cli.planted", "vault.store"),
    ("door", "vault.cli.main", "vault.keyring"),
]


def lint_imports(tree: Path, contracts: dict[str, str]) -> set[str]:
    """Return the ids of the contracts that the tree in this folder breaks."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=tree,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    verdicts = {
        id_: line.removeprefix(name).split()[0]
        for line in run.stdout.splitlines()
        for name, id_ in contracts.items()
        if line.startswith((f"{name} KEPT", f"{name} BROKEN"))
    }
    assert verdicts.keys() == set(contracts.values()), run.stdout + run.stderr
    broken = {id_ for id_, verdict in verdicts.items() if verdict == "BROKEN"}
    assert bool(broken) == bool(run.returncode), run.stdout
    return broken


def module_file(tree: Path, module: str) -> Path:
    """Return the file of a module, making empty rooms where none exist yet."""
    *parents, last = module.split(".")
    folder = tree
    for name in parents:
        folder /= name
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    if (folder / last).is_dir():
        (folder / last / "__init__.py").touch()
        return folder / last / "planted.py"
    return folder / f"{last}.py"


def plant(tree: Path, importer: str, imported: str) -> None:
    """Make one module of the tree import another one."""
    if imported.startswith(("vault.", "tui.")):
        module_file(tree, imported).touch()
    with module_file(tree, importer).open("a", encoding="utf-8") as source:
        source.write(f"\nimport {imported}\n")


@pytest.fixture(scope="module")
def contracts(project) -> dict[str, str]:
    return {c["name"]: c["id"] for c in project["tool"]["importlinter"]["contracts"]}


@pytest.fixture
def tree(root, tmp_path) -> Path:
    shutil.copy(root / "pyproject.toml", tmp_path)
    for package in ("vault", "tui"):
        sources = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / package, tmp_path / package, ignore=sources)
    return tmp_path


def test_the_tree_keeps_every_contract(root, contracts):
    assert lint_imports(root, contracts) == set()


@pytest.mark.parametrize(("contract", "importer", "imported"), VIOLATIONS)
def test_a_planted_violation_breaks_exactly_its_contract(
    tree, contracts, contract, importer, imported
):
    plant(tree, importer, imported)
    assert lint_imports(tree, contracts) == {contract}


def test_every_contract_has_a_planted_violation(contracts):
    assert set(contracts.values()) == {contract for contract, _, _ in VIOLATIONS}


def test_vault_importing_the_terminal_breaks_layers_and_headlessness(tree, contracts):
    plant(tree, "vault.cli.planted", "tui.app")
    assert lint_imports(tree, contracts) == {"layers", "headless"}


def test_an_archive_type_may_be_named_for_the_type_checker(tree, contracts):
    module_file(tree, "vault.archive.planted").touch()
    screen = module_file(tree, "tui.screens.planted")
    screen.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import vault.archive.planted\n",
        encoding="utf-8",
    )
    assert lint_imports(tree, contracts) == set()


def test_every_room_has_its_layer(root, project):
    layers = next(c for c in project["tool"]["importlinter"]["contracts"] if c["id"] == "layers")
    names = (name for layer in layers["layers"] for name in layer.replace(":", "|").split("|"))
    placed = {name.strip(" ()") for name in names}
    rooms = {
        f"{package}.{path.stem}"
        for package in ("vault", "tui")
        for path in (root / package).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    assert rooms <= placed
