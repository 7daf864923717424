"""What a device learns of keys from the objects of a vault: grants, shares, earlier seeds, wraps.

All of it is claims: a seed counts only if its public key is one that the journal signed, a shared
key only if it opens. That is `keyring`'s and `ledger`'s to see to.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from contextlib import suppress
from typing import Final

from vault.crypto.boxes import Session
from vault.crypto.format import BoxType, header
from vault.errors import MalformedError, SealError, VersionError
from vault.journal.cores import Core
from vault.keyring import FormerDevice, GrantBox, Keyring, ShareBox
from vault.model import from_bytes
from vault.store import LocalTable, Store

FORMER: Final = "former-device"

# What one box of ours may open: the named details and objects, or (None) whatever is under a seed.
Opens = frozenset[bytes] | None


def may_open(learned: Iterable[Opens], closed: Set[bytes]) -> bool:
    """Tell whether what was learned may open details that no key opened before."""
    return any(bool(closed) if each is None else not closed.isdisjoint(each) for each in learned)


def learn_all(store: Store, keyring: Keyring) -> None:
    """Try every device box, then whatever newer epochs hold of earlier ones."""
    _adopt_former(store, keyring)
    for name in list(store.objects_beginning(header(BoxType.DEVICE))):
        _learn_box(keyring, store.object(name))
    for name in list(store.objects_beginning(header(BoxType.PREVIOUS))):
        _learn_previous(keyring, store.object(name))


def _adopt_former(store: Store, keyring: Keyring) -> None:
    """Know the devices in whose place this one came; rows of another purpose do not open."""
    for _, sealed in store.local_rows(LocalTable.REQUEST_KEY, keyring.device):
        with suppress(SealError, MalformedError, VersionError):
            keyring.adopt_former(from_bytes(keyring.open_local(FORMER, sealed), FormerDevice))


def learn_new(store: Store, keyring: Keyring, new: Iterable[Core]) -> list[Opens]:
    """Look for grants, notices and earlier seeds for this device among what new entries add.

    Also for sessions that this device opened in another process. Returns what each box of ours
    may open.
    """
    learned: list[Opens] = []
    for name in (name for core in new for name in core.adds):
        if store.object_begins(name, header(BoxType.DEVICE)):
            learned += _learn_box(keyring, store.object(name))
        elif store.object_begins(name, header(BoxType.PREVIOUS)):
            learned += _learn_previous(keyring, store.object(name))
        elif store.object_begins(name, header(BoxType.SESSION)):
            sealed = store.own_wrap(name, keyring.device)
            if sealed is not None:
                _adopt_own_wrap(keyring, name, sealed)
    return learned


def _learn_box(keyring: Keyring, body: bytes) -> list[Opens]:
    """Take a device box if it is ours: a grant's seeds or shared data keys.

    Anyone can seal to a device, so a box that makes no sense is no reason to stay closed.
    """
    with suppress(SealError, MalformedError):
        plain = keyring.open_device_box(body)
        box = from_bytes(plain, GrantBox | ShareBox)  # type: ignore[arg-type]
        if isinstance(box, ShareBox):
            keyring.learn_shared(box.keys)
            return [frozenset(name for name, _ in box.keys)]
        _learn_seeds(keyring, box)
        return [None]
    return []


def _learn_previous(keyring: Keyring, body: bytes) -> list[Opens]:
    """Take the seeds that a newer epoch holds of earlier ones, where that one is ours."""
    with suppress(SealError, MalformedError):
        plain = keyring.open_previous(body)
        if plain is not None:
            _learn_seeds(keyring, from_bytes(plain, GrantBox))
            return [None]
    return []


def _learn_seeds(keyring: Keyring, box: GrantBox) -> None:
    for compartment, epoch, seed in box.seeds:
        keyring.learn_seed(compartment, epoch, seed)


def adopt_own_wraps(store: Store, keyring: Keyring) -> frozenset[bytes]:
    """Know the sessions that this device wrote under without being able to read their epoch.

    A spoiled row closes what it held and no more; returns the sessions of such rows.
    """
    wraps = store.own_wraps(keyring.device).items()
    return frozenset(name for name, sealed in wraps if not _adopt_own_wrap(keyring, name, sealed))


def _adopt_own_wrap(keyring: Keyring, session: bytes, sealed: bytes) -> bool:
    """Know one session; tells whether its wrap opens."""
    try:
        plain = keyring.open_local("own-wrap", sealed)
    except (SealError, VersionError):
        return False
    keyring.adopt(Session(session, plain[:16], plain[16:48], plain[48:]))
    return True
