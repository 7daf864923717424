"""What acts about packets do to the state: which objects which device's vault lacks."""

from __future__ import annotations

from vault import acts
from vault.journal.turn import Turn


def packet_taken(turn: Turn, act: acts.PacketTaken) -> None:
    """Take what the writing device lacks, in place of what it said before: any member may."""
    state = turn.state
    state.lacking[turn.sight.writer(turn.entry)] = frozenset(act.omitted)
    state.omitted = set().union(*state.lacking.values())
