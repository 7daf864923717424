"""Stories: what copies are made for, and how far each one is. One story is `story_detail`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.widgets import Static

from tui.messages import Answer, Refusal
from tui.screens.draft_keeper import DRAFTS, newest_draft
from tui.screens.room import RoomScreen
from tui.screens.story_detail import StoryDetailScreen
from tui.screens.story_edit import StoryEditScreen
from tui.widgets.record_table import Column, RecordTable
from tui.widgets.story_form import StoryForm
from tui.widgets.story_pages import story_cells

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import DraftView, StoryView

_COLUMNS = (
    Column("Story", 0),
    Column("Outlet", 18, 100),
    Column("Quotes", 22),
    Column("Newest copy", 14),
)
_NONE = (
    "No story yet.\n\n"
    "A story takes quotes from approved interviews of one desk. Every quote is checked against "
    "what its source agreed to; then a copy is prepared, checked again, approved by someone else "
    "and released.\n\nn makes one."
)


class StoryScreen(RoomScreen):
    """The list of stories."""

    PLACE = "story"
    NAME = "Stories and copies"
    KEYS = (("Enter", "open"), ("n", "new story"), ("F5", "again"), ("F1", "help"), ("Esc", "back"))
    HELP_TEXT = "Stories of the desks that you read, newest first."
    BINDINGS: ClassVar = [
        Binding("n", "new", "Make a story"),
        Binding("f5", "reload", "Read again"),
    ]
    DEFAULT_CSS = """
    StoryScreen > #teach { padding: 1 2; height: 1fr; display: none; }
    """

    def __init__(self, story_id: str = "") -> None:
        super().__init__()
        self._wanted = story_id
        self._stories: list[StoryView] = []

    def compose_room(self) -> ComposeResult:
        """Hold the list, and what to say without one."""
        yield RecordTable(_COLUMNS, id="stories")
        yield Static(_NONE, id="teach", markup=False)

    def on_mount(self) -> None:
        """Go on to the story that is wanted; resuming asks for the list."""
        self.query_one(RecordTable).focus()
        self.say("Reading the stories.")
        self.ask(DRAFTS)
        if self._wanted:
            self._open(self._wanted)

    def on_screen_resume(self) -> None:
        """Read again: a story may have changed."""
        self.action_reload()

    def action_reload(self) -> None:
        """Ask for the stories."""
        self.ask("stories.stories")

    def on_answer(self, event: Answer) -> None:
        """Show the stories."""
        if event.request == DRAFTS:
            self._take_up(cast("list[DraftView]", event.value))
            return
        self._stories = cast("list[StoryView]", event.value)
        table = self.query_one(RecordTable)
        rows = [story_cells(story) for story in self._stories]
        table.show(len(rows), rows.__getitem__, min(table.cursor, max(len(rows) - 1, 0)))
        table.display = bool(rows)
        self.query_one("#teach").display = not rows
        self.say("")

    def on_refusal(self, event: Refusal) -> None:
        """Say why."""
        event.stop()
        self.say(event.sentence, refusal=True)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Open a story."""
        event.stop()
        self._open(self._stories[event.position].id)

    def _open(self, story_id: str) -> None:
        self.app.push_screen(StoryDetailScreen(story_id))

    def action_new(self) -> None:
        """Make a story."""
        self._edit(StoryForm())

    def _edit(self, form: StoryForm, kept: str = "") -> None:
        self.app.push_screen(StoryEditScreen(form, kept))

    def _take_up(self, drafts: list[DraftView]) -> None:
        """Go on with a story that a lock left half typed."""
        found = newest_draft(drafts, StoryForm, lambda form: form.story == self._wanted)
        if found is not None:
            kept, form = found
            self._edit(form, kept)
