"""The signed keys of a member's device, for safety words."""

from __future__ import annotations

from vault import acts
from vault.errors import IntegrityError
from vault.journal.state import MemberState, State


def statement(state: State, member: MemberState) -> acts.DeviceKeys:
    """Return the signed keys of a member's newest device that was not lost.

    The newest, so that both sides make the words from the same keys, whichever device they use.
    """
    devices = [device for device in member.devices.values() if device.id not in state.lost]
    if not devices:
        raise IntegrityError("That member has no device left; they have to make one first.")
    return acts.DeviceKeys(devices[-1].kem, devices[-1].sign, devices[-1].signature)
