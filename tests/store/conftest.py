"""A fresh vault file per test, rows to put into it, and ways to be another program or process."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from vault.store import EntryRow, Store

ROOT = Path(__file__).resolve().parents[2]
DEVICE = b"device number 01"
SIDE_SUFFIXES = ("-journal", "-wal", "-shm")


def make_row(n: int = 0, device: bytes = DEVICE, salt: bytes = b"", core: bytes = b"") -> EntryRow:
    core = core or b"core %d " % n + device + salt
    return EntryRow(hashlib.sha256(core).digest(), device, n, core, b"attestation", b"details")


@pytest.fixture
def row():
    """Return a maker of journal entries from n, device, salt and core."""
    return make_row


@pytest.fixture
def vault(tmp_path) -> Path:
    """The path of a vault at rest that holds its first entry alone, in a folder of its own."""
    folder = tmp_path / "vaults"
    folder.mkdir()
    path = folder / "desk.strongroom"
    Store.create(path, make_row()._replace(attestation=b"", details=b"")).close()
    return path


@pytest.fixture
def store(vault):
    with Store.open(vault) as opened:
        yield opened


@pytest.fixture
def edited(vault):
    """Run SQL on the vault at rest as somebody without Strongroom would; returns the path."""

    def edit(*statements: str) -> Path:
        with closing(sqlite3.connect(vault, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)
        return vault

    return edit


@pytest.fixture
def beside(vault):
    """Return a function that lists the names in the vault's folder."""
    return lambda: sorted(each.name for each in vault.parent.iterdir())


@pytest.fixture
def start():
    """Start one of the programs named child_*.py; whatever still runs at the end is killed."""
    running = []

    def run(program: str, *arguments: object) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", str(Path(__file__).with_name(program))]
            + [str(each) for each in arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()
