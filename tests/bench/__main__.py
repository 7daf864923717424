"""`python -m tests.bench [N]`: Strongroom beside plain SQLite that holds the same texts.

Rounds are interleaved; medians and the ratio are printed, and JSON with `--json`. The peer keeps
its texts in the clear, with the same pages, WAL and one fsync per commit.
"""

from __future__ import annotations

import json
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.interviews import interviews
from vault.archive import interviews as archived
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.drafts import InterviewDraft

ROUNDS = 5
SINGLE = 50


class Plain:
    """The peer: one table of interviews, one of lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("page_size=16384", "journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {setting}")
        self.connection.executescript(
            "CREATE TABLE interview (id INTEGER PRIMARY KEY, title TEXT, notes TEXT);"
            "CREATE TABLE quote (interview INTEGER, words TEXT);"
        )

    def log(self, drafts: list[InterviewDraft]) -> None:
        """Keep drafts in one transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        for draft in drafts:
            sql = "INSERT INTO interview (title, notes) VALUES (?, ?)"
            number = self.connection.execute(sql, (draft.title, draft.notes)).lastrowid
            rows = [(number, quote.words) for quote in draft.quotes]
            self.connection.executemany("INSERT INTO quote VALUES (?, ?)", rows)
        self.connection.execute("COMMIT")

    def list(self) -> None:
        """Read every line of the list, newest first."""
        self.connection.execute("SELECT id, title FROM interview ORDER BY id DESC").fetchall()

    def find(self, word: str) -> None:
        """Search by brute force."""
        sql = "SELECT DISTINCT interview FROM quote WHERE instr(words, ?) > 0 LIMIT 50"
        self.connection.execute(sql, (word,)).fetchall()


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pair(name: str, mine: Callable[[], object], peer: Callable[[], object]) -> dict[str, object]:
    """Time two calls in turn; returns medians in milliseconds and their ratio."""
    seconds = [(timed(mine), timed(peer)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(column) * 1000 for column in zip(*seconds, strict=True))
    return {"work": name, "strongroom_ms": ours, "plain_ms": theirs, "ratio": ours / theirs}


def _bulk(archive: Archive, plain: Plain, count: int) -> dict[str, object]:
    """Import the same drafts once into each, in chunks of the same size."""
    drafts = list(interviews(count))
    ours = timed(lambda: archived.log_many(archive, enumerate(drafts, start=1)))
    size = archived.CHUNK_INTERVIEWS

    def peer() -> None:
        for start in range(0, count, size):
            plain.log(drafts[start : start + size])

    theirs = timed(peer)
    return {
        "work": f"import {count} interviews", "strongroom_ms": ours * 1000,
        "plain_ms": theirs * 1000, "ratio": ours / theirs,
    }  # fmt: skip


def measure(count: int, folder: Path) -> list[dict[str, object]]:
    """Run every comparison in a folder of its own."""
    home, path = Home(folder / "home"), folder / "bench.strongroom"
    home.folder.mkdir()
    request = FoundingRequest("Bench", "Bench desk", cost=KDF_FLOOR)
    passphrase = found_vault(path, home, request).passphrase
    plain = Plain(folder / "plain.db")
    archive = unlock(path, home, passphrase)
    rows = [_bulk(archive, plain, count)]
    singles = iter(interviews(SINGLE * ROUNDS * 2))

    def log_ours() -> None:
        for _ in range(SINGLE):
            archived.log(archive, next(singles))

    def log_theirs() -> None:
        for draft in interviews(SINGLE):
            plain.log([draft])

    rows.append(pair(f"log {SINGLE} interviews, one by one, durable", log_ours, log_theirs))
    rows.append(pair("list all", lambda: archived.rows(archive), plain.list))
    for word in ("소금", "lantern"):
        mine = pair(
            f"find {word}", lambda w=word: archived.find(archive, w), lambda w=word: plain.find(w)
        )
        rows.append(mine)
    archive.close()
    opened: list[Archive] = []
    unlocked = timed(lambda: opened.append(unlock(path, home, passphrase)))
    listed = timed(lambda: archived.rows(opened[0]))
    opened[0].close()
    plain.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = path.stat().st_size, plain.path.stat().st_size
    rows.append({"work": "unlock (key derivation included)", "strongroom_ms": unlocked * 1000})
    rows.append({"work": "first list after unlock", "strongroom_ms": listed * 1000})
    rows.append({"work": "file, MB", "strongroom": sizes[0] / 1e6, "plain": sizes[1] / 1e6,
                 "ratio": sizes[0] / sizes[1]})  # fmt: skip
    return rows


def main(arguments: list[str]) -> int:
    """Measure, print a table, or JSON."""
    numbers = [int(given) for given in arguments if given.isdigit()]
    count = numbers[0] if numbers else 2000
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(count, Path(folder))
    if "--json" in arguments:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    print(
        f"{count} interviews, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    for row in rows:
        fields = (f"{name} {value:.2f}" for name, value in row.items() if isinstance(value, float))
        print(f"  {row['work']:44}", "   ".join(fields))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
