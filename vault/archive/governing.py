"""Desks, roles and the policy: what an admin or an editor sets for everybody.

Roles decide what is allowed from now on; keys once given stay with whoever has them (`granting`
gives them), and changing a role says which ones those are.
"""

from __future__ import annotations

import msgspec

from vault import acts
from vault.archive.custody import refuse_too_few
from vault.archive.directory import (
    compartments,
    desk_view,
    find_desk,
    find_member,
    member_view,
    parts_due,
)
from vault.archive.founding import VAULT_WIDE, assignments_for, label, open_desk, policy_of
from vault.archive.session import Archive, use_case
from vault.archive.views import DeskView, MemberView
from vault.archive.writing import Writing
from vault.errors import NotPermittedError, RefusedError, UsageError
from vault.journal.roster import has_admin
from vault.journal.state import MemberState, State
from vault.model import PRESET_ROLES, DeskId, Part, Policy, PolicyPreset, Preset, Record, Role
from vault.roles import Deed, may

_NOWHERE = DeskId(b"")
_NUMBERS = {
    "second_reading_hours": range(1, 169), "idle_lock_minutes": range(1, 61),
    "fewest_who_know": range(100), "most_who_know": range(100),
}  # fmt: skip
_SWITCHES = ("second_person_approves", "cleared_editor_approves", "print_codenames")
_CROSSING = (
    "Whether somebody is a field reporter is fixed when they come in, for their computer's sake: "
    "invite them anew."
)
_LAST_ADMIN = "This is the last admin; make another member admin first."


class RolesView(Record, frozen=True):
    """A member after a change of roles. `keys_kept`: "part@desk" that no role reads any more.

    Taking a role away stops what Strongroom lets the member do. It takes no key away: what was
    sealed to those parts stays open to them until the parts get new keys.
    """

    member: MemberView
    keys_kept: tuple[str, ...]


# --- desks ---------------------------------------------------------------------------------


@use_case
def add_desk(archive: Archive, name: str) -> DeskView:
    """Open a desk; its keys are made here, and I am its first editor and reporter.

    Raises NotPermittedError for whoever is editor of no desk, RefusedError for a label in use.
    """
    held = {given.role for given in archive.myself.assignments}
    if archive.myself.signed_out or not may(held, Deed.OPEN_DESK):
        raise NotPermittedError("Only an editor opens a desk.")
    wanted = label(name, "desk")
    if wanted in {archive.library.desk_name(desk) for desk in archive.state.desks}:
        raise RefusedError("There is a desk with that label already.", rules=("desk.label",))
    return desk_view(archive, open_desk(archive.ledger, wanted))


# --- roles ---------------------------------------------------------------------------------


@use_case
def change_roles(
    archive: Archive, member_id: str, desk_id: str, preset: Preset | None
) -> RolesView:
    """Give a member a preset's roles on a desk, in place of those held there; None takes all away.

    A preset for the whole vault (admin, guardian), or an empty `desk_id`, replaces the vault-wide
    roles instead. Raises NotPermittedError unless admin, RefusedError for the last admin.
    """
    _need_to_change_roles(archive)
    member, desk = find_member(archive, member_id), _place(archive, desk_id, preset)

    def build(writing: Writing) -> acts.Known:
        _need_to_change_roles(archive)
        known = writing.state.members[member.id]
        assignments = _replaced(known.assignments, desk, preset)
        _refuse_crossing(known, assignments)
        if not any(given.role is Role.ADMIN for given in assignments):
            refuse_last_admin(writing.state, known)
        if not any(given.role is Role.CUSTODIAN for given in assignments):
            refuse_too_few(writing.state, known.id)
        return acts.RolesChanged(
            member=writing.member, at=writing.now(), who=member.id, assignments=assignments
        )

    archive.ledger.commit(build)
    archive.ledger.try_to_renew()
    return RolesView(member_view(archive, member), _keys_kept(archive, member))


