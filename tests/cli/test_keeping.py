"""Commands that keep and remove: backup, check, restore, forget, due."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.cli.newsroom import Newsroom

WORDS = "The ferry left without a bell."


@pytest.fixture
def copied(newsroom, tmp_path) -> Newsroom:
    shutil.copytree(newsroom.home, tmp_path / "home")
    return Newsroom(tmp_path / "home", newsroom.passphrase, newsroom.run_strongroom)


def test_a_backup_is_written_and_a_check_lists_damage_with_exit_14(copied, tmp_path):
    interview = copied.log_words(WORDS)
    made = copied.answer("backup", tmp_path / "kept")
    assert made["objects"] > 5
    assert copied.run("backup", tmp_path / "kept").code == 2
    sound = copied.answer("check")
    assert (sound["damaged"], sound["missing"], sound["refusal"]) == ([], [], "")
    asked = copied.answer("forget", "interview", interview, stdin="그분의 부탁".encode())
    refused = copied.run("forget", "confirm", asked["id"], "--yes", "--json")
    assert refused.code == 16
    assert json.loads(refused.out)["error"]["rules"] == ["FORGET-02"]
    with closing(sqlite3.connect(copied.vault, isolation_level=None)) as connection:
        connection.execute("DELETE FROM object WHERE id = (SELECT max(id) FROM object)")
    damaged = copied.run("check", "--json")
    assert damaged.code == 14
    assert len(json.loads(damaged.out.splitlines()[0])["missing"]) == 1


def test_what_cannot_be_taken_back_wants_a_yes(copied):
    interview = copied.log_words(WORDS)
    asked = copied.answer("forget", "interview", interview, stdin=b"asked by letter")
    assert copied.run("forget", "confirm", asked["id"]).code == 2  # nobody to ask
    assert copied.answers("due", "list") == []
    assert copied.run("restore", "accept", "--yes").code == 2  # the file is not older


def test_what_is_said_of_an_older_file_stands_on_a_line_of_its_own(copied, sit_down, tmp_path):
    shutil.copy(copied.vault, tmp_path / "older")
    copied.log_words(WORDS)
    shutil.copy(tmp_path / "older", copied.vault)
    seat = sit_down("status", STRONGROOM_HOME=str(copied.home))
    seat.wait_for("Passphrase")
    seat.type(copied.passphrase.decode())
    assert seat.leave() == 0
    said = seat.seen.partition("This vault file ends on")[0]
    assert said.endswith("\r\x1b[K")
