"""Combining agreements: a quote's own may be stricter than its interview's, never looser."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.agreement import (
    HOUSE_SENTENCES,
    LOOSER_RULE,
    agreed_line,
    looser_fields,
    people_under_lines,
    printed_line,
    refuse_looser,
    stricter,
)
from vault.errors import RefusedError
from vault.model import Agreement, AnonymousFrom, Attribution, PersonId, Scope

BACKGROUND = Agreement(
    attribution=Attribution.BACKGROUND,
    lines=(("en", "a trader in the north"), ("ko", "북부의 상인")),
    scopes=(Scope.ARCHIVE, Scope.QUOTE, Scope.PARAPHRASE),
    anonymous_from=(AnonymousFrom.STATE,),
)


def changed(**fields):
    return Agreement(
        **{name: getattr(BACKGROUND, name) for name in Agreement.__struct_fields__} | fields
    )


agreements = st.builds(
    Agreement,
    attribution=st.sampled_from(Attribution),
    lines=st.lists(
        st.tuples(st.sampled_from(["en", "ko", "fr"]), st.sampled_from(["a trader", "주민", "x"])),
        max_size=3,
        unique_by=lambda pair: pair[0],
    ).map(tuple),
    scopes=st.sets(st.sampled_from(Scope)).map(lambda found: tuple(s for s in Scope if s in found)),
    anonymous_from=st.sets(st.sampled_from(AnonymousFrom)).map(tuple),
    embargo_until=st.none() | st.dates().map(date.isoformat) | st.just("some day"),
    embargo_event=st.none() | st.sampled_from(["the trial", "the report"]),
)


@pytest.mark.parametrize("attribution", Attribution)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_house_has_a_sentence_for_each_attribution_in_each_language(attribution, language):
    assert HOUSE_SENTENCES[attribution][language].endswith(".")


def test_house_sentences_differ_from_each_other():
    for language in ("en", "ko"):
        assert len({HOUSE_SENTENCES[found][language] for found in Attribution}) == len(Attribution)


def test_house_sentences_cannot_be_changed_at_run_time():
    with pytest.raises(TypeError):
        HOUSE_SENTENCES[Attribution.OFF_RECORD]["en"] = "Print it."


def test_a_quote_without_its_own_agreement_has_its_interviews():
    assert stricter(BACKGROUND, None) is BACKGROUND


def test_a_quotes_stricter_attribution_wins():
    own = changed(attribution=Attribution.DEEP_BACKGROUND, lines=())
    assert stricter(BACKGROUND, own).attribution is Attribution.DEEP_BACKGROUND
    assert looser_fields(BACKGROUND, own) == ()


def test_a_quotes_looser_attribution_loses_and_is_told():
    own = changed(attribution=Attribution.ON_RECORD)
    assert stricter(BACKGROUND, own).attribution is Attribution.BACKGROUND
    assert looser_fields(BACKGROUND, own) == ("attribution",)


def test_off_the_record_under_nothing_agreed_is_not_looser():
    own = Agreement(attribution=Attribution.OFF_RECORD)
    assert looser_fields(Agreement(), own) == ()
    assert stricter(Agreement(), own).attribution is Attribution.OFF_RECORD


def test_background_words_never_get_the_line_agreed_for_the_record():
    on_record = changed(attribution=Attribution.ON_RECORD, lines=(("en", "Han Bok-rye, trader"),))
    inherited = stricter(on_record, changed(lines=()))
    copied = stricter(on_record, changed(lines=(("en", "han bok-rye,  trader"),)))
    own = stricter(on_record, changed(lines=(("en", "a trader"),)))
    assert agreed_line(inherited, "en") == ""
    assert agreed_line(copied, "en") == ""
    assert agreed_line(own, "en") == "a trader"


def test_a_quotes_own_lines_replace_the_interviews_altogether():
    own = changed(lines=(("en", "a woman in the north"),))
    combined = stricter(BACKGROUND, own)
    assert agreed_line(combined, "en") == "a woman in the north"
    assert agreed_line(combined, "ko") == ""


def test_a_line_in_a_language_the_interview_lacks_is_looser():
    own = changed(lines=(("fr", "une commerçante"),))
    assert looser_fields(BACKGROUND, own) == ("lines",)
    assert agreed_line(stricter(BACKGROUND, own), "fr") == ""


def test_scopes_of_both_count():
    own = changed(scopes=(Scope.ARCHIVE, Scope.PARAPHRASE, Scope.COURT))
    assert stricter(BACKGROUND, own).scopes == (Scope.ARCHIVE, Scope.PARAPHRASE)
    assert looser_fields(BACKGROUND, own) == ("scopes",)


def test_anonymity_towards_either_counts_and_dropping_one_is_looser():
    own = changed(anonymous_from=(AnonymousFrom.FAMILY,))
    combined = stricter(BACKGROUND, own)
    assert set(combined.anonymous_from) == {AnonymousFrom.STATE, AnonymousFrom.FAMILY}
    assert looser_fields(BACKGROUND, own) == ("anonymous_from",)
    assert looser_fields(BACKGROUND, changed(anonymous_from=(AnonymousFrom.NOBODY,))) == (
        "anonymous_from",
    )


def test_the_later_embargo_counts_and_an_earlier_one_is_looser():
    interview = changed(embargo_until="2027-03-01")
    assert stricter(interview, changed(embargo_until="2027-05-01")).embargo_until == "2027-05-01"
    assert stricter(interview, changed(embargo_until="2027-01-01")).embargo_until == "2027-03-01"
    assert looser_fields(interview, changed(embargo_until="2027-01-01")) == ("embargo_until",)
    assert stricter(interview, changed(embargo_until=None)).embargo_until == "2027-03-01"


def test_an_embargo_that_is_no_date_outlasts_every_date():
    assert stricter(changed(embargo_until="soon"), changed(embargo_until="2099-01-01")) == changed(
        embargo_until="soon"
    )


def test_every_event_is_waited_for():
    combined = stricter(changed(embargo_event="the trial"), changed(embargo_event="the report"))
    assert combined.embargo_event == "the trial; the report"
    assert stricter(BACKGROUND, changed(embargo_event="the trial")).embargo_event == "the trial"


def test_limits_of_both_are_kept():
    combined = stricter(changed(limits="no photographs"), changed(limits="not before harvest"))
    assert combined.limits == "no photographs; not before harvest"


def test_logging_a_looser_quote_is_refused_by_name_without_values():
    with pytest.raises(RefusedError) as refused:
        refuse_looser(BACKGROUND, changed(attribution=Attribution.ON_RECORD))
    assert refused.value.rules == (LOOSER_RULE,)
    assert "attribution" in refused.value.sentence
    assert "trader" not in refused.value.sentence


def test_an_equal_agreement_is_not_looser():
    refuse_looser(BACKGROUND, BACKGROUND)
    refuse_looser(BACKGROUND, None)


@pytest.mark.parametrize(
    ("line", "asked", "found"),
    [
        ("en", "en", True),
        ("en", "en-GB", True),
        ("en-GB", "en", True),
        ("EN-gb", "en-GB", True),
        ("en", "eng", False),
        ("zh-Hans", "zh-Hant", False),
        ("ko", "en", False),
    ],
)
def test_a_line_serves_its_language_and_its_regions(line, asked, found):
    agreement = Agreement(attribution=Attribution.BACKGROUND, lines=((line, "a trader"),))
    assert agreed_line(agreement, asked) == ("a trader" if found else "")


@pytest.mark.parametrize(
    "attribution",
    [Attribution.NOT_AGREED, Attribution.DEEP_BACKGROUND, Attribution.OFF_RECORD],
)
def test_nothing_is_printed_below_what_has_no_attribution(attribution):
    assert printed_line(changed(attribution=attribution), "en") == ""


def test_people_are_counted_by_line():
    ana, ben = PersonId(b"a" * 16), PersonId(b"b" * 16)
    counts = people_under_lines([("residents", ana), ("residents", ben), ("x", ana), ("x", ana)])
    assert counts == {"residents": 2, "x": 1}


@given(agreements, agreements)
def test_a_combination_is_never_looser_than_its_interview(interview, quote):
    combined = stricter(interview, quote)
    found = set(looser_fields(interview, combined))
    # Lines under another attribution belong to the quote alone.
    assert found <= {"lines"} if combined.attribution is not interview.attribution else not found


@given(agreements, agreements)
def test_combining_twice_changes_nothing(interview, quote):
    combined = stricter(interview, quote)
    again = stricter(combined, combined)
    assert (again.attribution, again.scopes, again.lines, again.embargo_until) == (
        combined.attribution,
        combined.scopes,
        combined.lines,
        combined.embargo_until,
    )


def test_the_line_of_a_looser_quote_is_never_printed():
    named = changed(attribution=Attribution.ON_RECORD, lines=(("en", "Aud Fjeldheim"),))
    assert printed_line(stricter(BACKGROUND, named), "en") == "a trader in the north"
