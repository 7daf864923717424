"""What devices handed in: the latest word of each counts, for its own vault file alone.

Whoever takes a packet in from such a device may lack what it omits; that is `expected`'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from vault import acts
from vault.journal.state import State
from vault.journal.turn import Turn
from vault.model import DeviceId, ObjectHash


def handed_in(turn: Turn, act: acts.HandedIn) -> None:
    """Take what the writing device handed in, in place of what it said before: any member may."""
    turn.state.handed_in[turn.sight.writer(turn.entry)] = frozenset(act.objects)


def from_devices(state: State, devices: Iterable[DeviceId]) -> frozenset[ObjectHash]:
    """Return what some devices handed in."""
    return frozenset().union(*(state.handed_in.get(each, frozenset()) for each in devices))


def left_out(state: State, devices: Iterable[DeviceId]) -> frozenset[ObjectHash]:
    """Return what any device handed in and these said that a packet did not bring them."""
    lacks = frozenset().union(*(state.lacking.get(each, frozenset()) for each in devices))
    return lacks & from_devices(state, state.handed_in)
