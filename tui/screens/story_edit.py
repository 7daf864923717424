"""Writing a story: title, outlet, purpose, languages, introduction, quotes and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.messages import Answer, Refusal
from tui.screens.confirm import ConfirmScreen, Question
from tui.screens.draft_keeper import SAVE, DraftKeeper
from tui.screens.picks import PicksScreen
from tui.screens.room import RoomScreen
from tui.widgets.check_list import CheckList
from tui.widgets.log_fields import FieldRow
from tui.widgets.pick_table import PickTable
from tui.widgets.story_form import Picks, StoryForm, draft_from_story, moved
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.errors import MalformedError
from vault.model import Purpose, to_bytes
from vault.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import DeskView, InterviewRow, StoryView

_FIELDS = (
    ("title", "Title", "a working title"),
    ("outlet", "Outlet", "where it will run"),
    ("languages", "Languages", "en, ko; empty: those of the quotes"),
)
_PURPOSES = (
    (Purpose.PUBLISH.value, "to publish"),
    (Purpose.BROADCAST.value, "to broadcast"),
    (Purpose.SHARE.value, "to share with a partner"),
    (Purpose.COURT.value, "for a court"),
)


class StoryEditScreen(RoomScreen):
    """The story form."""

    NAME = "Write a story"
    KEYS = (
        ("F2", "save"),
        ("F3", "choose quotes"),
        ("u/d", "move quote"),
        ("x", "remove quote"),
        ("Esc", "back"),
    )
    HELP_TEXT = (
        "F3 chooses quotes from approved interviews of the desk. In the list of quotes u and d "
        "move one, x removes it. Saving makes a new version: copies of older ones are void."
    )
    BINDINGS: ClassVar = [
        Binding("f2,ctrl+s", "save", "Save the story"),
        Binding("f3", "picks", "Choose quotes"),
    ]
    DEFAULT_CSS = """
    StoryEditScreen > #form { height: 1fr; }
    StoryEditScreen #intro { height: 5; margin: 1 0; }
    StoryEditScreen .label { padding: 0 1; }
    StoryEditScreen PickTable { height: auto; max-height: 10; }
    """

    def __init__(self, form: StoryForm, draft_id: str = "") -> None:
        super().__init__()
        self._start = form
        self._form = form
        self.keeper = DraftKeeper(self, self._seal, draft_id)

    @property
    def place_id(self) -> str:
        """Return the story's id."""
        return self._form.story

    def compose_room(self) -> ComposeResult:
        """Hold the fields."""
        with VerticalScroll(id="form", can_focus=False):
            for name, label, hint in _FIELDS:
                value = clean(getattr(self._form, name))
                yield FieldRow(label, WordInput(value, hint, id=f"story-{name}"))
            yield FieldRow("Desk", CheckList((), single=True, id="story-desk"))
            ticked = [self._form.purpose.value]
            yield FieldRow("Purpose", CheckList(_PURPOSES, ticked, single=True, id="purpose"))
            hint = "The introduction, as it will be printed above the quotes"
            yield WordArea(self._form.intro, placeholder=hint, id="intro")
            yield Static("Quotes, in printing order (F3 chooses them)", classes="label")
            yield PickTable(id="picks")

    def on_mount(self) -> None:
        """Show the quotes and ask for the desks and for whose they are."""
        self.query_one(PickTable).show_picks(self._form.picks)
        field = self.query_one(f"#{self._form.focus or 'story-title'}")
        if isinstance(field, WordArea):
            field.go_to_end()
        field.focus()
        self.ask("archive.desks")
        self.ask("interviews.rows")

    # --- answers ---------------------------------------------------------------------------

    def on_answer(self, event: Answer) -> None:
        """Take what came back."""
        if event.request == "archive.desks":
            self._take_desks(cast("list[DeskView]", event.value))
        elif event.request == "interviews.rows":
            rows = cast("list[InterviewRow]", event.value)
            self.query_one(PickTable).show_names({row.id: row.codename for row in rows})
        elif event.request == SAVE:
            self.keeper.saved(cast("str", event.value))
        elif event.request == "stories.save_story":
            self._leave(cast("StoryView", event.value))

    def on_refusal(self, event: Refusal) -> None:
        """Say why; everything stays as it is typed."""
        event.stop()
        if event.tag == "draft":
            self.keeper.failed()
        rules = f" ({', '.join(event.rules)})" if event.rules else ""
        self.say(event.sentence + rules, refusal=True)

    def _take_desks(self, desks: list[DeskView]) -> None:
        names = [desk.name for desk in desks if desk.parts]
        field = self.query_one("#story-desk", CheckList)
        field.set_options([(name, name) for name in names])
        chosen = self._form.desk if self._form.desk in names else "".join(names[:1])
        field.ticked = frozenset({chosen} if chosen else ())
        if not self._start.desk:
            self._start = replace(self._start, desk=chosen)
        if field.parent is not None:
            # A story stays on its desk: its quotes do.
            field.parent.display = len(names) > 1 and not self._form.story

    def _leave(self, story: StoryView) -> None:
        self.keeper.discard()
        app, is_new = self.app, not self._form.story
        self.dismiss()
        app.notify("The story is saved.")
        if is_new:
            from tui.screens.story_detail import StoryDetailScreen

            app.push_screen(StoryDetailScreen(story.id))

    # --- typing ----------------------------------------------------------------------------

    def _read(self) -> StoryForm:
        return replace(
            self._form,
            title=self.query_one("#story-title", WordInput).value,
            outlet=self.query_one("#story-outlet", WordInput).value,
            languages=self.query_one("#story-languages", WordInput).value,
            desk=self.query_one("#story-desk", CheckList).chosen or self._form.desk,
            purpose=Purpose(self.query_one("#purpose", CheckList).chosen or Purpose.PUBLISH),
            intro=self.query_one("#intro", WordArea).text,
        )

    def on_input_changed(self) -> None:
        """Keep the draft up to date."""
        self.keeper.touched()

    def on_text_area_changed(self) -> None:
        """Keep the draft up to date."""
        self.keeper.touched()

    def on_check_list_changed(self) -> None:
        """Keep the draft up to date."""
        self.keeper.touched()

    # --- quotes ----------------------------------------------------------------------------

    def action_picks(self) -> None:
        """Choose quotes."""
        form = self._read()
        take = self._take_picks
        self.app.push_screen(PicksScreen(form.desk, form.picks, take), take)

    def _take_picks(self, picks: Picks | None) -> None:
        if picks is not None:
            self._set_picks(picks, 0)

    def on_pick_table_ordered(self, event: PickTable.Ordered) -> None:
        """Move or remove a quote."""
        event.stop()
        picks, at = self._form.picks, event.position
        if event.order == "remove":
            self._set_picks((*picks[:at], *picks[at + 1 :]), at)
        else:
            step = -1 if event.order == "up" else 1
            self._set_picks(moved(picks, at, step), at + step)

    def _set_picks(self, picks: Picks, cursor: int) -> None:
        self._form = replace(self._form, picks=picks)
        self.query_one(PickTable).show_picks(picks, cursor)
        self.keeper.touched()

    # --- saving and leaving ------------------------------------------------------------------

    def action_save(self) -> None:
        """Save the story."""
        try:
            draft = draft_from_story(self._read())
        except MalformedError as error:
            self.say(error.sentence, refusal=True)
            self.query_one(f"#story-{(error.field or 'title').removeprefix('story-')}").focus()
            return
        self.keeper.save_now()  # with its id known before, the draft goes when the story is in
        self.say("Saving the story.")
        self.ask("stories.save_story", draft, self._form.story)

    def has_unsaved(self) -> bool:
        """Tell whether something is typed that is not saved."""
        return self._seal() is not None

    def seal_draft(self) -> bytes | None:
        """Seal what is typed; a lock calls this."""
        return self.keeper.save_now()

    def _seal(self) -> bytes | None:
        form = replace(self._read(), focus="")
        if form == replace(self._start, focus=""):
            return None
        focused = self.focused.id if self.focused is not None else ""
        return to_bytes(replace(form, focus=focused or ""))

    def action_back(self) -> None:
        """Leave; what is typed stays sealed as a draft."""
        if not self.has_unsaved():
            self.keeper.discard()
            super().action_back()
            return
        self.keeper.save_now()
        question = Question(
            "Leave without saving the story?", "What you typed stays sealed as a draft."
        )
        self.app.push_screen(ConfirmScreen(question), self._leave_if)

    def _leave_if(self, sure: bool | None) -> None:
        if sure:
            self.dismiss()
