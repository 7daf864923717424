"""What acts about a desk's custodian list do to the state: one person proposes, another confirms.

One of the two is an admin; the other a custodian of the list in force, or for a first list an
editor of the desk. Neither is somebody whom the list adds. Each act checks everything before it
changes anything. What custodians then keep is `identities`.
"""

from __future__ import annotations

from vault import acts
from vault.crypto import sharing
from vault.journal.identity_state import CustodianList
from vault.journal.turn import Refusal, Turn, desk_parts
from vault.model import DeskId, EntryHash, MemberId, Part, Role


def proposed(turn: Turn, act: acts.CustodiansProposed) -> None:
    """Note a list that waits for its second person."""
    turn.need("change_custodians", act.desk)
    book = turn.state.identities
    if act.replaces != book.in_force.get(act.desk, EntryHash(b"")):
        raise Refusal  # it was made for another list than the one that it would replace
    if len(set(act.members)) != len(act.members):
        raise Refusal  # one person at two places would need one helper less
    if not sharing.may_share(act.k, len(act.members)):
        raise Refusal
    for member in act.members:
        _check_custodian(turn, member, act.desk)
    found = CustodianList(
        turn.entry, act.desk, act.members, act.k, act.replaces, act.member, act.at,
        as_admin=Role.ADMIN in turn.roles_on(act.desk), as_keeper=_is_keeper(turn, act.desk),
    )  # fmt: skip
    if not (found.as_admin or found.as_keeper):
        raise Refusal
    _check_not_added(turn, found)
    book.proposals[turn.entry] = found


def confirmed(turn: Turn, act: acts.CustodiansConfirmed) -> None:
    """Put a proposed list in force, by somebody else and in the other capacity."""
    turn.need("change_custodians", act.desk)
    book = turn.state.identities
    found = book.proposals[act.proposal]
    if found.desk != act.desk or found.proposer == act.member:
        raise Refusal
    if found.replaces != book.in_force.get(act.desk, EntryHash(b"")):
        raise Refusal  # another list was confirmed meanwhile
    mine = (Role.ADMIN in turn.roles_on(act.desk), _is_keeper(turn, act.desk))
    if not (found.as_admin and mine[1]) and not (found.as_keeper and mine[0]):
        raise Refusal
    _check_not_added(turn, found)
    for member in found.members:
        _check_custodian(turn, member, act.desk)
    book.lists[turn.entry] = found
    book.in_force[act.desk] = turn.entry


def _is_keeper(turn: Turn, desk: DeskId) -> bool:
    """Tell whether the writer may speak for those who keep identities already."""
    now = turn.state.identities.custodians(desk)
    if now is None:
        return turn.is_editor(desk)
    return turn.member in now.members and Role.CUSTODIAN in turn.roles_on(desk)


def _check_not_added(turn: Turn, found: CustodianList) -> None:
    """Refuse whoever would make themselves a custodian."""
    now = turn.state.identities.custodians(found.desk)
    if turn.member in set(found.members) - set(now.members if now else ()):
        raise Refusal


def _check_custodian(turn: Turn, member: MemberId, desk: DeskId) -> None:
    """Refuse a custodian without the role, or to whom nobody gave the key of the desk's journal.

    Whoever lets a person in does not give them keys, so a member whom an admin made up alone
    is no custodian.
    """
    known = turn.state.members[member]
    journal = desk_parts(turn.state, desk)[Part.JOURNAL]
    if Role.CUSTODIAN not in known.roles_on(desk):
        raise Refusal
    if not any(turn.state.has_been_given(known, epoch) for epoch in journal.epochs):
        raise Refusal
