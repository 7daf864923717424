"""The pin: the heads that this computer verified last, outside the vault; an older file is behind.

When it is written and what follows from it is `ledger`; where it lies is `home`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from vault.archive.home import Home
from vault.crypto import primitives
from vault.errors import CutError, IntegrityError, MixError, RollbackError, VaultIdError
from vault.journal.order import Link
from vault.keyring import Keyring
from vault.model import DeviceId, EntryHash, Record, VaultId, from_bytes, to_bytes

NOT_AGREED = (
    "You go on from an older copy of the vault, and nobody agreed to that yet: send what you have "
    "to a colleague, who confirms it (strongroom restore confirm), and take in what they send."
)

Heads = tuple[tuple[DeviceId, EntryHash], ...]


class Pin(Record, frozen=True, tag="pin/1"):
    """The verified heads, outside the vault, so that an older file is recognised."""

    vault: VaultId
    device: DeviceId
    heads: Heads
    written_at: int


class Behind(NamedTuple):
    """A file that ends before what this computer saw: both times, and the heads that it lacks.

    `strays` counts objects in no entry: of an end that was cut off. `is_ahead` where it has
    entries besides that this computer never saw.
    """

    ends_at: int
    seen_until: int
    lacks: Heads
    strays: int = 0
    is_ahead: bool = False

    @property
    def sentence(self) -> str:
        """Say so, with both dates."""
        return (
            f"This vault file ends on {date_of(self.ends_at)}, but this computer has seen it go on "
            f"until {date_of(self.seen_until)}: {self._what()}."
        )

    @property
    def refusal(self) -> RollbackError:
        """Say why nothing is written into it, and what to do."""
        kind = MixError if self.is_ahead else CutError if self.strays else RollbackError
        return kind(
            f"{self.sentence[:-1]}, open for reading only; take in what colleagues send, or accept "
            "it as it is (strongroom restore accept)."
        )

    def _what(self) -> str:
        if self.is_ahead:
            return "it is made of parts of two states, and lacks what it had before"
        if self.strays:
            return "the end of its journal was cut off, and what that brought is still in it"
        return "it is an older copy"


def behind(
    pin: Pin | None, links: Mapping[EntryHash, Link], ends_at: int, strays: int
) -> Behind | None:
    """Compare verified entries with the pin; None where every pinned head is there."""
    lacks = tuple(each for each in pin.heads if each[1] not in links) if pin else ()
    if pin is None or not lacks:
        return None
    seen, devices = {head for _, head in pin.heads}, {device for device, _ in pin.heads}
    is_ahead = any(n.previous in seen or n.device not in devices for n in links.values())
    return Behind(ends_at, pin.written_at, lacks, strays, is_ahead)


def read(home: Home, keyring: Keyring) -> Pin | None:
    """Return this device's pin, or None on a first use; raises IntegrityError for a changed one."""
    sealed = home.pin(keyring.vault_id, keyring.device)
    if sealed is None:
        return None
    mac, data = sealed[:32], sealed[32:]
    if not primitives.same(keyring.pin_mac(data), mac):
        raise IntegrityError("The note of what this computer last saw was changed.")
    pin = from_bytes(data, Pin)
    if (pin.vault, pin.device) != (keyring.vault_id, keyring.device):
        raise VaultIdError
    return pin


def write(home: Home, keyring: Keyring, heads: Heads, now: int) -> None:
    """Write the verified heads durably; called only after a commit."""
    data = to_bytes(Pin(keyring.vault_id, keyring.device, heads, now))
    home.keep_pin(keyring.vault_id, keyring.device, keyring.pin_mac(data) + data)


def date_of(at: int) -> str:
    """Return a claimed time for a sentence."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "its founding"
