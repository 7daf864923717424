"""Adding words to an interview after it was logged."""

from __future__ import annotations

import click

from vault.cli.field import describe_field_log, is_field_home, opened_field_home
from vault.cli.inputs import words_of
from vault.cli.interviews import describe
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command


@command("addendum")
@click.argument("interview_id")
@click.option("--desk", metavar="ID", default="", help="In a field reporter's home: its desk.")
@click.pass_obj
def addendum(call: Invocation, interview_id: str, desk: str) -> None:
    """Add words under an interview, typed or on stdin; approvals stay, nothing of it is quoted."""
    from vault.archive.additions import add

    if is_field_home(call):
        _in_field(call, interview_id, desk)
        return
    archive = opened(call)
    view = add(archive, interview_id, words_of(call, "the words to add"))
    call.output.answer(view, describe)


def _in_field(call: Invocation, handle: str, desk: str) -> None:
    """Add words by an interview's handle, without reading it."""
    from vault.archive.field_logging import add

    home = opened_field_home(call)
    view = add(home, handle, words_of(call, "the words to add"), desk)
    call.output.answer(view, describe_field_log)
