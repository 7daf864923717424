"""The vault opener: a real vault, damaged or edited, opened with real keys. No wrong text, ever.

A case damages pages, the header or the length of the file as a failing disk would, or edits rows
as somebody who knows the format would. Then a member unlocks it: refused by name, or everything
that is shown is what was written, or the vault says that it is an older copy.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from tests.hostile.fuzz.places import Folder, Texts, derive_once, listed, text_of, texts
from tests.hostile.fuzz.runner import Wrong
from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REPORTER, REVIEWER, Newsroom, build
from tests.store.child_mutations import MUTATIONS
from vault.archive import interviews
from vault.archive.session import Archive, unlock
from vault.errors import StrongroomError
from vault.model import Action, SpanKind, Term

OPENERS = (FOUNDER, REVIEWER, REPORTER)
WORDS = (
    "We carried the sacks over the ice.",
    "Nobody came back that winter.",
    "종이 두 번 울렸다.",
)
NEW_WORDS = "One more was heard afterwards."
BLOBS = {
    "object": ("body", "hash"),
    "entry": ("core", "attestation", "details", "hash", "device"),
    "slot": ("body", "device"),
    "own_wrap": ("body", "session"),
    "draft": ("body",),
}

Edit = Callable[[sqlite3.Connection, random.Random], None]


def _cell(connection: sqlite3.Connection, chance: random.Random) -> tuple[str, str, int, bytes]:
    """Return a random table, blob column, row and value."""
    while True:
        table = chance.choice(("object", "object", "entry", "entry", "entry", *BLOBS))
        column = chance.choice(BLOBS[table])
        query = f"SELECT rowid, {column} FROM {table} WHERE length({column}) > 0"  # noqa: S608
        found = connection.execute(query).fetchall()
        if found:
            return table, column, *chance.choice(found)


def _set(connection: sqlite3.Connection, place: tuple[str, str, int], value: object) -> None:
    table, column, row = place
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))  # noqa: S608


def flip_in_row(connection: sqlite3.Connection, chance: random.Random) -> None:
    *place, value = _cell(connection, chance)
    changed = bytearray(value)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    _set(connection, place, bytes(changed))


def resize_in_row(connection: sqlite3.Connection, chance: random.Random) -> None:
    *place, value = _cell(connection, chance)
    longer = value + chance.randbytes(chance.randint(1, 40))
    shorter = value[: chance.randrange(len(value))]
    _set(connection, place, chance.choice((longer, shorter, bytes(len(value)), b"")))


def exchange_in_rows(connection: sqlite3.Connection, chance: random.Random) -> None:
    *place, value = _cell(connection, chance)
    table, column, _ = place
    others = connection.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608
    row, other = chance.choice(others)
    _set(connection, place, chance.randbytes(len(value)))  # such a column may be unique
    _set(connection, (table, column, row), value)
    _set(connection, place, other)


def delete_rows(connection: sqlite3.Connection, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 2, 5))):
        table, _, row, _ = _cell(connection, chance)
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608


def cut_journal(connection: sqlite3.Connection, chance: random.Random) -> None:
    count = chance.choice((1, 1, 2, 4))
    connection.execute(
        "DELETE FROM entry WHERE id IN (SELECT id FROM entry ORDER BY id DESC LIMIT ?)", (count,)
    )


def replace_object(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Change a body and name it rightly, or plant one more."""
    row, body = chance.choice(connection.execute("SELECT id, body FROM object").fetchall())
    changed = bytearray(body)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    name = hashlib.sha256(changed).digest()
    if chance.random() < 0.5:
        connection.execute("INSERT INTO object (hash, body) VALUES (?, ?)", (name, changed))
    else:
        connection.execute(
            "UPDATE object SET hash = ?, body = ? WHERE id = ?", (name, bytes(changed), row)
        )


