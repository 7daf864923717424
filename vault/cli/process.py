"""What every Strongroom process does to itself before it touches a secret.

Settings of the terminal are `terminal`; environment variables of Textual are `tui`'s to remove.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from contextlib import suppress

# Numbers from linux/prctl.h.
_PR_GET_DUMPABLE = 3
_PR_SET_DUMPABLE = 4

INTERNAL = "Strongroom hit an internal error ({}); nothing was shown."


def harden() -> None:
    """Keep new files private and memory out of core dumps and other processes.

    The limit alone does not bind a piped core_pattern, so the process also stops being dumpable,
    which refuses /proc/PID/mem and ptrace too. An exec resets the latter: every entry point calls
    this.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def leave_in_order() -> None:
    """Let whoever ends this process end it as Ctrl-C does: echo comes back, the vault is closed.

    A signal that is ignored (nohup) stays so. The screens hear signals by themselves.
    """
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        with suppress(ValueError):  # not the main thread, which alone hears signals
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)


def is_dumpable() -> bool:
    """Tell whether another process of this user could read this one's memory."""
    return _prctl(_PR_GET_DUMPABLE, 0) != 0


def keep_crashes_silent() -> None:
    """Replace Python's tracebacks by one sentence: they print source lines and repr of values."""
    sys.excepthook = lambda kind, _error, _trace: _tell(kind)
    sys.unraisablehook = lambda failure: _tell(failure.exc_type)
    threading.excepthook = lambda failure: _tell(failure.exc_type)


def _tell(kind: type[BaseException]) -> None:
    if sys.stderr is not None:  # None when the process was started with its streams closed
        with suppress(OSError):  # a terminal that went away
            sys.stderr.write(INTERNAL.format(kind.__name__) + "\n")


def _prctl(option: int, value: int) -> int:
    """Call prctl(2); on systems without it report "dumpable", which is what they are."""
    if sys.platform != "linux":
        return 1
    import ctypes

    return int(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0))
