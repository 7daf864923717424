"""Unlock and the frame around everything: passphrase, reasons, small windows, confirmations."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from tui.app import Leaving, StrongroomApp
from tui.gateway import Gateway
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.library import LibraryScreen
from tui.screens.lock import IDLE
from tui.screens.too_small import TooSmallScreen
from tui.screens.unlock import UnlockScreen
from tui.widgets.secret_input import SecretInput
from vault.errors import WrongKeyError


def text_of(app, query: str) -> str:
    return str(app.screen.query_one(query, Static).content)


async def test_typing_the_passphrase_and_enter_opens_the_library(app, newsroom, settled):
    async with app.run_test() as pilot:
        await pilot.press(*newsroom.PASSPHRASE.decode().replace(" ", "_").replace("_", " "))
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))


async def test_a_wrong_passphrase_says_so_and_the_next_one_can_be_typed(app, newsroom, settled):
    async with app.run_test() as pilot:
        await pilot.press(*"wrong", "enter")
        await settled(pilot, lambda: WrongKeyError.default in text_of(app, "#say"))
        assert app.screen.query_one(SecretInput).is_empty
        await pilot.press(*newsroom.PASSPHRASE.decode(), "enter")
        await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))


async def test_enter_in_an_empty_field_tries_nothing(app, door, settled):
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert text_of(app, "#say") == "Type your passphrase first."
        assert app.gateway.me is None


async def test_letters_are_the_passphrase_and_never_commands(app, settled):
    async with app.run_test() as pilot:
        await pilot.press("q", "n", "slash", "question_mark")
        await settled(pilot)
        assert app.screen.query_one(SecretInput).take() == b"qn/?"
        assert app.return_value is None


async def test_escape_empties_the_field_and_stays(app, settled):
    async with app.run_test() as pilot:
        await pilot.press(*"wrong", "escape")
        await settled(pilot)
        assert app.screen.query_one(SecretInput).is_empty
        assert isinstance(app.screen, UnlockScreen)


async def test_it_says_why_it_was_locked(door, clock):
    app = StrongroomApp(Gateway(door), Leaving(IDLE), clock.idle_clock())
    async with app.run_test():
        assert "nothing was pressed" in text_of(app, "#reason")


async def test_without_a_vault_it_names_the_commands_that_make_one(door, clock, settled):
    door.exists = False
    app = StrongroomApp(Gateway(door), clock=clock.idle_clock())
    async with app.run_test() as pilot:
        assert "strongroom init" in text_of(app, "#teach")
        assert not app.screen.query(SecretInput)
        await pilot.press("escape", "enter")
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen)


async def test_progress_is_shown_while_it_unlocks(app, door, newsroom, settled, came_true):
    import threading

    from textual.widgets import ProgressBar

    may_go = threading.Event()
    unlock = door.unlock

    def slow(passphrase, progress):
        progress("Checking the journal", 0.5)
        may_go.wait()
        return unlock(passphrase, progress)

    door.unlock = slow
    async with app.run_test() as pilot:
        try:
            await pilot.press(*"maple", "enter")
            await came_true(pilot, lambda: app.screen.query_one(ProgressBar).display)
            assert text_of(app, "#what") == "Checking the journal"
            assert app.screen.query_one(ProgressBar).progress == 0.5
            assert app.screen.query_one(SecretInput).disabled
        finally:
            may_go.set()
        await settled(pilot)


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (40, 10)])
async def test_a_window_that_is_too_small_gets_a_sentence_until_it_grows(app, size):
    async with app.run_test() as pilot:
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)
        assert "strongroom --help" in str(app.screen.query_one(Static).content)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)


async def test_starting_in_a_window_that_is_too_small_is_covered_too(app):
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)


# --- confirmations -----------------------------------------------------------------------------


@pytest.fixture
async def asked(app):
    """Push a question; returns what was answered."""
    answers: list[bool | None] = []
    async with app.run_test() as pilot:

        async def ask(question: Question):
            app.push_screen(ConfirmScreen(question), answers.append)
            await pilot.pause()
            return pilot

        yield ask, answers


async def test_enter_enter_confirms_nothing(asked):
    ask, answers = asked
    pilot = await ask(Question("Release the copy?", word="release"))
    await pilot.press("enter", "enter", "y", "enter")
    await pilot.pause()
    assert answers == []
    assert "nothing was done" in str(pilot.app.screen.query_one("#say", Static).content)


async def test_only_the_word_confirms(asked):
    ask, answers = asked
    pilot = await ask(Question("Release the copy?", word="release"))
    await pilot.press(*"Release", "enter")
    await pilot.pause()
    assert answers == [True]


@pytest.mark.parametrize("word", ["", "release"])
async def test_escape_is_no(asked, word):
    ask, answers = asked
    pilot = await ask(Question("Sure?", word=word))
    await pilot.press("escape")
    await pilot.pause()
    assert answers == [False]


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("n", False)])
async def test_what_can_be_taken_back_is_answered_with_a_letter(asked, key, answer):
    ask, answers = asked
    pilot = await ask(Question("Quit?"))
    await pilot.press("enter", key)
    await pilot.pause()
    assert answers == [answer]


async def test_brackets_in_a_question_are_text(asked):
    ask, _ = asked
    pilot = await ask(Question("Release [REDACTED]? [/]", "To \x1b]0;x\x07 [b]", "release"))
    texts = [str(static.content) for static in pilot.app.screen.query(Static)]
    assert "Release [REDACTED]? [/]" in texts
    assert "To ‹U+001B›]0;x‹U+0007› [b]" in texts


async def test_unlocking_in_a_window_that_is_too_small_stays_covered_until_it_grows(
    unlocked, settled
):
    async with unlocked.run_test(size=(60, 20)) as pilot:
        await settled(pilot, lambda: unlocked.gateway.me is not None)
        await settled(pilot, lambda: len(unlocked.screen_stack) == 3)
        assert isinstance(unlocked.screen, TooSmallScreen)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert [type(each).__name__ for each in unlocked.screen_stack[1:]] == ["LibraryScreen"]


async def test_a_screen_that_opens_over_the_cover_is_covered_and_leaves_no_cover_behind(
    unlocked, settled
):
    async with unlocked.run_test(size=(80, 24)) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))
        await pilot.resize_terminal(40, 10)
        await settled(pilot)
        await unlocked.push_screen(ConfirmScreen(Question("Really?")))
        await settled(pilot)
        assert isinstance(unlocked.screen, TooSmallScreen)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert isinstance(unlocked.screen, ConfirmScreen)
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(unlocked.screen, LibraryScreen)
