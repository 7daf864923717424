"""Commands about who a source is: custodians, sealing, asking, answering, opening once.

A name is typed or comes on standard input; it is never an argument, and shown only when asked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.inputs import IdentityInput, asked_or_json, words_of
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import Noun, noun
from vault.errors import UsageError
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.asking import RequestView
    from vault.archive.custody import CustodiansView
    from vault.archive.identities import PersonIdentityView
    from vault.archive.opening import IdentityView

_TO_SCREEN = (
    "This shows a name where others may look on and terminals remember: say --to-screen. Nothing "
    "was opened."
)


@noun("identity")
def identity() -> None:
    """Who a source really is: sealed to custodians, opened by several of them together."""


# --- custodians ----------------------------------------------------------------------------


@identity.group("custodians", cls=Noun)
def custodians() -> None:
    """Who keeps a desk's identities; one person proposes a list, another confirms it."""


@custodians.command("list")
@click.pass_obj
def list_(call: Invocation) -> None:
    """List each desk's custodians, and the lists that wait for a second person."""
    from vault.archive.custody import custodians as all_lists

    call.output.answer_rows(
        all_lists(opened(call)),
        ("id", "desk", "status", "open together", "custodians"),
        lambda view: (view.id[:16], view.desk, view.status, _k_of(view), _names(view)),
    )


def _k_of(view: CustodiansView) -> str:
    return f"{view.k} of {len(view.custodians)}"


def _names(view: CustodiansView) -> str:
    return ", ".join(view.custodians)


@custodians.command("set")
@click.argument("desk_id")
@click.argument("member_ids", nargs=-1, required=True)
@click.option("--together", "-k", "k", type=int, default=2, help="How many open an identity.")
@click.pass_obj
def set_(call: Invocation, desk_id: str, member_ids: tuple[str, ...], k: int) -> None:
    """Propose a desk's custodians, in the order of their places; somebody else confirms."""
    from vault.archive.custody import propose

    view = propose(opened(call), desk_id, list(member_ids), k)
    call.output.answer(view, _list_lines)


@custodians.command("confirm")
@click.argument("list_id")
@click.pass_obj
def confirm(call: Invocation, list_id: str) -> None:
    """Put a proposed list in force, as its second person."""
    from vault.archive.custody import confirm as confirm_list

    call.output.answer(confirm_list(opened(call), list_id), _list_lines)


def _list_lines(view: CustodiansView) -> Iterator[str]:
    yield f"{view.id}  {view.desk}  {view.status}"
    yield f"{_k_of(view)} open an identity: {_names(view)}"
    if view.status == "proposed":
        yield "It waits for a second person (strongroom identity custodians confirm)."


@identity.command("hand-over")
@click.argument("desk_id")
@click.argument("successor_id")
@click.option("--of", "leaving_id", default="", metavar="ID", help="A lost colleague's place.")
@click.pass_obj
def hand_over(call: Invocation, desk_id: str, successor_id: str, leaving_id: str) -> None:
    """Seal your shares to your successor, or your part of a lost colleague's."""
    from vault.archive.shares import hand_over as hand_shares_over

    view = hand_shares_over(opened(call), desk_id, successor_id, leaving_id)
    call.output.answer(
        view,
        lambda view: [
            f"{view.desk}: {counted(view.sources, 'source')} with the successor, "
            f"{view.waiting} still to move."
        ],
    )


# --- sources -------------------------------------------------------------------------------


@identity.command("seal")
@click.argument("person_id")
@click.option(
    "--input", "source", metavar="FILE", help='JSON: {"name": …, "proof": …}; - is stdin.'
)
@click.pass_obj
def seal(call: Invocation, person_id: str, source: str | None) -> None:
    """Seal who a source is; you cannot read it back."""
    from vault.archive.identities import seal as seal_identity

    archive = opened(call)
    questions = {"name": "The name", "proof": "What proves it (or nothing)"}
    typed = asked_or_json(call, source, IdentityInput, questions)
    call.output.answer(seal_identity(archive, person_id, typed.name, typed.proof), _person_lines)


@identity.command("not-stored")
@click.argument("person_id")
@click.pass_obj
def not_stored(call: Invocation, person_id: str) -> None:
    """Say "I know who this is"; when two have, nothing is stored and that is on record."""
    from vault.archive.identities import not_stored as attest

    call.output.answer(attest(opened(call), person_id), _person_lines)


