"""One change of a vault or of what lies beside it, drawn at random: bytes, rows, pages, files.

What somebody does who can write to the disk and knows SQLite, but holds no key. Nothing here
judges what follows; `judging` does.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

PAGE_BYTES = 16384
COLUMNS = {
    "object": ("hash", "body"),
    "entry": ("hash", "device", "n", "core", "attestation", "details"),
    "slot": ("device", "body"),
    "own_wrap": ("session", "device", "body"),
    "draft": ("device", "body"),
    "segment": ("device", "body"),
    "request_key": ("device", "body"),
}


@dataclass(frozen=True)
class Disk:
    """The files of one computer: the vault, its home by relative name, what lies beside it."""

    vault: bytes
    home: Mapping[str, bytes]
    beside: Mapping[str, bytes] = field(default_factory=dict)  # by suffix, such as -wal


@dataclass(frozen=True)
class Then:
    """The same computer at an earlier time."""

    disk: Disk


Change = Callable[[Disk, Then, random.Random], Disk]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Change one byte."""
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)


def flip(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    return Disk(flipped(disk.vault, chance), disk.home)


# --- rows ----------------------------------------------------------------------------------


@contextmanager
def loose(data: bytes) -> Iterator[sqlite3.Connection]:
    """Open a vault's bytes for any edit: no constraint holds, and the schema stays as it was."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(data)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection


def edited(disk: Disk, edit: Callable[[sqlite3.Connection], None]) -> Disk:
    """Return the disk after an edit of rows; one that the schema itself forbids changes nothing."""
    with loose(disk.vault) as connection:
        try:
            edit(connection)
        except sqlite3.IntegrityError:
            return disk
        return Disk(connection.serialize(), disk.home)


def without_not_null(connection: sqlite3.Connection) -> None:
    """Let NULL into every column: the words of the schema are put back by `with_schema`."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '')")
    connection.execute("PRAGMA writable_schema = RESET")


