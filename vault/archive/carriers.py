"""A folder that several computers share: packets are only ever added to it.

A NAS or a synchronised directory. Each file is one packet, named by its own hash; what the
folder covers follows from what its packets say and is believed only after checking them. What a
packet holds, and how it is taken in, is `exchange`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from vault.archive import exchange, lacking
from vault.archive.exchange import ReceivedView, SentView
from vault.archive.session import Archive, use_case
from vault.errors import IntegrityError, MalformedError, UsageError, VaultIdError
from vault.journal import order
from vault.journal.packets import Head, read_packet
from vault.model import EntryHash, ObjectHash

_ENDING: Final = ".packet"
_CHUNK_BYTES: Final = 1024 * 1024


@use_case
def send_to_folder(archive: Archive, folder: Path, *, attachments: bool = True) -> SentView:
    """Add a packet with everything that the folder does not hold yet; nothing new adds nothing.

    Without `attachments` their pieces are left out; with them, what others said they lack is
    added too, unless the folder holds it. Raises UsageError when the folder is not there.
    """
    own = folder_of(archive, folder)
    own.mkdir(exist_ok=True)
    if own.stat().st_mode & 0o077 != folder.stat().st_mode & 0o077:
        own.chmod(folder.stat().st_mode & 0o777)
    new = own / f"{secrets.token_hex(16)}.part"
    lacking.note_what_came(archive)
    sound = list(sound_packets(archive, own))
    further = _further(archive, sound) if attachments else None
    sent = exchange.write_new(archive, new, _covered(archive, sound), further)
    if not sent.entries and not sent.objects:
        return sent
    place = own / f"{_digest(new)}{_ENDING}"
    new.replace(place)
    return SentView(str(place), sent.entries, sent.objects, sent.size_bytes)


@use_case
def receive_from_folder(archive: Archive, folder: Path) -> ReceivedView:
    """Take in every packet of the folder that is not known yet, in whatever order they came.

    `kept_aside` counts those that wait for one that is not in the folder, and those that are
    damaged: both stay where they are.
    """
    entries = objects = 0
    waiting = list(_packets(folder_of(archive, folder)))
    went_on = True
    while waiting and went_on:
        left = []
        for path in waiting:
            taken = _try(archive, path)
            if taken is None:
                left.append(path)
            else:
                entries, objects = entries + taken.entries, objects + taken.objects
        went_on, waiting = len(left) < len(waiting), left
    found = exchange.with_waiting(archive, ReceivedView(entries, objects, 0))
    kept_aside = len(waiting) + found.kept_aside
    return ReceivedView(found.entries, found.objects, kept_aside, found.not_here_yet)


def _try(archive: Archive, path: Path) -> ReceivedView | None:
    """Take one packet in; None when it waits for another or is refused."""
    try:
        with exchange.opened(path) as file:
            head, _ = read_packet(file)
            if not exchange.is_known(archive, head.before):
                return None
            file.seek(0)
            return exchange.take_or_keep(archive, file)
    except (MalformedError, IntegrityError):
        return None


def folder_of(archive: Archive, folder: Path) -> Path:
    """Return this vault's own folder inside the shared one: several vaults may share it."""
    if not folder.is_dir():
        raise UsageError("That folder is not there: is the drive connected?")
    return folder / archive.ledger.keyring.vault_id.hex()[:24]


def _packets(own: Path) -> Iterator[Path]:
    return iter(sorted(own.glob(f"*{_ENDING}")))


def _further(archive: Archive, sound: list[Sound]) -> set[ObjectHash]:
    """Return the objects that others said they lack and that the folder does not hold."""
    others = set(archive.state.devices) - {archive.ledger.keyring.device}
    return lacking.wanted_by(archive, others).difference(*(each.objects for each in sound))


def _covered(archive: Archive, sound: list[Sound]) -> set[EntryHash]:
    """Return the entries that whoever reads the whole folder gets: sound packets without a gap."""
    heads = [each.head for each in sound]
    covered: set[EntryHash] = set()
    went_on = True
    while went_on:
        went_on = False
        for head in heads:
            before = {h for _, each in head.before for h in each}
            after = {h for _, each in head.after for h in each}
            reached = order.reached_from(after, archive.ledger.links)
            if before <= covered and not reached <= covered:
                covered |= reached
                went_on = True
    return covered


class Sound(NamedTuple):
    """A packet that is whole and of this vault: its head, and which objects it holds."""

    head: Head
    objects: set[ObjectHash]


def sound_packets(archive: Archive, own: Path) -> Iterator[Sound]:
    """Yield what the packets of a folder hold, read to their ends; damaged ones are passed over."""
    found = (sound(archive, path) for path in _packets(own))
    return (each for each in found if each is not None)


def sound(archive: Archive, path: Path) -> Sound | None:
    """Read a packet to its end; None when it is damaged or another vault's."""
    try:
        with exchange.opened(path) as file:
            head, contents = read_packet(file)
            if head.vault != archive.ledger.keyring.vault_id:
                raise VaultIdError
            bodies = (each for each in contents if isinstance(each, bytes))
            objects = {ObjectHash(hashlib.sha256(body).digest()) for body in bodies}
    except (MalformedError, IntegrityError):
        return None
    return Sound(head, objects)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
