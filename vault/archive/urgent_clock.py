"""Whether the half hour is over here: a sealed row of the device that announced, and two clocks.

The clock that people see may be set, so what the computer counts by itself since its start has to
agree. Whatever is in doubt counts as less time, never as more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from vault.archive import clock
from vault.archive.ledger import Ledger
from vault.errors import NoKeyError, RefusedError, SealError
from vault.journal.urgent import LONGEST_SECONDS, WAIT_SECONDS
from vault.model import CopyId, Record, from_bytes, to_bytes
from vault.store import LocalTable

PURPOSE: Final = "urgent-wait"
_ELSEWHERE: Final = (
    "This copy was announced on another device; only there it can be said that thirty minutes "
    "passed, and only there it is completed."
)
_EARLY: Final = (
    "{passed} of 30 minutes have passed; until they are over anybody may stop this copy."
)
_AHEAD: Final = (
    "The clock says that 30 minutes have passed, and this computer counted {passed}: the clock was "
    "set forward, or the computer was started again. It goes by what it counted."
)
_BACK: Final = (
    "The clock stands before what it said at the announcement, or behind what this computer "
    "counted since: it was set back. Set it, then try again."
)
_LAPSED: Final = "That announcement lapsed after a day: prepare a new copy and announce that."


class UrgentWait(Record, frozen=True, tag="urgent-wait/1"):
    """When a copy was announced on this device: the clock's time, and what the computer counted."""

    copy: CopyId
    at: int
    steady: int


def keep(ledger: Ledger, copy: CopyId, at: int) -> None:
    """Keep the moment of an announcement; inside the transaction that writes it."""
    row = to_bytes(UrgentWait(copy, at, clock.steady()))
    sealed = ledger.keyring.seal_local(PURPOSE, row)
    ledger.store.put_local(LocalTable.REQUEST_KEY, ledger.keyring.device, sealed)


def need_half_hour(ledger: Ledger, copy: CopyId) -> None:
    """Refuse before thirty minutes have passed by both clocks, and once a day has.

    Raises NoKeyError on another device than the one that announced.
    """
    kept = next((row for _, row in _rows(ledger) if row.copy == copy), None)
    if kept is None:
        raise NoKeyError(_ELSEWHERE)
    passed, counted = clock.seconds() - kept.at, _counted_since(kept)
    if passed > LONGEST_SECONDS:
        raise RefusedError(_LAPSED, ("URG-14",))
    if passed < 0 or (counted >= WAIT_SECONDS > passed):
        raise RefusedError(_BACK, ("URG-15",))
    if counted < WAIT_SECONDS <= passed:
        raise RefusedError(_AHEAD.format(passed=counted // 60), ("URG-15",))
    if counted < WAIT_SECONDS:
        raise RefusedError(_EARLY.format(passed=min(passed, counted) // 60), ("URG-14",))


def _counted_since(kept: UrgentWait) -> int:
    """Return how many whole seconds certainly passed; after a new start those since that start."""
    now = clock.steady()
    return max(now - kept.steady - 1, 0) if now >= kept.steady else max(now, 0)


def drop_all_but(ledger: Ledger, alive: Collection[CopyId]) -> None:
    """Delete the rows of announcements that nothing can come of any more."""
    for number, kept in _rows(ledger):
        if kept.copy not in alive:
            ledger.store.remove_local(LocalTable.REQUEST_KEY, number, ledger.keyring.device)


def _rows(ledger: Ledger) -> Iterator[tuple[int, UrgentWait]]:
    device = ledger.keyring.device
    for number, sealed in list(ledger.store.local_rows(LocalTable.REQUEST_KEY, device)):
        try:
            plain = ledger.keyring.open_local(PURPOSE, sealed)
        except SealError:
            continue  # a row of another purpose
        yield number, from_bytes(plain, UrgentWait)
