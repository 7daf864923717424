"""Bounds on how many people know a source: off by default, then a condition of every copy."""

from __future__ import annotations

import msgspec
import pytest

from tests.archive import guarding
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import approved, draft, marked, story_of
from vault.archive import identities, interviews, members, pairing, review, stories
from vault.errors import RefusedError, UsageError
from vault.model import Policy, PolicyOne


@pytest.fixture
def story(room):
    """Return the newsroom, a story with an approved quote, and the source's codename."""
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    logged = marked(reporter, draft())
    review.refresh_renditions(editor)
    approved(room.open(REVIEWER), logged.id)
    codename = interviews.show(editor, logged.id).row.codename
    return room, story_of(editor, logged.id), codename


def test_a_policy_without_bounds_asks_for_nobody_and_is_sealed_as_before(story):
    room, found, _ = story
    editor = room.open(EDITOR)
    stories.prepare(editor, found)
    assert type(editor.ledger.read(editor.state.policy, PolicyOne)) is PolicyOne


def test_a_floor_stops_a_quote_until_enough_members_know_its_source(story):
    room, found, person = story
    editor = room.open(EDITOR)
    members.set_policy(room.open(FOUNDER), fewest_who_know=2)
    identities.not_stored(room.open(REPORTER), person)
    with pytest.raises(RefusedError) as refusal:
        stories.prepare(editor, found)
    assert "AGR-22" in refusal.value.rules
    identities.not_stored(editor, person)
    stories.prepare(editor, found)


def test_a_ceiling_stops_a_quote_whose_source_too_many_know(story):
    room, found, person = story
    editor = room.open(EDITOR)
    for name in (REPORTER, EDITOR, REVIEWER):
        identities.not_stored(room.open(name), person)
    members.set_policy(room.open(FOUNDER), most_who_know=2)
    with pytest.raises(RefusedError) as refusal:
        stories.prepare(editor, found)
    assert "AGR-23" in refusal.value.rules
    members.set_policy(room.open(FOUNDER), most_who_know=3)
    stories.prepare(editor, found)


def test_whoever_knows_a_person_by_a_joined_card_knows_them(story):
    room, found, person = story
    editor = room.open(EDITOR)
    members.set_policy(room.open(FOUNDER), fewest_who_know=2)
    identities.not_stored(room.open(REPORTER), person)
    other = guarding.source(room.open(REPORTER))
    identities.not_stored(room.open(REVIEWER), other)
    with pytest.raises(RefusedError):
        stories.prepare(editor, found)
    pairing.join_persons(editor, person, other)
    stories.prepare(editor, found)


def test_who_sealed_and_who_opened_count_as_knowing(guarded):
    person = guarding.sealed(guarded.open(REPORTER))
    editor = guarded.open(EDITOR)
    assert len(identities.identity_of(editor, person).known_by) == 1
    guarding.opened(guarded, editor, person)
    assert len(identities.identity_of(editor, person).known_by) == 2


def test_bounds_that_contradict_each_other_or_are_none_are_refused(room):
    founder = room.open(FOUNDER)
    for bounds in ({"fewest_who_know": 3, "most_who_know": 2}, {"most_who_know": -1}):
        with pytest.raises(UsageError):
            members.set_policy(founder, **bounds)
    assert members.get_policy(founder) == Policy()


def test_a_policy_is_the_oldest_record_that_says_all_of_it():
    newer = Policy(most_who_know=3)
    assert newer.to_seal() is newer
    assert isinstance(Policy(idle_lock_minutes=7).to_seal(), PolicyOne)
    for policy in (newer, Policy(idle_lock_minutes=7)):
        assert Policy.of(policy.to_seal()) == policy
    assert set(PolicyOne.__struct_fields__) < set(Policy.__struct_fields__)
    assert msgspec.structs.asdict(Policy.of(PolicyOne()))["fewest_who_know"] == 0
