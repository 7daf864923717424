"""What the fold takes of urgent releases: the switch, half an hour, what stops them, a verdict."""

from __future__ import annotations

import itertools

import pytest
from msgspec.structs import replace

from tests.journal.conftest import DESK, OTHER_DESK, Scene, name, refused
from tests.journal.test_rights import beside, folded, loss
from vault import acts
from vault.acts import Assignment
from vault.journal.urgent import LONGEST_SECONDS, WAIT_SECONDS
from vault.model import Role

INTERVIEW, PERSON, COPY = name("interview", 16), name("person", 16), name("copy", 16)
FILES = (name("file"),)
ANNOUNCED_AT = 1000


def copy_of(scene: Scene, writer: str, text: str = "copy", **changed):
    story = scene.act(acts.StorySaved, writer, story=name("story", 16), version=1, body=name("s"))
    assert scene.enter(writer, story) == ""
    fields = {
        "copy": name(text, 16), "story": name("story", 16), "story_object": name("s"),
        "body": name(f"body {text}"), "file_hashes": FILES, "renditions": (name("redacted"),),
        "rechecked": True, "registry": b"", "rules": b"",
    }  # fmt: skip
    assert scene.do(acts.CopyPrepared, writer, **{**fields, **changed}) == ""


def switch_on(scene: Scene, first: str = "ana", second: str = "bo") -> bytes:
    assert scene.do(acts.UrgentProposed, first) == ""
    assert scene.do(acts.UrgentEnabled, second, proposal=scene.log[-1].hash) == ""
    return scene.log[-1].hash


def announcement(scene: Scene, writer: str = "ed", **changed):
    on = scene.state.urgent.switch()
    fields = {
        "copy": COPY, "enabled": on.entry if on else name("no switch"), "file_hashes": FILES,
        "reason": name("reason urgent"), "unreached": (name("rev", 16),), "registry": b"",
        "rules": b"",
    }  # fmt: skip
    at = changed.pop("at", ANNOUNCED_AT)
    return replace(scene.act(acts.UrgentAnnounced, writer, **{**fields, **changed}), at=at)


def release(scene: Scene, writer: str = "ed", **changed):
    found = scene.state.urgent.by_copy.get(COPY)
    fields = {
        "announcement": found.entry if found else name("nothing"), "copy": COPY,
        "receipt": name("receipt"),
    }  # fmt: skip
    at = changed.pop("at", ANNOUNCED_AT + WAIT_SECONDS)
    return replace(scene.act(acts.UrgentReleased, writer, **{**fields, **changed}), at=at)


def verdict(scene: Scene, writer: str = "rev", **changed):
    found = scene.state.urgent.by_copy.get(COPY)
    fields = {
        "release": found.release if found else name("nothing"), "copy": COPY,
        "file_hashes": FILES, "verdict": "ratified", "remark": b"", "rechecked": True,
        "registry": b"", "rules": b"",
    }  # fmt: skip
    return scene.act(acts.Ratified, writer, **{**fields, **changed})


def hold(scene: Scene, writer: str = "rep", text: str = "hold", **changed):
    return scene.act(acts.Held, writer, **{"person": PERSON, "reason": name(text), **changed})


def withdrawal(scene: Scene, writer: str = "rep", quote: str = ""):
    return scene.act(acts.Withdrawn, writer, interview=INTERVIEW, quote=quote, reason=b"")


def off(scene: Scene, writer: str = "bo"):
    return scene.act(acts.UrgentDisabled, writer)


@pytest.fixture
def ready(logged) -> Scene:
    """Rep's interview in a copy that Ed prepared; Ana and Bo are admins and the switch is on."""
    logged.admit("bo", (Role.ADMIN, b""), (Role.REVIEWER, DESK))
    logged.give("ed", "bo")
    copy_of(logged, "ed")
    switch_on(logged)
    return logged


