"""The open vault file: objects, journal entries and local rows as opaque bytes.

How a statement or a transaction runs is in `statements`. The caller serialises: a `Store` may
pass from thread to thread, but two threads must not use it at once (the archive holds a lock).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from vault import migrations
from vault.errors import (
    IntegrityError,
    MalformedError,
    MissingObjectError,
    NoSpaceError,
    SealError,
    StaleError,
    StrongroomError,
    UsageError,
)
from vault.store import leftovers, place
from vault.store.connection import READ_ONLY, connect, leave, translated, truncate_wal, without_wal
from vault.store.place import USUAL, Conditions
from vault.store.statements import Row, Statements

LARGEST_OBJECT_BYTES = 16 << 20
_LARGEST_NUMBER = (1 << 63) - 1
_PAGE_ROWS = 500
_PAGE_BYTES = 8 << 20

_ADD_ENTRY = (
    "INSERT INTO entry (hash, device, n, core, attestation, details) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (hash) DO NOTHING"
)
# SQLite reads a whole body to cut its beginning off: larger ones are opened at their beginning.
_LARGE_BYTES = 65536
_BEGINNING = (
    "SELECT id, hash, length(body) > ?1 FROM object "
    "WHERE length(body) > ?1 OR substr(body, 1, ?2) = ?3"
)
_ENTRY = "SELECT id, hash, device, n, core, attestation, details FROM entry "


class EntryRow(NamedTuple):
    """One journal entry as stored; that `hash` is SHA-256(core) is for the journal to check."""

    hash: bytes  # 32
    device: bytes  # 16
    n: int  # place in the device's chain, from 0
    core: bytes
    attestation: bytes  # empty for the first entry
    details: bytes  # empty for the first entry


class LocalTable(StrEnum):
    """The local tables of numbered rows, each row owned by a device."""

    DRAFT = "draft"
    SEGMENT = "segment"
    REQUEST_KEY = "request_key"


class Store:
    """An open vault. Made by `Store.create` or `Store.open`; a context manager that closes."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, why_readonly: StrongroomError | None
    ) -> None:
        self._sql = Statements(connection, path, why_readonly)
        self.path = path
        self.why_readonly = why_readonly
        self._opened_readonly = why_readonly is not None
        self.readonly = self._opened_readonly
        self.aside = leftovers.folders_aside(path)

    # --- opening and closing ---------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, first: EntryRow, conditions: Conditions = USUAL) -> Self:
        """Make a vault that holds one entry, and open it.

        The file appears whole, with mode 0600, or not at all. Raises UsageError when anything
        has that name already or the folder cannot take a vault, NoSpaceError.
        """
        real = place.new_vault(path, conditions.mounts)
        place.write_new(real, _first_image(first))
        return cls.open(real, conditions=conditions)

    @classmethod
    def open(
        cls, path: Path, *, readonly: bool = False, conditions: Conditions = USUAL,
        because: StrongroomError | None = None,
    ) -> Self:  # fmt: skip
        """Open a vault; `readonly` is also what a medium that cannot be written gets.

        Writing into one that is open for reading raises `because`, or says that it is.

        When a crash left a journal or WAL, all files are first copied into folders beside the
        vault, named in `aside`; call `drop_aside` once the state is known to extend the pin.

        Raises NoVaultError, SchemaError, VersionError, IntegrityError, BusyError, NoSpaceError,
        and UsageError for a network file system or a folder without rights.
        """
        real = place.existing_vault(path, conditions.mounts)
        can_write = place.may_write(real)
        if can_write:
            _set_aside(real, readonly=readonly)
        is_readonly = readonly or not can_write
        why = (because or UsageError(READ_ONLY)) if is_readonly else None
        return cls(connect(real, conditions, readonly=is_readonly), real, why)

    def close(self) -> None:
        """Close; the last one out leaves one file in DELETE mode. Closing twice is fine."""
        connection = self._sql.take()
        if connection is None:
            return
        if self._opened_readonly:
            connection.close()
        else:
            leave(connection, self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def drop_aside(self) -> None:
        """Remove the copies named in `aside`: the state extends the pin, so nothing is in them."""
        leftovers.drop_folders(self.path)
        self.aside = ()

    # --- transactions ----------------------------------------------------------------------

    def atomic(self) -> AbstractContextManager[None]:
        """Run the block as one transaction: on disk when the block ends, or not at all.

        Other writers are locked out from the start, so what is read inside stays true until the
        commit. A nested block joins; when it raises and the outer one goes on, only the nested
        part is undone. Raises BusyError after the wait, NoSpaceError, and UsageError when the
        vault is open for reading only.
        """
        return self._sql.atomic()

    @contextmanager
    def written_once(self) -> Iterator[bool]:
        """Leave WAL mode for the block, since a WAL writes every byte twice.

        Yields False, and the WAL stays in use, when another process has the vault open. To be
        entered outside of any transaction.
        """
        if self.readonly:
            yield False
            return
        with without_wal(self._sql.connection) as is_alone:
            yield is_alone

    def snapshot(self) -> AbstractContextManager[None]:
        """Run the block on one state of the file, for reading, while others go on writing."""
        return self._sql.snapshot()

    def forbid_writing(self, refusal: StrongroomError | None) -> None:
        """Raise `refusal` for every write from now on; None lets a writable vault be written."""
        self.readonly = self._opened_readonly or refusal is not None
        self._sql.refusal = refusal

    def checkpoint(self) -> bool:
        """Empty the WAL after a deletion; False when another process kept it from being emptied."""
        return truncate_wal(self._sql.connection)

    def data_version(self) -> int:
        """Return a number that changes when another process has committed."""
        return _number(self._sql.one("PRAGMA data_version"))

    def integrity_check(self) -> None:
        """Let SQLite check every page and index; raises IntegrityError. Bodies are not hashed."""
        if self._sql.every("PRAGMA integrity_check") != [("ok",)]:
            raise IntegrityError("The vault file is damaged; restore it from a backup.")

    # --- objects ---------------------------------------------------------------------------

    def add_object(self, body: bytes) -> bytes:
        """Keep a sealed body and return its hash (32 bytes); one that is there already stays.

        Raises UsageError above 16 MiB: larger content is cut into pieces by the caller.
        """
        if len(body) > LARGEST_OBJECT_BYTES:
            raise UsageError("A sealed object may have at most 16 MiB.")
        name = hashlib.sha256(body).digest()
        sql = "INSERT INTO object (hash, body) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING"
        self._sql.write(sql, (name, body))
        return name

    def object(self, name: bytes) -> bytes:
        """Return the body with that hash.

        Raises MissingObjectError, StaleError when another object's body stands there, and
        SealError when it differs otherwise.
        """
        row = self._sql.one("SELECT body FROM object WHERE hash = ?", (name,))
        if row is None:
            raise MissingObjectError
        body = row[0]
        if not isinstance(body, bytes):
            raise SealError
        if (found := hashlib.sha256(body).digest()) != name:
            raise StaleError if self.has_object(found) else SealError
        return body

    def has_object(self, name: bytes) -> bool:
        """Tell whether an object with that hash is in the file."""
        return self._sql.one("SELECT 1 FROM object WHERE hash = ?", (name,)) is not None

    def object_hashes(self, last: bytes = b"") -> Iterator[bytes]:
        """Yield the hash of every object above `last`, ascending, holding no lock in between."""
        sql = "SELECT hash FROM object WHERE hash > ? ORDER BY hash LIMIT ?"
        while page := self._sql.every(sql, (last, _PAGE_ROWS)):
            for (value,) in page:
                if _blob(value) <= last:
                    raise IntegrityError  # a looped index would never end
                last = value
                yield last

    def objects_beginning(self, prefix: bytes) -> Iterator[bytes]:
        """Yield the hash of every object whose body begins with the prefix (a type header)."""
        found = self._sql.every(_BEGINNING, (_LARGE_BYTES, len(prefix), prefix))
        for number, name, is_large in found:
            if not is_large or self._start(number, len(prefix)) == prefix:
                yield _blob(name)

    def object_begins(self, name: bytes, prefix: bytes) -> bool:
        """Tell whether an object is here and its body begins with the prefix."""
        sql = "SELECT id FROM object WHERE hash = ?"
        row = self._sql.one(sql, (name,))
        return row is not None and self._start(_number(row), len(prefix)) == prefix

    def _start(self, number: int, length: int) -> bytes:
        """Read the first bytes of a body and not the rest of it."""
        return self._sql.start_of("object", "body", number, length)

    @property
    def object_count(self) -> int:
        """How many objects the file holds."""
        return _number(self._sql.one("SELECT count(*) FROM object"))

    def remove_object(self, name: bytes) -> None:
        """Delete an object, if there is one, and overwrite it; `checkpoint` clears the WAL too."""
        self._sql.write("DELETE FROM object WHERE hash = ?", (name,))

    # --- journal entries -------------------------------------------------------------------

    def add_entry(self, row: EntryRow) -> bool:
        """Append an entry; False when one with that hash is there already (nothing changes then).

        Raises MalformedError for a number outside SQLite's range or a field that is too large.
        """
        return self._sql.write(_ADD_ENTRY, _checked(row)).rowcount > 0

    def entries(self, after_id: int = 0) -> Iterator[EntryRow]:
        """Yield the entries in the order in which this file took them in."""
        for _, row in self.numbered_entries(after_id):
            yield row

    def numbered_entries(self, after_id: int = 0) -> Iterator[tuple[int, EntryRow]]:
        """Yield (id, entry) for all ids above `after_id`, to go on later where this one ended.

        Reads in pages and holds no lock between them, so the caller may write meanwhile.
        """
        last = after_id
        while page := self._entry_page(last):
            for number, *fields in page:
                if not isinstance(number, int) or number <= last:
                    raise IntegrityError  # a looped table would never end
                last = number
                yield number, _entry_row(fields)

    def _entry_page(self, after_id: int) -> list[Row]:
        """Read rows up to a number and a size, since a planted file can make each one large."""
        page: list[Row] = []
        size_bytes = 0
        sql = _ENTRY + "WHERE id > ? ORDER BY id LIMIT ?"
        with translated(), closing(self._sql.run(sql, (after_id, _PAGE_ROWS))) as cursor:
            for row in cursor:
                page.append(row)
                size_bytes += sum(len(each) for each in row if isinstance(each, bytes))
                if size_bytes > _PAGE_BYTES:
                    break
        return page

    def entry(self, name: bytes) -> EntryRow | None:
        """Return the entry with that hash, or None."""
        row = self._sql.one(_ENTRY + "WHERE hash = ?", (name,))
        return None if row is None else _entry_row(row[1:])

    def beginnings(self) -> list[bytes]:
        """Return the hashes of entries numbered 0, two at most: one, unless rows were planted."""
        sql = "SELECT hash FROM entry WHERE id IN (SELECT id FROM entry WHERE n = 0) LIMIT 2"
        return [_blob(name) for (name,) in self._sql.every(sql)]

    def heads(self) -> dict[bytes, list[tuple[int, bytes]]]:
        """Return each device's entries at its highest n as (n, hash), several after a fork.

        The store cannot see which entry precedes which: a fork's shorter branch ends lower and
        is the journal's to find. Steps from device to device through the index.
        """
        found: dict[bytes, list[tuple[int, bytes]]] = {}
        device = b""
        while row := self._sql.one("SELECT min(device) FROM entry WHERE device > ?", (device,)):
            if row[0] is None:
                break
            if _blob(row[0]) <= device:
                raise IntegrityError
            device = row[0]
            found[device] = self.ends(device)
        return found

    def ends(self, device: bytes) -> list[tuple[int, bytes]]:
        """Return a device's entries at its highest n as (n, hash), several after a fork."""
        sql = (
            "SELECT n, hash FROM entry WHERE device = ? "
            "AND n = (SELECT max(n) FROM entry WHERE device = ?) ORDER BY id"
        )
        return [(_number((n,)), _blob(name)) for n, name in self._sql.every(sql, (device, device))]

    def entries_at(self, device: bytes, n: int) -> list[bytes]:
        """Return the hashes of a device's entries numbered `n`: none, one, or several (a fork)."""
        sql = "SELECT hash FROM entry WHERE device = ? AND n = ? ORDER BY hash"
        return [_blob(name) for (name,) in self._sql.every(sql, (device, n))]

    def last(self, device: bytes) -> tuple[int, bytes] | None:
        """Return (n, hash) of the device's highest entry, the latest taken in after a fork."""
        ends = self.ends(device)
        return ends[-1] if ends else None

    @property
    def entry_count(self) -> int:
        """How many journal entries the file holds."""
        return _number(self._sql.one("SELECT count(*) FROM entry"))

    # --- local rows ------------------------------------------------------------------------

    def slots(self) -> dict[bytes, bytes]:
        """Return every slot on this computer, by device."""
        rows = self._sql.every("SELECT device, body FROM slot ORDER BY id")
        return {_blob(device): _blob(body) for device, body in rows}

    def put_slot(self, device: bytes, body: bytes) -> None:
        """Set the device's slot; an older one is overwritten."""
        sql = (
            "INSERT INTO slot (device, body) VALUES (?, ?) "
            "ON CONFLICT (device) DO UPDATE SET body = excluded.body"
        )
        self._sql.write(sql, (device, body))

    def remove_slot(self, device: bytes) -> None:
        """Delete the device's slot, if there is one."""
        self._sql.write("DELETE FROM slot WHERE device = ?", (device,))

    def own_wrap(self, session: bytes, device: bytes) -> bytes | None:
        """Return the wrap of a session's key for its own writer, or None."""
        sql = "SELECT body FROM own_wrap WHERE session = ? AND device = ?"
        row = self._sql.one(sql, (session, device))
        return None if row is None else _blob(row[0])

    def own_wraps(self, device: bytes) -> dict[bytes, bytes]:
        """Return all own wraps of a device, by hash of the session object."""
        rows = self._sql.every("SELECT session, body FROM own_wrap WHERE device = ?", (device,))
        return {_blob(session): _blob(body) for session, body in rows}

    def put_own_wrap(self, session: bytes, device: bytes, body: bytes) -> None:
        """Keep an own wrap; an older one of that session and device is overwritten."""
        sql = (
            "INSERT INTO own_wrap (session, device, body) VALUES (?, ?, ?) "
            "ON CONFLICT (session, device) DO UPDATE SET body = excluded.body"
        )
        self._sql.write(sql, (session, device, body))

    def remove_own_wrap(self, session: bytes, device: bytes) -> None:
        """Delete an own wrap, if there is one."""
        sql = "DELETE FROM own_wrap WHERE session = ? AND device = ?"
        self._sql.write(sql, (session, device))

    def put_draft(self, device: bytes, body: bytes, draft_id: int | None = None) -> int:
        """Keep a draft, in place of `draft_id` where that is this device's; return its id."""
        return self.put_local(LocalTable.DRAFT, device, body, draft_id)

    def drafts(self, device: bytes) -> list[tuple[int, bytes]]:
        """Return (id, body) of the device's drafts, oldest first."""
        return list(self.local_rows(LocalTable.DRAFT, device))

    def remove_draft(self, draft_id: int, device: bytes) -> None:
        """Delete one of the device's drafts, if it is there."""
        self.remove_local(LocalTable.DRAFT, draft_id, device)

    # S608: the table's name comes from an enum of this file, never from input.

    def put_local(
        self, table: LocalTable, device: bytes, body: bytes, row_id: int | None = None
    ) -> int:
        """Keep a row, in place of `row_id` where that is this device's, else as a new one."""
        update = f"UPDATE {table} SET body = ? WHERE id = ? AND device = ?"  # noqa: S608
        if row_id is not None and self._sql.write(update, (body, row_id, device)).rowcount:
            return row_id
        insert = f"INSERT INTO {table} (device, body) VALUES (?, ?)"  # noqa: S608
        return int(self._sql.write(insert, (device, body)).lastrowid or 0)

    def local_rows(self, table: LocalTable, device: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield (id, body) of the device's rows, oldest first, reading one at a time."""
        sql = (
            f"SELECT id, body FROM {table} "  # noqa: S608
            "WHERE id > ? AND device = ? ORDER BY id LIMIT 1"
        )
        last = 0
        while row := self._sql.one(sql, (last, device)):
            if _number(row) <= last:
                raise IntegrityError
            last = row[0]
            yield last, _blob(row[1])

    def remove_local(self, table: LocalTable, row_id: int, device: bytes) -> None:
        """Delete one of the device's rows, if it is there."""
        self._sql.write(f"DELETE FROM {table} WHERE id = ? AND device = ?", (row_id, device))  # noqa: S608


def _set_aside(path: Path, *, readonly: bool) -> None:
    """Copy leftovers; who only reads repairs nothing, and may do without where there is no room."""
    try:
        leftovers.set_aside(path)
    except NoSpaceError:
        if not readonly:
            raise


def _first_image(first: EntryRow) -> bytes:
    """Build the bytes of a new vault in memory: on disk nothing half made can be found."""
    with translated(), closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.create(connection)
        connection.execute(_ADD_ENTRY, _checked(first))
        return connection.serialize()


def _checked(row: EntryRow) -> EntryRow:
    if not 0 <= row.n <= _LARGEST_NUMBER:
        raise MalformedError("A journal entry has a number that cannot be.")
    return row


def _entry_row(fields: list[Any] | Row) -> EntryRow:
    name, device, n, core, attestation, details = fields
    blobs = (_blob(name), _blob(device), _blob(core), _blob(attestation), _blob(details))
    return EntryRow(blobs[0], blobs[1], _number((n,)), *blobs[2:])


def _blob(value: object) -> bytes:
    """Believe no column type: SQLite stores any type anywhere, and CHECKs bind only writers."""
    if not isinstance(value, bytes):
        raise IntegrityError
    return value


def _number(row: Row | None) -> int:
    if row is None or not isinstance(row[0], int):
        raise IntegrityError
    return row[0]
