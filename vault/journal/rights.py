"""Which roles an entry's writer held: what it had seen, less what was taken away meanwhile.

Computers exchange entries, so nobody can be forced to have seen the loss of a right. An act that
was written beside one, and not before it, is judged as if its writer had known. Otherwise whoever
loses a role could go on acting as if they had not heard of it. The roles table is `roles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType
from typing import Final, NamedTuple

from vault.acts import Assignment
from vault.model import DeviceId, EntryHash


class Change(NamedTuple):
    """A change of one member's roles, or their signing out.

    `before` are the member's entries that count as written before it; None means all that were
    taken in earlier.
    """

    entry: EntryHash
    assignments: tuple[Assignment, ...]
    out: bool = False
    before: frozenset[EntryHash] | None = None


class Held(NamedTuple):
    """What a writer held: roles, and whether they had been signed out."""

    assignments: tuple[Assignment, ...]
    out: bool


def known_roles(
    first: tuple[Assignment, ...], changes: Iterable[Change], knows: Set[EntryHash]
) -> Held:
    """Return what a writer held as far as the entry had seen, the latest change last."""
    held = Held(first, out=False)
    for change in changes:
        if change.entry in knows:
            held = Held(change.assignments, held.out or change.out)
    return held


def beside(held: Held, changes: Iterable[Change], knows: Set[EntryHash], entry: EntryHash) -> Held:
    """Take away what changes took that the entry had not seen and that had not seen it."""
    for change in changes:
        if change.entry not in knows and not is_before(change, entry):
            kept = tuple(a for a in held.assignments if a in change.assignments)
            held = Held(kept, held.out or change.out)
    return held


def is_before(change: Change, entry: EntryHash) -> bool:
    """Tell whether an entry counts as written before a change that it had not seen."""
    return change.before is not None and entry in change.before


class Sight:
    """What each entry had seen: which changes of roles, and, where asked, which entries."""

    def __init__(self) -> None:
        self._builds_on: dict[EntryHash, tuple[EntryHash, ...]] = {}
        self._device: dict[EntryHash, DeviceId] = {}
        self._knows: dict[EntryHash, frozenset[EntryHash]] = {}
        self._tips: set[EntryHash] = set()
        self._sees_all = True

    def look(self, entry: EntryHash, device: DeviceId, builds_on: tuple[EntryHash, ...]) -> None:
        """Note the place of the next entry in causal order."""
        self._sees_all = self._tips <= set(builds_on)
        self._builds_on[entry], self._device[entry] = builds_on, device
        known = [self._knows[h] for h in builds_on if h in self._knows]
        most = max(known, key=len, default=frozenset())
        rest = [each for each in known if not each <= most]
        self._knows[entry] = most.union(*rest) if rest else most
        self._tips.difference_update(builds_on)
        self._tips.add(entry)

    @property
    def sees_all(self) -> bool:
        """Tell whether the last entry had seen every entry before it."""
        return self._sees_all

    def knows(self, entry: EntryHash) -> frozenset[EntryHash]:
        """Return the changes of roles that an entry had seen."""
        return self._knows[entry]

    def writer(self, entry: EntryHash) -> DeviceId:
        """Return the device that wrote an entry."""
        return self._device[entry]

    def has_seen(self, entry: EntryHash, others: Set[EntryHash]) -> bool:
        """Tell whether an entry builds on one of some others."""
        waiting, reached = list(self._builds_on[entry]), set[EntryHash]()
        while waiting:
            each = waiting.pop()
            if each in others:
                return True
            if each not in reached:
                reached.add(each)
                waiting += self._builds_on.get(each, ())
        return False

    def note_change(self, entry: EntryHash) -> None:
        """Note that an entry changes somebody's roles: whatever builds on it knows."""
        self._knows[entry] |= {entry}

    def device_of(self, entry: EntryHash) -> DeviceId:
        """Return the device that wrote an entry; raises KeyError for one that was not taken."""
        return self._device[entry]

    def of(self, devices: Set[DeviceId]) -> frozenset[EntryHash]:
        """Return all entries of some devices so far."""
        return frozenset(entry for entry, device in self._device.items() if device in devices)

    def reached(self, heads: Iterable[EntryHash], devices: Set[DeviceId]) -> frozenset[EntryHash]:
        """Return some devices' entries among the heads and all that they build on."""
        reached: set[EntryHash] = set()
        waiting = [head for head in heads if head in self._builds_on]
        while waiting:
            entry = waiting.pop()
            if entry not in reached:
                reached.add(entry)
                waiting += [h for h in self._builds_on[entry] if h in self._builds_on]
        return frozenset(entry for entry in reached if self._device[entry] in devices)


# By member their changes of roles; by share and member (joined) the ends of a share;
# by device its loss, or the renewal of a recovery sheet.
Limits = Mapping[bytes, tuple[Change, ...]]
NO_LIMITS: Final[Limits] = MappingProxyType({})
