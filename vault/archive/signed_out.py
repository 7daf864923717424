"""Whoever was signed out writes nothing, nor does a device that was lost: nobody would see it."""

from __future__ import annotations

from typing import Final

from vault.errors import NotPermittedError
from vault.journal.state import State
from vault.model import DeviceId

SIGNED_OUT: Final = (
    "You were signed out of this vault: you can write nothing in it, and open nothing whose "
    "opening has to be noted in the journal."
)
LOST: Final = (
    "This device was reported lost and signed out: it can write nothing. Go on with another of "
    "yours, or with the recovery sheet."
)


def refuse_out(state: State, device: DeviceId) -> None:
    """Raise NotPermittedError where a device, or its member, is out."""
    known = state.devices.get(device)
    if known is not None and state.members[known.member].signed_out:
        raise NotPermittedError(SIGNED_OUT)
    if known is not None and known.id in state.lost:
        raise NotPermittedError(LOST)
