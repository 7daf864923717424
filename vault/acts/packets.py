"""Acts about packets and what a computer does not hold, boxed to the roster."""

from __future__ import annotations

from vault.acts.base import Act, Referred


class PacketTaken(Act, frozen=True, tag="packet-taken/1"):
    """A device took a packet in: `omitted` is all that its vault file lacks from now on.

    The latest one of a device stands; what the packet built on, its entry has seen.
    """

    omitted: tuple[Referred, ...]


class HandedIn(Act, frozen=True, tag="handed-in/1"):
    """A device handed in: `objects` is all that it gave over, deleted, and holds no more.

    The latest one of a device stands. It excuses nothing but this device's own file.
    """

    objects: tuple[Referred, ...]
