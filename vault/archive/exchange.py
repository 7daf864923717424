"""Exchange with other computers: what a colleague lacks into a packet, a packet into the vault.

Carriers see ciphertext and are believed nothing: every entry proves itself before anything is
kept. How a packet is written is `journal.packets`; letting somebody in from another computer is
`joining`, and the carriers besides files are `carriers`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Iterator, Set
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from vault.archive import lacking, leaving, slots
from vault.archive.directory import find_member
from vault.archive.home import Home, writing_in
from vault.archive.ledger import Ledger
from vault.archive.session import Archive, first_hash, use_case
from vault.errors import (
    IntegrityError,
    MalformedError,
    MissingObjectError,
    NoKeyError,
    NotPermittedError,
    UsageError,
    VaultIdError,
)
from vault.journal import order
from vault.journal.cores import Core, HeadVector, hash_of, read_core
from vault.journal.packets import Head, PackedEntry, PacketWriter, read_head, read_packet
from vault.keyring import Keyring
from vault.model import DeviceId, EntryHash, ObjectHash, Record, VaultId
from vault.store import EntryRow, Store

_ANOTHER_VAULT = "That packet belongs to another vault; nothing was taken in."
_NOT_WHOLE = "The packet lacks something that it says it holds; nothing was taken in."
_NOT_FOR_YOU = (
    "That packet does not let you in: ask for one that was written after you were admitted."
)
_NOT_SEALED_TO_YOU = (
    "That packet is sealed to keys that you were not given: you were signed out, or a packet that "
    "hands them to you is still on its way. Nothing was taken in."
)
_NO_FILE = "There is no such packet file."
_CHUNK_BYTES = 1024 * 1024
_LARGE_BYTES = 64 * 1024 * 1024  # from here on leaving the WAL for it pays


class SentView(Record, frozen=True):
    """A packet that was written. Without entries there was nothing new and no file was made."""

    path: str
    entries: int
    objects: int
    size_bytes: int


class ReceivedView(Record, frozen=True):
    """What a packet brought. `kept_aside`: packets that wait for an earlier one.

    `not_here_yet` counts the pieces of attachments, and what its sender handed in, that this vault
    lacks now.
    `set_apart`: how many entries more are set apart now: written by who was signed out, beyond what
    counts.
    """

    entries: int
    objects: int
    kept_aside: int
    not_here_yet: int = 0
    set_apart: int = 0


# --- sending -------------------------------------------------------------------------------


@use_case
def send(
    archive: Archive,
    path: Path,
    to: tuple[str, ...] = (),
    *,
    whole: bool = False,
    attachments: bool = True,
) -> SentView:
    """Write a packet with everything that colleagues may lack into a new file, mode 0600.

    What a colleague has is known from what they wrote: each entry says what its writer had seen.
    `to` names members, all others without it; `whole` goes back to the beginning. Without
    `attachments` their pieces are left out; with them, also those that an earlier packet left
    out. Raises UsageError for a file that exists or cannot be written, or a vault with nobody
    to send to.
    """
    devices = receivers(archive, to)
    ledger = archive.ledger
    lacking.note_what_came(archive)
    known = set() if whole else set.intersection(*(ledger.known_to(d) for d in devices))
    if not attachments:
        return write_new(archive, path, known, None)
    return write_new(archive, path, known, lacking.wanted_by(archive, devices))


def receivers(archive: Archive, to: tuple[str, ...]) -> list[DeviceId]:
    """Return the devices of the named members, of all others without names."""
    named = [find_member(archive, given) for given in to]
    others = [m for m in archive.state.members.values() if m.id != archive.myself.id]
    devices = [
        device
        for member in named or others
        if not member.signed_out and not member.is_field
        for device in member.devices
        if device != archive.ledger.keyring.device and device not in archive.state.lost
    ]
    if not devices:
        raise UsageError("There is nobody to send to yet.")
    return devices


def write_new(
    archive: Archive,
    path: Path,
    known: set[EntryHash],
    further: Set[ObjectHash] | None = frozenset(),
) -> SentView:
    """Write a packet of all that is not known into a new file that appears whole or not at all.

    `further` are objects of known entries that go along; None leaves pieces of attachments out.
    """
    if path.exists():
        raise UsageError("A file of that name is there already; nothing was written.")
    head, entries, objects = _contents(archive, known, further)
    if not entries and not objects:
        return SentView(str(path), 0, 0, 0)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _mode_in(path.parent))
        with os.fdopen(handle, "wb") as file:
            _write(archive.ledger.store, PacketWriter(file, head), entries, objects)
            file.flush()
            os.fsync(file.fileno())
            size_bytes = file.tell()
        temporary.replace(path)
    except FileNotFoundError:
        raise UsageError("The folder for the packet is not there.") from None
    finally:
        temporary.unlink(missing_ok=True)
    return SentView(str(path), head.entries, head.objects, size_bytes)


def _mode_in(folder: Path) -> int:
    """Return a new file's mode: 0600, or what a folder shared with a group lets others read."""
    with suppress(FileNotFoundError):
        return 0o600 | (stat.S_IMODE(folder.stat().st_mode) & 0o060)
    return 0o600


