"""Urgent releases for the tests: two admins allow them, clocks that tests move, what stops them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.archive.conftest import DESK, EDITOR, FOUNDER, REVIEWER
from tests.archive.desk import approved, prepared
from tests.archive.test_forged_acts import newest
from vault.archive import clock, interviews, members, persons, review, stories, urgent
from vault.archive.session import Archive
from vault.archive.views import CopyView
from vault.model import Attribution, Preset, SpanKind, Term

REASON = "The hearing was moved to tonight; 내일이면 늦는다."
HALF_HOUR = 30 * 60 + 1  # what a computer counts is rounded down


class Clocks:
    """The clock that people set, and what the computer counts since its start."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.set_by, self.counted = timedelta(), 5000
        now = clock.now

        def moved() -> datetime:
            return now() + self.set_by

        patch.setattr(clock, "now", moved)
        patch.setattr(clock, "steady", lambda: self.counted)

    def pass_(self, seconds: int) -> None:
        """Let time pass, for both."""
        self.set(seconds)
        self.counted += seconds

    def set(self, seconds: int) -> None:
        """Set the clock that people set."""
        self.set_by += timedelta(seconds=seconds)


def allow(first: Archive, second: Archive) -> None:
    """Make the second an admin as well, and let both allow urgent releases."""
    members.change_roles(first, second.me.name, "", Preset.ADMIN)
    proposal = urgent.propose(first).proposals[0]
    assert urgent.confirm(second, proposal).state == "on"


def allowed(room) -> tuple[Archive, Archive, Archive]:
    """Return founder (who writes), editor (who prepares), reviewer; urgent releases are allowed."""
    desk = room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)
    allow(desk[0], desk[1])
    return desk


def announced(desk: tuple[Archive, Archive, Archive]) -> CopyView:
    """Prepare a copy and announce it; the reviewer could not be reached."""
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    return urgent.announce(editor, copy.id, REASON, [REVIEWER])


# --- what stops a copy ----------------------------------------------------------------------


def hold(desk, interview):
    review.hold(desk[2], interview, "Her cousin was taken.")


def withdraw(desk, interview):
    review.withdraw(desk[0], interview, "She asked us to.")


def confirm_a_term(desk, _interview):
    person = newest(desk[0]).person.hex()
    persons.add_terms(desk[0], person, [Term("wheel", SpanKind.DETAIL)])


def agree_otherwise(**changed):
    """Return what turns the agreement stricter, all of it approved again."""

    def act(desk, interview):
        writer, _, reviewer = desk
        given = interviews.draft_of(writer, interview)
        stricter = replace(given, agreement=replace(given.agreement, **changed), marked=True)
        interviews.revise(writer, interview, stricter)
        approved(reviewer, interview)

    return act


def tell_another_story(desk, _interview):
    reviewer = desk[2]
    (known,) = stories.stories(reviewer)
    picks = tuple((p.interview, p.quote, p.language) for p in known.picks)
    again = stories.StoryDraft("Another winter", languages=("en",), picks=picks)
    stories.save_story(reviewer, again, known.id)


def take_the_role(desk, _interview):
    members.change_roles(desk[0], EDITOR, DESK, None)


def switch_off(desk, _interview):
    urgent.switch_off(desk[0])


STOPS = {
    "AGR-12": hold, "AGR-13": withdraw, "AGR-16": confirm_a_term, "COPY-03": tell_another_story,
    "AGR-02": agree_otherwise(attribution=Attribution.OFF_RECORD),
    "AGR-09": agree_otherwise(embargo_until="2099-01-01"),
}  # fmt: skip
