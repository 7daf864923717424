"""Acts about packets, boxed to the roster."""

from __future__ import annotations

from vault.acts.base import Act
from vault.model import ObjectHash


class PacketTaken(Act, frozen=True, tag="packet-taken/1"):
    """A device took a packet in: `omitted` is all that its vault file lacks from now on.

    The latest one of a device stands; what the packet built on, its entry has seen.
    """

    omitted: tuple[ObjectHash, ...]
