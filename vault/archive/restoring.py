"""Going on from an older copy of the vault: a new device, and a second person who agrees.

Opening such a file, for reading only, is `ledger`; bringing it up to date `exchange`. A drill
tries a backup and a sheet out, and writes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vault import acts
from vault.archive import devices, founding, passphrases
from vault.archive.home import Home
from vault.archive.ledger import Ledger
from vault.archive.library import Library, iso
from vault.archive.naming import one
from vault.archive.pinning import Behind, Heads
from vault.archive.session import Archive, first_hash, use_case
from vault.archive.writing import Writing
from vault.crypto import boxes
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.format import BoxType, header
from vault.crypto.primitives import KdfCost
from vault.errors import MissingObjectError, NoKeyError, RefusedError, UsageError
from vault.journal.expected import outcomes
from vault.journal.state import RestoreState
from vault.model import DeviceId, EntryHash, EpochId, MemberId, ObjectHash, Record, VaultId
from vault.roles import Deed
from vault.store import Store

_NOTHING: Final = "This file is not older than what this computer saw: there is nothing to accept."
_NOT_YOU: Final = "A second person who reviews or edits agrees to that."
_NO_ENTRY: Final = EntryHash(b"")


class RestoreView(Record, frozen=True):
    """A colleague, or I, goes on from an older copy; `confirmed_by` is empty while it waits."""

    id: str
    by: str
    at: str
    confirmed_by: str
    may_confirm: bool


class DrillView(Record, frozen=True):
    """What a backup and a sheet would bring back. `parts` opened, `empty` hold nothing yet."""

    member: str
    until: str  # the latest claimed time, ISO
    entries: int
    objects: int
    parts: tuple[str, ...]
    empty: tuple[str, ...]


@use_case
def accept(archive: Archive, passphrase: bytes, cost: KdfCost = KDF_DEFAULT) -> None:
    """Go on from this older file as a new device; somebody else has to agree before it writes.

    At one computer a second member's acceptance of the same file is that consent. Afterwards the
    vault is closed: unlock again. Raises UsageError when the file is not older, WrongKeyError.
    """
    ledger = archive.ledger
    behind = ledger.behind
    if behind is None:
        raise UsageError(_NOTHING)
    heads = tuple((device, head) for device, each in ledger.seen() for head in each)
    confirms = _waiting_here(archive)

    def say(writer: Ledger) -> None:
        writer.commit(lambda writing: _acceptance(writing, writer, (heads, behind), confirms))

    with ledger.catching_up():
        devices.begin_new_device(archive, passphrase, cost, also=say)


def _acceptance(
    writing: Writing, writer: Ledger, told: tuple[Heads, Behind], confirms: EntryHash
) -> acts.Known:
    heads, behind = told
    return acts.RestoreAccepted(
        member=writing.member, at=writing.now(), device=writer.keyring.device, heads=heads,
        seen=behind.lacks, confirms=confirms,
    )  # fmt: skip


def _waiting_here(archive: Archive) -> EntryHash:
    """Return a colleague's acceptance that I may agree to by accepting the same file."""
    waiting = (r for r in archive.state.restores.values() if _may_confirm(archive, r))
    found = next(waiting, None)
    return found.entry if found else _NO_ENTRY


def _may_confirm(archive: Archive, restore: RestoreState) -> bool:
    may = any(archive.may(Deed.CONFIRM_RESTORE, desk) for desk in archive.state.desks)
    return may and not restore.confirmed_by and restore.member != archive.myself.id


@use_case
def restores(archive: Archive) -> list[RestoreView]:
    """Return who went on from an older copy, the latest first."""
    return [_view(archive, each) for each in reversed(archive.state.restores.values())]


def _view(archive: Archive, restore: RestoreState) -> RestoreView:
    name = archive.library.member_name
    second = name(restore.confirmed_by) if restore.confirmed_by else ""
    ident, may = restore.entry.hex(), _may_confirm(archive, restore)
    return RestoreView(ident, name(restore.member), iso(restore.at), second, may)


@use_case
def confirm(archive: Archive, given: str) -> RestoreView:
    """Agree that a colleague goes on from an older copy: ask them by voice whether they do.

    Raises UsageError for an unknown one, RefusedError for who is no second person.
    """
    known = [(bytes(entry), "") for entry in archive.state.restores]
    restore = archive.state.restores[EntryHash(one(known, given, "restore"))]
    if not _may_confirm(archive, restore):
        raise RefusedError(_NOT_YOU, ("RESTORE-02",))
    archive.ledger.commit(
        lambda writing: acts.RestoreAccepted(
            member=writing.member, at=writing.now(), device=DeviceId(b""), heads=(), seen=(),
            confirms=restore.entry,
        )
    )  # fmt: skip
    return _view(archive, archive.state.restores[restore.entry])


def notices(archive: Archive) -> tuple[str, ...]:
    """Say who goes on from an older copy without anybody's consent yet."""
    return tuple(
        f"{archive.library.member_name(each.member)} goes on from an older copy of the vault; "
        "somebody else has to agree (strongroom restore list)."
        for each in archive.state.restores.values()
        if not each.confirmed_by
    )


# --- drill ---------------------------------------------------------------------------------


def drill(path: Path, home: Home, words: list[str]) -> DrillView:
    """Try a backup and a recovery sheet out in memory: one record of each part is opened.

    Raises MalformedError for a mistyped word, WrongKeyError for a sheet of another vault,
    MissingObjectError and SealError for a damaged backup. Nothing is written.
    """
    seed = passphrases.seed_from_sheet(words)
    with Store.open(path, readonly=True) as store:
        keyring = founding.recovery_keyring(VaultId(first_hash(store)), seed)
        ledger = Ledger(store, keyring, home)
        ledger.open_for_recovery()
        owner = founding.owner(ledger.state, keyring.device)
        names = [ObjectHash(name) for name in store.object_hashes()]
        if outcomes(ledger.state, names, devices=owner.devices).missing:
            raise MissingObjectError
        return _drilled(ledger, owner.id, names)


def _drilled(ledger: Ledger, owner: MemberId, names: list[ObjectHash]) -> DrillView:
    library, opened = Library(ledger), _opened_epochs(ledger, names)
    parts: dict[bool, list[str]] = {True: [], False: []}
    for compartment in ledger.state.compartments.values():
        for epoch in filter(ledger.keyring.holds, compartment.epochs):
            desk = library.desk_name(compartment.desk) if compartment.desk else ""
            label = f"{desk}: {compartment.part}" if desk else str(compartment.part)
            parts[epoch in opened].append(label)
    until = max(ledger.state.heard.values(), default=0)
    return DrillView(
        library.member_name(owner), iso(until), ledger.store.entry_count, len(names),
        tuple(sorted(parts[True])), tuple(sorted(parts[False])),
    )  # fmt: skip


def _opened_epochs(ledger: Ledger, names: list[ObjectHash]) -> set[EpochId]:
    """Open one record under each epoch that the sheet reaches; returns the epochs."""
    opened: set[EpochId] = set()
    for name in names:
        body = ledger.store.object(name)
        if not body.startswith(header(BoxType.BODY)):
            continue
        try:
            epoch = EpochId(ledger.session(boxes.session_of_body(body)).epoch)
        except NoKeyError:
            continue
        if epoch not in opened:
            ledger.unsealed(name)
            opened.add(epoch)
    return opened
