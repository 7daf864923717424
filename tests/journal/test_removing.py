"""Who may remove what for good: judged by roster and cores, so that all come to one answer."""

from __future__ import annotations

import copy

import pytest

from tests.journal.conftest import DESK, name, refused
from vault import acts
from vault.model import Part, Role

VERBATIM, SECURITY, REDACTED, FILE = (
    name(each) for each in ("verbatim one", "security one", "redacted", "file rep")
)


def request(scene, writer: str, objects=(VERBATIM, SECURITY), **changed):
    fields = {
        "interviews": (name("interview", 16),), "persons": (), "objects": tuple(objects),
        "cause": "asked", "reason": b"",
    }  # fmt: skip
    return scene.act(acts.RemovalRequested, writer, **{**fields, **changed})


def confirmation(scene, writer: str, objects=(VERBATIM, SECURITY), **changed):
    fields = {"request": next(iter(scene.state.removals), b""), "objects": tuple(objects)}
    return scene.act(acts.RemovalConfirmed, writer, **{**fields, **changed})


def test_two_people_make_tombstones_and_the_interview_is_forgotten(logged):
    assert logged.enter("ed", request(logged, "ed")) == ""
    assert logged.state.removed == set()
    assert logged.enter("rev", confirmation(logged, "rev")) == ""
    assert logged.state.removed == {VERBATIM, SECURITY}
    assert logged.state.interviews[name("interview", 16)].forgotten


def test_a_second_confirmation_changes_nothing_and_is_no_offence(logged):
    assert logged.enter("ed", request(logged, "ed")) == ""
    assert logged.enter("rev", confirmation(logged, "rev")) == ""
    assert logged.enter("ana", confirmation(logged, "ana")) == ""
    (removal,) = logged.state.removals.values()
    assert removal.confirmed_by == name("rev", 16)


def test_what_a_reporter_brought_alone_a_reviewer_may_confirm(logged):
    assert logged.enter("rep", request(logged, "rep")) == ""
    assert logged.enter("rev", confirmation(logged, "rev")) == ""
    assert VERBATIM in logged.state.removed


def test_what_others_brought_needs_an_editor_among_the_two(logged):
    objects = (VERBATIM, REDACTED)
    assert logged.enter("rep", request(logged, "rep", objects)) == ""
    refused(logged, "rev", confirmation(logged, "rev", objects))
    assert logged.enter("ed", confirmation(logged, "ed", objects)) == ""
    assert logged.state.removed == set(objects)


@pytest.mark.parametrize(
    "changed",
    [
        {"objects": ()},
        {"objects": (VERBATIM, VERBATIM)},
        {"objects": (name("policy"),)},  # of the roster
        {"objects": (name("nowhere"),)},
        {"cause": "because"},
    ],
)
def test_a_request_for_nothing_for_the_rosters_or_for_what_is_nowhere_is_refused(logged, changed):
    refused(logged, "ed", request(logged, "ed", **changed))


def test_another_desks_objects_are_not_removed_by_this_desks_editor(logged):
    other = name("other desk", 16)
    assert logged.open_desk("ana", other, "other") == ""
    refused(logged, "ed", request(logged, "ed", desk=other))


def test_a_reviewer_does_not_ask_and_a_reporter_does_not_confirm(logged):
    refused(logged, "rev", request(logged, "rev"))
    assert logged.enter("ed", request(logged, "ed")) == ""
    refused(logged, "rep", confirmation(logged, "rep"))


def test_nobody_confirms_their_own_request_nor_other_objects(logged):
    assert logged.enter("ed", request(logged, "ed")) == ""
    refused(logged, "ed", confirmation(logged, "ed"))
    refused(logged, "rev", confirmation(logged, "rev", (VERBATIM,)))
    refused(logged, "rev", confirmation(logged, "rev", request=name("no request")))


def test_a_session_is_never_removed(logged):
    session = name("a session")
    act = logged.act(acts.Logged, "rep", interviews=(logged.version("two"),))
    logged.fold.take(logged.taken("rep", act, (session,))._replace(sessions=(session,)))
    refused(logged, "ed", request(logged, "ed", (session,)))


def test_what_a_core_asks_for_is_what_its_act_says(logged):
    taken = logged.taken("ed", request(logged, "ed"))
    changed = taken._replace(
        core=taken.core.__class__(
            taken.core.device,
            taken.core.n,
            taken.core.previous,
            (),
            (VERBATIM,),
            taken.core.details,
        )
    )
    logged.fold.take(changed)
    assert logged.state.removals == {}


def test_an_act_that_the_roster_cannot_read_removes_nothing(logged):
    taken = logged.taken("ed", request(logged, "ed"))
    desk_only = logged.epochs(Part.REDACTED, Part.JOURNAL)
    logged.fold.take(taken._replace(boxed_to=desk_only))
    assert logged.state.removals == {}


def test_a_removed_file_stands_no_more_and_the_registry_is_another(logged):
    before = logged.state.registry_version(DESK)
    gone = {"persons": (name("person", 16),), "objects": (FILE,)}
    assert logged.enter("ed", request(logged, "ed", **gone)) == ""
    assert logged.enter("rev", confirmation(logged, "rev", (FILE,))) == ""
    assert logged.state.persons[name("person", 16)].forgotten
    assert logged.state.registry_version(DESK) != before


def test_whoever_reads_none_of_the_desk_removes_the_same(logged):
    """Fold all entries once more as an administrator sees them: acts of the desk are sealed."""
    logged.admit("adm", (Role.ADMIN, b""))
    assert logged.enter("ed", request(logged, "ed")) == ""
    assert logged.enter("rev", confirmation(logged, "rev")) == ""
    again = type(logged)()
    for taken in logged.log:
        sealed = isinstance(taken.act, acts.DeskAct) and not isinstance(
            taken.act, acts.DeskAndRosterAct
        )
        again.fold.take(taken._replace(act=None) if sealed else taken)
    assert again.state.refused == []
    assert again.state.removed == logged.state.removed


def test_a_confirmation_that_is_refused_excuses_nothing_by_itself(logged):
    assert logged.enter("ed", request(logged, "ed")) == ""
    before = copy.deepcopy(logged.state.removed)
    assert logged.enter("rep", confirmation(logged, "rep")) != ""
    assert logged.state.removed == before
    assert list(logged.state.unconfirmed.values()) == [(VERBATIM, SECURITY)]
    assert logged.state.let_go == set()
