"""The order in which waiting interviews are judged (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from vault.model import Record

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "review.approve": "✓ Approved.",
        "review.send_back": "↩ Returned to the author.",
        "review.remark": "Remark sent.",
    }
)


class Queue(Record, frozen=True):
    """Ids that wait, and the place in them; `wanted` is where to start."""

    ids: tuple[str, ...] = ()
    at: int = 0
    wanted: str = ""

    @property
    def current(self) -> str:
        """Return the id at this place, "" when nothing waits."""
        return self.ids[self.at] if self.ids else ""

    @property
    def place(self) -> str:
        """Return "2 of 7"."""
        return f"{self.at + 1} of {len(self.ids)}"

    def renewed(self, ids: Sequence[str]) -> Queue:
        """Return the queue as it stands now; what was judged gives its place to the next."""
        wanted = self.current or self.wanted
        known = tuple(ids)
        if wanted in known:
            return Queue(known, known.index(wanted))
        if not self.ids and wanted:
            return Queue((wanted, *known))  # opened by hand, although it does not wait for me
        return Queue(known, min(self.at, max(len(known) - 1, 0)))

    def stepped(self, step: int) -> Queue:
        """Return the queue at another place, going round at the ends."""
        return Queue(self.ids, (self.at + step) % len(self.ids)) if self.ids else self


def after_verdict(act: str) -> str:
    """Say what was done."""
    return _SAID.get(act, "Done.")
