"""Commands about two persons who turn out to be one; part of `person`."""

from __future__ import annotations

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.tree import SharedOptions


@click.command("join", cls=SharedOptions)
@click.argument("kept_id")
@click.argument("joined_id")
@click.pass_obj
def join(call: Invocation, kept_id: str, joined_id: str) -> None:
    """Let the second person go as the first; the terms and holds of both protect both."""
    from vault.archive.pairing import join_persons
    from vault.cli.persons import person_lines

    call.output.answer(join_persons(opened(call), kept_id, joined_id), person_lines)


@click.command("part", cls=SharedOptions)
@click.argument("joined_id")
@click.pass_obj
def part(call: Invocation, joined_id: str) -> None:
    """Undo the join of a person."""
    from vault.archive.pairing import part_person
    from vault.cli.persons import person_lines

    call.output.answer(part_person(opened(call), joined_id), person_lines)
