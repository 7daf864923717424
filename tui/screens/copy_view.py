"""One copy: exactly what would leave or left, its recheck, its approval, what became of it."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from tui.messages import Answer, Refusal
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.draft_keeper import DRAFTS, newest_draft
from tui.screens.outcome import OutcomeScreen
from tui.screens.release import ReleaseScreen
from tui.screens.room import RoomScreen
from tui.widgets.outcome_form import OutcomeForm
from tui.widgets.redacted_text import RedactedText
from tui.widgets.story_pages import copy_facts, file_head, why_not
from vault.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import CopyView, DraftView


class CopyScreen(RoomScreen):
    """Shows a copy's files one by one; approves, releases, records what became of it."""

    PLACE = "copy"
    NAME = "Copy"
    KEYS = (
        ("f", "next file"),
        ("a", "approve"),
        ("r", "release"),
        ("o", "outcome"),
        ("F5", "again"),
        ("F1", "help"),
        ("Esc", "back"),
    )
    HELP_TEXT = (
        "This is exactly what would leave. Approving builds the files again and compares every "
        "byte; it is for someone who wrote nothing in it and did not prepare it. Releasing writes "
        "the files into a folder outside the vault."
    )
    BINDINGS: ClassVar = [
        Binding("f", "file(1)", "Next file"),
        Binding("F", "file(-1)", "Previous file"),
        Binding("a", "approve", "Approve the finished bytes"),
        Binding("r", "release", "Release into a folder"),
        Binding("o", "outcome", "Printed, not used or recalled"),
        Binding("f5", "reload", "Read again"),
    ]
    DEFAULT_CSS = """
    CopyScreen > #facts { height: auto; max-height: 10; padding: 0 1; }
    CopyScreen > #file-head { height: 1; padding: 0 1; text-style: bold; }
    CopyScreen > RedactedText { border: round $primary; }
    """

    def __init__(self, copy_id: str) -> None:
        super().__init__()
        self.copy_id = copy_id
        self.view: CopyView | None = None
        self._file = 0
        self._said = ""

    # --- reading ---------------------------------------------------------------------------

    @property
    def place_id(self) -> str:
        """Return the copy's id."""
        return self.copy_id

    def compose_room(self) -> ComposeResult:
        """Hold facts and the file that is shown."""
        yield Static(id="facts", markup=False)
        yield Static(id="file-head", markup=False)
        yield RedactedText(id="file")

    def on_mount(self) -> None:
        """Ask for the copy."""
        self.say("Reading the copy.")
        self.query_one("#file").focus()
        self.action_reload()
        self.ask(DRAFTS)

    def action_reload(self) -> None:
        """Ask for the copy."""
        self.ask("stories.copy_view", self.copy_id)

    def on_answer(self, event: Answer) -> None:
        """Show the copy, or where its files are."""
        if event.request == DRAFTS:
            self._take_up(cast("list[DraftView]", event.value))
            return
        if event.request == "stories.release":
            paths = cast("list[Path]", event.value)
            folder = paths[0].parent if paths else ""
            self._said = f"➔ Released: {counted(len(paths), 'file')} in {folder}."
            self.action_reload()
            return
        self._said = self._said or _SAID.get(event.request, "")
        self._show(cast("CopyView", event.value))

    def on_refusal(self, event: Refusal) -> None:
        """Say the rule's sentence."""
        event.stop()
        rules = f" ({', '.join(event.rules)})" if event.rules else ""
        self.say(event.sentence + rules, refusal=True)

    def _show(self, view: CopyView) -> None:
        self.view = view
        self.set_name(f"Copy  {view.story_title}")
        self.query_one("#facts", Static).update(Content(copy_facts(view)))
        self._show_file()
        said, self._said = self._said, ""
        self.say(said)

    def _show_file(self) -> None:
        files = self.view.files if self.view is not None else ()
        if not files:
            return
        self._file %= len(files)
        shown = files[self._file]
        head = file_head(shown, self._file, len(files))
        self.query_one("#file-head", Static).update(Content(head))
        self.query_one("#file", RedactedText).show(shown.text)

    def action_file(self, step: int) -> None:
        """Show the next file."""
        self._file += step
        self._show_file()

    # --- acts ------------------------------------------------------------------------------

    def _is_open(self, act: str) -> bool:
        """Tell whether an act is open to me; say why when it is not."""
        if self.view is None:
            return False
        closed = why_not(self.view, act)
        if closed:
            self.say(closed, refusal=True)
        return not closed

    def action_approve(self) -> None:
        """Ask for the word, then approve."""
        if self._is_open("approve") and self.view is not None:
            question = Question(
                "Approve this copy?",
                "Every file of it is built again and compared byte by byte.",
                "approve",
            )
            self.app.push_screen(ConfirmScreen(question), self._approve_if)

    def _approve_if(self, sure: bool | None) -> None:
        if sure:
            self.say("Building the files again and comparing them.")
            self.ask("stories.approve_copy", self.copy_id)

    def action_release(self) -> None:
        """Ask for a folder and the word, then write the files there."""
        if self._is_open("release"):
            self.app.push_screen(ReleaseScreen(), self._release)

    def _release(self, folder: Path | None) -> None:
        if folder is not None:
            self.say("Checking once more and writing the files.")
            self.ask("stories.release", self.copy_id, folder)

    def action_outcome(self) -> None:
        """Ask what became of the copy."""
        if self._is_open("outcome"):
            self._ask_outcome(OutcomeForm(self.copy_id))

    def _ask_outcome(self, form: OutcomeForm, kept: str = "") -> None:
        self.app.push_screen(OutcomeScreen(form, kept), self._record)

    def _take_up(self, drafts: list[DraftView]) -> None:
        """Go on with an outcome that a lock left half typed."""
        found = newest_draft(drafts, OutcomeForm, lambda form: form.copy == self.copy_id)
        if found is not None:
            kept, form = found
            self._ask_outcome(form, kept)

    def _record(self, form: OutcomeForm | None) -> None:
        if form is not None:
            self.ask("stories.outcome", self.copy_id, form.outcome, **form.options())


_SAID = MappingProxyType(
    {
        "stories.approve_copy": "✓ Approved: the files were built again, byte for byte the same. "
        "An editor can release it now.",
        "stories.outcome": "Recorded.",
    }
)
