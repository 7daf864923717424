"""A field home, unlocked: what its file holds, opened by the device's key and sealed again.

It holds no key to anything that was logged. What is done with it is `field_joining`,
`field_logging` and `field_sending`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vault.archive import passphrases, slots
from vault.archive.field_records import (
    FieldBook,
    FieldDirectory,
    FieldDraft,
    FieldItem,
    OutboxPiece,
)
from vault.archive.home import Home
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.primitives import KdfCost
from vault.errors import NotPermittedError, RefusedError, WrongKeyError
from vault.keyring import Keyring
from vault.model import Record, VaultId, from_bytes, to_bytes
from vault.store import field_file
from vault.store.field_file import FieldImage, is_field_file

__all__ = ["FieldHome", "empty_image", "is_field_file", "unlock"]

_BOOK, _DRAFT, _PIECE = "field-book", "field-draft", "field-outbox"
_PIECE_CONTENT: Final = 65_000  # of 65,532 bytes in a slot; the rest is what a piece says of itself
_FULL = (
    "The outbox has no room for that: send what waits (strongroom send), and take in the letter "
    "that comes back."
)
_NO_DIRECTORY = (
    "This field reporter's home has no directory yet: compare the safety words with whoever "
    "invited you, and take in the letter that the desk sends you (strongroom receive)."
)
_WRONG_KEY = (
    "That passphrase, or the device secret on this computer, does not open this field reporter's "
    "home. If it is forgotten, ask the desk to sign you out and to invite you anew."
)


@dataclass(frozen=True, repr=False)
class Waiting:
    """An item of the outbox that no receipt came for yet, and the slots that it takes."""

    counter: int
    statement: bytes
    slots: tuple[int, ...]
    content: bytes

    def item(self) -> FieldItem:
        """Return the item as it goes into a packet."""
        return from_bytes(self.content, FieldItem)


class _Place:
    """The file as `slots` sees it. It is read while nobody writes: what loses its name is wiped."""

    readonly = False

    def __init__(self, path: Path) -> None:
        self._path = path
        with field_file.held(path):
            self.image = field_file.read(path)

    def slots(self) -> dict[bytes, bytes]:
        return {self.image.device: self.image.slot}

    @contextmanager
    def atomic(self) -> Iterator[None]:
        with field_file.held(self._path):
            self.image = field_file.read(self._path)
            yield

    def put_slot(self, device: bytes, body: bytes) -> None:
        del device
        self.image = self.image._replace(slot=body)
        field_file.replace(self._path, self.image)


class FieldHome:
    """One field device and its file. Every change replaces the whole file, sealed anew."""

    def __init__(self, path: Path, home: Home, keyring: Keyring, image: FieldImage) -> None:
        self.path, self.home, self.keyring, self.image = path, home, keyring, image

    @contextmanager
    def change(self) -> Iterator[None]:
        """Let nobody else write meanwhile; what this process knew is read again."""
        with field_file.held(self.path):
            self.image = field_file.read(self.path)
            yield

    # --- reading ---------------------------------------------------------------------------

    def book(self) -> FieldBook:
        """Return what the home remembers."""
        return from_bytes(self.keyring.open_fixed(_BOOK, self.image.book), FieldBook)

    def directory(self) -> FieldDirectory:
        """Return the directory; raises NotPermittedError before the first one came."""
        directory = self.book().directory
        if not directory:
            raise NotPermittedError(_NO_DIRECTORY)
        return from_bytes(directory, FieldDirectory)

    def draft(self) -> FieldDraft | None:
        """Return the one draft, or None."""
        plain = self.keyring.open_fixed(_DRAFT, self.image.draft)
        return from_bytes(plain, FieldDraft) if plain else None

    def _pieces(self) -> list[OutboxPiece | None]:
        opened = (self.keyring.open_fixed(_PIECE, each) for each in self.image.outbox)
        return [from_bytes(plain, OutboxPiece) if plain else None for plain in opened]

    def waiting(self) -> list[Waiting]:
        """Return what waits in the outbox, in the order of its counters."""
        found: dict[tuple[int, bytes], dict[int, tuple[int, OutboxPiece]]] = {}
        for slot, piece in enumerate(self._pieces()):
            if piece is not None:
                mine = found.setdefault((piece.counter, piece.statement), {})
                mine[piece.index] = (slot, piece)
        return [
            Waiting(
                counter, statement, tuple(mine[at][0] for at in sorted(mine)),
                b"".join(mine[at][1].content for at in sorted(mine)),
            )
            for (counter, statement), mine in sorted(found.items())
        ]  # fmt: skip

    def free_slots(self) -> list[int]:
        """Return the numbers of the slots that hold nothing."""
        return [slot for slot, piece in enumerate(self._pieces()) if piece is None]

    # --- writing ---------------------------------------------------------------------------

    def write(
        self,
        book: FieldBook | None = None,
        draft: FieldDraft | bytes | None = None,
        pieces: dict[int, bytes] | None = None,
    ) -> None:
        """Replace the file: what is given, and all else sealed anew. Call it inside `change`.

        `draft` b"" takes the draft away; `pieces` are slots by number, b"" for an empty one.
        Raises NoSpaceError, and SealError for more than fits; then nothing changed.
        """
        keyring, before, given = self.keyring, self.image, pieces or {}
        outbox = tuple(
            given[at] if at in given else keyring.open_fixed(_PIECE, sealed)
            for at, sealed in enumerate(before.outbox)
        )
        kept = keyring.open_fixed(_DRAFT, before.draft) if draft is None else draft
        image = _sealed(keyring, before, (book or self.book(), kept, outbox))
        field_file.replace(self.path, image)
        self.image = image

    def pieces_for(self, counter: int, statement: bytes, item: FieldItem) -> dict[int, bytes]:
        """Cut an item into free slots; raises RefusedError when there are too few."""
        content, free = to_bytes(item), self.free_slots()
        parts = [content[at : at + _PIECE_CONTENT] for at in range(0, len(content), _PIECE_CONTENT)]
        if len(parts) > len(free):
            raise RefusedError(_FULL, rules=("field.outbox",))
        return {
            slot: to_bytes(OutboxPiece(counter, statement, at, len(parts), part))
            for at, (slot, part) in enumerate(zip(free, parts, strict=False))
        }

    def refuse_full(self) -> None:
        """Refuse before anything is typed where not even a short interview has room."""
        if not self.free_slots():
            raise RefusedError(_FULL, rules=("field.outbox",))


def _sealed(
    keyring: Keyring, before: FieldImage, given: tuple[FieldBook, Record | bytes, tuple[bytes, ...]]
) -> FieldImage:
    book, draft, outbox = given
    plain = draft if isinstance(draft, bytes) else to_bytes(draft)
    return before._replace(
        book=keyring.seal_fixed(_BOOK, to_bytes(book), field_file.BOOK_BYTES),
        draft=keyring.seal_fixed(_DRAFT, plain, field_file.DRAFT_BYTES),
        outbox=tuple(keyring.seal_fixed(_PIECE, each, field_file.PIECE_BYTES) for each in outbox),
    )


def empty_image(keyring: Keyring, slot: bytes, book: FieldBook) -> FieldImage:
    """Return the file of a new field home."""
    nothing = tuple(b"" for _ in range(field_file.PIECES))
    bare = FieldImage(bytes(keyring.vault_id), bytes(keyring.device), slot, b"", b"", nothing)
    return _sealed(keyring, bare, (book, b"", nothing))


def unlock(path: Path, home: Home, passphrase: bytes) -> FieldHome:
    """Open a field home with its passphrase and this computer's device secret.

    Raises WrongKeyError, NoVaultError, IntegrityError. Slow: Argon2id.
    """
    place = _Place(path)
    vault_id = VaultId(place.image.vault)
    try:
        seeds = slots.open_any(place, home, vault_id, passphrase)
    except WrongKeyError:
        raise WrongKeyError(_WRONG_KEY) from None  # there is no sheet that would help
    keyring = Keyring(vault_id, seeds)
    return FieldHome(path, home, keyring, place.image)


def change_passphrase(
    field: FieldHome, current: bytes, new: bytes | None, cost: KdfCost = KDF_DEFAULT
) -> bytes:
    """Replace slot and device secret; returns the new passphrase.

    Raises WrongKeyError when `current` opens nothing, MalformedError for a weak one.
    """
    if new is not None:
        passphrases.check_typed(new)
    chosen = new or passphrases.generate_passphrase()
    protection = slots.Protection(chosen, cost)
    slots.change(_Place(field.path), field.home, field.keyring, current, protection)
    return chosen
