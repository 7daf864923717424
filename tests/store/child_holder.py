"""Hold a vault open, or a transaction on it, until a line comes in on standard input."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from vault.store import Conditions, Store

# On a slow machine others may be a long time at it.
PATIENT = Conditions(wait_seconds=120)


def main(path: str, what: str) -> None:
    with Store.open(Path(path), conditions=PATIENT) as store:
        store.add_object(b"written by the holder")
        with ExitStack() as stack:
            if what == "transaction":
                stack.enter_context(store.atomic())
            sys.stdout.write("holding\n")
            sys.stdout.flush()
            sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
