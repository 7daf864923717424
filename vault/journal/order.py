"""The order of entries: chains, gaps, splits, and one causal order for the fold.

Pure over hashes and numbers; no claimed time decides anything here.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from vault.errors import JournalGapError, NumberError
from vault.journal.cores import Attestation, Core
from vault.model import DeviceId, EntryHash


class Link(NamedTuple):
    """What ordering needs of an entry: its place, and every entry it builds on."""

    hash: EntryHash
    device: DeviceId
    n: int
    previous: EntryHash
    seen: tuple[EntryHash, ...]


def link_of(entry: EntryHash, core: Core, attestation: Attestation) -> Link:
    """Return the place of an entry."""
    return Link(entry, core.device, core.n, core.previous, attestation.heads_seen)


def check_chains(genesis: EntryHash, links: Iterable[Link]) -> frozenset[DeviceId]:
    """Refuse holes; return the devices whose chain splits, which have two entries of one number.

    A chain starts at n = 1 with the genesis as its predecessor, and every later entry follows one
    of the number before. Raises JournalGapError, or NumberError for an entry whose predecessor is
    there under another number. A split is no reason to refuse: it is what a
    copied folder leaves, and both halves are signed.
    """
    chains: dict[DeviceId, dict[int, set[EntryHash]]] = defaultdict(lambda: {0: {genesis}})
    given = list(links)
    for link in given:
        chains[link.device].setdefault(link.n, set()).add(link.hash)
    of_device = {(link.device, link.hash) for link in given}
    for link in given:
        if link.n < 1 or link.previous not in chains[link.device].get(link.n - 1, ()):
            is_there = link.previous == genesis or (link.device, link.previous) in of_device
            raise NumberError if is_there else JournalGapError
    return frozenset(
        device for device, chain in chains.items() if any(len(same) > 1 for same in chain.values())
    )


def continues(tips: Iterable[EntryHash], ordered: Iterable[Link]) -> bool:
    """Tell whether each of some entries, in causal order, builds on every end there was before it.

    Then its place in the one causal order is the last. `tips` are the ends of all chains so far.
    """
    ends = set(tips)
    for link in ordered:
        if not ends <= {link.previous, *link.seen}:
            return False
        ends.discard(link.previous)
        ends.add(link.hash)
    return True


def reached_from(heads: Iterable[EntryHash], links: Mapping[EntryHash, Link]) -> set[EntryHash]:
    """Return the heads and everything that they build on, as far as the links tell."""
    reached: set[EntryHash] = set()
    waiting = [head for head in heads if head in links]
    while waiting:
        entry = waiting.pop()
        if entry not in reached:
            reached.add(entry)
            link = links[entry]
            waiting += [h for h in (link.previous, *link.seen) if h in links]
    return reached


def heads_of(entries: Iterable[Link]) -> tuple[tuple[DeviceId, tuple[EntryHash, ...]], ...]:
    """Return the head vector of some entries: by device, what no other of them follows."""
    given = list(entries)
    followed = {link.previous for link in given}
    heads: dict[DeviceId, list[EntryHash]] = defaultdict(list)
    for link in given:
        if link.hash not in followed:
            heads[link.device].append(link.hash)
    return tuple((device, tuple(sorted(each))) for device, each in sorted(heads.items()))


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