@pytest.fixture
def waiting(ready) -> Scene:
    """The same, announced by Ed."""
    assert ready.enter("ed", announcement(ready)) == ""
    return ready


@pytest.fixture
def left(waiting) -> Scene:
    """The same, and gone."""
    assert waiting.enter("ed", release(waiting)) == ""
    return waiting


def urgent(state):
    return state.urgent.by_copy[COPY]


# --- the switch ----------------------------------------------------------------------------


def test_two_admins_switch_it_on_and_one_switches_it_off(ready):
    assert ready.state.urgent.switch().member == name("bo", 16)
    assert ready.enter("ana", off(ready, "ana")) == ""
    assert ready.state.urgent.switch() is None
    switch_on(ready, "bo", "ana")
    assert ready.state.urgent.switch() is not None


def test_nobody_confirms_their_own_proposal_and_nobody_but_admins_has_a_say(ready):
    assert ready.enter("bo", off(ready)) == ""
    assert ready.do(acts.UrgentProposed, "ana") == ""
    proposal = ready.log[-1].hash
    for who in ("ana", "ed", "rev", "rep"):
        refused(ready, who, ready.act(acts.UrgentEnabled, who, proposal=proposal))
    for who in ("ed", "rev", "rep"):
        refused(ready, who, ready.act(acts.UrgentProposed, who))
        refused(ready, who, off(ready, who))
    refused(ready, "bo", ready.act(acts.UrgentEnabled, "bo", proposal=name("no proposal")))


def test_M11_an_admin_to_whom_nobody_gave_a_key_is_no_second_admin(scene):
    scene.admit("pat", (Role.ADMIN, b""))
    assert scene.do(acts.UrgentProposed, "ana") == ""
    proposal = scene.log[-1].hash
    refused(scene, "pat", scene.act(acts.UrgentEnabled, "pat", proposal=proposal))
    refused(scene, "pat", scene.act(acts.UrgentProposed, "pat"))
    epochs = tuple(scene.epochs())
    own = scene.act(acts.Granted, "ana", to=name("pat", 16), epochs=epochs, boxes=())
    refused(scene, "ana", own)


def test_a_proposal_ends_when_it_is_switched_off(ready):
    assert ready.enter("bo", off(ready)) == ""
    assert ready.do(acts.UrgentProposed, "ana") == ""
    proposal = ready.log[-1].hash
    assert ready.enter("ana", off(ready, "ana")) == ""
    refused(ready, "bo", ready.act(acts.UrgentEnabled, "bo", proposal=proposal))


@pytest.mark.parametrize("text", [str(number) for number in range(6)])
def test_who_switches_it_off_beside_the_second_word_wins_whichever_hash_is_smaller(ready, text):
    assert ready.enter("bo", off(ready)) == ""
    assert ready.do(acts.UrgentProposed, "ana") == ""
    seen = ready.log[-1].hash
    on = beside(ready, "bo", ready.act(acts.UrgentEnabled, "bo", proposal=seen), seen, f"on {text}")
    no = beside(ready, "ana", off(ready, "ana"), seen, f"off {text}")
    assert folded(ready, [on, no]).urgent.switch() is None


def test_a_vault_of_one_has_no_switch():
    alone = Scene()
    alone.found()
    assert alone.open_desk() == ""
    refused(alone, "ana", alone.act(acts.UrgentProposed, "ana"))


# --- announcing ----------------------------------------------------------------------------


@pytest.mark.parametrize("writer", ["rev", "rep", "bo"])
def test_only_an_editor_announces(ready, writer):
    refused(ready, writer, announcement(ready, writer, unreached=(name("ana", 16),)))


def test_M11_an_editor_to_whom_nobody_gave_a_key_announces_nothing(ready):
    ready.admit("pat", (Role.EDITOR, DESK))
    refused(ready, "pat", announcement(ready, "pat"))


