"""The command that checks the installation; the checks themselves are `checks`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from vault.cli.checks import Check, Report, examine
from vault.cli.invocation import Invocation
from vault.cli.tree import command

_MARKS = {"ok": "✓ ok     ", "warning": "! warning", "wrong": "✗ wrong  "}


@command("doctor")
@click.pass_obj
def doctor(call: Invocation) -> None:
    """Check this installation and the files it keeps; no passphrase is needed.

    Exits 1 when something is wrong; warnings alone exit 0.
    """
    report = examine(call.home().folder, call.vault_path())
    call.output.answer(report, _lines)
    if not report.ok:
        raise click.exceptions.Exit(1)


def _lines(report: Report) -> Iterator[str]:
    yield from (_line(check) for check in report.checks)
    yield "" if report.ok else "Something is wrong; see the lines marked ✗."


def _line(check: Check) -> str:
    return f"{_MARKS[check.state]}  {check.name}: {check.says}"
