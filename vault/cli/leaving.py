"""Commands of leaving: sign a member out, report a device lost, make the new keys that are due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.checklist import checklist_lines
from vault.cli.invocation import Invocation, opened
from vault.cli.terminal import person_for
from vault.cli.tree import command, noun
from vault.errors import RefusedError

if TYPE_CHECKING:
    from vault.archive.leaving import SignedOutView
    from vault.archive.rotating import KeysView

_TYPED = "sign out"
confirmed_option = click.option(
    "--confirmed", is_flag=True, help="Say that the checklist was read and settled (scripts)."
)
last_option = click.option(
    "--last-known",
    metavar="DAY|ENTRY",
    default="",
    help="The last day (YYYY-MM-DD) or entry that counts; without it, all that is here.",
)


@command("sign-out")
@click.argument("member_id", metavar="MEMBER")
@last_option
@click.option("--checklist", "only_show", is_flag=True, help="Show what to settle, and stop.")
@confirmed_option
@click.pass_obj
def sign_out(
    call: Invocation, member_id: str, last_known: str, only_show: bool, confirmed: bool
) -> None:
    """Sign a member out: a checklist first, then it has to be confirmed (admin).

    The checklist alone is for editors too, and for whoever leaves.
    """
    from vault.archive.leaving import checklist
    from vault.archive.leaving import sign_out as end

    archive = opened(call)
    view = checklist(archive, member_id, last_known)
    if only_show:
        call.output.answer(view, checklist_lines)
        return
    for line in checklist_lines(view):
        call.output.note(line)
    done = end(archive, member_id, last_known, confirmed=confirmed or _is_typed())
    call.output.answer(done, _signed_out)


def _is_typed() -> bool:
    """Ask for the words on the terminal; raises RefusedError for any others."""
    with person_for("the confirmation", "use --confirmed once it is settled") as terminal:
        if terminal.ask(f'Type "{_TYPED}" to go on').casefold() != _TYPED:
            raise RefusedError(
                "Nothing was changed: signing out was not confirmed.", rules=("leaving.confirmed",)
            )
    return True


def _signed_out(view: SignedOutView) -> Iterator[str]:
    if view.member.signed_out:
        yield f"{view.member.name} is signed out."
    else:
        yield f"The device is signed out; {view.member.name} works on with another one."
    yield from _keys(view.keys)
    yield "Send a packet, so that your colleagues learn of it."


@command("lost")
@click.argument("member_id", metavar="MEMBER")
@click.argument("device_id", metavar="DEVICE")
@last_option
@confirmed_option
@click.pass_obj
def lost(
    call: Invocation, member_id: str, device_id: str, last_known: str, confirmed: bool
) -> None:
    """Sign one DEVICE of a MEMBER out, because it was lost (admin, or the member themself)."""
    from vault.archive.leaving import lose_device

    archive = opened(call)
    call.output.note("Whoever finds it may read what it held, if they also have the passphrase.")
    agreed = confirmed or _is_typed()
    done = lose_device(archive, member_id, device_id, last_known, confirmed=agreed)
    call.output.answer(done, _signed_out)


@noun("keys")
def keys() -> None:
    """Keys of the parts: making new ones after somebody left."""


@keys.command("rotate")
@click.pass_obj
def rotate(call: Invocation) -> None:
    """Make the new keys that are due; editors' programs do so by themselves."""
    from vault.archive.rotating import rotate as renew

    call.output.answer(renew(opened(call)), _keys)


def _keys(view: KeysView) -> Iterator[str]:
    if view.renewed:
        yield f"New keys for: {', '.join(view.renewed)}"
    if view.waiting:
        yield f"New keys wait for an editor of the desk: {', '.join(view.waiting)}"
    if not view.renewed and not view.waiting:
        yield "No new keys are due."