def _contents(
    archive: Archive, known: set[EntryHash], further: Set[ObjectHash] | None
) -> tuple[Head, list[EntryHash], list[ObjectHash]]:
    ledger, links = archive.ledger, archive.ledger.links
    new = [entry for entry in archive.state.entries if entry not in known]
    if known:
        new = [entry for entry in new if entry in links]  # all but genesis, which they have
    named: list[ObjectHash] = []
    for entry in new:
        if entry in links:
            named += _core_of(ledger.store, entry).adds
    here = [name for name in dict.fromkeys(named) if _is_here(archive, name)]
    if further is None:
        here = lacking.without_pieces(ledger.store, here)
    here += sorted((further or frozenset()) - archive.ledger.gone - set(here))
    omitted = set(named) - set(here) - archive.state.removed
    before = order.heads_of(links[entry] for entry in known)
    vault_id = ledger.keyring.vault_id
    sizes = (len(new), len(here))
    return Head(vault_id, before, ledger.seen(), tuple(sorted(omitted)), *sizes), new, here


def must_carry(archive: Archive, entries: Set[EntryHash]) -> set[ObjectHash]:
    """Return the objects of some entries that no packet with these may leave out, if they are here.

    Pieces of attachments it may.
    """
    ledger = archive.ledger
    known = (entry for entry in entries if entry in ledger.links)
    named = (name for entry in known for name in _core_of(ledger.store, entry).adds)
    here = (name for name in named if _is_here(archive, name))
    return set(lacking.without_pieces(ledger.store, here))


def _is_here(archive: Archive, name: ObjectHash) -> bool:
    return name not in archive.ledger.gone and archive.ledger.store.has_object(name)


def _core_of(store: Store, entry: EntryHash) -> Core:
    return read_core(_row(store, entry).core)


def _row(store: Store, entry: EntryHash) -> EntryRow:
    row = store.entry(entry)
    if row is None:
        raise IntegrityError
    return row


def _write(
    store: Store, packet: PacketWriter, entries: list[EntryHash], objects: list[ObjectHash]
) -> None:
    for name in objects:
        packet.object(store.object(name))
    for entry in entries:
        row = _row(store, entry)
        packet.entry(row.core, row.attestation, row.details)
    packet.finish()


# --- receiving -----------------------------------------------------------------------------


