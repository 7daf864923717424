"""A term says how far it reaches, and one act protects in all those interviews."""

from __future__ import annotations

import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import approved, decide_all, draft
from vault.archive import interviews, marking, persons
from vault.errors import MalformedError
from vault.model import Action, SpanKind, Term

LANTERN = Term("Han Bok-rye", SpanKind.PERSON)


def kept(archive, words):
    """Log words, keep all that is proposed, finish marking."""
    logged = interviews.log(archive, draft(words, terms=()))
    decide_all(archive, logged.id, Action.KEEP)
    return marking.mark(archive, logged.id)


def texts(archive, logged):
    return [t.review for t in interviews.show(archive, logged.id).quotes[0].texts]


def test_one_act_protects_in_every_interview_and_has_approved_ones_reviewed_again(room):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    words = (
        "The lantern of han bokrye went out.",
        "한복례가 왔다.",
        "Then Bok-rye laughed.",
        "Mrs Han was late, K. said.",
        "Nobody else came.",
    )
    logged = [kept(editor, each) for each in words]
    for each in logged:
        approved(reviewer, each.id)
    whose = interviews.show(editor, logged[0].id).row.codename
    (found,) = persons.reach(editor, whose, [LANTERN])
    assert found.interviews == found.approved == 3
    assert (found.possible, found.unread) == (1, 0)
    persons.add_terms(editor, whose, [LANTERN])
    for each in logged[:3]:
        assert not any(n in t for t in texts(reviewer, each) for n in ("bokrye", "복례", "Bok"))
    status = {row.id: row.status for row in interviews.rows(reviewer)}
    assert [status[each.id] for each in logged[:3]] == ["in review"] * 3
    assert status[logged[4].id] == "approved"
    assert persons.reach(editor, whose, [LANTERN])[0].approved == 0


def test_a_reporter_learns_of_their_own_interviews_alone(room):
    founder, reporter = room.open(FOUNDER), room.open(REPORTER)
    kept(founder, "Han Bok-rye put the lantern out.")
    mine = interviews.log(reporter, draft("Han Bok-rye came.", terms=()))
    whose = interviews.show(reporter, mine.id).row.codename
    (found,) = persons.reach(reporter, whose, [LANTERN])
    assert found.interviews == 1


def test_a_term_without_letters_is_refused(room):
    editor = room.open(EDITOR)
    logged = interviews.log(editor, draft("The lantern went out.", terms=()))
    whose = interviews.show(editor, logged.id).row.codename
    with pytest.raises(MalformedError):
        persons.reach(editor, whose, [Term("—", SpanKind.PERSON)])
