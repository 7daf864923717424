"""The examples of docs/manual/logging-from-files.md are read as the page says."""

import io
import re
from pathlib import Path

import pytest

from vault.ingest import read_lines, read_markdown, read_one
from vault.ingest.agreements import read_agreement
from vault.ingest.fields import INTERVIEW_FIELDS
from vault.ingest.where import fixed_line
from vault.model import Action, Agreement, Attribution, Scope, SpanKind

PAGE = Path(__file__).parents[2] / "docs" / "manual" / "logging-from-files.md"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(page):
    found = re.findall(r"^```\w+ example=([\w-]+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(found) == page.count("```") // 2, "every block of the page is an example"
    return {name: text.encode() for name, text in found}


def test_plain_words_are_one_quote(examples):
    (quote,) = read_markdown(examples["plain"]).quotes
    assert quote.words.startswith("There has been")
    assert quote.words.endswith("once a day.")


def test_quotes_questions_paraphrases_and_notes(examples):
    draft = read_markdown(examples["quotes"])
    said, told = draft.quotes
    assert said.words == "There has been no rice since the spring."
    assert said.question == "What do people eat now?"
    assert told.words.startswith("She said")
    assert (said.paraphrase, told.paraphrase) == (False, True)
    assert draft.notes == "The line was bad; she spoke quickly."


def test_translations_follow_their_quote(examples):
    first, second = read_markdown(examples["translations"]).quotes
    assert (first.language, [t.language for t in first.translations]) == ("ko", ["en", "fr"])
    assert (second.language, [t.language for t in second.translations]) == ("ko", ["en"])


def test_a_backslash_keeps_a_bracket(examples):
    (quote,) = read_markdown(examples["backslash"]).quotes
    assert quote.words == "[he] crossed the river in the autumn."


def test_front_matter_fills_the_fields(examples):
    draft = read_markdown(examples["front-matter"])
    assert draft.title == "Rice and corn"
    assert draft.told.value == "2025-10"
    assert draft.danger == "Her telephone may be listened to.\nNever call first."
    assert draft.agreement.attribution is Attribution.BACKGROUND
    assert dict(draft.agreement.lines)["ko"] == "함경북도의 상인"
    assert [term.words for term in draft.terms] == ["the red bicycle", "청진"]
    assert draft.terms[1].generalised == (("en", "a northern city"), ("ko", "북부의 도시"))


def test_json_is_one_interview(examples):
    draft = read_one(examples["json"])
    assert draft.quotes[1].agreement.attribution is Attribution.DEEP_BACKGROUND
    assert draft.quotes[1].translations[0].language == "en"
    assert draft.terms[1].kind is SpanKind.PLACE


def test_jsonl_is_one_interview_per_line(examples):
    rows = list(read_lines(io.BytesIO(examples["jsonl"])))
    assert [(line, len(draft.quotes)) for line, draft in rows] == [(1, 1), (2, 1)]


def test_the_page_names_every_field_and_every_word(page):
    for name in (*INTERVIEW_FIELDS, *Agreement.__struct_fields__):
        assert f"`{name}`" in page, name
    for kind in (SpanKind, Action, Attribution, Scope):
        for word in kind:
            assert str(word).replace("_", " ") in page, word


def test_every_attribution_of_the_page_is_read(page):
    row = re.search(r"^\| `attribution` \| (.*) \|$", page, re.MULTILINE)[1]
    found = {
        read_agreement({"attribution": words}, fixed_line(1)).attribution
        for words in row.split(", ")
    }
    assert found == set(Attribution)
