"""Proof that deleted bytes are gone: marks taken from them before, looked for in raw files after.

A mark is a few bytes of ciphertext, so a kept one tells nothing. What is deleted, and when, is
the caller's; what the disk does below its files no program sees (`docs/limits.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import ahocorasick_rs

from vault.archive.home import Home
from vault.archive.ledger import Progress, no_progress
from vault.model import Record
from vault.store import folders_aside

MARK_BYTES: Final = 12
_FIRST_AT: Final = 40  # behind a body's header and the session that others of it name too
_APART_BYTES: Final = 4096  # a page of the file holds 16384
_MOST_FURTHER: Final = 100_000
_CHUNK_BYTES: Final = 1 << 20


class Marks:
    """Collects marks: two of each body, and more along longer ones, thinner where they are many.

    With up to 1.6 GB every page of the file that held any of it had a mark.
    """

    def __init__(self) -> None:
        self._ends: list[bytes] = []
        self._further: list[bytes] = []
        self._apart = _APART_BYTES

    def take(self, body: bytes) -> None:
        """Take the marks of one sealed body or row."""
        self._ends += [body[_FIRST_AT : _FIRST_AT + MARK_BYTES], body[-MARK_BYTES:]]
        places = range(_FIRST_AT + self._apart, len(body) - MARK_BYTES, self._apart)
        self._further += [body[at : at + MARK_BYTES] for at in places]
        while len(self._further) > _MOST_FURTHER:
            self._further, self._apart = self._further[::2], self._apart * 2

    def joined(self) -> bytes:
        """Return all marks in a row."""
        return b"".join(dict.fromkeys((*self._ends, *self._further)))


class Traces(Record, frozen=True):
    """What a scan read, and the files in which any mark was found or that could not be read."""

    files: int
    size_bytes: int
    found: tuple[str, ...]
    unread: tuple[str, ...] = ()


def scan(vault: Path, home: Home, marks: bytes, progress: Progress = no_progress) -> Traces:
    """Look for marks in every byte of the files beside a vault and in Strongroom's home."""
    cut = [marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)]
    looked_for = ahocorasick_rs.BytesAhoCorasick(cut) if cut else None
    files, size_bytes = 0, 0
    found: list[str] = []
    unread: list[str] = []
    for path in dict.fromkeys(_files(vault, home)):
        progress("Looking for traces", 0.0)
        try:
            read, has_mark = _look(path, looked_for)
        except OSError:
            unread.append(path.name)
            continue
        files, size_bytes = files + 1, size_bytes + read
        if has_mark:
            found.append(path.name)
    return Traces(files, size_bytes, tuple(sorted(found)), tuple(sorted(unread)))


def _files(vault: Path, home: Home) -> Iterator[Path]:
    """Yield the files of the vault's folder, of copies set aside in it, and all of the home."""
    folders: Iterable[Path] = (*folders_aside(vault), home.folder)
    within = (path for folder in folders for path in folder.rglob("*"))
    for path in (*vault.parent.iterdir(), *within):
        if path.is_file():
            yield path.resolve()


def _look(path: Path, looked_for: ahocorasick_rs.BytesAhoCorasick | None) -> tuple[int, bool]:
    """Read a file to its end; returns its length and whether any mark is in it."""
    length, last, has_mark = 0, b"", False
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            length += len(chunk)
            window = last + chunk
            if looked_for is not None and not has_mark:
                has_mark = bool(looked_for.find_matches_as_indexes(window))
            last = window[-(MARK_BYTES - 1) :]
    return length, has_mark
