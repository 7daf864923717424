"""Draw random values in a process and in its forked child at once; report both."""

from __future__ import annotations

import json
import os
import sys

from vault.crypto import primitives

KEY = primitives.kem_key(b"k" * 32)
DRAWS = 200


def drawn() -> list[str]:
    """Return everything random that a write makes, many times."""
    found = []
    for _ in range(DRAWS):
        found.append(primitives.random_bytes(16))
        found.append(primitives.wrap_key(b"w" * 32, b"k" * 32)[:12])
        found.append(primitives.stream_seal(b"s" * 32, b"", b"")[:24])
        found.append(primitives.hpke_seal(KEY.public, b"", b"")[:32])
    return [each.hex() for each in found]


def main() -> None:
    drawn()  # so that any state that could be copied by the fork is there
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "w") as out:
            json.dump(drawn(), out)
        os._exit(0)
    os.close(writer)
    mine = drawn()
    with os.fdopen(reader) as given:
        theirs = json.load(given)
    os.waitpid(child, 0)
    json.dump([mine, theirs], sys.stdout)


if __name__ == "__main__":
    main()
