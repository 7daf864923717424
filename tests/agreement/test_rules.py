"""Every rule between a quote and a copy: what it refuses, what it asks for, what never leaves."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from vault.agreement import (
    QuoteFacts,
    is_plural,
    may_leave,
    prints_codename,
    refusals,
    verdicts,
)
from vault.model import Agreement, AnonymousFrom, Attribution, Purpose, Scope

TODAY = date(2026, 11, 23)
AGREED = Agreement(
    attribution=Attribution.BACKGROUND,
    lines=(("en", "a trader in the north"), ("ko", "북부의 상인")),
    scopes=tuple(Scope),
    anonymous_from=(AnonymousFrom.STATE,),
)
GOOD = QuoteFacts(
    interview_agreement=AGREED,
    quote_agreement=None,
    purpose=Purpose.PUBLISH,
    language="en",
    paraphrase=False,
    translated=False,
    translation_outdated=False,
    line="a trader in the north",
    people_under_line=1,
    events_recorded=False,
    held=False,
    withdrawn=False,
    marked=True,
    undecided=0,
    rendition_stale=False,
    rendition_approved=True,
    approved_by_author=False,
    versions=1,
    codename_printed=False,
)


def facts(**changes):
    return replace(GOOD, **changes)


def agreement(**changes):
    return replace(AGREED, **changes)


def refused(found_facts, today=TODAY):
    return [verdict.rule for verdict in refusals(verdicts(found_facts, today))]


def test_a_quote_in_order_may_leave():
    found = verdicts(GOOD, TODAY)
    assert may_leave(found)
    assert refusals(found) == ()


def test_every_rule_answers_once_in_order_and_asks_for_something_when_it_refuses():
    names = [verdict.rule for verdict in verdicts(GOOD, TODAY)]
    assert names == [f"AGR-{number:02}" for number in range(1, 24)]
    worst = facts(
        interview_agreement=Agreement(embargo_until="2027-01-01", embargo_event="the trial"),
        held=True,
        withdrawn=True,
        marked=False,
    )
    for verdict in refusals(verdicts(worst, TODAY)):
        assert verdict.needs
        assert verdict.sentence.endswith(".")


def test_no_verdicts_at_all_allow_nothing():
    assert not may_leave(())


ALONE = {
    "AGR-01": facts(interview_agreement=agreement(attribution=Attribution.NOT_AGREED)),
    "AGR-02": facts(interview_agreement=agreement(attribution=Attribution.OFF_RECORD)),
    "AGR-03": facts(interview_agreement=agreement(attribution=Attribution.DEEP_BACKGROUND)),
    "AGR-04": facts(language="fr", line=""),
    "AGR-05": facts(interview_agreement=agreement(scopes=(Scope.ARCHIVE, Scope.PARAPHRASE))),
    "AGR-06": facts(
        interview_agreement=agreement(scopes=(Scope.ARCHIVE, Scope.QUOTE)), paraphrase=True
    ),
    "AGR-07": facts(
        interview_agreement=agreement(scopes=(Scope.ARCHIVE, Scope.QUOTE)), translated=True
    ),
    "AGR-08": facts(
        interview_agreement=agreement(scopes=(Scope.ARCHIVE, Scope.QUOTE)), purpose=Purpose.COURT
    ),
    "AGR-09": facts(interview_agreement=agreement(embargo_until="2026-11-24")),
    "AGR-10": facts(interview_agreement=agreement(embargo_event="the trial")),
    "AGR-11": facts(
        interview_agreement=agreement(lines=(("en", "sources in the north"),)),
        line="sources in the north",
    ),
    "AGR-12": facts(held=True),
    "AGR-13": facts(withdrawn=True),
    "AGR-14": facts(marked=False),
    "AGR-15": facts(rendition_stale=True),
    "AGR-16": facts(rendition_approved=False),
    "AGR-17": facts(undecided=1),
    "AGR-18": facts(approved_by_author=True),
    "AGR-19": facts(versions=2),
    "AGR-20": facts(codename_printed=True),
    "AGR-21": facts(translated=True, translation_outdated=True),
    "AGR-22": facts(too_few_know=True),
    "AGR-23": facts(too_many_know=True),
}


@pytest.mark.parametrize("rule", ALONE)
def test_each_rule_alone_stops_a_quote(rule):
    assert refused(ALONE[rule]) == [rule]


def test_deep_background_leaves_only_as_an_unattributed_paraphrase():
    deep = agreement(attribution=Attribution.DEEP_BACKGROUND)
    assert refused(facts(interview_agreement=deep, paraphrase=True, line="")) == []
    assert refused(facts(interview_agreement=deep, paraphrase=True)) == ["AGR-03"]
    assert refused(facts(interview_agreement=deep, line="")) == ["AGR-03"]


def test_a_copy_may_print_no_other_line_than_the_agreed_one():
    assert refused(facts(line="a trader in Hyesan")) == ["AGR-04"]
    assert refused(facts(line="a trader in Hyesan", paraphrase=True)) == ["AGR-04"]
    assert refused(facts(language="ko", line="북부의 상인")) == []
    assert refused(facts(language="ko")) == ["AGR-04"]


def test_words_need_their_line_and_a_paraphrase_may_go_without():
    assert refused(facts(line="")) == ["AGR-04"]
    assert refused(facts(line="", paraphrase=True)) == []


@pytest.mark.parametrize(
    ("purpose", "scope"),
    [
        (Purpose.BROADCAST, Scope.BROADCAST),
        (Purpose.SHARE, Scope.SHARE),
        (Purpose.COURT, Scope.COURT),
    ],
)
def test_each_purpose_needs_its_own_consent_and_the_form_of_the_words(purpose, scope):
    only_scope = agreement(scopes=(Scope.ARCHIVE, scope))
    both = agreement(scopes=(Scope.ARCHIVE, Scope.QUOTE, scope))
    assert refused(facts(interview_agreement=only_scope, purpose=purpose)) == ["AGR-05"]
    assert refused(facts(interview_agreement=both, purpose=purpose)) == []


def test_consent_of_the_quote_counts_beside_the_interviews():
    own = agreement(scopes=(Scope.ARCHIVE, Scope.PARAPHRASE))
    assert refused(facts(quote_agreement=own)) == ["AGR-05"]


@pytest.mark.parametrize(
    ("today", "rules"),
    [(date(2027, 2, 28), ["AGR-09"]), (date(2027, 3, 1), []), (date(2027, 3, 2), [])],
)
def test_an_embargo_ends_on_its_day(today, rules):
    assert refused(facts(interview_agreement=agreement(embargo_until="2027-03-01")), today) == rules


@pytest.mark.parametrize("value", ["", "2026", "20260101", "2026-13-01", "soon", "2026-W01-1"])
def test_an_embargo_that_is_no_date_never_ends(value):
    found = facts(interview_agreement=agreement(embargo_until=value))
    assert refused(found, date.max) == ["AGR-09"]


def test_an_event_ends_an_embargo_once_it_is_recorded():
    waiting = agreement(embargo_event="the trial")
    assert refused(facts(interview_agreement=waiting, events_recorded=True)) == []


def test_two_people_may_be_sources():
    many = agreement(lines=(("en", "sources in the north"),))
    found = facts(interview_agreement=many, line="sources in the north", people_under_line=2)
    assert refused(found) == []


@pytest.mark.parametrize(
    "line",
    [
        "sources in North Hamgyong",
        "two Sources close to the army",
        "residents of the border region",
        "Several local traders",
        "people familiar with the matter",
        "according to several former officials",
        "함경북도 소식통들",
        "함경북도 주민들",
        "복수의 소식통",
        "여러 소식통에 따르면",
        "North Korean officials",
        "according to high-ranking officials",
        "the retired border guards",
        "Four residents",
        "2 residents of the border region",
        "a group of traders",
        "sour\u200bces in the north",
        "ｓｏｕｒｃｅｓ",
        "두 명의 소식통",
        "복수 소식통",
        "다수의 주민",
        "함경북도 주민 두 명",
        "광부들",
    ],
)
def test_lines_that_claim_many_are_recognised(line):
    assert is_plural(line)


@pytest.mark.parametrize(
    "line",
    [
        "a source in North Hamgyong",
        "a resident of the border region",
        "a person close to officials",
        "a former official",
        "함경북도 소식통",
        "함경북도 주민 한 사람",
        "들판에서 일하는 농민",
        "군인들에게 물건을 파는 상인",
        "자녀 두 명을 키우는 여성",
        "a people's committee official",
        "women’s union member",
        "a trader supplying soldiers",
        "Trader who sells to officials",
        "resource worker",
        "",
    ],
)
def test_lines_that_speak_of_one_are_left_alone(line):
    assert not is_plural(line)


def test_the_policy_for_one_person_allows_their_own_approval():
    assert refused(facts(approved_by_author=True, own_approval_allowed=True)) == []


def test_a_newsroom_may_allow_codenames():
    assert refused(facts(codename_printed=True, codenames_allowed=True)) == []


def test_an_outdated_translation_does_not_stop_the_original():
    assert refused(facts(translated=False, translation_outdated=True)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amber Heron said", True),
        ("amber-heron's words", True),
        ("AMBERHERON", True),
        ("amber\nheron", True),
        ("a chamber, heron", False),
        ("amber her", False),
    ],
)
def test_codenames_are_found_in_any_spelling(text, found):
    assert prints_codename("amber heron", ["first", text]) is found


def test_an_empty_codename_stands_nowhere():
    assert not prints_codename("", ["anything"])


any_agreement = st.builds(
    Agreement,
    attribution=st.sampled_from(Attribution),
    lines=st.sampled_from([(), (("en", "a trader"),), (("en", "sources"), ("ko", "상인"))]),
    scopes=st.sets(st.sampled_from(Scope)).map(lambda found: tuple(s for s in Scope if s in found)),
    anonymous_from=st.sets(st.sampled_from(AnonymousFrom)).map(tuple),
    embargo_until=st.sampled_from([None, "2026-11-23", "2026-11-24", "x"]),
    embargo_event=st.sampled_from([None, "the trial"]),
)
mostly = st.sampled_from([True, True, True, False])
any_facts = st.builds(
    QuoteFacts,
    interview_agreement=any_agreement,
    quote_agreement=st.none() | any_agreement,
    purpose=st.sampled_from(Purpose),
    language=st.sampled_from(["en", "ko", "fr"]),
    paraphrase=st.booleans(),
    translated=st.booleans(),
    translation_outdated=mostly.map(lambda good: not good),
    line=st.sampled_from(["", "a trader", "sources", "상인"]),
    people_under_line=st.integers(0, 3),
    events_recorded=st.booleans(),
    held=mostly.map(lambda good: not good),
    withdrawn=mostly.map(lambda good: not good),
    marked=mostly,
    undecided=st.sampled_from([0, 0, 1]),
    rendition_stale=mostly.map(lambda good: not good),
    rendition_approved=mostly,
    approved_by_author=mostly.map(lambda good: not good),
    versions=st.sampled_from([1, 1, 2]),
    codename_printed=mostly.map(lambda good: not good),
    own_approval_allowed=st.booleans(),
    codenames_allowed=st.booleans(),
)


@given(any_facts, st.dates(), st.sampled_from([Attribution.NOT_AGREED, Attribution.OFF_RECORD]))
def test_nothing_not_agreed_or_off_the_record_ever_leaves(found, today, attribution):
    interview = replace(found.interview_agreement, attribution=attribution)
    assert not may_leave(verdicts(replace(found, interview_agreement=interview), today))
    own = replace(found.quote_agreement or Agreement(), attribution=attribution)
    assert not may_leave(verdicts(replace(found, quote_agreement=own), today))


# Facts in order but for what the agreement itself decides, so that many examples do leave.
near_agreement = st.builds(
    Agreement,
    attribution=st.sampled_from([*Attribution, Attribution.ON_RECORD, Attribution.BACKGROUND]),
    lines=st.sampled_from([(("en", "a trader"),), (), (("en", "sources"), ("ko", "상인"))]),
    scopes=st.sampled_from([tuple(Scope), tuple(Scope), (Scope.ARCHIVE, Scope.QUOTE), ()]),
    embargo_until=st.sampled_from([None, None, None, "2026-11-23", "2026-11-24", "x"]),
    embargo_event=st.sampled_from([None, None, None, "the trial"]),
)
near_facts = st.builds(
    lambda interview, paraphrase, line, people, recorded: facts(
        interview_agreement=interview,
        paraphrase=paraphrase,
        line=line,
        people_under_line=people,
        events_recorded=recorded,
    ),
    near_agreement,
    st.booleans(),
    st.sampled_from(["", "a trader", "sources"]),
    st.integers(1, 2),
    st.booleans(),
)
LADDER = (
    Attribution.ON_RECORD,
    Attribution.BACKGROUND,
    Attribution.DEEP_BACKGROUND,
    Attribution.NOT_AGREED,
    Attribution.OFF_RECORD,
)
LATER = {None: (None, "2026-11-24", "x"), "2026-11-23": ("2026-11-23", "2026-11-24", "x")}


def stricter_agreement(data, start):
    """Draw an agreement that is stricter than `start` in some points and equal in the others."""
    dropped = data.draw(st.sampled_from([*Scope, None, None, None]))
    keeps_lines = data.draw(st.sampled_from([True, True, False]))
    return replace(
        start,
        attribution=data.draw(st.sampled_from(LADDER[LADDER.index(start.attribution) :])),
        lines=start.lines if keeps_lines else (),
        scopes=tuple(scope for scope in start.scopes if scope is not dropped),
        embargo_until=data.draw(st.sampled_from(LATER.get(start.embargo_until, ("x",)))),
        embargo_event=start.embargo_event or data.draw(st.sampled_from([None, "the trial"])),
    )


@settings(max_examples=400)
@given(near_facts, st.data())
def test_a_stricter_interview_agreement_never_turns_a_refusal_into_an_allowance(found, data):
    tighter = stricter_agreement(data, found.interview_agreement)
    if may_leave(verdicts(replace(found, interview_agreement=tighter), TODAY)):
        assert may_leave(verdicts(found, TODAY))


@settings(max_examples=400)
@given(near_facts, st.data())
def test_a_stricter_quote_agreement_never_turns_a_refusal_into_an_allowance(found, data):
    own = stricter_agreement(data, found.interview_agreement)
    if may_leave(verdicts(replace(found, quote_agreement=own), TODAY)):
        assert may_leave(verdicts(found, TODAY))


@given(near_facts, near_agreement)
def test_no_quote_agreement_whatever_lets_out_what_its_interviews_keeps_in(found, own):
    # Its own line may be another, so only what holds without any line is compared.
    if may_leave(verdicts(replace(found, quote_agreement=own), TODAY)):
        assert set(refused(found)) <= {"AGR-04"}


def test_the_drawn_facts_do_leave_often_enough_to_mean_something():
    seen = []

    @settings(max_examples=300)
    @given(near_facts)
    def look(found):
        seen.append(may_leave(verdicts(found, TODAY)))

    look()
    assert sum(seen) >= 15
