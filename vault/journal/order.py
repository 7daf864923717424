"""The order of entries: chains, gaps, forks, one causal order for the fold, and that it is a line.

Pure over hashes and numbers; no claimed time decides anything here.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from vault.errors import ForkError, JournalGapError
from vault.model import DeviceId, EntryHash


class Link(NamedTuple):
    """What ordering needs of an entry: its place, and every entry it builds on."""

    hash: EntryHash
    device: DeviceId
    n: int
    previous: EntryHash
    seen: tuple[EntryHash, ...]


def check_chains(genesis: EntryHash, links: Iterable[Link]) -> None:
    """Refuse holes and forks: every device's numbers run without gap, one entry each.

    A chain starts at n = 1 with the genesis as its predecessor. Raises JournalGapError or
    ForkError.
    """
    chains: dict[DeviceId, dict[int, Link]] = defaultdict(dict)
    for link in links:
        if link.n in chains[link.device]:
            raise ForkError
        chains[link.device][link.n] = link
    for chain in chains.values():
        previous = genesis
        for n in range(1, len(chain) + 1):
            if n not in chain or chain[n].previous != previous:
                raise JournalGapError
            previous = chain[n].hash


def causal(known: Iterable[EntryHash], links: Iterable[Link]) -> list[EntryHash]:
    """Return the links' hashes in causal order, ties by hash, after the `known` entries.

    Raises JournalGapError when an entry builds on one that is neither known nor given.
    """
    waiting: dict[EntryHash, set[EntryHash]] = {}
    followers: dict[EntryHash, list[EntryHash]] = defaultdict(list)
    done = set(known)
    for link in links:
        needs = {h for h in (link.previous, *link.seen) if h not in done}
        waiting[link.hash] = needs
        for need in needs:
            followers[need].append(link.hash)
    ready = [entry for entry, needs in waiting.items() if not needs]
    heapq.heapify(ready)
    ordered: list[EntryHash] = []
    while ready:
        entry = heapq.heappop(ready)
        ordered.append(entry)
        for follower in followers[entry]:
            waiting[follower].discard(entry)
            if not waiting[follower]:
                heapq.heappush(ready, follower)
    if len(ordered) != len(waiting):
        raise JournalGapError
    return ordered


def check_line(last: EntryHash, ordered: Iterable[Link]) -> None:
    """Refuse an entry that does not build on the one before it; `last` is the one before all.

    While entries are not exchanged between computers, whoever writes has taken in the whole file.
    An entry that claims to have seen less comes from a copy that went on, or from a member who
    wants it ordered before the act that took their right away. Raises ForkError.
    """
    for link in ordered:
        if last not in (link.previous, *link.seen):
            raise ForkError(
                "An entry was written as if newer ones were not there: two copies that went on, or "
                "a program that hides what it knew. Nothing was merged."
            )
        last = link.hash