def test_an_author_in_it_announces_nothing_and_lets_nothing_leave(ready):
    assert ready.log_one("ed", "two", ("one",)) == ""  # no longer the words that the copy prints
    refused(ready, "ed", announcement(ready))
    assert ready.enter("ana", announcement(ready, "ana")) == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"copy": name("another", 16)},
        {"desk": OTHER_DESK},
        {"file_hashes": (name("other bytes"),)},
        {"enabled": name("no switch")},
        {"unreached": ()},
        {"unreached": (name("ed", 16),)},
        {"unreached": (name("nobody", 16),)},
        {"unreached": (name("rev", 16), name("rev", 16))},
    ],
)
def test_an_announcement_names_copy_bytes_switch_and_whom_it_could_not_reach(ready, changed):
    assert ready.open_desk(desk=OTHER_DESK) == ""
    refused(ready, "ed", announcement(ready, **changed))


def test_a_copy_is_announced_once_and_never_after_it_left(waiting):
    refused(waiting, "ana", announcement(waiting, "ana"))
    approval = {"file_hashes": FILES, "rechecked": False, "registry": b"", "rules": b""}
    copy_of(waiting, "ed", "other")
    other = name("other", 16)
    assert waiting.do(acts.CopyApproved, "rev", copy=other, **approval) == ""
    assert waiting.do(acts.CopyReleased, "ed", copy=other, receipt=name("other receipt")) == ""
    refused(waiting, "ed", announcement(waiting, copy=other))


@pytest.mark.parametrize("stop", [hold, withdrawal, off])
def test_nothing_is_announced_of_what_its_writer_knew_to_be_stopped(ready, stop):
    switched_on = ready.state.urgent.switch().entry
    writer = "bo" if stop is off else "rep"
    assert ready.enter(writer, stop(ready)) == ""
    refused(ready, "ed", announcement(ready, enabled=switched_on))


def test_a_hold_that_two_lifted_stands_in_no_way_and_a_later_one_does(ready):
    assert ready.enter("rep", hold(ready)) == ""
    entry = ready.log[-1].hash
    for who in ("rev", "ed"):
        assert ready.do(acts.HoldLifted, who, hold=entry) == ""
    assert ready.enter("ed", announcement(ready)) == ""
    assert ready.enter("rep", hold(ready, text="again")) == ""
    refused(ready, "ed", release(ready))


# --- leaving -------------------------------------------------------------------------------


def test_it_leaves_after_the_half_hour_that_its_writer_claims(left):
    copy = left.state.copies[COPY]
    assert (copy.receipt, copy.released_by) == (name("receipt"), name("ed", 16))
    assert (copy.approvals, urgent(left.state).waits_for_ratification) == ({}, True)
    refused(left, "ed", release(left))


@pytest.mark.parametrize("after", [0, WAIT_SECONDS - 1, LONGEST_SECONDS + 1, -1])
def test_it_leaves_neither_earlier_nor_later(waiting, after):
    refused(waiting, "ed", release(waiting, at=ANNOUNCED_AT + after))


def test_nothing_leaves_without_its_announcement_or_by_somebody_else(ready):
    refused(ready, "ed", release(ready))
    assert ready.enter("ed", announcement(ready)) == ""
    refused(ready, "ana", release(ready, "ana"))
    refused(ready, "ed", release(ready, announcement=name("another")))
    refused(ready, "ed", release(ready, copy=name("another", 16)))
    refused(ready, "ed", ready.act(acts.CopyReleased, "ed", copy=COPY, receipt=name("receipt")))


def quote_withdrawn(scene: Scene):
    return withdrawal(scene, quote="0123abcd")


@pytest.mark.parametrize("stop", [hold, withdrawal, quote_withdrawn, off])
def test_what_stops_it_in_the_half_hour_stops_it_for_good(waiting, stop):
    assert waiting.enter("bo" if stop is off else "rep", stop(waiting)) == ""
    assert len(urgent(waiting.state).stops) == 1
    refused(waiting, "ed", release(waiting))
    refused(waiting, "ed", announcement(waiting))


