"""What a lost device and a new epoch do to the state.

A new epoch is made by somebody who reads the compartment, for devices that read it already: it
takes reading away from whoever left, and gives it to nobody. Each act checks everything before it
changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from vault import acts
from vault.crypto import boxes
from vault.journal.rights import Change, known_roles
from vault.journal.roster import may_be_sealed_to
from vault.journal.state import CompartmentState, MemberState, State
from vault.journal.turn import Refusal, Turn
from vault.model import CompartmentId, DeviceId, EntryHash, EpochId, Part


def note_bridges(state: State, noted: Iterable[tuple[CompartmentId, EpochId]]) -> None:
    """Know the key pairs that a writer made for one session, past somebody who left.

    Only where somebody who was signed out holds a key of the part: else a writer could seal to
    some of its readers whenever they like.
    """
    for name, epoch in noted:
        compartment = state.compartments.get(name)
        if compartment is None or compartment.part is Part.ROSTER or epoch in compartment.publics:
            continue
        if any(state.is_read_by_gone(each) for each in compartment.epochs):
            compartment.bridges.add(epoch)


def note_refused(state: State, act: acts.Rotated | acts.EpochsMerged) -> None:
    """Know the epoch of a refused act for reading.

    Its maker may have been signed out by an entry that came late. Others wrote to it in good faith
    until then, and nothing of that may be lost; nobody writes to it from now on.
    """
    known = {e for c in state.compartments.values() for e in c.publics}
    epoch = EpochId(boxes.epoch_id(act.public))
    if act.compartment in state.compartments and epoch not in known:
        state.unused.setdefault(act.compartment, set()).add(epoch)


def device_lost(turn: Turn, act: acts.DeviceLost) -> None:
    """Sign one device out, from its last accepted entry on: by an admin, or its own member."""
    member = turn.state.members[act.who]
    writer = turn.sight.device_of(turn.entry)
    if act.member != act.who:
        turn.need("sign_out")
    if act.device not in member.devices or writer == act.device:
        raise Refusal
    if any(turn.sight.device_of(entry) != act.device for entry in act.last):
        raise Refusal
    change = Change(turn.entry, (), out=True, before=_counted(turn, act, member))
    turn.state.lost[act.device] = (*turn.state.lost.get(act.device, ()), change)
    turn.sight.note_change(turn.entry)


def _counted(turn: Turn, act: acts.DeviceLost, member: MemberState) -> frozenset[EntryHash] | None:
    """Return what counts as written before the loss; None when that is all there is.

    Also what the member's other devices wrote as far as this act had seen: a device for which the
    lost one vouched in time stays.
    """
    sight, device = turn.sight, {act.device}
    accepted = sight.reached(act.last, device)
    if sight.sees_all and accepted == sight.of(device):
        return None
    others = member.devices.keys() - device
    return accepted | sight.reached([turn.entry], others)


def rotated(turn: Turn, act: acts.Rotated) -> None:
    """Take a compartment's next epoch."""
    _renew(turn, act)


def epochs_merged(turn: Turn, act: acts.EpochsMerged) -> None:
    """Take one epoch in the place of several."""
    if len(act.merged) < 2 or len(set(act.merged)) != len(act.merged):
        raise Refusal
    _renew(turn, act)


def _renew(turn: Turn, act: acts.Rotated | acts.EpochsMerged) -> None:
    replaced = _replaced_by(act)
    compartment = turn.state.compartments[act.compartment]
    if compartment.part is Part.ROSTER:
        turn.need_anywhere("rotate_roster")
    else:
        turn.need("rotate", compartment.desk)
    epoch = EpochId(boxes.epoch_id(act.public))
    known = {e for c in turn.state.compartments.values() for e in c.publics}
    if epoch in known or not may_be_sealed_to(act.public):
        raise Refusal
    if not set(replaced) <= set(compartment.epochs):
        raise Refusal
    me = turn.state.members[turn.member].recovery.id
    if any((me, each) not in turn.state.grants for each in replaced):
        raise Refusal  # whoever cannot read an epoch would cut its readers off from what it holds
    _check_readers(turn, act, compartment, set(replaced))
    _check_nobody_is_left_out(turn, act, compartment)
    compartment.epochs.append(epoch)
    compartment.publics[epoch] = act.public
    compartment.replaced[epoch] = frozenset(replaced)
    compartment.made[epoch] = turn.entry
    for reader in act.readers:
        turn.state.grants[(reader, epoch)] = turn.entry
    turn.sight.note_change(turn.entry)


def _check_readers(
    turn: Turn,
    act: acts.Rotated | acts.EpochsMerged,
    compartment: CompartmentState,
    replaced: Set[EpochId],
) -> None:
    """Refuse a new epoch for somebody who left, or for whom nobody gave the one before it."""
    if len(set(act.readers)) != len(act.readers) or len(act.readers) != len(act.boxes):
        raise Refusal
    owners = turn.state.owners()
    for reader in act.readers:
        member = owners[reader]
        given = any((member.recovery.id, each) in turn.state.grants for each in replaced)
        if member.is_field or _is_known_out(turn, member, reader):
            raise Refusal
        if compartment.part is not Part.ROSTER and not given:
            raise Refusal


def _check_nobody_is_left_out(
    turn: Turn, act: acts.Rotated | acts.EpochsMerged, compartment: CompartmentState
) -> None:
    """Refuse an epoch that closes the roster to a member, or a desk's part to one of its editors.

    As far as the writer knew of them. What others read may have been taken from them by a role;
    an editor who was left out could make no later epoch, and a member not open the vault.
    """
    knows = turn.sight.knows(turn.entry)
    replaced = _replaced_by(act)
    for member in turn.state.members.values():
        held = known_roles(member.first, member.changes, knows)
        if member.since not in knows or held.out or member.is_field:
            continue
        if compartment.part is not Part.ROSTER:
            roles = [a.role for a in held.assignments if a.desk == compartment.desk]
            given = (turn.state.grants.get((member.recovery.id, epoch)) for epoch in replaced)
            if not any(entry in knows for entry in given) or not turn.may(roles, "rotate"):
                continue
        known = [d.id for d in member.devices.values() if d.since in knows]
        live = [d for d in known if not _is_known_out(turn, member, d)]
        if not {*live, member.recovery.id} <= set(act.readers):
            raise Refusal


def _replaced_by(act: acts.Rotated | acts.EpochsMerged) -> tuple[EpochId, ...]:
    return act.merged if isinstance(act, acts.EpochsMerged) else (act.replaces,)


def _is_known_out(turn: Turn, member: MemberState, device: DeviceId) -> bool:
    knows = turn.sight.knows(turn.entry)
    changes = (*member.changes, *turn.state.lost.get(device, ()))
    return any(change.out and change.entry in knows for change in changes)
