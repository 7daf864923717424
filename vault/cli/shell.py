"""One unlocked session for scripts: command lines in, answers out, under the idle lock.

What a line may contain is the command tree; reading lines with a time limit is `idle`.
"""

from __future__ import annotations

import io
import shlex

import click

from vault.cli.idle import IdleLines
from vault.cli.invocation import Invocation, opened
from vault.cli.output import Output
from vault.cli.tree import command
from vault.errors import LockedError, PartialError, UsageError

_HERE = "<<"


@command("shell")
@click.option(
    "--idle-minutes",
    type=click.FloatRange(0, 60, min_open=True),
    metavar="MINUTES",
    help="Lock after so long without a line (default, and at most: the policy's).",
)
@click.pass_obj
def shell(call: Invocation, idle_minutes: float | None) -> None:
    """Run command lines from stdin, one per line, against one unlocked vault.

    A line that ends in <<WORD takes the lines up to one that is exactly WORD as its stdin. "exit"
    or the end of the input ends the session. Exits 3 when a line failed, 4 when it locked.
    """
    from vault.archive.members import get_policy

    call.refuse_in_shell("shell")
    limit = get_policy(opened(call)).idle_lock_minutes
    lines = IdleLines(call.input, 60 * min(idle_minutes or limit, limit))
    failed = False
    while (line := lines.next()) is not None and line.strip() != b"exit":
        failed = _run(call, line, lines) != 0 or failed
        if call.keys.archive is None or call.keys.archive.locked:
            raise LockedError
    if failed:
        raise PartialError("At least one line failed; the others did what they say.")


def _run(call: Invocation, line: bytes, lines: IdleLines) -> int:
    """Run one line as a command line of its own, on the session's archive."""
    from vault.cli.main import execute, refuse

    output = Output(as_json=call.output.as_json, quiet=call.output.quiet, color=call.output.color)
    inner = Invocation(output=output, vault=call.vault, keys=call.keys, in_shell=True)
    try:
        words = split_line(line)
        inner.lines = io.BytesIO(_body(words, lines))
    except UsageError as error:
        return refuse(inner, error)
    return execute(words, inner) if words else 0


def split_line(line: bytes) -> list[str]:
    """Split a line as a POSIX shell would, with # comments but without expanding anything.

    Raises UsageError for open quotes and bytes that are not UTF-8.
    """
    try:
        return shlex.split(line.decode("utf-8"), comments=True)
    except ValueError:
        raise UsageError("That line has an open quote, or is not UTF-8 text.") from None


def _body(words: list[str], lines: IdleLines) -> bytes:
    """Take <<WORD off the end of `words` and return the lines up to WORD."""
    if not words or not words[-1].startswith(_HERE) or words[-1] == _HERE:
        return b""
    end = words.pop().removeprefix(_HERE).encode()
    body = bytearray()
    while (line := lines.next()) != end:
        if line is None:
            raise UsageError("The input ended before the word that << named.")
        body += line + b"\n"
    return bytes(body)
