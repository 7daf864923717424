"""Commands that keep a vault alive: backup, a complete check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault.cli.invocation import Invocation, existing_vault, opened
from vault.cli.tree import command
from vault.errors import IntegrityError

if TYPE_CHECKING:
    from vault.archive.backup import BackupView
    from vault.archive.checkup import CheckView
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
    yield f"It holds {view.entries} entries and {view.objects} sealed objects."
    yield "It opens with a recovery sheet and with no passphrase: keep it away from both."


@command("check")
@click.option("--afresh", is_flag=True, help="Begin anew where a check was interrupted.")
@click.pass_obj
def check(call: Invocation, afresh: bool) -> None:
    """Read every sealed record: open what your keys open, hash the rest against the journal."""
    from vault.archive.checkup import check as read_all
    from vault.archive.checkup import check_closed

    try:
        archive = _opened_for_checking(call)
    except IntegrityError as refusal:
        view = check_closed(existing_vault(call), refusal)
    else:
        with call.output.progress() as progress:
            view = read_all(archive, progress, afresh=afresh)
    call.output.answer(view, _check_lines)
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
    yield f"Read {view.objects} sealed records and {view.entries} journal entries."
    yield f"  opened with your keys: {view.opened}; compared with the journal: {view.hashed}"
    if view.went_on:
        yield "  It went on where the last check was interrupted."
    if view.stray:
        yield f"  in no journal entry, set apart: {view.stray}"
    yield from (f"  damaged: {name}" for name in view.damaged)
    yield from (f"  missing: {name}" for name in view.missing)
    if view.refusal:
        yield f"  the vault does not open: {view.refusal}"
    yield "All of it is as it was sealed." if view.is_sound else "This vault is damaged."
