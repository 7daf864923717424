"""Asking a person: passphrases without echo, names, confirmations, secrets shown once.

Everything here speaks to /dev/tty, so that stdin and stdout stay free for data. What scripts do
instead (a descriptor or a command) is `passphrases`.
"""

from __future__ import annotations

import os
import termios
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from vault.errors import InterruptedByUserError, LockedError, MalformedError, UsageError
from vault.text import clean, first_unsafe

LONGEST_LINE_BYTES = 4096  # what a terminal hands over in one line

# Erase the screen and, where the terminal knows how, what was scrolled away from it.
_FORGET = b"\x1b[H\x1b[2J\x1b[3J"


class Terminal:
    """The person's terminal, whatever stdin and stdout are connected to."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def show(self, lines: Iterable[str] = ("",)) -> None:
        """Write lines that must reach the person and no redirected file."""
        self._write("".join(f"{clean(line)}\n" for line in lines).encode())

    def forget(self) -> None:
        """Wipe the screen after a secret was shown on it."""
        self._write(_FORGET)

    def ask(self, question: str) -> str:
        """Ask for one line of text; raises MalformedError for control characters."""
        self._write(f"{question}: ".encode())
        return line_of(self._read_line(), question)

    def ask_secret(self, question: str) -> bytes:
        """Ask for one line that does not appear on the screen."""
        with self._without_echo():
            self._write(f"{question}: ".encode())
            try:
                return self._read_line()
            finally:
                self._write(b"\n")

    def agrees(self, question: str) -> bool:
        """Ask a question that only the full word "yes" answers with yes."""
        return self.ask(f'{question} Type "yes"').casefold() == "yes"

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]

    def _read_line(self) -> bytes:
        line = os.read(self._descriptor, LONGEST_LINE_BYTES)
        if not line.endswith(b"\n"):  # Ctrl-D, or a terminal that went away
            raise InterruptedByUserError
        return line.rstrip(b"\r\n")

    @contextmanager
    def _without_echo(self) -> Iterator[None]:
        before = termios.tcgetattr(self._descriptor)
        silent = list(before)
        silent[3] &= ~termios.ECHO
        # FLUSH: what was typed ahead, when it still showed, is not part of a passphrase.
        termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, silent)
        try:
            yield
        finally:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, before)


@contextmanager
def person() -> Iterator[Terminal | None]:
    """Open the controlling terminal for a while; None where there is none."""
    try:
        descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield Terminal(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def person_for(what: str, instead: str) -> Iterator[Terminal]:
    """Open the terminal to ask for `what`; without one raises UsageError naming `instead`."""
    with person() as terminal:
        if terminal is None:
            raise UsageError(f"There is no terminal to ask for {what} on: {instead}.")
        yield terminal


def asked_passphrase(question: str) -> bytes:
    """Ask for a passphrase without echo; raises LockedError where there is no terminal."""
    with person() as terminal:
        if terminal is None:
            raise LockedError(
                "There is no terminal to ask for the passphrase on: "
                "use --passphrase-fd N or --passphrase-command COMMAND."
            )
        return terminal.ask_secret(question)


def line_of(data: bytes, field: str) -> str:
    """Decode one typed line; raises MalformedError naming `field` for what is not clean text."""
    try:
        text = data.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise MalformedError("What was typed is not UTF-8 text.", field=field) from None
    if first_unsafe(text) is not None:
        raise MalformedError(f"{field}: a control character was typed.", field=field)
    return text
