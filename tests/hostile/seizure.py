"""`python -m tests.hostile.seizure VAULT --home DIR`: how much a seizure of this computer opens.

Asks for the passphrase, tries every key that it gives on everything that lies there, and prints
counts by desk (its id) and part: no plaintext, no name. Writes nothing, uses none of Strongroom's
code. Exit code 1 when nothing opens, 2 for a file that is not there.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.hostile.seized import Haul, Seizure

_TABLES = ("own_wrap", "draft", "segment", "request_key", "field home", "identity")


def prepared(typed: str) -> bytes:
    """Return a passphrase as the format prepares it."""
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in typed)
    return unicodedata.normalize("NFC", spaced).encode()


def counted(seizure: Seizure) -> Counter[str]:
    """Count what opened, by desk and part; local rows by table."""
    groups, counts = seizure.compartments(), Counter[str]()
    for name in seizure.opened:
        sealed = seizure.sealed[name]
        if sealed.place in _TABLES:
            counts[sealed.place.replace("_", " ")] += 1
            continue
        known = {groups[compartment] for compartment, _ in seizure.sealed_to(sealed)}
        for desk, part in known:
            counts[f"desk {desk.hex()[:8]} {part}" if desk else part] += 1
        if not known:
            counts["boxes to the device" if name in seizure.by else "shared alone"] += 1
    return counts


def main(arguments: Sequence[str]) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.seizure", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("vault", type=Path, help="a vault file or a field home")
    parser.add_argument("--home", type=Path, help="the folder of the device secret")
    parser.add_argument("--passphrase-fd", type=int, help="read the passphrase from here")
    given = parser.parse_args(arguments)
    folder = [p for p in sorted(given.home.rglob("*")) if p.is_file()] if given.home else []
    if not given.vault.is_file() or (given.home and not given.home.is_dir()):
        parser.error("no such file or folder")
    if given.passphrase_fd is None:
        typed = getpass.getpass("Passphrase: ")
    else:
        typed = os.read(given.passphrase_fd, 4096).decode().partition("\n")[0]
    files = tuple(path.read_bytes() for path in (given.vault, *folder))
    seizure = Seizure(Haul(files, (prepared(typed),))).run()
    for group, count in sorted(counted(seizure).items()):
        print(f"{count:8}  {group}")
    print(f"{len(seizure.sealed) - len(seizure.opened):8}  stay closed")
    return 0 if seizure.opened else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
