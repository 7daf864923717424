"""Rows: JSON and JSONL give each interview or its refusal, with the line it stands on."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.drafts import InterviewDraft
from vault.errors import MalformedError
from vault.ingest import read_json, read_lines, read_one
from vault.ingest.positions import find_offset


def lines(data, **named):
    return list(read_lines(io.BytesIO(data), **named))


def kinds(rows):
    return [(line, isinstance(found, InterviewDraft)) for line, found in rows]


def row(words="words", **fields):
    return json.dumps({"quotes": [words], **fields}, ensure_ascii=False).encode()


def test_good_lines_are_kept_beside_bad_ones():
    data = b"\n".join([row(), b"not json", row(title=3), b"", row()])
    assert kinds(lines(data)) == [(1, True), (2, False), (3, False), (5, True)]


def test_a_bad_line_names_its_line_and_field():
    _, found = lines(row() + b"\n" + row(told="Zyxwv"))[1]
    assert (found.line, found.field) == (2, "told")
    assert "Zyxwv" not in found.sentence


def test_i12_windows_line_ends_and_a_byte_order_mark_are_taken():
    data = b"\xef\xbb\xbf" + row("하나") + b"\r\n" + row("둘") + b"\r\n"
    assert [found.quotes[0].words for _, found in lines(data)] == ["하나", "둘"]


@pytest.mark.parametrize(
    "bad",
    [
        b'{"quotes": ["\xff"]}',
        b'{"quotes": ["\x00"]}',
        b'{"quotes": ["\\u0000"]}',
        b'{"quotes": ["\\ud800"]}',
        b'{"quotes": NaN}',
        b'{"quotes": ["a"], "quotes": ["b"]}',
        b'{"quotes": [{"words": "a", "words": "b"}]}',
        b"[" * 200_000,
        b"[]",
        b"3",
        b'{"quotes": ["a"]} {"quotes": ["b"]}',
        b'\x85{"quotes": ["a"]}',
    ],
)
def test_i12_an_odd_line_is_refused_alone(bad):
    assert kinds(lines(row() + b"\n" + bad + b"\n" + row())) == [(1, True), (2, False), (3, True)]


def test_i12_a_line_over_the_limit_is_passed_over_in_pieces():
    class Watched(io.BytesIO):
        longest = 0

        def readline(self, size=-1):
            self.longest = max(self.longest, size)
            return super().readline(size)

    stream = Watched(row() + b"\n" + row("x" * 500_000) + b"\n" + row())
    rows = list(read_lines(stream, maximum_line_bytes=1000))
    assert kinds(rows) == [(1, True), (2, False), (3, True)]
    assert 0 < stream.longest <= 1002


def test_a_line_of_exactly_the_limit_is_taken():
    data = row("x" * 100)
    for end in (b"", b"\n", b"\r\n"):
        assert kinds(lines(data + end, maximum_line_bytes=len(data))) == [(1, True)]
    assert kinds(lines(data, maximum_line_bytes=len(data) - 3)) == [(1, False)]


def test_i12_an_endless_line_stops_at_the_limit_of_the_file():
    class Endless(io.RawIOBase):
        taken = 0

        def readline(self, size=-1):
            self.taken += size
            return b"x" * size

    stream = Endless()
    (line, found), *more = read_lines(stream, maximum_bytes=50_000, maximum_line_bytes=1000)
    assert (line, more) == (1, [])
    assert isinstance(found, MalformedError)
    assert stream.taken < 60_000


def test_rows_before_the_limit_of_the_file_are_kept():
    data = (row() + b"\n") * 10
    rows = lines(data, maximum_bytes=len(data) // 2)
    assert kinds(rows) == [(1, True), (2, True), (3, True), (4, True), (5, True), (6, False)]


def test_a_list_gives_each_interview_with_its_own_line():
    text = '[\n {"quotes": ["a"]},\n {"quotes": ["b"],\n  "told": "x"},\n {"quotes": ["c"]}\n]'
    rows = list(read_json(text.encode()))
    assert kinds(rows) == [(2, True), (3, False), (5, True)]
    assert (rows[1][1].line, rows[1][1].field) == (4, "told")


def test_the_line_of_a_field_inside_a_long_object_is_found():
    text = """{
  "quotes": [
    "first",
    {"words": "second",
     "translations": [
       {"language": "en", "words": "x"},
       {"language": "fr",
        "words": "\\u200b"}]}
  ]
}"""
    with pytest.raises(MalformedError) as refused:
        read_one(text.encode())
    assert refused.value.line == 8
    assert refused.value.field == "quotes[2].translations[2].words"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ('[{"quotes": ["a"]},]', 1),
        ('[{"quotes": ["a"]}', 1),
        ('[{"quotes": ["a"]} {"quotes": ["b"]}]', 1),
        ('[{"quotes": ["a"]}] x', 1),
        ('[{"quotes": ["a"]}, {"quotes"', 1),
        ("[,]", 0),
        ("[", 0),
        ("x", 0),
    ],
)
def test_a_list_that_breaks_off_keeps_what_was_whole_and_says_so(text, good):
    rows = list(read_json(text.encode()))
    assert [ok for _, ok in kinds(rows)] == [True] * good + [False]


def test_an_empty_list_has_no_rows_and_an_empty_file_is_refused():
    assert list(read_json(b" [ ] \n")) == []
    with pytest.raises(MalformedError):
        list(read_json(b" \n"))


def test_one_interview_is_read_alone():
    assert read_one(row("하나")).quotes[0].words == "하나"
    with pytest.raises(MalformedError):
        read_one(b"[" + row() + b"," + row() + b"]")
    assert read_one(b"[" + row() + b"]").quotes[0].words == "words"


def test_many_bad_rows_are_told_apart_quickly():
    text = "[\n" + ",\n".join(['{"quotes": ["a"], "told": "x"}'] * 20_000) + "]"
    rows = list(read_json(text.encode()))
    assert len(rows) == 20_000
    assert rows[-1][1].line == 20_001


def paths(value, path=()):
    yield path, value
    if isinstance(value, dict):
        for name, child in value.items():
            yield from paths(child, (*path, name))
    if isinstance(value, list):
        for at, child in enumerate(value):
            yield from paths(child, (*path, at))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@given(json_values, st.sampled_from([None, 1]), st.booleans())
def test_every_path_of_any_json_is_found_where_it_stands(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for path, found in paths(value):
        parsed, _ = json.JSONDecoder().raw_decode(text, find_offset(text, 0, path))
        assert parsed == found


@given(st.binary(max_size=300))
def test_any_bytes_give_drafts_or_refusals(data):
    for _, found in lines(data):
        assert isinstance(found, InterviewDraft | MalformedError)


pieces = st.sampled_from(
    [
        '{"quotes"',
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        '"a"',
        '"quotes"',
        "1",
        "null",
        "NaN",
        "\n",
        '"',
        "x",
    ]
)


@given(st.lists(pieces, max_size=25).map("".join))
def test_any_near_json_gives_drafts_or_refusals(text):
    try:
        for line, found in read_json(text.encode()):
            assert isinstance(found, InterviewDraft | MalformedError)
            assert 1 <= line <= text.count("\n") + 1
    except MalformedError:
        return


texts = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1).filter(str.strip)


@given(st.lists(texts, min_size=1, max_size=4), texts)
def test_words_survive_the_way_through_a_line(quotes, title):
    import unicodedata

    data = json.dumps({"quotes": quotes, "title": title}).encode()
    ((_, draft),) = lines(data)
    expected = [unicodedata.normalize("NFC", words).strip() for words in quotes]
    assert [quote.words for quote in draft.quotes] == expected
