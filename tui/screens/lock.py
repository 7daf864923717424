"""Locking: when it is due, and the sentence that later says why it happened.

The lock itself, saving drafts and starting anew, is the app's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import MappingProxyType

IDLE = "idle"
ASKED = "asked"
SUSPENDED = "suspended"
CONTINUED = "continued"

LEAST_MINUTES, MOST_MINUTES = 1, 60

_SENTENCES = MappingProxyType(
    {
        IDLE: "Locked because nothing was pressed for a while. What you typed is kept, sealed.",
        ASKED: "Locked because you asked for it. What you typed is kept, sealed.",
        SUSPENDED: "Locked because Strongroom was sent to the background. Drafts are kept, sealed.",
        CONTINUED: "Locked because the program or the computer was stopped for a while. "
        "Drafts are kept, sealed.",
    }
)


def reason_sentence(reason: str) -> str:
    """Return why the vault is locked, "" for a reason that has no sentence."""
    return _SENTENCES.get(reason, "")


class IdleClock:
    """Counts down to the idle lock on two clocks, and the nearer end wins.

    The monotonic one cannot be set back; the wall clock also runs while the computer sleeps.
    """

    def __init__(
        self,
        minutes: int = 10,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._clocks = (monotonic, wall)
        self._idle_seconds = 60.0 * minutes
        self._held_until = self._now()
        self._locks_at = self._now()
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Set the idle time (1 to 60 minutes) and start counting anew."""
        self._idle_seconds = 60.0 * max(LEAST_MINUTES, min(minutes, MOST_MINUTES))
        self.touch()

    def touch(self) -> None:
        """Start counting anew: a key or a mouse button was pressed."""
        ends = (now + self._idle_seconds for now in self._now())
        self._locks_at = tuple(map(max, ends, self._held_until))

    def hold(self, minutes: int) -> None:
        """Do not lock for some minutes (at most 60), pressed keys or not."""
        seconds = 60.0 * max(LEAST_MINUTES, min(minutes, MOST_MINUTES))
        self._held_until = tuple(now + seconds for now in self._now())
        self.touch()

    def seconds_left(self) -> float:
        """Return the seconds until the lock; zero or less means now."""
        return min(end - now for end, now in zip(self._locks_at, self._now(), strict=True))

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)


def time_left_words(seconds: float) -> str:
    """Return "locks in 9 min" or, in the last minute, "locks in 25 s"."""
    if seconds > 60:
        return f"locks in {round(seconds / 60)} min"
    return f"locks in {max(0, int(seconds))} s"
