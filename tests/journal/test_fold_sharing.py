"""What the fold takes of shares: who gives one, what it lets its members write, and its end."""

from __future__ import annotations

import copy

import pytest

from tests.journal.conftest import DESK, OTHER_DESK, Scene, name, refused, unchanged
from vault import acts
from vault.model import Role

INTERVIEW = name("interview", 16)


def share(scene: Scene, writer: str, *to: str, **changed):
    fields = {
        "interview": INTERVIEW, "to": tuple(name(each, 16) for each in to),
        "boxes": (name("box"),), "security": True, "may_write": True,
    }  # fmt: skip
    return scene.act(acts.Shared, writer, **{**fields, **changed})


def end(scene: Scene, writer: str, *to: str, **changed):
    (given,) = scene.state.interviews[INTERVIEW].shares
    fields = {"share": given, "interview": INTERVIEW, "to": tuple(name(t, 16) for t in to)}
    return scene.act(acts.ShareEnded, writer, **{**fields, **changed})


def write(scene: Scene, writer: str, text: str, parent: str = "one", **changed) -> str:
    """Log a version without naming any person's card or file."""
    parents = changed.pop("parents", (parent,))
    ref = scene.version(text, parents, **{"version": 2, **changed})
    return scene.do(acts.Logged, writer, interviews=(ref,), persons=())


@pytest.fixture
def shared(logged) -> Scene:
    """Rep's interview shared with Cal, who holds no role on the desk and may write."""
    logged.admit("cal", (Role.AUDITOR, b""))
    assert logged.enter("rep", share(logged, "rep", "cal")) == ""
    return logged


@pytest.mark.parametrize("writer", ["rev", "ana", "cal"])
def test_only_an_owner_or_an_editor_shares(logged, writer):
    logged.admit("cal", (Role.AUDITOR, b""))
    if writer == "ana":  # an editor of the desk by opening it
        assert logged.enter("ana", share(logged, "ana", "cal")) == ""
        return
    refused(logged, writer, share(logged, writer, "rev"))


@pytest.mark.parametrize(
    "changed",
    [
        {"to": ()},
        {"to": (name("nobody", 16),)},
        {"security": False},
        {"desk": OTHER_DESK},
        {"interview": name("another", 16)},
    ],
)
def test_a_share_with_nobody_or_without_what_its_writers_need_is_refused(logged, changed):
    logged.open_desk(desk=OTHER_DESK)
    refused(logged, "ed", share(logged, "ed", "rev", **changed))


def test_nothing_is_shared_with_somebody_who_was_signed_out(logged):
    assert logged.do(acts.SignedOut, "ana", who=name("rev", 16), last=()) == ""
    refused(logged, "ed", share(logged, "ed", "rev"))


def test_a_share_that_lets_write_makes_an_author_and_no_owner(shared):
    assert write(shared, "cal", "two") == ""
    interview = shared.state.interviews[INTERVIEW]
    assert interview.authors() == {name("rep", 16), name("cal", 16)}
    assert interview.owners() == {name("rep", 16)}
    refused(shared, "cal", share(shared, "cal", "rev"))
    refused(shared, "cal", shared.act(acts.Withdrawn, "cal", interview=INTERVIEW))


def test_a_share_for_reading_lets_nobody_write(logged):
    logged.admit("cal", (Role.AUDITOR, b""))
    assert logged.enter("rep", share(logged, "rep", "cal", may_write=False)) == ""
    before = copy.deepcopy(logged.state)
    assert write(logged, "cal", "two") != ""
    unchanged(logged, before)


@pytest.mark.parametrize(
    "changed",
    [
        {"person": name("somebody else", 16)},
        {"parents": ()},
        {"parents": ("nowhere",)},
        {"interview": "another"},
    ],
)
def test_a_share_lets_nobody_turn_or_restart_an_interview_or_begin_one(shared, changed):
    before = copy.deepcopy(shared.state)
    assert write(shared, "cal", "two", **changed) != ""
    unchanged(shared, before)


def test_a_share_lets_nobody_bring_persons(shared):
    before = copy.deepcopy(shared.state)
    assert shared.log_one("cal", "two", ("one",), file=name("file cal")) != ""
    unchanged(shared, before)


def test_after_the_end_nothing_of_its_member_counts_and_what_was_written_stays(shared):
    assert write(shared, "cal", "two") == ""
    assert shared.enter("ed", end(shared, "ed", "cal")) == ""
    assert shared.state.interviews[INTERVIEW].shared_with() == frozenset()
    before = copy.deepcopy(shared.state)
    assert write(shared, "cal", "three", "two") != ""
    unchanged(shared, before)
    assert len(shared.state.interviews[INTERVIEW].versions) == 2


def test_an_end_names_members_of_the_share_and_is_given_by_an_owner_or_an_editor(shared):
    refused(shared, "cal", end(shared, "cal", "cal"))
    refused(shared, "rev", end(shared, "rev", "cal"))
    refused(shared, "ed", end(shared, "ed", "rev"))
    refused(shared, "ed", end(shared, "ed"))
    refused(shared, "ed", end(shared, "ed", "cal", share=name("no share")))
    refused(shared, "ed", end(shared, "ed", "cal", desk=b"nowhere"))
    assert shared.state.desks[DESK]
