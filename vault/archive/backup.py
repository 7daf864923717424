"""A backup: the vault's entries and objects in a file of their own, made while people work.

No slot, draft, own wrap or search index is in it, so it opens with a recovery sheet alone; what
was removed for good is not in it either. Trying one out is `drill`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vault.archive.session import Archive, use_case
from vault.errors import UsageError
from vault.model import Record
from vault.store import Store, remove_copy, write_copy

_TAKEN = (
    "There is a vault at that place already; nothing was changed. Recover in it without --from, or "
    "move it away first."
)


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


@contextmanager
def put_in_place(copy: Path, path: Path) -> Iterator[None]:
    """Write a copy of a vault where a vault shall be, to recover in; gone again if that fails.

    Slots and whatever else is local to another computer stay behind. Raises UsageError where a
    vault is already, NoSpaceError, and what a damaged copy raises.
    """
    if path.exists():
        raise UsageError(_TAKEN)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Store.open(copy, readonly=True) as source:
        write_copy(source, path, source.object_hashes)
    try:
        yield
    except BaseException:
        remove_copy(path)
        raise
