"""F1: what the focused field takes, what this screen is for, and every key that works here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.widgets.key_footer import KeyFooter

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.screen import Screen

_EVERYWHERE = (
    ("Ctrl+L", "lock at once; what you typed is kept sealed"),
    ("Ctrl+P", "choose a command by name"),
    ("Ctrl+Z", "lock and go back to the shell"),
    ("Ctrl+Q", "quit"),
    ("Esc", "back"),
    ("F1", "this help"),
)
_KEY_CELLS = 14
# Textual's own: sideways scrolling, which nothing here has, and copying, which is off.
_NOT_WORTH_NAMING = frozenset(
    {
        "scroll_left",
        "scroll_right",
        "page_left",
        "page_right",
        "screen.copy_text",
        "app.focus_next",
        "app.focus_previous",
    }
)


class HelpScreen(ModalScreen[None]):
    """Reads bindings and help texts from the screen below it."""

    BINDINGS = [Binding("escape,f1,q", "dismiss", "Back", show=False)]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._content = _explain(below)

    def compose(self) -> ComposeResult:
        """Show the text in a scrolling box."""
        with VerticalScroll(id="box"):
            yield Static(self._content)
        yield KeyFooter((("↑↓", "scroll"), ("Esc", "back")))


def _explain(screen: Screen[Any]) -> Content:
    pieces: list[tuple[str, str]] = []
    field = getattr(screen.focused, "HELP_TEXT", "")
    for text in (field, getattr(screen, "HELP_TEXT", "")):
        if text:
            pieces.append((f"{text}\n\n", ""))
    for title, keys in (("Here", tuple(_keys_of(screen))), ("Everywhere", _EVERYWHERE)):
        pieces.append((f"{title}\n", "bold"))
        pieces += [(f"  {key:<{_KEY_CELLS}}{what}\n", "") for key, what in keys]
        pieces.append(("\n", ""))
    return Content.assemble(*pieces)


def _keys_of(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Return the keys of the screen and of the focused field, those with one meaning together."""
    common = {"escape", "f1", "ctrl+q", "ctrl+c", "ctrl+l", "ctrl+p", "ctrl+z"}
    keys: dict[str, list[str]] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        is_own = active.node in (screen, screen.focused) and not binding.system
        if is_own and key not in common and binding.action not in _NOT_WORTH_NAMING:
            keys.setdefault(binding.description, []).append(_shown(key))
    return [(" ".join(names), what) for what, names in keys.items() if what]


def _shown(key: str) -> str:
    """Return a key as it is printed on keyboards."""
    names = {"slash": "/", "pageup": "PgUp", "pagedown": "PgDn", "upper_g": "G", "space": "Space"}
    *held, last = key.split("+")
    return "+".join(
        [*map(str.capitalize, held), names.get(last, last.capitalize() if len(last) > 1 else last)]
    )
