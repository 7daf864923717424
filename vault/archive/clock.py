"""The one place where the time enters; what a clock claims decides no order and no right."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the time of this computer's clock, aware, UTC."""
    return datetime.now(UTC)


def seconds() -> int:
    """Return the time of this computer's clock as Unix seconds."""
    return int(now().timestamp())


def steady() -> int:
    """Return the whole seconds that this computer counts since its start: nobody sets them.

    On Linux they go on while it sleeps; elsewhere they may stand still then, and count fewer.
    """
    known: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return int(time.monotonic() if known is None else time.clock_gettime(known))
