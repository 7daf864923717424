"""An interview under tabs: redacted, verbatim, agreement, remarks, history.

From 100 cells on redacted and verbatim stand side by side, below each has its tab. What may be
done with an interview is the screen's.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import ContentSwitcher, Static, Tab, Tabs

from tui.widgets.history_pane import HistoryPane
from tui.widgets.interview_pages import agreement_page, head_lines, remarks_page
from tui.widgets.quote_columns import QuoteColumns
from tui.widgets.quote_sheet import NOTHING_DECIDED, Columns, Decided, SheetRequest
from tui.widgets.redacted_text import RedactedText
from vault.model import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.events import Resize

    from vault.archive.views import InterviewView

WIDE_CELLS = 100
REDACTED, VERBATIM, AGREEMENT, REMARKS, HISTORY = (
    *("redacted", "verbatim", "agreement", "remarks", "history"),
)
PAGES = (REDACTED, VERBATIM, AGREEMENT, REMARKS, HISTORY)
_QUOTES = (REDACTED, VERBATIM)
_HEADS: Mapping[Audience, str] = MappingProxyType(
    {
        Audience.REVIEW: "Redacted, as reviewers see it",
        Audience.PUBLICATION: "Redacted, as it would be printed",
    }
)


class InterviewBody(Vertical):
    """Tabs, and the page that is chosen."""

    DEFAULT_CSS = """
    InterviewBody { height: 1fr; }
    InterviewBody > #facts { height: auto; max-height: 2; padding: 0 1; color: $text-muted; }
    InterviewBody:ansi > #facts { color: ansi_default; }
    InterviewBody > Tabs { height: 2; }
    InterviewBody > #heads { height: 1; padding-left: 2; }
    InterviewBody > #heads > Static { width: 1fr; text-style: italic; }
    InterviewBody > ContentSwitcher { height: 1fr; }
    """

    class HistoryWanted(Message):
        """The history was opened."""

    def __init__(self, pages: Sequence[str] = PAGES) -> None:
        super().__init__()
        self.pages = tuple(pages)
        self.view: InterviewView | None = None
        self.audience = Audience.REVIEW

    def compose(self) -> ComposeResult:
        """Hold facts, tabs and pages."""
        yield Static(id="facts", markup=False)
        numbered = enumerate(self.pages, 1)
        yield Tabs(*(Tab(f"{at} {page.capitalize()}", id=page) for at, page in numbered))
        with Horizontal(id="heads"):
            yield Static(_HEADS[self.audience], id="left-head", markup=False)
            yield Static("Verbatim", id="right-head", markup=False)
        with ContentSwitcher(initial="quotes-page"):
            yield QuoteColumns(id="quotes-page")
            yield RedactedText(id="agreement-page")
            yield RedactedText(id="remarks-page")
            yield HistoryPane(id="history-page")

    @property
    def quotes(self) -> QuoteColumns:
        """Return the widget with the quotes."""
        return self.query_one(QuoteColumns)

    @property
    def history(self) -> HistoryPane:
        """Return the widget with the versions."""
        return self.query_one(HistoryPane)

    @property
    def is_cleared(self) -> bool:
        """Tell whether the verbatim part was opened."""
        return VERBATIM in self.pages and self.view is not None and self.view.cleared

    @property
    def is_beside(self) -> bool:
        """Tell whether redacted and verbatim stand side by side."""
        return self.is_cleared and self.size.width >= WIDE_CELLS

    def show(self, view: InterviewView, decided: Decided = NOTHING_DECIDED) -> None:
        """Show an interview and unsaved decisions; page and quote stay where they are."""
        self.view = view
        self.query_one("#facts", Static).update(Content(head_lines(view)[1]))
        request = SheetRequest(
            columns=self._columns(),
            width=0,
            audience=self.audience,
            changed=view.changed_since_review,
            decided=decided,
            remarks=view.remarks,
        )
        self.quotes.show(view.quotes, request)
        self.query_one("#agreement-page", RedactedText).show(agreement_page(view))
        self.query_one("#remarks-page", RedactedText).show(remarks_page(view))
        self._arrange()

    # --- pages -----------------------------------------------------------------------------

    @property
    def page(self) -> str:
        """Return the page that is shown."""
        return self.query_one(Tabs).active or REDACTED

    def open_page(self, page: str) -> bool:
        """Show a page; False when it is not open to these keys."""
        if page == VERBATIM and self.is_beside:
            page = REDACTED
        if page not in self.pages or (page == VERBATIM and not self.is_cleared):
            return False
        self.query_one(Tabs).active = page
        self._focus_page()
        return True

    def focus_page(self) -> None:
        """Give the focus to what is shown."""
        self._focus_page()

    def _focus_page(self) -> None:
        page = "quotes" if self.page in _QUOTES else self.page
        self.query_one(f"#{page}-page").focus()

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show the page of a tab."""
        event.stop()
        page = "quotes" if self.page in _QUOTES else self.page
        self.query_one(ContentSwitcher).current = f"{page}-page"
        if self.page == HISTORY:
            self.post_message(self.HistoryWanted())
        self._arrange()

    def switch_audience(self) -> str:
        """Show the rendition for the other audience; returns how it is headed."""
        is_review = self.audience is Audience.REVIEW
        self.audience = Audience.PUBLICATION if is_review else Audience.REVIEW
        self.quotes.set_audience(self.audience)
        self.query_one("#left-head", Static).update(_HEADS[self.audience])
        return _HEADS[self.audience]

    def on_resize(self, event: Resize) -> None:
        """Arrange the columns anew."""
        self._arrange()

    def _columns(self) -> Columns:
        if self.is_beside:
            return Columns.BOTH
        return Columns.VERBATIM if self._shows_verbatim() else Columns.REDACTED

    def _shows_verbatim(self) -> bool:
        return self.is_cleared and self.page == VERBATIM

    def _arrange(self) -> None:
        """Fit tabs, heads and columns to the width and to what may be read."""
        tabs = self.query_one(Tabs)
        if VERBATIM in self.pages:
            if self.is_beside and self.page == VERBATIM:
                tabs.active = REDACTED
            (tabs.show if self.is_cleared and not self.is_beside else tabs.hide)(VERBATIM)
            name = "1 Side by side" if self.is_beside else "1 Redacted"
            tabs.query_one(f"#{REDACTED}", Tab).label = Content(name)
        self.query_one("#heads").display = self.page in _QUOTES
        self.query_one("#left-head").display = not self._shows_verbatim()
        self.query_one("#right-head").display = self.is_beside or self._shows_verbatim()
        self.quotes.set_columns(self._columns())
