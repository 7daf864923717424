"""Commands for a further device: invite it, join on it, accept it, and list all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vault.cli.inputs import read_file
from vault.cli.invocation import Invocation, opened
from vault.cli.members import agreed_on_words, compared_option, one_time_code
from vault.cli.passphrases import NewPassphrase
from vault.cli.tree import command, new_passphrase_options
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.exchange import SentView
    from vault.archive.further import DeviceView

new_file = click.Path(dir_okay=False, path_type=Path)


@command("list")
@click.argument("member_id", metavar="[MEMBER]", default="")
@click.pass_obj
def list_(call: Invocation, member_id: str) -> None:
    """List your devices, or those of a MEMBER."""
    from vault.archive.further import devices

    call.output.answer_rows(devices(opened(call), member_id), ("id", "heard", "note"), _row)


def _row(view: DeviceView) -> Sequence[str]:
    note = "lost" if view.lost else "this one" if view.here else ""
    return view.id, moments(view.heard) or "never", note


@command("invite")
@click.argument("file", type=new_file)
@click.pass_obj
def invite(call: Invocation, file: Path) -> None:
    """Invite a further device of yours: take FILE there, type the code there."""
    from vault.archive.further import invite as write

    call.output.answer(
        write(opened(call), file),
        lambda view: [
            f"The invitation is written: {view.path}",
            "Type this code on the other device (strongroom device join). It is good for 72 hours:",
            "",
            f"  {view.code}",
        ],
    )


@command("join")
@click.argument("file", metavar="INVITATION")
@click.argument("answer", type=new_file)
@new_passphrase_options
@click.pass_obj
def join(call: Invocation, file: str, answer: Path, new: NewPassphrase) -> None:
    """Become a further device of yours with an INVITATION; take the file ANSWER back."""
    from vault.archive.further import join as take_up
    from vault.archive.joining import LARGEST_FILE_BYTES

    call.refuse_in_shell("device join")
    invitation = read_file(call, file, LARGEST_FILE_BYTES)
    chosen = new.choose(call.source)
    code = one_time_code(call)
    joined = take_up(call.vault_path(), call.home(), invitation, code, answer, chosen)
    new.hand_over(joined.passphrase, generated=chosen is None)
    view = {"answer": str(joined.answer), "safety_words": list(joined.safety_words)}
    call.output.answer(view, _joined)


def _joined(view: dict[str, Any]) -> Iterator[str]:
    yield f"Take this file to your first device: {view['answer']}"
    yield "These safety words must stand there as well:"
    yield ""
    yield f"  {' '.join(view['safety_words'])}"


@command("accept")
@click.argument("file", metavar="ANSWER")
@click.argument("packet", type=new_file)
@compared_option
@click.pass_obj
def accept(call: Invocation, file: str, packet: Path, compared: bool) -> None:
    """Accept the device that sent ANSWER, if the words are the same; writes its first PACKET."""
    from vault.archive.further import accept as vouch
    from vault.archive.further import words_of
    from vault.archive.joining import LARGEST_FILE_BYTES

    archive = opened(call)
    answer = read_file(call, file, LARGEST_FILE_BYTES)
    call.output.note(f"Safety words: {' '.join(words_of(archive, answer))}")
    view = vouch(archive, answer, packet, compared=compared or agreed_on_words())
    call.output.answer(view, _sent)


def _sent(view: SentView) -> list[str]:
    return [
        f"The packet for the new device is written: {view.path}",
        "Take it in there: strongroom receive",
    ]
