"""Limits: sizes, encoding, control characters and JSON shape are refused with their line."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import MalformedError
from vault.ingest import limits


def refusal(act, *arguments, **named):
    with pytest.raises(MalformedError) as refused:
        act(*arguments, **named)
    return refused.value


def test_i12_a_byte_order_mark_and_windows_line_ends_are_taken():
    assert limits.decode("\ufeff한국\r\nb\rc".encode()) == "한국\nb\nc"


def test_i12_another_encoding_is_refused_with_its_line():
    found = refusal(limits.decode, "good\n평양".encode("cp949"))
    assert found.line == 2
    assert "UTF-8" in found.sentence


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x0b", "\x7f", "\x85", "\x9b"])
def test_i12_control_characters_are_refused_with_their_line(character):
    found = refusal(limits.decode, f"one\ntwo {character}secret".encode())
    assert found.line == 2
    assert f"U+{ord(character):04X}" in found.sentence
    assert "secret" not in found.sentence


def test_a_file_over_the_limit_is_refused_and_never_read_whole():
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size=-1):
            self.taken += size
            return b"x" * size

    stream = Endless()
    refusal(limits.read_limited, stream, 1000)
    assert stream.taken == 1001


def test_a_file_of_exactly_the_limit_is_read():
    assert limits.read_limited(io.BytesIO(b"x" * 1000), 1000) == b"x" * 1000


@pytest.mark.parametrize("opening", ["[", '{"a":', '["x",['])
def test_i12_nested_brackets_are_refused_before_they_are_parsed(opening):
    assert refusal(limits.parse_json, opening * 200_000).code == "E_MALFORMED"


def test_i12_the_line_of_too_deep_brackets_is_named():
    assert refusal(limits.parse_json, "[\n" * 40).line == limits.MAXIMUM_DEPTH + 1


def test_brackets_inside_text_do_not_nest():
    text = "[" * 100 + '\\"{'
    assert limits.parse_json(f'{{"a": "{text}"}}') == {"a": "[" * 100 + '"{'}


def test_an_unclosed_text_full_of_escapes_is_refused_quickly():
    refusal(limits.parse_json, "[" * 20 + '"' + '\\"' * 2_000_000 + "\\")


def test_i12_repeated_keys_do_not_pass_for_an_object():
    found = limits.parse_json('{"a": 1, "b": 2, "a": 3}')
    assert isinstance(found, limits.Repeated)
    assert found.name == "a"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_i12_numbers_that_are_none_do_not_pass_for_numbers(number):
    assert isinstance(limits.parse_json(number), limits.NotPlain)


@pytest.mark.parametrize("text", ["", "{", '{"a" 1}', "{'a': 1}", '{"a": "b\nc"}', "[1] 2"])
def test_text_that_is_not_json_is_refused_without_being_quoted(text):
    assert refusal(limits.parse_json, text).sentence.endswith("This is not well-formed JSON.")


def test_a_refusal_names_line_and_field_in_its_sentence():
    found = limits.malformed("This must be text.", line=3, field="title")
    assert found.sentence == "Line 3, field title: This must be text."
    assert limits.malformed("Too large.").sentence == "Too large."


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_malformed(data):
    try:
        text = limits.decode(data)
    except MalformedError:
        return
    assert "\r" not in text
    assert "\0" not in text
