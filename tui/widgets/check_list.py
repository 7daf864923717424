"""Questions answered by crosses: "[x] to quote them", or one of several, "(x) Background".

The stock check boxes tell on from off by colour alone; here the cross is there or not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from vault.text import clean

Options = Sequence[tuple[str, str]]


class CheckList(Widget, can_focus=True):
    """Lines to tick: `options` are (key, label). With `single` exactly one is ticked."""

    DEFAULT_CSS = """
    CheckList { height: auto; width: 1fr; padding: 0 1; }
    CheckList:focus { background: $panel; }
    CheckList:ansi:focus { background: ansi_default; text-style: bold; }
    """
    BINDINGS = [
        Binding("down", "move(1)", "Next line", show=False),
        Binding("up", "move(-1)", "Previous line", show=False),
        Binding("space,enter", "tick", "Tick or untick", show=False),
    ]
    HELP_TEXT = "Up and down choose a line, Space ticks it. Tab goes on."

    cursor = reactive(0)
    ticked: reactive[frozenset[str]] = reactive(frozenset())

    class Changed(Message):
        """Something was ticked or unticked by a person."""

        def __init__(self, check_list: CheckList) -> None:
            super().__init__()
            self.check_list = check_list

        @property
        def control(self) -> CheckList:
            """Return the list, for selectors."""
            return self.check_list

    def __init__(
        self,
        options: Options,
        ticked: Collection[str] = (),
        *,
        single: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id, markup=False)
        self.options = tuple(options)
        self.single = single
        self.set_reactive(CheckList.ticked, frozenset(ticked))

    def set_options(self, options: Options) -> None:
        """Offer other lines; ticks stay where their keys do."""
        self.options = tuple(options)
        self.cursor = 0
        self.refresh(layout=True)

    @property
    def chosen(self) -> str:
        """Return the one that is ticked, "" when none is."""
        return next((key for key, _ in self.options if key in self.ticked), "")

    def action_move(self, step: int) -> None:
        """Go to another line."""
        self.cursor = max(0, min(self.cursor + step, len(self.options) - 1))

    def action_tick(self) -> None:
        """Tick or untick the line."""
        if not self.options:
            return
        key = self.options[self.cursor][0]
        self.ticked = frozenset({key}) if self.single else self.ticked ^ {key}
        self.post_message(self.Changed(self))

    def on_click(self, event: Click) -> None:
        """Tick the line that was clicked."""
        if 0 <= event.y < len(self.options):
            self.cursor = event.y
            self.action_tick()

    def render(self) -> Content:
        """Return one line per option."""
        return Content("\n").join([self._line(at) for at in range(len(self.options))])

    def _line(self, at: int) -> Content:
        key, label = self.options[at]
        left, right = "()" if self.single else "[]"
        cross = "x" if key in self.ticked else " "
        here = self.has_focus and at == self.cursor
        text = f"{'>' if here else ' '} {left}{cross}{right} {clean(label)}"
        return Content.styled(text, "reverse" if here else "")
