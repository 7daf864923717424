"""Commands that log interviews: from words on stdin, Markdown, JSON, and JSONL in bulk.

What the fields are called is the archive's `reading`; nothing here writes plaintext anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from vault.cli.field import describe_field_log, is_field_home, opened_field_home
from vault.cli.inputs import IdentityInput, json_of, open_file, read_file, text_of
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import MalformedError, PartialError, UsageError

if TYPE_CHECKING:
    from vault.archive.session import Archive
    from vault.archive.views import BulkView, LogView

Row = tuple[int, InterviewDraft | MalformedError]

_FORMATS = {".json": "json", ".jsonl": "jsonl"}

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "jsonl"]),
    help="What FILE holds (default: by its ending, else Markdown).",
)
desk_option = click.option("--desk", metavar="ID", default="", help="The desk, if FILE names none.")
person_option = click.option(
    "--person", metavar="ID", default="", help="A known person, if FILE names none."
)
language_option = click.option(
    "--language",
    metavar="TAG",
    default="",
    help="Of quotes for which FILE names none; else guessed.",
)


@dataclass(frozen=True, repr=False)
class Given:
    """What stands on the command line about the input."""

    file: str
    form: str | None
    desk: str
    person: str
    language: str

    def format(self) -> str:
        """Return the named format, or the one that the file's ending says."""
        if self.form is not None:
            return self.form
        return _FORMATS.get(Path(self.file).suffix.lower(), "markdown")

    def completed(self, draft: InterviewDraft) -> InterviewDraft:
        """Fill what the input leaves open with what stands on the command line."""
        quotes = tuple(
            replace(quote, language=quote.language or self.language) for quote in draft.quotes
        )
        desk, person = draft.desk or self.desk, draft.person or self.person
        return replace(draft, quotes=quotes, desk=desk, person=person)


@command("log")
@click.argument("file", metavar="FILE")
@format_option
@click.option("--jsonl", "form", flag_value="jsonl", help="The same as --format jsonl.")
@click.option("--json-input", "form", flag_value="json", help="The same as --format json.")
@desk_option
@person_option
@language_option
@click.option(
    "--identity",
    metavar="FILE",
    help='In a field reporter\'s home: who it is, JSON: {"name": …, "proof": …}.',
)
@click.pass_obj
def log(
    call: Invocation,
    file: str,
    form: str | None,
    desk: str,
    person: str,
    language: str,
    identity: str | None,
) -> None:
    """Log the interview in FILE, or many of them; - reads stdin.

    Markdown may be plain words, which become one quote. JSON with a list, and JSONL, are taken in
    bulk: the good rows are kept and named as soon as they are safe, the bad ones are listed with
    line and reason. docs/manual/logging-from-files.md has the grammar.
    """
    given = Given(file, form, desk, person, language)
    invite_to_type(call, file)
    if is_field_home(call):
        _log_in_field(call, given, identity)
    elif identity is not None:
        raise UsageError("Seal an identity with: strongroom identity seal")
    elif given.format() == "jsonl":
        _log_lines(call, given)
    else:
        _log_file(call, given)
    say_still_readable(call, file)


@command("revise")
@click.argument("interview_id")
@click.argument("file", metavar="FILE")
@format_option
@language_option
@click.pass_obj
def revise(call: Invocation, interview_id: str, file: str, form: str | None, language: str) -> None:
    """Log FILE as a new version of an interview; - reads stdin. Older versions stay."""
    from vault.archive import interviews

    given = Given(file, form, "", "", language)
    invite_to_type(call, file)
    archive = opened(call)
    draft = one_draft(call, given)
    call.output.answer(interviews.revise(archive, interview_id, draft), describe_logged)
    say_still_readable(call, file)


