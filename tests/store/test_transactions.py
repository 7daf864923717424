"""atomic(): all or nothing, one writer at a time, and what a full or failing disk leaves."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from vault.errors import BusyError, NoSpaceError, StrongroomError, UsageError
from vault.store import USUAL, Conditions, Store

ROOT = Path(__file__).resolve().parents[2]
IMPATIENT = Conditions(wait_seconds=0.1)
DEVICE = b"device number 01"


def bodies(store):
    return sorted(store.object(name) for name in store.object_hashes())


def test_a_block_that_ends_is_on_disk_for_everybody(vault, store):
    with store.atomic():
        store.add_object(b"one")
        store.add_object(b"two")
    with Store.open(vault) as other:
        assert bodies(other) == [b"one", b"two"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, BusyError])
def test_a_block_that_raises_writes_nothing(store, row, error):
    with pytest.raises(error), store.atomic():
        store.add_object(b"one")
        store.add_entry(row(1))
        store.put_slot(DEVICE, b"slot")
        raise error
    assert (store.object_count, store.entry_count, store.slots()) == (0, 1, {})


def test_a_nested_block_joins_the_outer_one(store):
    with pytest.raises(ValueError), store.atomic():
        with store.atomic():
            store.add_object(b"inner")
        raise ValueError
    assert bodies(store) == []


def test_a_nested_block_that_raises_is_undone_alone(store):
    with store.atomic():
        store.add_object(b"good row")
        with pytest.raises(ValueError), store.atomic():
            store.add_object(b"bad row")
            with store.atomic():
                store.add_object(b"deeper")
            raise ValueError
        store.add_object(b"next good row")
    assert bodies(store) == [b"good row", b"next good row"]


def test_a_block_can_be_followed_by_another_after_a_failure(store):
    for _ in range(3):
        with pytest.raises(ValueError), store.atomic():
            raise ValueError
    with store.atomic():
        store.add_object(b"one")
    assert bodies(store) == [b"one"]


def test_others_see_nothing_before_the_block_ends(vault, store):
    with Store.open(vault) as other:
        with store.atomic():
            store.add_object(b"one")
            assert bodies(other) == []
        assert bodies(other) == [b"one"]


def test_the_data_version_changes_with_the_writes_of_others_only(vault, store):
    before = store.data_version()
    store.add_object(b"mine")
    assert store.data_version() == before
    with Store.open(vault) as other:
        other.add_object(b"theirs")
    assert store.data_version() != before


def test_R9_what_is_read_inside_a_block_stays_true_until_it_ends(vault, store, row):
    with Store.open(vault, conditions=IMPATIENT) as other:
        with store.atomic():
            n, _ = store.last(DEVICE)
            with pytest.raises(BusyError):
                other.add_entry(row(1, salt=b"other"))
            store.add_entry(row(n + 1))
        with other.atomic():
            n, _ = other.last(DEVICE)
            other.add_entry(row(n + 1))
    assert [each.n for each in store.entries()] == [0, 1, 2]


def test_R9_reading_before_and_writing_after_a_foreign_commit_is_no_error(vault, store, row):
    listing = store.entries()
    next(listing)
    with Store.open(vault) as other:
        other.add_entry(row(1))
    store.add_entry(row(2))
    assert [each.n for each in store.entries()] == [0, 1, 2]


def test_R9_every_transaction_in_the_code_takes_its_lock_at_once():
    begins = [
        found
        for path in (ROOT / "vault").rglob("*.py")
        for found in re.findall(r"[\"']BEGIN\b([^\"']*)[\"']", path.read_text(encoding="utf-8"))
    ]
    assert begins
    assert set(begins) <= {" IMMEDIATE", " EXCLUSIVE", " DEFERRED"}
    assert begins.count(" DEFERRED") == 1  # the snapshot of a backup, in which nothing is written


def test_a_writer_waits_five_seconds_unless_told_otherwise():
    assert USUAL.wait_seconds == 5.0


def test_a_vault_that_another_process_writes_to_is_busy_after_the_wait(vault, start):
    holder = start("child_holder.py", vault, "transaction")
    assert holder.stdout.readline() == "holding\n"
    with Store.open(vault, conditions=Conditions(wait_seconds=0.3)) as store:
        began = time.monotonic()
        with pytest.raises(BusyError):
            store.add_object(b"one")
        assert time.monotonic() - began > 0.25
        assert store.entry_count == 1
        store._sql.connection.set_authorizer(None)
        assert store._sql.one("PRAGMA busy_timeout") == (300,)
        assert holder.communicate("go\n", timeout=120) == ("", "")
        store.add_object(b"one")


def test_a_writer_gets_its_turn_within_the_wait(vault, start):
    holder = start("child_holder.py", vault, "transaction")
    assert holder.stdout.readline() == "holding\n"
    with Store.open(vault, conditions=Conditions(wait_seconds=120)) as store:
        holder.stdin.write("go\n")
        holder.stdin.flush()
        store.add_object(b"one")
        assert holder.wait(timeout=120) == 0


def limit_pages(store, more):
    """Make SQLite say "disk full" after so many more pages, as it does on a full disk."""
    connection = store._sql.connection
    connection.set_authorizer(None)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + more}").fetchall()


def test_R7_a_full_disk_undoes_the_block_and_keeps_what_was_acknowledged(vault, store):
    kept = store.add_object(b"acknowledged")
    limit_pages(store, 4)
    with pytest.raises(NoSpaceError), store.atomic():
        for _ in range(100):
            store.add_object(os.urandom(20_000))
    assert list(store.object_hashes()) == [kept]
    limit_pages(store, 1_000)
    store.add_object(b"room again")
    store.integrity_check()


def test_R7_a_caller_that_misses_the_full_disk_still_saves_no_half(store):
    limit_pages(store, 4)
    with pytest.raises(StrongroomError, match="earlier fault"), store.atomic():
        for _ in range(10):
            with pytest.raises(StrongroomError):
                while True:
                    store.add_object(os.urandom(20_000))
    assert store.object_count == 0


def test_R7_a_nested_block_that_misses_the_full_disk_still_saves_no_half(store):
    limit_pages(store, 4)
    with pytest.raises(StrongroomError, match="earlier fault"), store.atomic():
        for _ in range(10):
            with pytest.raises(StrongroomError), store.atomic():
                while True:
                    store.add_object(os.urandom(20_000))
    assert store.object_count == 0


def test_R7_a_failing_write_is_a_refusal_and_loses_nothing_acknowledged(vault, start):
    with Store.open(vault) as store:
        kept = store.add_object(b"acknowledged")
    out, err = start("child_limited.py", "fill", vault).communicate(timeout=120)
    assert (out.strip(), err) == ("E_INTEGRITY", "")
    with Store.open(vault) as store:
        assert list(store.object_hashes()) == [kept]
        store.integrity_check()


def test_a_vault_opened_for_reading_refuses_to_write(vault):
    with Store.open(vault, readonly=True) as store:
        with pytest.raises(UsageError, match="reading only"):
            store.add_object(b"one")
        with pytest.raises(UsageError, match="reading only"), store.atomic():
            pass
