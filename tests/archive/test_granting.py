"""Whose keys open what, and who gives them to whom."""

from __future__ import annotations

import pytest

from vault import acts
from vault.archive import members
from vault.errors import (
    NoKeyError,
    NotPermittedError,
    RefusedError,
)
from vault.keyring import GrantBox
from vault.model import Note, Part, Preset
from vault.roles import parts_read

FOUNDER, EDITOR, REVIEWER, REPORTER = "Mina Park", "Jonas Weber", "Sora Lim", "Tomas Reyes"
NEWCOMER, DESK = "Ivo Maric", "North desk"
ALL_PARTS = {Part.REDACTED, Part.VERBATIM, Part.SECURITY, Part.JOURNAL}


def view_of(archive, name):
    return next(view for view in members.members(archive) if view.name == name)


def desk_id(archive):
    return members.find_desk(archive, DESK)


def held(archive) -> set[Part]:
    """The parts of the first desk whose keys this member really has."""
    members.me(archive)  # takes in what others wrote
    found = archive.state.desks[desk_id(archive)].compartments
    holds = archive.ledger.keyring.holds
    return {
        part
        for part, name in found.items()
        if all(holds(epoch) for epoch in archive.state.compartments[name].epochs)
    }


@pytest.mark.parametrize(
    ("name", "parts"),
    [(FOUNDER, ALL_PARTS), (EDITOR, ALL_PARTS), (REVIEWER, {Part.REDACTED}), (REPORTER, set())],
)
def test_each_member_holds_the_keys_of_their_roles_and_no_others(room, name, parts):
    archive = room.open(name)
    assert held(archive) == parts
    assert parts == parts_read(archive.roles_on(desk_id(archive))) - {Part.ROSTER}


@pytest.mark.parametrize("part", [Part.VERBATIM, Part.SECURITY, Part.JOURNAL])
def test_a_reviewer_cannot_open_what_is_sealed_to_the_other_parts(room, part):
    editor, sealed = room.open(EDITOR), []

    def build(writing):
        where = desk_id(editor)
        sealed.extend(writing.seal(each, where, Note("words")) for each in (part, Part.REDACTED))
        return acts.RolesChanged(
            member=writing.member, at=writing.now(), who=editor.myself.id, assignments=()
        )

    with pytest.raises(NotPermittedError):
        editor.ledger.commit(build)
    reviewer = room.open(REVIEWER)
    with pytest.raises(NoKeyError):
        reviewer.ledger.read(sealed[0], Note)
    assert reviewer.ledger.read(sealed[1], Note).words == "words"


def test_no_box_in_the_file_holds_more_for_a_reviewer_than_roster_and_redacted(room):
    reviewer = room.open(REVIEWER)
    state, keyring = reviewer.state, reviewer.ledger.keyring
    parts = {state.compartments[compartment].part for compartment, _, _ in keyring.all_seeds()}
    assert parts == {Part.ROSTER, Part.REDACTED}


