"""How the frame looks at 80x24 and 120x40, in colour and without.

`python -m pytest tests/tui/test_snapshots.py --snapshot-update` draws them again.
"""

from __future__ import annotations

import pytest

from tui.app import Leaving, StrongroomApp
from tui.gateway import Gateway
from tui.screens.library import LibraryScreen
from tui.screens.lock import IDLE
from tui.widgets.record_table import RecordTable

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def library_is_drawn(settled):
    async def wait(pilot) -> None:
        await settled(pilot, lambda: isinstance(pilot.app.screen, LibraryScreen))
        await settled(pilot, lambda: pilot.app.screen.query_one("#work", RecordTable).count > 0)
        await settled(pilot, lambda: pilot.app.screen.query_one("#all", RecordTable).count > 0)

    return wait


@pytest.mark.parametrize("size", SIZES)
def test_unlock_after_an_idle_lock(snap_compare, snapshots_are_drawn, door, clock, size):
    app = StrongroomApp(Gateway(door), Leaving(IDLE), clock.idle_clock())
    assert snap_compare(app, terminal_size=size)


@pytest.mark.parametrize("size", SIZES)
def test_my_work(snap_compare, snapshots_are_drawn, unlocked, library_is_drawn, size):
    assert snap_compare(unlocked, terminal_size=size, run_before=library_is_drawn)


@pytest.mark.parametrize("size", SIZES)
def test_all_interviews(snap_compare, snapshots_are_drawn, unlocked, library_is_drawn, size):
    async def wait(pilot) -> None:
        await library_is_drawn(pilot)
        await pilot.press("tab", "down")
        await pilot.pause()

    assert snap_compare(unlocked, terminal_size=size, run_before=wait)


def test_my_work_without_colour(
    snap_compare, snapshots_are_drawn, door, clock, newsroom, library_is_drawn, monkeypatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    assert snap_compare(app, terminal_size=(80, 24), run_before=library_is_drawn)