@identity.command("show")
@click.argument("person_id")
@click.pass_obj
def show(call: Invocation, person_id: str) -> None:
    """Show whether an identity is sealed or not stored, and who knows it; never the name."""
    from vault.archive.identities import identity_of

    call.output.answer(identity_of(opened(call), person_id), _person_lines)


def _person_lines(view: PersonIdentityView) -> Iterator[str]:
    yield f"{view.person_id}  {view.codename}  {view.status}"
    for each in view.sealings:
        keepers = ", ".join(each.custodians)
        yield f"Sealed {moments(each.sealed_at)} by {each.sealed_by}, as {each.id[:16]}"
        yield f"  {each.k} of {len(each.custodians)} open it: {keepers}"
    yield f"Known by: {', '.join(view.known_by) or 'nobody on record'}"


# --- requests ------------------------------------------------------------------------------


@identity.command("request")
@click.argument("person_id")
@click.option("--sealing", default="", metavar="ID", help="Which, where it was sealed again.")
@click.pass_obj
def request(call: Invocation, person_id: str, sealing: str) -> None:
    """Ask the custodians, with a reason that is typed or on stdin; good for 24 hours."""
    from vault.archive.asking import request as ask

    archive = opened(call)
    reason = words_of(call, "the reason")
    call.output.answer(ask(archive, person_id, reason, sealing), _request_lines)


@identity.command("requests")
@click.pass_obj
def requests(call: Invocation) -> None:
    """List every request, newest first: reasons, answers and ends."""
    from vault.archive.asking import requests as all_requests

    views = all_requests(opened(call))
    if call.output.as_json or not views:
        call.output.answer_rows(views, (), lambda _: ())
        return
    for view in views:
        call.output.answer(view, _request_lines)


def _request_lines(view: RequestView) -> Iterator[str]:
    yield f"{view.id[:16]}  {view.status}  {view.desk}  {view.codename or view.person_id}"
    asked, until = moments(view.requested_at), moments(view.expires_at)
    yield f"  Asked by {view.requested_by} {asked}, until {until}"
    yield f"  Reason: {view.reason}"
    for answer in view.answers:
        said = "yes" if answer.approved else f"no: {answer.reason}"
        yield f"  {answer.custodian}: {said}"
    agreed = sum(answer.approved for answer in view.answers)
    yield f"  {agreed} of {view.k} agreed"


@identity.command("approve")
@click.argument("request_id")
@click.pass_obj
def approve(call: Invocation, request_id: str) -> None:
    """Give your shares for one request; you learn nothing by it."""
    from vault.archive.asking import approve as say_yes

    call.output.answer(say_yes(opened(call), request_id), _request_lines)


@identity.command("deny")
@click.argument("request_id")
@click.pass_obj
def deny(call: Invocation, request_id: str) -> None:
    """Say no to a request, with a reason that is typed or on stdin."""
    from vault.archive.asking import deny as say_no

    archive = opened(call)
    call.output.answer(say_no(archive, request_id, words_of(call, "the reason")), _request_lines)


@identity.command("close")
@click.argument("request_id")
@click.pass_obj
def close(call: Invocation, request_id: str) -> None:
    """Give up a request of yours; no answer opens it any more."""
    from vault.archive.asking import close as give_up

    call.output.answer(give_up(opened(call), request_id), _request_lines)


@identity.command("open")
@click.argument("request_id")
@click.option("--to-screen", is_flag=True, help="Yes, show the name here.")
@click.pass_obj
def open_(call: Invocation, request_id: str, to_screen: bool) -> None:
    """Show who a source is, once; the request is over afterwards."""
    from vault.archive.opening import open_identity

    if not to_screen:
        raise UsageError(_TO_SCREEN)
    call.output.answer(open_identity(opened(call), request_id), _identity_lines)


def _identity_lines(view: IdentityView) -> Iterator[str]:
    yield f"{view.codename or view.person_id} is: {view.name}"
    if view.proof:
        yield f"Proof: {view.proof}"
    for name in view.wrong_shares:
        yield f"Wrong shares came from {name}; ask why."
