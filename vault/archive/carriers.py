"""A folder that several computers share: packets are only ever added to it.

A NAS or a synchronised directory. Each file is one packet, named by its own hash. The folder is
believed nothing: not the names, kinds or sizes of what lies in it, and of what it covers only what
this computer finds in it, byte for byte as it is here. What a packet holds, and how it is taken in,
is `exchange`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from vault.archive import exchange, lacking
from vault.archive.exchange import ReceivedView, SentView
from vault.archive.session import Archive, use_case
from vault.errors import IntegrityError, MalformedError, UsageError, VaultIdError
from vault.journal.cores import hash_of
from vault.journal.packets import Head, PackedEntry, read_head, read_packet
from vault.model import EntryHash, ObjectHash

_ENDING: Final = ".packet"
_CHUNK_BYTES: Final = 1024 * 1024
_NOT_THERE: Final = "That folder is not there: is the drive connected?"
_NOT_OURS: Final = (
    "What lies in that folder in this vault's place is no folder of its own; look at it, and "
    "remove it or use another folder. Nothing was read or written there."
)


@use_case
def send_to_folder(archive: Archive, folder: Path, *, attachments: bool = True) -> SentView:
    """Add a packet with everything that the folder does not hold yet; nothing new adds nothing.

    Without `attachments` their pieces are left out; with them, what others said they lack is
    added too, unless the folder holds it. Raises UsageError when the folder is not there, or
    something else lies in this vault's place.
    """
    own = folder_of(archive, folder)
    own.mkdir(exist_ok=True)
    if own.stat().st_mode & 0o077 != folder.stat().st_mode & 0o077:
        own.chmod(folder.stat().st_mode & 0o777)
    new = own / f"{secrets.token_hex(16)}.part"
    lacking.note_what_came(archive)
    sound = list(sound_packets(archive, own))
    further = _further(archive, sound) if attachments else None
    known = {entry for each in sound for entry in each.entries} & archive.ledger.links.keys()
    sent = exchange.write_new(archive, new, known, further)
    if not sent.entries and not sent.objects:
        return sent
    place = own / f"{_digest(new)}{_ENDING}"
    new.replace(place)
    return SentView(str(place), sent.entries, sent.objects, sent.size_bytes)


@use_case
def receive_from_folder(archive: Archive, folder: Path) -> ReceivedView:
    """Take in every packet of the folder that is not known yet, in whatever order they came.

    `kept_aside` counts those that wait for one that is not in the folder, and those that are
    damaged or no packets: all stay where they are.
    """
    entries = objects = 0
    waiting, refused = list(_packets(folder_of(archive, folder))), 0
    went_on = True
    while waiting and went_on:
        left, went_on = [], False
        for path in waiting:
            try:
                taken = _try(archive, path)
            except (IntegrityError, MalformedError, UsageError):
                refused += 1  # what it says of itself is wrong, and stays so
                continue
            if taken is None:
                left.append(path)
            else:
                entries, objects, went_on = entries + taken.entries, objects + taken.objects, True
        waiting = left
    found = exchange.with_waiting(archive, ReceivedView(entries, objects, 0))
    kept_aside = len(waiting) + refused + found.kept_aside
    return ReceivedView(found.entries, found.objects, kept_aside, found.not_here_yet)


def _try(archive: Archive, path: Path) -> ReceivedView | None:
    """Take one packet in; None when it waits for another. Raises what refuses it."""
    with exchange.opened(path) as file:
        if not exchange.is_known(archive, read_head(file).before):
            return None
        file.seek(0)
        return exchange.take_or_keep(archive, file)


def folder_of(archive: Archive, folder: Path) -> Path:
    """Return this vault's own folder inside the shared one: several vaults may share it.

    Raises UsageError where a link, or anything else, lies in its place: whoever shares the folder
    would have this computer write, and change rights, wherever they like.
    """
    if not folder.is_dir():
        raise UsageError(_NOT_THERE)
    own = folder / archive.ledger.keyring.vault_id.hex()[:24]
    try:
        if not stat.S_ISDIR(own.lstat().st_mode):
            raise UsageError(_NOT_OURS)
    except FileNotFoundError:
        pass
    return own


def _packets(own: Path) -> Iterator[Path]:
    """Yield what calls itself a packet, links and special files left out."""
    try:
        with os.scandir(own) as found:
            named = [
                each.name
                for each in found
                if each.name.endswith(_ENDING) and each.is_file(follow_symlinks=False)
            ]
    except FileNotFoundError:
        return iter(())
    return (own / name for name in sorted(named))


def _further(archive: Archive, sound: list[Sound]) -> set[ObjectHash]:
    """Return the objects that others said they lack and that the folder does not hold."""
    others = set(archive.state.devices) - {archive.ledger.keyring.device}
    return lacking.wanted_by(archive, others).difference(*(each.objects for each in sound))


# --- what a folder holds -------------------------------------------------------------------


class Sound(NamedTuple):
    """A packet that is whole and of this vault: its head, which entries and objects it holds.

    Of the entries those that are the very ones that are here; `is_mine` when all are.
    """

    head: Head
    entries: set[EntryHash]
    objects: set[ObjectHash]
    is_mine: bool


def sound_packets(archive: Archive, own: Path) -> Iterator[Sound]:
    """Yield those packets of a folder that whoever has none of them can take in, one by one.

    Whoever may add files there could otherwise plant one that claims everything, and nobody
    would send anything any more.
    """
    found = (sound(archive, path) for path in _packets(own))
    waiting = [each for each in found if each is not None and each.is_mine]
    entries, objects = {EntryHash(bytes(archive.ledger.keyring.vault_id))}, set[ObjectHash]()
    went_on = True
    while went_on:
        went_on, left = False, []
        for each in waiting:
            if not _can_be_taken(archive, each, entries, objects):
                left.append(each)
                continue
            went_on, entries, objects = True, entries | each.entries, objects | each.objects
            yield each
        waiting = left


def _can_be_taken(
    archive: Archive, packet: Sound, entries: set[EntryHash], objects: set[ObjectHash]
) -> bool:
    """Tell whether a packet goes on from what others brought, and lacks nothing it must have."""
    before = {h for _, each in packet.head.before for h in each}
    after = {h for _, each in packet.head.after for h in each}
    new = (archive.ledger.links[entry] for entry in packet.entries - entries)
    builds_on = {h for link in new for h in (link.previous, *link.seen)}
    if not before <= entries or not after | builds_on <= entries | packet.entries:
        return False
    must = exchange.must_carry(archive, packet.entries)
    return must <= objects | packet.objects


def sound(archive: Archive, path: Path) -> Sound | None:
    """Read a packet to its end; None when it is damaged or another vault's."""
    entries, objects, is_mine = set[EntryHash](), set[ObjectHash](), True
    try:
        with exchange.opened(path) as file:
            head, contents = read_packet(file)
            if head.vault != archive.ledger.keyring.vault_id:
                raise VaultIdError
            for each in contents:
                if isinstance(each, bytes):
                    objects.add(ObjectHash(hashlib.sha256(each).digest()))
                elif _is_here(archive, each):
                    entries.add(hash_of(each.core))
                else:
                    is_mine = False
    except (MalformedError, IntegrityError, UsageError):
        return None
    return Sound(head, entries, objects, is_mine)


def _is_here(archive: Archive, entry: PackedEntry) -> bool:
    row = archive.ledger.store.entry(hash_of(entry.core))
    return row is not None and (row.core, row.attestation, row.details) == entry


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
