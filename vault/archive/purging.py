"""Overwriting what was removed for good: small transactions, an emptied WAL, and a ballast.

SQLite cannot delete on a disk without any room. One mebibyte that holds nothing lies ready for
that hour and is given back for it (R8). Which objects go is decided by the fold.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from vault.archive.home import Home
from vault.crypto import primitives
from vault.errors import NoSpaceError
from vault.store import Store

T = TypeVar("T")

BALLAST_BYTES: Final = 1 << 20
_ROOM_BYTES: Final = 16 * BALLAST_BYTES  # a disk with less keeps what it has
_OBJECTS_AT_ONCE: Final = 16


class Ballast:
    """A file without meaning on the disk of the vault."""

    def __init__(self, vault: Path, home: Home) -> None:
        self.path = home.folder / "ballast"
        self.was_needed = False
        with suppress(OSError):
            if home.folder.stat().st_dev != vault.parent.stat().st_dev:
                self.path = vault.with_name(f".{vault.name}.ballast")

    def keep(self) -> None:
        """Lay it down where there is room; random, since some disks store zeros in no space."""
        with suppress(OSError):
            room = os.statvfs(self.path.parent)
            if room.f_bavail * room.f_frsize >= _ROOM_BYTES:
                self._lay_down()

    def keep_again(self) -> None:
        """Lay down what was given back, in whatever room is left: for the next full hour."""
        if self.was_needed:
            with suppress(OSError):
                self._lay_down()

    def _lay_down(self) -> None:
        if self.path.exists():
            return
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(primitives.random_bytes(BALLAST_BYTES))
        except OSError:
            self.path.unlink()
            raise

    def release(self) -> bool:
        """Give the room back; tells whether there was any."""
        try:
            self.path.unlink()
        except OSError:
            return False
        self.was_needed = True
        return True

    def give_way(self, act: Callable[[], T]) -> T:
        """Run an act that only a full disk may refuse: then once more, without the ballast."""
        try:
            return act()
        except NoSpaceError:
            if not self.release():
                raise
        return act()


def purge(store: Store, names: Iterable[bytes], ballast: Ballast) -> bool:
    """Delete and overwrite objects; tells whether the WAL was emptied of them too.

    A few at a time, each followed by a checkpoint, so that the WAL never needs much room. Raises
    NoSpaceError and BusyError; whatever is left is deleted at the next opening.
    """
    here = [name for name in names if store.has_object(name)]
    settled = True
    for start in range(0, len(here), _OBJECTS_AT_ONCE):
        few = here[start : start + _OBJECTS_AT_ONCE]
        ballast.give_way(lambda few=few: _delete(store, few))  # type: ignore[misc]
        settled = ballast.give_way(store.checkpoint)
    return settled


def _delete(store: Store, names: Iterable[bytes]) -> None:
    with store.atomic():
        for name in names:
            store.remove_object(name)
