"""The one file of a field home: fixed regions of sealed bytes, replaced as a whole each time.

Its size never changes, and every region is sealed anew with each write, so that two states of it
differ in all of their bytes whatever was done between them. What the regions hold is
`archive.field_home`.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from vault.errors import BusyError, IntegrityError, NoVaultError
from vault.store.place import (
    FIELD_BYTES,
    USUAL,
    give_name,
    new_vault,
    refuse_network,
    write_private,
    write_refusal,
)

MAGIC: Final = b"Strongroom field home 1\n"
SLOT_BYTES: Final = 169
BOOK_BYTES: Final = 262475  # a sealed region of 256 KiB
DRAFT_BYTES: Final = 262475
PIECE_BYTES: Final = 65675  # a sealed region of 64 KiB
PIECES: Final = 64

_VAULT_BYTES: Final = 32
_DEVICE_BYTES: Final = 16
_CHUNK_BYTES: Final = 1 << 20
_WAIT_SECONDS: Final = 5.0


class FieldImage(NamedTuple):
    """The file's regions: two names in the clear, a slot, and what only the device opens."""

    vault: bytes
    device: bytes
    slot: bytes
    book: bytes
    draft: bytes
    outbox: tuple[bytes, ...]


def is_field_file(path: Path) -> bool:
    """Tell by its size whether a file is a field home's; no vault has that size."""
    with suppress(OSError):
        return path.stat().st_size == FIELD_BYTES
    return False


def read(path: Path) -> FieldImage:
    """Return the regions of a field home; raises NoVaultError, IntegrityError for another file."""
    try:
        data = path.read_bytes()
    except OSError:
        raise NoVaultError from None
    if len(data) != FIELD_BYTES or not data.startswith(MAGIC):
        raise IntegrityError("This field reporter's home is damaged.")
    return _image_of(memoryview(data)[len(MAGIC) :])


def _image_of(rest: memoryview) -> FieldImage:
    parts: list[bytes] = []
    sizes = (_VAULT_BYTES, _DEVICE_BYTES, SLOT_BYTES, BOOK_BYTES, DRAFT_BYTES)
    for size in (*sizes, *(PIECE_BYTES for _ in range(PIECES))):
        parts.append(bytes(rest[:size]))
        rest = rest[size:]
    return FieldImage(parts[0], parts[1], parts[2], parts[3], parts[4], tuple(parts[5:]))


def _bytes_of(image: FieldImage) -> bytes:
    data = b"".join((MAGIC, *image[:5], *image.outbox))
    if len(data) != FIELD_BYTES:
        raise IntegrityError
    return data


def create(path: Path, image: FieldImage) -> None:
    """Make a field home's file, whole or not at all; raises UsageError where something lies."""
    real = new_vault(path, USUAL.mounts)
    temporary = _beside(real)
    try:
        write_private(temporary, _bytes_of(image))
        give_name(temporary, real)
    except OSError as error:
        raise write_refusal(error) from None
    finally:
        temporary.unlink(missing_ok=True)


def replace(path: Path, image: FieldImage) -> None:
    """Put a new state in the place of the old one; the old bytes are written over afterwards.

    A power cut leaves the old state or the new one. Raises NoSpaceError, and then nothing changed.
    """
    refuse_network(path, USUAL.mounts)
    for left in path.parent.glob(f".{path.name}.{'[0-9a-f]' * 16}"):
        left.unlink()  # of a process that was killed; the caller holds the folder
    temporary = _beside(path)
    try:
        with path.open("r+b") as old:
            write_private(temporary, _bytes_of(image))
            temporary.replace(path)
            _sync_folder(path.parent)
            _write_over(old.fileno())
    except OSError as error:
        raise write_refusal(error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_over(descriptor: int) -> None:
    """Overwrite the file that just lost its name; the new state is safe whatever happens here."""
    with suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        for _ in range(0, FIELD_BYTES, _CHUNK_BYTES):
            os.write(descriptor, secrets.token_bytes(_CHUNK_BYTES))
        os.ftruncate(descriptor, 0)
        os.fsync(descriptor)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let one process at a time change the field homes of a folder; raises BusyError."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        _lock(folder)
        yield
    finally:
        os.close(folder)


def _lock(folder: int) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError:
            if time.monotonic() > until:
                raise BusyError from None
            time.sleep(0.05)
