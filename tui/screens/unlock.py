"""The first screen: a passphrase, why the vault is locked, and how far the unlocking is.

Making, joining and recovering a vault are commands; this screen names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, ProgressBar, Static

from tui.messages import Answer, Progress, Refusal
from tui.screens.lock import reason_sentence
from tui.screens.room import RoomScreen
from tui.widgets.secret_input import SecretInput
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

_NO_VAULT = (
    "There is no vault here yet.\n\n"
    "  strongroom init          makes one for your newsroom\n"
    "  strongroom member join   takes the one-time code of a colleague\n"
    "  strongroom recover       uses the recovery sheet\n"
    "  strongroom demo          shows a fictional newsroom"
)
_LOST = "Passphrase forgotten or computer replaced? strongroom recover, with the recovery sheet."


class UnlockScreen(RoomScreen):
    """Takes the passphrase; the app goes on when the archive answers."""

    NAME = "Strongroom"
    KEYS = (("Enter", "unlock"), ("F1", "help"), ("Ctrl+Q", "quit"))
    HELP_TEXT = (
        "Type your passphrase and press Enter. Unlocking takes about a second on purpose: "
        "it makes guessing slow. Nothing is shown, copied or logged."
    )

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self._reason = reason

    def compose_room(self) -> ComposeResult:
        """Show the field, or how to get a vault when there is none."""
        with Vertical(id="box"):
            yield Static(Content.styled("Strongroom", "bold"))
            if not self.gateway.door.is_there():
                yield Static(Content(_NO_VAULT), id="teach")
                return
            yield Static(Content(reason_sentence(self._reason)), id="reason")
            yield Label("Passphrase", markup=False)
            yield SecretInput(id="passphrase")
            yield Static(id="what", markup=False)
            yield ProgressBar(total=1.0, show_eta=False, id="bar")
            yield Static(Content(_LOST), id="lost")

    def on_mount(self) -> None:
        """Hide the bar until there is something to show."""
        super().on_mount()
        for bar in self.query(ProgressBar):
            bar.display = False

    def on_secret_input_entered(self, event: SecretInput.Entered) -> None:
        """Start unlocking with what was typed."""
        if event.field.is_empty:
            self.say("Type your passphrase first.")
            return
        self.unlock(event.field.take())

    def unlock(self, passphrase: bytes) -> None:
        """Unlock; no second try can be typed meanwhile."""
        self._set_busy(True)
        self.say("")
        self.gateway.ask_unlock(self, passphrase)

    def on_progress(self, event: Progress) -> None:
        """Show how far it is."""
        bar = self.query_one(ProgressBar)
        bar.display = True
        bar.progress = event.fraction
        self.query_one("#what", Static).update(clean(event.what))

    def on_answer(self, event: Answer) -> None:
        """Hand over to the app."""
        self.strongroom.enter()

    def on_refusal(self, event: Refusal) -> None:
        """Say why not, and take another passphrase."""
        event.stop()
        self._set_busy(False)
        self.say(event.sentence, refusal=True)

    def action_back(self) -> None:
        """Empty the field: there is nothing behind this screen."""
        for field in self.query(SecretInput):
            field.action_wipe()

    def _set_busy(self, busy: bool) -> None:
        for field in self.query(SecretInput):
            field.disabled = busy
            if not busy:
                field.focus()
        self.query_one(ProgressBar).display = False
        self.query_one("#what", Static).update("Unlocking…" if busy else "")
