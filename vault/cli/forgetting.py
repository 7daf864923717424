"""Commands that remove for good: ask, see what waits, confirm, and who may still hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.terminal import person_for
from vault.cli.tree import noun
from vault.errors import InterruptedByUserError
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.forgetting import MentionedView, RequestView
    from vault.archive.printed import PrintedView
    from vault.archive.remnants import ReportView

yes_option = click.option("--yes", is_flag=True, help='Say so here instead of typing "yes".')


def insist(yes: bool, question: str) -> None:
    """Let a person type "yes" before what cannot be taken back; raises when they do not."""
    if yes:
        return
    with person_for("that", "add --yes once you are sure") as terminal:
        if not terminal.agrees(question):
            raise InterruptedByUserError("Nothing was changed.")


@noun("forget")
def forget() -> None:
    """Remove an interview or a person for good; it takes two people."""


@forget.command("interview")
@click.argument("interview_id")
@click.pass_obj
def interview(call: Invocation, interview_id: str) -> None:
    """Ask to forget one interview; the reason is typed or on stdin."""
    from vault.archive.forgetting import forget_interview

    archive = opened(call)
    view = forget_interview(archive, interview_id, words_of(call, "the reason"))
    call.output.answer(view, _request_lines)


@forget.command("mentions")
@click.argument("person_id")
@click.pass_obj
def mentions(call: Invocation, person_id: str) -> None:
    """List the interviews that mention a person: their terms protect until none does."""
    from vault.archive.forgetting import mentioned

    call.output.answer(mentioned(opened(call), person_id), _mentioned_lines)


@forget.command("person")
@click.argument("person_id")
@click.pass_obj
def person(call: Invocation, person_id: str) -> None:
    """Ask to forget a person's card and terms, once no interview mentions them."""
    from vault.archive.forgetting import forget_person

    archive = opened(call)
    view = forget_person(archive, person_id, words_of(call, "the reason"))
    call.output.answer(view, _request_lines)


@forget.command("source")
@click.argument("person_id")
@click.pass_obj
def source(call: Invocation, person_id: str) -> None:
    """Ask to forget a person together with all of their interviews."""
    from vault.archive.forgetting import forget_source

    archive = opened(call)
    view = forget_source(archive, person_id, words_of(call, "the reason"))
    call.output.answer(view, _request_lines)


@forget.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List requests to forget, those that wait first."""
    from vault.archive.forgetting import requests

    headers = ("request", "by", "at", "interviews", "persons", "objects", "state")
    call.output.answer_rows(requests(opened(call)), headers, _cells)


def _cells(view: RequestView) -> tuple[str, ...]:
    waits = "you may confirm it" if view.may_confirm else view.why_not
    state = f"confirmed by {view.confirmed_by}" if view.confirmed_by else waits
    counts = (str(len(view.interviews)), " ".join(view.persons), str(view.objects))
    return (view.id[:8], view.by, moments(view.at), *counts, state)


@forget.command("confirm")
@click.argument("request_id")
@yes_option
@click.pass_obj
def confirm(call: Invocation, request_id: str, yes: bool) -> None:
    """Confirm a request as a second person: it is removed here and at every colleague's."""
    from vault.archive.forgetting import confirm as agree

    archive = opened(call)
    insist(yes, "This cannot be taken back. Remove it for good?")
    call.output.answer(agree(archive, request_id), _report_lines)


@forget.command("report")
@click.argument("request_id")
@click.pass_obj
def report(call: Invocation, request_id: str) -> None:
    """Show where something that was forgotten may still lie."""
    from vault.archive.forgetting import report as tell

    call.output.answer(tell(opened(call), request_id), _report_lines)


def _request_lines(view: RequestView) -> Iterator[str]:
    objects = counted(view.objects, "sealed object")
    yield f"Asked to remove {objects} for good: request {view.id[:8]}"
    for row in view.interviews:
        yield f"  interview {row.id[:8]}  {row.title}"
    for codename in view.persons:
        yield f"  person {codename}"
    yield from printed_lines(view.printed)
    yield "Nothing is removed before it is confirmed: strongroom forget confirm."


def printed_lines(copies: Iterable[PrintedView]) -> Iterator[str]:
    """Describe the copies that left: somebody has to call those outlets."""
    for copy in copies:
        told = (copy.status, copy.outlet, copy.date, copy.link)
        yield f"  left: {copy.story_title} ({', '.join(each for each in told if each)})"


def _mentioned_lines(view: MentionedView) -> Iterator[str]:
    own, others = counted(len(view.own), "interview"), counted(len(view.others), "other")
    yield f"{view.codename}: {own} of their own, {others}"
    yield from (f"  own    {row.id[:8]}  {row.title}" for row in view.own)
    yield from (f"  other  {row.id[:8]}  {row.title}" for row in view.others)


def _report_lines(view: ReportView) -> Iterator[str]:
    objects = counted(view.removed, "sealed object")
    yield f"Removed here: {view.removed - view.still_here} of {objects}."
    if view.still_here:
        yield "The rest goes at the next opening: the disk is full, or another program is reading."
    for device in view.devices:
        heard = moments(device.at) or "never"
        yield f"  may still hold it: a computer of {device.name}, last heard {heard}"
    if view.packets_waiting:
        yield f"  packets that wait on this computer: {view.packets_waiting}"
    if view.drafts_here:
        yield f"  unfinished forms on this computer: {view.drafts_here} (strongroom draft list)"
    yield from printed_lines(view.printed)
    yield from view.elsewhere
