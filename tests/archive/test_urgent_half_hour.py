"""Thirty minutes: the clocks that count them, what stops a copy in them, and leaving after them."""

from __future__ import annotations

import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REVIEWER
from tests.archive.desk import prepared
from tests.archive.test_forged_acts import forge, meanwhile, newest
from tests.archive.urgently import (
    HALF_HOUR,
    REASON,
    STOPS,
    Clocks,
    allowed,
    announced,
    confirm_a_term,
    hold,
    switch_off,
    take_the_role,
    withdraw,
)
from vault import acts
from vault.archive import review, stories, urgent, urgent_clock
from vault.errors import NoKeyError, NotPermittedError, RefusedError
from vault.model import Note, Part, UrgentReceipt
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
