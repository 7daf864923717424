"""Purifying: text loses whatever could mark, betray or break a copy, and keeps its words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.copies import CopyQuote, CopySource
from vault.copies.source import blocks, purify, quoted
from vault.text import first_unsafe

MARKS = [
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u3164",
    "\ufe0f",
    "\U000e0041",
    "\U000e0100",
    "\u202e",
    "\x00",
    "\x1b",
    "\ue000",
    "\ud800",
    "\ufffe",
    "\U0001fffe",
]


@pytest.mark.parametrize("mark", MARKS)
def test_invisible_and_illegal_characters_are_dropped(mark):
    assert purify(f"a{mark}b") == "ab"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2009", "\u202f", "\u3000", "\t", "  "])
def test_odd_blanks_become_one_plain_blank(blank):
    assert purify(f"a{blank} b ") == "a b"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\n"])
def test_every_line_end_becomes_a_line_feed(end):
    assert purify(f"a{end}b") == "a\nb"


def test_text_is_composed():
    assert purify(unicodedata.normalize("NFD", "평양 é")) == "평양 é"


def test_joiners_stay_where_a_script_spells_with_them():
    assert purify("می\u200cخواهم") == "می\u200cخواهم"
    assert purify("क्\u200dष") == "क्\u200dष"
    assert purify("م\u200c\u200c\u200cن") == "من"
    assert purify("a\u200cb") == "ab"


@given(st.text())
def test_purified_text_is_safe_and_stays_as_it_is(text):
    once = purify(text)
    assert purify(once) == once
    assert first_unsafe(once.replace("\n", "")) is None
    assert once.encode("utf-8").decode() == unicodedata.normalize("NFC", once)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "“words”"),
        ("en-GB", "“words”"),
        ("ko", "“words”"),
        ("", "“words”"),
        ("de", "„words“"),
        ("fr-CA", "« words »"),
        ("ja", "「words」"),
        ("ru", "«words»"),
        ("zh-Hant", "「words」"),
        ("zh-Hans", "“words”"),
    ],
)
def test_quotation_marks_are_those_of_the_language(language, shown):
    assert quoted("words", language) == shown


@pytest.mark.parametrize(
    "typed", ['"words"', "“words”", "«words»", "「words」", "《words》", "words"]
)
def test_marks_that_somebody_typed_around_the_words_are_not_doubled(typed):
    assert quoted(typed, "en") == "“words”"


@pytest.mark.parametrize("words", ['"One," he said, "two."', '"', '""', "'tis"])
def test_marks_inside_the_words_stay(words):
    assert quoted(words, "en") == f"“{words}”"


def test_the_agreed_line_is_printed_as_it_is_behind_a_dash():
    (block,) = blocks(CopySource("", "ko", (CopyQuote("말", "함경북도 주민"),)))
    assert block.attribution == "— 함경북도 주민"


def test_an_unattributed_paraphrase_has_no_line_and_no_marks():
    (block,) = blocks(CopySource("", "en", (CopyQuote("It is so.", "", True),)))
    assert (block.lines, block.attribution, block.style) == (("It is so.",), "", "body")


def test_a_quote_may_have_a_language_of_its_own():
    (block,) = blocks(CopySource("", "en", (CopyQuote("mots", "", False, "fr"),)))
    assert block.lines == ("« mots »",)


def test_an_attribution_cannot_grow_a_second_line():
    (block,) = blocks(CopySource("", "en", (CopyQuote("x", "a trader\n— a minister"),)))
    assert block.attribution == "— a trader — a minister"


def test_empty_parts_leave_nothing_behind():
    source = CopySource(" \n", "en", (CopyQuote("\u200b", "a trader"),), "\n\n")
    assert blocks(source) == ()
