"""Adding words to an interview after it was logged."""

from __future__ import annotations

import click

from vault.cli.inputs import words_of
from vault.cli.interviews import describe
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command


@command("addendum")
@click.argument("interview_id")
@click.pass_obj
def addendum(call: Invocation, interview_id: str) -> None:
    """Add words under an interview, typed or on stdin; approvals stay, nothing of it is quoted."""
    from vault.archive.additions import add

    archive = opened(call)
    view = add(archive, interview_id, words_of(call, "the words to add"))
    call.output.answer(view, describe)
