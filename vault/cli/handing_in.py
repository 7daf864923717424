"""The command that hands in: a packet, a confirmation, and then nothing of it on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault.cli.exchange import new_file, via_option
from vault.cli.forgetting import insist, yes_option
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.errors import UsageError
from vault.text import counted

if TYPE_CHECKING:
    from vault.archive.handing_in import HandedInView, Packed, ProofView

_QUESTION = "What you handed in is deleted from this computer, and does not come back. Go on?"


@command("hand-in")
@click.argument("file", type=new_file, required=False)
@click.option("--to", "members", multiple=True, metavar="MEMBER", help="May be repeated.")
@via_option
@click.option(
    "--delivered", is_flag=True, help="Say that the packet is in an editor's hands already."
)
@click.option(
    "--drop-draft", "drafts", multiple=True, metavar="ID",
    help="Delete this unfinished form too; may be repeated.",
)  # fmt: skip
@click.option("--prove", is_flag=True, help="Only look once more for traces of what went.")
@yes_option
@click.pass_obj
def hand_in(
    call: Invocation, file: Path | None, members: tuple[str, ...], folder: Path | None,
    delivered: bool, drafts: tuple[str, ...], prove: bool, yes: bool,
) -> None:  # fmt: skip
    """Write what is yours into FILE (or a shared folder), then delete it from this computer."""
    from vault.archive.handing_in import hand_in as give_over
    from vault.archive.handing_in import pack

    call.refuse_in_shell("hand-in")
    if prove:
        _look_again(call, file, folder)
        return
    place = folder if file is None else file
    if place is None or (file is not None and folder is not None):
        raise UsageError("Name the packet's file, or a shared folder with --via.")
    archive = opened(call)
    packed = pack(archive, place, members, drop_drafts=drafts, is_folder=folder is not None)
    for line in _packed_lines(packed):
        call.output.note(line)
    if not packed.waiting or delivered:
        insist(yes, _QUESTION)
    with call.output.progress() as progress:
        done = give_over(
            archive, packed, confirmed=True, delivered=delivered, drop_drafts=drafts,
            progress=progress,
        )  # fmt: skip
    call.output.answer(done, _handed_in_lines)


def _look_again(call: Invocation, file: Path | None, folder: Path | None) -> None:
    from vault.archive.handing_in import prove

    if file is not None or folder is not None:
        raise UsageError("To look for traces again, name no file and no folder.")
    archive = opened(call)
    with call.output.progress() as progress:
        found = prove(archive, progress)
    call.output.answer(found, _proof_lines)


def _packed_lines(packed: Packed) -> Iterator[str]:
    if packed.sent.entries or packed.sent.objects:
        yield f"The packet is written and was read back: {packed.sent.path}"
    objects = counted(packed.objects, "sealed object")
    yield f"To delete here: {objects} of {counted(packed.interviews, 'interview')}."


def _handed_in_lines(view: HandedInView) -> Iterator[str]:
    objects, keys = counted(view.objects, "sealed object"), counted(view.own_wraps, "key")
    yield f"Handed in: {objects} of {counted(len(view.interviews), 'interview')}."
    yield f"Deleted with that: {keys} to it, {counted(view.drafts, 'unfinished form')}."
    yield from _proof(view)
    if view.path:
        yield "Take the packet off this computer too, where it lies on it."
    yield "Send the next packet when you are back: colleagues then learn what is not here."


def _proof_lines(view: ProofView) -> Iterator[str]:
    yield f"Handed in on this computer so far: {counted(view.objects, 'sealed object')}."
    yield from _proof(view)


def _proof(view: HandedInView | ProofView) -> Iterator[str]:
    read = f"{counted(view.files_read, 'file')} ({counted(view.bytes_read, 'byte')})"
    found = f"{counted(view.objects, 'object')}, {counted(view.traces, 'trace')}"
    yield f"Looked for in {read}: {found}."
    yield from (f"  could not be read, so not looked into: {name}" for name in view.not_read)
