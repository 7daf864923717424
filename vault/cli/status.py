"""The command that shows the vault as its member sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.field import field_status, is_field_home
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.views import StatusView


@command("status")
@click.pass_obj
def status(call: Invocation) -> None:
    """Show who you are here, what your keys open, and what waits."""
    if is_field_home(call):
        field_status(call)
        return
    call.output.answer(opened(call).status(), _lines)


def _lines(view: StatusView) -> Iterator[str]:
    yield f"{view.me}: {', '.join(view.roles) or 'no role'}"
    yield f"Policy: {view.policy}; {counted(view.members, 'member')}"
    for desk in view.desks:
        yield f"Desk {desk.name} ({desk.id}): {', '.join(desk.parts) or 'no part open to you'}"
    yield (
        f"Interviews: {view.interviews}, of them {view.unmarked} unmarked "
        f"and {view.in_review} in review"
    )
    yield from (f"Last heard: {heard.name}, {moments(heard.at) or 'never'}" for heard in view.heard)
    yield from (f"Notice: {notice}" for notice in view.notices)
