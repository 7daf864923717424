"""Chooses quotes for a story from the approved interviews of its desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tui.messages import Answer, Refusal
from tui.screens.asking import AskingScreen
from tui.widgets.key_footer import KeyFooter
from tui.widgets.pieces import on_one_line
from tui.widgets.record_table import Column, RecordTable
from tui.widgets.redacted_text import RedactedText
from tui.widgets.story_form import Picks
from vault.model import InterviewStatus
from vault.text import counted

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import InterviewRow, InterviewView, TextView

_INTERVIEWS = (Column("Approved interviews", 24), Column("", 16, 90), Column("", 0), Column("", 10))
_QUOTES = (Column("", 3), Column("", 6), Column("Quotes as they would be printed", 0))


class PicksScreen(AskingScreen[Picks | None]):
    """Enter opens an interview, Space ticks a quote; returns all picks, old and new."""

    BINDINGS: ClassVar = [
        Binding("escape", "back", "Back", show=False),
        Binding("f2,ctrl+s", "take", "Take these quotes", show=False),
    ]
    DEFAULT_CSS = """
    PicksScreen > #box { width: 100%; height: 100%; border: none; padding: 0; }
    PicksScreen #interviews { height: 1fr; }
    PicksScreen #quotes { height: 1fr; border-top: solid $primary; }
    PicksScreen #words { height: 6; border-top: solid $primary; }
    PicksScreen #say { height: 1; padding: 0 1; }
    """

    def __init__(
        self, desk: str, picks: Picks, keep: Callable[[Picks], None] | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._picks = self._before = picks
        self._keep = keep
        self._rows: list[InterviewRow] = []
        self._open = ""
        self._texts: list[tuple[str, TextView]] = []

    def compose(self) -> ComposeResult:
        """Hold interviews above, the quotes of one below."""
        with Vertical(id="box"):
            yield RecordTable(_INTERVIEWS, id="interviews")
            yield _QuoteTable(_QUOTES, id="quotes")
            yield RedactedText(id="words")
            yield Static(id="say", markup=False)
        yield KeyFooter(
            (("Enter", "open"), ("Space", "tick"), ("Tab", "other"), ("F2", "take"), ("Esc", "no"))
        )

    def on_mount(self) -> None:
        """Ask for the approved interviews of the desk."""
        self.query_one("#interviews").focus()
        self.say("Reading.")
        self.ask("interviews.rows", desk=self._desk, status=InterviewStatus.APPROVED.value)

    def on_answer(self, event: Answer) -> None:
        """Show interviews, or the quotes of one."""
        if event.request == "interviews.rows":
            self._rows = cast("list[InterviewRow]", event.value)
            table = self.query_one("#interviews", RecordTable)
            table.show(len(self._rows), self._interview_cells)
            self._say_count("" if self._rows else "No interview of this desk is approved yet. ")
        else:
            self._show_quotes(cast("InterviewView", event.value))

    def on_refusal(self, event: Refusal) -> None:
        """Say why."""
        event.stop()
        self.say(event.sentence)

    def _show_quotes(self, view: InterviewView) -> None:
        self._open = view.row.id
        self._texts = [(quote.id, text) for quote in view.quotes for text in quote.texts]
        table = self.query_one("#quotes", RecordTable)
        table.show(len(self._texts), self._quote_cells)
        table.focus()
        self._say_count()
        self._show_words(0)

    def _say_count(self, before: str = "") -> None:
        self.say(f"{before}Chosen: {counted(len(self._picks), 'quote')}. F2 takes them.")

    def _interview_cells(self, at: int) -> tuple[str, str, str, str]:
        row = self._rows[at]
        chosen = sum(pick[0] == row.id for pick in self._picks)
        count = f"{chosen} of {row.quotes}" if chosen else f"{row.quotes}"
        names = (row.codename, row.province_name or row.province, row.title, count)
        return cast("tuple[str, str, str, str]", tuple(map(on_one_line, names)))

    def _quote_cells(self, at: int) -> tuple[str, str, str]:
        quote, text = self._texts[at]
        tick = "[x]" if self._pick(quote, text) in self._picks else "[ ]"
        return tick, on_one_line(text.language), on_one_line(text.publication)

    def _pick(self, quote: str, text: TextView) -> tuple[str, str, str]:
        return self._open, quote, text.language

    def _show_words(self, at: int) -> None:
        words = self._texts[at][1].publication if at < len(self._texts) else ""
        self.query_one("#words", RedactedText).show(words)

    # --- choosing --------------------------------------------------------------------------

    def on_record_table_moved(self, event: RecordTable.Moved) -> None:
        """Show the whole quote under the cursor."""
        event.stop()
        if event.table.id == "quotes":
            self._show_words(event.position)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Open an interview, or tick a quote."""
        event.stop()
        if event.table.id == "interviews":
            self.ask("interviews.show", self._rows[event.position].id)
            return
        pick = self._pick(*self._texts[event.position])
        without = tuple(each for each in self._picks if each != pick)
        self._picks = without if pick in self._picks else (*self._picks, pick)
        self.query_one("#quotes", RecordTable).show(
            len(self._texts), self._quote_cells, event.position
        )
        self._say_count()

    def seal_draft(self) -> None:
        """Give what is ticked so far to the form below, which a lock seals next."""
        if self._keep is not None and self._picks != self._before:
            self._keep(self._picks)

    def action_take(self) -> None:
        """Return all picks."""
        self.dismiss(self._picks)

    def action_back(self) -> None:
        """Go back to the interviews, from there to the form."""
        interviews = self.query_one("#interviews")
        if interviews.has_focus:
            self.dismiss(None)
        else:
            interviews.focus()


class _QuoteTable(RecordTable):
    """Space ticks instead of turning a page."""

    BINDINGS = [Binding("space,enter", "choose", "Tick", show=False)]
