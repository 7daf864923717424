"""Commands about unfinished forms that a lock or a crash left, sealed, on this computer."""

from __future__ import annotations

import click

from vault.cli.field import (
    describe_draft,
    describe_field_log,
    is_field_home,
    only_in_field,
    opened_field_home,
    refuse_field_home,
)
from vault.cli.invocation import Invocation, opened
from vault.cli.log import Given, format_option, one_draft
from vault.cli.tree import noun


@noun("draft")
def draft() -> None:
    """Unfinished forms that a lock left; a field reporter's home keeps one."""


@draft.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List them: id and time."""
    from vault.archive.interviews import drafts

    refuse_field_home(call)
    rows = [{"id": view.id, "saved_at": view.saved_at} for view in drafts(opened(call))]
    call.output.answer_rows(rows, ("id", "saved at"), lambda row: (row["id"], row["saved_at"]))


@draft.command("discard")
@click.argument("draft_id", default="")
@click.pass_obj
def discard(call: Invocation, draft_id: str) -> None:
    """Throw one away for good; a field reporter's home has one, without an id."""
    from vault.archive import field_drafts
    from vault.archive.interviews import discard_draft

    if is_field_home(call):
        field_drafts.discard_draft(opened_field_home(call))
    else:
        discard_draft(opened(call), draft_id)
    call.output.answer({"discarded": True}, lambda _view: ["Discarded."])


@draft.command("save")
@click.argument("file", metavar="FILE")
@format_option
@click.pass_obj
def save(call: Invocation, file: str, form: str | None) -> None:
    """Keep the unfinished interview in FILE (field reporters); - reads stdin."""
    from vault.archive.field_drafts import save_draft

    home = only_in_field(call)
    save_draft(home, one_draft(call, Given(file, form, "", "", "")))
    call.output.answer({"saved": True}, lambda _view: ["The draft is kept, sealed."])


@draft.command("show")
@click.pass_obj
def show(call: Invocation) -> None:
    """Show the one draft (field reporters)."""
    from vault.archive import field_drafts

    call.output.answer(field_drafts.draft(only_in_field(call)), describe_draft)


@draft.command("log")
@click.pass_obj
def log(call: Invocation) -> None:
    """Log the one draft (field reporters); it is gone then."""
    from vault.archive.field_logging import log_draft

    call.output.answer(log_draft(only_in_field(call)), describe_field_log)
