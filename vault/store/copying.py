"""A second file with the same objects and entries, and with nothing that is local to this one.

Written row by row into a fresh file: a file that was emptied of its local rows afterwards would
have held them, and every page that held them would have to be found.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from vault.errors import IntegrityError, UsageError
from vault.store import place
from vault.store.place import USUAL
from vault.store.vault_file import Store

R = TypeVar("R")

_ROWS_AT_ONCE: Final = 200


def write_copy(source: Store, path: Path, names: Callable[[], Iterable[bytes]]) -> tuple[int, int]:
    """Write all entries and the named objects as a new vault at `path`, whole or not at all.

    `names` is asked within the snapshot. Returns how many entries and objects. Raises UsageError
    for a name that is taken or a folder that cannot be written, NoSpaceError, SealError for an
    object that is damaged: a copy of a damaged vault would be no backup.
    """
    real = place.new_vault(path, USUAL.mounts)
    unfinished = real.with_name(f".{real.name}.{secrets.token_hex(4)}.part")
    try:
        with source.snapshot():
            counts = _fill(source, unfinished, names())
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        place.give_name(unfinished, real)
    except OSError as error:
        raise _refusal(error) from None
    finally:
        remove_copy(unfinished)
    return counts


def remove_copy(path: Path) -> None:
    """Take a vault away that was only just written, with whatever lies beside it."""
    for suffix in ("", *place.SIDE_SUFFIXES):
        place.side_file(path, suffix).unlink(missing_ok=True)


def _refusal(error: OSError) -> Exception:
    if isinstance(error, FileExistsError):
        return UsageError("A file of that name is there already; nothing was written.")
    return place.write_refusal(error)


def _fill(source: Store, path: Path, names: Iterable[bytes]) -> tuple[int, int]:
    entries = source.entries()
    first = next(entries, None)
    if first is None:
        raise IntegrityError
    with Store.create(path, first) as copy:
        for rows in _few(entries):
            with copy.atomic():
                for row in rows:
                    copy.add_entry(row)
        for few in _few(names):
            with copy.atomic():
                for name in few:
                    copy.add_object(source.object(name))
        return copy.entry_count, copy.object_count


def _few(rows: Iterable[R]) -> Iterator[list[R]]:
    few: list[R] = []
    for row in rows:
        few.append(row)
        if len(few) == _ROWS_AT_ONCE:
            yield few
            few = []
    yield few
