"""The fictional newsroom of `strongroom demo`: complete, consistent, invented, and fit to release.

Building a vault from it is tested with the command; here nothing is sealed. Hits are found with
a plain matcher of this file's own, so that the data are not judged by the engine they exercise.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import msgspec
import pycountry
import pytest

from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import (
    PRESET_ROLES,
    Action,
    Attribution,
    Part,
    PersonKind,
    Precision,
    Preset,
    Purpose,
    Role,
    Scope,
    Term,
)
from vault.text import first_unsafe

ROOT = Path(__file__).resolve().parents[2]
STAGES = {
    "unmarked": 4,
    "in review": 5,
    "returned": 3,
    "approved": 7,
    "printed": 4,
    "held": 1,
}
READY = {"in review", "approved", "printed"}
NEEDED_SCOPES = {
    Purpose.PUBLISH: {Scope.QUOTE},
    Purpose.BROADCAST: {Scope.QUOTE, Scope.BROADCAST},
    Purpose.SHARE: {Scope.QUOTE, Scope.SHARE},
    Purpose.COURT: {Scope.QUOTE, Scope.COURT},
}
NOT_A_DRAFT = {"author", "stage", "remark"}
TITLED_NAME = re.compile(
    r"(?<![가-힣])[가-힣]{3} (?:동무|관리원|소대장|원장|선생|교수)"
    r"|(?:Comrade|Director|Professor|Platoon leader|the teacher) [A-Z][a-z]+(?: [A-Z][a-z]*)*"
)
# A capital inside a sentence: a name, unless it is one of the words that English writes so.
CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
CAPITAL_BUT_NO_NAME = frozenset(
    "Mother Teacher Comrade Tuesdays February June September November".split()
)
CONTACT = re.compile(r"[a-z.]+@[a-z.]+[a-z]|\+?\d[\d -]{8,}\d")
FICTIONAL_CONTACT = re.compile(r"[a-z.]+@example\.org|010-0000-01\d\d|\+1 202-555-01\d\d")


# --- reading -------------------------------------------------------------------------------


def load():
    """Return the newsroom as plain JSON values."""
    text = (ROOT / "vault/cli/demo/newsroom.json").read_text(encoding="utf-8")
    return json.loads(text)


NEWSROOM = load()
INTERVIEWS = {interview["title"]: interview for interview in NEWSROOM["interviews"]}
PERSONS = {person["codename"]: person for person in NEWSROOM["persons"]}
EACH_INTERVIEW = pytest.mark.parametrize("row", INTERVIEWS.values(), ids=range(len(INTERVIEWS)))
READY_ROWS = [row for row in INTERVIEWS.values() if row["stage"] in READY]
EACH_READY = pytest.mark.parametrize("row", READY_ROWS, ids=range(len(READY_ROWS)))
EACH_STORY = pytest.mark.parametrize("story", NEWSROOM["stories"], ids=lambda s: s["outcome"])


def paired(record, field):
    """Return the record with one mapping by language as the model's pairs."""
    return {**record, field: list(record.get(field, {}).items())}


def term(record) -> Term:
    return msgspec.convert(paired(record, "generalised"), Term)


def quote(record) -> QuoteDraft:
    own = record.get("agreement")
    return msgspec.convert({**record, "agreement": own and paired(own, "lines")}, QuoteDraft)


def draft(row) -> InterviewDraft:
    """Return the interview as a draft; unknown fields raise."""
    fields = {name: value for name, value in row.items() if name not in NOT_A_DRAFT}
    fields["agreement"] = paired(row["agreement"], "lines")
    fields["quotes"] = [quote(record) for record in row["quotes"]]
    return msgspec.convert(fields, InterviewDraft)


def texts(one: QuoteDraft) -> dict[str, str]:
    """Return a quote's words by language, the original first."""
    return {one.language: one.words, **{t.language: t.words for t in one.translations}}


def desk_terms(desk):
    persons = [person for person in PERSONS.values() if person["desk"] == desk]
    return [term(record) for person in persons for record in person["terms"]]


def surface(form: str) -> str:
    """Return a pattern for one form: Latin letters stand alone, Korean takes any particle."""
    escaped = re.escape(form)
    return rf"(?<!\w){escaped}(?!\w)" if form[0].isascii() else escaped


