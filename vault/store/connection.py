"""One SQLite connection as Strongroom wants it: settings read back, shape compared, SQL fenced in.

Which rows there are is the business of `vault_file`; where the file may lie, of `place`.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from vault.errors import (
    BusyError,
    IntegrityError,
    MalformedError,
    NoSpaceError,
    StrongroomError,
    UsageError,
)
from vault.migrations import check_shape, expected_shape, shape_of
from vault.store.leftovers import has_leftovers
from vault.store.place import Conditions, alone_with, make_private, may_write

# In this order: temp_store must stand before anything could be sorted. What each is for:
_SETTINGS: tuple[tuple[str, int], ...] = (
    ("temp_store", 2),  # memory; sorts of any connection spill to /var/tmp otherwise (C5)
    ("trusted_schema", 0),  # a planted schema runs no function of ours
    ("cell_size_check", 1),  # a damaged page is found before it is followed
    ("mmap_size", 0),  # a file that shrinks under us is an error, not a signal
    ("foreign_keys", 1),
    ("ignore_check_constraints", 0),
    ("writable_schema", 0),
    ("secure_delete", 1),  # ON, not FAST: FAST leaves overflow pages (C1)
    ("synchronous", 2),  # FULL: NORMAL can lose the last commits and look like a rollback (R6)
    ("fullfsync", 1),  # macOS: plain fsync does not reach the disk
    ("checkpoint_fullfsync", 1),
    ("wal_autocheckpoint", 1000),  # pages, 16 MB
    ("journal_size_limit", 33554432),
    ("cache_size", -16384),  # KiB; the file's own wish does not count
)

# Rows of this size exist (a segment); anything larger in a file is refused while reading.
_LARGEST_ROW_BYTES = (64 << 20) + 65536

_LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_ROW_BYTES),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)

_PAUSE_SECONDS = 0.01

_ALLOWED_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_INSERT,
        sqlite3.SQLITE_UPDATE,
        sqlite3.SQLITE_DELETE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
_ALLOWED_FUNCTIONS = frozenset({"count", "length", "max", "min", "substr", "typeof"})
_ALLOWED_PRAGMAS = frozenset(
    {
        ("busy_timeout", None),
        ("data_version", None),
        ("integrity_check", None),
        ("wal_checkpoint", "TRUNCATE"),
        ("journal_mode", None),
        ("journal_mode", "DELETE"),
        ("journal_mode", "WAL"),
    }
)

MOVED = "The vault file was moved or replaced while it was open. Put it back, and open it again."
READ_ONLY = "The vault is open for reading only; nothing was saved."
_NO_VAULT = "That file is not a vault, or it is badly damaged."
_DISK = "The disk reported an error: nothing of this act was saved, everything before it is safe."
_CLOSING = (
    "The disk reported an error while the vault was closed. Everything that was saved is kept; "
    "make a backup on another disk."
)
_UNREPAIRED = (
    "The vault was not closed properly and cannot be repaired while reading only. Open it for "
    "writing; on a medium that cannot be written, copy it with the files beside it first."
)
_CANNOT_REPAIR = (
    sqlite3.SQLITE_READONLY_ROLLBACK,
    sqlite3.SQLITE_READONLY_RECOVERY,
    sqlite3.SQLITE_READONLY_CANTINIT,
)


def refusal_for(error: sqlite3.Error) -> StrongroomError:
    """Return the refusal that says in a reporter's words what SQLite said.

    A wrong call of the sqlite3 module itself is a fault of this program: it is raised on.
    """
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError):
            raise error
        return IntegrityError()
    if extended in (sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP):
        return NoSpaceError()  # the WAL's index could not grow
    if extended in _CANNOT_REPAIR:
        return UsageError(_UNREPAIRED)
    if extended == sqlite3.SQLITE_READONLY_DBMOVED:
        return IntegrityError(MOVED)
    return _refusal_by_code(extended & 0xFF)


def _refusal_by_code(code: int) -> StrongroomError:
    refusal: StrongroomError = IntegrityError()
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        refusal = BusyError()
    elif code == sqlite3.SQLITE_FULL:
        refusal = NoSpaceError()
    elif code == sqlite3.SQLITE_IOERR:
        refusal = IntegrityError(_DISK)
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        refusal = UsageError(READ_ONLY)
    elif code == sqlite3.SQLITE_CANTOPEN:
        refusal = UsageError("The vault file cannot be opened with your account's rights.")
    elif code == sqlite3.SQLITE_CONSTRAINT:
        refusal = MalformedError("A record does not fit into the vault file.")
    elif code == sqlite3.SQLITE_NOTADB:
        refusal = IntegrityError(_NO_VAULT)
    return refusal


@contextmanager
def translated() -> Iterator[None]:
    """Raise Strongroom's refusals in place of SQLite's errors, whose messages may quote input.

    A message that quotes bytes which are no text reaches Python as a UnicodeDecodeError.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise refusal_for(error) from None
    except UnicodeDecodeError:
        raise IntegrityError(_NO_VAULT) from None


def connect(path: Path, conditions: Conditions, *, readonly: bool) -> sqlite3.Connection:
    """Open the vault at a checked path; nothing is written before its shape has been accepted.

    Raises SchemaError, VersionError, IntegrityError, BusyError, NoSpaceError or UsageError.
    """
    with translated():
        connection = _bare(_uri(path, readonly=readonly), conditions.wait_seconds)
        try:
            _harden(connection)
            check_shape(shape_of(connection), expected_shape())
            if readonly:
                _set(connection, "query_only", 1)
            else:
                make_private(path)  # before WAL and shared memory are made with the same mode
                enter_wal(connection, conditions.wait_seconds)
            connection.set_authorizer(_authorize)
        except BaseException:
            connection.close()
            raise
    return connection


