"""What redaction cannot know: unconfirmed words, circumstances, other languages and desks."""

from __future__ import annotations

import pytest

from tests.limits import steps
from tests.limits.newsroom import DESK, EDITOR, FOUNDER, REPORTER
from vault.agreement import is_plural
from vault.archive import interviews, marking, persons
from vault.archive.rendering import Tools, render_text
from vault.model import Action, Audience, SpanKind, Term, Text
from vault.redact.engine import RenderRequest, render
from vault.redact.pseudonyms import Names
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry
from vault.redact.rules import default_toml, load

RULES = load(default_toml())
NO_TERMS = Registry(())


def rendered(words: str, language: str = "en", registry: Registry = NO_TERMS) -> str:
    request = RenderRequest(words, language, Audience.PUBLICATION, registry, RULES)
    return render(request).text


@pytest.mark.limit(28, "good", "What redaction cannot know")
def test_a_word_that_nobody_confirmed_and_no_detector_proposes_stays():
    """A word that nobody confirmed and no detector proposes stays."""
    words = "everyone there calls her the duck, and she keeps the ferry bell"
    assert rendered(words) == words


@pytest.mark.limit(29, "good", "What redaction cannot know")
def test_a_circumstance_that_fits_one_person_passes_every_check():
    """Somebody with local knowledge may recognise a person by *what* is told: a unique event, a
    rare task, a way of speaking. Every check passes such a sentence.
    """
    words = "I am the one who rang the bell on the night when the ferry did not come back."
    registry = Registry((Entry(Term("Aud Fjeldheim", SpanKind.PERSON), b"person"),))
    printed = rendered(words, registry=registry)
    assert printed == words
    assert not recheck(printed, registry)


@pytest.mark.limit(31, "now", "What redaction cannot know")
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "王秀兰老师住在沙洲。"), ("ru", "учительница Вера Лыкова всё знает")],
)
def test_names_in_languages_without_detectors_stay(language, words):
    """Detectors know English and Korean. Of another language in Latin letters they notice at most
    that a word is not English; in other scripts only confirmed terms and rules hide.
    """
    assert rendered(words, language) == words


@pytest.mark.limit(32, "good", "What redaction cannot know")
def test_a_plural_line_in_another_language_is_not_recognised():
    """A plural attribution line is recognised in English and Korean alone."""
    assert is_plural("sources in the north")
    assert not is_plural("varias fuentes del norte")


@pytest.mark.limit(33, "now", "What redaction cannot know")
def test_a_pseudonym_stays_the_same_in_every_copy_of_one_interview():
    """A pseudonym is the same in every copy of one interview, so two copies of it can be joined
    by it; between interviews it differs. Masks have no such link.
    """
    term = Term("Aud Fjeldheim", SpanKind.PERSON, Action.PSEUDONYMISE)
    entry = Entry(term, b"person")
    names = Names(b"the interview's id", (entry.id,))
    tools = Tools(Registry((entry,)), RULES, DESK, names)
    first, second = (
        render_text(tools, Text("en", words), Audience.PUBLICATION).text
        for words in ("Aud Fjeldheim rang first.", "Then nobody heard Aud Fjeldheim.")
    )
    (name,) = set(first.split()) & {word.strip(".") for word in second.split()} - {"Then"}
    assert name not in "Aud Fjeldheim"


@pytest.mark.limit(34, "good", "What redaction cannot know")
def test_a_reporters_preview_does_not_know_the_terms_of_others(room):
    """A reporter's preview knows the rules, the detectors and the terms that the reporter may
    read. What a reviewer gets was rendered by an editor's program against all terms of the desk.
    """
    steps.log(room.open(FOUNDER), terms=(Term("turnip", SpanKind.DETAIL),))
    words = "They met at the turnip again."
    assert marking.preview(room.open(REPORTER), words, "en").text == words
    assert "turnip" not in marking.preview(room.open(EDITOR), words, "en").text


@pytest.mark.limit(36, "good", "What redaction cannot know")
def test_a_term_that_is_removed_is_no_longer_found(room):
    """A term that somebody removes protects no more. The change is a signed entry, and what it
    uncovers is rendered again and has to be approved again.
    """
    founder = room.open(FOUNDER)
    interview = steps.log(founder, "The turnip was late.", (Term("turnip", SpanKind.DETAIL),))
    (person,) = persons.persons(founder)
    assert "turnip" not in interviews.show(founder, interview).quotes[0].texts[0].publication
    persons.remove_term(founder, person.id, "turnip")
    assert "turnip" in interviews.show(founder, interview).quotes[0].texts[0].publication


@pytest.mark.limit(59, "good", "What redaction cannot know")
@pytest.mark.parametrize(
    ("term", "words"), [("하", "그 일은 하였다."), ("솔", "솔직한 말"), ("Ann", "The annual fair.")]
)
def test_a_short_term_is_not_looked_for_inside_words(term, words):
    """A short term (one Korean syllable, or fewer than four letters) is found as a word of its
    own alone, with the endings that leave no doubt. Inside a longer word, and before a short
    ending that makes another word of it (하 and 였다), it stays, and the last check of a copy does
    not see it either.
    """
    registry = Registry((Entry(Term(term, SpanKind.PERSON), b"person"),))
    printed = rendered(words, "ko", registry)
    assert printed == words
    assert not recheck(printed, registry)