def test_a_new_editor_waits_until_a_second_person_grants(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    room.admit(founder, NEWCOMER, Preset.EDITOR)
    assert view_of(founder, NEWCOMER).waiting_for == (DESK,)
    assert held(newcomer := room.open(NEWCOMER)) == set()
    [wanted] = members.grants_wanted(editor)
    assert (wanted.name, wanted.desk, set(wanted.parts)) == (
        NEWCOMER,
        DESK,
        set(map(str, ALL_PARTS)),
    )
    assert wanted.safety_words == members.safety_words_with(newcomer, EDITOR)
    members.grant(editor, wanted.member_id, wanted.desk_id, compared=True)
    assert held(newcomer) == ALL_PARTS  # without unlocking again
    assert view_of(newcomer, NEWCOMER).waiting_for == ()
    assert members.grants_wanted(editor) == ()
    room.close()
    assert held(room.open(NEWCOMER)) == ALL_PARTS


def test_whoever_admitted_somebody_does_not_grant_to_them_as_well(room):
    founder = room.open(FOUNDER)
    room.admit(founder, NEWCOMER, Preset.REVIEWER)
    assert members.grants_wanted(founder) == ()
    with pytest.raises(RefusedError) as refusal:
        members.grant(founder, NEWCOMER, DESK, compared=True)
    assert refusal.value.rules == ("grant.second_person",)
    assert held(room.open(NEWCOMER)) == set()


def test_a_second_admin_admits_so_that_the_only_editor_may_grant(room):
    founder = room.open(FOUNDER)
    members.change_roles(founder, REPORTER, "", Preset.ADMIN)
    room.admit(room.open(REPORTER), NEWCOMER, Preset.REVIEWER)
    members.grant(founder, NEWCOMER, DESK, compared=True)
    assert held(room.open(NEWCOMER)) == {Part.REDACTED}


def waiting(archive):
    return [n for n in archive.status().notices if "waits for the keys" in n]


def test_who_reads_the_desk_is_told_who_waits_for_keys_and_who_gives_them(room):
    founder = room.open(FOUNDER)
    assert waiting(founder) == []
    room.admit(founder, NEWCOMER, Preset.REVIEWER)
    assert waiting(founder) == [
        f"{NEWCOMER} waits for the keys of {DESK}. You let them in, so somebody else who reads "
        "the desk has to give them."
    ]
    assert waiting(room.open(EDITOR)) == [
        f"{NEWCOMER} waits for the keys of {DESK}, and you may give them."
    ]
    assert waiting(room.open(REVIEWER)) == waiting(room.open(REPORTER)) == []


def test_the_only_reader_of_a_desk_is_told_to_make_another_editor(room):
    founder = room.open(FOUNDER)
    members.add_desk(founder, "River desk")
    room.admit(founder, NEWCOMER, Preset.REVIEWER, "River desk")
    [told] = waiting(founder)
    assert "make a colleague its editor first" in told
    members.change_roles(founder, EDITOR, "River desk", Preset.EDITOR)
    members.grant(founder, EDITOR, "River desk", compared=True)
    [told] = waiting(founder)
    assert "somebody else who reads the desk" in told


def test_no_keys_are_given_before_the_words_were_compared(room):
    room.admit(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER)
    with pytest.raises(RefusedError) as refusal:
        members.grant(room.open(EDITOR), NEWCOMER, DESK, compared=False)
    assert refusal.value.rules == ("safety_words.compared",)
    assert held(room.open(NEWCOMER)) == set()


def test_an_admin_cannot_give_keys_that_they_do_not_hold(room):
    founder = room.open(FOUNDER)
    room.admit(founder, "Only Admin", Preset.ADMIN)
    room.admit(founder, NEWCOMER, Preset.REVIEWER)
    admin = room.open("Only Admin")
    assert held(admin) == set()
    assert members.grants_wanted(admin) == ()
    with pytest.raises(NoKeyError):
        members.grant(admin, NEWCOMER, DESK, compared=True)


def test_reviewers_and_reporters_give_no_keys(room):
    room.admit(room.open(FOUNDER), NEWCOMER, Preset.REVIEWER)
    for name in (REVIEWER, REPORTER):
        archive = room.open(name)
        assert members.grants_wanted(archive) == ()
        with pytest.raises(NotPermittedError):
            members.grant(archive, NEWCOMER, DESK, compared=True)


def test_keys_are_not_given_twice(room):
    with pytest.raises(RefusedError) as refusal:
        members.grant(room.open(EDITOR), REVIEWER, DESK, compared=True)
    assert refusal.value.rules == ("grant.nothing_wanted",)


def test_a_guardian_gets_every_desks_journal_and_no_text(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    room.admit(founder, NEWCOMER, Preset.GUARDIAN)
    [wanted] = members.grants_wanted(editor)
    assert wanted.parts == ("journal",)
    members.grant(editor, NEWCOMER, DESK, compared=True)
    assert held(room.open(NEWCOMER)) == {Part.JOURNAL}


def test_a_seed_that_does_not_belong_to_its_epoch_is_not_used(room):
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    verbatim = editor.state.compartments[
        editor.state.desks[desk_id(editor)].compartments[Part.VERBATIM]
    ]
    to = editor.state.members[reviewer.myself.id]

    def build(writing):
        forged = GrantBox(((verbatim.id, verbatim.epochs[0], bytes(32)),))
        boxes = tuple(writing.seal_to_device(device, forged) for device in to.devices.values())
        return acts.Granted(
            member=writing.member, at=writing.now(), to=to.id, epochs=(), boxes=boxes
        )

    editor.ledger.commit(build)
    reviewer.ledger.refresh()
    assert Part.VERBATIM not in held(reviewer)
