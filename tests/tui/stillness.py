"""When a terminal interface is at rest: a condition, where Textual itself guesses from the clock.

Textual takes a process that used little processor time for an idle one. On a loaded machine that
comes too early, and on any machine it costs 40 ms a key. Nothing here presses keys or looks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual.pilot import Pilot
from textual.worker import WorkerFailed

# Longer than Textual waits before it draws what changed.
FRAME_SECONDS = 0.02
LOOKS = 10
# How long anything may take on the slowest of machines; only a failing test waits for so long.
PATIENCE_SECONDS = 120.0


async def idle(*_least_and_most_seconds: float) -> None:
    """Return when the event loop has nothing to run and nothing to draw.

    Whatever happens after that comes from a thread, or from a timer of more than a frame. Where
    something ticks, a slow machine may find it due whenever it looks: a few looks are enough.
    """
    loop = asyncio.get_running_loop()
    for _ in range(LOOKS):
        await asyncio.sleep(0)
        while loop._ready:
            await asyncio.sleep(0)
        now = loop.time()
        due = [timer.when() for timer in loop._scheduled if not timer.cancelled()]
        if not due or min(due) > now + FRAME_SECONDS:
            return
        await asyncio.sleep(max(0.0, min(due) - now))


async def settle(
    pilot: Pilot,
    until: Callable[[], bool] = lambda: True,
    seconds: float = PATIENCE_SECONDS,
) -> None:
    """Wait for workers and messages, and for all that they set off; with `until`, for that too."""
    ends = time.monotonic() + seconds
    while True:
        await _workers_end(pilot)
        await pilot.pause()
        if not _at_work(pilot) and until():
            return
        assert time.monotonic() < ends, "it did not happen in time"
        await asyncio.sleep(0.01)


async def stand_still(pilot: Pilot, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until two frames in a row show the same: what was asked for is laid out and drawn."""
    ends = time.monotonic() + seconds
    before = None
    while (now := _frame(pilot)) != before or _at_work(pilot):
        assert time.monotonic() < ends, "the screen does not come to rest"
        before = now
        await asyncio.sleep(2 * FRAME_SECONDS)
        await settle(pilot)


def _frame(pilot: Pilot) -> list[str]:
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


async def come_true(
    pilot: Pilot, is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS
) -> None:
    """Wait for a condition while work goes on."""
    ends = time.monotonic() + seconds
    await pilot.pause()
    while not is_so():
        assert time.monotonic() < ends, "it did not happen in time"
        await asyncio.sleep(0.01)
        await pilot.pause()


def _at_work(pilot: Pilot) -> list:
    return [worker for worker in pilot.app.workers if not worker.is_finished]


async def _workers_end(pilot: Pilot) -> None:
    """Wait for what runs beside the screen; a question that a newer one replaced is no failure."""
    waits = (worker.wait() for worker in _at_work(pilot))
    for outcome in await asyncio.gather(*waits, return_exceptions=True):
        if isinstance(outcome, WorkerFailed):
            raise outcome
