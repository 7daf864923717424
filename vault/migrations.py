"""The shape of a vault file: what schema.sql says, and the steps from one format to the next.

A file that is open for daily work belongs to `vault.store`; nothing here reads a row's content.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from vault.errors import (
    BusyError,
    IntegrityError,
    NoSpaceError,
    SchemaError,
    StrongroomError,
    VersionError,
)

Step = Callable[[sqlite3.Connection], None]

# Format number -> the step that leads from it to the next one. Format 1 is the first.
STEPS: Mapping[int, Step] = {}

_TEMPORARY_SUFFIX = ".migrating"
_SIDE_SUFFIXES = ("", "-journal", "-wal", "-shm")
_SCHEMA_ROWS = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"


class Shape(NamedTuple):
    """Everything about a vault file that is not a row: settings in its header and its schema."""

    application_id: int
    user_version: int
    encoding: str
    page_size: int  # bytes
    auto_vacuum: int
    rows: tuple[tuple[str, str, str, str | None], ...]  # type, name, table, SQL text


def schema_sql() -> str:
    """Return the text of schema.sql: the packaged copy, or the one of the checkout.

    Raises StrongroomError when the installation has neither.
    """
    from importlib.resources import files  # slow to import, and only needed where a file opens

    packaged = files("vault").joinpath("schema.sql")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    root = Path(__file__).resolve().parent.parent
    if (root / "schema.sql").is_file() and (root / "pyproject.toml").is_file():
        return (root / "schema.sql").read_text(encoding="utf-8")
    raise StrongroomError("This installation is incomplete: schema.sql is missing.")


def create(connection: sqlite3.Connection) -> None:
    """Lay out an empty vault in a fresh database, exactly as schema.sql says."""
    connection.execute("PRAGMA temp_store = 2")
    connection.executescript(schema_sql())


def expected_shape() -> Shape:
    """Return the shape of an untouched vault of this version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create(connection)
        return shape_of(connection)


def shape_of(connection: sqlite3.Connection) -> Shape:
    """Read a database's shape; sqlite3 errors pass through to the caller."""

    def setting(name: str) -> tuple[int | str, ...]:
        return connection.execute(f"PRAGMA {name}").fetchone() or (-1,)

    return Shape(
        application_id=int(setting("application_id")[0]),
        user_version=int(setting("user_version")[0]),
        encoding=str(setting("encoding")[0]),
        page_size=int(setting("page_size")[0]),
        auto_vacuum=int(setting("auto_vacuum")[0]),
        rows=tuple(connection.execute(_SCHEMA_ROWS)),
    )


def check_shape(found: Shape, expected: Shape) -> None:
    """Refuse a file that is not exactly what schema.sql makes.

    Raises VersionError for a newer format of Strongroom and SchemaError for everything else: a
    trigger deletes rows unseen and a view can stand where a table stood, so no difference is
    small enough to pass.
    """
    if found.application_id != expected.application_id:
        raise SchemaError("That file is a database, but not a Strongroom vault.")
    if found.user_version > expected.user_version:
        raise VersionError
    if found != expected:
        raise SchemaError


def migrate(path: Path, expected: Shape, steps: Mapping[int, Step] = STEPS) -> None:
    """Bring the vault at `path` to the format of `expected`, or leave it as it was.

    The steps run on a copy beside the file, which is checked and then renamed over it: a kill at
    any moment leaves the old file or the new one. Nobody may have the vault open.

    Raises BusyError when somebody has, SchemaError when a step is missing or its result is not
    `expected`, NoSpaceError when the copy does not fit, IntegrityError when it does not check out
    or the disk fails.
    """
    copy = path.with_name(path.name + _TEMPORARY_SUFFIX)
    try:
        _remove(copy)  # left by a migration that was interrupted
        with _held(path) as source:
            _copy(source, copy)
            _run_steps(copy, expected, steps)
            copy.replace(path)
            sync_folder(path.parent)
    except (sqlite3.Error, OSError) as error:
        raise _refusal_for(error) from None
    finally:
        with suppress(OSError):  # the next try removes it
            _remove(copy)


def _remove(copy: Path) -> None:
    """Remove a copy, and first the journal that a kill in a step left beside it."""
    for suffix in reversed(_SIDE_SUFFIXES):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)


def _refusal_for(error: sqlite3.Error | OSError) -> StrongroomError:
    is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if is_full or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return NoSpaceError()
    return IntegrityError("The vault could not be brought to this version.")


@contextmanager
def _held(path: Path) -> Iterator[sqlite3.Connection]:
    """Keep every writer out of the old file until the new one has its name.

    In rollback-journal mode a read lock does: who opens the vault cannot enter WAL meanwhile. A
    write lock would keep the copying out as well.
    """
    uri = f"{path.as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0)) as source:
        source.execute("PRAGMA temp_store = 2")
        try:
            source.execute(_SCHEMA_ROWS).fetchall()  # the mode is known only after a first read
            source.execute("PRAGMA journal_mode = DELETE").fetchall()
            source.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()  # keeps what it locks
            source.execute(_SCHEMA_ROWS).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BusyError from None
            raise
        yield source


def _copy(source: sqlite3.Connection, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        source.backup(target)


def _run_steps(copy: Path, expected: Shape, steps: Mapping[int, Step]) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        for pragma in ("temp_store = 2", "secure_delete = ON", "synchronous = FULL"):
            target.execute(f"PRAGMA {pragma}")
        version = shape_of(target).user_version
        while version < expected.user_version:
            if version not in steps:
                raise SchemaError
            _run_step(target, version, steps[version])
            version += 1
        check_shape(shape_of(target), expected)
        if target.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise IntegrityError


def _run_step(target: sqlite3.Connection, version: int, step: Step) -> None:
    target.execute("BEGIN IMMEDIATE")
    step(target)
    target.execute(f"PRAGMA user_version = {version + 1}")
    target.execute("COMMIT")


def sync_folder(folder: Path) -> None:
    """Make a new, renamed or removed name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
