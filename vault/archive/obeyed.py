"""What a confirmation let go that counts no more: it was right by all that its writer could know.

Whoever loses a right beside such an act has it refused later, when it was obeyed already. Nothing
brings those objects back, so the vault goes on opening without them. A confirmation that was never
right excuses nothing, or who also writes to the file could hide a deletion behind one.
"""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from vault.archive import acting
from vault.journal import cores
from vault.journal.expected import Outcomes, outcomes
from vault.journal.fold import Fold
from vault.journal.rights import NO_LIMITS
from vault.journal.turn import Taken
from vault.model import EntryHash, ObjectHash

if TYPE_CHECKING:
    from vault.archive.ledger import Ledger


def compared(
    ledger: Ledger, here: frozenset[ObjectHash], may_lack: frozenset[ObjectHash]
) -> Outcomes:
    """Compare what entries name with what is `here`, and let go what is to be."""
    state, devices = ledger.state, ledger.devices_here()
    found = outcomes(state, here, may_lack, devices)
    if not found.missing or not state.unconfirmed:
        return found
    state.let_go |= _let_go(ledger, found.missing)
    return outcomes(state, here, may_lack, devices)


def _let_go(ledger: Ledger, missing: Set[ObjectHash]) -> set[ObjectHash]:
    """Return what is missing by confirmations that were refused, and right when written."""
    found = set[ObjectHash]()
    for entry, objects in ledger.state.unconfirmed.items():
        named = missing & set(objects)
        if not named <= found and _was_right(ledger, entry):
            found |= named
    return found


def _was_right(ledger: Ledger, entry: EntryHash) -> bool:
    """Fold nothing but what a confirmation builds on, and it, as its writer's program did."""
    limits = NO_LIMITS
    past = _past_of(ledger, entry)
    while True:
        fold = ledger.new_fold(limits)
        for each in past:
            fold.take(each)
        if fold.limits() == limits:
            return _counts(fold, entry)
        limits = fold.limits()


def _counts(fold: Fold, entry: EntryHash) -> bool:
    return all(entry != refused for refused, _ in fold.state.refused)


def _past_of(ledger: Ledger, entry: EntryHash) -> list[Taken]:
    """Return an entry and all that it builds on, in their order."""
    reached = ledger.reached([entry]) & ledger.links.keys()
    taken = []
    for name in sorted(reached, key=ledger.state.entries.__getitem__):
        row = ledger.store.entry(name)
        if row is not None:
            core = cores.core_of_row(row.hash, (row.device, row.n), row.core, row.details)
            attestation = acting.read_attestation(ledger.keyring, ledger.session, row)
            taken.append(ledger.taken(row, core, attestation))
    return taken
