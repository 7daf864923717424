"""One story: its quotes with every rule's answer, its words, its copies.

Editing is `story_edit`, one copy is `copy_view`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.widgets import ContentSwitcher, Static, Tab, Tabs

from tui.messages import Answer, OpenInterview, Refusal
from tui.screens.article import ArticleScreen
from tui.screens.copy_view import CopyScreen
from tui.screens.formats import FormatsScreen
from tui.screens.reading import ReadingScreen
from tui.screens.room import RoomScreen
from tui.screens.story_edit import StoryEditScreen
from tui.widgets.article_file import read_article
from tui.widgets.record_table import Column, RecordTable
from tui.widgets.redacted_text import RedactedText
from tui.widgets.story_form import form_from_story
from tui.widgets.story_pages import copy_cells, pick_cells, pick_page, recheck_page, story_facts
from vault.errors import StrongroomError
from vault.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Resize

    from vault.archive.views import CopyView, RecheckView, StoryView

WIDE_CELLS = 100
_PICKS = (Column("", 12), Column("Whose", 18), Column("", 4), Column("Quote", 0))
_COPIES = (Column("State", 14), Column("People", 0), Column("Files", 24))
_PAGES = ("quotes", "words", "copies")


class StoryDetailScreen(RoomScreen):
    """Shows what stands in a story's way, and prepares its copies."""

    PLACE = "story"
    NAME = "Story"
    KEYS = (
        ("1-3", "pages"),
        ("e", "edit"),
        ("p", "prepare"),
        ("Enter", "open"),
        ("c", "check article"),
        ("Esc", "back"),
    )
    HELP_TEXT = (
        "Every rule of the agreement answers for every quote; a copy is prepared when all of them "
        "allow. Enter opens the interview of a quote, or a copy. c reads a finished article from "
        "a file and looks for protected words and changed quotes."
    )
    BINDINGS: ClassVar = [
        *(Binding(str(at), f"page({at - 1})", f"Show {_PAGES[at - 1]}") for at in range(1, 4)),
        Binding("e", "edit", "Change the story and its quotes"),
        Binding("p", "prepare", "Prepare a copy"),
        Binding("c", "check_article", "Check a finished article"),
        Binding("f5", "reload", "Read again"),
    ]
    DEFAULT_CSS = """
    StoryDetailScreen > #facts { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    StoryDetailScreen:ansi > #facts { color: ansi_default; }
    StoryDetailScreen > Tabs { height: 2; }
    StoryDetailScreen > ContentSwitcher { height: 1fr; }
    StoryDetailScreen #quotes-page { layout: vertical; height: 1fr; }
    StoryDetailScreen #picks { height: 2fr; }
    StoryDetailScreen #verdicts { height: 3fr; border-top: solid $primary; }
    StoryDetailScreen.-wide #quotes-page { layout: horizontal; }
    StoryDetailScreen.-wide #picks { height: 1fr; width: 1fr; }
    StoryDetailScreen.-wide #verdicts { height: 1fr; width: 1fr; border-top: none;
                                        border-left: solid $primary; }
    """

    def __init__(self, story_id: str) -> None:
        super().__init__()
        self.story_id = story_id
        self.story: StoryView | None = None
        self._said = ""

    # --- reading ---------------------------------------------------------------------------

    @property
    def place_id(self) -> str:
        """Return the story's id."""
        return self.story_id

    def compose_room(self) -> ComposeResult:
        """Hold facts, tabs and pages."""
        yield Static(id="facts", markup=False)
        numbered = enumerate(_PAGES, 1)
        yield Tabs(*(Tab(f"{at} {page.capitalize()}", id=page) for at, page in numbered))
        with ContentSwitcher(initial="quotes-page"):
            with Container(id="quotes-page"):
                yield RecordTable(_PICKS, id="picks")
                yield RedactedText(id="verdicts")
            yield RedactedText(id="words-page")
            yield RecordTable(_COPIES, id="copies-page")

    def on_mount(self) -> None:
        """Ask for the story."""
        self.say("Reading the story.")
        self.query_one("#picks").focus()
        self.action_reload()

    def on_screen_resume(self) -> None:
        """Read again: it may have been changed, or a copy of it."""
        if self.story is not None:
            self.action_reload()

    def action_reload(self) -> None:
        """Ask for the story."""
        self.ask("stories.story", self.story_id)

    def on_answer(self, event: Answer) -> None:
        """Show what came back."""
        if event.request == "stories.story":
            self._show(cast("StoryView", event.value))
        elif event.request == "stories.prepare":
            self.say("The copy is prepared and rechecked; someone else approves it.")
            self.app.push_screen(CopyScreen(cast("CopyView", event.value).id))
        elif event.request == "stories.recheck_file":
            page = recheck_page(cast("RecheckView", event.value))
            self.app.push_screen(ReadingScreen("What the article still holds", page))

    def on_refusal(self, event: Refusal) -> None:
        """Say the rule's sentence."""
        event.stop()
        rules = f" ({', '.join(event.rules)})" if event.rules else ""
        self.say(event.sentence + rules, refusal=True)

    def _show(self, story: StoryView) -> None:
        if self.story is None:
            self.say("")
        self.story = story
        self.set_name(f"Story  {story.title}")
        self.query_one("#facts", Static).update(Content(story_facts(story)))
        picks = [pick_cells(pick) for pick in story.picks]
        self._fill("picks", picks)
        self._fill("copies-page", [copy_cells(copy) for copy in story.copies])
        intro = story.intro or "No introduction yet; e writes one."
        self.query_one("#words-page", RedactedText).show(intro)
        self._show_verdicts(self.query_one("#picks", RecordTable).cursor)

    def _fill(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        table = self.query_one(f"#{name}", RecordTable)
        table.show(len(rows), rows.__getitem__, min(table.cursor, max(len(rows) - 1, 0)))

    def _show_verdicts(self, at: int) -> None:
        picks = self.story.picks if self.story is not None else ()
        words = pick_page(picks[at]) if at < len(picks) else "No quotes yet; e adds some."
        self.query_one("#verdicts", RedactedText).show(words)

    # --- pages -----------------------------------------------------------------------------

    def action_page(self, number: int) -> None:
        """Show a page by its number."""
        self.query_one(Tabs).active = _PAGES[number]
        self.query_one("#picks" if number == 0 else f"#{_PAGES[number]}-page").focus()

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show the page of a tab."""
        event.stop()
        self.query_one(ContentSwitcher).current = f"{event.tab.id}-page"

    def on_record_table_moved(self, event: RecordTable.Moved) -> None:
        """Show the verdicts of the quote under the cursor."""
        event.stop()
        if event.table.id == "picks":
            self._show_verdicts(event.position)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Open the interview of a quote, or a copy."""
        event.stop()
        if self.story is None:
            return
        if event.table.id == "picks":
            self.post_message(OpenInterview(self.story.picks[event.position].interview))
        else:
            self.app.push_screen(CopyScreen(self.story.copies[event.position].id))

    def on_resize(self, event: Resize) -> None:
        """Put the verdicts beside the quotes where there is room."""
        self.set_class(event.size.width >= WIDE_CELLS, "-wide")

    # --- acts ------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Change the story."""
        if self.story is not None:
            self.app.push_screen(StoryEditScreen(form_from_story(self.story)))

    def action_prepare(self) -> None:
        """Ask for formats, then prepare a copy."""
        story = self.story
        if story is None:
            return
        if not story.may_prepare:
            refused = sum(not pick.may_leave for pick in story.picks)
            why = (
                f"{counted(refused, 'quote')} may not leave yet"
                if refused
                else "your role prepares no copy"
            )
            self.say("there are no quotes yet" if not story.picks else why, refusal=True)
            return
        self.app.push_screen(FormatsScreen(), self._prepare)

    def _prepare(self, formats: tuple[str, ...] | None) -> None:
        if formats:
            self.say("Preparing the copy and looking for protected words in it.")
            self.ask("stories.prepare", self.story_id, formats)

    def action_check_article(self) -> None:
        """Ask for the file of a finished article, then look through it."""
        self.app.push_screen(ArticleScreen(), self._check)

    def _check(self, path: Path | None) -> None:
        if path is None:
            return
        try:
            data = read_article(path)
        except StrongroomError as error:
            self.say(error.sentence, refusal=True)
            return
        self.say("Reading the article.")
        self.ask("stories.recheck_file", path.name, data, self.story_id)
