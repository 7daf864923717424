"""Running statements and transactions on the one connection of an open vault.

Which statements there are is in `vault_file`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vault.errors import IntegrityError, LockedError, StrongroomError
from vault.store.connection import MOVED, translated

Row = tuple[Any, ...]


class Statements:
    """Owns the connection until it is taken back for closing; raises only Strongroom's errors."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, why_readonly: StrongroomError | None
    ) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._path = path
        self._identity = _identity(path)
        self._why_readonly = why_readonly
        self._depth = 0
        self.refusal: StrongroomError | None = None  # of every write, while there is one

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection. Raises LockedError once it was taken."""
        if self._connection is None:
            raise LockedError
        return self._connection

    def take(self) -> sqlite3.Connection | None:
        """Give the connection away, rolled back, to be closed; None when that was done before."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.in_transaction:
            connection.rollback()
        return connection

    def run(self, sql: str, values: Row = ()) -> sqlite3.Cursor:
        """Execute one statement."""
        with translated():
            return self.connection.execute(sql, values)

    def every(self, sql: str, values: Row = ()) -> list[Row]:
        """Return all rows of a query."""
        with translated():
            return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Row = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with translated():
            row: Row | None = self.connection.execute(sql, values).fetchone()
        return row

    def start_of(self, table: str, column: str, row_id: int, length: int) -> bytes:
        """Return the first bytes of one value, however long it is."""
        with (
            translated(),
            self.connection.blobopen(table, column, row_id, readonly=True) as opened,
        ):
            return opened.read(length)

    def write(self, sql: str, values: Row) -> sqlite3.Cursor:
        """Execute one writing statement, in a transaction of its own where none is open."""
        if self._depth:
            self._require_transaction()
            return self.run(sql, values)
        with self.atomic():
            return self.run(sql, values)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Run the block as one transaction; nested blocks are savepoints of it.

        IMMEDIATE, since a transaction that starts by reading fails at once, without any wait,
        when it wants to write after another process has committed (R9).
        """
        if self._why_readonly is not None:
            raise self._why_readonly
        if self.refusal is not None:
            raise self.refusal
        depth = self._depth
        if depth:
            self._require_transaction()
        elif _identity(self._path) != self._identity:
            raise IntegrityError(MOVED)
        begin, commit, undo = _boundaries(depth)
        self.run(begin)
        self._depth = depth + 1
        try:
            yield
            self._require_transaction()
            self.run(commit)
        except BaseException:
            self._undo(undo)
            raise
        finally:
            self._depth = depth

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Run the block on the file as it is now, whatever others write meanwhile; nobody waits.

        Inside an act, or another snapshot, nobody else's writing is seen anyway.
        """
        if self.connection.in_transaction:
            yield
            return
        self.run("BEGIN DEFERRED")  # it never writes, so it never has to be granted more
        try:
            yield
        finally:
            self._undo(("ROLLBACK",))

    def _require_transaction(self) -> None:
        """Refuse to go on when SQLite ended the transaction and the caller did not notice.

        A full disk does that; later statements of the block would each be kept on their own.
        """
        if not self.connection.in_transaction:
            raise StrongroomError("An earlier fault ended this act; nothing of it was saved.")

    def _undo(self, statements: tuple[str, ...]) -> None:
        """Roll back, unless SQLite already did: on a full disk it ends the transaction itself."""
        if self._connection is not None and self._connection.in_transaction:
            for statement in statements:
                self.run(statement)


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell files apart: in WAL mode SQLite itself goes on writing beside a name that moved away."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _boundaries(depth: int) -> tuple[str, str, tuple[str, ...]]:
    """Return how a block at this depth begins, ends well, and is undone."""
    if not depth:
        return "BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",)
    name = f"nested_{depth}"
    return f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}")
