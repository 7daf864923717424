"""Urgent releases for the tests: two admins allow them, and a clock that tests move."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.archive.conftest import EDITOR, FOUNDER, REVIEWER
from tests.archive.desk import prepared
from vault.archive import clock, members, urgent
from vault.archive.session import Archive
from vault.archive.views import CopyView
from vault.model import Preset

REASON = "The hearing was moved to tonight; 내일이면 늦는다."
HALF_HOUR = 30 * 60 + 1  # what a computer counts is rounded down


class Clocks:
    """The clock that people set, and what the computer counts since its start."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.set_by, self.counted = timedelta(), 5000
        now = clock.now

        def moved() -> datetime:
            return now() + self.set_by

        patch.setattr(clock, "now", moved)
        patch.setattr(clock, "steady", lambda: self.counted)

    def pass_(self, seconds: int) -> None:
        """Let time pass, for both."""
        self.set(seconds)
        self.counted += seconds

    def set(self, seconds: int) -> None:
        """Set the clock that people set."""
        self.set_by += timedelta(seconds=seconds)


def allow(first: Archive, second: Archive) -> None:
    """Make the second an admin as well, and let both allow urgent releases."""
    members.change_roles(first, second.me.name, "", Preset.ADMIN)
    proposal = urgent.propose(first).proposals[0]
    assert urgent.confirm(second, proposal).state == "on"


def allowed(room) -> tuple[Archive, Archive, Archive]:
    """Return founder (who writes), editor (who prepares), reviewer; urgent releases are allowed."""
    desk = room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)
    allow(desk[0], desk[1])
    return desk


def announced(desk: tuple[Archive, Archive, Archive]) -> CopyView:
    """Prepare a copy and announce it; the reviewer could not be reached."""
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    return urgent.announce(editor, copy.id, REASON, [REVIEWER])
