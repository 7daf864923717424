"""What the fold takes of joined persons: in a row, never in a circle, and undone by one entry."""

from __future__ import annotations

import itertools

import pytest

from tests.journal.conftest import DESK, OTHER_DESK, Scene, name, refused
from vault import acts


def person(text: str) -> bytes:
    return name(f"person {text}", 16)


@pytest.fixture
def known(scene) -> Scene:
    """Three persons of the desk."""
    cards = tuple(acts.PersonVersion(person(each), name(f"card {each}")) for each in "abc")
    assert scene.do(acts.PersonChanged, "ed", persons=cards) == ""
    return scene


def join(scene: Scene, kept: str, joined: str, writer: str = "ed", **changed):
    fields = {"kept": person(kept), "joined": person(joined)}
    return scene.act(acts.PersonsJoined, writer, **{**fields, **changed})


def part(scene: Scene, joined: str, writer: str = "ed", **changed):
    fields = {"join": scene.state.persons[person(joined)].join}
    return scene.act(acts.PersonParted, writer, **{**fields, **changed})


def one_person(scene: Scene, of: str) -> set[bytes]:
    return {each.id for each in scene.state.one_person(person(of))}


@pytest.mark.parametrize("order", list(itertools.permutations([("a", "b"), ("b", "c")])))
def test_joins_in_any_order_make_one_person(known, order):
    for kept, joined in order:
        assert known.enter("ed", join(known, kept, joined)) == ""
    assert one_person(known, "a") == one_person(known, "c") == {person(x) for x in "abc"}
    assert known.state.kept(person("c")) == person("a")


def test_parting_one_leaves_the_others_joined(known):
    for kept, joined in (("a", "b"), ("b", "c")):
        assert known.enter("ed", join(known, kept, joined)) == ""
    assert known.enter("ed", part(known, "b")) == ""
    assert one_person(known, "a") == {person("a")}
    assert one_person(known, "b") == {person("b"), person("c")}


def test_no_circle_no_second_join_and_no_other_desk(known):
    refused(known, "ed", join(known, "a", "a"))
    assert known.enter("ed", join(known, "a", "b")) == ""
    refused(known, "ed", join(known, "b", "a"))
    refused(known, "ed", join(known, "c", "b"))
    refused(known, "ed", join(known, "a", "nobody"))
    assert known.open_desk("ed", OTHER_DESK) == ""
    refused(known, "ed", join(known, "a", "c", desk=OTHER_DESK))
    refused(known, "rev", join(known, "a", "c", "rev"))
    refused(known, "rep", join(known, "a", "c", "rep"))


def test_a_join_is_parted_by_its_entry_and_not_while_a_hold_stands(known):
    assert known.enter("ed", join(known, "a", "b")) == ""
    refused(known, "rep", part(known, "b", "rep"))
    refused(known, "ed", part(known, "b", join=b""))
    refused(known, "ed", part(known, "b", join=name("elsewhere")))
    assert known.do(acts.Held, "rep", person=person("a"), reason=name("reason")) == ""
    refused(known, "ed", part(known, "b"))
    assert known.state.desks[DESK]
    assert known.state.is_held(person("b"))
