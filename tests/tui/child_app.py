"""Runs one small app in a real terminal for `test_terminal`: python child_app.py MODE [FILE].

Modes: crash-callback, crash-worker, fields, hostile, library, and the whole app that fails while
it unlocks (crash-unlock), asks (crash-act), builds a screen (crash-compose) or draws (crash-draw).
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tui.__main__ import _start_anew
from tui.app import Leaving, StrongroomApp
from tui.gateway import Gateway
from tui.safe_app import SafeApp
from tui.screens.library import LibraryScreen
from tui.widgets.record_table import Column, RecordTable
from tui.widgets.redacted_text import RedactedText
from tui.widgets.secret_input import SecretInput
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.cli.main import BrowseRequest


def newsroom():
    """Load the fake newsroom, which lives with the fixtures."""
    spec = importlib.util.spec_from_file_location(
        "newsroom", Path(__file__).with_name("conftest.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Crashing(SafeApp[None]):
    """Fails with a secret in the locals, in the message and in the object."""

    def __init__(self, secret: str, in_worker: bool) -> None:
        super().__init__()
        self.secret = secret
        self.in_worker = in_worker

    def compose(self) -> ComposeResult:
        yield Static("ready to fail", markup=False)

    def on_key(self) -> None:
        if self.in_worker:
            self.run_worker(self.fail, thread=True)
        else:
            self.fail()

    def fail(self) -> None:
        decrypted = self.secret
        raise ValueError(f"cannot show {decrypted}")


class Fields(SafeApp[None]):
    """One field of every kind, and a line that tells once the first one takes keys."""

    def compose(self) -> ComposeResult:
        yield SecretInput()
        yield WordInput(id="word")
        yield WordArea(id="area")
        yield Input(id="stock", password=True)
        yield TextArea(id="stock-area")
        yield Static(id="told", markup=False)

    def on_ready(self) -> None:
        self.query_one(SecretInput).focus()
        self.query_one("#told", Static).update("ready for keys")


class Hostile(SafeApp[None]):
    """Draws a hostile text in our widgets, and raw in stock ones, as a forgotten `clean` would."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield RecordTable((Column("Title", 0),), id="table")
        yield RedactedText()
        yield WordInput(self.text)
        yield Static(Content(self.text))
        yield TextArea(self.text)

    def on_ready(self) -> None:
        table = self.query_one(RecordTable)
        table.styles.height = 4
        table.show(1, lambda _position: (self.text,))
        self.query_one(RedactedText).show(self.text)
        self.notify(self.text)


def library(marker: Path) -> int:
    """Run the whole app; rows carry a marker that only the first process image reads."""
    room = newsroom()
    door = room.FakeDoor()
    resumed = "STRONGROOM_RESUME" in os.environ
    left = os.environ.pop("STRONGROOM_RESUME", "").split("\n")
    app = StrongroomApp(Gateway(door), Leaving(*left[:3]) if resumed else None)
    if not resumed:
        titles = marker.read_text(encoding="utf-8")
        door.answers["interviews.rows"] = lambda: [room.row(n, title=titles) for n in range(50)]
        app.unlock_with(room.PASSPHRASE)
    leaving = app.run()
    if leaving is not None and leaving.reason:
        _start_anew(BrowseRequest(vault=marker, home=marker.parent), leaving)
    return app.return_code or 0


def failing(where: str, secret: str) -> int:
    """Run the whole app, with a fault somewhere in it that holds a secret in every form."""
    room = newsroom()
    door = room.FakeDoor()

    def fail(*given: object, **named: object) -> object:
        decrypted = {"words": secret}
        raise ValueError(f"cannot show {decrypted}", secret, given, named)

    app = StrongroomApp(Gateway(door))
    if where == "crash-unlock":
        door.unlock = fail
    elif where == "crash-act":
        door.answers["review.my_work"] = fail
    elif where == "crash-compose":
        LibraryScreen.compose = fail
    else:
        door.answers["interviews.rows"] = lambda: [room.row(1, title=secret)]
        RecordTable.render_line = fail
    app.run()
    return app.return_code or 0


def main() -> int:
    mode, file = sys.argv[1], Path(sys.argv[2])
    if mode == "library":
        return library(file)
    text = file.read_text(encoding="utf-8")
    if mode in {"crash-unlock", "crash-act", "crash-compose", "crash-draw"}:
        return failing(mode, text)
    apps = {
        "crash-callback": lambda: Crashing(text, in_worker=False),
        "crash-worker": lambda: Crashing(text, in_worker=True),
        "fields": Fields,
        "hostile": lambda: Hostile(text),
    }
    app = apps[mode]()
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
