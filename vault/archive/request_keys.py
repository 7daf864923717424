"""The private halves of requests' one-time keys: rows of this device alone, deleted at the end."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from vault.archive.ledger import Ledger
from vault.errors import NoKeyError, SealError
from vault.model import Record, from_bytes, to_bytes
from vault.store import LocalTable

PURPOSE = "request-key"
_NOT_HERE = (
    "The one-time key of that request is not on this computer: it was made on another one, or its "
    "time is over."
)


class RequestKey(Record, frozen=True, tag="request-key/1"):
    """A one-time key pair (public 1216 bytes, seed 32) and when it must be gone."""

    key: bytes
    seed: bytes
    expires_at: int


def keep(ledger: Ledger, kept: RequestKey) -> None:
    """Keep a new key; inside the transaction that writes its request."""
    sealed = ledger.keyring.seal_local(PURPOSE, to_bytes(kept))
    ledger.store.put_local(LocalTable.REQUEST_KEY, ledger.keyring.device, sealed)


def _rows(ledger: Ledger) -> Iterator[tuple[int, RequestKey]]:
    device = ledger.keyring.device
    for number, sealed in list(ledger.store.local_rows(LocalTable.REQUEST_KEY, device)):
        try:
            plain = ledger.keyring.open_local(PURPOSE, sealed)
        except SealError:
            continue  # a row of another purpose
        yield number, from_bytes(plain, RequestKey)


def find(ledger: Ledger, key: bytes) -> RequestKey:
    """Return the private half of a public key; raises NoKeyError when it is not here."""
    for _, kept in _rows(ledger):
        if kept.key == key:
            return kept
    raise NoKeyError(_NOT_HERE)


def drop(ledger: Ledger, key: bytes) -> None:
    """Delete one key; SQLite overwrites what it deletes (secure_delete)."""
    for number, kept in _rows(ledger):
        if kept.key == key:
            ledger.store.remove_local(LocalTable.REQUEST_KEY, number, ledger.keyring.device)


def drop_all_but(ledger: Ledger, alive: Collection[bytes]) -> None:
    """Delete every key that serves no request any more."""
    for number, kept in _rows(ledger):
        if kept.key not in alive:
            ledger.store.remove_local(LocalTable.REQUEST_KEY, number, ledger.keyring.device)
