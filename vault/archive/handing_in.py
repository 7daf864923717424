"""Handing in: a packet with what a device wrote, and then nothing of it left on this computer.

For members who read their own words alone, by own wraps. A journal entry says what this computer
holds no more, so that nobody misses it here; the rest of the deletion may be finished by the next
opening. What counts as mine is `to_hand_in`, the proof `residue`.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vault import acts
from vault.archive import carriers, exchange, lacking, residue, to_hand_in
from vault.archive.exchange import SentView
from vault.archive.ledger import Ledger, Progress, no_progress
from vault.archive.residue import Marks, Traces
from vault.archive.session import Archive, use_case
from vault.archive.to_hand_in import Belongings
from vault.archive.writing import Writing
from vault.errors import (
    BusyError,
    IntegrityError,
    MalformedError,
    RefusedError,
    SealError,
    UsageError,
    VersionError,
)
from vault.migrations import sync_folder
from vault.model import DeviceId, ObjectHash, Record, from_bytes, to_bytes
from vault.store import LocalTable
from vault.text import counted

PURPOSE: Final = "handed-in"
MOST_OBJECTS: Final = 100_000  # an entry names them all

_NOTHING: Final = "There is nothing of yours on this computer that could be handed in."
_READS_DESK: Final = (
    "You hold the keys of a whole desk, and what you hand in would stay open to them. Handing in "
    "is for who reads their own interviews alone; on a journey take another device."
)
_SHARED_FILE: Final = (
    "Somebody else at this computer uses the same vault file, and what you hand in would be gone "
    "for them too. Nothing was deleted."
)
_DRAFTS: Final = (
    "{} on this computer and nowhere else. Finish or discard what is unfinished, or name "
    "each one that is to be deleted with the rest (--drop-draft)."
)
_HERE: Final = (
    "That place is beside the vault, and what is written there stays on this computer. Write the "
    "packet to a stick or into another folder."
)
_NOT_READ_BACK: Final = (
    "The packet does not read back as it was written. Nothing was deleted; take another medium."
)
_OPEN_ELSEWHERE: Final = (
    "This vault is open in another window or program: close it first. Nothing was deleted."
)
_NOT_CONFIRMED: Final = "Nothing was deleted: handing in has to be confirmed."
_NOT_TAKEN_IN: Final = (
    "Nothing was deleted. No editor's computer has said yet that it took in {} of the {} sealed "
    "objects that would go. Let an editor take the packet in, open an interview and send you one "
    "back, then hand in again; or, once it is in their hands, say so (--delivered)."
)
_NOT_SENT: Final = (
    "Nothing was deleted: {} neither in this packet nor known to have reached "
    "an editor. Hand in to everybody, without --to."
)
_TOO_MANY: Final = "That is more than one computer can hand in. Ask for a new device instead."
_TRACES: Final = (
    "It was handed in and deleted, but traces of it are still in: {}. Delete what holds them, "
    "then look again (strongroom hand-in --prove)."
)
_NEVER: Final = "Nothing was handed in on this computer."


class HandedInHere(Record, frozen=True, tag="handed-in-here/1"):
    """What one hand-in deleted, sealed for this device: names, and marks for looking again."""

    objects: tuple[ObjectHash, ...]
    marks: bytes


class HandedInView(Record, frozen=True):
    """What was handed in, deleted and looked for. `path` is empty when nothing new was to send."""

    path: str
    entries: int
    interviews: tuple[str, ...]
    objects: int
    own_wraps: int
    drafts: int
    files_read: int
    bytes_read: int
    traces: int = 0
    not_read: tuple[str, ...] = ()


class ProofView(Record, frozen=True):
    """What another look found of everything that this computer ever handed in: nothing."""

    objects: int
    files_read: int
    bytes_read: int
    traces: int = 0
    not_read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Packed:
    """A packet that was written and read back, and what it is known to carry."""

    sent: SentView
    carried: frozenset[ObjectHash]
    waiting: int  # objects that no editor is known to have
    interviews: int
    objects: int


# --- the packet ----------------------------------------------------------------------------


@use_case
def pack(
    archive: Archive, path: Path, to: tuple[str, ...] = (), *,
    drop_drafts: tuple[str, ...] = (), is_folder: bool = False,
) -> Packed:  # fmt: skip
    """Write the packet, as `send` does, flush it to its medium, and read it back.

    Deletes nothing. Raises UsageError when there is nothing to hand in or the place is beside the
    vault, RefusedError for a shared vault file and for drafts that were not named.
    """
    mine = _mine(archive)
    _check_drafts(archive, drop_drafts)
    _check_place(archive, path if is_folder else path.parent)
    if is_folder:
        sent = carriers.send_to_folder(archive, path)
        read = list(carriers.sound_packets(archive, carriers.folder_of(archive, path)))
    else:
        sent = exchange.send(archive, path, to)
        read = [_read_back(archive, path)] if sent.entries or sent.objects else []
    with suppress(OSError):  # some media cannot flush a folder
        sync_folder(Path(sent.path).parent)
    carried = frozenset(name for each in read for name in each.objects)
    waiting = set(mine.objects) - to_hand_in.taken_in(archive, mine)
    return Packed(sent, carried, len(waiting), len(mine.interviews), len(mine.objects))


def _read_back(archive: Archive, path: Path) -> carriers.Sound:
    found = carriers.sound(archive, path)
    if found is None:
        raise IntegrityError(_NOT_READ_BACK)
    return found


def _mine(archive: Archive) -> Belongings:
    """Return what goes, or say why nothing does."""
    state, ledger = archive.state, archive.ledger
    ledger.refuse_out()
    mine = {d for d, m in state.owners().items() if m.id == archive.myself.id}
    if not mine.issuperset(map(DeviceId, ledger.store.slots())):
        raise RefusedError(_SHARED_FILE, ("HAND-IN-01",))
    found = to_hand_in.of_me(archive)
    if not found.objects and not found.wraps:
        reads = any(to_hand_in.is_read_by_desk_key(archive, desk) for desk in state.desks)
        raise RefusedError(_READS_DESK, ("HAND-IN-02",)) if reads else UsageError(_NOTHING)
    if len(found.objects) + len(ledger.handed_in) > MOST_OBJECTS:
        raise RefusedError(_TOO_MANY, ("HAND-IN-03",))
    return found


def _check_drafts(archive: Archive, named: Iterable[str]) -> None:
    ledger = archive.ledger
    here = {str(number) for number, _ in ledger.store.drafts(ledger.keyring.device)}
    if not here.issuperset(named):
        raise UsageError("There is no such draft.")
    if left := here.difference(named):
        raise RefusedError(
            _DRAFTS.format(counted(len(left), "unfinished form lies", "unfinished forms lie")),
            ("HAND-IN-04",),
        )


def _check_place(archive: Archive, folder: Path) -> None:
    """Refuse a packet that would lie where the proof looks: it holds what is to be gone."""
    folder, home = folder.resolve(), archive.ledger.home.folder.resolve()
    if folder == archive.ledger.store.path.parent or home in (folder, *folder.parents):
        raise UsageError(_HERE)


# --- the deletion --------------------------------------------------------------------------


@use_case
def hand_in(  # noqa: PLR0913 - two answers, one choice and a progress beside the packet
    archive: Archive, packed: Packed, *, confirmed: bool, delivered: bool = False,
    drop_drafts: tuple[str, ...] = (), progress: Progress = no_progress,
) -> HandedInView:  # fmt: skip
    """Delete what was packed from this computer, look for traces, and close the archive.

    Only what an editor's computer is known to have taken in goes, or, once `delivered`, what the
    packet carries. Raises RefusedError otherwise, BusyError while another process has the vault
    open, IntegrityError that names the files in which traces are left.
    """
    if not confirmed:
        raise RefusedError(_NOT_CONFIRMED, ("HAND-IN-05",))
    mine, ledger = _mine(archive), archive.ledger
    _check_drafts(archive, drop_drafts)
    _check_safe(archive, mine, packed, delivered=delivered)
    if not _is_alone(ledger):
        raise BusyError(_OPEN_ELSEWHERE)
    _drop_waiting(archive, set(mine.objects))
    marks = _delete(archive, mine, drop_drafts)
    vault, home = ledger.store.path, ledger.home
    archive.close()
    traces = _need_none(residue.scan(vault, home, marks, progress))
    return HandedInView(
        packed.sent.path if packed.sent.entries or packed.sent.objects else "",
        packed.sent.entries, tuple(i.id.hex() for i in mine.interviews), len(mine.objects),
        len(mine.wraps), len(drop_drafts), traces.files, traces.size_bytes, not_read=traces.unread,
    )  # fmt: skip


def _check_safe(archive: Archive, mine: Belongings, packed: Packed, *, delivered: bool) -> None:
    """Refuse to delete what may be nowhere else (promise: nothing acknowledged is lost)."""
    waiting = set(mine.objects) - to_hand_in.taken_in(archive, mine)
    if waiting and not delivered:
        sentence = _NOT_TAKEN_IN.format(len(waiting), len(mine.objects))
        raise RefusedError(sentence, ("HAND-IN-06",))
    if left := waiting - packed.carried:
        raise RefusedError(
            _NOT_SENT.format(counted(len(left), "sealed object is", "sealed objects are")),
            ("HAND-IN-07",),
        )


def _is_alone(ledger: Ledger) -> bool:
    """Tell whether no other process has the vault open; on a full disk with the ballast's room.

    Another one would go on under session keys whose own wraps are gone, and hold the WAL open.
    """
    with ledger.store.written_once() as is_alone:
        pass
    if not is_alone and ledger.ballast.release():
        with ledger.store.written_once() as is_alone:
            pass
        if not is_alone:
            ledger.ballast.keep()
    return is_alone


def _drop_waiting(archive: Archive, names: Set[ObjectHash]) -> None:
    """Delete packets that wait for an earlier one and carry what goes: they are sent again."""
    ledger = archive.ledger
    for path in ledger.home.waiting_packets(ledger.keyring.vault_id):
        found = carriers.sound(archive, path)
        if found is None or not found.objects.isdisjoint(names):
            path.unlink(missing_ok=True)


def _delete(archive: Archive, mine: Belongings, drop_drafts: Iterable[str]) -> bytes:
    """Say it in the journal and delete, in one transaction as far as it is small; return marks.

    Objects go in small steps afterwards, as those of removals do: the entry names them, so the
    next opening goes on where this one was killed.
    """
    ledger, marks = archive.ledger, Marks()
    store, keyring = ledger.store, ledger.keyring
    drafts = dict(store.drafts(keyring.device))
    rows = [body for _, _, body in mine.wraps] + [drafts[int(each)] for each in drop_drafts]
    for body in (*rows, *map(store.object, sorted(mine.objects))):
        marks.take(body)
    here = HandedInHere(tuple(sorted(mine.objects)), marks.joined())

    def build(writing: Writing) -> acts.Known:
        for session, device, _ in mine.wraps:
            store.remove_own_wrap(session, device)
        for draft in drop_drafts:
            store.remove_draft(int(draft), keyring.device)
        sealed = keyring.seal_local(PURPOSE, to_bytes(here))
        store.put_local(LocalTable.SEGMENT, keyring.device, sealed)
        return lacking.handed_in(writing, ledger.handed_in.union(mine.objects))

    ledger.ballast.give_way(lambda: ledger.commit(build))
    ledger.drop_removed()
    archive.library.drop(mine.objects)
    return here.marks


def _need_none(traces: Traces) -> Traces:
    if traces.found:
        raise IntegrityError(_TRACES.format(", ".join(traces.found)))
    return traces


# --- looking again -------------------------------------------------------------------------


@use_case
def prove(archive: Archive, progress: Progress = no_progress) -> ProofView:
    """Look for traces of everything that this computer ever handed in.

    Raises UsageError when nothing was, IntegrityError that names the files with traces.
    """
    ledger = archive.ledger
    kept = [each for _, sealed in _rows(ledger) if (each := _opened(ledger, sealed))]
    if not kept:
        raise UsageError(_NEVER)
    marks = b"".join(each.marks for each in kept)
    traces = _need_none(residue.scan(ledger.store.path, ledger.home, marks, progress))
    objects = frozenset().union(*(each.objects for each in kept))
    return ProofView(len(objects), traces.files, traces.size_bytes, not_read=traces.unread)


def _rows(ledger: Ledger) -> Iterable[tuple[int, bytes]]:
    return ledger.store.local_rows(LocalTable.SEGMENT, ledger.keyring.device)


def _opened(ledger: Ledger, sealed: bytes) -> HandedInHere | None:
    with suppress(SealError, MalformedError, VersionError):  # a row of another purpose, or spoiled
        return from_bytes(ledger.keyring.open_local(PURPOSE, sealed), HandedInHere)
    return None
