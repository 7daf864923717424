"""Where a passphrase comes from and where a new one goes: never argv, never the environment.

/proc/PID/cmdline is readable by everyone and /proc/PID/environ keeps what was deleted; an open
descriptor and the output of a command are neither. Talking to a person is `terminal`.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from vault.cli.terminal import LONGEST_LINE_BYTES, asked_passphrase, person
from vault.errors import LockedError, UsageError


@dataclass(frozen=True)
class Source:
    """How this run was told to get the passphrase; neither means: ask the person."""

    descriptor: int | None = None
    command: str | None = None

    def given(self) -> bool:
        """Tell whether a script provides the passphrase."""
        return self.descriptor is not None or self.command is not None

    def read(self, question: str = "Passphrase") -> bytes:
        """Return the passphrase.

        Raises UsageError when both ways are named, LockedError when the way yields nothing.
        """
        if self.descriptor is not None and self.command is not None:
            raise UsageError("Name --passphrase-fd or --passphrase-command, not both.")
        if self.descriptor is not None:
            return from_descriptor(self.descriptor)
        if self.command is not None:
            return from_command(self.command)
        return asked_passphrase(question)


def from_descriptor(descriptor: int) -> bytes:
    """Read one line, byte by byte: after it, descriptor 0 may carry the command's own input."""
    line = bytearray()
    try:
        while (byte := os.read(descriptor, 1)) not in {b"", b"\n"}:
            line += byte
            if len(line) > LONGEST_LINE_BYTES:
                raise LockedError("What stands on the passphrase descriptor is far too long.")
    except OSError:
        raise LockedError("The descriptor named by --passphrase-fd is not open.") from None
    return _something(bytes(line))


def from_command(command: str) -> bytes:
    """Run a program without a shell and take the first line of what it prints."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the person's own command, and no shell
            shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True
        )
    except (OSError, ValueError, IndexError, subprocess.CalledProcessError):
        raise LockedError("The command named by --passphrase-command did not succeed.") from None
    return _something(done.stdout.partition(b"\n")[0])


def _something(line: bytes) -> bytes:
    passphrase = line.rstrip(b"\r")
    if not passphrase:
        raise LockedError("No passphrase came from where it was to come from.")
    return passphrase


@dataclass(frozen=True)
class NewPassphrase:
    """How a new passphrase is made: six generated words unless a person insists on their own."""

    own: bool = False
    own_descriptor: int | None = None
    write_to: int | None = None

    def choose(self, given: Source | None = None) -> bytes | None:
        """Return the person's own passphrase, or None to have one generated.

        `given` counts as their own where no old passphrase is asked for; whether it is long
        enough is the archive's to say. Raises UsageError when two typings differ or the
        descriptor to write to is not open: a generated passphrase that reaches nobody would lock
        everybody out.
        """
        if self.write_to is not None:
            _require_writable(self.write_to)
        if self.own_descriptor is not None:
            return from_descriptor(self.own_descriptor)
        if self.own:
            return _typed_twice()
        if given is not None and given.given():
            return given.read()
        return None

    def hand_over(self, passphrase: bytes, *, generated: bool) -> None:
        """Deliver a generated passphrase once: to the named descriptor, else to the person."""
        if not generated:
            return
        if self.write_to is not None:
            _write_line(self.write_to, passphrase)
            return
        heading = "Your passphrase, shown this once; learn it, and keep no copy:"
        show_once([heading, "", f"  {passphrase.decode()}"])


def show_once(lines: Sequence[str]) -> None:
    """Show a secret to the person: on the terminal, or on stderr where there is none."""
    with person() as terminal:
        if terminal is not None:
            terminal.show(["", *lines, ""])
            return
    _write_line(2, "\n".join(lines).encode())


def _typed_twice() -> bytes:
    first = asked_passphrase("Your own new passphrase")
    if asked_passphrase("The same again") != first:
        raise UsageError("The two typings differ; nothing was changed.")
    return first


def _require_writable(descriptor: int) -> None:
    try:
        os.write(descriptor, b"")
    except OSError:
        raise UsageError("The descriptor for the new passphrase cannot be written to.") from None


def _write_line(descriptor: int, secret: bytes) -> None:
    data = secret + b"\n"
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError:
        raise UsageError("The descriptor for the new passphrase cannot be written to.") from None
