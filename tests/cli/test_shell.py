"""The shell's lines: split like a shell's, with bodies, and never waited for too long."""

from __future__ import annotations

import io
import os
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.cli.idle import IdleLines
from vault.cli.shell import split_line
from vault.errors import LockedError, UsageError


def all_lines(lines: IdleLines) -> list[bytes]:
    return list(iter(lines.next, None))


@pytest.fixture
def pipe():
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb", buffering=0) as stream:
        yield stream, write_end


@given(st.lists(st.binary(max_size=20).filter(lambda line: not {10, 13} & set(line))))
def test_lines_come_back_as_they_went_in(lines):
    data = b"".join(line + b"\n" for line in lines)
    assert all_lines(IdleLines(io.BytesIO(data), 60)) == lines


def test_a_last_line_without_an_end_counts():
    assert all_lines(IdleLines(io.BytesIO(b"one\r\ntwo"), 60)) == [b"one", b"two"]


def test_a_line_that_comes_in_pieces_is_one_line(pipe):
    stream, write_end = pipe
    lines = IdleLines(stream, 60)

    def write() -> None:
        for piece in (b"sta", b"tus\nli", b"st\n"):
            os.write(write_end, piece)
            time.sleep(0.02)
        os.close(write_end)

    writer = threading.Thread(target=write)
    writer.start()
    assert all_lines(lines) == [b"status", b"list"]
    writer.join()


def test_nothing_for_too_long_locks(pipe):
    stream, write_end = pipe
    before = time.monotonic()
    with pytest.raises(LockedError):
        IdleLines(stream, 0.2).next()
    assert time.monotonic() - before >= 0.2
    os.close(write_end)


def test_pieces_of_a_line_do_not_hold_the_lock(pipe):
    stream, write_end = pipe
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.05):
            os.write(write_end, b"x")

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(LockedError):
        IdleLines(stream, 0.3).next()
    stop.set()
    writer.join()
    os.close(write_end)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"show 0a1b --json", ["show", "0a1b", "--json"]),
        (b"log 'two words.md'  # a comment", ["log", "two words.md"]),
        (b"echo $HOME `id` ~", ["echo", "$HOME", "`id`", "~"]),
        (b"   # nothing", []),
        ("log 무산.md".encode(), ["log", "무산.md"]),
    ],
)
def test_a_line_is_split_and_nothing_in_it_is_expanded(line, words):
    assert split_line(line) == words


@pytest.mark.parametrize("line", [b"log 'open", b"log \xff"])
def test_a_line_that_cannot_be_split_is_a_wrong_call(line):
    with pytest.raises(UsageError):
        split_line(line)