def move_entry(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Give an entry another number or place in the file, or enter it twice."""
    row = chance.choice(connection.execute("SELECT id FROM entry").fetchall())[0]
    what = chance.randrange(3)
    if what == 0:
        number = chance.choice((0, 1, 2, 99, 2**31, 2**63 - 1))
        connection.execute("UPDATE entry SET n = ? WHERE id = ?", (number, row))
    elif what == 1:
        connection.execute("UPDATE entry SET id = ? WHERE id = ?", (chance.randint(90, 999), row))
    else:
        connection.execute(
            "INSERT INTO entry (hash, device, n, core, attestation, details) "
            "SELECT randomblob(32), device, n + ?, core, attestation, details FROM entry "
            "WHERE id = ?",
            (chance.randrange(2), row),
        )


EDITS: tuple[Edit, ...] = (
    flip_in_row, flip_in_row, flip_in_row, resize_in_row, exchange_in_rows, delete_rows,
    cut_journal, replace_object, move_entry,
)  # fmt: skip


def _wraps(archive: Archive) -> dict[bytes, bytes]:
    return archive.ledger.store.own_wraps(archive.ledger.keyring.device)


def _says_damaged(archive: Archive) -> bool:
    try:
        notices = archive.status().notices
    except StrongroomError:
        return True
    return any("damaged" in notice for notice in notices)


def _is_part_of(said: bytes, written: list[bytes]) -> bool:
    """Tell whether the quotes of a reading are words that were written, or hidden ones of them."""
    words = [_words(each) for each in written]
    return any(all(word in each for word in _words(said)) for each in words)


def _words(reading: bytes) -> set[str]:
    quotes = msgspec.json.decode(reading)[3]
    shown = ("review", "publication", "words")
    return {t[s] for quote in quotes for t in quote["texts"] for s in shown if t.get(s)}


class VaultTarget:
    """A newsroom of four with interviews in every state, on one computer."""

    name = "vault"

    def prepare(self, folder: Path) -> None:
        derive_once()
        folder.mkdir()
        self.room = build(folder)
        self._fill(self.room)
        self.room.close()
        self.page_bytes = self.room.path.read_bytes()
        self.home = Folder(self.room.home.folder)
        self.scratch = folder
        self.wraps: dict[str, dict[bytes, bytes]] = {}
        self.right = {name: self._read(folder / name.split()[0], name) for name in OPENERS}

    def _fill(self, room: Newsroom) -> None:
        """Log and judge; what each interview said at any time is remembered."""
        founder, reviewer = room.open(FOUNDER), room.open(REVIEWER)
        term = Term("Hoeryong", SpanKind.PLACE, Action.MASK)
        first = steps.log(founder, WORDS[0] + " It was Hoeryong.", (term,))
        self.past: dict[str, Texts] = {name: {} for name in OPENERS}
        self.earlier: dict[str, set[bytes]] = {name: set() for name in OPENERS}
        self._remember(room)
        steps.approved(room.open(EDITOR), reviewer, WORDS[1])
        self._remember(room)
        interviews.revise(founder, first, interviews.draft_of(founder, first))
        steps.log(room.open(REPORTER), WORDS[2])
        self._remember(room)

    def _remember(self, room: Newsroom) -> None:
        for name in OPENERS:
            archive = room.open(name)
            self.earlier[name].update(texts(archive, listed(archive)).values())

    def _read(self, folder: Path, name: str) -> Texts:
        """Return what a member reads in the vault as it is."""
        folder.mkdir()
        archive = self._unlock(folder, name, self.page_bytes)
        with closing(archive):
            found = texts(archive, listed(archive))
            self.wraps[name] = _wraps(archive)
        if not found:
            message = f"{name} reads nothing"
            raise RuntimeError(message)
        return found

    def _unlock(self, folder: Path, name: str, data: bytes) -> Archive:
        self.home.put_into(folder / "home")
        path = folder / self.room.path.name
        for left in folder.glob(f"{path.name}*"):
            left.unlink()
        path.write_bytes(data)
        return unlock(path, type(self.room.home)(folder / "home"), self.room.passphrases[name])

    def begin(self, folder: Path) -> None:
        self.folder = folder

    def case(self, chance: random.Random) -> bytes:
        """Return who opens it and whether they write, two bytes, and then the file."""
        who = OPENERS.index(chance.choice((FOUNDER, FOUNDER, REVIEWER, REPORTER)))
        return bytes([who, chance.random() < 0.1]) + self._damaged(chance)

    def _damaged(self, chance: random.Random) -> bytes:
        if chance.random() < 0.4:
            content = bytearray(self.page_bytes)
            MUTATIONS[chance.choice(sorted(MUTATIONS))](content, chance)
            return bytes(content)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(self.page_bytes)
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                try:
                    chance.choice(EDITS)(connection, chance)
                except sqlite3.IntegrityError:
                    continue  # the schema's own checks refuse it
            return connection.serialize()

    def run(self, data: bytes) -> bool:
        name, writes = OPENERS[data[0]], bool(data[1])
        try:
            archive = self._unlock(self.folder, name, data[2:])
        except StrongroomError:
            if not self.home.is_in(self.folder / "home"):
                message = "a vault that was refused changed the home"
                raise Wrong(message) from None
            return True
        try:
            refused = self._compare(archive, name)
            if writes:
                refused = self._write(archive, name) or refused
        finally:
            try:
                archive.close()
            except StrongroomError:
                refused = True
        return refused

    def _compare(self, archive: Archive, name: str) -> bool:
        """Compare what is shown with what was written; tell whether anything was refused.

        What a damaged record held is shown nowhere, and the status counts it (LIM-11): then less
        is shown, and never anything that was not written. Own wraps that are gone leave no trace
        (LIM-14), and less is shown without a word.
        """
        right, refused = self.right[name], False
        older = bool(archive.older_copy)
        try:
            shown = listed(archive)
        except StrongroomError:
            shown, refused = set(right), True
        said = {}
        for interview in shown:
            try:
                said[interview] = text_of(archive, interview)
            except StrongroomError:
                refused = True
        if shown == set(right) and all(right[each] == said[each] for each in said):
            return refused
        if not (older or _says_damaged(archive) or self.wraps[name] != _wraps(archive)):
            message = "something else is shown than was written, and nothing says why"
            raise Wrong(message)
        written = [*right.values(), *self.earlier[name]]
        if not all(_is_part_of(each, written) for each in said.values()):
            message = "an interview shows words that were not written"
            raise Wrong(message)
        return True

    def _write(self, archive: Archive, name: str) -> bool:
        """Write one more: it is saved and says what it should, or it is refused by name."""
        if name == REVIEWER:
            return False
        try:
            new = steps.log(archive, NEW_WORDS)
            said = text_of(archive, new)
        except StrongroomError:
            return True
        if NEW_WORDS.encode() not in said:
            message = "what was just written says something else"
            raise Wrong(message)
        return False
