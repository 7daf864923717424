"""A journal or WAL beside a vault that nobody has open is copied aside before SQLite uses it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from vault.errors import IntegrityError, UsageError
from vault.store import Store


def folder(vault, number=1):
    return vault.with_name(f"{vault.name}.recovered-{number}")


def objects(vault):
    with Store.open(vault) as store:
        return store.object_count


@pytest.fixture
def stale_journal(vault) -> Path:
    """Add an object, and plant a journal from before: it takes the object away again."""
    journal = vault.with_name(vault.name + "-journal")
    captured = vault.with_name("captured")
    with closing(sqlite3.connect(vault, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO object (hash, body) VALUES (zeroblob(32), zeroblob(9))")
        shutil.copyfile(journal, captured)
        connection.execute("COMMIT")
    assert objects(vault) == 1
    captured.rename(journal)
    return journal


@pytest.fixture
def stale_wal(vault) -> Path:
    """Remove an object, and plant a WAL from before: it brings the object back."""
    wal = vault.with_name(vault.name + "-wal")
    captured = vault.with_name("captured")
    with Store.open(vault) as store:
        name = store.add_object(b"a member who was signed out")
        shutil.copyfile(wal, captured)
        store.remove_object(name)
    assert objects(vault) == 0
    captured.rename(wal)
    return wal


def test_A24_a_planted_journal_is_copied_aside_with_the_vault_it_would_change(vault, stale_journal):
    before = {each.name: each.read_bytes() for each in (vault, stale_journal)}
    with Store.open(vault) as store:
        assert store.object_count == 0  # SQLite did restore the old state: only the pin can tell
        assert store.aside == (folder(vault),)
    assert {each.name: each.read_bytes() for each in folder(vault).iterdir()} == before


def test_A25_a_planted_wal_is_copied_aside_with_the_vault_it_would_change(vault, stale_wal):
    before = {each.name: each.read_bytes() for each in (vault, stale_wal)}
    with Store.open(vault) as store:
        assert store.object_count == 1
        assert store.aside == (folder(vault),)
    assert {each.name: each.read_bytes() for each in folder(vault).iterdir()} == before


def test_A25_the_copies_are_private_and_open_as_they_were(vault, stale_wal):
    Store.open(vault).close()
    assert stat.S_IMODE(folder(vault).stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder(vault).iterdir()} == {0o600}
    with Store.open(folder(vault) / vault.name) as copy:
        assert copy.object_count == 1


def test_A25_reading_only_copies_aside_as_well(vault, stale_wal):
    with Store.open(vault, readonly=True) as store:
        assert store.aside == (folder(vault),)


def test_A24_a_vault_that_needs_repair_is_not_opened_for_reading_only(vault, stale_journal):
    before = vault.read_bytes()
    with pytest.raises(UsageError, match="not closed properly"):
        Store.open(vault, readonly=True)
    assert vault.read_bytes() == before


def test_A24_a_journal_that_names_a_second_file_to_delete_is_refused(vault, stale_journal):
    victim = vault.with_name("victim")
    victim.write_bytes(b"precious")
    name = bytes(victim)
    checksum = sum(byte - 256 if byte > 127 else byte for byte in name) & 0xFFFFFFFF
    with stale_journal.open("ab") as journal:
        journal.write(b"\xff\xff\xff\xff" + name + len(name).to_bytes(4, "big"))
        journal.write(checksum.to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7"))
    before = vault.read_bytes()
    with pytest.raises(IntegrityError, match="did not write"):
        Store.open(vault)
    assert victim.read_bytes() == b"precious"
    assert vault.read_bytes() == before


def test_A24_a_planted_journal_of_any_length_is_refused_by_its_end_alone(vault, stale_journal):
    with stale_journal.open("r+b") as journal:
        journal.truncate(1 << 40)  # a hole: reading it all would need a terabyte of memory
        journal.seek(0, os.SEEK_END)
        journal.write(bytes.fromhex("d9d505f920a163d7"))
    with pytest.raises(IntegrityError, match="did not write"):
        Store.open(vault)


def test_copies_of_earlier_openings_stay_named_until_they_are_dropped(vault, stale_wal, beside):
    planted = stale_wal.read_bytes()
    Store.open(vault).close()
    stale_wal.write_bytes(planted)
    Store.open(vault).close()
    with Store.open(vault) as store:
        assert store.aside == (folder(vault, 1), folder(vault, 2))
        store.drop_aside()
        assert store.aside == ()
    assert beside() == [vault.name]


def test_dropping_keeps_what_somebody_else_put_beside_the_copies(vault, stale_wal):
    Store.open(vault).close()
    (folder(vault) / "a letter").write_text("mine")
    with Store.open(vault) as store, pytest.raises(UsageError):
        store.drop_aside()
    assert [each.name for each in folder(vault).iterdir()] == ["a letter"]


def test_a_copy_that_was_interrupted_is_made_again(vault, stale_wal):
    partial = folder(vault).with_name(folder(vault).name + ".partial")
    partial.mkdir()
    (partial / vault.name).write_bytes(b"half")
    with Store.open(vault) as store:
        assert folder(vault) in store.aside
    assert not partial.exists()


def test_a_vault_that_another_process_has_open_is_not_copied(vault, start, beside):
    holder = start("child_holder.py", vault, "open")
    assert holder.stdout.readline() == "holding\n"
    with Store.open(vault) as store:
        assert vault.with_name(vault.name + "-wal").stat().st_size > 0
        assert store.aside == ()
        store.add_object(b"beside the holder")
    assert holder.communicate("go\n", timeout=120) == ("", "")
    assert beside() == [vault.name]
    assert objects(vault) == 2


def test_a_vault_that_this_process_has_open_keeps_its_locks(vault, store, start):
    store.add_object(b"one")
    with store.atomic():
        with Store.open(vault) as second:
            assert second.aside == ()
        holder = start("child_holder.py", vault, "open")  # waits: the locks still stand
        with pytest.raises(TimeoutError):
            wait_for_line(holder, 0.7)
    assert holder.stdout.readline() == "holding\n"


def wait_for_line(process, seconds):
    import select

    if not select.select([process.stdout], [], [], seconds)[0]:
        raise TimeoutError


def test_an_empty_wal_is_nothing_to_copy(vault):
    vault.with_name(vault.name + "-wal").touch()
    with Store.open(vault) as store:
        assert store.aside == ()


def test_C4_a_crash_leaves_private_files_and_the_next_opening_repairs(vault, start, beside):
    holder = start("child_holder.py", vault, "open")
    assert holder.stdout.readline() == "holding\n"
    holder.kill()
    holder.wait(timeout=120)
    assert {stat.S_IMODE(each.stat().st_mode) for each in vault.parent.iterdir()} == {0o600}
    with Store.open(vault) as store:
        assert store.aside == (folder(vault),)
        assert store.object_count == 1
        store.drop_aside()
    assert beside() == [vault.name]
