"""What the renewal of a recovery sheet does to the state: the old one vouches for nothing more."""

from __future__ import annotations

from vault import acts
from vault.crypto import primitives
from vault.crypto.format import context
from vault.journal import roster
from vault.journal.rights import Change
from vault.journal.state import MemberState
from vault.journal.turn import Refusal, Turn


def recovery_renewed(turn: Turn, act: acts.RecoveryRenewed) -> None:
    """Put a new sheet in the place of the old one: by the member, on a device of theirs."""
    member = turn.state.members[act.who]
    roster.check_statement(turn.state.vault_id, act.recovery)
    new = roster.device_of(act.recovery, act.who)
    if act.member != act.who or new.id in roster.known_devices(turn):
        raise Refusal
    keys = (act.recovery.kem, act.recovery.sign)
    vouched = context("recovery", turn.state.vault_id, act.who, *keys)
    primitives.verify(member.devices[act.voucher].sign, act.signature, vouched)
    _retire(turn, member)
    for device, epoch in list(turn.state.grants):
        if device == member.recovery.id:
            turn.state.grants[new.id, epoch] = turn.entry
    member.recovery = new


def _retire(turn: Turn, member: MemberState) -> None:
    """End what the old sheet may do: from here on, and for what it does beside."""
    sight = turn.sight
    before = None if sight.sees_all else sight.reached([turn.entry], member.devices.keys())
    member.retired[member.recovery.id] = member.recovery
    member.renewals[member.recovery.id] = [Change(turn.entry, (), out=True, before=before)]
    sight.note_change(turn.entry)
