"""Write to a vault, or make one, where no file may grow past a limit; report the refusal's code.

The kernel answers such a write with an error, as a failing disk or a quota does.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from vault.errors import StrongroomError
from vault.store import EntryRow, Store


def fill(store: Store) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    try:
        with store.atomic():
            for _ in range(100):
                store.add_object(os.urandom(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def make(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    Store.create(path, EntryRow(bytes(32), bytes(16), 0, b"core", b"", b"")).close()


def main(what: str, path: str) -> None:
    try:
        if what == "make":
            make(Path(path))
        else:
            with Store.open(Path(path)) as store:
                fill(store)
    except StrongroomError as error:
        sys.stdout.write(error.code)


if __name__ == "__main__":
    main(*sys.argv[1:])
