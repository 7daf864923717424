"""The command that shows the journal to those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.auditing import JournalLine

_LAST = 50


@command("journal")
@click.option(
    "--last", type=click.IntRange(min=1), default=_LAST, show_default=True, metavar="N",
    help="The newest N lines of what matches.",
)  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Every line of what matches.")
@click.option("--member", default="", metavar="MEMBER", help="What this member did.")
@click.option("--desk", default="", metavar="DESK", help="What was done on this desk.")
@click.option("--about", default="", metavar="ID", help="What names this record, by its id.")
@click.pass_obj
def journal(call: Invocation, last: int, every: bool, member: str, desk: str, about: str) -> None:
    """Show who did what, as far as you may read the journal; oldest first."""
    from vault.archive import auditing

    page = auditing.journal(
        opened(call), last=0 if every else last, member=member, desk=desk, about=about
    )
    headers = ("claimed time", "member", "did", "desk", "about", "note")
    call.output.answer_rows(page.lines, headers, _row)
    if page.not_shown:
        call.output.note(
            f"{counted(page.not_shown, 'entry', 'entries')} not for you to read, or set apart."
        )


def _row(line: JournalLine) -> Sequence[str]:
    from vault.archive.auditing import short

    did = f"{line.did}: {line.detail}" if line.detail else line.did
    return moments(line.at), line.member, did, line.desk, short(line.about), line.note
