"""Pieces of text: their signs, their wrapping to cells, and that nothing in them acts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.pieces import Piece, cells, marked, on_one_line, redacted, safe, wrap
from vault.archive.views import SpanView
from vault.text import clean, first_unsafe

TEXTS = st.text(st.sampled_from("ab 한글서 \n\t\x1b\u202e\u00e9\u200d‹›[]/日"), max_size=80)


def span(start: int, end: int, state: str = "term") -> SpanView:
    return SpanView(start, end, "person", "mask", "‹person›", "x", state)


def shown(pieces) -> str:
    return "".join(piece.text for piece in pieces)


def test_spans_stand_between_their_signs():
    spans = (span(0, 3), span(9, 12, "proposed"), span(4, 8, "kept"))
    assert shown(marked("Kim sold Han.", spans)) == "‹*Kim› ~sold~ ‹?Han›."


def test_spans_of_uncleaned_words_keep_their_places():
    assert shown(marked("a\x1bKim", (span(2, 5),))) == "a‹U+001B›‹*Kim›"


def test_overlapping_spans_hide_everything_once():
    assert shown(marked("abcdef", (span(0, 4), span(2, 6)))) == "‹*abcd›‹*ef›"


def test_spans_outside_the_words_are_cut():
    assert shown(marked("abc", (span(1, 99), span(50, 60)))) == "a‹*bc›"


def test_placeholders_are_set_apart():
    looks = [(piece.text, piece.look) for piece in redacted("by ‹person›.")]
    assert looks == [("by ", "plain"), ("‹person›", "placeholder"), (".", "plain")]


def test_words_are_broken_at_blanks_and_keep_them_apart():
    lines = ["".join(p.text for p in line) for line in wrap([Piece("costs more than a month")], 16)]
    assert lines == ["costs more than", "a month"]


def test_blank_at_the_last_cell_ends_the_line():
    lines = ["".join(p.text for p in line) for line in wrap([Piece("more than a month")], 10)]
    assert lines == ["more than", "a month"]


def test_word_that_crosses_pieces_is_not_torn():
    lines = wrap([Piece("sold by "), Piece("‹person›", "placeholder"), Piece(".")], 12)
    assert ["".join(p.text for p in line) for line in lines] == ["sold by ", "‹person›."]


def test_empty_lines_stay():
    assert len(wrap([Piece("a\n\nb")], 10)) == 3


@given(TEXTS, st.integers(2, 30))
def test_no_line_is_wider_than_asked(text, width):
    assert all(cells(line) <= width for line in wrap([Piece(safe(text))], width))


@given(TEXTS, st.integers(2, 30))
def test_wrapping_loses_no_letter(text, width):
    lines = wrap([Piece(safe(text))], width)
    joined = "".join(shown(line) for line in lines)
    assert joined.replace(" ", "") == safe(text).replace(" ", "").replace("\n", "")


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_nothing_unsafe_is_ever_shown(text, start, length):
    assert first_unsafe(shown(marked(text, (span(start, start + length),)))) is None
    assert first_unsafe(on_one_line(text)) is None
    assert "\n" not in on_one_line(text)


def test_tabs_become_blanks_that_count():
    assert cell_len(safe("a\tb")) == 6
    assert clean("a\tb") == "a\tb"
