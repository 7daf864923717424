"""Desks, roles, the policy, and what a member is told about newcomers."""

from __future__ import annotations

import pytest

from vault.acts import DeviceKeys
from vault.archive import directory, leaving, members, newcomers
from vault.archive.members import PendingView
from vault.errors import (
    NotPermittedError,
    RefusedError,
    UsageError,
)
from vault.model import Part, PolicyPreset, Preset

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


def test_an_editor_opens_a_desk_that_nobody_else_reads(room):
    editor = room.open(EDITOR)
    view = members.add_desk(editor, "South desk")
    assert set(view.parts) == set(map(str, ALL_PARTS))
    assert "editor@South desk" in members.me(editor).roles
    parts = {desk.name: desk.parts for desk in members.desks(room.open(FOUNDER))}
    assert parts["South desk"] == ()


@pytest.mark.parametrize("name", [REVIEWER, REPORTER])
def test_only_an_editor_opens_a_desk(room, name):
    with pytest.raises(NotPermittedError):
        members.add_desk(room.open(name), "South desk")


def test_a_desks_label_is_taken_once(room):
    with pytest.raises(RefusedError):
        members.add_desk(room.open(EDITOR), f" {DESK} ")


def test_new_roles_replace_those_on_the_desk_and_wait_for_keys(room):
    founder = room.open(FOUNDER)
    view = members.change_roles(founder, REVIEWER, DESK, Preset.EDITOR)
    assert set(view.member.roles) == {"reporter@North desk", "editor@North desk"}
    assert view.keys_kept == ()
    assert view.member.waiting_for == (DESK,)
    [wanted] = members.grants_wanted(room.open(EDITOR))
    assert wanted.parts == ("journal", "security", "verbatim")


def test_taking_a_role_away_says_which_keys_stay(room):
    founder = room.open(FOUNDER)
    view = members.change_roles(founder, EDITOR, DESK, Preset.REVIEWER)
    assert view.keys_kept == tuple(f"{part}@{DESK}" for part in ("journal", "security", "verbatim"))
    view = members.change_roles(founder, EDITOR, DESK, None)
    assert view.member.roles == ()
    assert len(view.keys_kept) == 4
    editor = room.open(EDITOR)
    assert held(editor) == set()  # what is written from now on
    earlier = {c.epochs[0] for c in editor.state.compartments.values()}
    assert all(map(editor.ledger.keyring.holds, earlier))  # the limit: what they had, they keep
    with pytest.raises(NotPermittedError):
        members.grant(editor, REPORTER, DESK, compared=True)


def test_roles_on_one_desk_leave_other_desks_and_the_vault_alone(room):
    founder = room.open(FOUNDER)
    members.add_desk(founder, "South desk")
    members.change_roles(founder, REVIEWER, "South desk", Preset.REVIEWER)
    members.change_roles(founder, REVIEWER, "", Preset.ADMIN)
    view = members.change_roles(founder, REVIEWER, DESK, Preset.REPORTER)
    assert set(view.member.roles) == {"admin", "reporter@North desk", "reviewer@South desk"}


def test_the_last_admin_stays_admin(room):
    founder = room.open(FOUNDER)
    with pytest.raises(RefusedError) as refusal:
        members.change_roles(founder, FOUNDER, "", None)
    assert refusal.value.rules == ("roles.last_admin",)
    members.change_roles(founder, EDITOR, "", Preset.ADMIN)
    members.change_roles(founder, FOUNDER, "", None)
    with pytest.raises(NotPermittedError):
        members.add_member(founder, NEWCOMER, Preset.REVIEWER, [DESK])


def test_roles_of_a_desk_need_a_desk(room):
    with pytest.raises(UsageError):
        members.change_roles(room.open(FOUNDER), REVIEWER, "", Preset.EDITOR)


def test_members_and_desks_are_named_by_label_id_or_prefix_and_never_quoted_back(room):
    founder = room.open(FOUNDER)
    view = view_of(founder, REVIEWER)
    for given in (REVIEWER, view.id, view.id[:8].upper()):
        assert members.find_member(founder, given).id.hex() == view.id
    for given in ("", "Nobody Here", view.id[:3], "zz" * 16):
        with pytest.raises(UsageError) as refusal:
            members.find_member(founder, given)
        assert not given or given not in refusal.value.sentence