def with_schema(connection: sqlite3.Connection, words: Mapping[str, str]) -> None:
    """Put the words of the schema back."""
    connection.execute("PRAGMA writable_schema = ON")
    for name, sql in words.items():
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))
    connection.execute("PRAGMA writable_schema = RESET")


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the words of the schema by name."""
    query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    return dict(connection.execute(query))


def _table(connection: sqlite3.Connection, chance: random.Random) -> str:
    filled = [
        name
        for name in COLUMNS
        if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()  # noqa: S608
    ]
    weights = {"object": 4, "entry": 4, "own_wrap": 3}
    return chance.choices(filled, [weights.get(name, 2) for name in filled])[0]


def _row(connection: sqlite3.Connection, table: str, chance: random.Random) -> int:
    rows = connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
    return int(chance.choice(rows)[0])


def _value(connection: sqlite3.Connection, table: str, column: str, row: int) -> object:
    query = f"SELECT {column} FROM {table} WHERE rowid = ?"  # noqa: S608
    return connection.execute(query, (row,)).fetchone()[0]


def _set(connection: sqlite3.Connection, table: str, column: str, row: int, value: object) -> None:
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))  # noqa: S608


def delete_rows(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    def edit(connection: sqlite3.Connection) -> None:
        table = _table(connection, chance)
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            if not connection.execute(f"SELECT 1 FROM {table}").fetchone():  # noqa: S608
                break
            row = _row(connection, table, chance)
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608

    def emptying(connection: sqlite3.Connection) -> None:
        connection.execute(f"DELETE FROM {_table(connection, chance)}")  # noqa: S608

    return edited(disk, emptying if chance.random() < 0.05 else edit)


def exchange_rows(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    """Exchange a column, or all of them, between two rows."""

    def edit(connection: sqlite3.Connection) -> None:
        table = _table(connection, chance)
        one, other = (_row(connection, table, chance) for _ in range(2))
        columns = COLUMNS[table] if chance.random() < 0.2 else (chance.choice(COLUMNS[table]),)
        for column in columns:
            mine, theirs = (_value(connection, table, column, row) for row in (one, other))
            aside = -1 if isinstance(mine, int) else chance.randbytes(len(mine))  # type: ignore[arg-type]
            _set(connection, table, column, one, aside)  # such a column may be unique
            _set(connection, table, column, other, mine)
            _set(connection, table, column, one, theirs)

    return edited(disk, edit)


def exchange_columns(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    """Exchange two columns of one row."""

    def edit(connection: sqlite3.Connection) -> None:
        table = _table(connection, chance)
        row = _row(connection, table, chance)
        first, second = chance.sample(COLUMNS[table], 2)
        query = f"UPDATE {table} SET {first} = {second}, {second} = {first} WHERE rowid = ?"  # noqa: S608
        connection.execute(query, (row,))

    return edited(disk, edit)


def double_row(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    """Enter a row twice, under another name where its own is taken."""

    def edit(connection: sqlite3.Connection) -> None:
        table = _table(connection, chance)
        row, columns = _row(connection, table, chance), COLUMNS[table]
        values = {each: _value(connection, table, each, row) for each in columns}
        values[columns[0]] = chance.randbytes(16 if columns[0] == "device" else 32)
        holes = ", ".join("?" for _ in columns)
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({holes})"  # noqa: S608
        connection.execute(statement, tuple(values.values()))

    return edited(disk, edit)


def other_value(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    """Put something else into a column: cut, longer, empty, text, a number, NULL."""

    def edit(connection: sqlite3.Connection) -> None:
        table = _table(connection, chance)
        column, row = chance.choice(COLUMNS[table]), _row(connection, table, chance)
        value = _value(connection, table, column, row)
        numbers = (0, 1, 7, 2**31, 2**62, 2**63 - 1, -1)
        others: tuple[object, ...] = (*numbers, 0.5, "1", b"", None)
        if isinstance(value, bytes) and chance.random() < 0.7:
            cut = value[: chance.randrange(len(value) + 1)]
            others = (
                cut,
                value + b"\0",
                value + value,
                value.hex(),
                flipped(value or b"\0", chance),
            )
        words = schema_of(connection)
        without_not_null(connection)
        _set(connection, table, column, row, chance.choice(others))
        with_schema(connection, words)

    return edited(disk, edit)


def renumber(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    """Give a row another place in the file."""

    def edit(connection: sqlite3.Connection) -> None:
        table = chance.choice(("object", "entry", "entry", "slot", "request_key"))
        row, place = _row(connection, table, chance), chance.choice((-5, 0, 777, 2**40))
        connection.execute(f"UPDATE {table} SET id = ? WHERE id = ?", (place, row))  # noqa: S608

    return edited(disk, edit)


def older_row(disk: Disk, then: Then, chance: random.Random) -> Disk:
    """Put the rows of a table, or one of them, back to what they were earlier."""

    def edit(connection: sqlite3.Connection) -> None:
        table = _table(connection, chance)
        columns = ", ".join(COLUMNS[table])
        with loose(then.disk.vault) as earlier:
            rows = earlier.execute(f"SELECT rowid, {columns} FROM {table}").fetchall()  # noqa: S608
        wanted = rows if chance.random() < 0.3 else [chance.choice(rows)] if rows else []
        if chance.random() < 0.3:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
        for row, *values in wanted:
            connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608
            holes = ", ".join("?" for _ in values)
            statement = f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({holes})"  # noqa: S608
            connection.execute(statement, values)

    return edited(disk, edit)


def cut_journal(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    """Cut the end off the journal, with or without what its entries brought."""

    def edit(connection: sqlite3.Connection) -> None:
        count = chance.choice((1, 2, 10, 1000))
        last = "SELECT id FROM entry ORDER BY id DESC LIMIT ?"
        connection.execute(f"DELETE FROM entry WHERE id IN ({last})", (count,))  # noqa: S608

    return edited(disk, edit)


# --- pages ---------------------------------------------------------------------------------


def _pages(data: bytes) -> list[bytes]:
    return [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]


def zero_page(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    pages = _pages(disk.vault)
    pages[chance.randrange(len(pages))] = bytes(PAGE_BYTES)
    return Disk(b"".join(pages), disk.home)


def exchange_pages(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    pages = _pages(disk.vault)
    one, other = chance.randrange(len(pages)), chance.randrange(len(pages))
    pages[one], pages[other] = pages[other], pages[one]
    return Disk(b"".join(pages), disk.home)


def older_pages(disk: Disk, then: Then, chance: random.Random) -> Disk:
    """Put one page, or some, of the earlier file into this one."""
    pages, earlier = _pages(disk.vault), _pages(then.disk.vault)
    for _ in range(chance.choice((1, 1, 1, 3, 10))):
        at = chance.randrange(min(len(pages), len(earlier)))
        pages[at] = earlier[at]
    return Disk(b"".join(pages), disk.home)


def noise_in_page(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    data = bytearray(disk.vault)
    at, size = chance.randrange(len(data)), chance.choice((4, 16, 100, 512, 4096))
    noise = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    data[at : at + size] = noise[: len(data) - at]
    return Disk(bytes(data), disk.home)


def cut_or_longer(disk: Disk, _then: Then, chance: random.Random) -> Disk:
    data = disk.vault
    shorter = data[: chance.randrange(len(data))]
    fewer = data[: PAGE_BYTES * chance.randrange(len(data) // PAGE_BYTES)]
    longer = data + chance.randbytes(chance.choice((1, 100, PAGE_BYTES, 3 * PAGE_BYTES)))
    return Disk(chance.choice((shorter, fewer, longer, b"")), disk.home)


# --- files ---------------------------------------------------------------------------------


def older_file(disk: Disk, then: Then, _chance: random.Random) -> Disk:
    return Disk(then.disk.vault, disk.home)


def home_file(disk: Disk, then: Then, chance: random.Random) -> Disk:
    """Change, cut, empty, delete, exchange or put back one file of the home."""
    home = dict(disk.home)
    name = chance.choice(sorted(name for name in home if name != "ballast"))
    alike = [each for each in home if each.partition("/")[0] == name.partition("/")[0]]
    what = chance.randrange(6)
    if what == 0:
        home[name] = flipped(home[name], chance)
    elif what == 1:
        home[name] = home[name][: chance.randrange(len(home[name]))]
    elif what == 2:
        del home[name]
    elif what == 3:
        home[name] = home[chance.choice(alike)]
    elif what == 4:
        home[name] = then.disk.home.get(name, b"")
    else:
        home[name] += b"\0"
    return Disk(disk.vault, home)


def beside(disk: Disk, then: Then, chance: random.Random) -> Disk:
    """Plant a write-ahead log or a journal beside the vault: an earlier one, or noise."""
    suffix = chance.choice(("-wal", "-journal", "-shm"))
    content = chance.choice((then.disk.beside.get(suffix, b""), chance.randbytes(5000), b""))
    return Disk(disk.vault, disk.home, {suffix: content})


SURGERY: tuple[Change, ...] = (
    delete_rows, delete_rows, exchange_rows, exchange_rows, exchange_columns, double_row,
    other_value, other_value, renumber, older_row, older_row, cut_journal, zero_page,
    exchange_pages, older_pages, older_pages, noise_in_page, cut_or_longer, older_file, home_file,
    home_file, beside,
)  # fmt: skip


def surgery(disk: Disk, then: Then, chance: random.Random) -> Disk:
    """Make one change of rows, pages or files."""
    return chance.choice(SURGERY)(disk, then, chance)
