"""Who keeps a desk's identities: a list that one person proposes and another confirms.

One of the two is an admin, the other a custodian of the list in force or, for the first list, an
editor of the desk; neither is among those whom the list adds. The fold says so again. Sealing to
the list is `identities`.
"""

from __future__ import annotations

from vault import acts
from vault.archive.directory import compartments, find_desk, find_member
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import sharing
from vault.errors import NotPermittedError, RefusedError
from vault.journal.custodians import stands
from vault.journal.identity_state import CustodianList
from vault.journal.state import MemberState, State
from vault.model import DeskId, EntryHash, MemberId, Part, Record, Role
from vault.roles import Deed
from vault.text import counted

NO_LIST = EntryHash(b"")
_SIZE = (
    "Name three to seven custodians, of whom at least two open an identity together and not all "
    "have to: one may fall ill."
)
_TWICE = "A custodian stands on a list once."
_NOT_CUSTODIAN = (
    "Member {id} cannot keep identities yet: they need the role of a custodian (guardian) and the "
    "key of this desk's journal, granted by somebody who reads the desk."
)
_ADDS_YOU = "Nobody makes themselves a custodian: an admin and another colleague have to."
_CAPACITY = (
    "A list of custodians is changed by an admin together with a custodian of the list in force; "
    "the first one, or one of which too few are left, by an admin together with an editor of the "
    "desk."
)
_SAME_PERSON = "You proposed this list, so somebody else has to confirm it."
_OTHER_CAPACITY = "An admin and a custodian (or editor) have to agree; you speak as the same one."
_STALE = "Another list was confirmed meanwhile; propose again."
_TOO_FEW = (
    "Too few custodians would be left to open what is sealed on a desk; set another list first."
)


class CustodiansView(Record, frozen=True):
    """A desk's list. `status` is "in force" or "proposed"; `custodians` are names, `ids` theirs."""

    id: str
    desk: str
    status: str
    k: int
    custodians: tuple[str, ...]
    ids: tuple[str, ...]
    proposed_by: str
    proposed_at: str
    mine_to_confirm: bool = False


@use_case
def custodians(archive: Archive) -> tuple[CustodiansView, ...]:
    """Return every desk's list in force, and the lists that wait for a second person."""
    book = archive.state.identities
    found = [_view(archive, name, "in force") for name in sorted(book.in_force.values())]
    waiting = (_view(archive, each.proposal, "proposed") for each in waiting_lists(archive.state))
    return (*found, *waiting)


def waiting_lists(state: State) -> list[CustodianList]:
    """Return the lists that wait for a second person."""
    return [each for each in state.identities.proposals.values() if _waits(state, each)]


def _waits(state: State, found: CustodianList) -> bool:
    book = state.identities
    confirmed = any(each.proposal == found.proposal for each in book.lists.values())
    return not confirmed and found.replaces == book.in_force.get(found.desk, NO_LIST)


def _view(archive: Archive, name: EntryHash, status: str) -> CustodiansView:
    book, library = archive.state.identities, archive.library
    found = book.lists.get(name) or book.proposals[name]
    return CustodiansView(
        id=name.hex(), desk=library.desk_name(found.desk), status=status, k=found.k,
        custodians=tuple(library.member_name(member) for member in found.members),
        ids=tuple(member.hex() for member in found.members),
        proposed_by=library.member_name(found.proposer), proposed_at=iso(found.at),
        mine_to_confirm=status == "proposed" and not _why_not_confirm(archive, found),
    )  # fmt: skip


# --- changing ------------------------------------------------------------------------------


@use_case
def propose(archive: Archive, desk_id: str, member_ids: list[str], k: int) -> CustodiansView:
    """Propose a desk's custodians, of whom `k` open an identity; a second person confirms.

    Raises NotPermittedError for whoever is neither admin nor custodian (first list: editor),
    RefusedError for a size that is not offered, for oneself, and for members who cannot yet.
    """
    desk = find_desk(archive, desk_id)
    members = tuple(find_member(archive, given).id for given in member_ids)
    if not any(_capacities(archive, desk)):
        raise NotPermittedError(_CAPACITY)

    def build(writing: Writing) -> acts.Known:
        _check_list(archive, desk, members, k)
        replaces = writing.state.identities.in_force.get(desk, NO_LIST)
        return acts.CustodiansProposed(
            member=writing.member, at=writing.now(), desk=desk, members=members, k=k,
            replaces=replaces,
        )  # fmt: skip

    return _view(archive, archive.ledger.commit(build), "proposed")


