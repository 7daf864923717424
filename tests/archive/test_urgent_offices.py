"""Urgent releases between three computers: stops that come in time, and those that do not."""

from __future__ import annotations

import pytest

from tests.archive import desk, offices
from tests.archive.urgently import HALF_HOUR, REASON, Clocks
from vault.archive import members, review, stories, urgent
from vault.errors import RefusedError
from vault.model import Preset


@pytest.fixture
def clocks(monkeypatch):
    return Clocks(monkeypatch)


@pytest.fixture
def announced(rooms, clocks):
    """The reporter's interview, approved by the admin, in a copy that the editor announced.

    Nobody but the editor knows of the announcement yet. The reporter reviews for the desk too.
    """
    members.change_roles(rooms.admin.open(), offices.EDITOR, "", Preset.ADMIN)
    proposal = urgent.propose(rooms.admin.open()).proposals[0]
    rooms.exchange_all()
    assert urgent.confirm(rooms.editor.open(), proposal).state == "on"
    logged = desk.marked(rooms.reporter.open(), desk.draft())
    rooms.exchange_all()
    review.refresh_renditions(rooms.admin.open())
    desk.approved(rooms.admin.open(), logged.id)
    rooms.exchange_all()
    editor = rooms.editor.open()
    copy = stories.prepare(editor, desk.story_of(editor, logged.id))
    view = urgent.announce(editor, copy.id, REASON, [offices.ADMIN])
    return copy.id, logged.id, view


def urgent_of(office: offices.Office, copy: str):
    return stories.copy_view(office.open(), copy).urgent


def test_the_screen_says_whose_computers_have_not_heard(rooms, announced):
    copy, _, view = announced
    assert view.urgent.not_heard == tuple(sorted((offices.ADMIN, offices.REPORTER)))
    rooms.reporter.receive(rooms.editor.send())
    assert any("announced" in n for n in rooms.reporter.open().status().notices)
    review.remark(
        rooms.reporter.open(), announced[1],
        rooms.reporter.open().state.copies[bytes.fromhex(copy)].renditions[0].hex(), "I am here.",
    )  # fmt: skip
    rooms.editor.receive(rooms.reporter.send())
    assert urgent_of(rooms.editor, copy).not_heard == (offices.ADMIN,)


def test_a_hold_from_another_computer_stops_it_when_it_comes_in_time(
    rooms, announced, clocks, tmp_path
):
    copy, interview, _ = announced
    review.hold(rooms.reporter.open(), interview, "Her cousin was taken.")
    clocks.pass_(HALF_HOUR)
    rooms.editor.receive(rooms.reporter.send())
    with pytest.raises(RefusedError) as refused:
        urgent.complete(rooms.editor.open(), copy, tmp_path / "out")
    assert refused.value.rules == ("URG-13",)
    rooms.exchange_all()
    for office in rooms.all():
        assert urgent_of(office, copy).state == "stopped"
        assert office.open().state.refused == []


@pytest.mark.parametrize("knew", [True, False], ids=["heard of it", "heard nothing"])
def test_a_hold_that_comes_too_late_shows_it_as_released_in_spite_and_what_to_recall(
    rooms, announced, clocks, tmp_path, knew
):
    copy, interview, _ = announced
    if knew:
        rooms.reporter.receive(rooms.editor.send())
    review.hold(rooms.reporter.open(), interview, "Her cousin was taken.")
    clocks.pass_(HALF_HOUR)
    editor = rooms.editor.open()
    assert len(urgent.complete(editor, copy, tmp_path / "out")) == 3
    stories.outcome(editor, copy, "printed", outlet="The Strait", date="2026-04-01")
    rooms.exchange_all()
    for office in rooms.all():
        view = stories.copy_view(office.open(), copy)
        assert view.status == "printed"
        (in_spite,) = view.urgent.in_spite_of
        assert in_spite.startswith(f"a hold: {offices.REPORTER}")
        assert view.urgent.recall == ("The Strait, 2026-04-01",)
        assert any("has to be recalled" in notice for notice in office.open().status().notices)
        assert office.open().state.refused == []
    stories.outcome(editor, copy, "recalled", reason="Her cousin was taken.")
    assert urgent_of(rooms.editor, copy).recall == ()


def test_switching_it_off_at_another_computer_stops_it_once_that_is_known(
    rooms, announced, clocks, tmp_path
):
    copy, _, _ = announced
    rooms.admin.receive(rooms.editor.send())
    urgent.switch_off(rooms.admin.open())
    clocks.pass_(HALF_HOUR)
    rooms.editor.receive(rooms.admin.send())
    with pytest.raises(RefusedError) as refused:
        urgent.complete(rooms.editor.open(), copy, tmp_path / "out")
    assert refused.value.rules == ("URG-13",)


def test_a_colleague_at_another_computer_ratifies_what_left(rooms, announced, clocks, tmp_path):
    copy, _, _ = announced
    clocks.pass_(HALF_HOUR)
    urgent.complete(rooms.editor.open(), copy, tmp_path / "out")
    rooms.exchange_all()
    with pytest.raises(RefusedError):
        urgent.ratify(rooms.reporter.open(), copy, agreed=True)  # who wrote the words
    urgent.ratify(rooms.admin.open(), copy, agreed=True)
    rooms.exchange_all()
    for office in rooms.all():
        assert urgent_of(office, copy).state == "ratified"
