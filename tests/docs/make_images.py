"""Draws the pictures of the README and the manual: the real terminal over a fresh demo vault.

Run it with `python -m tests.docs.make_images`. The program itself refuses to write a picture of
its screen; this script asks the framework below that refusal, for people who do not exist.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from tui.app import StrongroomApp
from tui.gateway import ArchiveDoor, Gateway
from vault.archive import interviews
from vault.archive.demo import DemoView, build_demo
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.cli.demo.strings import newsroom

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE = (100, 30)
PATIENCE_SECONDS = 60

Steps = Callable[[Pilot[Any]], Awaitable[None]]
_REMOTE = re.compile(r"@font-face\s*\{[^}]*\}\s*|<!--.*?-->\s*", re.DOTALL)


def without_remote_fonts(picture: str) -> str:
    """Drop fonts that a viewer would fetch from elsewhere; its own monospace font serves."""
    local = _REMOTE.sub("", picture).replace("Fira Code", "monospace")
    addresses = set(re.findall(r"https?://[^\s\"')]+", local))
    assert addresses <= {"http://www.w3.org/2000/svg"}, addresses
    return local


async def settle(pilot: Pilot[Any], shown: Callable[[], bool]) -> None:
    """Wait until something is on the screen."""
    for _ in range(PATIENCE_SECONDS * 10):
        await pilot.pause(0.1)
        if shown():
            await pilot.pause(1.0)
            return
    raise TimeoutError


def on(pilot: Pilot[Any], name: str) -> bool:
    """Tell whether the screen with this class is in front and its work is done."""
    app = pilot.app
    return type(app.screen).__name__ == name and not getattr(app, "is_working", False)


async def library(pilot: Pilot[Any]) -> None:
    """Show all interviews."""
    await pilot.press("tab")
    await pilot.pause(1.0)


async def log(pilot: Pilot[Any]) -> None:
    """Type a quote and look at its preview."""
    await pilot.press("n")
    await settle(pilot, lambda: on(pilot, "LogScreen"))
    for character in "Dr. Aud Fjeldheim, 52, woke me at four. Call 010-2345-6789.":
        await pilot.press("space" if character == " " else character)
    await pilot.pause(2.0)


async def review(pilot: Pilot[Any]) -> None:
    """Open the queue."""
    await pilot.press("r")
    await settle(pilot, lambda: on(pilot, "ReviewScreen"))


PICTURES: tuple[tuple[str, str, Steps], ...] = (
    ("library", "editor", library),
    ("log", "editor", log),
    ("review", "reviewer", review),
)


async def picture(demo: DemoView, home: Home, preset: str, steps: Steps) -> str:
    """Unlock as a member, take the steps, and return what the screen shows as SVG."""
    passphrase = next(secret for _, given, secret in demo.members if given == preset)
    app = StrongroomApp(Gateway(ArchiveDoor(home.folder, demo.vault)))
    app.unlock_with(passphrase)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot, lambda: on(pilot, "LibraryScreen"))
        await steps(pilot)
        return without_remote_fonts(App.export_screenshot(app, title="Strongroom"))


def check(demo: DemoView, home: Home) -> None:
    """Refuse to draw an empty archive."""
    _, _, passphrase = demo.members[0]
    archive = unlock(demo.vault, home, passphrase)
    assert interviews.rows(archive)
    archive.close()


def main(folder: Path = IMAGES) -> list[Path]:
    """Write every picture; returns their paths."""
    folder.mkdir(exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory() as temporary:
        home = Home(Path(temporary))
        demo = build_demo(newsroom(), home.folder, home, lambda _line: None)
        check(demo, home)
        for name, preset, steps in PICTURES:
            path = folder / f"{name}.svg"
            path.write_text(asyncio.run(picture(demo, home, preset, steps)), encoding="utf-8")
            written.append(path)
    return written


if __name__ == "__main__":
    main()
