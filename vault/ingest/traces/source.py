"""A file to look into, with a budget: a hostile one ends the reading and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from vault.ingest.limits import MEBIBYTE

MOST_READS: Final = 100_000
MOST_BYTES: Final = 64 * MEBIBYTE
WINDOW_BYTES: Final = MEBIBYTE
LARGEST_BLOCK_BYTES: Final = 256 * 1024
_OVERLAP_BYTES: Final = 4096


class UnreadableError(Exception):
    """A file that says something impossible about itself, or that is too long to be looked at."""


@dataclass
class Budget:
    """How many reads and bytes are left for one file, whatever it is nested into."""

    reads: int = MOST_READS
    bytes: int = MOST_BYTES

    def spend(self, length: int) -> None:
        """Take one read off; raises UnreadableError when nothing is left."""
        self.reads -= 1
        self.bytes -= length
        if self.reads < 0 or self.bytes < 0:
            raise UnreadableError


class Source:
    """Reads at offsets; every read counts, so that no loop over a file's own numbers is endless."""

    def __init__(self, file: BinaryIO, length: int, budget: Budget | None = None) -> None:
        self._file = file
        self.length = length
        self._budget = budget or Budget()

    def part(self, data: bytes) -> Source:
        """Look into bytes that were read from this source, on its budget."""
        return Source(io.BytesIO(data), len(data), self._budget)

    def at(self, offset: int, length: int) -> bytes:
        """Return exactly `length` bytes at an offset; raises UnreadableError beyond the end."""
        if min(offset, length) < 0 or offset + length > self.length:
            raise UnreadableError
        self._budget.spend(length)
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise UnreadableError
        return data

    def cut(self, data: bytes, start: int) -> bytes:
        """Return what may belong to something that begins inside of bytes that were read."""
        found = data[start : start + LARGEST_BLOCK_BYTES]
        self._budget.spend(len(found))
        return found

    def some(self, offset: int, most: int) -> bytes:
        """Return up to `most` bytes at an offset, fewer at the end."""
        return self.at(offset, max(0, min(most, self.length - offset)))

    def number(self, offset: int, length: int, order: str = "big") -> int:
        """Return an unsigned number of `length` bytes."""
        return int.from_bytes(self.at(offset, length), "little" if order == "little" else "big")

    def windows(self) -> Iterator[bytes]:
        """Yield the whole file in pieces that overlap a little; raises for one that is too long."""
        for offset in range(0, self.length, WINDOW_BYTES):
            yield self.some(offset, WINDOW_BYTES + _OVERLAP_BYTES)
