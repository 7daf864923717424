"""Commands about redacted copies: approve, release, verify, what became of them, recheck."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vault.cli.inputs import MEBIBYTE, asked_or_json, read_file
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command, noun
from vault.cli.urgent import copy_urgent, urgent_lines
from vault.errors import RefusedError
from vault.model import Record
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.views import CopyView, RecheckView

_LARGEST_FINISHED_BYTES = 32 * MEBIBYTE
_ACTS = {"outcome": "record what became of it"}  # the others are named as they are typed

input_option = click.option(
    "--input", "source", metavar="FILE", help="JSON with the answers; - is stdin."
)


class Printed(Record, frozen=True):
    """Where and when a copy ran, and the words as they ran."""

    outlet: str = ""
    date: str = ""
    link: str = ""
    words: str = ""


class Reason(Record, frozen=True):
    """Why a copy was not used, or was recalled."""

    reason: str


@noun("copy")
def copy() -> None:
    """Redacted copies: what leaves, and what became of it."""


copy.add_command(copy_urgent)


@copy.command("show")
@click.argument("copy_id")
@click.pass_obj
def show(call: Invocation, copy_id: str) -> None:
    """Show a copy and the text of each of its files."""
    from vault.archive.stories import copy_view

    call.output.answer(copy_view(opened(call), copy_id), _with_text)


@copy.command("approve")
@click.argument("copy_id")
@click.pass_obj
def approve(call: Invocation, copy_id: str) -> None:
    """Approve a copy: your computer rebuilds every file and compares the bytes."""
    from vault.archive.stories import approve_copy

    call.output.answer(approve_copy(opened(call), copy_id), describe_copy)


@copy.command("release")
@click.argument("copy_id")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Where the finished files go.",
)
@click.pass_obj
def release_(call: Invocation, copy_id: str, folder: Path) -> None:
    """Write an approved copy's files into a folder: they leave the vault."""
    from vault.archive.stories import release

    paths = [str(path) for path in release(opened(call), copy_id, folder)]
    call.output.answer({"files": paths}, lambda view: view["files"])


@copy.command("verify")
@click.argument("file", metavar="FILE")
@click.pass_obj
def verify(call: Invocation, file: str) -> None:
    """Find out which released copy a file is, byte for byte; exit 1 when it is none."""
    from vault.archive.stories import verify_file

    data = read_file(call, file, _LARGEST_FINISHED_BYTES)
    view = verify_file(opened(call), data)
    if view is None:
        call.output.answer({"copy": None}, lambda _view: ["No copy of this vault is this file."])
        raise click.exceptions.Exit(1)
    digest = hashlib.sha256(data).hexdigest()
    call.output.answer(view, lambda view: _verified(view, digest))


def _verified(view: CopyView, digest: str) -> Iterator[str]:
    """Say which file of which copy was found, and what became of that copy."""
    file = next((each for each in view.files if each.sha256 == digest), None)
    which = f"the {file.format} file ({file.language})" if file else "a file"
    yield f"Byte for byte {which} of copy {view.id}: {view.story_title}"
    yield f"The copy is {view.status}. {_people(view)}"
    yield from map(moments, view.outcomes)


@copy.command("printed")
@click.argument("copy_id")
@input_option
@click.pass_obj
def printed(call: Invocation, copy_id: str, source: str | None) -> None:
    """Record that a copy was printed: outlet, date, link, words as they ran."""
    archive = opened(call)
    questions = {
        "outlet": "Outlet",
        "date": "Date (such as 2026-03-31)",
        "link": "Link",
        "words": "Words as they ran, if they differ",
    }
    typed = asked_or_json(call, source, Printed, questions)
    _record(call, archive, (copy_id, "printed"), typed)


@copy.command("not-used")
@click.argument("copy_id")
@input_option
@click.pass_obj
def not_used(call: Invocation, copy_id: str, source: str | None) -> None:
    """Record that a copy was not used, and why."""
    archive = opened(call)
    typed = asked_or_json(call, source, Reason, {"reason": "Reason"})
    _record(call, archive, (copy_id, "not used"), typed)


@copy.command("recalled")
@click.argument("copy_id")
@input_option
@click.pass_obj
def recalled(call: Invocation, copy_id: str, source: str | None) -> None:
    """Record that a copy was recalled, and why."""
    archive = opened(call)
    typed = asked_or_json(call, source, Reason, {"reason": "Reason"})
    _record(call, archive, (copy_id, "recalled"), typed)


def _record(call: Invocation, archive: Any, what: tuple[str, str], typed: Record) -> None:  # noqa: ANN401
    import msgspec

    from vault.archive.stories import outcome

    call.output.answer(outcome(archive, *what, **msgspec.structs.asdict(typed)), describe_copy)


@command("recheck")
@click.argument("file", metavar="FILE")
@click.option("--story", "story_id", metavar="ID", required=True, help="The story it belongs to.")
@click.pass_obj
def recheck(call: Invocation, file: str, story_id: str) -> None:
    """Check a finished article: terms that survive, quotes that differ or were never approved.

    Exits 16 when it found anything.
    """
    from vault.archive.stories import recheck_file

    data = read_file(call, file, _LARGEST_FINISHED_BYTES)
    view = recheck_file(opened(call), Path(file).name, data, story_id)
    call.output.answer(view, _recheck_lines)
    if not view.clean:
        raise click.exceptions.Exit(RefusedError.exit_code)


def describe_copy(view: CopyView) -> Iterator[str]:
    """Say where a copy stands, in lines for people."""
    yield f"{view.id}  {view.status}  {view.story_title}"
    yield _people(view)
    if view.rechecked or view.survivors:
        yield f"Rechecked; terms that survived: {view.survivors}"
    else:
        yield "Not rechecked yet by anybody who reads the desk's terms"
    if view.desks_not_checked:
        yield f"Desks whose terms were not checked: {view.desks_not_checked}"
    for file in view.files:
        yield f"File: {file.format} ({file.language}), {file.size} bytes, SHA-256 {file.sha256}"
    yield from (f"Cannot {_ACTS.get(act, act)}: {moments(why)}" for act, why in view.why_not)
    yield from map(moments, view.outcomes)
    if view.urgent is not None:
        yield from urgent_lines(view.urgent)


def _people(view: CopyView) -> str:
    left_alone = view.urgent is not None and bool(view.urgent.verdicts)
    nobody = "nobody" if left_alone else "nobody yet"
    return f"Prepared by {view.preparer}; approved by {view.approver or nobody}"


def _with_text(view: CopyView) -> Iterator[str]:
    yield from describe_copy(view)
    for file in view.files:
        yield ""
        yield f"--- {file.format} ({file.language})"
        yield file.text


def _recheck_lines(view: RecheckView) -> Iterator[str]:
    yield "Nothing found." if view.clean else "This must not be printed as it is."
    for found in view.survivors:
        yield f"A term survives ({found.kind}) in {found.where}, {found.start} to {found.end}"
    yield from (f"Differs from the approved quote: {line}" for line in view.differing)
    yield from (f"Never approved: {line}" for line in view.unapproved)
    yield from (f"The file says too much about itself: {line}" for line in view.metadata)
    if view.desks_not_checked:
        yield f"Desks whose terms were not checked: {view.desks_not_checked}"
