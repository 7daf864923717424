"""The in-memory view after unlock: one row per interview, one per searchable line; never on disk.

sqlite-utils tables in a `:memory:` database. What a line says and who may see it is decided by
`archive.library`, which fills it; search is by brute force over folded text.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import sqlite_utils

from vault.model import Record


class Line(NamedTuple):
    """One searchable text of an interview and where it stands."""

    where: str
    text: str


class Entry(Record, frozen=True):
    """An interview as the catalog holds it.

    `fingerprint` changes whenever anything shown may have changed; `shown` is the encoded view,
    opaque here; `place` orders the list, the highest first.
    """

    id: bytes
    fingerprint: bytes
    desk: str
    status: str
    place: int
    shown: bytes


class Found(NamedTuple):
    """A line that holds every word looked for."""

    id: bytes
    where: str
    text: str
    shown: bytes


def folded(text: str) -> str:
    """Return text as it is compared: NFKC, case folded, runs of blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Catalog:
    """The tables `interview` and `line` of one unlocked vault."""

    def __init__(self) -> None:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA temp_store = 2")  # sorts would spill plaintext to a file (C5)
        self._database = sqlite_utils.Database(connection, execute_plugins=False)
        columns = {
            "id": bytes, "fingerprint": bytes, "desk": str, "status": str, "place": int,
            "shown": bytes,
        }  # fmt: skip
        self._database["interview"].create(columns, pk="id")  # type: ignore[union-attr]
        line = {"interview": bytes, "at": int, "where": str, "text": str, "folded": str}
        self._database["line"].create(line, pk=("interview", "at"))  # type: ignore[union-attr]
        self._database["interview"].create_index(["place"])  # type: ignore[union-attr]

    def fingerprints(self) -> dict[bytes, bytes]:
        """Return what is held, to see what changed."""
        rows = self._database.query("SELECT id, fingerprint FROM interview")
        return {row["id"]: row["fingerprint"] for row in rows}

    def put(self, given: Iterable[tuple[Entry, tuple[Line, ...]]]) -> None:
        """Hold interviews, in place of what was held of them before."""
        entries = list(given)
        if not entries:
            return
        self._database.execute("BEGIN IMMEDIATE")
        for entry, _ in entries:
            self._forget_lines(entry.id)
        self._database["interview"].insert_all(  # type: ignore[union-attr]
            ({name: getattr(e, name) for name in Entry.__struct_fields__} for e, _ in entries),
            replace=True,
        )
        self._database["line"].insert_all(  # type: ignore[union-attr]
            {
                "interview": entry.id, "at": at, "where": line.where, "text": line.text,
                "folded": folded(line.text),
            }
            for entry, lines in entries
            for at, line in enumerate(lines)
            if line.text
        )  # fmt: skip
        if self._database.conn.in_transaction:
            self._database.execute("COMMIT")

    def drop(self, ids: Iterable[bytes]) -> None:
        """Hold interviews no more."""
        for ident in ids:
            self._forget_lines(ident)
            self._database.execute("DELETE FROM interview WHERE id = ?", (ident,))

    def _forget_lines(self, ident: bytes) -> None:
        self._database.execute("DELETE FROM line WHERE interview = ?", (ident,))

    def shown(self, desk: str = "", status: str = "") -> list[bytes]:
        """Return the encoded views of a desk or status ("" for any), newest first."""
        sql = (
            "SELECT shown FROM interview WHERE (:desk = '' OR desk = :desk) "
            "AND (:status = '' OR status = :status) ORDER BY place DESC"
        )
        rows = self._database.query(sql, {"desk": desk, "status": status})
        return [row["shown"] for row in rows]

    def find(self, words: Iterable[str], limit: int) -> list[Found]:
        """Return the first line of each interview that holds every word, newest first."""
        wanted = [folded(word) for word in words]
        test = " AND ".join("instr(line.folded, ?) > 0" for _ in wanted) or "1"
        sql = (
            'SELECT interview.id, line."where", line.text, interview.shown, min(line.at) '  # noqa: S608 - only question marks are put in
            "FROM line JOIN interview ON interview.id = line.interview "
            f"WHERE {test} GROUP BY interview.id ORDER BY interview.place DESC LIMIT ?"
        )
        return [Found(*row[:4]) for row in self._database.execute(sql, (*wanted, limit))]

    def close(self) -> None:
        """Let go of everything held."""
        self._database.close()
