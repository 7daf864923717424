"""Who is here: members and desks as a member sees them, and which keys somebody still waits for.

Nothing here changes the vault. Letting people in is `members`, giving them keys `granting`, what a
member is told of newcomers `newcomers`.
"""

from __future__ import annotations

from vault import acts, roles
from vault.archive import naming, newcomers
from vault.archive.founding import VAULT_WIDE
from vault.archive.session import Archive, use_case
from vault.archive.views import DeskView, MemberView
from vault.journal.state import CompartmentState, MemberState, State
from vault.model import (
    DeskId,
    EpochId,
    MemberId,
    Part,
)

# --- what the state says -------------------------------------------------------------------


def compartments(state: State, desk: DeskId) -> dict[Part, CompartmentState]:
    """Return a desk's compartments by part."""
    found = state.desks[desk].compartments
    return {part: state.compartments[name] for part, name in found.items()}


def parts_due(state: State, member: MemberState, desk: DeskId) -> frozenset[Part]:
    """Return the parts of a desk that a member's roles let them read."""
    known = compartments(state, desk).keys()
    return frozenset(roles.parts_read(member.roles_on(desk)) & known)


def lacking(state: State, member: MemberState, desk: DeskId) -> dict[Part, list[EpochId]]:
    """Return what a member may read on a desk and has no keys for, by part.

    One epoch for each part: the newest, which holds the seeds of all before it.
    """
    known = compartments(state, desk)
    devices = {device.id for device in state.live_devices(member)}
    heads = {part: state.current(known[part]) for part in sorted(parts_due(state, member, desk))}
    wanted = {part: [e] if not devices <= state.holders(e) else [] for part, e in heads.items()}
    return {part: epochs for part, epochs in wanted.items() if epochs}


# --- names ---------------------------------------------------------------------------------


def find_member(archive: Archive, given: str) -> MemberState:
    """Return the member that an id, a prefix or a name means; raises UsageError."""
    known = ((m, archive.library.member_name(m)) for m in archive.state.members)
    return archive.state.members[MemberId(naming.one(known, given, "member"))]


def find_desk(archive: Archive, given: str) -> DeskId:
    """Return the desk that an id, a prefix or a label means; raises UsageError."""
    known = ((d, archive.library.desk_name(d)) for d in archive.state.desks)
    return DeskId(naming.one(known, given, "desk"))


# --- views ---------------------------------------------------------------------------------


def member_view(archive: Archive, member: MemberState, *, is_new: bool = False) -> MemberView:
    """Return a colleague as every member sees them; whether they are new to me is the caller's."""
    desks = archive.state.desks
    waiting = [desk for desk in desks if lacking(archive.state, member, desk)]
    return MemberView(
        id=member.id.hex(),
        name=archive.library.member_name(member.id),
        roles=tuple(_role_name(archive, given) for given in member.assignments),
        is_me=member.id == archive.myself.id,
        signed_out=member.signed_out,
        admitted_alone=member.alone,
        is_new=is_new,
        waiting_for=tuple(archive.library.desk_name(desk) for desk in waiting),
    )


def _role_name(archive: Archive, given: acts.Assignment) -> str:
    if given.role in VAULT_WIDE or given.desk not in archive.state.desks:
        return str(given.role)
    return f"{given.role}@{archive.library.desk_name(given.desk)}"


def desk_view(archive: Archive, desk: DeskId) -> DeskView:
    """Return a desk, and which of its parts my keys open."""
    known = compartments(archive.state, desk)
    open_to_me = (str(part) for part in known if archive.library.reads(desk, part))
    return DeskView(desk.hex(), archive.library.desk_name(desk), tuple(sorted(open_to_me)))


@use_case
def me(archive: Archive) -> MemberView:
    """Return the member that this device acts for."""
    return member_view(archive, archive.myself)


@use_case
def desks(archive: Archive) -> tuple[DeskView, ...]:
    """Return the desks, by name, with the parts that my keys open."""
    views = (desk_view(archive, desk) for desk in archive.state.desks)
    return tuple(sorted(views, key=lambda view: (view.name, view.id)))


@use_case
def members(archive: Archive) -> tuple[MemberView, ...]:
    """Return all members, by name."""
    every, new = archive.state.members.values(), newcomers.unknown(archive)
    views = (member_view(archive, member, is_new=member.id in new) for member in every)
    return tuple(sorted(views, key=lambda view: (view.name, view.id)))
