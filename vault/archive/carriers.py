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
from typing import Final

from vault.archive import exchange
from vault.archive.exchange import ReceivedView, SentView
from vault.archive.session import Archive, use_case
from vault.errors import IntegrityError, MalformedError, UsageError, VaultIdError
from vault.journal import order
from vault.journal.packets import Head, read_packet
from vault.model import EntryHash

_ENDING: Final = ".packet"
_CHUNK_BYTES: Final = 1024 * 1024


@use_case
def send_to_folder(archive: Archive, folder: Path) -> SentView:
    """Add a packet with everything that the folder does not hold yet; nothing new adds nothing.

    Raises UsageError when the folder is not there.
    """
    own = _folder_of(archive, folder)
    own.mkdir(exist_ok=True)
    if own.stat().st_mode & 0o077 != folder.stat().st_mode & 0o077:
        own.chmod(folder.stat().st_mode & 0o777)
    new = own / f"{secrets.token_hex(16)}.part"
    sent = exchange.write_new(archive, new, _covered(archive, own))
    if not sent.entries:
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
    waiting = list(_packets(_folder_of(archive, folder)))
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
    return ReceivedView(found.entries, found.objects, len(waiting) + found.kept_aside)


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


def _folder_of(archive: Archive, folder: Path) -> Path:
    """Return this vault's own folder inside the shared one: several vaults may share it."""
    if not folder.is_dir():
        raise UsageError("That folder is not there: is the drive connected?")
    return folder / archive.ledger.keyring.vault_id.hex()[:24]


def _packets(own: Path) -> Iterator[Path]:
    return iter(sorted(own.glob(f"*{_ENDING}")))


def _covered(archive: Archive, own: Path) -> set[EntryHash]:
    """Return the entries that whoever reads the whole folder gets: sound packets without a gap."""
    heads = [head for path in _packets(own) if (head := _sound(archive, path)) is not None]
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


def _sound(archive: Archive, path: Path) -> Head | None:
    """Return the head of a packet that is whole and of this vault."""
    try:
        with exchange.opened(path) as file:
            head, contents = read_packet(file)
            if head.vault != archive.ledger.keyring.vault_id:
                raise VaultIdError
            for _ in contents:
                pass
    except (MalformedError, IntegrityError):
        return None
    return head


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
