"""Commands about versions of an interview that stand beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.log import (
    Given,
    describe_logged,
    format_option,
    invite_to_type,
    language_option,
    one_draft,
    say_still_readable,
)
from vault.cli.tree import command
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.versions import VersionsView


@command("versions")
@click.argument("interview_id")
@click.pass_obj
def versions(call: Invocation, interview_id: str) -> None:
    """Show the versions that stand, and how they differ."""
    from vault.archive.versions import versions as standing

    call.output.answer(standing(opened(call), interview_id), _lines)


@command("pick")
@click.argument("interview_id")
@click.argument("version")
@click.pass_obj
def pick(call: Invocation, interview_id: str, version: str) -> None:
    """Let VERSION, the beginning of its id, stand alone; the others stay in the history."""
    from vault.archive.versions import pick as let_stand

    call.output.answer(let_stand(opened(call), interview_id, version), _lines)


def _lines(view: VersionsView) -> Iterator[str]:
    if len(view.standing) > 1:
        yield "These versions stand beside each other; pick one, or merge them:"
    for each in view.standing:
        marked = "marked" if each.marked else "unmarked"
        yield f"{each.id[:8]}  version {each.version}  {moments(each.at)}  {each.author}  {marked}"
    for lines in view.differences:
        yield ""
        yield from lines


@command("merge")
@click.argument("interview_id")
@click.argument("file", metavar="FILE")
@format_option
@language_option
@click.pass_obj
def merge(call: Invocation, interview_id: str, file: str, form: str | None, language: str) -> None:
    """Log FILE as one version that stands for all that stand; - reads stdin."""
    from vault.archive.versions import merge as settle

    given = Given(file, form, "", "", language)
    invite_to_type(call, file)
    archive = opened(call)
    view = settle(archive, interview_id, one_draft(call, given))
    call.output.answer(view, describe_logged)
    say_still_readable(call, file)
