"""Write linked entries with three objects each, one transaction at a time, until killed.

Prints an entry's hash after its commit has returned: that line is the acknowledgement.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path

from vault.store import Conditions, EntryRow, Store

HASH_BYTES = 32

# On a slow machine others may be a long time at it.
PATIENT = Conditions(wait_seconds=120)


def write_one(store: Store, device: bytes) -> bytes:
    with store.atomic():
        n, previous = store.last(device) or (-1, bytes(HASH_BYTES))
        objects = [store.add_object(os.urandom(size)) for size in (200, 2_000, 20_000)]
        core = previous + b"".join(objects)
        name = hashlib.sha256(core).digest()
        store.add_entry(EntryRow(name, device, n + 1, core, b"attestation", b"details"))
    return name


def main(path: str, device: str) -> None:
    with Store.open(Path(path), conditions=PATIENT) as store:
        while True:
            name = write_one(store, bytes.fromhex(device))
            os.write(1, name.hex().encode() + b"\n")
            time.sleep(0.001)  # SQLite's lock is not fair: without a pause one could wait for long


if __name__ == "__main__":
    main(*sys.argv[1:])
