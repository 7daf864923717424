"""The sessions under which this device wrote: whether what opens them is here still.

A reporter reads back what they wrote by own wraps alone, and an own wrap is a local row: whoever
deletes one closes words without touching anything that a journal names. So an opening counts what
it cannot open any more. Keeping and adopting the wraps is `writing` and `learning`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vault import acts
from vault.journal.cores import SessionNote
from vault.journal.state import State
from vault.keyring import Keyring
from vault.model import DeviceId, EntryHash, Part


class OwnSessions:
    """What this device's own entries say of the sessions that it wrote under."""

    def __init__(self) -> None:
        self._noted: dict[bytes, SessionNote] = {}

    def note(
        self, act: acts.Known | acts.Newer | None, notes: Iterable[SessionNote], state: State
    ) -> None:
        """Remember the sessions of one entry of mine; a hand-in deletes the wraps before it.

        Those of a statement that was taken in are a field device's: nobody here ever had a wrap.
        """
        if isinstance(act, acts.HandedIn):
            self._noted = {n: s for n, s in self._noted.items() if _is_kept(state, s)}
        if not isinstance(act, acts.FieldTaken):
            self._noted |= {bytes(note.session): note for note in notes}

    def lost(
        self,
        keyring: Keyring,
        spoiled: frozenset[bytes],
        heads: Mapping[DeviceId, tuple[EntryHash, ...]],
    ) -> int:
        """Count those that nothing opens and nobody damaged.

        Where a folder was copied and both copies went on, each has the wraps of its own half.
        """
        is_split = len(heads.get(keyring.device, ())) > 1
        return 0 if is_split else len(self.shut(keyring) - spoiled)

    def shut(self, keyring: Keyring) -> frozenset[bytes]:
        """Return those that nothing opens any more: their wraps are gone from the file."""
        return frozenset(
            name
            for name, note in self._noted.items()
            if not (keyring.knows(name) or keyring.holds(note.epoch))
        )


def _is_kept(state: State, note: SessionNote) -> bool:
    """Tell whether a hand-in keeps the wrap: my own acts are folded by it."""
    known = state.compartments.get(note.compartment)
    return known is not None and known.part is Part.REDACTED
