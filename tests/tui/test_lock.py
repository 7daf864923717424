"""The lock: due on two clocks, independent of dialogs, keeps drafts, says why, comes back."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tui.app import Leaving, StrongroomApp
from tui.gateway import Gateway
from tui.messages import HoldIdle, LockNow
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.library import LibraryScreen
from tui.screens.lock import (
    ASKED,
    CONTINUED,
    IDLE,
    SUSPENDED,
    IdleClock,
    reason_sentence,
    time_left_words,
)
from tui.screens.room import RoomScreen
from tui.widgets.draft_form import LogForm, seal_form
from tui.widgets.story_form import StoryForm
from vault.archive.views import DraftView
from vault.model import to_bytes

MINUTE = 60.0

# --- the clock ---------------------------------------------------------------------------------


def test_it_counts_down_and_a_touch_starts_anew(clock):
    idle = clock.idle_clock(10)
    clock.advance(9 * MINUTE)
    assert idle.seconds_left() == MINUTE
    idle.touch()
    assert idle.seconds_left() == 10 * MINUTE


def test_a_sleeping_computer_stops_one_clock_and_the_other_locks(clock):
    idle = clock.idle_clock(10)
    clock.wall += 11 * MINUTE
    assert idle.seconds_left() <= 0


def test_setting_the_wall_clock_back_does_not_keep_it_open(clock):
    idle = clock.idle_clock(10)
    clock.wall -= 24 * 60 * MINUTE
    clock.monotonic += 10 * MINUTE
    assert idle.seconds_left() <= 0


def test_a_hold_outlasts_the_idle_time_and_touches_do_not_shorten_it(clock):
    idle = clock.idle_clock(10)
    idle.hold(30)
    idle.touch()
    clock.advance(29 * MINUTE)
    assert idle.seconds_left() == MINUTE
    idle.touch()
    assert idle.seconds_left() == 10 * MINUTE


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (1, 1), (60, 60), (600, 60)])
def test_idle_time_and_hold_stay_between_one_minute_and_an_hour(clock, asked, given):
    idle = clock.idle_clock(asked)
    assert idle.seconds_left() == given * MINUTE
    fresh = clock.idle_clock(1)
    fresh.hold(asked)
    assert fresh.seconds_left() == given * MINUTE


def test_the_real_clocks_are_used_when_none_are_given():
    assert 59 < IdleClock(1).seconds_left() <= 60


@pytest.mark.parametrize(
    ("seconds", "words"), [(600.0, "10 min"), (60.5, "1 min"), (60.0, "60 s"), (-3.0, "0 s")]
)
def test_what_is_left_is_told_in_minutes_then_in_seconds(seconds, words):
    assert time_left_words(seconds) == f"locks in {words}"


@pytest.mark.parametrize("reason", [IDLE, ASKED, SUSPENDED, CONTINUED])
def test_every_reason_has_a_sentence(reason):
    assert reason_sentence(reason).startswith("Locked because ")


# --- the app -----------------------------------------------------------------------------------


class Form(RoomScreen):
    """A screen with words in it, as the log form is."""

    PLACE = "log"

    def seal_draft(self) -> None:
        self.ask("interviews.save_draft", b"sealed words")

    def has_unsaved(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def ticks(monkeypatch) -> list[None]:
    """Let the app look at its clock often, and note each look."""
    seen: list[None] = []
    look = StrongroomApp._tick

    def noted(app: StrongroomApp) -> None:
        look(app)
        seen.append(None)

    monkeypatch.setattr("tui.app.TICK_SECONDS", 0.05)
    monkeypatch.setattr(StrongroomApp, "_tick", noted)
    return seen


@pytest.fixture
def looked(ticks, settled):
    """Wait until the app looked at its clock, twice: the first look may have begun before."""

    async def wait(pilot) -> None:
        before = len(ticks)
        await settled(pilot, lambda: len(ticks) >= before + 2)

    return wait


async def in_library(pilot, settled) -> None:
    await settled(pilot, lambda: isinstance(pilot.app.screen, LibraryScreen))


async def ended(pilot, settled) -> Leaving:
    await settled(pilot, lambda: pilot.app.return_value is not None)
    return pilot.app.return_value


async def test_it_locks_when_nothing_was_pressed(unlocked, clock, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        clock.advance(10 * MINUTE)
        assert (await ended(pilot, settled)).reason == IDLE


async def test_a_dialog_does_not_stop_the_lock(unlocked, clock, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.push_screen(ConfirmScreen(Question("Really?", word="release")))
        await pilot.pause()
        clock.advance(10 * MINUTE)
        assert (await ended(pilot, settled)).reason == IDLE


async def test_a_filled_filter_does_not_stop_the_lock(unlocked, clock, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        await pilot.press("slash", "r", "i")
        clock.advance(10 * MINUTE)
        assert (await ended(pilot, settled)).reason == IDLE


async def test_keys_keep_it_open(unlocked, clock, settled, looked):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        for _ in range(4):
            clock.advance(9 * MINUTE)
            await pilot.press("down")
        await looked(pilot)
        assert unlocked.return_value is None


async def test_the_first_key_after_a_sleep_locks_instead_of_waking(
    unlocked, clock, settled, monkeypatch
):
    monkeypatch.setattr("tui.app.TICK_SECONDS", 3600)  # nothing but the key can lock it
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        clock.wall += 60 * MINUTE
        await pilot.press("n")
        assert (await ended(pilot, settled)).reason == IDLE


async def test_a_mouse_that_only_moves_does_not_keep_it_open(unlocked, clock, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        clock.advance(9 * MINUTE)
        await pilot.hover("#work", offset=(3, 3))
        clock.advance(1 * MINUTE)
        assert (await ended(pilot, settled)).reason == IDLE


async def test_it_warns_once_thirty_seconds_before(unlocked, clock, settled, looked):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        clock.advance(10 * MINUTE - 29)
        await looked(pilot)
        await looked(pilot)
        warnings = [n.message for n in unlocked._notifications if "Locking" in n.message]
        assert len(warnings) == 1
        await pilot.press("down")
        clock.advance(MINUTE)
        await looked(pilot)
        assert unlocked.return_value is None


async def test_a_hold_keeps_it_open_for_its_time(unlocked, clock, settled, looked):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.screen.post_message(HoldIdle(30))
        await pilot.pause()
        clock.advance(29 * MINUTE)
        await looked(pilot)
        assert unlocked.return_value is None
        clock.advance(1 * MINUTE)
        assert (await ended(pilot, settled)).reason == IDLE


async def test_the_policy_sets_the_idle_time(unlocked, door, clock, settled):
    from vault.model import Policy

    door.answers["members.get_policy"] = lambda: Policy(idle_lock_minutes=2)
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        await settled(pilot, lambda: "members.get_policy" in door.acts())
        await pilot.pause()
        clock.advance(2 * MINUTE)
        assert (await ended(pilot, settled)).reason == IDLE


async def test_ctrl_l_locks_from_inside_a_field_of_a_dialog(unlocked, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.push_screen(ConfirmScreen(Question("Really?", word="release")))
        await pilot.pause()
        await pilot.press("r", "e", "ctrl+l")
        assert (await ended(pilot, settled)).reason == ASKED


async def test_a_locked_screen_has_nothing_to_lock(app, looked):
    async with app.run_test() as pilot:
        await pilot.press("ctrl+l")
        await looked(pilot)
        assert app.return_value is None


async def test_a_screen_may_ask_for_the_lock(unlocked, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.screen.post_message(LockNow(ASKED))
        assert (await ended(pilot, settled)).reason == ASKED


async def test_drafts_are_sealed_and_keys_dropped_before_it_ends(unlocked, door, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.push_screen(Form())
        unlocked.push_screen(ConfirmScreen(Question("Really?")))
        await pilot.pause()
        await pilot.press("ctrl+l")
        assert await ended(pilot, settled) == Leaving(ASKED, "log", "")
    assert ("interviews.save_draft", (b"sealed words",)) in door.calls
    assert door.session.closed


async def test_a_draft_that_cannot_be_saved_in_two_seconds_does_not_keep_the_vault_open(
    unlocked, door, settled
):
    may_go = threading.Event()
    door.answers["interviews.save_draft"] = lambda _blob: may_go.wait()
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.push_screen(Form())
        await pilot.pause()
        await pilot.press("ctrl+l")
        try:
            async with asyncio.timeout(120):
                while unlocked.return_value is None:
                    await asyncio.sleep(0.05)
        finally:
            may_go.set()
        assert unlocked.return_value == Leaving(ASKED, "log", "")


async def test_ctrl_z_locks_before_it_stops_even_while_locked(app, settled):
    async with app.run_test() as pilot:
        await pilot.press("ctrl+z")
        assert (await ended(pilot, settled)).reason == SUSPENDED


@pytest.mark.parametrize("place", ["interview", "review", "story", "copy"])
async def test_unlocking_returns_to_where_it_was(
    door, clock, newsroom, settled, place, monkeypatch
):
    opened: list[tuple[str, dict[str, str]]] = []
    for name in ("interview", "review", "story", "copy"):
        monkeypatch.setattr(
            StrongroomApp,
            f"on_open_{name}",
            lambda _self, event, name=name: opened.append((name, vars(event))),
        )
    app = StrongroomApp(Gateway(door), Leaving(IDLE, place, "ab" * 16), clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    async with app.run_test() as pilot:
        await in_library(pilot, settled)
        await pilot.pause()
    ((name, event),) = opened
    assert name == place
    assert "ab" * 16 in event.values()


@pytest.mark.parametrize(
    ("interview", "draft_id"),
    [("", "2"), ("5e" * 16, "1"), ("77" * 16, "")],
    ids=["a new one", "a changed one", "nothing was typed"],
)
async def test_unlocking_offers_the_draft_of_the_form_that_was_open(
    door, clock, newsroom, settled, monkeypatch, interview, draft_id
):
    kept = [
        DraftView("1", "2026-05-01T10:00:00Z", seal_form(LogForm("5e" * 16, title="Salt"))),
        DraftView("2", "2026-05-02T10:00:00Z", seal_form(LogForm(title="Ferry"))),
        DraftView("3", "2026-05-03T10:00:00Z", to_bytes(StoryForm(title="Winter"))),
    ]
    door.answers["interviews.drafts"] = lambda: kept
    opened: list[tuple[str, str]] = []

    def note(_self, event) -> None:
        opened.append((event.interview_id, event.draft_id))

    monkeypatch.setattr(StrongroomApp, "on_open_log", note)
    app = StrongroomApp(Gateway(door), Leaving(IDLE, "log", interview), clock.idle_clock())
    app.unlock_with(newsroom.PASSPHRASE)
    async with app.run_test() as pilot:
        await in_library(pilot, settled)
        await settled(pilot, lambda: bool(opened))
    assert opened == [(interview, draft_id)]


async def test_quitting_with_unsaved_words_asks_first(unlocked, door, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.push_screen(Form())
        await pilot.pause()
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert isinstance(unlocked.screen, ConfirmScreen)
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert unlocked.return_value is None
        await pilot.press("ctrl+q", "y")
        assert await ended(pilot, settled) == Leaving()
    assert "interviews.save_draft" in door.acts()


async def test_quitting_is_asked_over_another_question_and_once_only(unlocked, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        unlocked.push_screen(Form())
        unlocked.push_screen(ConfirmScreen(Question("Really?")))
        await pilot.pause()
        await pilot.press("ctrl+q", "ctrl+q")
        await pilot.pause()
        questions = [s.question for s in unlocked.screen_stack if isinstance(s, ConfirmScreen)]
        assert [q.sentence for q in questions] == ["Really?", "Quit with unsaved words?"]
        await pilot.press("y")
        assert await ended(pilot, settled) == Leaving()


async def test_q_in_the_library_quits_at_once_when_nothing_is_unsaved(unlocked, settled):
    async with unlocked.run_test() as pilot:
        await in_library(pilot, settled)
        await pilot.press("q")
        assert await ended(pilot, settled) == Leaving()


def test_the_reasons_of_the_app_are_those_that_the_command_knows():
    from tui import __main__

    assert __main__.SUSPENDED == SUSPENDED