def _refuse_crossing(member: MemberState, assignments: tuple[acts.Assignment, ...]) -> None:
    """Refuse to make a field reporter of a colleague, or the other way round."""
    if any((a.role is Role.FIELD_REPORTER) != member.is_field for a in assignments):
        raise RefusedError(_CROSSING, rules=("roles.field",))


def _need_to_change_roles(archive: Archive) -> None:
    """Refuse but for admins; where none is left, editors name one, and the journal sees to that."""
    held = {given.role for given in archive.myself.assignments}
    if has_admin(archive.state) or not may(held, Deed.NAME_ADMIN):
        archive.need(Deed.CHANGE_ROLES)


def _place(archive: Archive, desk_id: str, preset: Preset | None) -> DeskId:
    given = set(PRESET_ROLES[preset]) if preset else set()
    if given and given <= VAULT_WIDE:
        return _NOWHERE
    if desk_id:
        return find_desk(archive, desk_id)
    if given:
        raise UsageError("Those roles are held on a desk; name one.")
    return _NOWHERE


def _replaced(
    held: tuple[acts.Assignment, ...], desk: DeskId, preset: Preset | None
) -> tuple[acts.Assignment, ...]:
    kept = tuple(given for given in held if given.desk != desk)
    added = assignments_for(preset, (desk,)) if preset else ()
    return kept + tuple(given for given in added if given not in kept)


def refuse_last_admin(state: State, leaving: MemberState) -> None:
    """Keep one admin: nobody could ever be let in again."""
    others = (m for m in state.members.values() if m.id != leaving.id)
    if not any(Role.ADMIN in other.roles_on(_NOWHERE) for other in others):
        raise RefusedError(_LAST_ADMIN, rules=("roles.last_admin",))


def _keys_kept(archive: Archive, member: MemberState) -> tuple[str, ...]:
    state = archive.state
    return tuple(
        f"{part}@{archive.library.desk_name(desk)}"
        for desk in state.desks
        for part in sorted(_parts_given(state, member, desk) - parts_due(state, member, desk))
    )


def _parts_given(state: State, member: MemberState, desk: DeskId) -> frozenset[Part]:
    return frozenset(
        part
        for part, compartment in compartments(state, desk).items()
        if any(state.has_been_given(member, epoch) for epoch in compartment.epochs)
    )


# --- policy --------------------------------------------------------------------------------


@use_case
def get_policy(archive: Archive) -> Policy:
    """Return the policy in force."""
    return archive.policy()


@use_case
def set_policy(
    archive: Archive, /, preset: PolicyPreset | None = None, **switches: bool | int
) -> Policy:
    """Set a preset, with single switches on top of it; without one, only the switches change.

    Raises NotPermittedError unless admin, UsageError for an unknown switch or a value out of
    range.
    """
    archive.need(Deed.SET_POLICY)
    for name, value in switches.items():
        _check_switch(name, value)

    def build(writing: Writing) -> acts.Known:
        archive.need(Deed.SET_POLICY)
        before = policy_of(preset) if preset else archive.policy()
        policy = msgspec.structs.replace(before, **switches)
        if 0 < policy.most_who_know < policy.fewest_who_know:
            raise UsageError("No fewer people may be allowed to know a source than have to.")
        sealed = writing.seal(Part.ROSTER, _NOWHERE, policy.to_seal())
        return acts.PolicySet(member=writing.member, at=writing.now(), policy=sealed)

    archive.ledger.commit(build)
    return archive.policy()


def _check_switch(name: str, value: bool | int) -> None:
    if name in _NUMBERS:
        allowed = _NUMBERS[name]
        if isinstance(value, bool) or value not in allowed:
            raise UsageError(f"{name} is a whole number from {allowed[0]} to {allowed[-1]}.")
    elif name not in _SWITCHES:
        raise UsageError("There is no such switch in the policy.")
    elif not isinstance(value, bool):
        raise UsageError(f"{name} is on or off.")
