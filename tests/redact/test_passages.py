"""The interview passages are well-formed, and cover what they are for."""

from __future__ import annotations

import re

import pytest

from tests.redact.passages import HALVES, KINDS, LANGUAGES, passages, unmarked
from tests.redact.scoring import coverage
from vault.model import SpanKind

ALL = [(language, half) for language in LANGUAGES for half in HALVES]


def every(language):
    return [each for half in HALVES for each in passages(language, half)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_enough_passages_in_two_equal_halves(language):
    dev, held = (passages(language, half) for half in HALVES)
    assert len(dev) == len(held) >= 30
    assert len({each.id for each in (*dev, *held)}) == len(dev) + len(held)
    assert not {each.text for each in dev} & {each.text for each in held}


@pytest.mark.parametrize(("language", "half"), ALL)
def test_marks_are_words_in_order_that_do_not_overlap(language, half):
    for passage in passages(language, half):
        at = 0
        for each in passage.giveaways:
            words = passage.text[each.start : each.end]
            assert at <= each.start < each.end <= len(passage.text)
            assert words == words.strip()
            assert re.search(r"\w", words), (passage.id, words)
            at = each.end


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_is_marked_in_each_language(language):
    labels = {each.label for passage in every(language) for each in passage.giveaways}
    assert labels == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_some_passages_give_nothing_away(language):
    empty = [each for each in every(language) if not each.giveaways]
    assert len(empty) >= 10


@pytest.mark.parametrize(("language", "half"), ALL)
def test_passages_are_as_long_as_those_of_interviews(language, half):
    for passage in passages(language, half):
        assert 80 <= len(passage.text) <= 1200, passage.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_is_marked_once_is_marked_each_time(language):
    for passage in every(language):
        marked = coverage(len(passage.text), ((e.start, e.end) for e in passage.giveaways))
        rest = "".join(" " if m else c for c, m in zip(passage.text, marked, strict=True))
        names = [
            passage.text[each.start : each.end]
            for each in passage.giveaways
            if each.kind is SpanKind.PERSON and each.end - each.start > 2
        ]
        left = [name for name in names if re.search(rf"\b{re.escape(name)}", rest, re.I)]
        assert left == [], passage.id


def test_a_mark_becomes_a_span_of_the_text_without_marks():
    text, (first, second) = unmarked("Then {person: Orla} came in {date?: spring}.")
    assert text == "Then Orla came in spring."
    assert (text[first.start : first.end], first.label, first.is_strong) == ("Orla", "person", True)
    assert (text[second.start : second.end], second.is_strong) == ("spring", False)


@pytest.mark.parametrize(
    "body", ["{person Orla}", "{person: Orla", "{person: {date: May} Orla}", "{colour: red}"]
)
def test_a_mark_that_is_not_well_formed_is_refused(body):
    with pytest.raises(ValueError, match=r"mark|kind"):
        unmarked(body)
