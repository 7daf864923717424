"""What the fold takes of picked versions, and of a story's versions in any order."""

from __future__ import annotations

import itertools

import pytest

from tests.journal.conftest import Scene, name, refused
from vault import acts

INTERVIEW, STORY = name("interview", 16), name("story", 16)


def verbatim(*texts: str) -> tuple[bytes, ...]:
    return tuple(name(f"verbatim {text}") for text in texts)


@pytest.fixture
def forked(logged) -> Scene:
    """Two versions built on the first one, by Rep and by Ed."""
    for writer, text in (("rep", "two"), ("ed", "three")):
        assert logged.log_one(writer, text, ("one",), version=2) == ""
    return logged


def pick(scene: Scene, writer: str, picked: str, *over: str, **changed):
    fields = {"interview": INTERVIEW, "picked": verbatim(picked)[0], "over": verbatim(*over)}
    return scene.act(acts.VersionPicked, writer, **{**fields, **changed})


def standing(scene: Scene) -> set[bytes]:
    return {v.ref.verbatim for v in scene.state.interviews[INTERVIEW].standing()}


@pytest.mark.parametrize("writer", ["rep", "ed"])
def test_an_owner_or_an_editor_picks_and_becomes_no_author(forked, writer):
    authors = forked.state.interviews[INTERVIEW].authors()
    assert forked.enter(writer, pick(forked, writer, "two", "three")) == ""
    assert standing(forked) == set(verbatim("two"))
    assert forked.state.interviews[INTERVIEW].authors() == authors


def test_a_pick_by_somebody_else_or_of_nothing_is_refused(forked):
    refused(forked, "rev", pick(forked, "rev", "two", "three"))
    refused(forked, "ed", pick(forked, "ed", "two"))
    refused(forked, "ed", pick(forked, "ed", "two", "two"))
    refused(forked, "ed", pick(forked, "ed", "two", "two", "three"))
    refused(forked, "ed", pick(forked, "ed", "nowhere", "three"))
    refused(forked, "ed", pick(forked, "ed", "one", "two", "three"))


def test_of_two_picks_against_each_other_one_counts(forked):
    assert forked.enter("rep", pick(forked, "rep", "two", "three")) == ""
    refused(forked, "ed", pick(forked, "ed", "three", "two"))


def test_what_was_written_on_a_version_passed_over_stands_beside_the_picked_one(forked):
    assert forked.log_one("ed", "four", ("three",), version=3) == ""
    assert forked.enter("rep", pick(forked, "rep", "two", "three")) == ""
    assert standing(forked) == set(verbatim("two", "four"))


def save(scene: Scene, writer: str, text: str, *parents: str) -> str:
    return scene.do(
        acts.StorySaved, writer, story=STORY, version=1, body=name(text),
        parents=tuple(name(parent) for parent in parents),
    )  # fmt: skip


EDITS = (("left", "first"), ("right", "first"), ("both", "left", "right"))


@pytest.mark.parametrize("order", list(itertools.permutations(EDITS[:2])))
def test_edits_of_a_story_in_any_order_end_in_the_same_versions(logged, order):
    assert save(logged, "ed", "first") == ""
    for text, *parents in order:
        assert save(logged, "rev", text, *parents) == ""
    story = logged.state.stories[STORY]
    assert {v.body for v in story.standing()} == {name("left"), name("right")}
    assert save(logged, "ed", *EDITS[2]) == ""
    assert story.stands_alone(name("both"))
    assert save(logged, "ed", "left", "both") == ""
    assert story.stands_alone(name("both"))
