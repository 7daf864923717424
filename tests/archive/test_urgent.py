"""Urgent releases on one computer: the switch, thirty minutes, what stops them, ratifying."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import approved, draft, marked, prepared, story_of
from tests.archive.test_forged_acts import forge, meanwhile, newest
from tests.archive.urgently import HALF_HOUR, REASON, Clocks, allowed, announced
from vault import acts
from vault.archive import (
    forgetting,
    interviews,
    members,
    persons,
    review,
    stories,
    urgent,
    urgent_clock,
)
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import MalformedError, NoKeyError, NotPermittedError, RefusedError, UsageError
from vault.model import (
    Attribution,
    Note,
    Part,
    PolicyPreset,
    Preset,
    SpanKind,
    Term,
    UrgentReceipt,
)
from vault.store import LocalTable


@pytest.fixture
def clocks(monkeypatch):
    return Clocks(monkeypatch)


@pytest.fixture
def desk(room):
    """Founder (who writes, admin), editor (who prepares, admin), reviewer; the switch is on."""
    return allowed(room)


def rules_of(refused) -> tuple[str, ...]:
    return refused.value.rules


def rows(archive) -> int:
    ledger = archive.ledger
    return len([row for _, row in urgent_clock._rows(ledger)])


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
        assert any("are announced" in notice for notice in archive.status().notices)
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
        assert REVIEWER not in refused.value.sentence
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


@pytest.mark.parametrize("rule", STOPS)
def test_what_stops_a_release_stops_an_announcement(desk, clocks, rule):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    STOPS[rule](desk, newest(writer).id.hex())
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, copy.id, REASON, [REVIEWER])
    assert rule in rules_of(refused)
    assert not editor.state.urgent.by_copy


# --- thirty minutes ------------------------------------------------------------------------


def refused_to_leave(desk, copy, folder) -> tuple[str, ...]:
    """Try to complete; nothing may be in the folder afterwards. Returns the rules."""
    with pytest.raises(RefusedError) as refused:
        urgent.complete(desk[1], copy.id, folder)
    assert not folder.exists() or list(folder.iterdir()) == []
    assert desk[1].state.copies[bytes.fromhex(copy.id)].receipt is None
    return refused.value.rules


def test_thirty_minutes_later_its_editor_lets_it_leave_and_the_receipt_says_how(
    desk, clocks, tmp_path
):
    writer, editor, reviewer = desk
    copy = announced(desk)
    clocks.pass_(HALF_HOUR)
    paths = urgent.complete(editor, copy.id, tmp_path / "out")
    assert sorted(p.suffix for p in paths) == [".docx", ".md", ".txt"]
    view = stories.copy_view(reviewer, copy.id)
    assert view.status == "released, waiting for ratification"
    assert (view.approver, view.urgent.state) == ("", "waiting for ratification")
    (state,) = reviewer.state.copies.values()
    receipt = reviewer.ledger.read(state.receipt, UrgentReceipt)
    found = reviewer.state.urgent.by_copy[state.id]
    assert (receipt.approver, receipt.announcement, receipt.reason) == (
        b"", found.entry, found.reason,
    )  # fmt: skip
    assert receipt.rechecked_by == receipt.preparer == editor.myself.id
    assert (receipt.released_at - receipt.announced_at).total_seconds() >= 1800
    assert stories.verify_file(writer, paths[0].read_bytes()).id == copy.id
    assert rows(editor) == 0


def test_it_leaves_not_a_minute_sooner_and_not_after_a_day(desk, clocks, tmp_path):
    copy = announced(desk)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-14",)
    clocks.pass_(HALF_HOUR - 60)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-14",)
    clocks.pass_(86400)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-14",)
    assert stories.copy_view(desk[1], copy.id).urgent.state == "lapsed"
    assert not any("announced" in notice for notice in desk[1].status().notices)
    with pytest.raises(RefusedError) as refused:
        urgent.announce(desk[1], copy.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-09",)


def test_the_clocks_of_this_computer_say_that_nothing_passed_yet(desk, tmp_path):
    copy = announced(desk)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-14",)


def test_R12_R13_a_clock_that_is_set_makes_the_half_hour_no_shorter(desk, clocks, tmp_path):
    copy = announced(desk)
    clocks.set(HALF_HOUR)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-15",)
    clocks.set(-2 * HALF_HOUR)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-15",)
    clocks.set(HALF_HOUR)
    clocks.counted += HALF_HOUR  # and the clock was set back meanwhile
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-15",)
    clocks.set(HALF_HOUR)
    assert len(urgent.complete(desk[1], copy.id, tmp_path / "out")) == 3


def test_R12_a_clock_far_from_what_others_wrote_announces_and_completes_nothing(
    desk, clocks, tmp_path
):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    clocks.set(86400 * 365)
    with pytest.raises(RefusedError) as refused:
        urgent.announce(editor, copy.id, REASON, [REVIEWER])
    assert rules_of(refused) == ("URG-15",)


def test_a_computer_that_was_started_again_counts_from_its_start(desk, clocks, tmp_path):
    copy = announced(desk)
    clocks.pass_(HALF_HOUR)
    clocks.counted = 600
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-15",)
    clocks.pass_(1200)
    assert len(urgent.complete(desk[1], copy.id, tmp_path / "out")) == 3


def test_only_the_device_that_announced_says_that_time_passed(desk, clocks, tmp_path):
    editor = desk[1]
    copy = announced(desk)
    clocks.pass_(HALF_HOUR)
    for number, _ in list(urgent_clock._rows(editor.ledger)):
        editor.ledger.store.remove_local(
            LocalTable.REQUEST_KEY, number, editor.ledger.keyring.device
        )
    with pytest.raises(NoKeyError):
        urgent.complete(editor, copy.id, tmp_path / "out")


def test_nobody_else_completes_it(desk, clocks, tmp_path):
    copy = announced(desk)
    clocks.pass_(HALF_HOUR)
    with pytest.raises(RefusedError) as refused:
        urgent.complete(desk[0], copy.id, tmp_path / "out")
    assert rules_of(refused) == ("URG-09",)
    with pytest.raises(RefusedError):
        stories.release(desk[1], copy.id, tmp_path / "out")


@pytest.mark.parametrize("rule", STOPS)
def test_what_happens_in_the_half_hour_stops_it(desk, clocks, tmp_path, rule):
    copy = announced(desk)
    STOPS[rule](desk, newest(desk[0]).id.hex())
    clocks.pass_(HALF_HOUR)
    found = refused_to_leave(desk, copy, tmp_path / "out")
    assert found == ("URG-13",) if rule in {"AGR-12", "AGR-13"} else rule in found


def test_a_hold_that_was_lifted_again_has_stopped_it(desk, clocks, tmp_path):
    writer, _, reviewer = desk
    copy = announced(desk)
    interview = newest(writer).id.hex()
    hold(desk, interview)
    assert "a hold" in stories.copy_view(writer, copy.id).urgent.stopped_by[0]
    review.lift_hold(writer, interview)
    assert review.lift_hold(reviewer, interview)
    clocks.pass_(HALF_HOUR)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-13",)


def test_switching_it_off_stops_what_is_announced_for_good(desk, clocks, tmp_path):
    writer, editor, _ = desk
    copy = announced(desk)
    switch_off(desk, "")
    assert stories.copy_view(editor, copy.id).status == "prepared"
    urgent.confirm(editor, urgent.propose(writer).proposals[0])
    clocks.pass_(HALF_HOUR)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-13",)


def test_whoever_loses_the_role_lets_nothing_leave(desk, clocks, tmp_path):
    copy = announced(desk)
    take_the_role(desk, "")
    clocks.pass_(HALF_HOUR)
    with pytest.raises(NotPermittedError):
        urgent.complete(desk[1], copy.id, tmp_path / "out")


@pytest.mark.parametrize("act", [hold, withdraw, confirm_a_term, take_the_role, switch_off])
def test_a_copy_that_is_stopped_while_it_leaves_does_not_leave(
    room, desk, clocks, tmp_path, monkeypatch, act
):
    copy = announced(desk)
    clocks.pass_(HALF_HOUR)
    others = room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)
    interview = newest(others[0]).id.hex()
    meanwhile(monkeypatch, lambda: act(others, interview))
    with pytest.raises((RefusedError, NotPermittedError)):
        urgent.complete(desk[1], copy.id, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert "released" not in stories.copy_view(desk[0], copy.id).status


def test_what_was_approved_meanwhile_leaves_as_any_other(desk, clocks, tmp_path):
    _, editor, reviewer = desk
    copy = announced(desk)
    stories.approve_copy(reviewer, copy.id)
    clocks.pass_(HALF_HOUR)
    assert refused_to_leave(desk, copy, tmp_path / "out") == ("URG-12",)
    assert stories.release(editor, copy.id, tmp_path / "out")
    assert stories.copy_view(editor, copy.id).status == "released"
    assert urgent.urgent_copies(editor) == ()


def forged_release(archive, found, at: int):
    """Sign the leaving of an announced copy, below every check of the use cases."""
    forge(
        archive, acts.UrgentReleased, announcement=found.entry, copy=found.copy, at=at,
        receipt=lambda writing: writing.seal(Part.REDACTED, found.desk, Note("A receipt.")),
    )  # fmt: skip


@pytest.mark.parametrize("who", [0, 1, 2], ids=["author", "editor", "reviewer"])
def test_a_leaving_that_a_script_writes_too_early_or_for_another_counts_nowhere(desk, clocks, who):
    announced(desk)
    (found,) = desk[1].state.urgent.by_copy.values()
    at = found.at + (600 if who == 1 else HALF_HOUR)
    forged_release(desk[who], found, at)
    for archive in desk:
        stories.stories(archive)
        assert not archive.state.urgent.by_copy[found.copy].release
        assert archive.state.copies[found.copy].receipt is None
        assert len(archive.state.refused) == 1


def test_an_announcement_that_an_author_signs_counts_nowhere(desk, clocks):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    state = editor.state.copies[bytes.fromhex(copy.id)]
    on = editor.state.urgent.switch()
    forge(
        writer, acts.UrgentAnnounced, copy=state.id, enabled=on.entry,
        file_hashes=state.file_hashes, unreached=(reviewer.myself.id,), registry=b"", rules=b"",
        reason=lambda writing: writing.seal(Part.REDACTED, state.desk, Note(REASON)),
    )  # fmt: skip
    stories.stories(editor)
    assert not editor.state.urgent.by_copy
    assert urgent.announce(editor, copy.id, REASON, [REVIEWER]).status == "announced"


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
    assert any("wait for ratification" in notice for notice in reviewer.status().notices)
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
    assert any("recall them" in notice for notice in editor.status().notices)
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
