"""Migrate a vault by a step that has written already and then never ends."""

from __future__ import annotations

import sys
from pathlib import Path

from vault import migrations


def never_end(connection) -> None:
    connection.execute("DELETE FROM entry")
    sys.stdout.write("in the step\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(path: str) -> None:
    expected = migrations.expected_shape()._replace(user_version=2)
    migrations.migrate(Path(path), expected, {1: never_end})


if __name__ == "__main__":
    main(*sys.argv[1:])
