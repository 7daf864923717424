"""The objects that should be there: four outcomes, kept apart.

*Missing* once held: refuse. *Returned* although a tombstone names it: drop. *Stray*, in no entry:
quarantine. *Not here yet*, listed as omitted by a packet or handed in: wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vault.journal import handing_in
from vault.journal.state import State
from vault.model import DeviceId, ObjectHash


class Outcomes(NamedTuple):
    """The four sets."""

    missing: frozenset[ObjectHash]
    returned: frozenset[ObjectHash]
    stray: frozenset[ObjectHash]
    not_here_yet: frozenset[ObjectHash]


def outcomes(
    state: State, present: Iterable[ObjectHash], may_lack: Iterable[ObjectHash] = (),
    devices: Iterable[DeviceId] = (),
) -> Outcomes:  # fmt: skip
    """Compare what the journal names with what the file holds.

    `may_lack` names further objects that a packet being taken in left out; `devices` are those
    whose file this is, for what they handed in.
    """
    held, here = frozenset(present), frozenset(devices)
    # Where a confirmation was refused only after it had been obeyed, nothing brings objects back.
    may_lack = frozenset(may_lack)
    excused = _leavable(state, state.omitted | may_lack) | state.let_go
    excused |= _handed_in(state, may_lack, here)
    named = frozenset(state.added)
    absent = named - held - state.removed
    return Outcomes(
        missing=absent - excused,
        returned=held & state.removed,
        stray=held - named,
        not_here_yet=absent & excused,
    )


def _leavable(state: State, omitted: Iterable[ObjectHash]) -> frozenset[ObjectHash]:
    """Return what a packet may leave out: pieces of attachments, or what this member cannot tell.

    Anybody can claim that something was left out. Whoever opens the act that names an object
    knows whether it is a piece, and misses it otherwise.
    """
    return frozenset(
        name for name in omitted if name in state.pieces or state.added.get(name) in state.unread
    )


def _handed_in(
    state: State, may_lack: frozenset[ObjectHash], here: frozenset[DeviceId]
) -> frozenset[ObjectHash]:
    """Return what was handed in from here, or elsewhere and so never came here.

    What somebody else handed in is no excuse for what this file held: only for what the devices
    here said that no packet brought them, and for what the one being taken in leaves out.
    """
    elsewhere = may_lack & handing_in.from_devices(state, state.handed_in)
    return handing_in.from_devices(state, here) | handing_in.left_out(state, here) | elsewhere
