"""Slots: a device's seeds under passphrase and device secret, safe through a power cut.

A slot lies in the vault, its secret in the home, and no file system replaces both at once. So a
new secret is kept beside the old one until the slot that needs it is on disk, and opening tries
both. Whose seeds they are, and what they open, is the caller's.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Protocol

from vault.archive.home import Home
from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.primitives import KEY_BYTES, KdfCost
from vault.errors import BusyError, MalformedError, StrongroomError, WrongKeyError
from vault.keyring import DeviceSeeds, Keyring
from vault.model import DeviceId, VaultId

_NOBODYS = (
    "This copy of the vault opens with no passphrase: nobody's slot is in it. "
    "Use the recovery sheet (strongroom recover)."
)
_NOT_HERE = (
    "The device secret for this vault is not on this computer; "
    "use the recovery sheet (strongroom recover)."
)
_CHANGED_MEANWHILE = "The passphrase was changed by another Strongroom just now; unlock again."


class SlotPlace(Protocol):
    """Where slots lie: a vault, or a field reporter's home."""

    @property
    def readonly(self) -> bool:
        """Tell whether nothing can be written there."""

    def slots(self) -> dict[bytes, bytes]:
        """Return every slot by its device."""

    def atomic(self) -> AbstractContextManager[None]:
        """Let nobody else write for a while."""

    def put_slot(self, device: bytes, body: bytes) -> None:
        """Keep a device's slot in the place of the one before."""


@dataclass(frozen=True, repr=False)
class Protection:
    """A passphrase as it was typed or generated, and the cost of deriving a key from it."""

    passphrase: bytes
    cost: KdfCost = KDF_DEFAULT


@dataclass(frozen=True, repr=False)
class OpenedSlot:
    """A slot's body, and the device secret that opened it to the device's seeds."""

    device: DeviceId
    body: bytes
    secret: bytes
    seeds: DeviceSeeds


def prepare(passphrase: bytes) -> bytes:
    """Prepare a passphrase's bytes as OpaqueString; raises MalformedError."""
    try:
        return boxes.prepare_passphrase(passphrase.decode("utf-8"))
    except UnicodeDecodeError:
        raise MalformedError("A passphrase must be valid UTF-8.") from None


def _attempted(passphrase: bytes) -> bytes:
    """Prepare a passphrase that should open a slot: one that none could have is a wrong one."""
    try:
        return prepare(passphrase)
    except MalformedError:
        raise WrongKeyError from None


def _sealed(keyring: Keyring, seeds: DeviceSeeds, secret: bytes, chosen: Protection) -> bytes:
    return boxes.seal_slot(
        keyring.vault_id, keyring.device, seeds.to_bytes(), prepare(chosen.passphrase), secret,
        chosen.cost,
    )  # fmt: skip


def seal_new(home: Home, keyring: Keyring, seeds: DeviceSeeds, chosen: Protection) -> bytes:
    """Make a new device's secret and return its slot, to be stored with what makes it a member's.

    Slow (Argon2id): call it outside a transaction.
    """
    secret = primitives.random_bytes(KEY_BYTES)
    slot = _sealed(keyring, seeds, secret, chosen)
    home.keep_secret(keyring.vault_id, keyring.device, secret)
    return slot


def open_any(store: SlotPlace, home: Home, vault_id: VaultId, passphrase: bytes) -> DeviceSeeds:
    """Return the seeds of the first device whose slot opens, the last used first.

    A slot that another member's damage or an attacker's edit spoiled does not stop the others.
    Raises WrongKeyError, or else the IntegrityError of a spoiled slot when none opens.
    """
    slots = store.slots()
    here = [device for device in slots if home.has_secret(vault_id, device)]
    if not here:
        raise WrongKeyError(_NOT_HERE if slots else _NOBODYS)
    here.sort(key=lambda device: home.last_used(vault_id, device), reverse=True)
    prepared = _attempted(passphrase)
    refusal: StrongroomError = WrongKeyError()
    for device in here:
        try:
            opened = _open_one(home, vault_id, (DeviceId(device), slots[device]), prepared)
        except WrongKeyError:
            continue
        except StrongroomError as spoiled:
            refusal = spoiled
            continue
        _finish_change(store, home, vault_id, opened)
        return opened.seeds
    raise refusal


def here(store: SlotPlace, home: Home, keyring: Keyring) -> frozenset[DeviceId]:
    """Return a keyring's device, and the others of this file whose secret is on this computer.

    A slot alone proves nothing: whoever writes to the file could plant one. The secret lies
    outside of it.
    """
    others = (d for d in store.slots() if home.has_secret(keyring.vault_id, d))
    return frozenset(map(DeviceId, others)) | {keyring.device}


def _open_one(
    home: Home, vault_id: VaultId, slot: tuple[DeviceId, bytes], prepared: bytes
) -> OpenedSlot:
    """Try the device's secret, then the one that a change may have left beside it."""
    device, body = slot
    for secret in (home.secret(vault_id, device), home.next_secret(vault_id, device)):
        if secret is None:
            continue
        try:
            plain = boxes.open_slot(vault_id, device, body, prepared, secret)
        except WrongKeyError:
            continue
        return OpenedSlot(device, body, secret, DeviceSeeds.from_bytes(plain))
    raise WrongKeyError


def _finish_change(store: SlotPlace, home: Home, vault_id: VaultId, opened: OpenedSlot) -> None:
    """Promote the next secret when the slot that stands needs it: a power cut came before that.

    Under the vault's write lock, so that two processes that change the passphrase at once do not
    put each other's secrets in place. Where that fails now, a full disk or a busy vault, the next
    opening does it: the change itself stands. A next secret that this slot does not need stays:
    another copy of the vault may.
    """
    if store.readonly or home.secret(vault_id, opened.device) == opened.secret:
        return
    with suppress(StrongroomError, OSError), store.atomic():
        stands = store.slots().get(opened.device) == opened.body
        if stands and home.next_secret(vault_id, opened.device) == opened.secret:
            home.promote_next_secret(vault_id, opened.device)


def check(store: SlotPlace, home: Home, keyring: Keyring, passphrase: bytes) -> None:
    """Return when a passphrase opens this device's slot; raises WrongKeyError. Slow: Argon2id."""
    body = store.slots().get(keyring.device)
    if body is None:
        raise WrongKeyError(_NOBODYS)
    _open_one(home, keyring.vault_id, (keyring.device, body), _attempted(passphrase))


def change(
    store: SlotPlace, home: Home, keyring: Keyring, current: bytes, chosen: Protection
) -> None:
    """Replace the device's slot and secret; at any moment of it one passphrase opens the vault.

    The cost is the caller's, never the old slot's (the file is no source of policy). Raises
    WrongKeyError when `current` does not open the slot, BusyError when another process changed
    it meanwhile.
    """
    vault_id, device = keyring.vault_id, keyring.device
    body = store.slots().get(device)
    if body is None:
        raise WrongKeyError(_NOBODYS)
    opened = _open_one(home, vault_id, (device, body), _attempted(current))
    secret = primitives.random_bytes(KEY_BYTES)
    slot = _sealed(keyring, opened.seeds, secret, chosen)
    with store.atomic():
        if store.slots().get(device) != body:
            raise BusyError(_CHANGED_MEANWHILE)
        if home.secret(vault_id, device) != opened.secret:
            home.keep_secret(vault_id, device, opened.secret)  # it was the next one until now
        home.keep_next_secret(vault_id, device, secret)
        store.put_slot(device, slot)
    _finish_change(store, home, vault_id, OpenedSlot(device, slot, secret, opened.seeds))
