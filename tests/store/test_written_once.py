"""Large writes leave WAL, which writes every byte twice; and the beginnings of large bodies."""

from __future__ import annotations

import signal

import pytest

from tests.store.conftest import SIDE_SUFFIXES
from vault.errors import BusyError
from vault.store import Conditions, Store

LARGE = 3 << 20


def mode_of(store: Store) -> str:
    return store._sql.one("PRAGMA journal_mode")[0]


def test_whoever_is_alone_writes_once_and_is_back_in_wal_afterwards(store, vault):
    with store.written_once() as is_alone:
        assert (is_alone, mode_of(store)) == (True, "delete")
        with store.atomic():
            name = store.add_object(bytes(LARGE))
            assert not vault.with_name(f"{vault.name}-wal").exists()
    assert mode_of(store) == "wal"
    assert store.has_object(name)
    store._sql.connection.set_authorizer(None)
    assert store._sql.one("PRAGMA busy_timeout") == (5000,)


def test_while_somebody_else_is_in_the_vault_the_wal_stays(store, vault):
    with Store.open(vault) as other:
        with store.written_once() as is_alone:
            assert (is_alone, mode_of(store)) == (False, "wal")
            name = store.add_object(bytes(LARGE))
        assert other.has_object(name)


def test_somebody_who_comes_meanwhile_and_leaves_again_is_in_nobodys_way(store, vault):
    with store.written_once():
        with Store.open(vault) as other:
            first = other.add_object(b"theirs")
        second = store.add_object(b"ours")
    assert mode_of(store) == "wal"
    assert store.has_object(first)
    assert store.has_object(second)


@pytest.mark.limit(65, "now", "Attachments")
def test_R9_somebody_who_comes_while_a_large_write_runs_is_told_to_wait(store, vault):
    """While a large file is being attached, others on the same computer can neither save nor
    unlock. They are told to try again.
    """
    with store.written_once(), store.atomic():
        for number in range(8):
            store.add_object(bytes([number]) * LARGE)
        with pytest.raises(BusyError):
            Store.open(vault, conditions=Conditions(wait_seconds=0.1))


def test_a_vault_that_is_open_for_reading_only_stays_as_it_is(vault):
    with Store.open(vault, readonly=True) as store, store.written_once() as is_alone:
        assert not is_alone


def test_what_ends_in_an_error_is_undone_and_the_mode_is_wal_again(store, vault):
    size = vault.stat().st_size
    with pytest.raises(KeyboardInterrupt), store.written_once(), store.atomic():
        for number in range(8):
            store.add_object(bytes([number]) * LARGE)
        raise KeyboardInterrupt
    assert (mode_of(store), store.object_count) == ("wal", 0)
    assert vault.stat().st_size == size


def test_R1_killed_in_the_middle_of_a_large_write_nothing_of_it_is_there(vault, start, beside):
    process = start("child_large.py", vault)
    assert process.stdout.readline().strip() == "written"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=120)
    assert vault.stat().st_size > LARGE
    with Store.open(vault) as store:
        assert store.object_count == 0
        store.drop_aside()
    assert beside() == [vault.name]
    assert vault.stat().st_size < LARGE
    assert not any(vault.with_name(vault.name + suffix).exists() for suffix in SIDE_SUFFIXES)


@pytest.mark.parametrize("length", [3, 65536, 65537, LARGE])
def test_objects_are_found_by_their_beginning_whatever_their_length(store, length):
    name = store.add_object(b"abc".ljust(length, b"-"))
    store.add_object(b"abd".ljust(length, b"-"))
    assert list(store.objects_beginning(b"abc")) == [name]
    assert store.object_begins(name, b"abc")
    assert not store.object_begins(name, b"abd")
    assert not store.object_begins(bytes(32), b"abc")


def test_a_body_shorter_than_the_beginning_is_none_of_them(store):
    store.add_object(b"ab")
    store.add_object(b"")
    assert list(store.objects_beginning(b"abc")) == []
