"""How the Library lays out rows: which columns, which words, what a filter matches.

Pure functions over the archive's views, reachable by a test without a terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.messages import OpenCopy, OpenInterview, OpenReview
from tui.widgets.record_table import Column, Heading
from tui.widgets.states import status_label
from vault.model import Role
from vault.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.message import Message

    from vault.archive import views

WORK_COLUMNS = (
    Column("State", 12),
    Column("Codename", 18),
    Column("Title", 0),
    Column("Told", 10, needs=100),
    Column("Missing", 22),
)
ALL_COLUMNS = (
    Column("State", 12),
    Column("Codename", 17),
    Column("Title", 0),
    Column("Province", 14),
    Column("Told", 10, needs=90),
    Column("Languages", 10, needs=110),
    Column("Author", 14, needs=110),
)
NOTICE_LINES = 4
_WITHOUT_READING = (
    "Your role reads no interviews: keeping the house and reading in it are kept apart.\n\n"
    "What you do here, you do with commands:\n\n"
)
_COMMANDS = (
    ((Role.ADMIN, Role.CUSTODIAN, Role.AUDITOR), "member list", "colleagues and their roles"),
    ((Role.ADMIN,), "member pending", "who joined and waits to be admitted"),
    ((Role.CUSTODIAN,), "identity requests", "who asks for an identity; your answer"),
    ((Role.CUSTODIAN, Role.AUDITOR), "journal", "who did what"),
    ((Role.ADMIN, Role.CUSTODIAN, Role.AUDITOR), "policy show", "the ceremonies, on one page"),
)
_STATUS = ("status", "the vault as you see it")
_READING_ROLES = frozenset({Role.REPORTER, Role.REVIEWER, Role.EDITOR})


class Target(NamedTuple):
    """Where the work on a line is done: `place` is interview, review or copy."""

    place: str
    id: str

    def message(self) -> Message:
        """Return the message that goes there."""
        if self.place == "review":
            return OpenReview(self.id)
        if self.place == "copy":
            return OpenCopy(self.id)
        return OpenInterview(self.id)


class WorkLine(NamedTuple):
    """A line of my work that can be opened."""

    cells: tuple[str, ...]
    target: Target


def reads_anything(me: views.MemberView | None) -> bool:
    """Tell whether a member has a role, on any desk, that reads or writes interviews."""
    roles = me.roles if me is not None else ()
    return any(role.partition("@")[0] in _READING_ROLES for role in roles)


def teach_without_reading(me: views.MemberView | None) -> str:
    """Return which commands are for somebody whose roles read no interviews."""
    roles = {role.partition("@")[0] for role in me.roles} if me is not None else set()
    offered = [(name, what) for whose, name, what in _COMMANDS if not roles.isdisjoint(whose)]
    lines = [f"  {f'strongroom {name}':<30} {what}" for name, what in (*offered, _STATUS)]
    return _WITHOUT_READING + "\n".join(lines)


def fitting_notices(notices: Sequence[str], width: int) -> list[str]:
    """Return the notices that fit whole, and a line that says how many more there are.

    The first one always stands. `width` is in cells; none is cut off without a word.
    """
    left, shown = NOTICE_LINES, list[str]()
    for position, notice in enumerate(notices):
        kept_free = 0 if position == len(notices) - 1 else 1
        lines = Content(notice).get_height({}, max(1, width))
        if shown and lines > left - kept_free:
            break
        shown.append(notice)
        left -= lines
    more = len(notices) - len(shown)
    return [*shown, f"⚠ {counted(more, 'more notice')}: i shows them all."] if more else shown


def work_lines(work: views.WorkView) -> list[Heading | WorkLine]:
    """Return my work as headed lines; a list without anything in it is left out."""
    lines: list[Heading | WorkLine] = []
    for title, rows, place in (
        ("Returned to me", work.returned, "interview"),
        ("To mark: confirm what gives the person away", work.to_mark, "interview"),
        ("Waiting for my review", work.to_review, "review"),
        ("Mine, waiting for others", work.waiting, "interview"),
    ):
        lines += _section(title, [WorkLine(_work_cells(r), Target(place, r.id)) for r in rows])
    copies = [WorkLine(_copy_cells(c), Target("copy", c.id)) for c in work.copies_to_approve]
    urgent = [WorkLine(_copy_cells(c), Target("copy", c.id)) for c in work.urgent]
    lines += _section("Urgent releases: announced, unratified or to be recalled", urgent)
    return lines + _section("Copies waiting for my approval", copies)


def _section(title: str, lines: Sequence[WorkLine]) -> list[Heading | WorkLine]:
    return [Heading(f"{title} ({len(lines)})"), *lines] if lines else []


def _work_cells(row: views.InterviewRow) -> tuple[str, ...]:
    missing = ", ".join(row.missing) or "nothing"
    return (status_label(row.status), row.codename, row.title or "(no title)", row.told, missing)


def _copy_cells(copy: views.CopyView) -> tuple[str, ...]:
    formats = ", ".join(dict.fromkeys(file.format for file in copy.files))
    last = copy.urgent.state if copy.urgent is not None else formats
    return (status_label(copy.status), copy.preparer, copy.story_title, "", last)


def all_cells(row: views.InterviewRow) -> tuple[str, ...]:
    """Return the cells of one interview in the second list."""
    return (
        status_label(row.status),
        row.codename,
        row.title or "(no title)",
        row.province_name or row.province,
        row.told,
        ", ".join(row.languages),
        "me" if row.mine else row.author,
    )


def searchable(row: views.InterviewRow) -> str:
    """Return the fields of a row that a filter looks at, as one folded text."""
    fields = (row.codename, row.title, row.told, row.status, row.author, row.desk)
    place = (row.province, row.province_name)
    return " ".join((*fields, *place, *row.languages, *row.tags)).casefold()


def narrow(
    rows: Sequence[views.InterviewRow], texts: Sequence[str], words: str
) -> list[views.InterviewRow]:
    """Return the rows whose searchable text holds every word; all of them for no words."""
    wanted = words.casefold().split()
    if not wanted:
        return list(rows)
    return [
        row for row, text in zip(rows, texts, strict=True) if all(word in text for word in wanted)
    ]
