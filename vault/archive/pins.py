"""The pin: what this device last verified, outside the vault, so that an older file is recognised.

Comparing it with a vault is `ledger`.
"""

from __future__ import annotations

from vault.archive import clock
from vault.archive.home import Home
from vault.crypto import primitives
from vault.errors import IntegrityError, VaultIdError
from vault.keyring import Keyring
from vault.model import DeviceId, EntryHash, Record, VaultId, from_bytes, to_bytes


class Pin(Record, frozen=True, tag="pin/1"):
    """The verified heads, outside the vault, so that an older file is recognised."""

    vault: VaultId
    device: DeviceId
    heads: tuple[tuple[DeviceId, EntryHash], ...]
    written_at: int


def read(home: Home, keyring: Keyring) -> Pin | None:
    """Return this device's pin, None when there is none.

    Raises IntegrityError for one that was changed, VaultIdError for another device's.
    """
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


def write(home: Home, keyring: Keyring, heads: tuple[tuple[DeviceId, EntryHash], ...]) -> None:
    """Replace this device's pin; raises OSError where the home cannot be written."""
    data = to_bytes(Pin(keyring.vault_id, keyring.device, heads, clock.seconds()))
    home.keep_pin(keyring.vault_id, keyring.device, keyring.pin_mac(data) + data)
