"""What acts of the roster do to the state: members, devices, desks, grants, roles, policy, rules.

Each act checks everything before it changes anything.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final

from vault import acts
from vault.crypto import boxes, primitives
from vault.crypto.format import context
from vault.errors import SealError, SignatureError
from vault.journal.rights import Change, is_before, known_roles
from vault.journal.state import (
    CompartmentState,
    DeskState,
    DeviceState,
    MemberState,
    State,
)
from vault.journal.turn import Refusal, Turn
from vault.model import (
    CompartmentId,
    DeskId,
    DeviceId,
    EpochId,
    MemberId,
    Part,
    Role,
)

NONE: Final[Mapping[DeviceId, DeviceState]] = MappingProxyType({})
DESK_PARTS: Final = frozenset(Part) - {Part.ROSTER}


def device_of(keys: acts.DeviceKeys, member: MemberId) -> DeviceState:
    """Return the device that two public keys make."""
    device = DeviceId(boxes.device_id(keys.kem, keys.sign))
    return DeviceState(device, member, keys.kem, keys.sign, keys.signature)


def check_statement(vault_id: bytes, keys: acts.DeviceKeys) -> None:
    """Verify that one statement covers both keys; raises SignatureError."""
    if not may_be_sealed_to(keys.kem):
        raise SignatureError
    statement = context("device-statement", vault_id, keys.kem, keys.sign)
    primitives.verify(keys.sign, keys.signature, statement)


def may_be_sealed_to(kem: bytes) -> bool:
    """Tell whether a public key is one: who seals to another later would only fail."""
    try:
        primitives.check_kem_public(kem)
    except SealError:
        return False
    return True


def set_aside(state: State, writer: DeviceId, act: acts.Admitted | acts.DeviceAdded) -> None:
    """Know the device of an act that was refused, to tell its entries from a stranger's.

    Of a member's admission, and of a device that another one of its member vouched for: an
    outsider can make neither.
    """
    with suppress(SignatureError, KeyError):
        if isinstance(act, acts.DeviceAdded):
            _check_voucher(state, act, state.members[act.who].retired)
        elif writer not in state.devices:
            return
        check_statement(state.vault_id, act.device)
        device = device_of(act.device, act.who)
        if device.id not in state.devices:
            state.set_aside.setdefault(device.id, device)


def _check_voucher(
    state: State, act: acts.DeviceAdded, retired: Mapping[DeviceId, DeviceState] = NONE
) -> None:
    """Verify that a device of the member, or their recovery sheet, vouches for a new device."""
    member = state.members[act.who]
    sheets = {**retired, member.recovery.id: member.recovery}
    known = {**member.devices, **sheets}
    label = "recovery" if act.voucher in sheets else "device-statement"
    vouched = context(label, state.vault_id, act.who, act.device.kem, act.device.sign)
    primitives.verify(known[act.voucher].sign, act.signature, vouched)


def _add_device(turn: Turn, member: MemberState, device: DeviceState) -> None:
    device.since = turn.entry
    member.devices[device.id] = device
    turn.state.devices[device.id] = device


def _new_member(turn: Turn, who: MemberId, act: acts.Founded | acts.Admitted) -> MemberState:
    for keys in (act.device, act.recovery):
        check_statement(turn.state.vault_id, keys)
    new = {device_of(keys, who).id for keys in (act.device, act.recovery)}
    if len(new) != 2 or not new.isdisjoint(known_devices(turn)):
        raise Refusal  # a colleague's keys under another name would take the colleague over
    member = MemberState(who, act.card, act.assignments, device_of(act.recovery, who))
    member.first = act.assignments
    _add_device(turn, member, device_of(act.device, who))
    member.since = turn.entry
    turn.state.members[who] = member
    turn.sight.note_change(turn.entry)
    return member


def _note_given(turn: Turn, member: MemberState, epochs: Iterable[EpochId]) -> None:
    """Note epochs for a member's devices, as far as this entry knows of those, and their sheet."""
    knows = turn.sight.knows(turn.entry)
    known = [
        device
        for device, found in member.devices.items()
        if found.since in knows
        and all(change.entry not in knows for change in turn.state.lost.get(device, ()))
    ]
    for epoch in epochs:
        for device in (*known, member.recovery.id):
            turn.state.grants[(device, epoch)] = turn.entry


def _known_roster_epochs(turn: Turn) -> list[EpochId]:
    """Return the roster's heads as this entry knew them: what an admission hands over."""
    knows = turn.sight.knows(turn.entry)
    roster = next(c for c in turn.state.compartments.values() if c.part is Part.ROSTER)
    known = [epoch for epoch in roster.epochs if roster.made[epoch] in knows]
    gone = {old for epoch in known for old in roster.replaced.get(epoch, ())}
    return [epoch for epoch in known if epoch not in gone]


