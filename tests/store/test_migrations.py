"""From one format to the next: the whole new file or the untouched old one."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.hostile.faults import Disk, Fault
from vault import migrations
from vault.errors import BusyError, IntegrityError, NoSpaceError, SchemaError, StrongroomError
from vault.store import Conditions, Store

NEW_TABLE = "CREATE TABLE seal (id INTEGER PRIMARY KEY, body BLOB)"


def add_table(connection):
    connection.execute(NEW_TABLE)
    connection.execute("INSERT INTO seal (body) SELECT core FROM entry")


def add_column(connection):
    connection.execute("ALTER TABLE seal ADD COLUMN note BLOB")


def do_nothing(_):
    pass


STEPS = {1: add_table, 2: add_column}


@pytest.fixture
def third_format():
    """The shape that both steps lead to."""
    with closing(sqlite3.connect(":memory:")) as connection:
        migrations.create(connection)
        add_table(connection)
        add_column(connection)
        connection.execute("PRAGMA user_version = 3")
        return migrations.shape_of(connection)


def shape_and_rows(path):
    with closing(sqlite3.connect(path)) as connection:
        return migrations.shape_of(connection), list(connection.iterdump())


def test_the_steps_lead_to_the_new_format_and_keep_the_rows(vault, third_format, beside):
    migrations.migrate(vault, third_format, STEPS)
    with closing(sqlite3.connect(vault)) as connection:
        assert migrations.shape_of(connection) == third_format
        assert connection.execute("SELECT body = core FROM seal, entry").fetchall() == [(1,)]
    assert beside() == [vault.name]
    assert vault.stat().st_mode & 0o777 == 0o600


def test_a_vault_of_this_format_comes_through_unchanged(vault):
    before = shape_and_rows(vault)
    migrations.migrate(vault, migrations.expected_shape())
    assert shape_and_rows(vault) == before
    Store.open(vault).close()


def test_R17_a_step_that_fails_leaves_the_old_file(vault, third_format, beside):
    def fail(connection):
        connection.execute("DELETE FROM entry")
        connection.execute("NOT A STATEMENT")

    before = vault.read_bytes()
    with pytest.raises(IntegrityError):
        migrations.migrate(vault, third_format, {1: add_table, 2: fail})
    assert vault.read_bytes() == before
    assert beside() == [vault.name]


def test_R17_an_interruption_leaves_the_old_file(vault, third_format, beside):
    def interrupt(connection):
        connection.execute("DELETE FROM entry")
        raise KeyboardInterrupt

    before = vault.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        migrations.migrate(vault, third_format, {1: add_table, 2: interrupt})
    assert vault.read_bytes() == before
    assert beside() == [vault.name]


def test_R17_a_kill_in_a_step_leaves_the_old_file_and_the_next_try_works(
    vault, third_format, start
):
    before = vault.read_bytes()
    child = start("child_migrating.py", vault)
    assert child.stdout.readline() == "in the step\n"
    child.kill()
    child.wait(timeout=120)
    assert vault.read_bytes() == before
    assert vault.with_name(vault.name + ".migrating").exists()
    migrations.migrate(vault, third_format, STEPS)
    assert shape_and_rows(vault)[0] == third_format
    assert not vault.with_name(vault.name + ".migrating").exists()


def test_R17_no_journal_of_a_killed_step_is_played_back_into_the_next_try(
    vault, third_format, beside
):
    vault.with_name(vault.name + ".migrating-journal").write_bytes(os.urandom(40_000))
    migrations.migrate(vault, third_format, STEPS)
    assert shape_and_rows(vault)[0] == third_format
    assert beside() == [vault.name]


def under(disk: Disk, path: Path, expected: migrations.Shape) -> dict[str, object]:
    """Migrate in a process of its own under a fault; return what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        disk.install()
        try:
            migrations.migrate(path, expected, STEPS)
            said = {"done": True}
        except StrongroomError as refusal:
            said = {"refused": type(refusal).__name__}
        except BaseException as error:  # noqa: BLE001 - any other is what the test looks for
            said = {"crashed": repr(error)}
        os.write(writing, json.dumps(said | {"points": disk.seen}).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(told) if told else {"killed": os.WTERMSIG(status)}


@pytest.mark.parametrize("fault", Fault)
def test_R17_a_fault_at_any_point_leaves_the_old_file_or_the_new_one(
    vault, third_format, tmp_path, fault
):
    copies = [shutil.copytree(vault.parent, tmp_path / "well") / vault.name]
    old = shape_and_rows(vault)
    well = under(Disk(tmp_path / "well"), copies[0], third_format)
    new = shape_and_rows(copies[0])
    assert well["done"]
    assert len(well["points"]) > 12
    for at in range(1, len(well["points"]) + 1):
        folder = tmp_path / str(at)
        path = shutil.copytree(vault.parent, folder) / vault.name
        said = under(Disk(folder, at, fault), path, third_format)
        where = f"{well['points'][at - 1]}: {said}"
        assert shape_and_rows(path) in ([new] if said.get("done") else [old, new]), where
        assert ("killed" in said) == (fault is Fault.KILL), where
        assert "crashed" not in said, where
        if fault is Fault.FULL and "done" not in said:
            assert said.get("refused") == NoSpaceError.__name__, where
            assert [each.name for each in folder.iterdir()] == [vault.name], where
        if shape_and_rows(path) == old:
            Store.open(path).close()
        migrations.migrate(path, third_format, STEPS)
        assert shape_and_rows(path) == new, where
        assert [each.name for each in folder.iterdir()] == [vault.name], where


def test_a_result_that_is_not_the_new_format_is_not_taken(vault, third_format):
    before = vault.read_bytes()
    with pytest.raises(SchemaError):
        migrations.migrate(vault, third_format, {1: add_table, 2: do_nothing})
    assert vault.read_bytes() == before


def test_a_missing_step_is_refused(vault, third_format):
    before = vault.read_bytes()
    with pytest.raises(SchemaError):
        migrations.migrate(vault, third_format, {1: add_table})
    assert vault.read_bytes() == before


def test_a_vault_that_somebody_has_open_is_not_migrated(vault, store, third_format):
    with pytest.raises(BusyError):
        migrations.migrate(vault, third_format, STEPS)
    assert store.entry_count == 1


def test_nobody_writes_to_the_old_file_while_the_new_one_is_made(vault, third_format):
    def write_meanwhile(connection):
        add_table(connection)
        with pytest.raises(BusyError):
            Store.open(vault, conditions=Conditions(wait_seconds=0.1))

    migrations.migrate(vault, third_format, {1: write_meanwhile, 2: add_column})


def test_every_format_before_this_one_has_its_step():
    assert sorted(migrations.STEPS) == list(range(1, migrations.expected_shape().user_version))
