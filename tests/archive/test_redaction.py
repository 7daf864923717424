"""Redacting a text without any vault."""

import pytest

from vault.archive.redaction import LARGEST_BYTES, guess_language, redact
from vault.errors import MalformedError
from vault.model import Audience

SLOW = """
version = 1
[[rule]]
id = 'slow'
pattern = '(.*)(.*)(.*)(.*)(.*)(.*)[bx]'
action = 'mask'
"""


def applied(text, view):
    pieces, at = [], 0
    for each in view.redactions:
        assert each.start >= at
        pieces += [text[at : each.start], each.replacement]
        at = each.end
    return "".join([*pieces, text[at:]])


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Lindqvist called 010-2345-6789.\r\nThen he left Hoeryong.\r\n",
        "\ufeff김영희가 회령에서 42살에 떠났다.",
        "𝐌𝐫. Ｋｉｍ Chol-su\u200b, noodle@example.org",
    ],
)
def test_offsets_count_code_points_of_the_input(text):
    view = redact(text.encode(), Audience.PUBLICATION)
    assert view.redactions
    assert applied(text, view) == view.text


def test_the_language_is_guessed_from_the_script():
    assert guess_language("김영희가 왔다 (Kim)") == "ko"
    assert guess_language("Kim (김) came here today") == "en"
    assert guess_language("") == "en"
    assert "(이름 비공개)" in redact("박철수 동무".encode(), Audience.PUBLICATION).text


def test_the_language_asked_for_decides_the_placeholders():
    view = redact("박철수 동무".encode(), Audience.PUBLICATION, "en")
    assert view.text.startswith("(name withheld)")


def test_rules_given_replace_the_default_ones():
    rules = "version = 1\n[[rule]]\nid = 'b'\npattern = 'bicycle'\naction = 'mask'\n"
    view = redact(b"a red bicycle, aged 42", Audience.REVIEW, rules=rules)
    assert view.text == "a red ‹detail›, aged ‹age›"
    assert [each.by for each in view.redactions] == ["rule:b", "detector:english.age"]


def test_i10_a_rule_that_times_out_blocks_with_its_place():
    view = redact(b"a" * 400, Audience.REVIEW, rules=SLOW)
    assert view.text == "‹detail›"
    assert [(b.rule, b.start, b.end) for b in view.blocked] == [("slow", 0, 400)]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"fine\nbroken \xff here", 2),
        (b"fine\nfine\nbell \x07", 3),
        (b"escape \x1b[2J", 1),
        (b"nul \x00", 1),
        ("override \u202e".encode(), 1),
        ("next line \x85".encode(), 1),
    ],
)
def test_unclean_input_is_refused_by_line_and_not_quoted(data, line):
    with pytest.raises(MalformedError) as caught:
        redact(data, Audience.REVIEW)
    assert caught.value.line == line
    assert "broken" not in str(caught.value)


def test_an_oversized_input_is_refused():
    with pytest.raises(MalformedError):
        redact(b"a" * (LARGEST_BYTES + 1), Audience.REVIEW)


def test_pseudonyms_differ_between_two_runs():
    rules = """
version = 1
[[rule]]
id = 'p'
pattern = 'zorvald'
kind = 'person'
action = 'pseudonymise'
"""
    texts = {redact(b"Zorvald", Audience.PUBLICATION, rules=rules).text for _ in range(4)}
    assert len(texts) > 1
