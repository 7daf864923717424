"""A vault on a medium that cannot be written is read as it lies, and nothing is created."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from vault.store import Store


@pytest.fixture
def seen_without_rights(vault, start):
    """Take write permission away from file and folder, and report what an opening then finds."""

    def look(file_mode=0o400, folder_mode=0o500):
        vault.chmod(file_mode)
        vault.parent.chmod(folder_mode)
        try:
            out, err = start("child_unprivileged.py", vault).communicate(timeout=120)
        finally:
            vault.parent.chmod(0o700)
        assert err == ""
        return json.loads(out)

    return look


@pytest.mark.parametrize(("file", "folder"), [(0o400, 0o500), (0o400, 0o700), (0o600, 0o500)])
def test_R14_file_or_folder_without_write_permission_opens_read_only(
    vault, seen_without_rights, file, folder
):
    before = vault.read_bytes()
    assert seen_without_rights(file, folder) == {
        "readonly": True,
        "entries": 1,
        "write": "E_USAGE",
        "beside": [vault.name],
    }
    assert vault.read_bytes() == before


def test_R14_a_file_left_in_wal_mode_still_opens_on_a_read_only_medium(
    vault, edited, seen_without_rights
):
    edited("PRAGMA journal_mode = WAL")
    assert vault.read_bytes()[18:20] == b"\x02\x02"
    assert seen_without_rights()["entries"] == 1


def test_R14_changes_that_wait_in_a_wal_are_not_passed_over(vault, seen_without_rights):
    with Store.open(vault) as store:
        store.add_object(b"one")
        wal = vault.with_name(vault.name + "-wal")
        waiting = wal.read_bytes()
    wal.write_bytes(waiting)
    assert seen_without_rights() == {"refused": "E_USAGE"}


@pytest.mark.parametrize(("file", "folder"), [(0o000, 0o700), (0o600, 0o000), (0o600, 0o600)])
def test_R14_a_vault_that_may_not_even_be_read_is_refused(vault, seen_without_rights, file, folder):
    assert seen_without_rights(file, folder) == {"refused": "E_USAGE"}


def test_R14_a_vault_in_a_folder_that_cannot_be_listed_opens_read_only(vault, start):
    vault.parent.chmod(0o100)
    out, err = start("child_unprivileged.py", vault).communicate(timeout=120)
    vault.parent.chmod(0o700)
    assert (json.loads(out)["entries"], err) == (1, "")


def test_a_vault_opened_for_reading_is_not_changed(vault, beside):
    before = vault.read_bytes()
    with Store.open(vault, readonly=True) as store:
        assert store.readonly
        assert store.entry_count == 1
        store.integrity_check()
    assert vault.read_bytes() == before
    assert beside() == [vault.name]


def test_a_reader_sees_what_a_writer_commits(vault, store):
    with Store.open(vault, readonly=True) as reader:
        name = store.add_object(b"new")
        assert reader.object(name) == b"new"


def test_a_reader_that_leaves_last_loses_nothing(vault):
    reader = Store.open(vault, readonly=True)
    with Store.open(vault) as writer:
        assert reader.entry_count == 1
        name = writer.add_object(b"new")
        assert reader.has_object(name)
    reader.close()
    with closing(sqlite3.connect(vault)) as plain:
        assert plain.execute("SELECT body FROM object").fetchall() == [(b"new",)]
    with Store.open(vault) as again:
        assert again.aside == ()
