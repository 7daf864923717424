"""Commands about field reporters, and what the usual commands do in a field reporter's home.

A field home has a file of its own kind where others have a vault; `field_home_of` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import read_file
from vault.cli.invocation import Invocation, opened
from vault.cli.members import agreed_on_words, compared_option
from vault.cli.tree import noun
from vault.errors import FieldHomeError, UsageError
from vault.text import counted

if TYPE_CHECKING:
    from vault.archive.exchange import SentView
    from vault.archive.field_desk import DirectoryView, FieldReporterView, WrittenLetter
    from vault.archive.field_drafts import FieldDraftView
    from vault.archive.field_home import FieldHome
    from vault.archive.field_joining import LetterView
    from vault.archive.field_logging import FieldLogView
    from vault.archive.field_sending import FieldStatusView
    from vault.archive.field_taking import FieldTakenView

new_file = click.Path(dir_okay=False, path_type=Path)

# --- at the desk ---------------------------------------------------------------------------


@noun("field")
def field() -> None:
    """Field reporters, who write and read nothing: directories, letters, what arrived."""


@field.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List the field reporters: their directories, and what arrived of them."""
    from vault.archive.field_desk import field_reporters

    call.output.answer_rows(
        field_reporters(opened(call)),
        ("id", "name", "desks", "directory", "arrived", "missing"),
        _reporter_row,
    )


def _reporter_row(view: FieldReporterView) -> Sequence[str]:
    missing = ", ".join(map(str, view.missing)) or "-"
    return (
        view.member_id, view.name, ", ".join(view.desks), view.directory, str(view.arrived),
        missing,
    )  # fmt: skip


@field.command("sign")
@click.argument("member_id", metavar="MEMBER")
@compared_option
@click.pass_obj
def sign(call: Invocation, member_id: str, compared: bool) -> None:
    """Give a directory its second signature, once you compared safety words with the MEMBER."""
    from vault.archive.field_desk import sign as give
    from vault.archive.field_desk import to_sign

    archive = opened(call)
    waiting = to_sign(archive, member_id)
    call.output.note(f"Safety words with {waiting.name}: {' '.join(waiting.safety_words)}")
    view = give(archive, member_id, compared=compared or agreed_on_words())
    call.output.answer(view, _directory)


@field.command("renew")
@click.argument("member_id", metavar="MEMBER")
@click.pass_obj
def renew(call: Invocation, member_id: str) -> None:
    """Make a new directory for the MEMBER and sign it; a second person signs it too."""
    from vault.archive.field_desk import renew as make

    call.output.answer(make(opened(call), member_id), _directory)


def _directory(view: DirectoryView) -> Iterator[str]:
    if view.complete:
        yield f"Directory {view.number} for {view.name} has both signatures."
        yield "Write the letter with: strongroom field letter"
    else:
        yield f"Directory {view.number} for {view.name} is signed by you, and waits for another."
        yield "Send a packet: an admin and an editor of the desk both sign (field sign)."


@field.command("letter")
@click.argument("member_id", metavar="MEMBER")
@click.argument("file", type=new_file)
@click.pass_obj
def letter(call: Invocation, member_id: str, file: Path) -> None:
    """Write the letter for the MEMBER into FILE: the directory, and receipts for what arrived."""
    from vault.archive.field_desk import write_letter

    call.output.answer(write_letter(opened(call), member_id, file), _letter)


def _letter(view: WrittenLetter) -> Iterator[str]:
    yield f"The letter is written: {view.path}"
    yield f"It holds directory {view.number} and {counted(view.receipts, 'receipt')}."


def take_field_packet(call: Invocation, file: Path) -> bool:
    """Take a file in if it is a field reporter's packet; tells whether it is one."""
    from vault.archive.field_taking import is_field_packet, take

    if not is_field_packet(file):
        return False
    call.output.answer(take(opened(call), file), _taken)
    return True


def _taken(view: FieldTakenView) -> Iterator[str]:
    if view.statements:
        yield (
            f"Taken in from {view.name}: {counted(view.interviews, 'interview')} and "
            f"{counted(view.addenda, 'addendum', 'addenda')}."
        )
    elif not view.refused:
        yield f"Nothing new from {view.name}: all of it was here already."
    if view.refused:
        yield (
            "Refused, since they touch what is another's or are for a desk that is not theirs: "
            f"{counted(view.refused, 'statement')}."
        )
    if view.missing:
        yield f"Earlier statements that did not arrive yet: {', '.join(map(str, view.missing))}"
    if view.stale:
        yield f"{view.name} wrote with an older directory; send a letter with the newest."
    yield f"Write a receipt with: strongroom field letter {view.name!r} FILE"


