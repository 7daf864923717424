"""Marking: proposals hide, decisions count, terms always win, renditions follow what changed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import NAME, approved, decide_all, draft, in_two_languages, marked
from vault.archive import interviews, marking, persons, review, ruling
from vault.drafts import DecisionRequest, InterviewDraft, MatchRequest, QuoteDraft
from vault.errors import MalformedError, RefusedError
from vault.model import Action, Audience, Redacted, SpanKind, Term
from vault.redact.recheck import recheck

TELEPHONE = "Call me at 010-0000-0199 after dark, said Ryu Bo-hyon."


def review_text(archive, interview: str, at: int = 0) -> str:
    """Return a quote as a reviewer sees it."""
    return interviews.show(archive, interview).quotes[0].texts[at].review


def span(text: str, words: str) -> tuple[int, int]:
    """Return where words stand."""
    return text.index(words), text.index(words) + len(words)


def test_a_preview_hides_terms_and_proposals_while_words_are_typed(room):
    shown = interviews.preview(room.open(EDITOR), TELEPHONE, "en", Audience.REVIEW, (NAME,))
    assert "0199" not in shown.text
    assert "Ryu" not in shown.text
    assert {each.state for each in shown.spans} >= {"term"}


def test_a_decision_keeps_a_harmless_proposal_and_masks_what_nobody_proposed(room):
    editor = room.open(EDITOR)
    words = "The ferry at Green Landing stopped in 2021 and the goat went home."
    logged = interviews.log(editor, draft(words))
    quote = interviews.show(editor, logged.id).quotes[0].id
    start, end = span(words, "the goat")
    request = DecisionRequest(quote, "en", start, end, Action.MASK, SpanKind.DETAIL)
    marking.decide(editor, logged.id, [request])
    assert "the goat" not in review_text(editor, logged.id)


def test_keeping_never_shows_a_confirmed_term(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, draft(TELEPHONE))
    quote = interviews.show(editor, logged.id).quotes[0].id
    start, end = span(TELEPHONE, "Ryu Bo-hyon")
    marking.decide(editor, logged.id, [DecisionRequest(quote, "en", start, end, Action.KEEP)])
    assert "Ryu" not in review_text(editor, logged.id)


def test_a_decision_outside_its_text_is_refused_and_changes_nothing(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, draft())
    quote = interviews.show(editor, logged.id).quotes[0].id
    with pytest.raises(MalformedError):
        marking.decide(editor, logged.id, [DecisionRequest(quote, "en", 5, 5000)])
    assert len(interviews.history(editor, logged.id)) == 1


def test_a_word_confirmed_as_a_term_is_found_in_every_interview_of_the_desk(room):
    editor = room.open(EDITOR)
    first = marked(editor, draft("The salt lamp of Harrow Bend was gone.", terms=()))
    second = marked(editor, draft("Nobody lit the salt lamp again.", terms=()))
    quote = interviews.show(editor, first.id).quotes[0].id
    start, end = span("The salt lamp of", "salt lamp")
    as_term = DecisionRequest(quote, "en", start, end, kind=SpanKind.DETAIL, as_term=True)
    marking.decide(editor, first.id, [as_term])
    for interview in (first.id, second.id):
        assert "salt lamp" not in review_text(editor, interview)
        assert "salt lamp" not in review_text(room.open(REVIEWER), interview)


def test_translations_must_be_answered_before_marking_is_done(room):
    editor = room.open(EDITOR)
    given = in_two_languages()
    quote = given.quotes[0]
    given = InterviewDraft(
        (QuoteDraft(quote.words, "ko", quote.translations),), agreement=given.agreement
    )
    logged = interviews.log(editor, given)
    korean = Term("바퀴", SpanKind.DETAIL)
    person = interviews.show(editor, logged.id).row.codename
    persons.add_terms(editor, person, [korean])
    shown = interviews.show(editor, logged.id).quotes[0]
    english = next(t for t in shown.texts if t.language == "en")
    for text in ("Ryu Bo-hyon",):
        start, end = span(english.words, text)
        keep = DecisionRequest(shown.id, "en", start, end, Action.KEEP)
        marking.decide(editor, logged.id, [keep])
    with pytest.raises(RefusedError) as refused:
        marking.mark(editor, logged.id)
    assert refused.value.rules == ("MARK-01",)
    answers = [
        MatchRequest(w.quote, w.language, w.start, w.other_language)
        for w in interviews.unmatched(editor, logged.id)
    ]
    marking.match(editor, logged.id, answers)
    assert marking.mark(editor, logged.id).status == "in review"


def test_a_new_term_voids_only_the_approvals_that_it_touches(room):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    touched = marked(editor, draft("The blue bicycle stood by the well."))
    other = marked(editor, draft("The well froze twice that winter."))
    for logged in (touched, other):
        approved(reviewer, logged.id)
    person = interviews.show(editor, touched.id).row.codename
    persons.add_terms(editor, person, [Term("blue bicycle", SpanKind.DETAIL)])
    status = {row.id: row.status for row in interviews.rows(reviewer)}
    assert status == {touched.id: "in review", other.id: "approved"}


def test_a_new_pseudonym_elsewhere_changes_nobodys_and_voids_no_approval(room):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    named = Term("Oh Se-yang", SpanKind.PERSON, Action.PSEUDONYMISE)
    here = marked(editor, draft("Oh Se-yang kept the ferry.", terms=(named,)))
    other = marked(editor, draft("The ferry froze in that winter.", terms=()))
    approved(reviewer, here.id)
    before = review_text(reviewer, here.id)
    assert "Oh Se-yang" not in before
    person = interviews.show(editor, other.id).row.codename
    for number in range(8):
        name = f"Elsewhere{number} Nobody{number}"
        persons.add_terms(editor, person, [Term(name, SpanKind.PERSON, Action.PSEUDONYMISE)])
    assert review_text(reviewer, here.id) == before
    status = {row.id: row.status for row in interviews.rows(reviewer)}
    assert status[here.id] == "approved"
    room.close()
    shown = interviews.show(room.open(EDITOR), here.id)
    assert shown.quotes[0].texts[0].review == before
    assert not shown.stale


def test_a_term_added_by_a_reporter_makes_renditions_stale_until_an_editor_comes(room):
    editor, reviewer, reporter = room.open(EDITOR), room.open(REVIEWER), room.open(REPORTER)
    logged = marked(editor, draft("The well froze twice that winter."))
    approved(reviewer, logged.id)
    interviews.log(reporter, draft("Words.", terms=(Term("the well", SpanKind.PLACE),)))
    assert interviews.show(reviewer, logged.id).stale
    rendition = interviews.show(reviewer, logged.id).rendition
    with pytest.raises(RefusedError) as refused:
        review.approve(reviewer, logged.id, rendition)
    assert refused.value.rules == ("REV-04",)
    review.refresh_renditions(editor)
    shown = interviews.show(reviewer, logged.id)
    assert not shown.stale
    assert "the well" not in shown.quotes[0].texts[0].review.lower()


def test_another_editors_client_makes_the_same_renditions_and_writes_none(room):
    marked(room.open(EDITOR), draft())
    founder = room.open(FOUNDER)
    before = founder.ledger.store.entry_count
    assert review.refresh_renditions(founder) == 0
    assert founder.ledger.store.entry_count == before


def test_new_rules_render_again_and_void_what_they_change(room):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    logged = marked(editor, draft("My neighbour is 42 and mends nets."))
    approved(reviewer, logged.id)
    source = ruling.get_rules(editor).toml
    rule = '[[rule]]\nid = "nets"\npattern = "nets"\nkind = "detail"\n'
    ruling.set_rules(
        editor, f'{source}\n{rule}action = {{review = "mask", publication = "mask"}}\n'
    )
    shown = interviews.show(reviewer, logged.id)
    assert "nets" not in shown.quotes[0].texts[0].review
    assert shown.row.status == "in review"


def test_rules_that_do_not_load_change_nothing(room):
    editor = room.open(EDITOR)
    before = ruling.get_rules(editor).hash
    with pytest.raises(MalformedError):
        ruling.set_rules(editor, 'version = 1\n[[rule]]\nid = "x"\npattern = "("\n')
    assert ruling.get_rules(editor).hash == before


FORMS = (
    "Ryu Bo-hyon",
    "RYU BO-HYON",
    "ryu bohyon",
    "Ryu Bo-hyon's",
    "류보현",
    "류보현이",
    "류보현 씨",
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["log", "decide", "term", "mark"]), st.integers(0, 6)), max_size=6
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_no_rendition_holds_a_term_of_the_desk(room, steps):
    """Random work on one vault: whatever reviewers can open passes the strict recheck."""
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    for step, number in steps:
        rows = interviews.rows(editor)
        if step == "log" or not rows:
            words = f"At the ferry {FORMS[number]} waited, number {number}."
            interviews.log(editor, draft(words, terms=(NAME,) if number % 2 else ()))
            continue
        target = rows[number % len(rows)]
        if step == "decide":
            decide_all(editor, target.id, Action.KEEP if number % 2 else Action.MASK)
        elif step == "term":
            persons.add_terms(editor, target.codename, [NAME])
        else:
            decide_all(editor, target.id)
            marking.mark(editor, target.id)
    review.refresh_renditions(editor)
    registry = editor.library.registry(next(iter(editor.state.desks)))
    for interview in reviewer.state.interviews.values():
        current = reviewer.state.rendition(interview)
        if current is None or reviewer.library.rendition(interview) is None:
            continue
        assert reviewer.state.is_fresh(interview.desk, current)
        part = reviewer.ledger.read(current.redacted, Redacted)
        for text in (t for q in part.quotes for t in q.texts):
            assert recheck(text.review, registry) == ()
            assert recheck(text.publication, registry) == ()
    room.close()


def test_finishing_once_more_writes_nothing_and_keeps_the_approval(room):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    one = marked(editor, draft("The well froze twice that winter."))
    approved(reviewer, one.id)
    before = interviews.history(editor, one.id)
    assert marking.mark(editor, one.id).status == "approved"
    assert interviews.history(editor, one.id) == before
