"""Handing in by command line alone, at computers that exchange nothing but files."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from tests.cli.newsroom import DESK, EDITOR, found
from tests.cli.running import run_strongroom
from tests.cli.test_three_homes import INTERVIEW, REPORTER, Post, as_json

WORDS = INTERVIEW["quotes"][0]["words"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An editor, and a staff reporter who logged and marked something that nobody else has yet."""
    folder = tmp_path_factory.mktemp("homes")
    post = Post(folder)
    editor = found(folder / "editor", run_strongroom)
    reporter = post.let_in(editor, folder / "reporter", REPORTER, "staff_reporter")
    editor.answer("member", "grant", REPORTER, DESK, "--compared")
    post.packet(editor, reporter)
    logged = reporter.answer("log", "-", "--json-input", stdin=as_json(INTERVIEW))["id"]
    reporter.answer("mark", logged)
    return folder, editor, reporter, logged


@pytest.fixture
def computers(built, tmp_path):
    """Copies of both computers for this test, and the post between them."""
    folder, editor, reporter, logged = built
    shutil.copytree(folder, tmp_path / "homes")
    own = (replace(each, home=tmp_path / "homes" / each.home.name) for each in (editor, reporter))
    post = Post(tmp_path / "post")
    post.folder.mkdir()
    return post, *own, logged


def test_a_reporter_hands_in_before_a_border_and_the_editor_goes_on(computers, tmp_path):
    post, editor, reporter, logged = computers
    stick = tmp_path / "stick"
    stick.mkdir()

    refused = reporter.run("hand-in", stick / "one", "--yes")
    assert (refused.code, refused.out) == (16, "")
    assert "No editor's computer has said yet" in refused.err
    assert reporter.answer("show", logged)["quotes"][0]["texts"][0]["words"] == WORDS

    editor.answer("receive", stick / "one")
    post.packet(editor, reporter)
    asked = reporter.run("hand-in", stick / "two")
    assert asked.code == 2  # nobody at a terminal who could say yes
    assert "add --yes once you are sure" in asked.err
    done = reporter.answer("hand-in", stick / "two", "--yes")
    assert (done["traces"], done["not_read"]) == (0, [])
    assert (done["interviews"], done["objects"] >= 4) == ([logged], True)

    assert reporter.answers("list") == []
    shown = reporter.run("show", logged)
    assert (shown.code, "handed that interview in" in shown.err) == (13, True)
    checked = reporter.answer("check")
    assert (checked["handed_in"], checked["missing"]) == (done["objects"], [])
    assert "were handed in" in reporter.run("status").out
    assert reporter.answer("hand-in", "--prove")["traces"] == 0
    again = reporter.run("hand-in", "--prove")
    assert f"{done['objects']} objects, 0 traces." in again.out

    post.packet(reporter, editor)
    assert editor.answer("show", logged)["quotes"][0]["texts"][0]["words"] == WORDS
    assert editor.answer("check")["handed_in"] == 0


def test_a_delivered_packet_is_enough_and_a_shared_folder_too(computers, tmp_path):
    _, editor, reporter, logged = computers
    shared = tmp_path / "shared"
    shared.mkdir()
    told = reporter.run("hand-in", "--via", shared, "--delivered", "--yes")
    assert told.code == 0
    assert "0 traces" in told.out
    editor.answer("receive", "--via", shared)
    assert editor.answer("show", logged)["quotes"][0]["texts"][0]["words"] == WORDS


def test_calls_that_make_no_sense_have_their_sentences(computers, tmp_path):
    _, editor, reporter, _ = computers
    for arguments in (
        (), ("file", "--via", tmp_path), ("file", "--prove"),
        (reporter.home / "packet",), ("--via", tmp_path / "nowhere"), ("--drop-draft", "1", "x"),
    ):  # fmt: skip
        shown = reporter.run("hand-in", *arguments, "--yes")
        assert (shown.code, shown.err.count("\n")) == (2, 1), arguments
    assert reporter.run("hand-in", "--prove").code == 2
    shown = editor.run("hand-in", tmp_path / "packet", "--yes")
    assert (shown.code, "keys of a whole desk" in shown.err) == (16, True)
    assert not (tmp_path / "packet").exists()
    assert EDITOR not in shown.err


def test_traces_beside_the_vault_end_in_a_refusal_that_names_the_file(computers, tmp_path):
    _, _, reporter, _ = computers
    reporter.answer("send", reporter.home / "old packet")
    shown = reporter.run("hand-in", tmp_path / "packet", "--delivered", "--yes")
    assert shown.code == 14
    assert "traces of it are still in: old packet" in shown.err
    (reporter.home / "old packet").unlink()
    assert reporter.run("hand-in", "--prove").code == 0
