"""The one place where the time enters; what a clock claims decides no order and no right."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time of this computer's clock, aware, UTC."""
    return datetime.now(UTC)


def seconds() -> int:
    """Return the time of this computer's clock as Unix seconds."""
    return int(now().timestamp())
