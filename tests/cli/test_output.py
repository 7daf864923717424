"""Tables with cell-exact Korean widths, JSON lines, and nothing that acts on a terminal."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.cli.output import Output, cells, fit, table
from vault.model import Record
from vault.text import counted, first_unsafe, moments

KOREAN_AND_LATIN = st.text(st.sampled_from("a일Z림 é́한글…漢·x̂"), max_size=20)


class Row(Record, frozen=True):
    id: str
    title: str


@dataclass
class Streams:
    out: io.TextIOWrapper
    err: io.TextIOWrapper

    def written(self) -> tuple[str, str]:
        self.out.flush()
        self.err.flush()
        return self.out.buffer.getvalue().decode(), self.err.buffer.getvalue().decode()


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def connect(monkeypatch):
    """Connect stdout and stderr; inside the test, since pytest connects its own before each."""

    def connected(kind: type[io.TextIOWrapper] = io.TextIOWrapper) -> Streams:
        found = Streams(kind(io.BytesIO()), kind(io.BytesIO()))
        monkeypatch.setattr(sys, "stdout", found.out)
        monkeypatch.setattr(sys, "stderr", found.err)
        return found

    monkeypatch.setenv("COLUMNS", "40")
    return connected


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("abc", 3),
        ("두만강", 6),
        ("e\u0301", 1),
        ("ｆｕｌｌ", 8),
        ("\u1112\u1161\u11ab", 2),
        ("", 0),
    ],
)
def test_cells_count_what_a_terminal_takes(text, wide):
    assert cells(text) == wide


@given(KOREAN_AND_LATIN, st.integers(1, 30))
def test_a_line_that_was_cut_fits_and_one_that_fits_is_not_cut(text, width):
    cut = fit(text, width)
    assert cells(cut) <= max(width, 1)
    assert (cut == text) == (cells(text) <= width)


@given(st.lists(st.tuples(KOREAN_AND_LATIN, st.just("|end")), min_size=1, max_size=5))
def test_columns_begin_at_one_cell_whatever_the_script(rows):
    lines = table(("mixed", "second"), rows, None)[1:]
    assert len({cells(line[: line.index("|end")]) for line in lines}) == 1


def test_a_table_on_a_terminal_is_cut_to_its_width(connect):
    screens = connect(Terminal)
    Output().answer_rows([Row("0a1b", "가" * 60)], ("id", "title"), lambda row: (row.id, row.title))
    out, _err = screens.written()
    assert all(
        cells(line) <= 40 for line in out.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    )


def test_control_characters_become_visible_for_people(connect):
    streams = connect()
    Output().line("bell\x07 escape\x1b[2J override\u202e")
    out, _err = streams.written()
    assert first_unsafe(out) is None
    assert "‹U+001B›" in out


def test_json_for_programs_keeps_the_text_exactly(connect):
    streams = connect()
    Output(as_json=True).answer(Row("0a1b", "C1\x9b and \u202e"), lambda _row: [])
    out, _err = streams.written()
    assert json.loads(out) == {"id": "0a1b", "title": "C1\x9b and \u202e"}


def test_json_on_a_terminal_is_made_visible_and_stays_json(connect):
    screens = connect(Terminal)
    Output(as_json=True).answer(Row("0a1b", "C1\x9b"), lambda _row: [])
    out, _err = screens.written()
    assert first_unsafe(out) is None
    assert json.loads(out)["title"] == "C1‹U+009B›"


def test_rows_are_one_json_object_per_line_and_none_for_none(connect):
    streams = connect()
    output = Output(as_json=True)
    output.answer_rows([Row("1", "a\nb"), Row("2", "")], ("id",), lambda row: (row.id,))
    output.answer_rows([], ("id",), lambda row: (row.id,))
    out, err = streams.written()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["1", "2"]
    assert err == ""


@pytest.mark.parametrize(
    ("color", "no_color", "bold"),
    [("auto", "", True), ("auto", "1", False), ("never", "", False), ("always", "1", True)],
)
def test_bold_obeys_the_option_then_no_color(connect, monkeypatch, color, no_color, bold):
    screens = connect(Terminal)
    monkeypatch.setenv("NO_COLOR", no_color)
    Output(color=color).answer_rows([Row("1", "t")], ("id",), lambda row: (row.id,))
    assert ("\x1b[1m" in screens.written()[0]) is bold


def test_a_file_gets_no_bold(connect):
    streams = connect()
    Output().answer_rows([Row("1", "t")], ("id",), lambda row: (row.id,))
    assert "\x1b" not in streams.written()[0]


def test_quiet_silences_notes_but_not_refusals(connect):
    streams = connect()
    output = Output(quiet=True)
    output.note("by the way")
    output.refuse("no")
    assert streams.written() == ("", "no\n")


@pytest.mark.parametrize(("as_json", "quiet"), [(True, False), (False, True)])
def test_progress_is_drawn_for_a_watching_person_alone(connect, as_json, quiet):
    screens = connect(Terminal)
    with Output(as_json=as_json, quiet=quiet).progress() as progress:
        progress("Reading", 0.5)
        progress.count("rows", 3)
    assert screens.written()[1] == ""


def test_progress_takes_its_line_away(connect):
    screens = connect(Terminal)
    with Output().progress() as progress:
        progress("Reading", 0.5)
    _out, err = screens.written()
    assert " 50 %  Reading" in err
    assert err.endswith("\r\x1b[K")


def test_korean_is_printed_under_a_locale_that_cannot(monkeypatch):
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", ascii_only)
    Output().line("무산")
    assert ascii_only.buffer.getvalue().decode() == "무산\n"


def test_one_thing_is_counted_as_one():
    assert [counted(n, "file") for n in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert [counted(n, "entry is", "entries are") for n in (1, 2)] == [
        "1 entry is",
        "2 entries are",
    ]


def test_no_sentence_of_the_program_counts_without_saying_one_for_one():
    """A number before a plural goes through `counted`; what is never one may stand."""
    plural = re.compile(
        r"""f["'][^"']*\{(?:view|packed|page|device|each|len\([^}]*)[^}]*\} (?:sealed |journal )?"""
        r"""(?:objects|entries|records|interviews|quotes|persons|members|sources|statements)\b"""
    )
    for room in ("vault", "tui"):
        for path in (Path(__file__).parents[2] / room).rglob("*.py"):
            found = plural.findall(path.read_text("utf-8"))
            assert not found or path.name == "story_pages.py", (path, found)


def test_a_time_in_a_sentence_is_read_as_a_person_reads_it():
    assert moments("printed 2026-11-25T18:10Z") == "printed 2026-11-25 18:10 UTC"
    assert moments("at 2026-11-25T18:10:59Z.") == "at 2026-11-25 18:10 UTC."
    assert moments("") == ""
