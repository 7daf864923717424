"""The act of going on from an older copy of the vault, and of a second person who agrees to it."""

from __future__ import annotations

from vault.acts.base import Act
from vault.model import DeviceId, EntryHash


class RestoreAccepted(Act, frozen=True, tag="restore-accepted/1"):
    """A member goes on from an older file under a new device, or agrees to a colleague's doing so.

    `device` is the new device, empty for who only agrees; `heads` are the file's and `seen` those
    that the computer had seen besides. `confirms` names the entry of a colleague, empty for none.
    """

    device: DeviceId
    heads: tuple[tuple[DeviceId, EntryHash], ...]
    seen: tuple[tuple[DeviceId, EntryHash], ...]
    confirms: EntryHash
