"""The command that redacts a file without any vault."""

from __future__ import annotations

import click

from vault.cli.inputs import read_file, text_of
from vault.cli.invocation import Invocation
from vault.cli.tree import command
from vault.errors import RefusedError
from vault.model import Audience

_UNCHECKED = (
    "No confirmed term was checked: there is no registry without a vault. "
    "Rules and detectors alone miss names."
)


@command("redact")
@click.argument("file", metavar="FILE")
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    required=True,
    help="Who the text is for.",
)
@click.option("--language", metavar="TAG", default="", help="en or ko (default: guessed).")
@click.option("--rules", "rules_file", metavar="FILE", help="Rules to use instead of the default.")
@click.pass_obj
def redact(
    call: Invocation, file: str, audience: str, language: str, rules_file: str | None
) -> None:
    """Redact FILE ("-" for standard input) by rules and detectors, without any vault.

    Exits 16 when a rule blocked the text.
    """
    from vault.archive import redaction

    rules = None if rules_file is None else text_of(read_file(call, rules_file))
    data = read_file(call, file, redaction.LARGEST_BYTES)
    view = redaction.redact(data, Audience(audience), language, rules)
    call.output.note(_UNCHECKED)
    call.output.answer(view, lambda shown: [shown.text])
    for block in view.blocked:
        call.output.refuse(f"Rule {block.rule} blocks this text: {block.reason}.")
    if view.blocked:
        raise click.exceptions.Exit(RefusedError.exit_code)
