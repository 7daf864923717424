"""Front matter: a small part of YAML, read by hand, with the line of every value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import MalformedError
from vault.ingest.front_matter import read_front_matter


def read(text):
    return read_front_matter(text.split("\n"), 2)


def fields(text):
    return read(text).fields


def refusal(text):
    with pytest.raises(MalformedError) as refused:
        read(text)
    assert "Zyxwv" not in refused.value.sentence
    return refused.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: plain words", "plain words"),
        ("a:   blanks around   ", "blanks around"),
        ("a: Rice: the price", "Rice: the price"),
        ("a: it's", "it's"),
        ("a: x#y", "x#y"),
        ('a: "quoted: \\"x\\" # \\u00e9"', 'quoted: "x" # é'),
        ("a: 'it''s # quoted'", "it's # quoted"),
        ("a: 2025-10", "2025-10"),
        ("a: true", "true"),
        ("a: 12", "12"),
        ("a: ~", None),
        ("a: null", None),
        ("a:", None),
        ("a: [x, 'y, z', \"w\"]", ["x", "y, z", "w"]),
        ("a: []", []),
        ("a: [x, ]", ["x"]),
        ("a: {en: a trader, ko: '상인'}", {"en": "a trader", "ko": "상인"}),
        ("a: {scopes: [quote, court]}", {"scopes": ["quote", "court"]}),
        ("a:\n  - x\n  - y", ["x", "y"]),
        ("a:\n- x\n- y", ["x", "y"]),
        ("a:\n  b: x\n  c:\n    d: y", {"b": "x", "c": {"d": "y"}}),
        ("a:\n  - b: x\n    c: y\n  - z", [{"b": "x", "c": "y"}, "z"]),
        ("a:\n  -\n    b: x", [{"b": "x"}]),
        ("a: |\n  one\n  two\n\n  three", "one\ntwo\n\nthree"),
        ("a: >\n  one\n  two\n\n  three", "one two\n\nthree"),
        ("# comment\n\na: x\n  # indented comment", "x"),
    ],
)
def test_values_are_read_as_text_lists_and_objects(text, value):
    assert fields(text) == {"a": value}


def test_fields_after_each_kind_of_value_are_reached():
    text = "a:\n- x\nb: |\n  y\nc:\n  d: z\ne: [q]\nf: end"
    assert fields(text) == {"a": ["x"], "b": "y", "c": {"d": "z"}, "e": ["q"], "f": "end"}


def test_every_value_knows_its_line():
    where = read("a: x\nterms:\n  - first\n  - words: y\n    kind: z\nlines:\n  en: q").where
    assert where.find_line(("a",)) == 2
    assert where.find_line(("terms", 0)) == 4
    assert where.find_line(("terms", 1, "kind")) == 6
    assert where.find_line(("lines", "en")) == 8
    assert where.find_line(("lines", "missing")) == 7
    assert where.find_line(("nowhere",)) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: x\nZyxwv", 3),
        ("a: x\nZyxwv said: y", 3),
        ("a:x", 2),
        ("a: &anchor Zyxwv", 2),
        ("a: *alias", 2),
        ("a: !!python/object Zyxwv", 2),
        ("a: x # Zyxwv", 2),
        ('a: "Zyxwv', 2),
        ('a: "x" Zyxwv', 2),
        ('a: "\\q"', 2),
        ("a: [x, Zyxwv", 2),
        ("a: [x] Zyxwv", 2),
        ("a: {x}", 2),
        ("a: {en: x, en: y, 3: z}", 2),
        ("a: x\n  b: y", 3),
        ("a: x\n\tb: y", 3),
        ("a:\n    b: x\n  c: y", 4),
        ("  a: x\nb: y", 2),
        ("a: x\n- y", 3),
        ("a: x\na: y", 3),
        ("a: " + "[" * 50_000, 2),
        ("a: " + "{x: " * 50_000, 2),
    ],
)
def test_what_is_not_this_part_of_yaml_is_refused_with_its_line(text, line):
    assert refusal(text).line == line


def test_i7_deep_indents_are_refused():
    assert "deep" in refusal("\n".join(" " * at + "a:" for at in range(2000))).sentence


def test_i7_aliases_cannot_multiply():
    refusal("a: &x [b, b]\nc: [*x, *x]")


words = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\u2028\u2029"))


@given(words)
def test_any_text_survives_in_quotation_marks(text):
    import json

    assert fields(f"a: {json.dumps(text)}\nb: x") == {"a": text, "b": "x"}
    single = "'" + text.replace("'", "''") + "'"
    assert fields(f"a: {single}\nb: [{single}]") == {"a": text, "b": [text]}


@given(st.text(max_size=80))
def test_any_text_is_read_or_malformed(text):
    for form in (text, f"a: {text}", f"a:\n  {text}", f"a: [{text}", f"a: {{{text}"):
        try:
            read(form)
        except MalformedError:
            continue
