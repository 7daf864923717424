"""A session of the command line that is watched from inside; says as JSON what was seen.

Arguments: a JSON file with `rules`, `folders` to be told of, `arguments` of the command line (none:
a control, which does what the program must not), and where to write what was seen.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.hostile.watching import Made, Rules, Watcher
from vault.cli.main import run
from vault.cli.process import harden


def misbehave(canary: bytes) -> int:
    """Write a word into a temporary file, and let a sort spill into another."""
    with tempfile.TemporaryFile() as file, closing(sqlite3.connect(":memory:")) as plain:
        file.write(canary)
        file.flush()
        plain.execute("PRAGMA temp_store = 1")
        plain.execute("PRAGMA cache_size = 10")
        plain.execute("CREATE TABLE t (body)")
        rows = ((os.urandom(2_000),) for _ in range(20_000))
        plain.executemany("INSERT INTO t VALUES (?)", rows)
        plain.execute("SELECT body FROM t ORDER BY substr(body, 9)").fetchall()
    return 0


def main(place: str) -> int:
    asked = json.loads(Path(place).read_text(encoding="utf-8"))
    canaries = [form for word in asked["canaries"] for form in
                (word.encode(), word.encode("utf-16-le"))]  # fmt: skip
    made = Made(map(Path, asked["folders"]))
    harden()
    watcher = Watcher(Rules(asked["own"], asked["read"], canaries))
    code = run(asked["arguments"]) if asked["arguments"] else misbehave(canaries[0])
    watcher.stop()
    seen = {
        "code": code, "looks": watcher.looks, "odd": sorted(watcher.odd),
        "hits": sorted(watcher.hits), "made": sorted(made.paths()),
    }  # fmt: skip
    Path(asked["told"]).write_text(json.dumps(seen), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
