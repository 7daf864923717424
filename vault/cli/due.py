"""Commands about days of destruction: what comes near, asking for what is due, putting one off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vault.cli.forgetting import insist, yes_option
from vault.cli.inputs import words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import noun

if TYPE_CHECKING:
    from vault.archive.views import DueView


@noun("due")
def due() -> None:
    """Days of destruction: list, forget what is due, put a day off."""


@due.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List interviews whose day has come or comes within fourteen days."""
    from vault.archive.retention import due as look

    headers = ("interview", "codename", "title", "day", "state")
    call.output.answer_rows(look(opened(call)), headers, _cells)


def _cells(view: DueView) -> tuple[str, ...]:
    state = "due" if view.is_past else "soon"
    return view.row.id[:8], view.row.codename, view.row.title, view.day, state


@due.command("forget")
@yes_option
@click.pass_obj
def forget(call: Invocation, yes: bool) -> None:
    """Ask to forget every interview whose day has passed (editor); a second person confirms."""
    from vault.archive.retention import ask_for_due

    archive = opened(call)
    insist(yes, "Ask to forget all that is due?")
    asked = ask_for_due(archive)
    headers = ("request", "interview", "objects")
    call.output.answer_rows(
        asked, headers, lambda v: (v.id[:8], v.interviews[0].id[:8], str(v.objects))
    )


@due.command("postpone")
@click.argument("interview_id")
@click.argument("until", metavar="DAY")
@click.pass_obj
def postpone(call: Invocation, interview_id: str, until: str) -> None:
    """Keep an interview until DAY (YYYY-MM-DD); the reason is typed or on stdin."""
    from vault.archive.retention import postpone as put_off

    archive = opened(call)
    view = put_off(archive, interview_id, until, words_of(call, "the reason"))
    call.output.answer(view, lambda shown: [f"Kept until {shown.day}."])
