"""Commands about unfinished forms that a lock or a crash left, sealed, on this computer."""

from __future__ import annotations

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.tree import noun


@noun("draft")
def draft() -> None:
    """Unfinished forms that a lock left; the terminal interface opens them."""


@draft.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List them: id and time."""
    from vault.archive.interviews import drafts

    rows = [{"id": view.id, "saved_at": view.saved_at} for view in drafts(opened(call))]
    call.output.answer_rows(rows, ("id", "saved at"), lambda row: (row["id"], row["saved_at"]))


@draft.command("discard")
@click.argument("draft_id")
@click.pass_obj
def discard(call: Invocation, draft_id: str) -> None:
    """Throw one away for good."""
    from vault.archive.interviews import discard_draft

    discard_draft(opened(call), draft_id)
    call.output.answer({"discarded": True}, lambda _view: ["Discarded."])
