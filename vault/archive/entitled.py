"""Which devices a compartment is for: of members whose roles read it and who were given its key."""

from __future__ import annotations

from vault import roles
from vault.journal.state import CompartmentState, DeviceState, MemberState, State
from vault.model import Part


def is_entitled(member: MemberState, compartment: CompartmentState) -> bool:
    """Tell whether a member's roles let them read a compartment; all but field reporters read the
    roster.
    """
    if member.signed_out or member.is_field:
        return False
    if compartment.part is Part.ROSTER:
        return True
    return compartment.part in roles.parts_read(member.roles_on(compartment.desk))


def readers(state: State, compartment: CompartmentState) -> list[DeviceState]:
    """Return the devices of those who may read and were given a head.

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
