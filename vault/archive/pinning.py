"""The pin: the heads that this computer verified last, outside the vault; an older file is behind.

When it is written and what follows from it is `ledger`; where it lies is `home`.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime
from typing import NamedTuple

from vault.archive.home import Home
from vault.crypto import primitives
from vault.errors import IntegrityError, VaultIdError
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
    """A file that ends before what this computer saw: both times, and the heads that it lacks."""

    ends_at: int
    seen_until: int
    lacks: Heads

    @property
    def sentence(self) -> str:
        """Say so, with both dates."""
        return (
            f"This vault file ends on {date_of(self.ends_at)}, but this computer has seen it go on "
            f"until {date_of(self.seen_until)}: it is an older copy."
        )

    @property
    def refusal(self) -> str:
        """Say why nothing is written into it, and what to do."""
        return (
            f"{self.sentence} It is open for reading only. Take in what colleagues send, or accept "
            "it as it is (strongroom restore accept)."
        )


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


def lacking(pin: Pin | None, entries: Container[EntryHash]) -> Heads:
    """Return the heads that were seen and are not among the entries of a file."""
    return tuple(each for each in pin.heads if each[1] not in entries) if pin else ()


def write(home: Home, keyring: Keyring, heads: Heads, now: int) -> None:
    """Write the verified heads durably; called only after a commit."""
    data = to_bytes(Pin(keyring.vault_id, keyring.device, heads, now))
    home.keep_pin(keyring.vault_id, keyring.device, keyring.pin_mac(data) + data)


def date_of(at: int) -> str:
    """Return a claimed time for a sentence."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "its founding"
