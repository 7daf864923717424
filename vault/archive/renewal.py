"""New keys for a compartment: when they are due, for whom, and the act that makes them.

Pure over the state and one entry in the making. When clients do it by themselves is `ledger` and
`rotating`; what the act changes is `journal.renewal`.
"""

from __future__ import annotations

from vault import acts, roles
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.boxes import Epoch
from vault.crypto.primitives import KEY_BYTES
from vault.journal.state import CompartmentState, DeviceState, MemberState, State
from vault.keyring import GrantBox, Keyring
from vault.model import Part


def is_entitled(member: MemberState, compartment: CompartmentState) -> bool:
    """Tell whether a member's roles let them read a compartment; the roster is everybody's."""
    if member.signed_out or compartment.part is Part.ROSTER:
        return not member.signed_out
    return compartment.part in roles.parts_read(member.roles_on(compartment.desk))


def readers(state: State, compartment: CompartmentState) -> list[DeviceState]:
    """Return the devices that a new epoch is for: of those who may read and were given a head.

    Whoever waits for keys goes on waiting: to give them is `granting`'s, with words compared.
    """
    heads = compartment.heads()
    return [
        device
        for member in state.members.values()
        if is_entitled(member, compartment)
        and (
            compartment.part is Part.ROSTER
            or any(state.has_been_given(member, epoch) for epoch in heads)
        )
        for device in state.live_devices(member)
    ]


def is_due(state: State, compartment: CompartmentState) -> bool:
    """Tell whether a compartment needs a new epoch.

    When somebody opens its head who may not (any more), or when rotations stand side by side. The
    roster also when somebody lacks it, since without it nobody opens the vault.
    """
    heads = compartment.heads()
    if len(heads) != 1:
        return True
    wanted = {device.id for device in readers(state, compartment)}
    holders = state.holders(heads[0])
    return not holders <= wanted or (compartment.part is Part.ROSTER and not wanted <= holders)


def may_renew(state: State, keyring: Keyring, compartment: CompartmentState) -> bool:
    """Tell whether this device may make the next epoch: the roster's any member, a desk's editors.

    It has to hold every epoch that there was, or it would cut others off from what they hold.
    """
    me = state.devices.get(keyring.device)
    if me is None or me.id in state.lost or state.members[me.member].signed_out:
        return False
    mine = state.members[me.member]
    if compartment.part is not Part.ROSTER and not roles.may(
        mine.roles_on(compartment.desk), roles.Deed.ROTATE
    ):
        return False
    given = all(state.has_been_given(mine, epoch) for epoch in compartment.heads())
    return given and all(keyring.holds(epoch) for epoch in compartment.epochs)


def due(state: State, keyring: Keyring) -> list[CompartmentState]:
    """Return what this device has to renew, the roster first."""
    every = sorted(state.compartments.values(), key=lambda c: c.part is not Part.ROSTER)
    return [c for c in every if may_renew(state, keyring, c) and is_due(state, c)]


def renewed(
    writing: Writing, keyring: Keyring, compartment: CompartmentState
) -> acts.Rotated | acts.EpochsMerged:
    """Make a compartment's next epoch: a fresh seed to every reader, the earlier ones behind it."""
    seed = primitives.random_bytes(KEY_BYTES)
    public = primitives.kem_key(seed).public
    epoch = Epoch(compartment.id, boxes.epoch_id(public), public)
    earlier = tuple(held for held in keyring.all_seeds() if held[0] == compartment.id)
    devices = readers(writing.state, compartment)
    grant = GrantBox(((compartment.id, epoch.epoch, seed),))
    sealed = tuple(writing.seal_to_device(device, grant) for device in devices)
    previous = writing.seal_previous(epoch, GrantBox(earlier))
    keyring.learn_seed(compartment.id, epoch.epoch, seed)
    heads, to = tuple(compartment.heads()), tuple(device.id for device in devices)
    who, at, where = writing.member, writing.now(), compartment.id
    if len(heads) > 1:
        return acts.EpochsMerged(
            member=who, at=at, compartment=where, merged=heads, public=public,
            previous=previous, readers=to, boxes=sealed,
        )  # fmt: skip
    return acts.Rotated(
        member=who, at=at, compartment=where, replaces=heads[0], public=public,
        previous=previous, readers=to, boxes=sealed,
    )  # fmt: skip