def known_devices(turn: Turn) -> set[DeviceId]:
    """Return every device and recovery sheet that is or was anybody's."""
    members = turn.state.members.values()
    recoveries = {r for m in members for r in (m.recovery.id, *m.retired)}
    return recoveries | turn.state.devices.keys()


def _check_new_keys(turn: Turn, keys: tuple[acts.CompartmentKey, ...]) -> None:
    """Refuse a desk whose keys are not one new compartment and epoch for each part.

    A known compartment's id with a key of one's own would turn its writers to that key.
    """
    compartments = {key.compartment for key in keys}
    epochs = {EpochId(boxes.epoch_id(key.public)) for key in keys}
    known = {epoch for c in turn.state.compartments.values() for epoch in c.publics}
    if {key.part for key in keys} != DESK_PARTS or len(keys) != len(DESK_PARTS):
        raise Refusal
    if len(compartments) != len(keys) or len(epochs) != len(keys):
        raise Refusal
    if not compartments.isdisjoint(turn.state.compartments) or not epochs.isdisjoint(known):
        raise Refusal
    if not all(may_be_sealed_to(key.public) for key in keys):
        raise Refusal


def _compartment(turn: Turn, desk: DeskId, key: acts.CompartmentKey) -> CompartmentId:
    epoch = EpochId(boxes.epoch_id(key.public))
    found = CompartmentState(key.compartment, desk, key.part, [epoch], {epoch: key.public})
    found.made[epoch] = turn.entry
    turn.state.compartments[key.compartment] = found
    return key.compartment


def founded(turn: Turn, act: acts.Founded) -> None:
    """Take the first entry: the founder, the roster's key, policy and rules."""
    if turn.state.members or act.roster.part is not Part.ROSTER:
        raise Refusal
    founder = _new_member(turn, act.member, act)
    founder.alone = True
    _compartment(turn, DeskId(b""), act.roster)
    _note_given(turn, founder, _known_roster_epochs(turn))
    turn.state.policy = act.policy
    turn.state.rules, turn.state.rules_hash = act.rules, act.rules_hash


def admitted(turn: Turn, act: acts.Admitted) -> None:
    """Let a person in: by an admin, with keys that nobody else has."""
    turn.need("admit")
    if act.who in turn.state.members or act.alone != turn.is_for_one():
        raise Refusal
    is_field = _is_field(act.assignments)
    member = _new_member(turn, act.who, act)
    member.is_field = is_field
    member.alone, member.admitted_by = act.alone, act.member
    if not member.is_field:
        _note_given(turn, member, _known_roster_epochs(turn))


def _is_field(assignments: tuple[acts.Assignment, ...]) -> bool:
    """Tell whether roles are a field reporter's; refuse them beside any other."""
    kinds = {a.role is Role.FIELD_REPORTER for a in assignments}
    if len(kinds) > 1:
        raise Refusal
    return kinds == {True}


def desk_opened(turn: Turn, act: acts.DeskOpened) -> None:
    """Open a desk: by an editor of any desk, or by the founder the first."""
    opener = turn.state.members[act.member]
    if act.desk in turn.state.desks:
        raise Refusal
    if turn.state.desks or len(turn.state.members) != 1:
        turn.need_anywhere("open_desk")  # the founder opens the first desk, as whatever they are
    _check_new_keys(turn, act.keys)
    desk = DeskState(act.desk, act.card, act.member)
    for key in act.keys:
        desk.compartments[key.part] = _compartment(turn, act.desk, key)
    turn.state.desks[act.desk] = desk
    _note_given(turn, opener, [EpochId(boxes.epoch_id(key.public)) for key in act.keys])
    mine = tuple(acts.Assignment(r, act.desk) for r in (Role.EDITOR, Role.REPORTER))
    held = turn.held.assignments
    _change(turn, opener, held + tuple(a for a in mine if a not in held))


def granted(turn: Turn, act: acts.Granted) -> None:
    """Note who was given which keys: by who reads the desk and did not let them in."""
    to = turn.state.members[act.to]
    if to.is_field or (act.member == to.admitted_by and not to.alone):
        raise Refusal  # who lets a person in is not who gives them keys
    desk_of = {e: c.desk for c in turn.state.compartments.values() for e in c.publics}
    for desk in {desk_of[epoch] for epoch in act.epochs}:
        turn.need("grant", desk)
    _note_given(turn, to, act.epochs)
    turn.sight.note_change(turn.entry)


