"""Urgent releases on one computer: the switch, announcing, ratifying afterwards."""

from __future__ import annotations

import pytest

from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import approved, draft, marked, prepared, story_of
from tests.archive.test_forged_acts import newest
from tests.archive.urgently import (
    HALF_HOUR,
    REASON,
    STOPS,
    Clocks,
    allowed,
    announced,
    hold,
    tell_another_story,
)
from vault.archive import (
    forgetting,
    interviews,
    members,
    review,
    stories,
    urgent,
)
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError
from vault.model import (
    PolicyPreset,
    Preset,
)


@pytest.fixture
def clocks(monkeypatch):
    return Clocks(monkeypatch)


@pytest.fixture
def desk(room):
    """Founder (who writes, admin), editor (who prepares, admin), reviewer; the switch is on."""
    return allowed(room)


def rules_of(refused) -> tuple[str, ...]:
    return refused.value.rules


# --- the switch ----------------------------------------------------------------------------


def test_it_is_off_by_default_and_no_preset_switches_it_on(room):
    writer, editor, reviewer = room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)
    for preset in PolicyPreset:
        members.set_policy(writer, preset)
        assert urgent.switch(writer).state == "off"
    members.set_policy(writer, PolicyPreset.SMALL_DESK)
    copy = prepared(writer, reviewer, editor)
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, copy.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-04",)


def test_one_admin_alone_is_told_what_it_takes(room):
    with pytest.raises(RefusedError) as refused:
        urgent.propose(room.open(FOUNDER))
    assert rules_of(refused) == ("URG-02",)
    assert urgent.switch(room.open(FOUNDER)).impossible == refused.value.sentence


