"""Commands that mark an interview: preview, proposals, decide, unmatched, match, mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import json_of, read_file, words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.log import describe_logged
from vault.cli.tree import command
from vault.drafts import DecisionRequest, MatchRequest
from vault.model import Audience

if TYPE_CHECKING:
    from vault.archive.views import PreviewView


@command("preview")
@click.option("--language", metavar="TAG", default="", help="Language tag; else guessed.")
@click.option(
    "--audience", type=click.Choice([audience.value for audience in Audience]), default="review"
)
@click.pass_obj
def preview(call: Invocation, language: str, audience: str) -> None:
    """Show words from stdin as reviewers or readers would see them; nothing is kept."""
    from vault.archive.marking import preview as render

    archive = opened(call)
    words = words_of(call, "the words to preview")
    call.output.answer(render(archive, words, language, Audience(audience)), _preview_lines)


def _preview_lines(view: PreviewView) -> Iterator[str]:
    yield view.text
    yield from (f"Blocked: {reason}" for reason in view.blocked)


@command("proposals")
@click.argument("interview_id")
@click.pass_obj
def proposals(call: Invocation, interview_id: str) -> None:
    """List what is proposed to be hidden in an interview and nobody decided yet."""
    from vault.archive import marking

    call.output.answer_rows(
        marking.proposals(opened(call), interview_id),
        ("quote", "language", "from", "to", "kind", "confidence", "words"),
        lambda row: (
            row.quote, row.language, str(row.span.start), str(row.span.end),
            row.span.kind, row.span.confidence, row.words,
        ),
    )  # fmt: skip


@command("unmatched")
@click.argument("interview_id")
@click.pass_obj
def unmatched(call: Invocation, interview_id: str) -> None:
    """List spans that are hidden in one language and not answered in another."""
    from vault.archive import marking

    call.output.answer_rows(
        marking.unmatched(opened(call), interview_id),
        ("quote", "language", "from", "to", "kind", "other language"),
        lambda row: (
            row.quote, row.language, str(row.start), str(row.end), row.kind, row.other_language
        ),
    )  # fmt: skip


@command("decide")
@click.argument("interview_id")
@click.argument("file", metavar="FILE", default="-")
@click.pass_obj
def decide(call: Invocation, interview_id: str, file: str) -> None:
    """Decide spans: FILE or stdin holds a JSON list of {"quote", "language", "start", "end"} and,
    where wanted, "action", "kind", "reason", "as_term" and "forms".
    """
    from vault.archive import marking

    archive = opened(call)
    decisions = json_of(read_file(call, file), list[DecisionRequest])
    call.output.answer(marking.decide(archive, interview_id, decisions), describe_logged)


@command("match")
@click.argument("interview_id")
@click.argument("file", metavar="FILE", default="-")
@click.pass_obj
def match(call: Invocation, interview_id: str, file: str) -> None:
    """Match hidden spans between two languages of a quote: FILE or stdin holds a JSON list of
    {"quote", "language", "start", "other_language", "other_start"}; other_start null says "not in
    this text".
    """
    from vault.archive import marking

    archive = opened(call)
    matches = json_of(read_file(call, file), list[MatchRequest])
    call.output.answer(marking.match(archive, interview_id, matches), describe_logged)


@command("mark")
@click.argument("interview_id")
@click.pass_obj
def mark(call: Invocation, interview_id: str) -> None:
    """Finish marking: every proposal is decided and every translation matched."""
    from vault.archive import marking

    call.output.answer(marking.mark(opened(call), interview_id), describe_logged)