def _bare(uri: str, wait_seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, timeout=wait_seconds, isolation_level=None, check_same_thread=False
    )


def _uri(path: Path, *, readonly: bool) -> str:
    if not readonly:
        return f"{path.as_uri()}?mode=rw"
    if may_write(path):
        return f"{path.as_uri()}?mode=ro"
    if has_leftovers(path):
        raise UsageError(_UNREPAIRED)
    # Nobody can write here, so nobody does: no lock and no shared memory is needed. A file whose
    # last user did not get to leave WAL mode could not be read otherwise.
    return f"{path.as_uri()}?mode=ro&immutable=1"


def _harden(connection: sqlite3.Connection) -> None:
    """Set every limit and setting, and believe none that does not read back."""
    if ("TEMP_STORE=0",) in connection.execute("PRAGMA compile_options").fetchall():
        raise StrongroomError(
            "This computer's SQLite always sorts in temporary files, so Strongroom will not run."
        )
    for limit, value in _LIMITS:
        connection.setlimit(limit, value)
    for name, value in _SETTINGS:
        _set(connection, name, value)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)


def _set(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute(f"PRAGMA {name} = {value}").fetchall()
    found = connection.execute(f"PRAGMA {name}").fetchone()
    if name == "mmap_size" and found is None:
        return  # compiled without memory mapping: nothing to switch off
    if found != (value,):
        raise StrongroomError(
            "This computer's SQLite does not keep a setting that Strongroom needs; see doctor."
        )


def enter_wal(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Switch to WAL and stay, waiting for others ourselves: SQLite's own wait leaves this out."""
    deadline = time.monotonic() + wait_seconds
    while not _entered_wal(connection):
        if time.monotonic() > deadline:
            raise BusyError
        time.sleep(_PAUSE_SECONDS)


def _entered_wal(connection: sqlite3.Connection) -> bool:
    """Try once. Only a first read keeps the file in WAL mode: until then a leaver may end it."""
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
        found = connection.execute("PRAGMA journal_mode").fetchone()
    except sqlite3.OperationalError as error:
        if isinstance(refusal_for(error), BusyError):
            return False
        raise
    return bool(found == ("wal",))


def _authorize(
    action: int, first: str | None, second: str | None, _database: str | None, trigger: str | None
) -> int:
    """Allow this program's own statements: no attaching, no settings, no change of schema."""
    if trigger is not None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION:
        is_allowed = second in _ALLOWED_FUNCTIONS
    elif action == sqlite3.SQLITE_PRAGMA:
        is_wait = first == "busy_timeout" and (second or "").isdigit()
        is_allowed = is_wait or (first, second) in _ALLOWED_PRAGMAS
    else:
        is_allowed = action in _ALLOWED_ACTIONS
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def truncate_wal(connection: sqlite3.Connection) -> bool:
    """Move everything into the main file and empty the WAL; False while others are reading.

    Only an emptied WAL no longer holds what was deleted: SQLite reports a checkpoint that left
    everything in place without any error (C2), so its first column is what counts.
    """
    with translated():
        row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(row is not None and row[0] == 0)


def leave(connection: sqlite3.Connection, path: Path) -> None:
    """Close a writing connection; the last one out leaves a single file in DELETE mode.

    When others are still there, or the disk is too full to move the WAL's content, the WAL stays
    beside the vault and keeps what was acknowledged. So it does on a broken disk, which is said.
    """
    is_settled = False
    try:
        with suppress(BusyError, NoSpaceError):
            is_settled = _settle(connection)
    except IntegrityError:
        raise IntegrityError(_CLOSING) from None
    finally:
        connection.close()
    if not is_settled:
        _settle_for_all(path)


def _settle(connection: sqlite3.Connection) -> bool:
    """Leave WAL mode for good, without waiting for others."""
    with translated():
        connection.execute("PRAGMA busy_timeout = 0").fetchall()
    return _leave_wal(connection)


def _leave_wal(connection: sqlite3.Connection) -> bool:
    """Try to leave WAL mode, which deletes the WAL and succeeds only for one that is alone."""
    with translated():
        truncate_wal(connection)
        found = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    return bool(found == ("delete",))


@contextmanager
def without_wal(connection: sqlite3.Connection) -> Iterator[bool]:
    """Work in rollback-journal mode, where new pages are written once and not twice.

    Yields False, and WAL stays, when anybody else has the vault open. Afterwards WAL is entered
    again; when somebody is in the way for longer than the wait, the mode stays as it is, and
    everything works in it as well.
    """
    is_alone = False
    with translated():
        (wait_milliseconds,) = connection.execute("PRAGMA busy_timeout").fetchone()
        connection.execute("PRAGMA busy_timeout = 0").fetchall()
    with suppress(BusyError, NoSpaceError):
        is_alone = _leave_wal(connection)
    with translated():
        connection.execute(f"PRAGMA busy_timeout = {wait_milliseconds:d}").fetchall()
    try:
        yield is_alone
    finally:
        with suppress(BusyError, NoSpaceError), translated():
            enter_wal(connection, wait_milliseconds / 1000)


def _settle_for_all(path: Path) -> None:
    """Two that close at one moment each see the other and leave the WAL: look once more."""
    try:
        with alone_with(path) as descriptor:
            if descriptor is None:
                return
    except OSError:
        return  # moved or unplugged meanwhile; the next opening settles it
    with suppress(sqlite3.Error), closing(_bare(_uri(path, readonly=False), 0)) as connection:
        _harden(connection)
        shape_of(connection)  # the mode is known, and can be left, only after a first read
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
