"""How the working screens look at 80x24 and 120x40, and one without colour.

`python -m pytest tests/tui/screens/test_looks.py --snapshot-update` draws them again.
"""

from __future__ import annotations

import pytest

from tui.app import StrongroomApp
from tui.gateway import Gateway
from tui.screens.copy_view import CopyScreen
from tui.screens.interview import InterviewScreen
from tui.screens.library import LibraryScreen
from tui.screens.log import LogScreen
from tui.screens.review import ReviewScreen
from tui.screens.story_detail import StoryDetailScreen

SIZES = [(80, 24), (120, 40)]


def has_looked(screen) -> bool:
    """Tell whether the form looked at itself after the latest change."""
    return screen._timer is not None and screen._timer._task.done()


@pytest.fixture
def shows(settled, desk):
    """Wait for a screen to be there and drawn, then press keys."""

    def on(screen, *keys: str, until=lambda: True):
        async def wait(pilot) -> None:
            app = pilot.app
            await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))
            await app.push_screen(screen)
            await settled(pilot)
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            await settled(pilot, until)

        return wait

    return on


@pytest.mark.parametrize("size", SIZES)
def test_interview_with_a_proposal_to_decide(
    snap_compare, snapshots_are_drawn, unlocked, shows, records, size
):
    run = shows(InterviewScreen(records.INTERVIEW), "u")
    assert snap_compare(unlocked, terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", SIZES)
def test_log_with_its_preview(snap_compare, snapshots_are_drawn, unlocked, shows, records, size):
    keys = ("f5",) if size[0] < 100 else ()
    screen = LogScreen(records.INTERVIEW)
    run = shows(screen, *keys, until=lambda: has_looked(screen))
    assert snap_compare(unlocked, terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", SIZES)
def test_review(snap_compare, snapshots_are_drawn, unlocked, shows, desk, records, row, size):
    desk.answers["interviews.show"] = lambda _id: records.reader(row)
    run = shows(ReviewScreen(), "c")
    assert snap_compare(unlocked, terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", SIZES)
def test_story_with_its_verdicts(snap_compare, snapshots_are_drawn, unlocked, shows, records, size):
    run = shows(StoryDetailScreen(records.STORY))
    assert snap_compare(unlocked, terminal_size=size, run_before=run)


def test_release_of_a_copy(snap_compare, snapshots_are_drawn, unlocked, shows, records):
    run = shows(CopyScreen(records.COPY), "r")
    assert snap_compare(unlocked, terminal_size=(80, 24), run_before=run)


def test_interview_without_colour(
    snap_compare, snapshots_are_drawn, shows, records, door, clock, newsroom, monkeypatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    run = shows(InterviewScreen(records.INTERVIEW), "u")
    assert snap_compare(app, terminal_size=(120, 40), run_before=run)