def roles_changed(turn: Turn, act: acts.RolesChanged) -> None:
    """Replace a member's roles: by an admin; where none is left, an editor may name one."""
    member = turn.state.members[act.who]
    if has_admin(turn.state):
        turn.need("change_roles")
    else:
        turn.need_anywhere("name_admin")
        if set(act.assignments) != {*member.assignments, acts.Assignment(Role.ADMIN)}:
            raise Refusal
    if act.assignments and _is_field(act.assignments) != member.is_field:
        raise Refusal  # what a device may learn is fixed when it comes in
    if acts.Assignment(Role.ADMIN) not in act.assignments:
        _need_another_admin(turn, member)
    _change(turn, member, act.assignments)


def has_admin(state: State) -> bool:
    """Tell whether an admin is in: two who sign each other out side by side are both out."""
    return any(Role.ADMIN in m.roles_on(DeskId(b"")) for m in state.members.values())


def _need_another_admin(turn: Turn, leaving: MemberState) -> None:
    """Keep one admin, as far as this entry had seen.

    Not by the state that the order made so far: whoever is about to be signed out could write an
    entry of a smaller hash that makes them the last admin, and so stay.
    """
    knows = turn.sight.knows(turn.entry)
    for other in turn.state.members.values():
        held = known_roles(other.first, other.changes, knows)
        is_admin = acts.Assignment(Role.ADMIN) in held.assignments and not held.out
        if other.id != leaving.id and other.since in knows and is_admin:
            return
    raise Refusal


def _need_other_readers(turn: Turn, leaving: MemberState) -> None:
    """Keep somebody who can open each compartment: nothing would give its keys to anybody else.

    By the order, whatever the writer had seen: of two who sign out the last two readers side by
    side, one must be too late.
    """
    grants = turn.state.grants
    stay = [m for m in turn.state.members.values() if m.id != leaving.id and not m.signed_out]
    for compartment in turn.state.compartments.values():
        given = [m for m in (leaving, *stay) if _reads(grants, m, compartment)]
        if given == [leaving]:
            raise Refusal


def _reads(
    grants: Container[tuple[DeviceId, EpochId]], member: MemberState, compartment: CompartmentState
) -> bool:
    return any((member.recovery.id, epoch) in grants for epoch in compartment.epochs)


def _change(turn: Turn, member: MemberState, assignments: tuple[acts.Assignment, ...]) -> None:
    """Give a member other roles, and remember for which of their entries that came in time."""
    sight = turn.sight
    before = None if sight.sees_all else sight.reached([turn.entry], member.devices.keys())
    member.changes.append(Change(turn.entry, assignments, before=before))
    member.assignments = assignments
    sight.note_change(turn.entry)


def policy_set(turn: Turn, act: acts.PolicySet) -> None:
    """Replace the policy: by an admin."""
    turn.need("set_policy")
    turn.state.policy = act.policy


def rules_set(turn: Turn, act: acts.RulesSet) -> None:
    """Replace the redaction rules: by an editor of any desk."""
    turn.need_anywhere("set_rules")
    turn.state.rules, turn.state.rules_hash = act.rules, act.rules_hash


def device_added(turn: Turn, act: acts.DeviceAdded) -> None:
    """Make a device known: vouched for by a device or the recovery sheet of its member."""
    member = turn.state.members[act.who]
    check_statement(turn.state.vault_id, act.device)
    new = device_of(act.device, act.who)
    if act.member != act.who or new.id in known_devices(turn):
        raise Refusal
    _check_voucher(turn.state, act)
    if not _is_unretired(turn, act.voucher):
        raise Refusal
    _add_device(turn, member, new)
    turn.sight.note_change(turn.entry)
    knows = turn.sight.knows(turn.entry)
    for (device, epoch), entry in list(turn.state.grants.items()):
        if device == member.recovery.id and entry in knows:
            turn.state.grants[(new.id, epoch)] = turn.entry


def _is_unretired(turn: Turn, voucher: DeviceId) -> bool:
    """Tell whether no renewal of the sheet that vouches stands beside this entry."""
    knows = turn.sight.knows(turn.entry)
    ends = turn.limits.get(bytes(voucher), ())
    return all(e.entry not in knows and is_before(e, turn.entry) for e in ends)


def signed_out(turn: Turn, act: acts.SignedOut) -> None:
    """Sign a member out from the last accepted entry of each device on: by an admin."""
    turn.need("sign_out")
    member = turn.state.members[act.who]
    _need_another_admin(turn, member)
    _need_other_readers(turn, member)
    devices = member.devices.keys()
    accepted = turn.sight.reached([entry for _, entry in act.last], devices)
    before = None if accepted == turn.sight.of(devices) else accepted
    member.changes.append(Change(turn.entry, (), out=True, before=before))
    member.signed_out, member.last = True, dict(act.last)
    turn.sight.note_change(turn.entry)