def _log_in_field(call: Invocation, given: Given, identity: str | None) -> None:
    """Log one interview in a field reporter's home."""
    from vault.archive import field_logging

    home = opened_field_home(call)
    home.refuse_full()  # before anybody types for nothing
    draft = one_draft(call, given)
    who = json_of(read_file(call, identity), IdentityInput) if identity else None
    view = field_logging.log(home, draft, (who.name, who.proof) if who else None)
    call.output.answer(view, describe_field_log)
    if who and identity != "-":
        call.output.note(
            "The file that says who the source is lies on this disk as it was: destroy it."
        )


def describe_logged(view: LogView) -> Iterator[str]:
    """Say what logging did, in lines for people."""
    yield f"{view.id}  {view.codename}  {view.status}"
    if view.proposals:
        yield f"To decide: {view.proposals} (strongroom proposals {view.id})"
    if view.missing:
        yield f"Missing before anything can leave: {', '.join(view.missing)}"


def _log_file(call: Invocation, given: Given) -> None:
    """Log a file that fits in memory: one interview as a single act, a list of them in bulk."""
    from vault.archive import interviews

    archive = opened(call)
    if given.format() != "json":
        call.output.answer(interviews.log(archive, one_draft(call, given)), describe_logged)
        return
    rows = _json_rows(call, given)
    if len(rows) != 1:
        _log_many(call, archive, rows)
        return
    draft = given.completed(_good(rows[0]))
    call.output.answer(interviews.log(archive, draft), describe_logged)


def one_draft(call: Invocation, given: Given) -> InterviewDraft:
    """Return the one interview that the input holds; raises MalformedError with line and field."""
    from vault.archive import reading

    form = given.format()
    if form == "jsonl":
        raise UsageError("This takes one interview; JSONL holds many.")
    data = read_file(call, given.file)
    if form == "markdown":
        draft = reading.draft_from_markdown(data)
    elif form == "json":
        draft = reading.draft_from_json(data)
    else:
        draft = InterviewDraft(quotes=(QuoteDraft(words=text_of(data).strip()),))
    return given.completed(draft)


def _json_rows(call: Invocation, given: Given) -> list[Row]:
    from vault.archive import reading

    return list(reading.rows_from_json(read_file(call, given.file)))


def _good(row: Row) -> InterviewDraft:
    """Return a row's draft; a single act writes nothing when its row is bad."""
    _line, found = row
    if isinstance(found, MalformedError):
        raise found
    return found


def _log_lines(call: Invocation, given: Given) -> None:
    """Import a JSONL stream, one line in memory at a time."""
    from vault.archive import reading

    archive = opened(call)
    stream = open_file(call, given.file)
    try:
        _log_many(call, archive, reading.rows_from_jsonl(stream))
    finally:
        if stream is not call.input:
            stream.close()


def _log_many(call: Invocation, archive: Archive, rows: Iterable[Row]) -> None:
    """Import rows, naming each interview only once it is safe on the disk."""
    from vault.archive import interviews

    with call.output.progress() as progress:

        def kept(ids: list[str], lines_done: int) -> None:
            progress.clear()
            for interview_id in ids:
                call.output.answer({"id": interview_id}, lambda view: [view["id"]])
            progress.count("lines done", lines_done)

        view = interviews.log_many(archive, rows, kept)
    _tell_refused(call, view)


def _tell_refused(call: Invocation, view: BulkView) -> None:
    """List the rows that were not kept; raises PartialError when there are any."""
    call.output.note(f"Kept: {len(view.kept)}. Refused: {len(view.refused)}.")
    for row in view.refused:
        where = f"line {row.line}" + (f", {row.field}" if row.field else "")
        call.output.refuse(f"{where}: {row.reason}")
        if call.output.as_json:
            call.output.json({"refused": row})
    if view.refused:
        raise PartialError


def invite_to_type(call: Invocation, file: str) -> None:
    """Tell a person at a terminal how to end what they type."""
    if file == "-" and call.input_is_typed:
        call.output.note("Type the interview after unlocking; Ctrl-D on a line of its own ends it.")


def say_still_readable(call: Invocation, file: str) -> None:
    """Say that Strongroom deletes no file that it read."""
    if file != "-":
        call.output.note(
            "The file itself is still readable on this disk; Strongroom left it as is."
        )
