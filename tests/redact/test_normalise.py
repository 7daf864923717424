"""What a matcher sees, and the way back to the input."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.redact.normalise import readable, readings, squeeze


@pytest.mark.parametrize(
    "text",
    [
        "Kim",
        "KIM",
        "Kіm",
        "Ｋｉｍ",
        "𝐊𝐢𝐦",
        "K\u200bi\u00adm",
        "K\u0301im",
        "Ⓚⓘⓜ",
        "🄺🄸🄼",
        "K1m",
        "Kirn",
    ],
)
def test_i4_disguises_have_one_skeleton(text):
    assert squeeze(text).skeleton == squeeze("kim").skeleton


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("text", ["김영희", "회령빵집", "Kim Ch'ŏl-su", "René Žižek"])
def test_normal_forms_have_one_skeleton(form, text):
    assert squeeze(unicodedata.normalize(form, text)).plain == squeeze(text).plain


def test_an_apart_consonant_closes_the_syllable_before_it():
    assert squeeze("ㄱㅏㄴㅏ ㄱㅏㄴ").plain == "가나간"


def test_marks_belong_to_the_letter_before_them():
    squeezed = squeeze("e\u0301a")
    assert list(zip(squeezed.plain, squeezed.starts, squeezed.ends, strict=True)) == [
        ("e", 0, 2),
        ("a", 2, 3),
    ]


@given(st.text(max_size=40))
def test_squeezed_offsets_are_ordered_and_inside(text):
    squeezed = squeeze(text)
    assert len(squeezed.skeleton) == len(squeezed.plain)
    assert len(squeezed.plain) == len(squeezed.starts) == len(squeezed.ends)
    assert squeezed.starts == sorted(squeezed.starts)
    pairs = zip(squeezed.starts, squeezed.ends, strict=True)
    assert all(0 <= start < end <= len(text) for start, end in pairs)


@given(st.text(max_size=40))
def test_readable_keeps_a_way_back_for_every_character(text):
    reading = readable(text)
    assert len(reading.text) == len(reading.at) == len(reading.ends)
    for at in range(len(reading.text)):
        start, end = reading.span(at, at + 1)
        assert 0 <= start < end <= len(text)


def test_readable_drops_what_nobody_sees_and_keeps_case_and_marks():
    assert readable("Ki\u200bm\u00a0Ｂé ①‹U+200B›x").text == "Kim Bé 1x"


@given(st.text(alphabet="ab \u202e\u202c\u202d\n", max_size=20))
def test_every_reading_has_the_same_letters(text):
    letters = {"".join(sorted(squeeze(reading.text).plain)) for reading in readings(text)}
    assert len(letters) == 1


def test_an_override_inside_an_override_turns_back():
    text = "\u202eab\u202dcd\u202c\u202c"
    assert "cdba" in {reading.text for reading in readings(text)}


def test_an_override_ends_with_its_line():
    text = "\u202eab\ncd"
    assert "ba\ncd" in {reading.text for reading in readings(text)}


def test_i10_a_text_full_of_overrides_is_read_in_seconds():
    text = "\u202ea" * 200_000 + "\u202c" * 200_000 + "b"
    started = time.process_time()
    assert [len(reading.text) for reading in readings(text)][1:] == [200_001] * 2 + [600_001]
    assert time.process_time() - started < 10