@use_case
def receive(archive: Archive, path: Path) -> ReceivedView:
    """Take a packet in: all of it or nothing; one that was taken before changes nothing.

    One that builds on entries that are not here yet is kept aside and taken in after them.
    Raises VaultIdError for another vault's, MalformedError for a file that is no whole packet,
    and whatever refusal its entries earn; then nothing of it is kept.
    """
    before = len(leaving.set_apart(archive))
    with opened(path) as file:
        taken = take_or_keep(archive, file)
    view = with_waiting(archive, taken)
    return replace(view, set_apart=max(0, len(leaving.set_apart(archive)) - before))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a packet's file; only a regular file has an end that can be relied on."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe keeps waiting
    except FileNotFoundError:
        raise UsageError(_NO_FILE) from None
    except OSError:
        raise UsageError("That packet file cannot be read.") from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UsageError(_NO_FILE)
        yield file


def take_or_keep(archive: Archive, file: BinaryIO) -> ReceivedView:
    """Take one packet in, or keep it aside while what it builds on is not here."""
    head = _head_for(file, archive.ledger.keyring.vault_id)
    if is_known(archive, head.after) and not _brings_what_lacks(archive, file):
        return ReceivedView(0, 0, 0)
    file.seek(0)
    if not is_known(archive, head.before):
        _keep_aside(archive, file)
        return ReceivedView(0, 0, 1)
    return _take(archive, file)


def _brings_what_lacks(archive: Archive, file: BinaryIO) -> bool:
    """Tell whether a packet whose entries are all known holds something that was left out."""
    lacks = lacking.lacking_here(archive)
    if not lacks:
        return False
    file.seek(0)
    _, contents = read_packet(file)
    return any(isinstance(e, bytes) and hashlib.sha256(e).digest() in lacks for e in contents)


def is_known(archive: Archive, heads: HeadVector) -> bool:
    """Tell whether every head of a vector was taken in."""
    return all(head in archive.state.entries for _, each in heads for head in each)


def _head_for(file: BinaryIO, vault_id: VaultId) -> Head:
    head = read_head(file)
    if head.vault != vault_id:
        raise VaultIdError(_ANOTHER_VAULT)
    return head


def _take(archive: Archive, file: BinaryIO) -> ReceivedView:
    ledger = archive.ledger
    store = ledger.store
    is_large = os.fstat(file.fileno()).st_size > _LARGE_BYTES
    at_once = store.written_once() if is_large else nullcontext()
    with ledger.catching_up(), at_once, store.atomic():
        trial = Ledger(store, ledger.keyring.again(), ledger.home)
        once_here = ledger.state.added.keys() - ledger.state.omitted
        try:
            view = _take_into(store, trial, file, ledger.gone, once_here)
        except NoKeyError:
            raise NotPermittedError(_NOT_SEALED_TO_YOU) from None
    ledger.take_in()
    return view


def _take_into(
    store: Store, trial: Ledger, file: BinaryIO,
    tombstones: frozenset[ObjectHash] = frozenset(), once_here: Set[ObjectHash] = frozenset(),
) -> ReceivedView:  # fmt: skip
    """Keep a packet's rows and verify the vault with them; raises, and the caller rolls back.

    `once_here` is what the file held: no packet's word excuses that it is gone.
    """
    head, contents = read_packet(file)
    before = store.entry_count
    added = [_keep(store, each, tombstones) for each in contents]
    entries = store.entry_count - before
    try:
        lacking.verify_and_note(trial, frozenset(head.omitted) - once_here)
    except MissingObjectError:
        raise MalformedError(_NOT_WHOLE) from None
    if not all(h in trial.state.entries for _, each in head.after for h in each):
        raise MalformedError(_NOT_WHOLE)
    new = [name for name in added if name]
    kept = [n for n in new if n in trial.state.added and n not in trial.gone]
    for name in set(new).difference(kept):
        store.remove_object(name)  # in no entry, so nobody answers for it, or removed for good
    return ReceivedView(entries, len(kept), 0)


