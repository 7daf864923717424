"""What bad vaults, wrong keys and busy files get: one sentence, its exit code, nothing else."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.newsroom import Newsroom
from vault.archive.home import Home

TYPED = "Seven copper kettles stood on the landing stage."


@pytest.fixture
def copied(newsroom, tmp_path) -> Newsroom:
    """The newsroom's home, vault, secrets and pins, to be spoilt."""
    shutil.copytree(newsroom.home, tmp_path / "home")
    return Newsroom(tmp_path / "home", newsroom.passphrase, newsroom.run_strongroom)


def refused(newsroom: Newsroom, code: int, *arguments: str | Path, **more) -> str:
    """Run a command that must end with `code` and one sentence; return the sentence."""
    shown = newsroom.run(*(arguments or ("list",)), "--json", **more)
    assert shown.code == code, shown.err
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.out + shown.err
    error = json.loads(shown.out)["error"]
    assert shown.err == f"{error['sentence']}\n"
    return shown.err


def change(newsroom: Newsroom, *statements: str) -> None:
    with closing(sqlite3.connect(newsroom.vault, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_the_spoilt_copies_are_good_before_they_are_spoilt(copied):
    assert copied.run("list").code == 0


def test_a_wrong_passphrase_exits_12_and_is_not_quoted(copied):
    sentence = refused(copied, 12, passphrase=b"otter otter otter weir")
    assert "otter" not in sentence


def test_a_missing_device_secret_exits_12_and_names_the_sheet(copied):
    shutil.rmtree(copied.home / "devices")
    assert "recovery sheet" in refused(copied, 12)


def test_no_vault_exits_10(copied):
    copied.vault.unlink()
    refused(copied, 10)


def test_locked_exits_4(copied):
    assert "--passphrase-fd" in refused(copied, 4, passphrase=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET hash = zeroblob(32) WHERE rowid = 2",
        "UPDATE entry SET attestation = CAST(substr(attestation, 1, length(attestation) - 1) ||"
        " x'00' AS BLOB) WHERE rowid = 2",
        "DELETE FROM object WHERE rowid = (SELECT max(rowid) FROM object)",
        "CREATE TABLE extra (x)",
        "CREATE TRIGGER planted AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
    ],
)
def test_a_vault_that_somebody_changed_exits_14(copied, statement):
    change(copied, statement)
    refused(copied, 14)


def test_an_older_file_is_read_with_a_note_of_both_dates(copied):
    change(copied, "DELETE FROM entry WHERE rowid = 3")
    shown = copied.run("list")
    assert (shown.code, shown.err.count("UTC")) == (0, 2)


@pytest.mark.parametrize("content", [b"", b"not a vault at all " * 100, b"SQLite format 3\0"])
def test_a_file_that_is_no_vault_exits_14(copied, content):
    copied.vault.write_bytes(content)
    refused(copied, 14)


def test_a_truncated_vault_exits_14(copied):
    copied.vault.write_bytes(copied.vault.read_bytes()[:-20_000])
    refused(copied, 14)


def test_a_vault_of_a_newer_strongroom_exits_17(copied):
    change(copied, "PRAGMA user_version = 99")
    refused(copied, 17)


def test_an_older_copy_of_the_vault_is_not_written_to(copied):
    old = copied.vault.read_bytes()
    copied.log_words("The first lamp.")
    copied.vault.write_bytes(old)
    refused(copied, 14, "log", "-", stdin=TYPED.encode())


def test_another_writer_exits_11_and_nothing_was_written(copied):
    with closing(sqlite3.connect(copied.vault, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sentence = refused(copied, 11, "log", "-", stdin=TYPED.encode())
        other.execute("ROLLBACK")
    assert "kettles" not in sentence
    assert copied.answers("find", stdin=b"kettles") == []


def test_a_rule_that_does_not_compile_exits_18_and_is_not_quoted(strongroom, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nid = "x"\npattern = "(SECRET"\n')
    shown = strongroom("redact", "-", "--audience", "review", "--rules", rules, stdin=b"words")
    assert shown.code == 18
    assert "SECRET" not in shown.out + shown.err


def test_a_file_that_is_not_there_exits_2_without_its_name_i14(copied):
    sentence = refused(copied, 2, "log", "/nowhere/Dorte-of-the-weir.md")
    assert "Dorte" not in sentence


def test_the_default_vault_is_where_the_manual_says(copied):
    assert copied.vault == Home(copied.home).folder / "newsroom.strongroom"
