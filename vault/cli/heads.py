"""The command that reads out where a device's chain stands, to be compared by voice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.heads import HeadView


@command("head")
@click.argument("device", metavar="[DEVICE]", default="")
@click.option(
    "--at", "number", type=click.IntRange(min=0), metavar="N",
    help="The entry to compare (default: the last one here).",
)  # fmt: skip
@click.pass_obj
def head(call: Invocation, device: str, number: int | None) -> None:
    """Print the words of a DEVICE's chain, to compare by voice; without one, list all chains."""
    from vault.archive import heads

    if device:
        call.output.answer(heads.head(opened(call), device, number), _words)
        return
    found = heads.chains(opened(call))
    call.output.answer_rows(found, ("device", "member", "entries", "last heard"), _row)


def _row(view: HeadView) -> Sequence[str]:
    return view.device, view.member, str(view.n), moments(view.heard) or "never"


def _words(views: Sequence[HeadView]) -> Iterator[str]:
    for view in views:
        yield f"{view.member}, entry {view.n} of {view.ends_at}:"
        yield ""
        yield f"  {' '.join(view.words)}"
        yield ""
    if len(views) > 1:
        yield "This chain was split: a copied folder is the usual cause. Compare both."
    yield f"Your colleague asks for the same: strongroom head DEVICE --at {views[0].n}"
