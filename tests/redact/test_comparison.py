"""What one place of a finished text hides and another prints is found."""

import pytest

from vault.model import Action, Audience, Decision, SpanKind
from vault.redact.comparison import hidden_in, undone
from vault.redact.engine import RenderRequest, render
from vault.redact.registry import Registry
from vault.redact.rules import default_toml, load

RULES = load(default_toml())


def hidden(words, *spans):
    """Render words with these words hidden by decision; return what stands and what is hidden."""
    decisions = tuple(
        Decision(words.index(text), words.index(text) + len(text), kind, Action.MASK)
        for text, kind in spans
    )
    request = RenderRequest(words, "en", Audience.PUBLICATION, Registry(()), RULES, decisions)
    result = render(request)
    return result.text, hidden_in(words, result.redactions)


def found_in(finished, known, kept=()):
    return [finished[u.start : u.end] for u in undone(finished, known, frozenset(kept))]


def test_i5_a_caption_that_names_the_place_which_a_quote_hides_is_found():
    printed, known = hidden("I live in Selmar.", ("Selmar", SpanKind.PLACE))
    assert "Selmar" not in printed
    assert found_in(f"{printed}\n\nA street in SELMAR, last year", known) == ["SELMAR"]
    assert found_in(printed, known) == []


def test_i5_the_same_sentence_once_redacted_and_once_in_full_is_found():
    words = "My mother was seventy when the ferry sank."
    printed, known = hidden(words, ("seventy", SpanKind.AGE))
    assert found_in(f"{printed}\n\nmy MOTHER was seventy, she said", known)
    assert found_in(f"{printed}\n\nThe bridge is seventy metres long.", known) == []


def test_i5_a_hidden_name_is_found_in_the_other_script():
    _, known = hidden("They met 류보현 there.", ("류보현", SpanKind.PERSON))
    assert found_in("A portrait of Ryu Bo-hyon", known) == ["Ryu Bo-hyon"]


def test_words_that_a_decision_keeps_elsewhere_are_not_reported():
    _, known = hidden("I live in Selmar.", ("Selmar", SpanKind.PLACE))
    assert found_in("Selmar again", known, kept=["sellnar", "selmmar"]) == []


@pytest.mark.parametrize("text", ["", "A quiet road.", "the sel and the mar"])
def test_other_words_are_not_reported(text):
    _, known = hidden("I live in Selmar.", ("Selmar", SpanKind.PLACE))
    assert found_in(text, known) == []
