"""How a field home begins, and whose directories it takes: letters from the desk.

A directory counts with the signatures of two devices. One of them is known already (at first the
inviting admin's, whose safety words were compared at joining); the other is known too, or its
owner's words are compared now. So nobody alone can turn the device to keys of their own.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from vault.acts import DeviceKeys
from vault.archive import founding, passphrases, slots
from vault.archive.field_home import FieldHome, Waiting, empty_image
from vault.archive.field_records import (
    FieldBook,
    FieldDirectory,
    FieldLetter,
    FieldReceipt,
    LetterSigner,
    digest_of,
    directory_context,
    sealed_letter,
)
from vault.archive.home import Home
from vault.crypto import boxes, primitives
from vault.errors import (
    IntegrityError,
    MalformedError,
    NotPermittedError,
    RefusedError,
    SealError,
    SignatureError,
)
from vault.journal.roster import check_statement, may_be_sealed_to
from vault.keyring import DeviceSeeds, Keyring
from vault.model import Part, Record, from_bytes
from vault.store import field_file

_NOT_YOURS = "That letter is for another field reporter's computer; nothing changed."
_ONE_SIGNED = (
    "That directory has not the signatures of two people, an admin and an editor of the desk; it "
    "was not taken."
)
_STRANGERS = (
    "Neither of the two who signed that directory is known to this computer, so it was not taken: "
    "ask an admin to invite you anew."
)
_BAD_SIGNATURE = "A signature under that directory does not hold; it was not taken."
_NOT_COMPARED = (
    "Compare the eight safety words by voice with the editor who signed, first; nothing changed."
)
_OLDER = "That directory is older than the one here; it was not taken."
_NOT_A_DIRECTORY = "That directory is not one for this computer; it was not taken."
_PARTS = frozenset(Part) - {Part.ROSTER}


class LetterView(Record, frozen=True):
    """What a letter brought: `directory` is "new", "known" or "none"; how many receipts counted."""

    directory: str
    number: int
    receipts: int
    still_waiting: int


def begin(
    path: Path, home: Home, device: tuple[Keyring, DeviceSeeds, slots.Protection], admin: DeviceKeys
) -> None:
    """Make a field home's file, which knows the inviting admin's keys and nothing else yet."""
    keyring, seeds, chosen = device
    slot = slots.seal_new(home, keyring, seeds, chosen)
    field_file.create(path, empty_image(keyring, slot, FieldBook(1, (admin,), b"")))


# --- letters -------------------------------------------------------------------------------


def words_to_compare(field: FieldHome, data: bytes) -> tuple[str, ...]:
    """Return the words to compare with a signer whom this computer does not know yet; or none."""
    letter = _opened(field, data)
    strangers = _strangers(field, letter) if letter.directory else []
    if not strangers:
        return ()
    mine = founding.device_keys(field.keyring)
    return passphrases.safety_words(field.keyring.vault_id, strangers[0].keys, mine)


def receive_letter(field: FieldHome, data: bytes, *, compared: bool) -> LetterView:
    """Take a letter in: a directory that two signed, and receipts, which free the outbox.

    Raises MalformedError, VaultIdError, SealError for another's letter, SignatureError or
    RefusedError for a directory that is not to be trusted; then nothing changed.
    """
    letter = _opened(field, data)
    with field.change():
        book, state, number = _with_directory(field, letter, compared=compared)
        done = [w for w in field.waiting() if _is_receipted(field, letter.receipts, w)]
        freed = {slot: b"" for each in done for slot in each.slots}
        if freed or book != field.book():
            field.write(book=book, pieces=freed)
        return LetterView(state, number, len(done), len(field.waiting()))


def _opened(field: FieldHome, data: bytes) -> FieldLetter:
    box = sealed_letter(field.keyring.vault_id, data)
    try:
        return from_bytes(field.keyring.open_device_box(box), FieldLetter)
    except SealError:
        raise SealError(_NOT_YOURS) from None


def _is_receipted(field: FieldHome, receipts: tuple[FieldReceipt, ...], waits: Waiting) -> bool:
    return any(
        (each.counter, each.statement) == (waits.counter, waits.statement)
        and primitives.same(each.proof, field.keyring.field_proof(each.counter))
        for each in receipts
    )


# --- directories ---------------------------------------------------------------------------


def _strangers(field: FieldHome, letter: FieldLetter) -> list[LetterSigner]:
    """Return the one signer who is not known yet, if any; check both signatures.

    Raises RefusedError when there are not two, or neither is known; SignatureError.
    """
    known = {each.sign for each in field.book().known}
    signers = letter.signers
    if len({each.keys.sign for each in signers}) != 2 or len(signers) != 2:
        raise RefusedError(_ONE_SIGNED, rules=("directory.two_sign",))
    vault_id = field.keyring.vault_id
    signed = directory_context(vault_id, digest_of(letter.directory))
    for each in signers:
        try:
            check_statement(vault_id, each.keys)
            primitives.verify(each.keys.sign, each.signature, signed)
        except SignatureError:
            raise SignatureError(_BAD_SIGNATURE) from None
    strangers = [each for each in signers if each.keys.sign not in known]
    if len(strangers) == 2:
        raise RefusedError(_STRANGERS, rules=("directory.unknown",))
    return strangers


def _with_directory(
    field: FieldHome, letter: FieldLetter, *, compared: bool
) -> tuple[FieldBook, str, int]:
    book = field.book()
    now = from_bytes(book.directory, FieldDirectory).number if book.directory else 0
    if not letter.directory:
        return book, "none", now
    strangers = _strangers(field, letter)
    directory = _read(field, letter.directory)
    if letter.directory == book.directory:
        return book, "known", now
    if directory.number < now:
        raise RefusedError(_OLDER, rules=("directory.older",))
    if strangers and not compared:
        raise RefusedError(_NOT_COMPARED, rules=("safety_words.compared",))
    known = tuple(each.keys for each in letter.signers)
    return replace(book, known=known, directory=letter.directory), "new", directory.number


def _read(field: FieldHome, data: bytes) -> FieldDirectory:
    """Read a directory and check that it is for this device and that all of it can be used."""
    try:
        found = from_bytes(data, FieldDirectory)
    except MalformedError:
        raise MalformedError(_NOT_A_DIRECTORY) from None
    is_mine = (found.vault, found.device) == (field.keyring.vault_id, field.keyring.device)
    keys = (found.roster, *(key for desk in found.desks for key in desk.keys))
    whole = all({k.part for k in d.keys} == _PARTS and len(d.keys) == 4 for d in found.desks)
    if not is_mine or not whole or found.roster.part is not Part.ROSTER:
        raise IntegrityError(_NOT_A_DIRECTORY)
    if not all(may_be_sealed_to(key.public) for key in keys):
        raise IntegrityError(_NOT_A_DIRECTORY)
    if len(data) > boxes.fixed_bytes(field_file.BOOK_BYTES) - 16 * 1024:
        raise NotPermittedError("That directory is larger than a field reporter's home holds.")
    return found