def hits(text: str, terms) -> list[str]:
    """Return the terms that stand in a text, in order, the longest form first."""
    owner = {form.casefold(): one.words for one in terms for form in (one.words, *one.forms)}
    longest_first = sorted(owner, key=len, reverse=True)
    pattern = "|".join(surface(form) for form in longest_first)
    return [owner[found.casefold()] for found in re.findall(pattern, text.casefold())]


def hidden(text: str, terms) -> str:
    """Return the text without its terms."""
    forms = sorted((f for one in terms for f in (one.words, *one.forms)), key=len, reverse=True)
    return re.sub("|".join(map(surface, forms)), "", text, flags=re.IGNORECASE)


def strings(value):
    """Yield every string in a JSON value, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


# --- shape and counts ----------------------------------------------------------------------


def test_two_desks_and_five_members_cover_every_way_of_working():
    desks = {desk["name"] for desk in NEWSROOM["desks"]}
    presets = [Preset(member["preset"]) for member in NEWSROOM["members"]]
    assert len(desks) == 2
    assert sorted(presets) == sorted(
        [Preset.EDITOR, Preset.STAFF_REPORTER, Preset.REVIEWER, Preset.ADMIN, Preset.GUARDIAN]
    )
    assert all(set(member["desks"]) <= desks for member in NEWSROOM["members"])
    assert next(m["desks"] for m in NEWSROOM["members"] if m["preset"] == "admin") == []


def test_persons_of_every_kind_carry_neutral_codenames_and_terms():
    assert len(PERSONS) == len(NEWSROOM["persons"])
    assert 16 <= len(PERSONS) <= 20
    assert {PersonKind(person["kind"]) for person in PERSONS.values()} == set(PersonKind)
    for codename, person in PERSONS.items():
        assert re.fullmatch(r"[a-z]+ [a-z]+", codename)
        assert person["terms"]
        assert person["circumstances"]


def test_terms_use_several_actions_and_generalise_with_wording():
    terms = [term(record) for person in PERSONS.values() for record in person["terms"]]
    assert {one.action for one in terms} == set(Action) - {Action.KEEP}
    for one in terms:
        assert (one.action is Action.GENERALISE) == bool(one.generalised)
    assert len({one.words for one in terms}) == len(terms)


@EACH_INTERVIEW
def test_an_interview_parses_into_a_draft_of_two_to_five_quotes(row):
    parsed = draft(row)
    assert set(InterviewDraft.__struct_fields__) - {"terms", "marked", "based_on"} <= set(row)
    assert 2 <= len(parsed.quotes) <= 5
    assert len({one.language for one in parsed.quotes}) == 1


def test_interviews_spread_over_stages_languages_and_desks():
    rows = NEWSROOM["interviews"]
    assert len(INTERVIEWS) == len(rows) == 24
    assert Counter(row["stage"] for row in rows) == STAGES
    originals = Counter(row["quotes"][0]["language"] for row in rows)
    assert originals == {"ko": 14, "en": 10}
    assert min(Counter(row["desk"] for row in rows).values()) >= 8


def test_authors_write_and_persons_belong_to_the_desk_of_the_interview():
    members = {member["name"]: member for member in NEWSROOM["members"]}
    for row in NEWSROOM["interviews"]:
        author = members[row["author"]]
        assert Role.REPORTER in PRESET_ROLES[Preset(author["preset"])]
        assert row["desk"] in author["desks"]
        assert PERSONS[row["person"]]["desk"] == row["desk"]


def test_the_editor_finds_work_of_every_sort_on_opening():
    editor = next(m["name"] for m in NEWSROOM["members"] if m["preset"] == "editor")
    own = {row["stage"] for row in NEWSROOM["interviews"] if row["author"] == editor}
    others = {row["stage"] for row in NEWSROOM["interviews"] if row["author"] != editor}
    assert {"unmarked", "in review", "returned", "approved"} <= own
    assert "in review" in others


@EACH_INTERVIEW
def test_places_and_times_are_real_and_cut_to_their_precision(row):
    told = draft(row).told
    lengths = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10, Precision.UNKNOWN: 0}
    assert pycountry.subdivisions.get(code=row["province"]) is not None
    assert len(told.value) == lengths[told.precision]


@EACH_INTERVIEW
def test_a_remark_stands_only_where_a_reviewer_has_spoken(row):
    if "remark" in row:
        assert row["stage"] in {"returned", "approved", "printed", "held"}
    else:
        assert row["stage"] != "returned"


# --- agreements ----------------------------------------------------------------------------


def test_every_attribution_term_and_both_embargoes_occur():
    agreements = [draft(row).agreement for row in NEWSROOM["interviews"]]
    counts = Counter(agreement.attribution for agreement in agreements)
    assert set(counts) == set(Attribution)
    for rare in set(Attribution) - {Attribution.BACKGROUND}:
        assert counts[rare] == 1
    assert sum(agreement.embargo_until is not None for agreement in agreements) == 1
    assert sum(agreement.embargo_event is not None for agreement in agreements) == 1
    assert any(one.agreement for row in NEWSROOM["interviews"] for one in draft(row).quotes)


@EACH_READY
def test_what_waits_for_review_or_is_approved_has_an_agreement_that_lets_it_leave(row):
    agreement = draft(row).agreement
    languages = {language for one in draft(row).quotes for language in texts(one)}
    assert agreement.embargo_until is None
    assert agreement.embargo_event is None
    if agreement.attribution is Attribution.DEEP_BACKGROUND:
        assert all(one.paraphrase for one in draft(row).quotes)
        assert not agreement.lines
        assert Scope.PARAPHRASE in agreement.scopes
        return
    assert agreement.attribution in {Attribution.BACKGROUND, Attribution.ON_RECORD}
    assert languages <= set(dict(agreement.lines))
    assert {Scope.QUOTE, Scope.PARAPHRASE, Scope.TRANSLATE} <= set(agreement.scopes)


@EACH_STORY
def test_a_story_picks_only_what_agreement_stage_and_language_allow(story):
    stage = "printed" if story["outcome"] == "printed" else "approved"
    for pick in story["picks"]:
        row = INTERVIEWS[pick["interview"]]
        picked = draft(row).quotes[pick["quote"]]
        assert row["desk"] == story["desk"]
        assert row["stage"] == stage
        assert pick["language"] in texts(picked)
        assert picked.agreement is None
        assert pick["language"] in dict(draft(row).agreement.lines)
        assert NEEDED_SCOPES[Purpose(story["purpose"])] <= set(draft(row).agreement.scopes)


@EACH_STORY
def test_a_story_has_picks_of_several_interviews_in_each_of_its_languages(story):
    for language in story["languages"]:
        picked = {p["interview"] for p in story["picks"] if p["language"] == language}
        assert len(picked) >= 2
    assert {pick["language"] for pick in story["picks"]} == set(story["languages"])


def test_stories_end_in_each_outcome_and_every_printed_interview_is_in_one():
    outcomes = {story["outcome"]: story for story in NEWSROOM["stories"]}
    assert set(outcomes) == {"printed", "released", "prepared"}
    assert set(outcomes["printed"]["printed"]) == {"outlet", "date", "link"}
    printed = {title for title, row in INTERVIEWS.items() if row["stage"] == "printed"}
    assert printed == {pick["interview"] for pick in outcomes["printed"]["picks"]}


# --- what gives a person away --------------------------------------------------------------


@EACH_INTERVIEW
def test_a_translation_carries_the_giveaways_of_its_original_in_the_same_order(row):
    terms = desk_terms(row["desk"])
    for one in draft(row).quotes:
        found = [hits(words, terms) for words in texts(one).values()]
        contacts = [CONTACT.findall(words) for words in texts(one).values()]
        assert all(left == right for left, right in pairwise(found))
        assert all(left == right for left, right in pairwise(contacts))


def test_names_with_titles_are_covered_by_terms_unless_unmarked():
    titled = []
    for row in (row for row in INTERVIEWS.values() if row["stage"] != "unmarked"):
        terms = desk_terms(row["desk"])
        words = [text for one in draft(row).quotes for text in texts(one).values()]
        titled += [(name, hits(name, terms)) for w in words for name in TITLED_NAME.findall(w)]
    assert len(titled) >= 8
    assert [name for name, found in titled if not found] == []


def test_capitals_inside_english_sentences_are_covered_by_terms_unless_unmarked():
    left = set()
    for row in (row for row in INTERVIEWS.values() if row["stage"] != "unmarked"):
        terms = desk_terms(row["desk"])
        english = [words for one in draft(row).quotes if (words := texts(one).get("en"))]
        assert len(english) == len(row["quotes"])
        left.update(name for words in english for name in CAPITAL.findall(hidden(words, terms)))
    assert left <= CAPITAL_BUT_NO_NAME


def test_terms_are_used_and_an_unmarked_name_is_left_for_the_detectors():
    used, uncovered = set(), []
    for row in NEWSROOM["interviews"]:
        terms = desk_terms(row["desk"])
        for words in (text for one in draft(row).quotes for text in texts(one).values()):
            used.update(hits(words, terms))
            uncovered += TITLED_NAME.findall(hidden(words, terms))
    assert len(used) >= 40
    assert any("마영구" in name for name in uncovered)


@EACH_INTERVIEW
def test_generalised_wording_exists_in_each_language_in_which_its_term_stands(row):
    terms = {one.words: one for one in desk_terms(row["desk"])}
    for one in draft(row).quotes:
        for language, words in texts(one).items():
            found = [terms[name] for name in hits(words, terms.values())]
            generalised = [hit for hit in found if hit.action is Action.GENERALISE]
            assert all(language in dict(hit.generalised) for hit in generalised)


def reviewed_strings(desk):
    """Return what reviewers and readers see beside the quotes of a desk."""
    shown = []
    for row in (row for row in INTERVIEWS.values() if row["desk"] == desk):
        lines = row["agreement"]["lines"].values()
        shown += [row["title"], *row["tags"], *lines, row.get("remark", "")]
    for story in (story for story in NEWSROOM["stories"] if story["desk"] == desk):
        shown += [story["title"], story["outlet"], story["intro"]]
    wording = [words for one in desk_terms(desk) for _, words in one.generalised]
    return [text for text in shown + wording if text]


@pytest.mark.parametrize("desk", [desk["name"] for desk in NEWSROOM["desks"]])
def test_titles_tags_lines_remarks_and_intros_hold_no_term_and_no_contact(desk):
    terms = desk_terms(desk)
    for shown in reviewed_strings(desk):
        assert hits(shown, terms) == []
        assert CONTACT.findall(shown) == []


def test_codenames_stand_nowhere_but_on_their_cards():
    elsewhere = [text for text in strings(NEWSROOM) if text not in PERSONS]
    assert [name for name in PERSONS for text in elsewhere if name in text.casefold()] == []


# --- invented, clean and findable ----------------------------------------------------------


def test_contacts_and_links_lie_in_ranges_that_belong_to_nobody():
    quotes = [one["quotes"] for one in NEWSROOM["interviews"]]
    found = [hit for text in strings(quotes) for hit in CONTACT.findall(text)]
    assert len(found) >= 4
    assert all(FICTIONAL_CONTACT.fullmatch(hit) for hit in found)
    links = [text for text in strings(NEWSROOM) if "://" in text]
    assert links
    assert all(re.match(r"https://[a-z-]+\.example/", link) for link in links)


def test_every_string_is_clean_and_composed():
    for text in strings(NEWSROOM):
        assert first_unsafe(text) is None
        assert unicodedata.normalize("NFC", text) == text
        assert text == text.strip()


def test_no_words_are_used_twice():
    quotes = [one for row in NEWSROOM["interviews"] for one in row["quotes"]]
    words = [text for one in quotes for text in texts(quote(one)).values()]
    assert len(set(words)) == len(words)


def distinctive_strings():
    """Return what a scan of the sealed files looks for: names, titles and whole sentences."""
    named = [*NEWSROOM["members"], *NEWSROOM["desks"]]
    found = [NEWSROOM["vault"], *PERSONS, *INTERVIEWS, *(one["name"] for one in named)]
    for row in NEWSROOM["interviews"]:
        free = ("place", "channel", "whereabouts", "contact", "signals", "danger", "external_id")
        found += [*row["tags"], *(row[field] for field in free if row[field])]
        found += [words for one in row["quotes"] for words in texts(quote(one)).values()]
    return [*found, *(text for s in NEWSROOM["stories"] for text in (s["title"], s["outlet"]))]


def test_strings_to_hide_are_long_enough_to_be_searched_for():
    assert [text for text in distinctive_strings() if len(text.encode()) < 6] == []


def test_strings_to_hide_stand_in_no_program_text():
    program = [ROOT / "schema.sql", *ROOT.glob("vault/**/*.py"), *ROOT.glob("tui/**/*.py")]
    together = "\n".join(path.read_text(encoding="utf-8") for path in program).casefold()
    parts = {str(part) for part in Part}
    assert [text for text in distinctive_strings() if text.casefold() in together] == []
    assert not parts & set(distinctive_strings())
