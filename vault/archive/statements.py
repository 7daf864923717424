"""The signed keys of a member's device, read back from the journal's own entry, for safety words.

The folded state keeps the keys and not the signature over them; the words are made from both.
"""

from __future__ import annotations

import hashlib

from vault import acts
from vault.archive.ledger import Ledger
from vault.crypto import boxes
from vault.errors import IntegrityError, SealError
from vault.journal import cores
from vault.journal.cores import Core
from vault.journal.state import MemberState
from vault.model import DeviceId, EntryHash


def statement(ledger: Ledger, member: MemberState) -> acts.DeviceKeys:
    """Return the signed keys of the device that a member uses now: the last one added."""
    device = next(reversed(member.devices))
    admission = _admission(ledger, member)
    if _names(device, admission.device):
        return admission.device
    added = _first_act(ledger, device)
    if isinstance(added, acts.DeviceAdded) and _names(device, added.device):
        return added.device
    raise IntegrityError


def _names(device: DeviceId, keys: acts.DeviceKeys) -> bool:
    return device == boxes.device_id(keys.kem, keys.sign)


def _admission(ledger: Ledger, member: MemberState) -> acts.Founded | acts.Admitted:
    """Return what brought the member: the entry that is the first to add their card."""
    act = _act(ledger, ledger.state.added[member.card])
    if isinstance(act, acts.Founded) and act.member == member.id:
        return act
    if isinstance(act, acts.Admitted) and act.who == member.id:
        return act
    raise IntegrityError


def _first_act(ledger: Ledger, device: DeviceId) -> acts.Known | acts.Newer:
    """Return what the first entry of a device's chain says: it carries who vouched for it."""
    last = ledger.store.last(device)
    if last is None:
        raise IntegrityError
    name = EntryHash(last[1])
    while (core := _core(ledger, name)[0]).n > 1:
        name = core.previous
    return _act(ledger, name)


def _core(ledger: Ledger, name: EntryHash) -> tuple[Core, bytes]:
    """Return an entry's core and details, checked against the hash that the fold verified."""
    row = ledger.store.entry(name)
    if row is None or cores.hash_of(row.core) != name:
        raise IntegrityError
    core = cores.read_core(row.core)
    if hashlib.sha256(row.details).digest() != core.details:
        raise SealError
    return core, row.details


def _act(ledger: Ledger, name: EntryHash) -> acts.Known | acts.Newer:
    _, details = _core(ledger, name)
    (session, _), *_ = boxes.details_boxes(details)[0]
    plain = boxes.open_details(ledger.keyring.vault_id, ledger.session(session), details)
    return acts.act_from_bytes(plain)