def test_a_lifted_hold_has_stopped_it_all_the_same(waiting):
    assert waiting.enter("rep", hold(waiting)) == ""
    entry = waiting.log[-1].hash
    for who in ("rev", "ed"):
        assert waiting.do(acts.HoldLifted, who, hold=entry) == ""
    refused(waiting, "ed", release(waiting))


def test_whoever_lost_the_role_lets_nothing_leave(waiting):
    assert waiting.enter("ana", loss(waiting, "ed", (Role.REVIEWER, DESK))) == ""
    refused(waiting, "ed", release(waiting))


def test_whoever_rewords_it_in_the_half_hour_lets_nothing_leave(waiting):
    assert waiting.log_one("ed", "two", ("one",)) == ""
    refused(waiting, "ed", release(waiting))


def other_person_held(scene: Scene) -> bytes:
    person = acts.PersonVersion(name("other person", 16), name("card 2"))
    assert scene.do(acts.PersonChanged, "ed", persons=(person,)) == ""
    assert scene.enter("rep", hold(scene, person=person.person)) == ""
    return person.person


def test_a_hold_on_somebody_else_stops_nothing(waiting):
    other_person_held(waiting)
    assert waiting.enter("ed", release(waiting)) == ""


def test_a_hold_on_somebody_else_who_turns_out_to_be_its_person_stops_it(waiting):
    held = other_person_held(waiting)
    assert waiting.do(acts.PersonsJoined, "ed", kept=PERSON, joined=held) == ""
    refused(waiting, "ed", release(waiting))


# --- what was written beside ---------------------------------------------------------------


@pytest.mark.parametrize("text", [str(number) for number in range(6)])
@pytest.mark.parametrize("stop", [hold, withdrawal, quote_withdrawn, off])
def test_what_was_written_beside_the_announcement_stops_it_once_it_is_known(ready, stop, text):
    seen = ready.log[-1].hash
    writer = "bo" if stop is off else "rep"
    told = beside(ready, "ed", announcement(ready), seen, f"told {text}")
    stopped = beside(ready, writer, stop(ready), seen, f"stop {text}")
    state = folded(ready, [told, stopped])
    assert state.refused == []
    assert list(urgent(state).stops) == [stopped.hash]
    knew = beside(ready, "ed", release(ready, announcement=told.hash), told.hash, f"left {text}")
    knew = knew._replace(builds_on=(told.hash, stopped.hash))
    state = folded(ready, [told, stopped, knew])
    assert [entry for entry, _ in state.refused] == [knew.hash]
    assert state.copies[COPY].receipt is None


@pytest.mark.parametrize("text", [str(number) for number in range(6)])
@pytest.mark.parametrize("stop", [hold, withdrawal, quote_withdrawn, off])
def test_what_left_beside_a_stop_is_shown_as_released_in_spite_of_it(ready, stop, text):
    seen = ready.log[-1].hash
    writer = "bo" if stop is off else "rep"
    told = beside(ready, "ed", announcement(ready), seen, f"told {text}")
    stopped = beside(ready, writer, stop(ready), seen, f"stop {text}")
    gone = beside(ready, "ed", release(ready, announcement=told.hash), told.hash, f"left {text}")
    for order in itertools.permutations([told, stopped, gone]):
        state = folded(ready, list(order))
        assert state.refused == []
        assert state.copies[COPY].receipt == name("receipt")
        assert list(urgent(state).in_spite_of) == [stopped.hash]


def test_a_hold_that_came_afterwards_is_no_hold_in_spite_of_which_it_left(left):
    assert left.enter("rep", hold(left)) == ""
    assert urgent(left.state).in_spite_of == {}


