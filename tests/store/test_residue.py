"""What was deleted is gone from every file of the vault, and nothing spills to temporary files."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from vault.store import Store

DEVICE = b"device number 01"
MARKER = b"sealed-marker-37"
SIZES = (16, 400, 3_000, 16_000, 40_000, 200_000)  # the larger ones use overflow pages


def hits(vault):
    """Count the marker in every file of the vault's folder."""
    return sum(each.read_bytes().count(MARKER) for each in vault.parent.iterdir())


def fill(store):
    with store.atomic():
        return [
            store.add_object(b"%d" % number + MARKER * (size // 16))
            for number in range(10)
            for size in SIZES
        ]


def test_C1_C2_removed_objects_are_gone_from_file_and_wal_after_a_checkpoint(vault, store):
    names = fill(store)
    assert hits(vault) > 100_000
    with store.atomic():
        for name in names:
            store.remove_object(name)
    assert hits(vault) > 0  # the WAL still holds them: a commit alone is not enough
    assert store.checkpoint()
    assert hits(vault) == 0
    assert vault.with_name(vault.name + "-wal").stat().st_size == 0


def test_C1_C2_removed_objects_are_gone_when_the_vault_is_closed(vault):
    with Store.open(vault) as store:
        for name in fill(store):
            store.remove_object(name)
    assert hits(vault) == 0


def test_C1_an_overwritten_draft_and_slot_are_gone(vault):
    with Store.open(vault) as store:
        draft = store.put_draft(DEVICE, MARKER * 5_000)
        store.put_slot(DEVICE, MARKER * 100)
        store.put_draft(DEVICE, b"short", draft)
        store.put_slot(DEVICE, b"new")
    assert hits(vault) == 0


def test_C2_a_checkpoint_that_another_reader_hindered_says_so(vault, store):
    names = fill(store)
    with closing(sqlite3.connect(vault, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM object").fetchone()
        for name in names:
            store.remove_object(name)
        store._sql.connection.set_authorizer(None)
        store._sql.connection.execute("PRAGMA busy_timeout = 50").fetchall()
        assert not store.checkpoint()
        assert hits(vault) > 0
        reader.execute("COMMIT")
    assert store.checkpoint()
    assert hits(vault) == 0


def spills(connection, query):
    """Run a query and return whether a temporary file of SQLite was open meanwhile."""
    seen = []

    def look():
        for descriptor in Path("/proc/self/fd").iterdir():
            with suppress(OSError):  # the listing's own is closed already
                seen.extend(re.findall("etilqs", str(descriptor.readlink())))
        return 0

    connection.set_progress_handler(look, 2_000)
    connection.execute(query).fetchall()
    connection.set_progress_handler(None, 0)
    return bool(seen)


def test_C5_no_sort_goes_to_a_temporary_file(vault):
    query = "SELECT length(body) FROM object ORDER BY substr(body, 9), id DESC"
    with Store.open(vault) as store:
        with store.atomic():
            for _ in range(4_000):
                store.add_object(os.urandom(6_000))
        store._sql.connection.set_authorizer(None)
        assert not spills(store._sql.connection, query)
    with closing(sqlite3.connect(vault)) as plain:
        options = str(plain.execute("PRAGMA compile_options").fetchall())
        plain.execute("PRAGMA temp_store = 1")
        # The same query without the setting does spill, so the look-out works.
        assert spills(plain, query) is bool(re.search("TEMP_STORE=[01]", options))
