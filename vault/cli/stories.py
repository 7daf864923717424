"""Commands about stories: what a copy is made for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.copies import describe_copy
from vault.cli.inputs import json_of, read_file
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import noun
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.views import PickView, StoryView

FORMATS = ("md", "txt", "docx")


@noun("story")
def story() -> None:
    """Stories: a working title, an outlet, a purpose, and quotes of one desk."""


@story.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List the stories of your desks."""
    from vault.archive.stories import stories

    call.output.answer_rows(
        stories(opened(call)),
        ("id", "desk", "purpose", "quotes", "copies", "title"),
        lambda view: (
            view.id, view.desk, view.purpose, str(len(view.picks)), str(len(view.copies)),
            view.title,
        ),
    )  # fmt: skip


@story.command("show")
@click.argument("story_id")
@click.pass_obj
def show(call: Invocation, story_id: str) -> None:
    """Show a story, each quote's verdicts, and what stands in the way of a copy."""
    from vault.archive.stories import story as open_story

    call.output.answer(open_story(opened(call), story_id), _lines)


@story.command("save")
@click.argument("story_id", required=False, default="")
@click.option("--input", "source", metavar="FILE", default="-", help="Default: stdin.")
@click.pass_obj
def save(call: Invocation, story_id: str, source: str) -> None:
    """Save a story, a new one without STORY_ID, from JSON: {"title", "desk", "outlet",
    "purpose", "languages", "intro", "picks": [[interview, quote, language], …]}.
    """
    from vault.archive.stories import StoryDraft, save_story

    archive = opened(call)
    draft = json_of(read_file(call, source), StoryDraft)
    call.output.answer(save_story(archive, draft, story_id), _lines)


@story.command("prepare")
@click.argument("story_id")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="May be repeated; all three without it.",
)
@click.pass_obj
def prepare_(call: Invocation, story_id: str, formats: tuple[str, ...]) -> None:
    """Prepare a copy: render, recheck the finished files, seal them for approval."""
    from vault.archive.stories import prepare

    view = prepare(opened(call), story_id, formats or FORMATS)
    call.output.answer(view, describe_copy)


@story.command("pick")
@click.argument("story_id")
@click.argument("version")
@click.pass_obj
def pick(call: Invocation, story_id: str, version: str) -> None:
    """Let one of two versions that stand beside each other stand alone."""
    from vault.archive.stories import pick_story

    call.output.answer(pick_story(opened(call), story_id, version), _lines)


def _lines(view: StoryView) -> Iterator[str]:
    yield f"{view.id}  {view.title}"
    if len(view.standing) > 1:
        yield f"{len(view.standing)} versions stand beside each other; pick one (story pick):"
        yield from (f"  {v.id[:8]}  {moments(v.at)}  {v.author}  {v.title}" for v in view.standing)
    yield f"Desk: {view.desk}; outlet: {view.outlet or 'none named'}; purpose: {view.purpose}"
    yield f"Languages: {', '.join(view.languages)}"
    for pick in view.picks:
        yield ""
        yield from _pick_lines(pick)
    for copy in view.copies:
        urgent = f"; urgent release {copy.urgent.state}" if copy.urgent else ""
        yield f"Copy {copy.id}: {copy.status}{urgent}"
    yield "A copy can be prepared." if view.may_prepare else "A copy cannot be prepared yet."


def _pick_lines(pick: PickView) -> Iterator[str]:
    yield f"{pick.interview} {pick.quote} ({pick.language})  {pick.codename}"
    yield f"  {pick.text}"
    yield f"  {pick.attribution}"
    refused = [verdict for verdict in pick.verdicts if not verdict.allowed]
    for verdict in refused:
        needs = f" Needs: {verdict.needs}" if verdict.needs else ""
        yield f"  stays ({verdict.rule}): {verdict.sentence}{needs}"
    passed = len(pick.verdicts) - len(refused)
    yield f"  {passed} of {len(pick.verdicts)} rules let it leave"
