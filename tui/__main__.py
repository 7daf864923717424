"""The `strongroom` command: the command line, with the terminal interface as its "browse".

Nothing heavy is imported before it is needed: most commands never see Textual.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING

from vault.errors import MalformedError, UsageError

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from tui.app import Leaving
    from vault.cli.main import BrowseRequest

_RESUME = "STRONGROOM_RESUME"  # how a locked process tells its successor where it was
_RESUME_FIELDS = 5
_SEPARATOR = "\n"
SUSPENDED = "suspended"


def main() -> int:
    """Run one command line; returns the exit code."""
    if sys.argv[1:] == ["--version"]:
        return _tell_version()
    from vault.cli.main import harden, run

    harden()  # an exec undid it, and a successor may be stopped before it does anything
    resumed = _take_resume()
    if resumed is None:
        return run(sys.argv[1:], _browse)
    reason, place, id_, vault, home = resumed
    if reason == SUSPENDED:
        _stop()
    os.environ["STRONGROOM_HOME"] = home
    return run(["--vault", vault, "browse"], lambda request: _browse(request, (reason, place, id_)))


def _tell_version() -> int:
    """Answer before even the command line is imported: scripts ask for this often."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        told = version("strongroom")
    except PackageNotFoundError:
        told = "(not installed)"
    sys.stdout.write(f"strongroom {told}\n")
    return 0


def _take_resume() -> tuple[str, ...] | None:
    """Return and remove what a locked predecessor left: reason, place, id, vault, home."""
    left = os.environ.pop(_RESUME, None)
    fields = tuple(left.split(_SEPARATOR)) if left is not None else ()
    return fields if len(fields) == _RESUME_FIELDS else None


def _stop() -> None:
    """Stop this job, as Ctrl+Z promised, now that nothing is in memory any more."""
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(0, signal.SIGTSTP)  # the whole job: make or a script may have started it


def _browse(request: BrowseRequest, back: tuple[str, str, str] = ("", "", "")) -> int:
    """Open the terminal interface; comes back when the person leaves it."""
    _require_terminal()
    drop_development_settings(os.environ)
    if request.no_color:
        os.environ["NO_COLOR"] = "1"
    from tui.app import Leaving, StrongroomApp
    from tui.gateway import ArchiveDoor, Gateway

    app = StrongroomApp(Gateway(ArchiveDoor(request.home, request.vault)), Leaving(*back))
    if request.passphrase is not None:
        app.unlock_with(request.passphrase)
    leaving = app.run()
    if leaving is not None and leaving.reason:
        _start_anew(request, leaving)
    return app.return_code or 0


def _require_terminal() -> None:
    """Raise UsageError where screens cannot be drawn, and name the other way."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise UsageError("The screens need a terminal; for scripts see: strongroom --help")
    if os.environ.get("TERM", "dumb") in {"dumb", "unknown"}:
        raise UsageError("This terminal cannot draw screens; the commands work: strongroom --help")


def drop_development_settings(environment: MutableMapping[str, str]) -> None:
    """Remove Textual's variables before it reads them: they log keys and write pictures."""
    for name in [name for name in environment if name.startswith("TEXTUAL")]:
        del environment[name]


def _start_anew(request: BrowseRequest, leaving: Leaving) -> None:
    """Replace this process by a fresh one: the only way to be sure that no plaintext stays.

    What the successor must know travels in its environment, which unlike a command line only
    this user can read; none of it is secret.
    """
    fields = (*leaving, str(request.vault.absolute()), str(request.home.absolute()))
    if any(_SEPARATOR in field for field in fields):
        raise MalformedError("The vault's path holds a line break; start Strongroom again.")
    environment = os.environ | {_RESUME: _SEPARATOR.join(fields)}
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os.execve(sys.executable, _argv(), environment)  # noqa: S606 - the same program, no shell


def _argv() -> list[str]:
    """Return the command line that started this process, interpreter options included."""
    return [sys.executable, *sys.orig_argv[1:]] if sys.orig_argv else [sys.executable, "-m", "tui"]


if __name__ == "__main__":
    sys.exit(main())
