"""The command that hands over to the terminal interface, which `tui.__main__` passed in."""

from __future__ import annotations

import os

import click

from vault.cli.field import refuse_field_home
from vault.cli.invocation import BrowseRequest, Invocation
from vault.cli.tree import command
from vault.errors import UsageError


@command("browse")
@click.pass_obj
def browse(call: Invocation) -> int:
    """Open the terminal interface: unlock, browse, log, review, release."""
    call.refuse_in_shell("browse")
    refuse_field_home(call)
    return open_terminal(
        call,
        BrowseRequest(
            vault=call.vault_path(), home=call.home().folder, no_color=wants_no_color(call)
        ),
    )


def open_terminal(call: Invocation, request: BrowseRequest) -> int:
    """Hand over to the terminal interface; raises UsageError where this run has none."""
    if call.browse is None:
        raise UsageError("This run has no terminal interface; see --help for the commands.")
    return call.browse(request)


def wants_no_color(call: Invocation) -> bool:
    """Tell whether colour was refused by option or by NO_COLOR."""
    asked = call.output.color
    return asked == "never" or (asked == "auto" and bool(os.environ.get("NO_COLOR")))
