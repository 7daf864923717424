"""What the dialogs that are typed into have: a sealed draft, and a way back that asks twice.

What is asked, and what a draft holds, is each dialog's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding

from tui.messages import Answer, Refusal
from tui.screens.asking import AskingScreen
from tui.screens.draft_keeper import SAVE, DraftKeeper
from tui.widgets.word_area import WordArea
from vault.model import to_bytes

if TYPE_CHECKING:
    from vault.model import Record

T = TypeVar("T")


class WritingScreen(AskingScreen[T | None]):
    """The base of those dialogs; returns None when somebody went back.

    Every dialog defines `typed` and `has_unsaved`: Textual's metaclass rules `abc` out.
    """

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+s,f2", "send", "Send", show=False),
    ]

    def __init__(self, draft_id: str = "") -> None:
        super().__init__()
        self._asked_to_leave = False
        self.keeper = DraftKeeper(self, self._seal, draft_id)

    def typed(self) -> Record:
        """Return what is typed, as a draft keeps it."""
        raise NotImplementedError

    def has_unsaved(self) -> bool:
        """Tell whether words would be lost."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Let what a lock interrupted be typed on where it ends."""
        for field in self.query(WordArea):
            field.go_to_end()

    def seal_draft(self) -> bytes | None:
        """Seal what is typed; a lock calls this."""
        return self.keeper.save_now()

    def _seal(self) -> bytes | None:
        return to_bytes(self.typed()) if self.has_unsaved() else None

    def on_text_area_changed(self) -> None:
        """Keep the draft up to date."""
        self._touched()

    def on_input_changed(self) -> None:
        """Keep the draft up to date."""
        self._touched()

    def on_check_list_changed(self) -> None:
        """Keep the draft up to date."""
        self._touched()

    def _touched(self) -> None:
        self._asked_to_leave = False
        self.keeper.touched()

    def on_answer(self, event: Answer) -> None:
        """Take the draft's id."""
        if event.request == SAVE and isinstance(event.value, str):
            self.keeper.saved(event.value)

    def on_refusal(self, event: Refusal) -> None:
        """Say that the draft could not be kept."""
        event.stop()
        self.keeper.failed()
        self.say(event.sentence)

    def finish(self, result: T | None) -> None:
        """Return the result; the draft has done its work."""
        self.keeper.discard()
        self.dismiss(result)

    def action_back(self) -> None:
        """Go back; with words typed the first Escape only says what a second one does."""
        if self.has_unsaved() and not self._asked_to_leave:
            self._asked_to_leave = True
            self.say("Escape again gives these words up.")
        else:
            self.finish(None)