def _keep(store: Store, each: PackedEntry | bytes, tombstones: frozenset[ObjectHash]) -> ObjectHash:
    """Keep one entry or object; returns the hash of an object that was not here before."""
    if isinstance(each, bytes):
        name = hashlib.sha256(each).digest()
        if name in tombstones:
            return ObjectHash(b"")
        is_new = not store.has_object(name)
        name = store.add_object(each)
        return ObjectHash(name if is_new else b"")
    if each.attestation or each.details:
        core = read_core(each.core)
        place = (core.device, core.n)
        store.add_entry(EntryRow(hash_of(each.core), *place, *each))
    return ObjectHash(b"")


def _keep_aside(archive: Archive, file: BinaryIO) -> None:
    """Copy a packet into the home, under a name made of its content: twice is once."""
    vault_id = archive.ledger.keyring.vault_id
    temporary = archive.ledger.home.waiting_packet(vault_id, secrets.token_bytes(32))
    temporary = temporary.with_name(f".{temporary.name}.{secrets.token_hex(4)}")
    digest = hashlib.sha256()
    with writing_in(temporary.parent):
        try:
            with temporary.open("wb") as kept:
                while chunk := file.read(_CHUNK_BYTES):
                    digest.update(chunk)
                    kept.write(chunk)
            temporary.replace(archive.ledger.home.waiting_packet(vault_id, digest.digest()))
        finally:
            temporary.unlink(missing_ok=True)


def with_waiting(archive: Archive, taken: ReceivedView) -> ReceivedView:
    """Take in the packets that were kept aside and whose time has come; adds up what came."""
    ledger = archive.ledger
    lacking.note_what_came(archive)
    entries, objects, went_on = taken.entries, taken.objects, bool(taken.entries)
    while went_on:
        went_on = False
        for path in ledger.home.waiting_packets(ledger.keyring.vault_id):
            more = _try_waiting(archive, path)
            entries, objects = entries + more.entries, objects + more.objects
            went_on = went_on or bool(more.entries)
    left = len(ledger.home.waiting_packets(ledger.keyring.vault_id))
    return ReceivedView(entries, objects, left, len(lacking.lacking_here(archive)))


def _try_waiting(archive: Archive, path: Path) -> ReceivedView:
    """Take a packet that was kept aside in, or leave it; one that is refused is dropped."""
    nothing = ReceivedView(0, 0, 0)
    try:
        with opened(path) as file:
            if not is_known(archive, read_head(file).before):
                return nothing
            file.seek(0)
            taken = take_or_keep(archive, file)
    except (IntegrityError, MalformedError):
        taken = nothing
    path.unlink(missing_ok=True)
    return taken


# --- the first packet ----------------------------------------------------------------------


def waits_for_first(path: Path) -> bool:
    """Tell whether a vault holds nothing yet but its beginning: somebody joined and waits."""
    with Store.open(path, readonly=True) as store:
        return store.entry_count == 1


def receive_first(path: Path, home: Home, passphrase: bytes, packet: Path) -> ReceivedView:
    """Turn what `join` made on this computer into a vault, with the packet of the admission.

    Raises WrongKeyError, and the same refusals as `receive`; then nothing of it is kept.
    """
    with Store.open(path) as store, opened(packet) as file:
        vault_id = VaultId(first_hash(store))
        keyring = Keyring(vault_id, slots.open_any(store, home, vault_id, passphrase))
        head = _head_for(file, vault_id)
        file.seek(0)
        ledger = Ledger(store, keyring, home)
        with store.atomic():
            _take_first(store, ledger, file)
        ledger.try_to_pin()
        return ReceivedView(head.entries, head.objects, 0)


def _take_first(store: Store, ledger: Ledger, file: BinaryIO) -> None:
    try:
        _take_into(store, ledger, file)
    except NoKeyError:
        raise UsageError(_NOT_FOR_YOU) from None
    if ledger.keyring.device not in ledger.state.devices:
        raise UsageError(_NOT_FOR_YOU)
