"""A backup: the vault's entries and objects in a file of their own, made while people work.

No slot, draft, own wrap or search index is in it, so it opens with a recovery sheet alone; what
was removed for good is not in it either. Trying one out is `drill`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vault.archive.session import Archive, use_case
from vault.model import Record
from vault.store import write_copy


class BackupView(Record, frozen=True):
    """A backup that was written."""

    path: str
    entries: int
    objects: int
    size_bytes: int


@use_case
def backup(archive: Archive, path: Path) -> BackupView:
    """Write a backup into a new file, mode 0600, that appears whole or not at all.

    Raises UsageError when the name is taken or the folder cannot be written, NoSpaceError, and
    SealError when an object is damaged: run a check then.
    """
    counts = write_copy(archive.ledger.store, path, lambda: _named(archive))
    return BackupView(str(path), *counts, path.stat().st_size)


def _named(archive: Archive) -> Iterator[bytes]:
    """Yield what the journal names and nobody removed; a stray object is nobody's record."""
    state = archive.state
    for name in archive.ledger.store.object_hashes():
        if name in state.added and name not in state.removed:
            yield name
