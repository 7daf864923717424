"""Commands of review, and the urgent ones: hold, lift, withdraw, event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.forgetting import printed_lines
from vault.cli.inputs import words_of
from vault.cli.interviews import describe, only, row_cells
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command, noun

if TYPE_CHECKING:
    from vault.archive.views import WorkView

quote_option = click.option("--quote", metavar="ID", default="", help="The quote it is about.")


@noun("review")
def review() -> None:
    """Judge redacted interviews; never your own."""


@review.command("queue")
@click.pass_obj
def queue(call: Invocation) -> None:
    """Show your work: returned to you, to mark, to review, waiting for others, copies."""
    from vault.archive.review import my_work

    call.output.answer(my_work(opened(call)), _queue_lines)


def _queue_lines(view: WorkView) -> Iterator[str]:
    for heading, rows in (
        ("Returned to you", view.returned),
        ("To mark", view.to_mark),
        ("Waiting for your review", view.to_review),
        ("Yours, waiting for others", view.waiting),
    ):
        yield f"{heading}: {len(rows)}"
        yield from (f"  {'  '.join(cell for cell in row_cells(row) if cell)}" for row in rows)
    yield f"Day of destruction near or past: {len(view.due)}"
    yield from (f"  {each.row.id[:8]}  {each.day}  {each.row.title}" for each in view.due)
    yield f"Urgent releases: {len(view.urgent)}"
    yield from (f"  {c.id}  {c.status}  {c.story_title}" for c in view.urgent)
    yield f"Copies to approve: {len(view.copies_to_approve)}"
    yield from (f"  {copy.id}  {copy.story_title}" for copy in view.copies_to_approve)


@review.command("show")
@click.argument("interview_id")
@click.pass_obj
def show(call: Invocation, interview_id: str) -> None:
    """Show an interview's redacted part and the hash of its rendition."""
    from vault.archive.interviews import show as open_interview

    call.output.answer(only(open_interview(opened(call), interview_id), "redacted"), describe)


@review.command("approve")
@click.argument("interview_id")
@click.argument("rendition")
@click.pass_obj
def approve(call: Invocation, interview_id: str, rendition: str) -> None:
    """Approve exactly the RENDITION that you read, by the hash that `review show` prints."""
    from vault.archive.review import approve as judge

    judge(opened(call), interview_id, rendition)
    call.output.answer({"approved": rendition}, lambda _view: ["Approved."])


@review.command("return")
@click.argument("interview_id")
@click.argument("rendition")
@quote_option
@click.pass_obj
def return_(call: Invocation, interview_id: str, rendition: str, quote: str) -> None:
    """Send a rendition back with words for its author, typed or on stdin."""
    from vault.archive.review import send_back

    archive = opened(call)
    send_back(archive, interview_id, rendition, words_of(call, "what to change"), quote)
    call.output.answer({"returned": rendition}, lambda _view: ["Returned."])


@review.command("remark")
@click.argument("interview_id")
@click.argument("rendition")
@quote_option
@click.pass_obj
def remark_(call: Invocation, interview_id: str, rendition: str, quote: str) -> None:
    """Remark on a rendition without a verdict; the words are typed or on stdin."""
    from vault.archive.review import remark

    archive = opened(call)
    remark(archive, interview_id, rendition, words_of(call, "your remark"), quote)
    call.output.answer({"remarked": rendition}, lambda _view: ["Noted."])


@command("hold")
@click.argument("target_id", metavar="ID")
@click.pass_obj
def hold(call: Invocation, target_id: str) -> None:
    """Stop every copy about a person or interview, at once; the reason is typed or on stdin."""
    from vault.archive.review import hold as stop

    archive = opened(call)
    stop(archive, target_id, words_of(call, "the reason"))
    call.output.answer({"held": True}, lambda _view: ["Held: nothing about it leaves."])


@command("lift")
@click.argument("target_id", metavar="ID")
@click.pass_obj
def lift(call: Invocation, target_id: str) -> None:
    """Say that a hold may be lifted; it is once two people said so."""
    from vault.archive.review import lift_hold

    lifted = lift_hold(opened(call), target_id)
    sentence = "The hold is lifted." if lifted else "Recorded; a second person must say so too."
    call.output.answer({"lifted": lifted}, lambda _view: [sentence])


@command("withdraw")
@click.argument("interview_id")
@quote_option
@click.pass_obj
def withdraw(call: Invocation, interview_id: str, quote: str) -> None:
    """Withdraw an interview, or one quote, for good; the reason is typed or on stdin."""
    from vault.archive.review import withdraw as take_back

    archive = opened(call)
    reason = words_of(call, "the reason, if there is one to note", required=False)
    printed = take_back(archive, interview_id, reason, quote)
    call.output.answer(
        {"withdrawn": True, "printed": printed},
        lambda _view: ["Withdrawn.", *printed_lines(printed)],
    )


@command("event")
@click.argument("interview_id")
@click.pass_obj
def event(call: Invocation, interview_id: str) -> None:
    """Record the event that ends an embargo (an editor who is not the author)."""
    from vault.archive.review import record_event

    archive = opened(call)
    record_event(archive, interview_id, words_of(call, "what happened"))
    call.output.answer({"recorded": True}, lambda _view: ["Recorded."])
