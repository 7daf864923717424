"""The Library: my work first, then every interview that I may see.

What belongs into which list is decided by the archive; opening a record is the app's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.content import Content
from textual.widgets import ContentSwitcher, Static, Tab, Tabs

from tui.messages import Answer, OpenInterview, OpenLog, OpenReview, OpenStory, Refusal
from tui.screens.drafts import DraftsScreen
from tui.screens.library_rows import (
    ALL_COLUMNS,
    WORK_COLUMNS,
    Target,
    all_cells,
    fitting_notices,
    narrow,
    reads_anything,
    searchable,
    teach_without_reading,
    work_lines,
)
from tui.screens.notices import NoticesScreen
from tui.screens.room import RoomScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.record_table import Heading, RecordTable, Row
from vault.text import clean, counted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive import views

_FOUND_LIMIT = 200
_NO_WORK = (
    "Nothing waits for you.\n\n"
    "  n    log an interview: words are enough, everything else can follow\n"
    "  Tab  see all interviews          s  stories and copies\n"
    "  r    the review queue            F1 all keys"
)
_NO_INTERVIEWS = (
    "No interview yet.\n\n"
    "Press n to log the first one. It is sealed at once; reviewers see nothing of it until\n"
    "what gives the person away is marked. From files: strongroom log FILE."
)
_READING_ACTIONS = frozenset({"other_list", "filter", "new", "review", "stories", "drafts"})
_KEYS_WITHOUT_READING = (("^L", "lock"), ("F1", "help"), ("q", "quit"))


class LibraryScreen(RoomScreen):
    """Two lists under two tabs, and a line to filter the second."""

    NAME = "Library"
    KEYS = (
        ("Enter", "open"),
        ("Tab", "lists"),
        ("/", "filter"),
        ("n", "new"),
        ("r", "review"),
        ("s", "stories"),
        ("^L", "lock"),
        ("q", "quit"),
        ("F1", "help"),
    )
    HELP_TEXT = (
        "My work lists what waits for you; All interviews lists everything you may see, newest "
        "first. The filter looks at the fields of the list and into every text you may read."
    )
    BINDINGS = [
        Binding("tab", "other_list", "The other list", show=False),
        Binding("slash", "filter", "Filter all interviews", show=False),
        Binding("n", "new", "Log an interview", show=False),
        Binding("r", "review", "Review queue", show=False),
        Binding("s", "stories", "Stories and copies", show=False),
        Binding("d", "drafts", "Go on with an unfinished form", show=False),
        Binding("i", "notices", "All notices", show=False),
        Binding("f5", "reload", "Read everything again", show=False),
        Binding("q", "app.quit", "Quit", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[views.InterviewRow, ...] = ()
        self._texts: tuple[str, ...] = ()  # made once: a filter of 100,000 rows must not be felt
        self._shown: list[views.InterviewRow] = []
        self._targets: list[Target | None] = []
        self._drafts: tuple[views.DraftView, ...] = ()
        self._words = ""
        self._notices: tuple[str, ...] = ()

    def compose_room(self) -> ComposeResult:
        """Show tabs, notices, the lists and the filter."""
        yield Tabs(Tab("My work", id="tab-work"), Tab("All interviews", id="tab-all"))
        yield Static(id="notices", markup=False)
        with ContentSwitcher(initial="work"):
            yield RecordTable(WORK_COLUMNS, id="work")
            yield RecordTable(ALL_COLUMNS, id="all")
            yield Static(id="teach", markup=False)
        yield FilterBar()

    # --- reading ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read both lists, and keep the tabs out of the way of the keyboard."""
        super().on_mount()
        self.query_one(Tabs).can_focus = False
        self.query_one("#work").focus()

    def on_screen_resume(self) -> None:
        """Read again: another screen may have changed something."""
        super().on_screen_resume()
        self.action_reload()

    def action_reload(self) -> None:
        """Ask for everything that this screen shows."""
        if not reads_anything(self.gateway.me):
            self.set_focus(None)  # F1 explains the field that has it: no list is shown
            self._teach(teach_without_reading(self.gateway.me))
            self.show_keys(_KEYS_WITHOUT_READING)
            self.ask("archive.status")
            return
        for act in ("archive.status", "review.my_work", "interviews.rows", "interviews.drafts"):
            self.ask(act)

    def on_answer(self, event: Answer) -> None:
        """Show whatever came."""
        if event.request == "archive.status":
            self._show_status(cast("views.StatusView", event.value))
        elif event.request == "review.my_work":
            self._show_work(cast("views.WorkView", event.value))
        elif event.request == "interviews.rows":
            self._rows = tuple(cast("list[views.InterviewRow]", event.value))
            self._texts = tuple(map(searchable, self._rows))
            self._filter(self._words)
        elif event.request == "interviews.drafts":
            self._drafts = tuple(cast("list[views.DraftView]", event.value))
            self._offer_drafts()
        elif event.request == "interviews.find" and event.tag == self._words:
            self._add_found(cast("list[views.FoundView]", event.value))

    def on_refusal(self, event: Refusal) -> None:
        """Say why a list is not shown."""
        event.stop()
        self.say(event.sentence, refusal=True)

    def _show_status(self, status: views.StatusView) -> None:
        waiting = self.gateway.me.waiting_for if self.gateway.me else ()
        mine = [f"⚠ An editor still has to give you the keys of {desk}." for desk in waiting]
        self._notices = (*(f"⚠ {clean(notice)}" for notice in status.notices), *map(clean, mine))
        self._show_notices()

    def on_resize(self) -> None:
        """Fit the notices to the new width."""
        self._show_notices()

    def _show_notices(self) -> None:
        line = self.query_one("#notices", Static)
        line.display = bool(self._notices)
        line.update(Content("\n".join(fitting_notices(self._notices, self.size.width - 2))))

    def action_notices(self) -> None:
        """Show every notice whole."""
        if self._notices:
            self.app.push_screen(NoticesScreen(self._notices))
        else:
            self.say("There is no notice.")

    def _show_work(self, work: views.WorkView) -> None:
        lines = work_lines(work)
        self._targets = [None if isinstance(line, Heading) else line.target for line in lines]
        rows: list[Row] = [line if isinstance(line, Heading) else line.cells for line in lines]
        table = self.query_one("#work", RecordTable)
        table.show(len(rows), rows.__getitem__, table.cursor)
        self._choose_list()

    def _offer_drafts(self) -> None:
        if self._drafts:
            what = "go on with it" if len(self._drafts) == 1 else "choose one"
            self.say(f"✎ Kept: {counted(len(self._drafts), 'unfinished form')}. Press d to {what}.")

    # --- filtering -------------------------------------------------------------------------

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Narrow the list at once, and let the archive look into the texts."""
        self._filter(event.words)
        if not event.words:
            self.say("")
        else:
            self.ask("interviews.find", event.words, limit=_FOUND_LIMIT, tag=event.words)

    def on_filter_bar_left(self) -> None:
        """Go back to the list."""
        self.query_one("#all").focus()

    def _filter(self, words: str) -> None:
        self._words = words
        self._shown = narrow(self._rows, self._texts, words)
        self._show_all()

    def _add_found(self, found: list[views.FoundView]) -> None:
        known = {row.id for row in self._shown}
        more = {hit.row.id: hit.row for hit in found if hit.row.id not in known}
        self._shown += more.values()
        self._show_all()
        self.say(f"{len(self._shown)} of {len(self._rows)}; {len(more)} of them by their text.")

    def _show_all(self) -> None:
        shown = self._shown
        table = self.query_one("#all", RecordTable)
        table.show(len(shown), lambda position: all_cells(shown[position]), table.cursor)
        if self._words:
            self.say(f"{len(shown)} of {len(self._rows)}")
        self._choose_list()

    # --- which list ------------------------------------------------------------------------

    def on_tabs_tab_activated(self) -> None:
        """Show the list of the tab that was clicked or chosen."""
        self._choose_list()

    def action_other_list(self) -> None:
        """Go to the other tab."""
        self.query_one(Tabs).action_next_tab()

    def action_filter(self) -> None:
        """Go to all interviews and open the filter."""
        self.query_one(Tabs).active = "tab-all"
        self.query_one(FilterBar).open()

    def action_back(self) -> None:
        """Close the filter, or go back to my work; the Library itself stays."""
        bar = self.query_one(FilterBar)
        if bar.is_open:
            bar.action_clear()
        else:
            self.query_one(Tabs).active = "tab-work"

    def _choose_list(self) -> None:
        if not reads_anything(self.gateway.me):
            return
        is_work = self.query_one(Tabs).active != "tab-all"
        name = "work" if is_work else "all"
        if is_work and not self._targets:
            self._teach(_NO_WORK)
        elif not is_work and not self._rows:
            self._teach(_NO_INTERVIEWS)
        else:
            self.query_one(ContentSwitcher).current = name
            if not self.query_one(FilterBar).is_typed_into:
                self.query_one(f"#{name}").focus()

    def _teach(self, words: str) -> None:
        self.query_one("#teach", Static).update(words)
        self.query_one(ContentSwitcher).current = "teach"

    # --- going elsewhere -------------------------------------------------------------------

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Open the chosen record where its work is done."""
        event.stop()
        if event.table.id == "all":
            self.post_message(OpenInterview(self._shown[event.position].id))
            return
        target = self._targets[event.position]
        if target is not None:
            self.post_message(target.message())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch off what needs a role that reads or writes interviews."""
        if action in _READING_ACTIONS:
            return reads_anything(self.gateway.me)
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """Log an interview."""
        self.post_message(OpenLog())

    def action_review(self) -> None:
        """Open the review queue."""
        self.post_message(OpenReview())

    def action_stories(self) -> None:
        """Open stories and copies."""
        self.post_message(OpenStory())

    def action_drafts(self) -> None:
        """Go on with a draft; where several wait, let one be chosen."""
        if not self._drafts:
            self.say("No unfinished form is kept.")
        elif len(self._drafts) == 1:
            self._continue(self._drafts[0].id)
        else:
            self.app.push_screen(DraftsScreen(self._drafts), self._continue)

    def _continue(self, draft_id: str | None) -> None:
        if draft_id is not None:
            self.post_message(OpenLog(draft_id=draft_id))
