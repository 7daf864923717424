"""The objects that should be there: four outcomes, kept apart.

*Missing* once held: refuse. *Returned* although a tombstone names it: drop. *Stray*, in no entry:
quarantine. *Not here yet*, listed as omitted by a packet or handed in: wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vault.journal.state import State
from vault.model import ObjectHash


class Outcomes(NamedTuple):
    """The four sets."""

    missing: frozenset[ObjectHash]
    returned: frozenset[ObjectHash]
    stray: frozenset[ObjectHash]
    not_here_yet: frozenset[ObjectHash]


def outcomes(state: State, present: Iterable[ObjectHash]) -> Outcomes:
    """Compare what the journal names with what the file holds."""
    held = frozenset(present)
    named = frozenset(state.added)
    absent = named - held - state.removed
    # Where a confirmation was refused only after it had been obeyed, nothing brings objects back.
    excused = state.omitted | state.let_go
    return Outcomes(
        missing=absent - excused,
        returned=held & state.removed,
        stray=held - named,
        not_here_yet=absent & excused,
    )