def test_the_policy_is_the_admins_to_set(room):
    founder = room.open(FOUNDER)
    policy = members.set_policy(founder, PolicyPreset.LARGE_DESK, idle_lock_minutes=30)
    assert (policy.cleared_editor_approves, policy.idle_lock_minutes) == (True, 30)
    policy = members.set_policy(founder, print_codenames=True)
    assert (policy.preset, policy.idle_lock_minutes) == (PolicyPreset.LARGE_DESK, 30)
    assert members.get_policy(room.open(REPORTER)) == policy


@pytest.mark.parametrize(
    "switches",
    [
        {"idle_lock_minutes": 0},
        {"idle_lock_minutes": 61},
        {"idle_lock_minutes": True},
        {"second_reading_hours": "12"},
        {"print_codenames": 1},
        {"no_such_switch": True},
        {"preset_name": "x"},
    ],
)
def test_a_policy_out_of_range_is_refused(room, switches):
    founder = room.open(FOUNDER)
    before = members.get_policy(founder)
    with pytest.raises(UsageError):
        members.set_policy(founder, None, **switches)
    assert members.get_policy(founder) == before


# --- notices -------------------------------------------------------------------------------


def test_M11_a_new_member_is_noticed_at_every_opening_until_said_to_be_known(room):
    founder, reporter = room.open(FOUNDER), room.open(REPORTER)
    newcomers.dismiss(reporter)
    assert newcomers.notices(reporter) == ()
    room.admit(founder, NEWCOMER, Preset.REVIEWER)
    for _ in range(2):
        [notice] = newcomers.notices(reporter)
        assert notice.startswith("1 member joined whom you do not know yet")
        [new] = [view for view in members.members(reporter) if view.is_new]
        assert new.name == NEWCOMER
        room.close()
        reporter = room.open(REPORTER)
    assert newcomers.dismiss(reporter, directory.find_member(reporter, NEWCOMER).id) == 1
    assert newcomers.notices(reporter) == ()
    assert not any(view.is_new for view in members.members(reporter))


def test_a_member_who_is_not_new_cannot_be_dismissed(room):
    reporter = room.open(REPORTER)
    newcomers.dismiss(reporter)
    with pytest.raises(UsageError):
        newcomers.dismiss(reporter, directory.find_member(reporter, FOUNDER).id)


def test_who_stood_there_at_the_first_opening_is_not_new(room):
    founder = room.open(FOUNDER)
    room.admit(founder, NEWCOMER, Preset.REVIEWER)
    newcomer = room.open(NEWCOMER)
    new = {view.name for view in members.members(newcomer) if view.is_new}
    assert new == {view.name for view in members.members(newcomer) if view.admitted_alone}


def test_a_newcomer_is_told_who_came_in_alone(room):
    reviewer = room.open(REVIEWER)
    notice = newcomers.notices(reviewer)[-1]
    assert notice.startswith("2 members came in without a second person")


def test_what_is_remembered_is_sealed(room):
    archive = room.open(REPORTER)
    newcomers.dismiss(archive)
    ids = [bytes(member) for member in archive.state.members]
    room.close()
    assert not any(each in room.path.read_bytes() for each in ids)


def test_views_hold_nothing_that_prints_itself(room):
    founder = room.open(FOUNDER)
    request = room.invite(founder, NEWCOMER, Preset.REVIEWER)
    assert isinstance(request, PendingView)
    shown = repr(request) + repr(members.members(founder)) + repr(DeviceKeys(b"k", b"s", b"g"))
    assert NEWCOMER not in shown
    assert request.safety_words[0] not in shown


def test_where_two_admins_signed_each_other_out_an_editor_names_another(rooms):
    admin, editor, reporter = rooms.all()
    members.change_roles(admin.open(), reporter.name, "", Preset.ADMIN)
    rooms.exchange_all()
    leaving.sign_out(admin.open(), reporter.name, confirmed=True)
    with pytest.raises(NotPermittedError):
        members.change_roles(editor.open(), editor.name, "", Preset.ADMIN)
    leaving.sign_out(reporter.open(), admin.name, confirmed=True)
    for office in (admin, reporter):
        editor.receive(office.send(whole=True))
    view = members.change_roles(editor.open(), editor.name, "", Preset.ADMIN)
    assert "admin" in view.member.roles
    assert {m.name for m in members.members(editor.open()) if m.signed_out} == {
        admin.name, reporter.name,
    }  # fmt: skip
