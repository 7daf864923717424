"""Fields: a plain mapping becomes a draft, or is refused by line and field, never by value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.errors import MalformedError
from vault.ingest.fields import INTERVIEW_FIELDS, read_interview
from vault.ingest.limits import NotPlain, Repeated
from vault.ingest.where import fixed_line
from vault.model import (
    Action,
    Agreement,
    AnonymousFrom,
    Attribution,
    Precision,
    Scope,
    SpanKind,
    Term,
    ToldTime,
)
from vault.text import first_unsafe

SECRET = "Zyxwv"


def read(**fields):
    return read_interview({"quotes": ["words"]} | fields, fixed_line(7))


def refusal(**fields):
    with pytest.raises(MalformedError) as refused:
        read(**fields)
    assert refused.value.line == 7
    assert refused.value.sentence.startswith("Line 7")
    assert SECRET not in refused.value.sentence
    return refused.value


def test_nothing_but_words_is_an_interview_on_the_strict_side():
    assert read() == InterviewDraft((QuoteDraft("words"),))
    assert read().agreement == Agreement()


def test_field_names_are_those_of_the_draft_but_for_what_no_file_may_decide():
    decided_inside = {"marked", "based_on"}
    assert set(INTERVIEW_FIELDS) == set(InterviewDraft.__struct_fields__) - decided_inside


def test_every_plain_field_arrives():
    names = set(INTERVIEW_FIELDS) - {
        "quotes", "tags", "told", "agreement", "destroy_after", "terms",
    }  # fmt: skip
    draft = read(**{name: f"the {name}" for name in names})
    assert {name: getattr(draft, name) for name in names} == {n: f"the {n}" for n in names}


def test_a_full_quote_arrives():
    quote = {
        "words": "쌀은 없어요.",
        "language": "KO",
        "question": "What do you eat?",
        "paraphrase": "yes",
        "notes": "said twice",
        "translations": [{"language": "en-gb", "words": "There is no rice."}],
    }
    assert read(quotes=[quote]).quotes == (
        QuoteDraft(
            words="쌀은 없어요.",
            language="ko",
            translations=(TranslationDraft("en-GB", "There is no rice."),),
            question="What do you eat?",
            paraphrase=True,
            notes="said twice",
        ),
    )


def test_text_is_composed_and_stripped_and_has_line_feeds():
    draft = read(quotes=[" 평양\r\nb "])
    assert draft.quotes[0].words == "평양\nb"


def test_an_agreement_arrives_whatever_the_spelling_of_its_words():
    found = read(
        agreement={
            "attribution": "On the-Record",
            "lines": {"EN": "a trader", "ko": "상인"},
            "scopes": ["Quote", "COURT"],
            "anonymous_from": ["state"],
            "embargo_until": "2027-03-01",
            "embargo_event": "the trial",
            "limits": "no photographs",
            "wording": "as agreed by telephone",
        }
    ).agreement
    assert found == Agreement(
        attribution=Attribution.ON_RECORD,
        lines=(("en", "a trader"), ("ko", "상인")),
        scopes=(Scope.ARCHIVE, Scope.QUOTE, Scope.COURT),
        anonymous_from=(AnonymousFrom.STATE,),
        embargo_until="2027-03-01",
        embargo_event="the trial",
        limits="no photographs",
        wording="as agreed by telephone",
    )


def test_a_quotes_own_agreement_starts_from_its_interviews():
    draft = read(
        agreement={"attribution": "background", "lines": {"en": "a trader"}, "scopes": ["quote"]},
        quotes=[{"words": "x", "agreement": {"embargo_until": "2027-03-01"}}],
    )
    own = draft.quotes[0].agreement
    assert own.attribution is Attribution.BACKGROUND
    assert own.lines == (("en", "a trader"),)
    assert own.embargo_until == "2027-03-01"


def test_a_quote_under_another_attribution_does_not_inherit_the_line():
    draft = read(
        agreement={"attribution": "on record", "lines": {"en": "Han Bok-rye"}},
        quotes=[{"words": "x", "agreement": {"attribution": "background"}}],
    )
    assert draft.quotes[0].agreement.lines == ()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2025", ToldTime("2025", Precision.YEAR)),
        ("2025-10", ToldTime("2025-10", Precision.MONTH)),
        ("2025-10-14", ToldTime("2025-10-14", Precision.DAY)),
        ({"value": "2025-10", "precision": "Month"}, ToldTime("2025-10", Precision.MONTH)),
        ({"value": "2025-10"}, ToldTime("2025-10", Precision.MONTH)),
        ("", ToldTime()),
        (None, ToldTime()),
    ],
)
def test_told_time_takes_its_precision_from_its_length(given, told):
    assert read(told=given).told == told


@pytest.mark.parametrize(
    "told",
    ["2025-13", "2025-02-30", "25", "October", "2025-10-14T10:00", "20251014", "2025-W10", 2025],
)
def test_told_times_that_do_not_exist_are_refused(told):
    assert refusal(told=told).field == "told"


def test_a_told_time_longer_than_its_precision_is_refused():
    assert refusal(told={"value": "2025-10-14", "precision": "month"}).field == "told.precision"


def test_terms_arrive_as_objects_and_as_plain_words():
    term = {
        "words": "청진",
        "kind": "place",
        "action": "generalise",
        "forms": ["Chongjin"],
        "generalised": {"en": "a northern city"},
    }
    assert read(terms=["the red bicycle", term]).terms == (
        Term("the red bicycle", SpanKind.DETAIL, Action.MASK),
        Term(
            "청진",
            SpanKind.PLACE,
            Action.GENERALISE,
            ("Chongjin",),
            (("en", "a northern city"),),
        ),
    )


@pytest.mark.parametrize("tags", [["a", "b", "a", ""], "a, b"])
def test_tags_are_a_list_or_a_line(tags):
    assert read(tags=tags).tags == ("a", "b")


@pytest.mark.parametrize("held", ["2026-03-14", "2026-03-14 21:30", "2026-03-14T21:30+09:00"])
def test_the_hour_of_a_conversation_may_be_exact_or_words(held):
    assert read(held_at=held).held_at == held
    assert read(held_at="an evening in spring").held_at == "an evening in spring"


@pytest.mark.parametrize("held", ["2026-13-14", "2026-03-14 25:30", "2026-02-30T10:00"])
def test_an_hour_that_does_not_exist_is_refused(held):
    assert refusal(held_at=held).field == "held_at"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": 5}, "title"),
        ({"title": ["x"]}, "title"),
        ({"title": {"x": SECRET}}, "title"),
        ({"title": f"a\n{SECRET}"}, "title"),
        ({"title": f"\x1b[2J{SECRET}"}, "title"),
        ({"notes": f"{SECRET}\u202e"}, "notes"),
        ({"quotes": []}, "quotes"),
        ({"quotes": [" "]}, "quotes[1]"),
        ({"quotes": ["ok", {"words": ""}]}, "quotes[2].words"),
        ({"quotes": [{"language": "ko"}]}, "quotes[1].words"),
        ({"quotes": ["ok", f"\u200b{SECRET}"]}, "quotes[2]"),
        ({"quotes": {"words": "x"}}, "quotes"),
        ({"quotes": [3]}, "quotes[1]"),
        ({"quotes": [{"words": "x", "language": SECRET}]}, "quotes[1].language"),
        ({"quotes": [{"words": "x", "paraphrase": SECRET}]}, "quotes[1].paraphrase"),
        ({"quotes": [{"words": "x", "paraphrase": 1}]}, "quotes[1].paraphrase"),
        (
            {"quotes": [{"words": "x", "translations": [{"words": "y"}]}]},
            "quotes[1].translations[1].language",
        ),
        (
            {"quotes": [{"words": "x", "translations": [{"language": "en"}]}]},
            "quotes[1].translations[1].words",
        ),
        (
            {
                "quotes": [
                    {
                        "words": "x",
                        "language": "en",
                        "translations": [{"language": "EN", "words": "y"}],
                    }
                ]
            },
            "quotes[1].translations[1]",
        ),
        ({"agreement": SECRET}, "agreement"),
        ({"agreement": {"attribution": SECRET}}, "agreement.attribution"),
        ({"agreement": {"scopes": ["quote", SECRET]}}, "agreement.scopes[2]"),
        ({"agreement": {"anonymous_from": ["nobody", "state"]}}, "agreement.anonymous_from"),
        ({"agreement": {"embargo_until": "2027-02-30"}}, "agreement.embargo_until"),
        ({"agreement": {"embargo_until": "2027-02"}}, "agreement.embargo_until"),
        ({"agreement": {"lines": {"en": ""}}}, "agreement.lines.en"),
        ({"agreement": {"lines": {"en": f"a\n{SECRET}"}}}, "agreement.lines.en"),
        ({"agreement": {"lines": [SECRET]}}, "agreement.lines"),
        ({"agreement": {"lines": {"en": "a", "EN": "b"}}}, "agreement.lines"),
        ({"agreement": {"lines": {SECRET: "a"}}}, "agreement.lines"),
        ({"agreement": {"atribution": "background"}}, "agreement.atribution"),
        ({"destroy_after": "next year"}, "destroy_after"),
        ({"terms": [{"kind": "place"}]}, "terms[1].words"),
        ({"terms": [{"words": "x", "kind": SECRET}]}, "terms[1].kind"),
        ({"terms": [{"words": "x", "forms": [3]}]}, "terms[1].forms[1]"),
        ({"colour": SECRET}, "colour"),
        ({"title": NotPlain()}, "title"),
        ({"agreement": Repeated("lines")}, "agreement.lines"),
        ({"title": Repeated("en")}, "title.en"),
        ({"agreement": {"lines": Repeated("en")}}, "agreement.lines.en"),
        ({"agreement": {"lines": {"en": Repeated("x")}}}, "agreement.lines.en.x"),
    ],
)
def test_bad_fields_are_refused_by_name(fields, field):
    assert refusal(**fields).field == field


@pytest.mark.parametrize("name", ["marked", "based_on", "decisions", "matches", "id"])
def test_what_only_strongroom_decides_is_not_taken_from_files(name):
    assert "file cannot decide" in refusal(**{name: []}).sentence
    inside = refusal(quotes=[{"words": "x", name: []}])
    assert inside.field == f"quotes[1].{name}"


def test_a_misspelt_field_is_answered_with_the_nearest_name():
    assert "Did you mean province?" in refusal(provnce="x").sentence
    assert "Did you mean held_at?" in refusal(**{"Held At": "x"}).sentence


@pytest.mark.parametrize("name", ["Zyxwv Abc", "zyxwv said", "평양에서 Zyxwv", "Zyxwv"])
def test_a_field_name_that_may_be_a_persons_is_not_repeated(name):
    found = refusal(**{name: "x"})
    assert found.field is None
    assert "said" not in found.sentence


@given(st.text(), st.sampled_from(["", "\ufe00", "\ufe0f", "\U000e0101", "\n", "\t", "\u00a0"]))
def test_text_is_taken_exactly_when_it_is_safe(text, extra):
    unified = (text + extra).replace("\r\n", "\n").replace("\r", "\n")
    try:
        read(notes=text + extra)
    except MalformedError:
        assert first_unsafe(unified) is not None
    else:
        assert first_unsafe(unified) is None


def test_an_absurdly_long_list_is_refused():
    assert refusal(tags=["x"] * 5001).field == "tags"
    assert len(read(quotes=["x"] * 5000).quotes) == 5000


def test_an_unsafe_character_is_named_by_code_point_and_position():
    found = refusal(title="ab\u200bc")
    assert "U+200B" in found.sentence
    assert "character 3" in found.sentence


@pytest.mark.parametrize("value", [None, 3, "text", [], ["x"], True])
def test_what_is_no_object_is_no_interview(value):
    with pytest.raises(MalformedError):
        read_interview(value, fixed_line(1))
