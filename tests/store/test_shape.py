"""A file is opened only with exactly the schema and header that schema.sql makes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from vault import migrations
from vault.errors import SchemaError, StrongroomError, VersionError
from vault.store import Store

EDITS = {
    "trigger": ["CREATE TRIGGER hide AFTER INSERT ON entry BEGIN DELETE FROM entry; END"],
    "view": ["CREATE VIEW member AS SELECT * FROM entry"],
    "view in place of a table": [
        "ALTER TABLE draft RENAME TO aside",
        "CREATE VIEW draft AS SELECT * FROM aside",
    ],
    "extra table": ["CREATE TABLE notes (text)"],
    "virtual table": ["CREATE VIRTUAL TABLE notes USING fts5 (text)"],
    "extra index": ["CREATE INDEX by_size ON object (length(body))"],
    "unique index": ["CREATE UNIQUE INDEX no_forks ON entry (device, n)"],
    "missing index": ["DROP INDEX entry_device_n"],
    "missing table": ["DROP TABLE request_key"],
    "generated column": ["ALTER TABLE entry ADD COLUMN kind AS (length(core))"],
    "extra column": ["ALTER TABLE slot ADD COLUMN note DEFAULT ''"],
    "renamed column": ["ALTER TABLE slot RENAME COLUMN body TO content"],
    "weaker check": [
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, '= 32', '> 0') WHERE name = 'object'",
    ],
    "statistics": ["ANALYZE"],
    "application id": ["PRAGMA application_id = 7"],
    "older format": ["PRAGMA user_version = 0"],
    "page size": ["PRAGMA page_size = 4096", "VACUUM"],
    "auto vacuum": ["PRAGMA auto_vacuum = FULL", "VACUUM"],
}


def rows_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("readonly", [False, True])
def test_A26_any_change_of_schema_or_header_is_refused(edited, edit, readonly, beside):
    path = edited(*EDITS[edit])
    before = path.read_bytes()
    with pytest.raises(SchemaError) as caught:
        Store.open(path, readonly=readonly)
    assert caught.value.code == "E_SCHEMA"
    assert path.read_bytes() == before
    assert beside() == [path.name]


def test_A26_another_text_encoding_is_refused(tmp_path):
    path = tmp_path / "x.strongroom"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(migrations.schema_sql().replace("'UTF-8'", "'UTF-16le'"))
    with pytest.raises(SchemaError):
        Store.open(path)


@pytest.mark.parametrize("readonly", [False, True])
def test_R16_a_newer_format_is_refused_as_newer_and_left_alone(edited, readonly):
    path = edited("PRAGMA user_version = 2", "CREATE TABLE from_the_future (x)")
    before = path.read_bytes()
    with pytest.raises(VersionError) as caught:
        Store.open(path, readonly=readonly)
    assert caught.value.exit_code == 17
    assert path.read_bytes() == before


def test_an_empty_vault_is_what_plain_sqlite_makes_of_the_schema_file(tmp_path, vault):
    path = tmp_path / "by hand.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(migrations.schema_sql())
    with closing(sqlite3.connect(path)) as made, closing(sqlite3.connect(vault)) as ours:
        assert migrations.shape_of(made) == migrations.shape_of(ours)


def test_the_header_holds_what_the_format_says(vault):
    header = vault.read_bytes()[:100]
    assert header[16:18] == (16384).to_bytes(2, "big")
    assert header[56:60] == (1).to_bytes(4, "big")  # UTF-8
    assert header[60:64] == (1).to_bytes(4, "big")  # user_version
    assert header[68:72] == b"STRM"


SETTINGS = {
    "temp_store": 2,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "foreign_keys": 1,
    "secure_delete": 1,
    "synchronous": 2,
    "writable_schema": 0,
    "ignore_check_constraints": 0,
    "journal_mode": "wal",
    "locking_mode": "normal",
    "busy_timeout": 5000,
}


@pytest.mark.parametrize("name", SETTINGS)
def test_W14_every_setting_of_an_open_vault_reads_back(store, name):
    connection = store._sql.connection
    connection.set_authorizer(None)
    assert connection.execute(f"PRAGMA {name}").fetchone() == (SETTINGS[name],)


def test_W14_no_memory_is_mapped(store):
    connection = store._sql.connection
    connection.set_authorizer(None)
    assert connection.execute("PRAGMA mmap_size").fetchone() in {(0,), None}


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "PRAGMA journal_mode = OFF",
        "PRAGMA secure_delete = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA user_version = 9",
        "PRAGMA table_info(entry)",
        "PRAGMA wal_checkpoint(PASSIVE)",
        "SELECT load_extension('x')",
        "SELECT randomblob(10)",
        "CREATE TABLE notes (text)",
        "CREATE TEMP TABLE notes (text)",
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END",
        "CREATE TEMP VIEW v AS SELECT 1",
        "CREATE INDEX i ON draft (body)",
        "DROP TABLE draft",
        "ALTER TABLE draft RENAME TO d",
        "REINDEX",
        "ANALYZE",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
    ],
)
def test_W14_an_open_vault_runs_no_statement_but_its_own_kind(store, statement):
    with pytest.raises(StrongroomError):
        store._sql.run(statement)
