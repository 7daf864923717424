"""A province by any of its names: what is typed, and below it what the archive completes it to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.widgets.word_input import WordInput
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

_MOST = 6


class _Offers(OptionList):
    """The completions; Escape closes them and nothing else."""

    BINDINGS = [Binding("escape", "close", "Close the list", show=False)]

    def action_close(self) -> None:
        """Go back to the field."""
        self.display = False
        if self.parent is not None:
            self.parent.query_one(WordInput).focus()


class ProvinceField(Vertical):
    """Down goes into the completions, Enter takes the first or the chosen one."""

    DEFAULT_CSS = """
    ProvinceField { height: auto; width: 1fr; }
    ProvinceField > OptionList { height: auto; max-height: 6; display: none; border: none; }
    """
    HELP_TEXT = "Type a name in English or Korean; Enter takes the first completion."

    class Wanted(Message):
        """Completions for this prefix are wanted."""

        def __init__(self, prefix: str) -> None:
            super().__init__()
            self.prefix = prefix

    class Changed(Message):
        """The field changed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._taken = ""
        self._code = ""
        self._names: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Hold the field and the hidden list."""
        yield WordInput(placeholder="Ryanggang, 량강도 ...", id="province")
        yield _Offers(id="offers", markup=False)

    @property
    def value(self) -> str:
        """Return the code when a completion was taken, else what is typed."""
        typed = self.query_one(WordInput).value
        return self._code if self._code and typed == self._taken else typed

    @value.setter
    def value(self, text: str) -> None:
        self._code = self._taken = ""
        with self.prevent(Input.Changed):
            self.query_one(WordInput).value = clean(text)

    def offer(self, prefix: str, found: Sequence[tuple[str, str]]) -> None:
        """Show completions, unless the field went on to other words."""
        offers = self.query_one(_Offers)
        if self.query_one(WordInput).value != prefix:
            return
        offers.clear_options()
        names = ((code, clean(name)) for code, name in found[:_MOST])
        offers.add_options(Option(Content(f"{name}  {code}"), id=code) for code, name in names)
        self._names = {code: clean(name) for code, name in found}
        offers.display = bool(found)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Ask for completions."""
        event.stop()
        self.post_message(self.Changed())
        if event.value.strip() and event.value != self._taken:
            self.post_message(self.Wanted(event.value))
        else:
            self.query_one(_Offers).display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the first completion."""
        event.stop()
        offers = self.query_one(_Offers)
        if offers.display and offers.option_count:
            self._take(offers.get_option_at_index(0).id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen completion."""
        event.stop()
        self._take(event.option.id or "")

    def on_key(self, event: events.Key) -> None:
        """Go down into the completions."""
        offers = self.query_one(_Offers)
        if event.key == "down" and offers.display and not offers.has_focus:
            event.stop()
            offers.highlighted = 0
            offers.focus()

    def _take(self, code: str) -> None:
        self._code, self._taken = code, self._names.get(code, code)
        field = self.query_one(WordInput)
        field.value = self._taken
        field.cursor_position = len(self._taken)
        self.query_one(_Offers).display = False
        field.focus()
