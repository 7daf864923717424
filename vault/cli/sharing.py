"""Commands about one interview shared with named colleagues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.tree import noun

if TYPE_CHECKING:
    from vault.archive.sharing import ShareEndedView, ShareView

_WITH = click.option(
    "--with", "members", multiple=True, required=True, metavar="MEMBER", help="May be repeated."
)
_HEADINGS = ("interview", "member", "name", "by", "since", "security", "writes")


@noun("share")
def share() -> None:
    """Share one interview with colleagues who do not read its desk."""


@share.command("add")
@click.argument("interview_id")
@_WITH
@click.option("--with-security", is_flag=True, help="The security details too.")
@click.option(
    "--may-write", is_flag=True, help="They may write versions; includes the security details."
)
@click.pass_obj
def add(
    call: Invocation,
    interview_id: str,
    members: tuple[str, ...],
    with_security: bool,
    may_write: bool,
) -> None:
    """Open an interview to members, on all their devices; later versions follow."""
    from vault.archive.sharing import share as open_to

    found = open_to(
        opened(call), interview_id, members, security=with_security, may_write=may_write
    )
    call.output.answer_rows(found, _HEADINGS, _row)


@share.command("list")
@click.argument("interview_id", required=False, default="")
@click.pass_obj
def list_(call: Invocation, interview_id: str) -> None:
    """List with whom an interview, or every interview that you see, is shared."""
    from vault.archive.sharing import shares

    call.output.answer_rows(shares(opened(call), interview_id), _HEADINGS, _row)


def _row(view: ShareView) -> tuple[str, ...]:
    return (
        view.interview, view.member_id, view.name, view.by, view.since,
        "yes" if view.security else "no", "yes" if view.may_write else "no",
    )  # fmt: skip


@share.command("end")
@click.argument("interview_id")
@_WITH
@click.pass_obj
def end(call: Invocation, interview_id: str, members: tuple[str, ...]) -> None:
    """End a share; what was opened before stays open, and the answer says so."""
    from vault.archive.sharing import end_share

    call.output.answer(end_share(opened(call), interview_id, members), _ended)


def _ended(view: ShareEndedView) -> Iterator[str]:
    yield f"Not shared any more with {', '.join(view.names)}."
    yield view.kept
