"""Whether this device may go on writing at all; what its member may do is `roles`."""

from __future__ import annotations

from vault.errors import ForkError, NotPermittedError
from vault.journal.state import State
from vault.model import DeviceId

SIGNED_OUT = (
    "You were signed out of this vault: you can write nothing in it, and open nothing whose "
    "opening has to be noted in the journal."
)
LOST = (
    "This device was reported lost and signed out: it can write nothing. Go on with another of "
    "yours, or with the recovery sheet."
)


def refuse_out(state: State, device: DeviceId) -> None:
    """Refuse to write for somebody who was signed out: nobody would ever see it."""
    known = state.devices.get(device)
    if known is not None and state.members[known.member].signed_out:
        raise NotPermittedError(SIGNED_OUT)
    if device in state.lost:
        raise NotPermittedError(LOST)


def refuse_split(state: State, device: DeviceId) -> None:
    """Refuse to go on with a chain that another copy of this folder goes on with as well."""
    if device in state.split:
        raise ForkError
