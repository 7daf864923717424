"""Logging through the command line: every form of input, and what bad input gets."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.newsroom import DESK, EDITOR, Newsroom

KOREAN = "창고 열쇠는 방파제 끝 초소에 맡기고 다녔습니다."
MARKDOWN = """---
title: The second ferry
tags: ferry, night
province: KP-09
agreement:
  attribution: background
---

> The second ferry never had lights, and nobody asked why.
"""


def row(words: str, **more: object) -> dict[str, object]:
    return {"quotes": [{"words": words}], **more}


def count(newsroom: Newsroom) -> int:
    return len(newsroom.answers("list"))


def sealed_rows(newsroom: Newsroom) -> tuple[int, int]:
    """Count what stands in the vault file, without opening it."""
    with closing(sqlite3.connect(newsroom.vault)) as connection:
        entries = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        return entries, connection.execute("SELECT count(*) FROM object").fetchone()[0]


def test_plain_words_from_stdin_are_sealed_at_once_as_unmarked(newsroom):
    view = newsroom.answer("log", "-", stdin=KOREAN.encode())
    assert view["status"] == "unmarked"
    shown = newsroom.answer("show", view["id"])
    assert shown["quotes"][0]["texts"][0]["words"] == KOREAN
    assert shown["quotes"][0]["texts"][0]["language"] == "ko"


@pytest.mark.limit(39, "good", "What leaves")
def test_a_markdown_file_is_logged_and_said_to_be_still_readable(newsroom, tmp_path):
    """The file that an interview was logged from stays readable on the disk; Strongroom says so
    and does not delete it.
    """
    file = tmp_path / "ferry.md"
    file.write_text(MARKDOWN)
    shown = newsroom.run("log", file)
    assert shown.code == 0, shown.err
    assert "still readable on this disk" in shown.err
    assert file.read_text() == MARKDOWN


def test_a_json_file_with_one_interview_is_a_single_act(newsroom, tmp_path):
    file = tmp_path / "one.json"
    file.write_text(json.dumps(row("The net was cut twice.", title="The cut net")))
    view = newsroom.answer("log", file)
    assert newsroom.answer("show", view["id"])["row"]["title"] == "The cut net"


def test_bulk_keeps_good_rows_and_lists_bad_ones_with_line_and_reason(newsroom, tmp_path):
    secret = "Dorte-of-the-weir"
    file = tmp_path / "many.jsonl"
    rows = [row("First light."), row("Second light.", told=secret), row("Third light."), secret]
    file.write_text("\n".join(json.dumps(each) for each in rows))
    before = count(newsroom)
    shown = newsroom.run("log", file, "--json")
    assert shown.code == 3
    lines = [json.loads(line) for line in shown.out.splitlines()]
    kept = [line["id"] for line in lines if "id" in line]
    refused = [line["refused"] for line in lines if "refused" in line]
    assert len(kept) == 2
    assert [(each["line"], bool(each["reason"])) for each in refused] == [(2, True), (4, True)]
    assert refused[0]["field"] == "told"
    assert lines[-1]["error"]["code"] == "E_PARTIAL"
    assert secret not in shown.out + shown.err
    assert count(newsroom) == before + 2


def test_a_json_list_is_bulk_too(newsroom):
    rows = json.dumps([row("Fourth light."), row("Fifth light.")]).encode()
    answers = newsroom.answers("log", "-", "--json-input", stdin=rows)
    assert len(answers) == 2


def test_a_killed_import_loses_no_acknowledged_interview_r1(newsroom, headless):
    rows = b"".join(json.dumps(row(f"Lamp {n}.")).encode() + b"\n" for n in range(3000))
    read_end, write_end = os.pipe()
    os.write(write_end, newsroom.passphrase + b"\n")
    process = subprocess.Popen(
        [
            sys.executable, "-P", "-c", headless, "log", "-", "--jsonl", "--json",
            "--passphrase-fd", str(read_end),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(read_end,),
        env={**os.environ, "STRONGROOM_HOME": str(newsroom.home)},
    )  # fmt: skip
    process.stdin.write(rows)
    process.stdin.flush()
    acknowledged = [json.loads(process.stdout.readline())["id"]]
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines(keepends=True)
    acknowledged += [json.loads(line)["id"] for line in rest if line.endswith(b"\n")]
    process.wait()
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    os.close(read_end)
    os.close(write_end)
    there = {each["id"] for each in newsroom.answers("list")}
    assert set(acknowledged) <= there


def test_a_new_version_leaves_the_old_one_to_compare(newsroom):
    interview = newsroom.log_words("He kept a grey dog.")
    newsroom.answer("revise", interview, "-", stdin=b"He kept a brown dog.")
    versions = newsroom.answers("history", interview)
    numbers = sorted(version["version"] for version in versions)
    assert len(numbers) == 2
    lines = newsroom.answer("diff", interview, *map(str, numbers))["lines"]
    assert any(line.startswith("-") and "grey" in line for line in lines)
    assert any(line.startswith("+") and "brown" in line for line in lines)


def test_words_are_found_from_stdin_and_shown_by_part(newsroom):
    interview = newsroom.log_words("Her aunt mends sails in the boathouse.")
    hits = newsroom.answers("find", stdin=b"boathouse")
    assert [hit["row"]["id"] for hit in hits] == [interview]
    redacted = newsroom.answer("show", interview, "--part", "redacted")
    assert redacted["quotes"][0]["texts"][0]["words"] is None
    assert redacted["security"] is None
    verbatim = newsroom.answer("show", interview, "--part", "verbatim")
    assert "boathouse" in verbatim["quotes"][0]["texts"][0]["words"]
    assert newsroom.answer("show", interview, "--part", "security")["quotes"] == []


def test_nothing_that_was_logged_can_be_read_from_any_file(newsroom):
    typed = "Seven copper kettles stood on the landing stage."
    newsroom.log_words(typed)
    for path in newsroom.files():
        data = path.read_bytes()
        words = [*typed.split(), *DESK.split(), *EDITOR.split()]
        assert not [word for word in words if len(word) >= 6 and word.encode() in data]


BAD_INPUT = {
    "malformed row": (b'{"quotes": [{"words": "SECRET"}], "colour": 1}', "json"),
    "not json": (b'{"quotes": SECRET', "json"),
    "repeated key": (b'{"quotes": ["a"], "quotes": ["SECRET"]}', "json"),
    "no words": (b'{"quotes": []}', "json"),
    "control characters": (b"SECRET \x1b]0;title\x07", "text"),
    "bidi override": ("SECRET \u202e".encode(), "text"),
    "not utf-8": (b"SECRET \xff", "text"),
    "front matter": (b"---\nSECRET\n---\n> words", "markdown"),
    "oversized": (b"SECRET " * 2_000_000, "text"),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_exits_18_with_one_sentence_and_writes_nothing_i12(newsroom, name):
    data, form = BAD_INPUT[name]
    before = sealed_rows(newsroom)
    shown = newsroom.run("log", "-", "--format", form, "--json", stdin=data)
    assert shown.code == 18, shown.err
    assert "SECRET" not in shown.out + shown.err
    assert shown.err.count("\n") == 1
    assert json.loads(shown.out)["error"]["code"] == "E_MALFORMED"
    assert sealed_rows(newsroom) == before


def test_a_wrong_field_is_named_with_its_line(newsroom):
    data = b'{\n "quotes": ["x"],\n "told": "SECRET"\n}'
    shown = newsroom.run("log", "-", "--format", "json", "--json", stdin=data)
    error = json.loads(shown.out)["error"]
    assert (shown.code, error["line"], error["field"]) == (18, 3, "told")
