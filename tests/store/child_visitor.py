"""Open a vault, write one object, close it, and again, while others do the same."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from vault.store import Conditions, Store

# On a slow machine others may be a long time at it.
PATIENT = Conditions(wait_seconds=120)


def main(path: str, visits: str) -> None:
    for _ in range(int(visits)):
        with Store.open(Path(path), conditions=PATIENT) as store:
            store.add_object(os.urandom(100))


if __name__ == "__main__":
    main(*sys.argv[1:])
