"""The working screens over a real vault for one person: logged, decided, marked, locked, picked."""

from __future__ import annotations

import pytest
from textual import events

from tui.app import StrongroomApp
from tui.gateway import ArchiveDoor, Gateway
from tui.screens.interview import InterviewScreen
from tui.screens.library import LibraryScreen
from tui.screens.log import LogScreen
from tui.screens.story import StoryScreen
from tui.screens.story_detail import StoryDetailScreen
from tui.screens.story_edit import StoryEditScreen
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.model import PolicyPreset

KOREAN = "김철수 씨는 혜산에서 쌀을 팔았다.\n2023년 3월 5일에 붙잡혔다."


@pytest.fixture
def real_app(tmp_path, clock):
    home, path = Home(tmp_path / "home"), tmp_path / "vault.strongroom"
    request = FoundingRequest("Ines Okafor", "North desk", PolicyPreset.ONE_PERSON, None, KDF_FLOOR)
    founded = found_vault(path, home, request)
    app = StrongroomApp(Gateway(ArchiveDoor(home.folder, path)), clock=clock.idle_clock())
    app.unlock_with(founded.passphrase)
    return app


async def log_korean(pilot, settled) -> None:
    app = pilot.app
    await settled(pilot, lambda: isinstance(app.screen, LibraryScreen))
    await pilot.press("n")
    await settled(pilot, lambda: isinstance(app.screen, LogScreen))
    await settled(pilot)
    app.screen.focused.post_message(events.Paste(KOREAN))
    await settled(pilot)
    await pilot.press("f2")
    await settled(pilot, lambda: isinstance(app.screen, InterviewScreen))
    await settled(pilot, lambda: app.screen.view is not None)


async def test_pasted_korean_is_logged_decided_and_marked(real_app, settled, drawn):
    async with real_app.run_test(size=(120, 40)) as pilot:
        await log_korean(pilot, settled)
        screen = real_app.screen
        assert screen.view.quotes[0].texts[0].words == KOREAN
        assert "‹?혜산›" in drawn(pilot)
        await pilot.press("u")
        await settled(pilot)
        for _ in range(screen.view.undecided):
            await pilot.press("m")
            await settled(pilot)
        await pilot.press("f")
        await settled(pilot, lambda: screen.view.version == 3)
        assert screen.view.undecided == 0
        assert "혜산" not in screen.view.quotes[0].texts[0].review
        assert screen.view.row.status != "unmarked"


async def test_live_preview_hides_what_is_typed(real_app, settled, drawn):
    async with real_app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, lambda: isinstance(real_app.screen, LibraryScreen))
        await pilot.press("n")
        await settled(pilot, lambda: isinstance(real_app.screen, LogScreen))
        await settled(pilot)
        real_app.screen.focused.post_message(events.Paste(KOREAN))
        await settled(pilot, lambda: "likely place, undecided" in drawn(pilot))


async def test_province_and_agreement_are_completed_by_the_archive(real_app, settled, drawn):
    async with real_app.run_test(size=(80, 40)) as pilot:
        await settled(pilot, lambda: isinstance(real_app.screen, LibraryScreen))
        await pilot.press("n")
        await settled(pilot, lambda: isinstance(real_app.screen, LogScreen))
        real_app.screen.query_one("#province").focus()
        await pilot.press(*"량강")
        await settled(pilot, lambda: real_app.screen.query_one("#offers").display)
        await pilot.press("enter")
        await settled(pilot)
        assert real_app.screen.fields.read().province == "KP-10"
        real_app.screen.query_one("#attribution").focus()
        await pilot.press("down", "down", "down", "down", "space")
        await settled(pilot, lambda: "not for publication in any form" in drawn(pilot))


async def test_changed_interview_shows_its_difference(real_app, settled, drawn):
    async with real_app.run_test(size=(120, 40)) as pilot:
        await log_korean(pilot, settled)
        screen = real_app.screen
        await pilot.press("e")
        await settled(pilot, lambda: isinstance(real_app.screen, LogScreen))
        await settled(pilot, lambda: real_app.screen.fields.read().quotes[0].words == KOREAN)
        await pilot.press("f6", "tab", *"Rice", "f2")
        await settled(pilot, lambda: real_app.screen is screen and screen.view.version == 2)
        assert screen.view.row.title == "Rice"
        await pilot.press("5")
        await settled(pilot, lambda: "+title: Rice" in drawn(pilot))


async def test_words_to_protect_are_hidden_at_once(real_app, settled):
    async with real_app.run_test(size=(120, 40)) as pilot:
        await log_korean(pilot, settled)
        screen = real_app.screen
        await pilot.press("w")
        await settled(pilot)
        real_app.screen.focused.post_message(events.Paste("person: 쌀"))
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot, lambda: "‹" in screen.view.quotes[0].texts[0].review)
        await settled(pilot, lambda: "쌀을" not in screen.view.quotes[0].texts[0].review)


async def test_story_without_quotes_is_saved(real_app, settled, drawn):
    async with real_app.run_test() as pilot:
        await settled(pilot, lambda: isinstance(real_app.screen, LibraryScreen))
        await pilot.press("s")
        await settled(pilot, lambda: isinstance(real_app.screen, StoryScreen))
        await pilot.press("n")
        await settled(pilot, lambda: isinstance(real_app.screen, StoryEditScreen))
        await pilot.press(*"Harvest", "f2")
        await settled(pilot, lambda: isinstance(real_app.screen, StoryDetailScreen))
        await settled(pilot, lambda: "no quotes yet" in drawn(pilot))
