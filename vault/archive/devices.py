"""Devices of a member: a new one in the place of one whose folder was moved, copied or restored.

A device's chain goes on in one place only. What makes a device at founding, joining or from a
recovery sheet is `founding` and `joining`.
"""

from __future__ import annotations

from collections.abc import Callable

from vault import acts
from vault.archive import founding, lacking, shares, slots
from vault.archive.learning import FORMER
from vault.archive.ledger import Ledger
from vault.archive.session import Archive, use_case
from vault.archive.slots import Protection
from vault.archive.writing import Writing
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.format import context
from vault.crypto.primitives import KdfCost
from vault.errors import SealError
from vault.keyring import DeviceSeeds, Keyring, ShareBox
from vault.model import MemberId, to_bytes
from vault.store import LocalTable, Store

# What a device keeps for itself, by table and purpose: all of it moves to the new device.
_KEPT = (
    (LocalTable.DRAFT, "draft"),
    (LocalTable.REQUEST_KEY, "members-shown"),
    (LocalTable.REQUEST_KEY, "request-key"),
    (LocalTable.REQUEST_KEY, FORMER),
    (LocalTable.SEGMENT, "handed-in"),
)


@use_case
def begin_new_device(
    archive: Archive, passphrase: bytes, cost: KdfCost = KDF_DEFAULT,
    also: Callable[[Ledger], None] | None = None,
) -> None:  # fmt: skip
    """Go on as a new device, vouched for by the old one: after a copy, a move or a restore.

    Drafts and what this member alone can read move over; open invitations do not, since their
    safety words are the old device's. The old device's slot is gone from this copy, and its chain
    ends. Afterwards the vault is closed: unlock again. Raises WrongKeyError when the passphrase is
    not this device's. `also` writes, as the new device, what belongs to the same step.
    """
    ledger = archive.ledger
    store, old, home = ledger.store, ledger.keyring, ledger.home
    slots.check(store, home, old, passphrase)
    member = archive.myself.id
    seeds = DeviceSeeds.fresh()
    new = Keyring(old.vault_id, seeds)
    old.hand_seeds_to(new)
    slot = slots.seal_new(home, new, seeds, Protection(passphrase, cost))
    writer = Ledger(store, new, home)
    writer.refresh()
    with store.atomic():
        store.put_slot(new.device, slot)
        store.remove_slot(old.device)  # first: what another copy of it handed in stays here
        _move_rows(store, old, new)
        _vouch(writer, old, member)
        lacking.carry_on(writer, [old.device])
        if also is not None:
            also(writer)
    home.forget(old.vault_id, old.device)
    archive.close()


def _vouch(ledger: Ledger, old: Keyring, member: MemberId) -> None:
    keyring = ledger.keyring
    mine = founding.device_keys(keyring)
    vouched = context("device-statement", keyring.vault_id, member, mine.kem, mine.sign)

    def build(writing: Writing) -> acts.Known:
        device = founding.state_of(mine, member)
        founding.grant_boxes(writing, keyring.all_seeds(), [device])
        for bundle in shares.all_of_device(ledger.store, old):
            writing.seal_to_device(device, bundle)
        if old.all_shared():
            writing.seal_to_device(device, ShareBox(old.all_shared()))
        return acts.DeviceAdded(
            member=member, at=writing.now(), who=member, device=mine,
            voucher=old.device, signature=old.sign(vouched),
        )  # fmt: skip

    ledger.commit(build)


def _move_rows(store: Store, old: Keyring, new: Keyring) -> None:
    """Move the rows of a device to the next, with the key of boxes that are on their way to it.

    Two colleagues who begin new devices and make new keys beside each other would else never
    open what the other one sealed meanwhile.
    """
    former = new.seal_local(FORMER, to_bytes(old.as_former()))
    store.put_local(LocalTable.REQUEST_KEY, new.device, former)
    for session, sealed in store.own_wraps(old.device).items():
        plain = old.open_local("own-wrap", sealed)
        store.put_own_wrap(session, new.device, new.seal_local("own-wrap", plain))
        store.remove_own_wrap(session, old.device)
    for table, purpose in _KEPT:
        for number, sealed in list(store.local_rows(table, old.device)):
            try:
                plain = old.open_local(purpose, sealed)
            except SealError:
                continue  # a row of another purpose
            store.put_local(table, new.device, new.seal_local(purpose, plain))
            store.remove_local(table, number, old.device)
