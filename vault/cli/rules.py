"""Commands about the redaction rules in force."""

from __future__ import annotations

import click

from vault.cli.inputs import read_file, text_of
from vault.cli.invocation import Invocation, opened
from vault.cli.tree import noun

_LARGEST_RULES_BYTES = 1024 * 1024


@noun("rules")
def rules() -> None:
    """Redaction rules: show, set, places."""


@rules.command("show")
@click.pass_obj
def show(call: Invocation) -> None:
    """Show the rules in force, as TOML."""
    from vault.archive.ruling import get_rules

    call.output.answer(get_rules(opened(call)), lambda view: view.toml.splitlines())


@rules.command("set")
@click.argument("file")
@click.pass_obj
def set_(call: Invocation, file: str) -> None:
    """Put the rules of a TOML file in force on every desk (editor); - is stdin."""
    from vault.archive.ruling import set_rules

    source = text_of(read_file(call, file, _LARGEST_RULES_BYTES))
    view = set_rules(opened(call), source)
    call.output.answer(view, lambda view: [f"In force: rules {view.hash[:16]}"])


@rules.command("places")
@click.argument("file")
@click.pass_obj
def places(call: Invocation, file: str) -> None:
    """Put the places of a CSV file into the rules in force (editor); - is stdin.

    Its first line names the columns: place, parent, kind, hangul, other, population, source, year.
    They replace the places of an earlier file.
    """
    from vault.archive.ruling import set_places

    source = text_of(read_file(call, file, _LARGEST_RULES_BYTES))
    view = set_places(opened(call), source)
    call.output.answer(view, lambda view: [f"In force: rules {view.hash[:16]}"])
