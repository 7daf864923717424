"""Commands between computers: invite, join, admit, send, receive, and going on as a new device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vault.cli import devices
from vault.cli.field import is_field_home, receive_in_field, send_from_field, take_field_packet
from vault.cli.inputs import asked_or_json, read_file
from vault.cli.invocation import Invocation, existing_vault, opened
from vault.cli.leaving import lost
from vault.cli.members import (
    PRESETS,
    NameInput,
    agreed_on_words,
    compared_option,
    one_time_code,
)
from vault.cli.output import held_in
from vault.cli.passphrases import NewPassphrase
from vault.cli.sheets import hand_over_sheet, sheet_for_scripts
from vault.cli.tree import command, new_passphrase_options, noun
from vault.errors import FieldHomeError, UsageError
from vault.model import Preset
from vault.text import counted

if TYPE_CHECKING:
    from vault.archive.exchange import ReceivedView, SentView

new_file = click.Path(dir_okay=False, path_type=Path)
via_option = click.option(
    "--via",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="A folder that the computers share, instead of a file.",
)

left_out_option = click.option(
    "--without-attachments", is_flag=True, help="Leave recordings and the like out."
)


@command("invite")
@click.argument("file", type=new_file)
@click.option("--preset", type=PRESETS, required=True, help="What the newcomer will do.")
@click.option("--desk", "desks", multiple=True, metavar="ID", help="A desk; may be repeated.")
@click.option("--input", "source", metavar="FILE", help='JSON: {"name": …}; - is stdin.')
@click.pass_obj
def invite(
    call: Invocation, file: Path, preset: str, desks: tuple[str, ...], source: str | None
) -> None:
    """Invite a colleague at another computer: send FILE, tell the code by voice (admin)."""
    from vault.archive.joining import invite as write

    archive = opened(call)
    name = asked_or_json(call, source, NameInput, {"name": "Your colleague's name"}).name
    invited = write(archive, file, name, Preset(preset), list(desks))
    call.output.answer(
        invited,
        lambda view: [
            f"The invitation is written: {view.path}",
            "Tell this code by voice, never with the file. It is good for 72 hours:",
            "",
            f"  {view.code}",
        ],
    )


@command("join")
@click.argument("file", metavar="INVITATION")
@click.argument("answer", type=new_file)
@click.option("--no-confirm-sheet", is_flag=True, help="Do not ask words of the sheet back.")
@new_passphrase_options
@click.pass_obj
def join(
    call: Invocation, file: str, answer: Path, no_confirm_sheet: bool, new: NewPassphrase
) -> None:
    """Take up an INVITATION from another computer; send the file ANSWER back."""
    from vault.archive.joining import LARGEST_FILE_BYTES
    from vault.archive.joining import join as take_up

    call.refuse_in_shell("join")
    invitation = read_file(call, file, LARGEST_FILE_BYTES)
    chosen = new.choose(call.source)
    code = one_time_code(call)
    joined = take_up(call.vault_path(), call.home(), invitation, code, answer, chosen)
    new.hand_over(joined.passphrase, generated=chosen is None)
    confirm = call.input_is_typed and not no_confirm_sheet
    if joined.sheet:  # a field reporter has none: it would open nothing
        hand_over_sheet(call, joined.sheet, confirm=confirm)
    view = {"answer": str(joined.answer), "safety_words": list(joined.safety_words)}
    call.output.answer({**view, **sheet_for_scripts(call, joined.sheet)}, _joined)


def _joined(view: dict[str, Any]) -> Iterator[str]:
    yield f"Send this file back: {view['answer']}"
    yield "Then read these safety words to whoever invited you, by voice:"
    yield ""
    yield f"  {' '.join(view['safety_words'])}"


@command("admit")
@click.argument("file", metavar="ANSWER")
@click.argument("packet", type=new_file)
@compared_option
@left_out_option
@click.pass_obj
def admit(
    call: Invocation, file: str, packet: Path, compared: bool, without_attachments: bool
) -> None:
    """Admit who sent ANSWER, once the safety words were compared; writes the PACKET to send."""
    from vault.archive.exchange import send as send_to_all
    from vault.archive.joining import LARGEST_FILE_BYTES, take_answer, write_first_packet
    from vault.archive.members import admit as let_in

    archive = opened(call)
    if packet.exists():
        raise UsageError("A file of that name is there already; nobody was let in.")
    waiting = take_answer(archive, read_file(call, file, LARGEST_FILE_BYTES))
    call.output.note(f"{waiting.name} answered. Safety words: {' '.join(waiting.safety_words)}")
    admitted = let_in(archive, waiting.id, compared or agreed_on_words())
    if waiting.preset == Preset.FIELD_REPORTER:
        call.output.note(
            f"{admitted.name} is a field reporter. This packet is for the editor who signs their "
            "directory too (strongroom field sign) and writes them a letter."
        )
        first = send_to_all(archive, packet, attachments=not without_attachments)
    else:
        first = write_first_packet(archive, packet, attachments=not without_attachments)
    call.output.answer(first, _sent)


@command("send")
@click.argument("file", type=new_file, required=False)
@click.option("--to", "members", multiple=True, metavar="MEMBER", help="May be repeated.")
@click.option("--whole", is_flag=True, help="Everything, whatever they are known to have.")
@left_out_option
@via_option
@click.pass_obj
def send(
    call: Invocation,
    file: Path | None,
    members: tuple[str, ...],
    whole: bool,
    without_attachments: bool,
    folder: Path | None,
) -> None:
    """Write what colleagues may lack into FILE, or add it to a shared folder."""
    from vault.archive.carriers import send_to_folder
    from vault.archive.exchange import send as write

    if (file is None) == (folder is None):
        raise UsageError("Name the packet's file, or a shared folder with --via.")
    if is_field_home(call):
        if file is None:
            raise FieldHomeError
        send_from_field(call, file)
        return
    archive = opened(call)
    if folder is not None:
        call.output.answer(
            send_to_folder(archive, folder, attachments=not without_attachments), _sent
        )
    elif file is not None:
        call.output.answer(
            write(archive, file, members, whole=whole, attachments=not without_attachments), _sent
        )


def _sent(view: SentView) -> list[str]:
    if not view.entries and not view.objects:
        return ["There is nothing new to send; no file was written."]
    return [
        f"The packet is written: {view.path}",
        f"It holds {held_in(view.entries, view.objects)}.",
    ]


@command("receive")
@click.argument("files", metavar="FILE...", type=click.Path(path_type=Path), nargs=-1)
@compared_option
@via_option
@click.pass_obj
def receive(call: Invocation, files: tuple[Path, ...], folder: Path | None, compared: bool) -> None:
    """Take packets in: files, in any order, or a shared folder."""
    from vault.archive.carriers import receive_from_folder
    from vault.archive.exchange import receive as take
    from vault.archive.exchange import waits_for_first

    if bool(files) == (folder is not None):
        raise UsageError("Name the packet's file, or a shared folder with --via.")
    if is_field_home(call):
        if not files:
            raise FieldHomeError
        receive_in_field(call, files, compared)
        return
    if folder is None and not call.in_shell and waits_for_first(existing_vault(call)):
        _receive_first(call, files[0])
        files = files[1:]
    for file in files:
        if not take_field_packet(call, file):
            call.output.answer(take(opened(call), file), _received)
    if folder is not None:
        call.output.answer(receive_from_folder(opened(call), folder), _received)


def _receive_first(call: Invocation, file: Path) -> None:
    from vault.archive.exchange import receive_first
    from vault.archive.session import unlock

    path, passphrase = existing_vault(call), call.source.read()
    view = receive_first(path, call.home(), passphrase, file)
    call.keys.archive = unlock(path, call.home(), passphrase)
    call.output.answer(view, _received)


def _received(view: ReceivedView) -> Iterator[str]:
    if view.entries or view.objects:
        yield f"Taken in: {held_in(view.entries, view.objects)}."
    elif not view.kept_aside:
        yield "Nothing new: all of it was here already."
    if view.set_apart:
        yield (
            f"{counted(view.set_apart, 'entry', 'entries')} in this vault more of who was signed "
            "out, beyond what counts: kept apart and never shown."
        )
    if view.kept_aside:
        yield f"Kept aside until an earlier packet arrives: {view.kept_aside}"
    if view.not_here_yet:
        yield f"Pieces of attachments, or records handed in, not here yet: {view.not_here_yet}"


@noun("device")
def device() -> None:
    """Devices: a further one, a new one in place of an old one, a lost one."""


for further in (devices.list_, devices.invite, devices.join, devices.accept, lost):
    device.add_command(further)


@device.command("renew")
@click.pass_obj
def renew(call: Invocation) -> None:
    """Go on as a new device, after this folder was moved, copied or restored."""
    from vault.archive.devices import begin_new_device
    from vault.archive.session import unlock

    call.refuse_in_shell("device renew")
    path = existing_vault(call)
    passphrase = call.source.read()
    call.keys.archive = unlock(path, call.home(), passphrase)
    begin_new_device(opened(call), passphrase)
    call.output.answer({"renewed": True}, lambda _view: ["You go on as a new device here."])
