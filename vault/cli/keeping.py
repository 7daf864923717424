"""Commands that keep a vault alive: backup, a complete check, older copies, the drill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault.cli.forgetting import insist, yes_option
from vault.cli.invocation import Invocation, existing_vault, opened
from vault.cli.output import held_in
from vault.cli.recovery import sheet_words
from vault.cli.tree import command, noun
from vault.errors import IntegrityError
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.backup import BackupView
    from vault.archive.checkup import CheckView
    from vault.archive.restoring import DrillView, RestoreView
    from vault.archive.session import Archive


@command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(call: Invocation, file: Path) -> None:
    """Write a backup of the vault into a new FILE, while others may go on working."""
    from vault.archive.backup import backup as write

    call.output.answer(write(opened(call), file), _backup_lines)


def _backup_lines(view: BackupView) -> Iterator[str]:
    yield f"The backup is written: {view.path}"
    yield f"It holds {held_in(view.entries, view.objects)}."
    yield "It opens with a recovery sheet and with no passphrase: keep it away from both."


@command("check")
@click.option("--afresh", is_flag=True, help="Begin anew where a check was interrupted.")
@click.pass_obj
def check(call: Invocation, afresh: bool) -> None:
    """Read every sealed record: open what your keys open, hash the rest against the journal."""
    from vault.archive.checkup import check as read_all
    from vault.archive.checkup import check_closed, older_copy

    try:
        archive = _opened_for_checking(call)
    except IntegrityError as refusal:
        view = check_closed(existing_vault(call), refusal)
    else:
        with call.output.progress() as progress:
            view = read_all(archive, progress, afresh=afresh)
    call.output.answer(view, _check_lines)
    if view.older and not (view.damaged or view.missing):
        raise older_copy(view.older_code, view.older)
    if not view.is_sound:
        raise IntegrityError(
            "The check found damage: put a backup in its place, or ask colleagues."
        )


def _opened_for_checking(call: Invocation) -> Archive:
    from vault.archive.session import unlock

    if call.keys.archive is None and not call.in_shell:
        path = existing_vault(call)
        call.keys.archive = unlock(path, call.home(), call.source.read(), checking=True)
    return opened(call)


def _check_lines(view: CheckView) -> Iterator[str]:
    entries = counted(view.entries, "journal entry", "journal entries")
    yield f"Read {counted(view.objects, 'sealed record')} and {entries}."
    yield f"  opened with your keys: {view.opened}; compared with the journal: {view.hashed}"
    if view.went_on:
        yield "  It went on where the last check was interrupted."
    if view.stray:
        yield f"  in no journal entry, set apart: {view.stray}"
    if view.handed_in:
        yield f"  handed in, and not on this computer: {view.handed_in}"
    yield from (f"  damaged: {name}" for name in view.damaged)
    yield from (f"  missing: {name}" for name in view.missing)
    if view.keys_gone:
        yield f"  keys to what you wrote here, damaged or gone: {view.keys_gone}"
    if view.rows_damaged:
        yield f"  drafts or other rows of this device alone, damaged: {view.rows_damaged}"
    if view.older:
        yield f"  {view.older}"
    if view.refusal:
        yield f"  the vault does not open: {view.refusal}"
    if view.is_sound:
        yield "All of it is as it was sealed."
    elif not view.older:
        yield "This vault is damaged."


@noun("restore")
def restore() -> None:
    """Older copies of the vault: try a backup out, accept one, agree to a colleague's."""


@restore.command("drill")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def drill(call: Invocation, file: Path) -> None:
    """Try out the backup FILE with a recovery sheet (typed, or on stdin); writes nothing."""
    from vault.archive.restoring import drill as try_out

    call.output.answer(try_out(file, call.home(), sheet_words(call)), _drill_lines)


def _drill_lines(view: DrillView) -> Iterator[str]:
    yield f"The backup opens with the sheet of {view.member} and goes until {moments(view.until)}."
    yield f"It holds {held_in(view.entries, view.objects)}; none is missing."
    yield from (f"  opened one record of {part}" for part in view.parts)
    yield from (f"  nothing in it yet: {part}" for part in view.empty)


@restore.command("accept")
@yes_option
@click.pass_obj
def accept(call: Invocation, yes: bool) -> None:
    """Go on from this older file as a new device, once a second person agrees."""
    from vault.archive.restoring import accept as go_on
    from vault.archive.session import unlock

    call.refuse_in_shell("restore accept")
    path, passphrase = existing_vault(call), call.source.read()
    call.keys.archive = unlock(path, call.home(), passphrase)
    archive = opened(call)
    insist(yes, "What this file lacks may be lost for good. Go on from it?")
    alone = archive.is_for_one()
    go_on(archive, passphrase)
    sentence = "You go on from it." if alone else "A second person has to agree before you write."
    call.output.answer({"accepted": True, "waits": not alone}, lambda _view: [sentence])


@restore.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List who went on from an older copy, and who agreed."""
    from vault.archive.restoring import restores

    def cells(view: RestoreView) -> tuple[str, ...]:
        return view.id[:8], view.by, moments(view.at), view.confirmed_by or "waits"

    call.output.answer_rows(restores(opened(call)), ("restore", "by", "at", "agreed"), cells)


@restore.command("confirm")
@click.argument("restore_id")
@click.pass_obj
def confirm(call: Invocation, restore_id: str) -> None:
    """Agree that a colleague goes on from an older copy; ask them by voice first."""
    from vault.archive.restoring import confirm as agree

    view = agree(opened(call), restore_id)
    call.output.answer(view, lambda _view: ["You agreed; send it to them."])
