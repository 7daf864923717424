"""The versions of an interview, and what differs between one and the one before it.

Comparing is the archive's; here the lines are only told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from tui.widgets.interview_pages import Difference, compared_with, version_line
from tui.widgets.pieces import safe
from tui.widgets.record_table import Column, RecordTable
from tui.widgets.redacted_text import RedactedText

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from vault.archive.views import VersionView

# The sign at the start of the line says it too.
_STYLES = (("@@", "italic"), ("+", "bold $text-success"), ("-", "$text-error"))


def difference_content(lines: Sequence[str]) -> Content:
    """Return the lines of a unified difference, added and removed ones marked."""
    return Content("\n").join([_styled(safe(line.rstrip("\n"))) for line in lines])


def _styled(line: str) -> Content:
    return Content.styled(line, next((look for sign, look in _STYLES if line.startswith(sign)), ""))


class HistoryPane(Vertical, can_focus=False):
    """A list of versions above, the differences of the chosen one below."""

    DEFAULT_CSS = """
    HistoryPane > RecordTable { height: auto; max-height: 40%; }
    """

    class Compare(Message):
        """Somebody wants to know what differs between two versions."""

        def __init__(self, difference: Difference) -> None:
            super().__init__()
            self.difference = difference

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._versions: list[VersionView] = []

    def compose(self) -> ComposeResult:
        """Hold both."""
        yield RecordTable((Column("Versions, newest first", 0),), id="versions")
        yield RedactedText(id="differences")

    def focus(self, scroll_visible: bool = True) -> HistoryPane:
        """Give the focus to the list."""
        self.query_one(RecordTable).focus(scroll_visible)
        return self

    def show(self, versions: Sequence[VersionView]) -> None:
        """Show the versions, and compare the newest with the one before it."""
        self._versions = sorted(versions, key=lambda version: version.version, reverse=True)
        lines = [(version_line(version),) for version in self._versions]
        self.query_one(RecordTable).show(len(lines), lines.__getitem__)
        self._compare(0)

    def show_differences(self, lines: Sequence[str]) -> None:
        """Show what the archive answered."""
        nothing = Content("No words differ.")
        pane = self.query_one("#differences", RedactedText)
        pane.show_content(difference_content(lines) if lines else nothing)

    def on_record_table_moved(self, event: RecordTable.Moved) -> None:
        """Compare the version under the cursor."""
        event.stop()
        self._compare(event.position)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Go to the differences."""
        event.stop()
        self.query_one("#differences").focus()

    def _compare(self, position: int) -> None:
        if not self._versions:
            return
        chosen = self._versions[position].version
        difference = compared_with(self._versions, chosen)
        if difference is None:
            self.query_one("#differences", RedactedText).show_content(
                Content("The first version; nothing stands before it.")
            )
        else:
            self.post_message(self.Compare(difference))
