"""An entry's details opened into its act, and the key that its device's first entry carries.

Which entries there are, and what acts do to the state, is `ledger` and `journal.fold`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from vault import acts
from vault.crypto import boxes
from vault.crypto.boxes import Session
from vault.errors import IntegrityError, MalformedError, NoKeyError, SignatureError
from vault.journal import cores
from vault.journal.cores import Attestation
from vault.keyring import Keyring
from vault.model import from_bytes
from vault.store import EntryRow

Sessions = Callable[[bytes], Session]


def open_act(keyring: Keyring, session: Sessions, details: bytes) -> acts.Known | acts.Newer | None:
    """Open and decode an act; one that its signer left malformed is kept and does nothing.

    None when no key of mine opens it.
    """
    plain = _open_details(keyring, session, details)
    try:
        return None if plain is None else acts.act_from_bytes(plain)
    except MalformedError:
        return acts.Newer("malformed")


def _open_details(keyring: Keyring, session: Sessions, details: bytes) -> bytes | None:
    vault_id = keyring.vault_id
    for named, _ in boxes.details_boxes(details)[0]:
        try:
            return boxes.open_details(vault_id, session(named), details)
        except NoKeyError:
            continue
    return keyring.open_shared(
        details_hash(details), lambda key: boxes.open_details_with_key(vault_id, key, details)
    )


def read_attestation(keyring: Keyring, session: Sessions, row: EntryRow) -> Attestation:
    """Open and decode who signed an entry; raises NoKeyError, IntegrityError."""
    opened = session(boxes.session_of_attestation(row.attestation))
    plain = boxes.open_attestation(keyring.vault_id, opened, row.attestation)
    try:
        return from_bytes(plain, Attestation)
    except MalformedError:
        raise IntegrityError("A journal entry is damaged.") from None


def details_hash(details: bytes) -> bytes:
    """Return the name by which the key of details is shared."""
    return hashlib.sha256(details).digest()


def first_signer(act: acts.Known | acts.Newer | None, genesis_core: bytes | None) -> bytes:
    """Return the key that must have signed a device's first entry: the entry carries it.

    `genesis_core` is given while there is no member: then the founding has to be of its keys.
    """
    if isinstance(act, acts.Founded) and genesis_core is not None:
        genesis = cores.read_genesis(genesis_core)
        carried = (act.device.kem, act.device.sign, act.roster.public)
        if carried == (genesis.kem, genesis.sign, genesis.roster):
            return act.device.sign
    if isinstance(act, acts.DeviceAdded):
        return act.device.sign
    raise SignatureError
