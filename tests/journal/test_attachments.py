"""Attachments in the fold: by whom, to what, and which objects count as pieces."""

from __future__ import annotations

import copy

import pytest

from tests.journal.conftest import DESK, OTHER_DESK, name, refused, unchanged
from vault import acts
from vault.model import Role


def attached(scene, writer: str, **changed):
    given = {
        "interview": name("interview", 16), "manifest": name("manifest"),
        "pieces": (name("piece 0"), name("piece 1")),
    }  # fmt: skip
    return scene.act(acts.Attached, writer, **{**given, **changed})


@pytest.fixture
def logged(scene):
    """The usual people, another reporter, and an interview by Rep."""
    scene.admit("other", (Role.REPORTER, DESK))
    assert scene.log_one("rep") == ""
    return scene


@pytest.mark.parametrize("writer", ["rep", "ed"])
def test_an_author_or_an_editor_attaches(logged, writer):
    assert logged.enter(writer, attached(logged, writer)) == ""
    (found,) = logged.state.attachments.values()
    assert found.interview == name("interview", 16)
    assert found.pieces == (name("piece 0"), name("piece 1"))
    assert found.member == name(writer, 16)


def test_nobody_else_attaches(logged):
    for writer in ("other", "rev"):
        refused(logged, writer, attached(logged, writer))


def test_an_interview_that_is_not_there_or_of_another_desk_is_refused(logged):
    refused(logged, "rep", attached(logged, "rep", interview=name("nowhere", 16)))
    assert logged.open_desk("ed", OTHER_DESK) == ""
    refused(logged, "ed", attached(logged, "ed", desk=OTHER_DESK))


def test_an_attachment_without_pieces_or_manifest_is_refused(logged):
    refused(logged, "rep", attached(logged, "rep", pieces=()))
    refused(logged, "rep", attached(logged, "rep", manifest=b""))


def test_one_manifest_is_attached_once(logged):
    assert logged.enter("rep", attached(logged, "rep")) == ""
    refused(logged, "ed", attached(logged, "ed", pieces=(name("piece 9"),)))


def test_pieces_that_no_entry_brings_are_refused(logged):
    before = copy.deepcopy(logged.state)
    taken = logged.taken("rep", attached(logged, "rep"))
    logged.fold.take(taken._replace(core=taken.core.__class__(
        taken.core.device, taken.core.n, taken.core.previous, (name("manifest"),), (),
        taken.core.details,
    )))  # fmt: skip
    assert logged.state.refused
    unchanged(logged, before)


def test_only_what_an_entry_brings_itself_counts_as_its_pieces(logged):
    stolen = name("verbatim one")  # an object of the interview: nobody may call it a piece
    assert stolen in logged.state.added
    act = attached(logged, "rep", pieces=(name("piece 0"), stolen))
    taken = logged.taken("rep", act)
    adds = tuple(h for h in taken.core.adds if h != stolen)
    core = taken.core.__class__(
        taken.core.device, taken.core.n, taken.core.previous, adds, (), taken.core.details
    )
    logged.fold.take(taken._replace(core=core))
    assert logged.state.pieces == {name("piece 0")}


def test_the_pieces_of_a_refused_attachment_are_pieces_too(logged):
    assert logged.enter("other", attached(logged, "other")) != ""
    assert logged.state.pieces == {name("piece 0"), name("piece 1")}