# --- in a field reporter's home ------------------------------------------------------------


def is_field_home(call: Invocation) -> bool:
    """Tell whether this run is about a field reporter's home."""
    from vault.archive.field_home import is_field_file

    return not call.in_shell and is_field_file(call.vault_path())


def refuse_field_home(call: Invocation) -> None:
    """Raise FieldHomeError in a field reporter's home, before anybody is asked for anything."""
    if is_field_home(call):
        raise FieldHomeError


def opened_field_home(call: Invocation) -> FieldHome:
    """Unlock the field home of this run."""
    from vault.archive.field_home import unlock

    return unlock(call.vault_path(), call.home(), call.source.read())


def describe_field_log(view: FieldLogView) -> Iterator[str]:
    """Say what logging in a field home did."""
    what = f"{view.codename}, sealed to {view.desk}" if view.codename else f"added, {view.desk}"
    yield f"Statement {view.counter}: {what}"
    yield f"Handle, for adding words later; write it down, nothing here keeps it: {view.handle}"
    yield f"Waiting in the outbox: {view.waiting} (strongroom send FILE)"


def send_from_field(call: Invocation, file: Path) -> None:
    """Write what waits into a packet."""
    from vault.archive.field_sending import send

    call.output.answer(send(opened_field_home(call), file), _sent)


def _sent(view: SentView) -> Iterator[str]:
    if not view.entries:
        yield "Nothing waits in the outbox; no file was written."
        return
    yield f"The packet is written: {view.path}"
    held = counted(view.entries, "statement")
    yield f"It holds {held}, which stay here too until the desk's letter comes back."


def receive_in_field(call: Invocation, files: Sequence[Path], compared: bool) -> None:
    """Take letters of the desk in."""
    from vault.archive.field_joining import receive_letter, words_to_compare
    from vault.archive.field_records import LARGEST_LETTER_BYTES

    home = opened_field_home(call)
    for file in files:
        data = read_file(call, str(file), LARGEST_LETTER_BYTES)
        words = words_to_compare(home, data)
        if words:
            call.output.note(f"Safety words with the editor who signed: {' '.join(words)}")
        agreed = compared or (bool(words) and agreed_on_words())  # for this letter alone
        call.output.answer(receive_letter(home, data, compared=agreed), _received)


def _received(view: LetterView) -> Iterator[str]:
    if view.directory == "new":
        yield f"Directory {view.number} is here now."
    elif view.directory == "known":
        yield f"Directory {view.number} was here already."
    yield f"Arrived at the desk: {view.receipts}. Still waiting: {view.still_waiting}."


def field_status(call: Invocation) -> None:
    """Show what a field home can do, and what waits."""
    from vault.archive.field_sending import status

    call.output.answer(status(opened_field_home(call)), _status)


def _status(view: FieldStatusView) -> Iterator[str]:
    yield view.can
    yield view.cannot
    if view.directory:
        yield f"Directory {view.directory}, made {view.directory_of}"
    for desk in view.desks:
        yield f"Desk {desk.label} ({desk.id}): you may write to it"
    yield f"Statements made: {view.made}; waiting in the outbox: {view.waiting}"
    yield f"Slots of the outbox that are free: {view.free_slots}"
    if view.draft_saved_at:
        yield f"One draft waits, of {view.draft_saved_at} (strongroom draft show)"
    yield from (f"Notice: {notice}" for notice in view.notices)


def describe_draft(view: FieldDraftView) -> Iterator[str]:
    """Show the one draft of a field home, as JSON that `draft save` takes back."""
    import json

    yield json.dumps(view.draft, ensure_ascii=False, indent=2)


def only_in_field(call: Invocation) -> FieldHome:
    """Return the field home, for commands that exist there alone; raises UsageError elsewhere."""
    if not is_field_home(call):
        raise UsageError("Only a field reporter's home keeps a draft this way.")
    return opened_field_home(call)
