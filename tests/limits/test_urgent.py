"""What half an hour is worth on a laptop that hears nothing, and who says that it passed."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest

from tests.archive import desk, offices
from tests.archive.urgently import HALF_HOUR, REASON, Clocks
from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REVIEWER
from vault import acts
from vault.archive import marking, members, review, stories, urgent
from vault.errors import NotPermittedError
from vault.model import Note, Part, Preset


def allow(first, second_name: str) -> str:
    members.change_roles(first, second_name, "", Preset.ADMIN)
    return urgent.propose(first).proposals[0]


@pytest.fixture(scope="module")
def built_offices(tmp_path_factory):
    before = os.umask(0o077)
    try:
        return offices.build(tmp_path_factory.mktemp("offices"))
    finally:
        os.umask(before)


@pytest.fixture
def rooms(built_offices, tmp_path):
    own = built_offices.copied(tmp_path / "rooms")
    yield own
    own.close()


@pytest.mark.limit(94, "good", "What leaves")
def test_nobody_stops_what_is_announced_on_a_laptop_that_exchanges_nothing(
    rooms, monkeypatch, tmp_path
):
    """The thirty minutes of an urgent release are worth as much as the connection. On a laptop
    that exchanges nothing they pass although nobody else can know of the announcement, and a
    hold written elsewhere stops nothing there. The screen names the colleagues of whom no device
    is known to have it; afterwards the copy is shown as released in spite of the hold, with what
    to recall.
    """
    proposal = allow(rooms.admin.open(), offices.EDITOR)
    rooms.exchange_all()
    urgent.confirm(rooms.editor.open(), proposal)
    logged = desk.marked(rooms.reporter.open(), desk.draft())
    rooms.exchange_all()
    review.refresh_renditions(rooms.admin.open())
    desk.approved(rooms.admin.open(), logged.id)
    rooms.exchange_all()
    review.hold(rooms.reporter.open(), logged.id, "Her cousin was taken.")
    clocks, editor = Clocks(monkeypatch), rooms.editor.open()
    copy = stories.prepare(editor, desk.story_of(editor, logged.id))
    told = urgent.announce(editor, copy.id, REASON, [offices.ADMIN])
    assert offices.REPORTER in told.urgent.not_heard
    clocks.pass_(HALF_HOUR)
    assert len(urgent.complete(editor, copy.id, tmp_path / "out")) == 3
    rooms.exchange_all()
    (in_spite,) = stories.copy_view(rooms.admin.open(), copy.id).urgent.in_spite_of
    assert in_spite.startswith("a hold")


@pytest.mark.limit(95, "good", "What leaves")
def test_a_changed_program_may_claim_a_half_hour_that_never_passed(room):
    """That thirty minutes passed is said by the program that announced, from the clock and from
    what its computer counted since its start. A changed program can claim both, and colleagues
    see only that its own times agree.
    """
    founder, editor, reviewer = room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)
    urgent.confirm(editor, allow(founder, EDITOR))
    interview = steps.log(founder)
    marking.mark(founder, interview)
    review.refresh_renditions(editor)
    desk.approved(reviewer, interview)
    copy = steps.prepared(editor, interview)
    urgent.announce(editor, copy.id, REASON, [REVIEWER])
    (found,) = editor.state.urgent.by_copy.values()

    def build(writing):
        return acts.UrgentReleased(
            member=writing.member, at=found.at + HALF_HOUR, desk=found.desk, copy=found.copy,
            announcement=found.entry,
            receipt=writing.seal(Part.REDACTED, found.desk, Note("A receipt.")),
        )  # fmt: skip

    with suppress(NotPermittedError):
        editor.ledger.commit(build)
    status = stories.copy_view(reviewer, copy.id).status
    assert status == "released, waiting for ratification"
