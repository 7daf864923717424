"""The terminal over a real vault: unlock, log, find, refuse; nothing here is a fake."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from tui.app import StrongroomApp
from tui.gateway import ArchiveDoor, Gateway
from tui.screens.library import LibraryScreen
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import WrongKeyError
from vault.model import PolicyPreset


@pytest.fixture
def vault(tmp_path):
    home = Home(tmp_path / "home")
    path = tmp_path / "vault.strongroom"
    request = FoundingRequest("Ines Okafor", "North desk", PolicyPreset.ONE_PERSON, None, KDF_FLOOR)
    return home, path, found_vault(path, home, request).passphrase


def text_of(pilot, query: str) -> str:
    return str(pilot.app.screen.query_one(query, Static).content)


@pytest.fixture
def real_app(vault, clock):
    home, path, passphrase = vault
    app = StrongroomApp(Gateway(ArchiveDoor(home.folder, path)), clock=clock.idle_clock())
    app.unlock_with(passphrase)
    return app


async def test_an_interview_logged_through_the_gateway_is_listed_and_found(real_app, settled):
    async with real_app.run_test() as pilot:
        await settled(pilot, lambda: isinstance(real_app.screen, LibraryScreen))
        await settled(pilot, lambda: "Nothing waits" in text_of(pilot, "#teach"))
        draft = InterviewDraft((QuoteDraft("쌀값이 두 배로 올랐다."),), title="Harvest")
        real_app.gateway.ask(real_app, "interviews.log", draft)
        await settled(pilot)
        await pilot.press("f5")
        await settled(pilot, lambda: len(real_app.screen._rows) == 1)
        await pilot.press("slash", *"쌀값")
        await settled(pilot, lambda: "1 of them by their text" in text_of(pilot, "#say"))


async def test_a_wrong_passphrase_is_the_archives_own_sentence(vault, clock, settled):
    home, path, _ = vault
    app = StrongroomApp(Gateway(ArchiveDoor(home.folder, path)), clock=clock.idle_clock())
    async with app.run_test() as pilot:
        await pilot.press(*"wrong words", "enter")
        await settled(pilot, lambda: WrongKeyError.default in text_of(pilot, "#say"))


async def test_a_draft_sealed_at_a_lock_is_offered_at_the_next_opening(vault, clock, settled):
    home, path, passphrase = vault
    for sentence in ("", "Kept: 1 unfinished form"):
        app = StrongroomApp(Gateway(ArchiveDoor(home.folder, path)), clock=clock.idle_clock())
        app.unlock_with(passphrase)
        async with app.run_test() as pilot:
            await settled(pilot, lambda app=app: isinstance(app.screen, LibraryScreen))
            await settled(pilot, lambda pilot=pilot, s=sentence: s in text_of(pilot, "#say"))
            app.gateway.ask(app, "interviews.save_draft", b"typed words", draft_id="")
            await pilot.press("ctrl+l")
            await settled(pilot, lambda app=app: app.return_value is not None)