def _check_list(archive: Archive, desk: DeskId, members: tuple[MemberId, ...], k: int) -> None:
    if len(set(members)) != len(members):
        raise RefusedError(_TWICE, ("custodians.once",))
    if not sharing.may_share(k, len(members)):
        raise RefusedError(_SIZE, ("custodians.size",))
    if archive.myself.id in _added(archive.state, desk, members):
        raise RefusedError(_ADDS_YOU, ("custodians.not_oneself",))
    for member in members:
        if not is_able(archive.state, archive.state.members[member], desk):
            sentence = _NOT_CUSTODIAN.format(id=member.hex()[:8])
            raise RefusedError(sentence, ("custodians.able",))


def _added(state: State, desk: DeskId, members: tuple[MemberId, ...]) -> set[MemberId]:
    now = state.identities.custodians(desk)
    return set(members) - set(now.members if now else ())


def is_able(state: State, member: MemberState, desk: DeskId) -> bool:
    """Tell whether a member has the role of a custodian and the key of the desk's journal."""
    journal = compartments(state, desk)[Part.JOURNAL]
    given = any(state.has_been_given(member, epoch) for epoch in journal.epochs)
    return Role.CUSTODIAN in member.roles_on(desk) and given


def _capacities(archive: Archive, desk: DeskId) -> tuple[bool, bool]:
    """Return whether I speak as an admin, and whether as one who keeps identities."""
    held, me = archive.roles_on(desk), archive.myself.id
    now = archive.state.identities.custodians(desk)
    if now is None or not stands(archive.state, now):
        keeper = Role.EDITOR in held
    else:
        keeper = me in now.members and Role.CUSTODIAN in held
    return Role.ADMIN in held, keeper


@use_case
def confirm(archive: Archive, proposal: str) -> CustodiansView:
    """Put a proposed list in force, as its second person.

    Raises RefusedError when I proposed it, am added by it, or speak in the same capacity as its
    proposer; NotPermittedError for whoever has no say.
    """
    known = [(bytes(e), "") for e, p in archive.state.identities.proposals.items()]
    name = EntryHash(one(known, proposal, "proposed list"))

    def build(writing: Writing) -> acts.Known:
        found = writing.state.identities.proposals[name]
        refusal = _why_not_confirm(archive, found)
        if refusal == _CAPACITY:
            raise NotPermittedError(refusal)
        if refusal:
            raise RefusedError(refusal, ("custodians.second_person",))
        _check_list(archive, found.desk, found.members, found.k)
        return acts.CustodiansConfirmed(
            member=writing.member, at=writing.now(), desk=found.desk, proposal=name
        )

    return _view(archive, archive.ledger.commit(build), "in force")


def _why_not_confirm(archive: Archive, found: CustodianList) -> str:
    """Return why I may not confirm a list, in a sentence; "" when I may."""
    admin, keeper = _capacities(archive, found.desk)
    if not (archive.may(Deed.CHANGE_CUSTODIANS, found.desk) and (admin or keeper)):
        return _CAPACITY
    if found.proposer == archive.myself.id:
        return _SAME_PERSON
    if archive.myself.id in _added(archive.state, found.desk, found.members):
        return _ADDS_YOU
    if found.replaces != archive.state.identities.in_force.get(found.desk, NO_LIST):
        return _STALE
    agreed = (found.as_admin and keeper) or (found.as_keeper and admin)
    return "" if agreed else _OTHER_CAPACITY


# --- losing custodians ---------------------------------------------------------------------


def refuse_too_few(state: State, leaving: MemberId) -> None:
    """Refuse to take the role from a custodian whom a desk's list cannot spare."""
    book = state.identities
    for desk in book.in_force:
        now = book.custodians(desk)
        if now is not None and leaving in now.members and left_without(state, now, leaving) < now.k:
            raise RefusedError(_TOO_FEW, ("custodians.too_few",))


def left_without(state: State, now: CustodianList, leaving: MemberId) -> int:
    """Return how many of a list are custodians still, besides one who leaves."""
    others = (state.members[member] for member in now.members if member != leaving)
    return sum(Role.CUSTODIAN in other.roles_on(now.desk) for other in others)


def notices(archive: Archive) -> tuple[str, ...]:
    """Say which lists wait for my word."""
    mine = sum(view.mine_to_confirm for view in custodians(archive))
    if not mine:
        return ()
    what = counted(mine, "list of custodians waits", "lists of custodians wait")
    return (f"{what} for your word (strongroom identity custodians list).",)
