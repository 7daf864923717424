"""Commands that read interviews: list, show, history, diff, find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.errors import NoKeyError
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.views import (
        InterviewRow,
        InterviewView,
        QuoteView,
        RemarkView,
        SecurityView,
        TextView,
        VersionView,
    )

ROW_HEADERS = ("id", "desk", "codename", "status", "told", "province", "title")


def row_cells(row: InterviewRow) -> Sequence[str]:
    """Return an interview's cells for a table."""
    return row.id, row.desk, row.codename, row.status, row.told, _province(row), row.title


def _province(row: InterviewRow) -> str:
    return row.province_name or row.province


@command("list")
@click.option("--desk", metavar="ID", default="", help="Only this desk.")
@click.option("--status", metavar="WORD", default="", help='Only this status, such as "unmarked".')
@click.pass_obj
def list_(call: Invocation, desk: str, status: str) -> None:
    """List the interviews that you may see, newest first."""
    from vault.archive.interviews import rows

    call.output.answer_rows(rows(opened(call), desk=desk, status=status), ROW_HEADERS, row_cells)


@command("show")
@click.argument("interview_id")
@click.option(
    "--part",
    type=click.Choice(["redacted", "verbatim", "security"]),
    help="Show this part alone (default: all that your keys open).",
)
@click.pass_obj
def show(call: Invocation, interview_id: str, part: str | None) -> None:
    """Show one interview. Opening verbatim or security parts is written into the journal."""
    from vault.archive.interviews import show as open_interview

    view = open_interview(opened(call), interview_id)
    call.output.answer(only(view, part) if part else view, describe)


@command("history")
@click.argument("interview_id")
@click.pass_obj
def history(call: Invocation, interview_id: str) -> None:
    """List an interview's versions."""
    from vault.archive.interviews import history as versions

    call.output.answer_rows(
        versions(opened(call), interview_id), ("version", "by", "at", "state"), _version_cells
    )


def _version_cells(view: VersionView) -> Sequence[str]:
    state = ", ".join(
        word for word, true in (("standing", view.standing), ("marked", view.marked)) if true
    )
    return str(view.version), view.author, moments(view.at), state


@command("diff")
@click.argument("interview_id")
@click.argument("old", type=int)
@click.argument("new", type=int)
@click.pass_obj
def diff(call: Invocation, interview_id: str, old: int, new: int) -> None:
    """Show how version NEW of an interview differs from version OLD."""
    from vault.archive.interviews import differences

    lines = differences(opened(call), interview_id, old, new)
    call.output.answer({"lines": lines}, lambda view: view["lines"])
    if not lines:
        call.output.note("These two versions do not differ.")


@command("find")
@click.argument("query", default="-")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help="At most this many hits.")
@click.pass_obj
def find(call: Invocation, query: str, limit: int) -> None:
    """Find words in what you may read. QUERY on the command line is visible to every user of
    this computer and stays in the shell's history; - (the default) reads it from stdin.
    """
    from vault.archive.interviews import find as search

    archive = opened(call)
    words = words_of(call, "the words to find") if query == "-" else query
    call.output.answer_rows(
        search(archive, words, limit),
        ("id", "codename", "status", "in", "line"),
        lambda hit: (hit.row.id, hit.row.codename, hit.row.status, hit.where, hit.snippet),
    )


def only(view: InterviewView, part: str) -> InterviewView:
    """Return a view with one part alone; raises NoKeyError when that part is not open."""
    from msgspec.structs import replace

    if part == "security":
        if view.security is None:
            raise NoKeyError
        return replace(view, quotes=(), place=None, notes=None, addenda=())
    if part == "verbatim":
        if not view.cleared:
            raise NoKeyError
        return replace(view, security=None)
    quotes = tuple(_redacted_quote(quote) for quote in view.quotes)
    return replace(view, quotes=quotes, place=None, notes=None, security=None, addenda=())


def _redacted_quote(quote: QuoteView) -> QuoteView:
    from msgspec.structs import replace

    texts = tuple(replace(text, words=None, spans=()) for text in quote.texts)
    return replace(quote, texts=texts, question=None, notes=None)


def describe(view: InterviewView) -> Iterator[str]:
    """Say everything about an interview that a person needs, in lines."""
    yield from _heading(view)
    for quote in view.quotes:
        yield ""
        yield from _quote_lines(quote)
    if view.notes:
        yield ""
        yield f"Notes: {view.notes}"
    if view.security is not None:
        yield ""
        yield from _security_lines(view.security)
    for added in view.addenda:
        yield ""
        yield f"Added by {added.by}, {moments(added.at)}: {added.words or '(not open to you)'}"
    for remark in view.remarks:
        yield ""
        yield _remark_line(remark)


def _remark_line(remark: RemarkView) -> str:
    place = f", on quote {remark.quote}" if remark.quote else ""
    age = "" if remark.current else ", on an older version"
    head = f"{remark.verdict} by {remark.by}, {moments(remark.at)}{place}{age}"
    return f"{head}: {remark.words or ''}"


def _heading(view: InterviewView) -> Iterator[str]:
    row = view.row
    yield f"{row.id}  {row.codename}  {row.status}"
    for label, value in (
        ("Title", row.title),
        ("Desk", row.desk),
        ("Province", _province(row)),
        ("Place", view.place or ""),
        ("Told about", row.told),
        ("Author", row.author),
        ("Attribution", view.attribution_sentence),
        ("Missing", ", ".join(row.missing)),
        ("Held by", ", ".join(view.held_by)),
        ("Attachments", str(view.attachments) if view.attachments else ""),
        ("Undecided", str(view.undecided) if view.undecided else ""),
        ("Rendition", view.rendition + (" (out of date)" if view.stale else "")),
    ):
        if value:
            yield f"{label}: {value}"


def _quote_lines(quote: QuoteView) -> Iterator[str]:
    yield f"Quote {quote.id}  {quote.codename}{'  (paraphrase)' if quote.paraphrase else ''}"
    if quote.question:
        yield f"  Question: {quote.question}"
    for text in quote.texts:
        yield from _text_lines(text)
    if quote.notes:
        yield f"  Notes: {quote.notes}"
    if quote.unmatched:
        yield f"  Not matched between languages: {', '.join(quote.unmatched)}"


def _text_lines(text: TextView) -> Iterator[str]:
    marks = ("original" if text.original else "translation", "out of date" if text.outdated else "")
    yield f"  {text.language} ({', '.join(mark for mark in marks if mark)})"
    if text.words is not None:
        yield f"    words:       {text.words}"
    yield f"    review:      {text.review}"
    yield f"    publication: {text.publication}"


def _security_lines(view: SecurityView) -> Iterator[str]:
    yield "Security"
    for label, value in (
        ("Held", view.held_at),
        ("Channel", view.channel),
        ("Whereabouts", view.whereabouts),
        ("Present", view.present),
        ("Contact", view.contact),
        ("Signals", view.signals),
        ("Danger", view.danger),
        ("External id", view.external_id),
        ("Destroy after", view.destroy_after or ""),
        ("Terms", ", ".join(view.terms)),
        ("Circumstances", view.circumstances),
    ):
        if value:
            yield f"  {label}: {value}"
