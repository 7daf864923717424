"""Lines from a stream, with a limit to how long nothing may come.

Asleep counts as idle: a laptop that was closed for the night must wake up locked.
"""

from __future__ import annotations

import io
import os
import select
import time
from typing import BinaryIO

from vault.errors import LockedError, MalformedError

LONGEST_LINE_BYTES = 10 * 1024 * 1024

_PIECE_BYTES = 64 * 1024
_TICK_SECONDS = 5.0
# Linux: the clock that goes on while the computer sleeps.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class IdleLines:
    """Reads lines; raises LockedError once `idle_seconds` passed without a whole one."""

    def __init__(self, stream: BinaryIO, idle_seconds: float) -> None:
        self._stream = stream
        self._idle_seconds = idle_seconds
        self._waiting = bytearray()
        self._ended = False
        try:
            self._descriptor: int | None = stream.fileno()
        except (OSError, io.UnsupportedOperation):
            self._descriptor = None  # bytes in memory: they are all there

    def next(self) -> bytes | None:
        """Return the next line without its end, or None after the last.

        Raises LockedError when the wait was too long, MalformedError for an endless line.
        """
        deadline = time.clock_gettime(_CLOCK) + self._idle_seconds
        while b"\n" not in self._waiting and not self._ended:
            if len(self._waiting) > LONGEST_LINE_BYTES:
                raise MalformedError("A line is longer than any command.")
            self._take(deadline)
        if not self._waiting:
            return None
        line, _end, rest = bytes(self._waiting).partition(b"\n")
        self._waiting = bytearray(rest)
        return line.removesuffix(b"\r")

    def _take(self, deadline: float) -> None:
        if self._descriptor is None:
            self._waiting += self._stream.read()
            self._ended = True
            return
        piece = self._piece(self._descriptor, deadline)
        self._waiting += piece
        self._ended = not piece

    @staticmethod
    def _piece(descriptor: int, deadline: float) -> bytes:
        while (left := deadline - time.clock_gettime(_CLOCK)) > 0:
            # Short waits: select's own clock stands still while the computer sleeps.
            ready, _, _ = select.select([descriptor], [], [], min(left, _TICK_SECONDS))
            if ready:
                return os.read(descriptor, _PIECE_BYTES)
        raise LockedError("Nothing came for too long: the session locked itself.")
