"""What accepting an older copy does to the state: a device that waits for a second person.

Nobody can be kept from beginning a device anew and keeping silent about the file it goes on from;
what is said is shown to all, and a program that says it waits. Each act checks everything before
it changes anything.
"""

from __future__ import annotations

from vault import acts
from vault.journal.state import RestoreState
from vault.journal.turn import Refusal, Turn
from vault.model import MemberId


def restore_accepted(turn: Turn, act: acts.RestoreAccepted) -> None:
    """Take an acceptance, a colleague's consent, or both: two people at one older file."""
    state = turn.state
    other = state.restores[act.confirms] if act.confirms else None
    if act.device and state.devices[act.device].member != act.member:
        raise Refusal
    if other is None and not act.device:
        raise Refusal
    if other is not None:
        _check_second(turn, act, other)
        other.confirmed_by = other.confirmed_by or act.member
    if act.device:
        alone = act.member if turn.is_for_one() else MemberId(b"")
        second = other.member if other is not None else alone
        made = RestoreState(turn.entry, act.member, act.device, act.at, second)
        state.restores[turn.entry] = made


def _check_second(turn: Turn, act: acts.RestoreAccepted, other: RestoreState) -> None:
    """Refuse whoever is no second person, or to whom nobody gave the key of any desk."""
    turn.need_anywhere("confirm_restore")
    turn.need_any_reader()
    if other.member == act.member:
        raise Refusal
