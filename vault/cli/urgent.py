"""Commands about urgent releases: the switch under `policy`, the rest under `copy`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import Noun
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.urgent_views import SwitchView
    from vault.archive.views import CopyView, UrgentView


# --- the switch ----------------------------------------------------------------------------


@click.group("urgent", cls=Noun)
def policy_urgent() -> None:
    """Urgent releases: off until two admins allow them; either switches them off alone."""


@policy_urgent.command("propose")
@click.pass_obj
def propose(call: Invocation) -> None:
    """Propose to allow urgent releases (admin); a second admin confirms."""
    from vault.archive.urgent import propose as propose_it

    call.output.answer(propose_it(opened(call)), switch_lines)


@policy_urgent.command("confirm")
@click.argument("proposal_id")
@click.pass_obj
def confirm(call: Invocation, proposal_id: str) -> None:
    """Allow urgent releases, as the second admin."""
    from vault.archive.urgent import confirm as confirm_it

    call.output.answer(confirm_it(opened(call), proposal_id), switch_lines)


@policy_urgent.command("off")
@click.pass_obj
def off(call: Invocation) -> None:
    """Forbid urgent releases at once (any admin); what is announced is stopped."""
    from vault.archive.urgent import switch_off

    call.output.answer(switch_off(opened(call)), switch_lines)


def switch_lines(view: SwitchView) -> Iterator[str]:
    """Say whether urgent releases are allowed, in lines for people."""
    at = moments(view.at)
    told = {
        "off": "off",
        "proposed": f"off; proposed by {view.proposed_by} {at}, another admin has to confirm",
        "on": f"on since {at}, by {view.proposed_by} and {view.enabled_by}",
    }
    yield f"Urgent release: {told[view.state]}"
    yield from (f"Proposal: {each[:16]}" for each in view.proposals)
    if view.impossible:
        yield view.impossible


# --- one copy ------------------------------------------------------------------------------


@click.group("urgent", cls=Noun)
def copy_urgent() -> None:
    """Let a copy leave without a second approval, where nobody can be reached."""


@copy_urgent.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List urgent releases that are announced, unratified, or to be recalled."""
    from vault.archive.urgent import urgent_copies

    views = urgent_copies(opened(call))
    if call.output.as_json or not views:
        call.output.answer_rows(views, (), lambda _: ())
        return
    for view in views:
        call.output.answer(view, _lines)


@copy_urgent.command("announce")
@click.argument("copy_id")
@click.option(
    "--not-reached", "unreached", metavar="MEMBER", multiple=True,
    help="A colleague who could approve and could not be reached; for each of them.",
)  # fmt: skip
@click.pass_obj
def announce(call: Invocation, copy_id: str, unreached: tuple[str, ...]) -> None:
    """Announce that a copy leaves in half an hour (editor); the reason is typed or on stdin."""
    from vault.archive.urgent import announce as announce_it

    archive = opened(call)
    reason = words_of(call, "the reason")
    call.output.answer(announce_it(archive, copy_id, reason, list(unreached)), _lines)


@copy_urgent.command("complete")
@click.argument("copy_id")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where the finished files go.",
)
@click.pass_obj
def complete(call: Invocation, copy_id: str, folder: Path) -> None:
    """Write an announced copy's files, thirty minutes later: they leave the vault."""
    from vault.archive.urgent import complete as complete_it

    paths = [str(path) for path in complete_it(opened(call), copy_id, folder)]
    call.output.answer({"files": paths}, lambda view: view["files"])


@copy_urgent.command("ratify")
@click.argument("copy_id")
@click.pass_obj
def ratify(call: Invocation, copy_id: str) -> None:
    """Say afterwards that an urgent release was right: files are built again and compared."""
    from vault.archive.urgent import ratify as ratify_it

    call.output.answer(ratify_it(opened(call), copy_id, agreed=True), _lines)


@copy_urgent.command("not-ratify")
@click.argument("copy_id")
@click.pass_obj
def not_ratify(call: Invocation, copy_id: str) -> None:
    """Say that a copy should not have left; the remark is typed or on stdin."""
    from vault.archive.urgent import ratify as ratify_it

    archive = opened(call)
    remark = words_of(call, "the remark")
    call.output.answer(ratify_it(archive, copy_id, agreed=False, remark=remark), _lines)


def _lines(view: CopyView) -> Iterator[str]:
    yield f"{view.id}  {view.status}  {view.story_title}"
    if view.urgent is not None:
        yield from urgent_lines(view.urgent)


def urgent_lines(view: UrgentView) -> Iterator[str]:
    """Say what became of an announced copy, in lines for people."""
    yield f"Urgent release: {view.state}; nobody approved it"
    announced = moments(view.announced_at)
    yield f"Announced by {view.editor} {announced}: {view.reason or '(not readable)'}"
    yield f"Could not be reached: {', '.join(view.unreached)}"
    if view.state == "announced":
        earliest, lapses = moments(view.earliest_at), moments(view.lapses_at)
        yield f"It leaves not before {earliest}, and not after {lapses}"
    if view.not_heard:
        yield f"Not heard since, so perhaps unable to stop it: {', '.join(view.not_heard)}"
    yield from (f"Stopped by {stop}" for stop in view.stopped_by)
    yield from (f"Released in spite of {stop}" for stop in view.in_spite_of)
    for verdict in view.verdicts:
        said = f": {verdict.remark}" if verdict.remark else ""
        yield f"{verdict.verdict} by {verdict.by} {moments(verdict.at)}{said}"
    yield from (f"To recall: {place}" for place in view.recall)
