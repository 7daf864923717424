"""What every screen has: who and where above, a line for sentences and its keys below.

Single screens fill `compose_room` and their class attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.widgets.key_footer import KeyFooter
from vault.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.app import StrongroomApp
    from tui.gateway import Gateway

KeyPairs = tuple[tuple[str, str], ...]


class TopLine(Widget):
    """The first line: the screen's name on the left, who works and when it locks on the right."""

    DEFAULT_CSS = """
    TopLine { dock: top; height: 1; background: $panel; color: $foreground; }
    TopLine:ansi { background: ansi_default; color: ansi_default; text-style: reverse; }
    """
    place = reactive("")
    status: reactive[tuple[str, ...]] = reactive(())
    working = reactive(False)

    def render(self) -> Content:
        """Return the line: when it locks is always there, who and where as far as they fit."""
        left, right = fit_ends(self.place, self.status, self.size.width, self.working)
        gap = " " * max(0, self.size.width - cell_len(left) - cell_len(right))
        return Content.assemble((left, "bold"), gap, right)


def fit_ends(
    place: str, status: Sequence[str], width: int, working: bool = False
) -> tuple[str, str]:
    """Return the first line's two ends for a width in cells.

    `status` is in order of importance, the least first: parts go from its start while they leave
    the place less than it needs, up to half of the line.
    """
    parts = list(status)
    room = min(cell_len(place) + 2, width // 2)
    busy = "working…  " if working else ""
    while len(parts) > 1 and cell_len(f"{busy}{_joined(parts)} ") > width - room:
        parts.pop(0)
    right = f"{busy}{_joined(parts)} "
    left = f" {place}"
    most = max(0, width - cell_len(right) - 1)
    if cell_len(left) > most:
        left = set_cell_size(left, max(0, most - 1)).rstrip() + "…"
    return left, right


def _joined(parts: Sequence[str]) -> str:
    """Put the parts in reading order: who, where, when it locks."""
    return " · ".join(parts)


class RoomScreen(Screen[None]):
    """The base of every full screen."""

    PLACE: ClassVar[str] = ""  # where unlocking returns to, as `draft_kinds.Place` names it
    NAME: ClassVar[str] = "Strongroom"
    KEYS: ClassVar[KeyPairs] = (("Esc", "back"),)
    HELP_TEXT: ClassVar[str] = ""
    BINDINGS = [
        Binding("escape", "back", "Back", show=False),
        Binding("f1", "show_help", "Help", show=False),
    ]
    DEFAULT_CSS = """
    RoomScreen { overflow: hidden; }
    RoomScreen > #foot { dock: bottom; height: auto; }
    RoomScreen #say { height: auto; max-height: 3; padding: 0 1; }
    RoomScreen #say.-refusal { color: $error; text-style: bold; }
    RoomScreen:ansi #say.-refusal { color: ansi_default; }
    """

    def compose(self) -> ComposeResult:
        """Frame the screen's own widgets."""
        yield TopLine()
        yield from self.compose_room()
        with Vertical(id="foot"):
            yield Static(id="say", markup=False)
            yield KeyFooter(self.KEYS)

    def compose_room(self) -> ComposeResult:
        """Yield the screen's own widgets."""
        yield from ()

    @property
    def place_id(self) -> str:
        """Return the id of the record that is shown, for returning to it after a lock."""
        return ""

    @property
    def strongroom(self) -> StrongroomApp:
        """Return the app under its own type."""
        return cast("StrongroomApp", self.app)

    @property
    def gateway(self) -> Gateway:
        """Return the way to the archive."""
        return self.strongroom.gateway

    def ask(self, act: str, *args: object, tag: str = "", **kwargs: object) -> None:
        """Ask the gateway; Answer or Refusal comes back to this screen."""
        self.gateway.ask(self, act, *args, tag=tag, **kwargs)

    def say(self, sentence: str, *, refusal: bool = False) -> None:
        """Show a sentence above the footer; a refusal is marked by a word and a symbol too."""
        line = self.query_one("#say", Static)
        line.set_class(refusal, "-refusal")
        line.update(Content(("✗ Not done: " if refusal else "") + clean(sentence)))

    def show_keys(self, keys: KeyPairs) -> None:
        """Replace the keys of the footer, for a screen that works in several ways."""
        self.query_one(KeyFooter).show(keys)

    def set_name(self, name: str) -> None:
        """Change the name in the first line."""
        self.query_one(TopLine).place = " ".join(clean(name).split())

    def on_mount(self) -> None:
        """Fill the first line."""
        self.query_one(TopLine).place = self.NAME
        self.show_status()

    def on_screen_resume(self) -> None:
        """Fill the first line again: time went by."""
        self.show_status()

    def show_status(self) -> None:
        """Take who, when it locks and whether something is under way from the app."""
        for line in self.query(TopLine):
            line.status = self.strongroom.status_parts
            line.working = self.strongroom.is_working

    def action_back(self) -> None:
        """Leave this screen; the first one stays."""
        if len(self.app.screen_stack) > 2:
            self.dismiss()

    def action_show_help(self) -> None:
        """Explain the focused field and this screen's keys."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))
