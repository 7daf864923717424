"""Who is here: members and desks as a member sees them, and which keys somebody still waits for.

Nothing here changes the vault, except what this device remembers having shown. Letting people in
is `members`, giving them keys `granting`.
"""

from __future__ import annotations

from contextlib import suppress

from vault import acts, roles
from vault.archive import naming
from vault.archive.founding import VAULT_WIDE
from vault.archive.session import Archive, use_case
from vault.archive.views import DeskView, MemberView
from vault.errors import BusyError, SealError
from vault.journal.state import CompartmentState, MemberState, State
from vault.model import (
    DeskId,
    EpochId,
    MemberId,
    Part,
    Record,
    from_bytes,
    to_bytes,
)
from vault.store import LocalTable

_SHOWN = "members-shown"


class Shown(Record, frozen=True, tag="members-shown/1"):
    """The members that this device has shown in a list."""

    members: tuple[MemberId, ...]


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


def member_view(archive: Archive, member: MemberState) -> MemberView:
    """Return a colleague as every member sees them."""
    desks = archive.state.desks
    waiting = [desk for desk in desks if lacking(archive.state, member, desk)]
    return MemberView(
        id=member.id.hex(),
        name=archive.library.member_name(member.id),
        roles=tuple(_role_name(archive, given) for given in member.assignments),
        is_me=member.id == archive.myself.id,
        signed_out=member.signed_out,
        admitted_alone=member.alone,
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
    """Return all members, by name; those who are new since the last list are noticed no more."""
    views = (member_view(archive, member) for member in archive.state.members.values())
    listed = tuple(sorted(views, key=lambda view: (view.name, view.id)))
    _remember_shown(archive)
    return listed


# --- newcomers -----------------------------------------------------------------------------


@use_case
def notices(archive: Archive) -> tuple[str, ...]:
    """Say who came since this device last listed the members, and who came in alone."""
    _, shown = _shown(archive)
    others = [m for m in archive.state.members.values() if m.id != archive.myself.id]
    new = [m for m in others if shown is not None and m.id not in shown]
    alone = [m for m in (others if shown is None else new) if m.alone]
    told: list[str] = []
    if new:
        told.append(f"{_members(len(new))} joined since you last looked at the member list.")
    if alone:
        told.append(f"{_members(len(alone))} came in without a second person; see the member list.")
    return tuple(told)


def _members(count: int) -> str:
    return "1 member" if count == 1 else f"{count} members"


def _shown(archive: Archive) -> tuple[int | None, frozenset[MemberId] | None]:
    ledger = archive.ledger
    for number, body in ledger.store.local_rows(LocalTable.REQUEST_KEY, ledger.keyring.device):
        try:
            plain = ledger.keyring.open_local(_SHOWN, body)
        except SealError:
            continue  # a row of another purpose
        return number, frozenset(from_bytes(plain, Shown).members)
    return None, None


def _remember_shown(archive: Archive) -> None:
    """Note who was listed; a vault that cannot be written just now is noted another time."""
    ledger = archive.ledger
    number, shown = _shown(archive)
    if ledger.store.readonly or shown == archive.state.members.keys():
        return
    plain = to_bytes(Shown(tuple(sorted(archive.state.members))))
    sealed = ledger.keyring.seal_local(_SHOWN, plain)
    with suppress(BusyError):
        ledger.store.put_local(LocalTable.REQUEST_KEY, ledger.keyring.device, sealed, number)
