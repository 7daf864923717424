"""Copies of what a crash, or an intruder, left beside a vault, made before SQLite touches it.

SQLite plays a journal or WAL back by itself and then deletes it; a stale one that was planted
restores an old state and destroys the evidence in the same breath (attacks A24, A25). So all
files are copied first. Whether the state that results is old is not decided here: only the
pin, outside the vault, knows.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from vault.errors import IntegrityError, NoSpaceError, UsageError
from vault.migrations import sync_folder
from vault.store.place import SIDE_SUFFIXES, alone_with, side_file, write_refusal

_WITH_CONTENT = ("-journal", "-wal")
_PARTIAL = ".partial"
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def has_leftovers(path: Path) -> bool:
    """Tell whether a journal or WAL with content lies beside the vault."""
    return bool(_left(path))


def _left(path: Path) -> list[Path]:
    beside = [side_file(path, suffix) for suffix in _WITH_CONTENT]
    return [each for each in beside if _size_bytes(each) > 0]


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # also when another process removes it at this very moment
        return 0


def set_aside(path: Path) -> None:
    """Copy the vault and what lies beside it into a folder, unless somebody has it open.

    Raises IntegrityError for a journal that names a second file to delete, NoSpaceError when
    the copy does not fit, UsageError when the folder cannot be written.
    """
    if not has_leftovers(path):
        return
    try:
        with alone_with(path) as descriptor:
            if descriptor is not None:
                _refuse_super_journal(path)
                _copy_all(path, descriptor)
    except OSError as error:
        refusal = write_refusal(error)
        if isinstance(refusal, NoSpaceError):
            raise NoSpaceError(
                "The vault was not closed properly and there is no room to copy it aside before "
                "it is repaired. Nothing was touched; make room and open it again."
            ) from None
        raise refusal from None


def _refuse_super_journal(path: Path) -> None:
    """Strongroom never writes to two databases at once, so its journals name no second file.

    SQLite deletes the file that a planted journal names so, whatever it is.
    """
    if _last_bytes(side_file(path, "-journal"), len(_JOURNAL_MAGIC)) == _JOURNAL_MAGIC:
        raise IntegrityError(
            "A journal that Strongroom did not write lies beside the vault. Nothing was opened."
        )


def _last_bytes(path: Path, count: int) -> bytes:
    """Read the end of a file and no more: a planted one may be as long as it likes."""
    size = _size_bytes(path)
    if size < count:
        return b""
    with path.open("rb") as file:
        file.seek(size - count)
        return file.read(count)


def _copy_all(path: Path, descriptor: int) -> None:
    folder = _free_name(path)
    partial = folder.with_name(folder.name + _PARTIAL)
    shutil.rmtree(partial, ignore_errors=True)  # of a copy that was interrupted
    try:
        partial.mkdir(mode=0o700)
        _copy_descriptor(descriptor, partial / path.name)
        for each in _left(path):
            _copy_file(each, partial / each.name)
        partial.rename(folder)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync_folder(path.parent)


def _free_name(path: Path) -> Path:
    number = 1
    while (folder := path.with_name(f"{path.name}.recovered-{number}")).exists():
        number += 1
    return folder


def _copy_file(source: Path, target: Path) -> None:
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _copy_descriptor(descriptor, target)
    finally:
        os.close(descriptor)


def _copy_descriptor(descriptor: int, target: Path) -> None:
    new = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    # The source stays open: closing it would drop the lock that keeps others out.
    with os.fdopen(descriptor, "rb", closefd=False) as reading, os.fdopen(new, "wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())


def folders_aside(path: Path) -> tuple[Path, ...]:
    """Return the folders of copies beside a vault, those of earlier openings included."""
    prefix = f"{path.name}.recovered-"
    try:
        beside = sorted(path.parent.iterdir())
    except PermissionError:  # a folder that can be entered but not listed
        return ()
    return tuple(
        each
        for each in beside
        if each.name.startswith(prefix) and each.is_dir() and not each.is_symlink()
    )


def drop_folders(path: Path) -> None:
    """Remove the copies, and the folders when nothing else was put into them."""
    for folder in folders_aside(path):
        try:
            for suffix in ("", *SIDE_SUFFIXES):
                (folder / (path.name + suffix)).unlink(missing_ok=True)
            folder.rmdir()
        except FileNotFoundError:
            continue  # another process dropped it at the same moment
        except OSError:
            raise UsageError("The copies set aside beside the vault cannot be removed.") from None
