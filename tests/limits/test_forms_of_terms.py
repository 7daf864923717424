"""Where the forms of a confirmed term end: other words, guesses, files that are not read."""

from __future__ import annotations

import codecs

import pytest

from vault.errors import MalformedError
from vault.ingest import read_finished
from vault.model import SpanKind, Term
from vault.redact.recheck import recheck
from vault.redact.registry import Entry, Registry


def survivors(term: str, words: str, kind: SpanKind = SpanKind.PERSON) -> object:
    return recheck(words, Registry((Entry(Term(term, kind), b"person"),)))


@pytest.mark.limit(111, "good", "What redaction cannot know")
@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("three sons", "two boys and their little brother"),
        ("Hoeryong Bakery", "the bread shop in that town"),
        ("외동딸", "형제가 없는 딸"),
        ("Musan", "M s n"),
        ("Musan", codecs.encode("Musan", "rot13")),
        ("Musan", "Mike, Uniform, Sierra, Alfa, November"),
        ("Tamar Lindqvist", "Temar Lindkwest"),
        ("Unit 4417", "Unit number 4417"),
        ("Wexcombe Harbour", "the harbour at Wexcombe"),
    ],
)
def test_a_term_said_in_other_words_is_no_form_of_it(term, words):
    """A term said in other words stays: a paraphrase, what it means in another language, a cipher,
    a spelling that sounds unlike it, its vowels left out, words between its words or another
    order of them where it is no name. The last check of a copy passes them too.
    """
    kind = SpanKind.PERSON if term.startswith("Tamar") else SpanKind.DETAIL
    assert not survivors(term, f"They said {words}.", kind)


@pytest.mark.limit(112, "good", "What redaction cannot know")
def test_a_given_name_of_one_syllable_alone_is_not_looked_for():
    """Which Hangul a name in Latin letters stands for is a guess; give the Hangul as another form.
    Of a given name with one syllable only the whole name is found, or the syllable with a title:
    alone it is a word too often.
    """
    assert survivors("박솔", "Pak Sol laughed.")
    assert survivors("박솔", "솔씨가 웃었다.")
    assert not survivors("박솔", "솔만 웃었다.")
    assert not survivors("Pak Sol", "솔씨가 웃었다.")


@pytest.mark.limit(113, "now", "What leaves")
def test_a_finished_pdf_is_not_read():
    """A finished article is checked as Markdown, text, DOCX, HTML or JSON. A PDF is refused: check
    the file that it is made from.
    """
    with pytest.raises(MalformedError) as refused:
        read_finished(b"%PDF-1.7\n%%EOF\n", "pdf")
    assert ".docx" in refused.value.sentence
