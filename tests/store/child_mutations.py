"""Open many damaged copies of a vault, read all there is, and report anything but a refusal.

Runs under limits of memory and processor time; the caller adds one of wall time.
"""

from __future__ import annotations

import json
import random
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from vault.errors import StrongroomError
from vault.store import LocalTable, Store

PAGE_BYTES = 16384
MEMORY_BYTES = 512 << 20
PROCESSOR_SECONDS = 60


def flip_bits(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def swap_pages(content: bytearray, chance: random.Random) -> None:
    first, second = (chance.randrange(len(content) // PAGE_BYTES) * PAGE_BYTES for _ in range(2))
    one, other = content[first : first + PAGE_BYTES], content[second : second + PAGE_BYTES]
    content[first : first + PAGE_BYTES], content[second : second + PAGE_BYTES] = other, one


def edit_cell_pointers(content: bytearray, chance: random.Random) -> None:
    """Write numbers into a page's header and cell pointers, where a b-tree is steered from."""
    page = chance.randrange(len(content) // PAGE_BYTES) * PAGE_BYTES
    for _ in range(chance.randint(1, 6)):
        at = page + (100 if page == 0 else 0) + chance.randrange(64)
        value = chance.choice((0, 1, 2, 5, 13, 255, chance.randrange(PAGE_BYTES), 0xFFFF))
        content[at : at + 2] = value.to_bytes(2, "big")


def edit_header(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 3)):
        content[chance.randrange(16, 100)] = chance.randrange(256)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


MUTATIONS: dict[str, Callable[[bytearray, random.Random], None]] = {
    each.__name__: each for each in (flip_bits, swap_pages, edit_cell_pointers, edit_header, cut)
}


def refused(act: Callable[[], object]) -> int:
    """Run an act that may only succeed or be refused; anything else ends the process."""
    try:
        act()
    except StrongroomError:
        return 1
    return 0


def read_objects(store: Store) -> int:
    return sum(refused(lambda name=name: store.object(name)) for name in store.object_hashes())


def read_everything(path: Path) -> None:
    with Store.open(path) as store:
        refusals = [
            refused(lambda: read_objects(store)),
            refused(lambda: list(store.entries())),
            refused(store.heads),
            refused(store.slots),
            refused(lambda: store.object_count),
            *(refused(lambda t=t: list(store.local_rows(t, bytes(16)))) for t in LocalTable),
            refused(lambda: store.add_object(b"one more")),
            refused(store.integrity_check),
        ]
    if any(refusals):
        raise StrongroomError


def main(good: str, scratch: str, kind: str, rounds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    original = Path(good).read_bytes()
    count = 0
    for number in range(int(rounds)):
        content = bytearray(original)
        MUTATIONS[kind](content, random.Random(f"{kind} {number}"))
        path = Path(scratch) / f"{number}.strongroom"
        path.write_bytes(content)
        count += refused(lambda path=path: read_everything(path))
        for each in Path(scratch).iterdir():
            each.unlink()
    sys.stdout.write(json.dumps({"refused": count}))


if __name__ == "__main__":
    main(*sys.argv[1:])
