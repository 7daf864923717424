"""New keys on demand, and which parts still wait for somebody who may make theirs.

Clients make what is due by themselves: after unlocking, and before they write. How an epoch is
made is `renewal`.
"""

from __future__ import annotations

from vault.archive import renewal
from vault.archive.session import Archive, use_case
from vault.journal.state import CompartmentState
from vault.model import CompartmentId, Part, Record


class KeysView(Record, frozen=True):
    """Which parts ("part@desk", or "roster") have new keys, which wait for a colleague."""

    renewed: tuple[str, ...]
    waiting: tuple[str, ...]


@use_case
def rotate(archive: Archive) -> KeysView:
    """Make the new keys that are due and mine to make; says what waits for others.

    Raises NotPermittedError when I was signed out.
    """
    archive.ledger.refuse_out()
    return view_of(archive, archive.ledger.renew_due())


def view_of(archive: Archive, renewed: tuple[CompartmentId, ...]) -> KeysView:
    """Return what was renewed and what waits."""
    known = archive.state.compartments
    made = sorted(_label(archive, known[name]) for name in renewed)
    return KeysView(tuple(made), waiting(archive))


def waiting(archive: Archive) -> tuple[str, ...]:
    """Return the parts whose keys somebody holds who may not, by label."""
    state = archive.state
    due = (c for c in state.compartments.values() if renewal.is_due(state, c))
    return tuple(sorted(_label(archive, compartment) for compartment in due))


def _label(archive: Archive, compartment: CompartmentState) -> str:
    if compartment.part is Part.ROSTER:
        return str(compartment.part)
    return f"{compartment.part}@{archive.library.desk_name(compartment.desk)}"