def test_of_two_announcements_beside_each_other_one_counts(ready):
    seen = ready.log[-1].hash
    first = beside(ready, "ed", announcement(ready), seen, "by ed")
    second = beside(ready, "ana", announcement(ready, "ana"), seen, "by ana")
    states = [folded(ready, list(each)) for each in ([first, second], [second, first])]
    assert states[0] == states[1]
    assert len(states[0].refused) == 1


# --- afterwards ----------------------------------------------------------------------------


def test_a_second_person_ratifies(left):
    assert left.enter("rev", verdict(left)) == ""
    assert not urgent(left.state).waits_for_ratification
    assert left.state.copies[COPY].rechecked_by == {name("ed", 16)}  # no reviewer's claim counts
    refused(left, "rev", verdict(left))


def test_whoever_is_reviewer_no_more_ratifies_nothing(left):
    assert left.enter("ana", loss(left, "rev")) == ""
    refused(left, "rev", verdict(left))


@pytest.mark.parametrize("writer", ["ed", "rep"])
def test_neither_who_released_it_nor_an_author_ratifies(left, writer):
    if writer == "rep":
        roles = (Assignment(Role.REPORTER, DESK), Assignment(Role.REVIEWER, DESK))
        assert left.do(acts.RolesChanged, "ana", who=name("rep", 16), assignments=roles) == ""
        left.give("ed", "rep")
    refused(left, writer, verdict(left, writer))


def test_its_preparer_does_not_ratify_what_another_editor_released(logged):
    logged.admit("bo", (Role.ADMIN, b""), (Role.REVIEWER, DESK))
    logged.give("ed", "bo")
    copy_of(logged, "rev")
    switch_on(logged)
    assert logged.enter("ed", announcement(logged)) == ""
    assert logged.enter("ed", release(logged)) == ""
    refused(logged, "rev", verdict(logged))
    assert logged.enter("bo", verdict(logged, "bo")) == ""


def test_M11_who_was_given_no_key_ratifies_nothing(left):
    left.admit("pat", (Role.REVIEWER, DESK))
    refused(left, "pat", verdict(left, "pat"))


@pytest.mark.parametrize(
    "changed",
    [
        {"release": name("another")},
        {"copy": name("another", 16)},
        {"file_hashes": (name("other bytes"),)},
        {"verdict": "fine"},
        {"verdict": "not ratified"},
    ],
)
def test_a_verdict_names_the_release_its_bytes_and_for_a_no_the_reason(left, changed):
    refused(left, "rev", verdict(left, **changed))


def test_nothing_is_ratified_before_it_left(waiting):
    refused(waiting, "rev", verdict(waiting, release=urgent(waiting.state).entry))


def test_one_no_weighs_more_than_a_yes_in_either_order(left):
    no = {"verdict": "not ratified", "remark": name("remark")}
    seen = left.log[-1].hash
    first = beside(left, "rev", verdict(left, **no), seen, "no")
    second = beside(left, "bo", verdict(left, "bo"), seen, "yes")
    for order in ([first, second], [second, first]):
        assert urgent(folded(left, order)).is_not_ratified


def test_no_other_leaves_while_one_is_unratified(left):
    copy_of(left, "ed", "other")
    other = {"copy": name("other", 16), "reason": name("another reason")}
    refused(left, "ed", announcement(left, **other))
    assert left.enter("rev", verdict(left)) == ""
    assert left.enter("ed", announcement(left, **other)) == ""


def test_of_two_that_were_announced_at_once_the_second_waits_for_the_firsts_verdict(waiting):
    copy_of(waiting, "ed", "other")
    other = name("other", 16)
    assert waiting.enter("ed", announcement(waiting, copy=other, reason=name("r2"))) == ""
    told = waiting.log[-1].hash
    assert waiting.enter("ed", release(waiting)) == ""
    second = {"announcement": told, "copy": other, "receipt": name("receipt 2")}
    refused(waiting, "ed", release(waiting, **second))
    assert waiting.enter("rev", verdict(waiting)) == ""
    assert waiting.enter("ed", release(waiting, **second)) == ""
