"""The edge of the command line: every way a run can end becomes an exit code and one sentence.

What the commands are is `tree`; `tui.__main__` hands in what "browse" means.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vault.cli.invocation import Browse, BrowseRequest, Invocation
from vault.cli.process import INTERNAL, harden, keep_crashes_silent, leave_in_order
from vault.errors import (
    InterruptedByUserError,
    MalformedError,
    NoSpaceError,
    RefusedError,
    SealError,
    StrongroomError,
)

if TYPE_CHECKING:
    import click

__all__ = ["BrowseRequest", "build", "execute", "harden", "refuse", "run", "version"]


def build(browse: Browse | None = None) -> click.Group:
    """Return a fresh command group; `browse` opens the terminal interface, None when headless."""
    from vault.cli.tree import build_root

    return build_root(browse)


def run(argv: Sequence[str], browse: Browse | None = None) -> int:
    """Run one command line as a process of its own and return its exit code."""
    harden()
    keep_crashes_silent()
    leave_in_order()
    if list(argv) == ["--version"]:  # before click is imported: starting is part of the numbers
        sys.stdout.write(f"strongroom {version()}\n")
        return 0
    return execute(argv, Invocation(browse=browse))


def execute(argv: Sequence[str], call: Invocation) -> int:
    """Run one command line and return its exit code; nothing escapes but what Python exits with.

    The one place, with `tui.gateway`, that catches everything: a traceback would show values.
    """
    call.output.as_json = call.output.as_json or "--json" in argv
    try:
        return _outcome(build(call.browse), argv, call)
    except StrongroomError as error:
        return refuse(call, error)
    except KeyboardInterrupt:
        if call.in_shell:  # it ends the session, not one line of it
            raise
        return refuse(call, InterruptedByUserError())
    except BrokenPipeError:
        return _leave_quietly()
    except OSError as error:
        return refuse(call, _from_system(error))
    except Exception as error:
        return refuse(call, StrongroomError(INTERNAL.format(type(error).__name__)))


def version() -> str:
    """Return the installed version."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("strongroom")
    except PackageNotFoundError:
        return "(not installed)"


def _outcome(root: click.Group, argv: Sequence[str], call: Invocation) -> int:
    """Let click run; its own errors become ours, without the values that its messages quote."""
    import click

    from vault.cli.usage import sentence_for

    try:
        code = root.main(list(argv), prog_name="strongroom", standalone_mode=False, obj=call)
    except click.UsageError as error:
        from vault.errors import UsageError

        raise UsageError(sentence_for(error)) from None
    except click.Abort:  # what click makes of a KeyboardInterrupt
        raise (KeyboardInterrupt if call.in_shell else InterruptedByUserError) from None
    except SystemExit as ended:  # click leaves this way when its own output pipe breaks
        return ended.code if isinstance(ended.code, int) else 1
    _say_what_was_found(call)
    return code if isinstance(code, int) else 0


def _say_what_was_found(call: Invocation) -> None:
    """Say what is wrong with the vault beside the results; a list that may lack something fails.

    What is sound was printed before. Raises SealError for such a list.
    """
    is_short = call.output.has_listed and bool(call.damage)
    call.warn(but=call.damage[0] if is_short else "")
    if is_short:
        raise SealError(call.damage[0])


def refuse(call: Invocation, error: StrongroomError) -> int:
    """Say why: one sentence on stderr, an object on stdout for programs; return the exit code."""
    try:
        call.output.refuse(error.sentence)
        if call.output.as_json:
            call.output.json({"error": error_fields(error)})
    except BrokenPipeError:
        _leave_quietly()
    except OSError:
        if not isinstance(error, InterruptedByUserError):  # the terminal went away, and hung up
            raise
    return error.exit_code


def error_fields(error: StrongroomError) -> dict[str, object]:
    """Return what programs learn about a refusal: where and why, never what."""
    malformed = error if isinstance(error, MalformedError) else None
    return {
        "code": error.code,
        "sentence": error.sentence,
        "line": malformed.line if malformed else None,
        "field": malformed.field if malformed else None,
        "rules": list(error.rules) if isinstance(error, RefusedError) else [],
    }


def _from_system(error: OSError) -> StrongroomError:
    """Name the operating system's reason, not the path that its message quotes."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NoSpaceError()
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return StrongroomError(f"The operating system refused ({reason}).")


def _leave_quietly() -> int:
    """Point stdout at nothing, so that Python's last flush does not complain about the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 1