def test_a_vault_for_one_has_its_second_reading_instead(tmp_path):
    path, home = tmp_path / "one.strongroom", Home(tmp_path / "home")
    request = FoundingRequest(FOUNDER, DESK, PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    alone = unlock(path, home, found_vault(path, home, request).passphrase)
    with pytest.raises(RefusedError, match="second reading") as refused:
        urgent.propose(alone)
    assert rules_of(refused) == ("URG-01",)
    alone.close()


def test_two_admins_switch_it_on_and_either_switches_it_off_alone(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    members.change_roles(founder, EDITOR, "", Preset.ADMIN)
    view = urgent.propose(founder)
    assert (view.state, view.mine_to_confirm) == ("proposed", False)
    assert urgent.switch(editor).mine_to_confirm
    assert any("waits for your word" in notice for notice in editor.status().notices)
    with pytest.raises(RefusedError) as refused:
        urgent.confirm(founder, view.proposals[0])
    assert rules_of(refused) == ("URG-06",)
    assert urgent.confirm(editor, view.proposals[0]).state == "on"
    reviewer = room.open(REVIEWER)
    assert any("Urgent release is on" in notice for notice in reviewer.status().notices)
    with pytest.raises(RefusedError):
        urgent.propose(founder)
    for admin, other in ((founder, editor), (editor, founder)):
        assert urgent.switch_off(admin).state == "off"
        with pytest.raises(RefusedError):
            urgent.switch_off(other)
        urgent.confirm(other, urgent.propose(admin).proposals[0])


def test_who_is_no_admin_switches_nothing(desk):
    with pytest.raises(NotPermittedError):
        urgent.switch_off(desk[2])
    with pytest.raises(NotPermittedError):
        urgent.propose(desk[2])
    assert urgent.switch(desk[0]).state == "on"


def test_M11_an_admin_whom_another_made_up_alone_confirms_nothing(room):
    founder = room.open(FOUNDER)
    room.admit(founder, "Kaya Lund", Preset.ADMIN)
    view = urgent.propose(founder)
    with pytest.raises(RefusedError) as refused:
        urgent.confirm(room.open("Kaya Lund"), view.proposals[0])
    assert rules_of(refused) == ("URG-03",)
    urgent.switch_off(founder)


# --- announcing ----------------------------------------------------------------------------


def test_an_announcement_lets_nothing_leave_and_everybody_on_the_desk_sees_it(desk, clocks):
    view = announced(desk)
    assert (view.status, view.urgent.state) == ("announced", "announced")
    assert view.urgent.reason == REASON
    assert view.urgent.unreached == (REVIEWER,)
    assert not any("released" in c.status for c in stories.stories(desk[0])[0].copies)
    for archive in desk:
        assert "1 urgent release is announced" in archive.status().notices[0]
        assert [c.id for c in review.my_work(archive).urgent] == [view.id]
        assert stories.copy_view(archive, view.id).status == "announced"


def test_it_says_which_colleagues_are_not_known_to_have_heard(desk, clocks):
    _, editor, reviewer = desk
    view = announced(desk)
    assert view.urgent.not_heard == tuple(sorted((FOUNDER, REVIEWER, REPORTER)))
    interview = newest(reviewer).id.hex()
    rendition = interviews.show(reviewer, interview).rendition
    review.remark(reviewer, interview, rendition, "I am here after all.")
    heard = stories.copy_view(editor, view.id).urgent.not_heard
    assert heard == tuple(sorted((FOUNDER, REPORTER)))


def test_everybody_who_could_approve_has_to_be_asked_first(desk, clocks):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    for named in ([], [FOUNDER]):
        with pytest.raises(RefusedError) as refused:
            urgent.announce(editor, copy.id, REASON, named)
        assert rules_of(refused) == ("URG-11",)
        assert REVIEWER in refused.value.sentence  # a colleague, whom this screen lists anyway
    with pytest.raises(UsageError):
        urgent.announce(editor, copy.id, REASON, ["Nobody Known"])
    with pytest.raises(MalformedError):
        urgent.announce(editor, copy.id, "  ", [REVIEWER])


def test_where_nobody_could_ratify_nothing_leaves_urgently(room, clocks):
    writer, editor, _ = allowed(room)
    copy = prepared(writer, room.open(REVIEWER), editor)
    members.change_roles(writer, REVIEWER, DESK, None)
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, copy.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-11",)


def test_an_author_in_it_lets_nothing_leave_urgently(desk, clocks):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    with pytest.raises(RefusedError) as refused:
        urgent.announce(writer, copy.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-07",)


def test_a_reviewer_lets_nothing_leave(desk, clocks):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    with pytest.raises(NotPermittedError):
        urgent.announce(reviewer, copy.id, REASON, [EDITOR])


def test_a_desk_whose_terms_the_editor_does_not_read_stops_it(desk, clocks):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    members.add_desk(writer, "Coast desk")
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, copy.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-08",)


@pytest.mark.parametrize("rule", STOPS)
def test_what_stops_a_release_stops_an_announcement(desk, clocks, rule):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    STOPS[rule](desk, newest(writer).id.hex())
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, copy.id, REASON, [REVIEWER])
    assert rule in rules_of(refused)
    assert not editor.state.urgent.by_copy


# --- afterwards ----------------------------------------------------------------------------


@pytest.fixture
def left(desk, clocks, tmp_path):
    """A copy that left urgently."""
    copy = announced(desk)
    clocks.pass_(HALF_HOUR)
    urgent.complete(desk[1], copy.id, tmp_path / "left")
    return copy


def test_a_second_person_ratifies_after_building_it_again(desk, left, tmp_path):
    writer, editor, reviewer = desk
    assert any("waits for ratification" in notice for notice in reviewer.status().notices)
    for who in (writer, editor):
        with pytest.raises(RefusedError) as refused:
            urgent.ratify(who, left.id, agreed=True)
        assert rules_of(refused) == ("URG-16",)
    assert stories.copy_view(reviewer, left.id).urgent.may == ("ratify",)
    view = urgent.ratify(reviewer, left.id, agreed=True)
    assert (view.status, view.urgent.state) == ("released", "ratified")
    assert [(v.by, v.verdict) for v in view.urgent.verdicts] == [(REVIEWER, "ratified")]
    assert urgent.urgent_copies(reviewer) == ()
    assert not any("ratification" in notice for notice in reviewer.status().notices)
    with pytest.raises(RefusedError):
        urgent.ratify(reviewer, left.id, agreed=False, remark="On second thought, no.")
    assert len(urgent.complete(editor, left.id, tmp_path / "again")) == 3


def test_a_no_needs_a_remark_and_says_what_to_recall_until_it_is(desk, left, tmp_path):
    _, editor, reviewer = desk
    stories.outcome(
        editor, left.id, "printed", outlet="The Northern Post", date="2026-03-31",
        link="https://post.example/wheel",
    )  # fmt: skip
    with pytest.raises(MalformedError):
        urgent.ratify(reviewer, left.id, agreed=False)
    view = urgent.ratify(reviewer, left.id, agreed=False, remark="그 부엌은 하나뿐이다.")
    assert view.urgent.state == "not ratified"
    assert view.urgent.verdicts[0].remark == "그 부엌은 하나뿐이다."
    assert view.urgent.recall == ("The Northern Post, 2026-03-31, https://post.example/wheel",)
    assert [c.id for c in urgent.urgent_copies(editor)] == [left.id]
    assert any("has to be recalled" in notice for notice in editor.status().notices)
    with pytest.raises(RefusedError) as refused:
        urgent.complete(editor, left.id, tmp_path / "again")
    assert rules_of(refused) == ("URG-17",)
    stories.outcome(editor, left.id, "recalled", reason="The kitchen gives her away.")
    assert urgent.urgent_copies(editor) == ()


def test_a_release_whose_source_is_held_since_is_not_ratified(desk, left):
    _, _, reviewer = desk
    hold(desk, newest(reviewer).id.hex())
    with pytest.raises(RefusedError) as refused:
        urgent.ratify(reviewer, left.id, agreed=True)
    assert "AGR-12" in rules_of(refused)
    view = urgent.ratify(reviewer, left.id, agreed=False, remark="Her cousin was taken.")
    assert view.urgent.in_spite_of == ()  # the hold came afterwards


def test_a_story_that_went_on_can_be_ratified_as_it_left(desk, left):
    tell_another_story(desk, "")
    assert urgent.ratify(desk[2], left.id, agreed=True).urgent.state == "ratified"


def test_no_second_urgent_release_leaves_while_one_is_unratified(desk, left, clocks, tmp_path):
    writer, editor, reviewer = desk
    logged = marked(writer, draft("The ferry left at four."))
    review.refresh_renditions(editor)
    approved(reviewer, logged.id)
    other = stories.prepare(editor, story_of(editor, logged.id))
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, other.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-10",)
    urgent.ratify(reviewer, left.id, agreed=True)
    assert urgent.announce(editor, other.id, REASON, [REVIEWER]).status == "announced"


def test_what_was_typed_about_it_goes_when_the_interview_is_forgotten(desk, left):
    writer, editor, reviewer = desk
    urgent.ratify(reviewer, left.id, agreed=False, remark="The wheel in the kitchen.")
    request = forgetting.forget_interview(writer, newest(writer).id.hex(), "She asked.")
    forgetting.confirm(editor, request.id)
    view = stories.copy_view(editor, left.id)
    assert (view.urgent.reason, view.urgent.verdicts[0].remark) == (None, None)
    found = editor.state.urgent.by_copy[bytes.fromhex(left.id)]
    assert found.reason in editor.state.removed
