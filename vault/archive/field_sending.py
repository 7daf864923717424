"""What leaves a field home, and what it says of itself: packets of the outbox, and the status."""

from __future__ import annotations

from pathlib import Path

from vault.archive.exchange import SentView
from vault.archive.field_home import FieldHome
from vault.archive.field_records import FieldDirectory, FieldPacket, packet_bytes
from vault.archive.library import iso
from vault.errors import UsageError
from vault.model import Record, from_bytes
from vault.store import place

_CAN = (
    "This is a field reporter's home. It can log interviews, add words to one by its handle, keep "
    "one draft, send what waits, and take letters of the desk in."
)
_CANNOT = (
    "It cannot open anything that was logged, list it, find in it, review or print: nobody can "
    "with this computer and its passphrase. What they open is the draft, the directory, and how "
    "many statements were made and wait."
)
_NO_DIRECTORY = "It has no directory yet, so it can log nothing: take the desk's letter in first."


class FieldDeskView(Record, frozen=True):
    """A desk that this home may write to."""

    id: str
    label: str


class FieldStatusView(Record, frozen=True):
    """What a field home can do and cannot, and what waits."""

    can: str
    cannot: str
    directory: int
    directory_of: str
    desks: tuple[FieldDeskView, ...]
    made: int
    waiting: int
    free_slots: int
    draft_saved_at: str
    notices: tuple[str, ...]


def send(field: FieldHome, path: Path) -> SentView:
    """Write all that waits into a new file; it waits on, until a letter says that it arrived.

    Without anything waiting no file is made. Raises UsageError for a file that exists.
    """
    items = tuple(each.item() for each in field.waiting())
    if not items:
        return SentView(str(path), 0, 0, 0)
    data = packet_bytes(field.keyring.vault_id, FieldPacket(items))
    write_new(path, data)
    return SentView(str(path), len(items), sum(len(each.objects) for each in items), len(data))


def write_new(path: Path, data: bytes) -> None:
    """Write a file that did not exist, mode 0600, whole or not at all."""
    if not path.parent.is_dir():
        raise UsageError("The folder for that file is not there.")
    if path.exists():
        raise UsageError("A file of that name is there already; nothing was written.")
    place.write_new(path, data)


def status(field: FieldHome) -> FieldStatusView:
    """Say what this home can do, and what waits."""
    book, draft = field.book(), field.draft()
    directory = from_bytes(book.directory, FieldDirectory) if book.directory else None
    desks = directory.desks if directory else ()
    return FieldStatusView(
        can=_CAN, cannot=_CANNOT,
        directory=directory.number if directory else 0,
        directory_of=iso(directory.made_at) if directory else "",
        desks=tuple(FieldDeskView(d.desk.hex(), d.label) for d in desks),
        made=book.next_counter - 1, waiting=len(field.waiting()),
        free_slots=len(field.free_slots()), draft_saved_at=iso(draft.saved_at) if draft else "",
        notices=() if directory else (_NO_DIRECTORY,),
    )  # fmt: skip
