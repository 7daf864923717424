"""Days of destruction: said before, put off, asked for by an editor, and never by a clock alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.archive import desk, offices
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import (
    additions,
    clock,
    forgetting,
    interviews,
    pairing,
    retention,
    review,
    sharing,
    versions,
)
from vault.errors import MalformedError, NotPermittedError, RefusedError
from vault.model import SpanKind, Term


@pytest.fixture(autouse=True)
def no_midnight(monkeypatch):
    """Let no day end between what a test enters and what it asks."""
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)


def day(days: int) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def log(room, days: int | None, **fields) -> str:
    given = {"destroy_after": None if days is None else day(days), "terms": ()}
    return interviews.log(room.open(REPORTER), desk.draft(**{**given, **fields})).id


def listed(room, name: str = EDITOR) -> list[tuple[str, bool]]:
    return [(view.row.id, view.is_past) for view in retention.due(room.open(name))]


def test_a_day_is_said_fourteen_days_before_in_status_and_my_work(room):
    soon, past = log(room, 14), log(room, -1)
    log(room, 15)
    log(room, None)
    assert listed(room) == listed(room, REPORTER) == [(past, True), (soon, False)]
    assert listed(room, REVIEWER) == []  # reads no security part
    editor = room.open(EDITOR)
    notices = editor.status().notices
    assert any("1 interview is past the day" in notice for notice in notices)
    assert any("within 14 days" in notice for notice in notices)
    assert [view.row.id for view in review.my_work(editor).due] == [past, soon]


def test_an_editor_asks_for_what_is_due_and_a_second_person_confirms(room):
    past = log(room, -1)
    log(room, 3)
    editor = room.open(EDITOR)
    (request,) = retention.ask_for_due(editor)
    assert (request.cause, [row.id for row in request.interviews]) == ("due", [past])
    assert retention.ask_for_due(editor) == []  # it waits already
    assert interviews.show(editor, past).cleared
    forgetting.confirm(room.open(FOUNDER), request.id)
    assert past not in dict(listed(room))


def test_who_edits_no_desk_asks_for_nothing_and_nobody_before_the_day(room):
    with pytest.raises(RefusedError):
        retention.ask_for_due(room.open(EDITOR))
    log(room, -1)
    with pytest.raises(NotPermittedError):
        retention.ask_for_due(room.open(REPORTER))


def test_a_day_is_put_off_by_author_or_editor_to_a_later_one_with_a_reason(room):
    ident = log(room, 2)
    retention.postpone(room.open(REPORTER), ident, day(90), "아직 이야기가 끝나지 않았다")
    assert listed(room) == listed(room, REPORTER) == []
    with pytest.raises(MalformedError):
        retention.postpone(room.open(EDITOR), ident, day(80), "earlier than what stands")
    with pytest.raises(MalformedError):
        retention.postpone(room.open(EDITOR), ident, "next week", "no date")
    review.refresh_renditions(room.open(EDITOR))
    assert "아직" not in str(interviews.rows(room.open(EDITOR)))


def test_a_later_interview_with_the_person_puts_the_day_off_to_its_own(room):
    first = log(room, 2)
    codename = next(r.codename for r in interviews.rows(room.open(REPORTER)) if r.id == first)
    log(room, None, person=codename)  # nothing was agreed: nothing is put off
    assert listed(room) == [(first, False)]
    log(room, 60, person=codename)
    assert listed(room) == []


@pytest.mark.parametrize("years", [73, -16])
def test_R12_R13_a_clock_that_jumped_destroys_nothing_and_is_said(room, monkeypatch, years):
    log(room, 400 if years > 0 else -365 * 20)
    room.open(EDITOR)
    jumped = datetime.now(UTC) + timedelta(days=365 * years)
    monkeypatch.setattr(clock, "now", lambda: jumped)
    editor = room.open(EDITOR)
    assert [is_past for _, is_past in listed(room)] == [True]
    with pytest.raises(RefusedError) as refusal:
        retention.ask_for_due(editor)
    assert refusal.value.rules == ("DUE-02",)
    assert refusal.value.sentence in editor.status().notices


def test_R12_who_confirms_what_is_due_has_a_clock_that_others_agree_with(room, monkeypatch):
    log(room, -1)
    (request,) = retention.ask_for_due(room.open(EDITOR))
    jumped = datetime.now(UTC) + timedelta(days=300)
    monkeypatch.setattr(clock, "now", lambda: jumped)
    with pytest.raises(RefusedError):
        forgetting.confirm(room.open(FOUNDER), request.id)


def test_what_was_decided_about_a_forgotten_interview_goes_with_it(room):
    ident = log(room, 2)
    retention.postpone(room.open(EDITOR), ident, day(30), "she asked for a month")
    request = forgetting.forget_interview(room.open(EDITOR), ident, "and then changed her mind")
    (state,) = room.open(EDITOR).state.interviews.values()
    forgetting.confirm(room.open(FOUNDER), request.id)
    assert state.postponed[0] in room.open(FOUNDER).state.removed


def test_what_was_asked_for_by_date_is_asked_again_once_more_belongs_to_it(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    one = interviews.log(reporter, desk.draft(destroy_after="2020-01-01")).id
    retention.ask_for_due(editor)
    assert retention.ask_for_due(editor) == []
    additions.add(reporter, one, "She called again.")
    (again,) = retention.ask_for_due(room.open(EDITOR))
    forgetting.confirm(room.open(REVIEWER), again.id)
    assert interviews.show(room.open(EDITOR), one).row.status == "forgotten"


@pytest.fixture
def put_off(room):
    """A removal by date was asked for, and the person joined to one with a later day."""
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    later = {"destroy_after": "2140-01-01", "terms": (Term("Chae-rin", SpanKind.PERSON),)}
    one = interviews.log(reporter, desk.draft(destroy_after="2020-01-01")).id
    two = interviews.log(reporter, desk.draft("Later.", title="B", **later)).id
    (asked,) = retention.ask_for_due(editor)
    pairing.join_persons(editor, *(interviews.show(editor, i).row.codename for i in (one, two)))
    return asked.id


def test_a_removal_by_date_is_not_confirmed_once_a_join_put_the_day_off(room, put_off):
    with pytest.raises(RefusedError, match="a later one by now"):
        forgetting.confirm(room.open(FOUNDER), put_off)


@pytest.mark.limit(97, "good", "What leaves")
def test_a_reviewer_confirms_by_date_what_a_join_put_off(room, put_off):
    """A reviewer reads no day of destruction. Whoever confirms as a reviewer what was asked for
    by date is not told that the day was put off since by joining two persons; an editor is.
    """
    assert forgetting.confirm(room.open(REVIEWER), put_off).still_here == 0


def test_of_two_versions_that_stand_the_later_day_counts(rooms):
    reporter, editor = rooms.reporter, rooms.editor
    one = interviews.log(reporter.open(), desk.draft(destroy_after="2020-01-01")).id
    rooms.exchange_all()
    sharing.share(editor.open(), one, [offices.REPORTER], security=True)
    rooms.exchange_all()
    for office, day in ((reporter, "2140-01-01"), (editor, "2021-01-01")):
        given = interviews.draft_of(office.open(), one)
        interviews.revise(office.open(), one, replace(given, destroy_after=day))
    rooms.exchange_all()
    assert len(versions.versions(editor.open(), one).standing) == 2
    assert retention.due(editor.open()) == ()
