"""The recovery sheet after its first day: shares of it, a drill that writes nothing, a new one.

Rebuilding access from it is `founding`; the words of shares are `sheet_shares`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from vault import acts
from vault.archive import directory, founding, passphrases, sheet_shares, slots
from vault.archive.home import Home
from vault.archive.ledger import Ledger, Progress
from vault.archive.library import Library
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.format import BoxType, context, header
from vault.crypto.primitives import KEY_BYTES
from vault.errors import WrongKeyError
from vault.journal.state import CompartmentState, MemberState
from vault.keyring import Keyring, ShareBox
from vault.model import DeskId, ObjectHash, Part, Record
from vault.store import Store

_NOT_YOURS = "That is not your recovery sheet for this vault."


class CompartmentDrill(Record, frozen=True):
    """What a sheet does with one compartment: "opened", "empty" (nothing there) or "no key"."""

    desk: str
    part: str
    result: str


class DrillView(Record, frozen=True):
    """What a sheet, or shares of it, would give back; nothing was written."""

    member: str
    compartments: tuple[CompartmentDrill, ...]
    complete: bool


# --- shares --------------------------------------------------------------------------------


@use_case
def kit(archive: Archive, words: list[str], count: int, needed: int) -> tuple[str, ...]:
    """Split my recovery sheet into shares of which `needed` suffice; the sheet stays valid.

    The typed words prove that the sheet is held. Raises MalformedError for mistyped words,
    WrongKeyError for another sheet than mine, UsageError for impossible numbers.
    """
    seed = passphrases.seed_from_sheet(words)
    sheet = founding.recovery_keyring(archive.ledger.keyring.vault_id, seed)
    if sheet.device != archive.myself.recovery.id:
        raise WrongKeyError(_NOT_YOURS)
    return sheet_shares.split(seed, count, needed)


# --- drill ---------------------------------------------------------------------------------


def drill(path: Path, home: Home, seed: bytes, progress: Progress | None = None) -> DrillView:
    """Show what the 32 bytes of a sheet would give back, in memory alone.

    Derives the sheet's keys, verifies and folds the vault with them, and opens one object of each
    compartment that they reach. Raises what `founding.recover` raises.
    """
    with Store.open(path, readonly=True) as store:
        sheet = founding.recovery_keyring(founding.claimed_id(store), seed)
        ledger = Ledger(store, sheet, home)
        ledger.open_for_recovery(progress)
        member = founding.owner(ledger.state, sheet.device)
        found = tuple(_drilled(ledger, member))
        name = Library(ledger).member_name(member.id)
        return DrillView(name, found, all(each.result != "no key" for each in found))


def _drilled(ledger: Ledger, member: MemberState) -> Iterator[CompartmentDrill]:
    """Yield what each compartment that the member's roles read does, or that the sheet reaches."""
    library, state = Library(ledger), ledger.state
    for compartment in state.compartments.values():
        desk = compartment.desk
        due = not desk or compartment.part in directory.parts_due(state, member, DeskId(desk))
        held = any(ledger.keyring.holds(epoch) for epoch in compartment.epochs)
        if due or held:
            label = library.desk_name(desk) if desk else ""
            yield CompartmentDrill(label, str(compartment.part), _try(ledger, compartment))


def _try(ledger: Ledger, compartment: CompartmentState) -> str:
    if not all(ledger.keyring.holds(epoch) for epoch in compartment.epochs):
        return "no key"
    if compartment.part is Part.JOURNAL:
        return "opened" if _opens_details(ledger, compartment) else "empty"
    return "opened" if _opens_body(ledger, compartment) else "empty"


def _opens_body(ledger: Ledger, compartment: CompartmentState) -> bool:
    """Open the first object of a compartment; raises SealError when its key does not do it."""
    vault_id = ledger.keyring.vault_id
    for name in ledger.store.objects_beginning(header(BoxType.BODY)):
        body = ledger.store.object(name)
        session = boxes.session_of_body(body)
        if ledger.epoch_of(session) in compartment.epochs:
            boxes.open_body(vault_id, ledger.session(session), body)
            return True
    return False


def _opens_details(ledger: Ledger, compartment: CompartmentState) -> bool:
    """Open the first entry that is boxed to a compartment without objects."""
    for row in ledger.store.entries():
        boxed = boxes.details_boxes(row.details)[0] if row.details else ()
        for session, _ in boxed:
            if ledger.epoch_of(session) in compartment.epochs:
                opened = ledger.session(session)
                boxes.open_details(ledger.keyring.vault_id, opened, row.details)
                return True
    return False


# --- a new sheet ---------------------------------------------------------------------------


@use_case
def renew(archive: Archive, passphrase: bytes) -> tuple[str, ...]:
    """Make a new recovery sheet; the old one and its shares vouch for nothing any more.

    Returns the 24 words, shown once. The old sheet still opens what it could open in old copies.
    Raises WrongKeyError when the passphrase is not this device's.
    """
    ledger = archive.ledger
    slots.check(ledger.store, ledger.home, ledger.keyring, passphrase)
    seed = primitives.random_bytes(KEY_BYTES)
    sheet = founding.recovery_keyring(ledger.keyring.vault_id, seed)
    ledger.commit(lambda writing: _renewed(writing, ledger.keyring, sheet))
    return passphrases.sheet_from_seed(seed)


def _renewed(writing: Writing, mine: Keyring, sheet: Keyring) -> acts.Known:
    keys = founding.device_keys(sheet)
    vouched = context("recovery", mine.vault_id, writing.member, keys.kem, keys.sign)
    return acts.RecoveryRenewed(
        member=writing.member, at=writing.now(), who=writing.member, recovery=keys,
        voucher=mine.device, signature=mine.sign(vouched),
        boxes=tuple(_boxes(writing, mine, keys)),
    )  # fmt: skip


def _boxes(writing: Writing, mine: Keyring, keys: acts.DeviceKeys) -> Iterable[ObjectHash]:
    device = founding.state_of(keys, writing.member)
    yield from founding.grant_boxes(writing, mine.all_seeds(), [device])
    if mine.all_shared():
        yield writing.seal_to_device(device, ShareBox(mine.all_shared()))
