"""What travels between a field home and its desk, and what the field home keeps: the records.

How they are sealed and what they mean is in the files beside this one.
"""

from __future__ import annotations

import hashlib
from typing import Final

from vault.acts import CompartmentKey, DeviceKeys, FieldStatement
from vault.crypto.format import context
from vault.errors import MalformedError, VaultIdError
from vault.model import DeskId, DeviceId, EntryHash, Record, VaultId, from_bytes, to_bytes

PACKET_MAGIC: Final = b"Strongroom field packet 1\n"
LETTER_MAGIC: Final = b"Strongroom field letter 1\n"
LARGEST_PACKET_BYTES: Final = 16 * 1024 * 1024
LARGEST_LETTER_BYTES: Final = 1024 * 1024

_NO_PACKET = "That file is no field reporter's packet, or it was cut short; nothing was taken in."
_NO_LETTER = "That file is no letter to a field reporter, or it was cut short; nothing changed."
_ANOTHER = "That file belongs to another vault; nothing was taken in."

# --- the directory -------------------------------------------------------------------------


class DirectoryDevice(Record, frozen=True):
    """A custodian's device, without a name: to seal shares to."""

    device: DeviceId
    kem: bytes


class DirectoryPlace(Record, frozen=True):
    """One place of a list of custodians, and the devices of whoever has it."""

    devices: tuple[DirectoryDevice, ...]


class DirectoryDesk(Record, frozen=True):
    """A desk that a field reporter may write to: its label, and the keys to seal to.

    `custodians` is the entry of the list in force (empty for none), of whom `k` open an identity.
    """

    desk: DeskId
    label: str
    keys: tuple[CompartmentKey, ...]
    custodians: EntryHash
    k: int
    places: tuple[DirectoryPlace, ...]


class FieldDirectory(Record, frozen=True, tag="field-directory/1"):
    """All that a field device knows of its vault; good for `device` alone, and no name in it."""

    vault: VaultId
    number: int
    made_at: int
    device: DeviceId
    roster: CompartmentKey
    desks: tuple[DirectoryDesk, ...]
    rules: str


def digest_of(directory: bytes) -> bytes:
    """Return what both signatures are over: SHA-256 of the directory's record."""
    return hashlib.sha256(directory).digest()


def directory_context(vault_id: bytes, digest: bytes) -> bytes:
    """Return the bytes that both signers sign."""
    return context("field-directory", vault_id, digest)


# --- to the field --------------------------------------------------------------------------


class LetterSigner(Record, frozen=True):
    """Whose device signed the directory in a letter, and the signature."""

    keys: DeviceKeys
    signature: bytes


class FieldReceipt(Record, frozen=True):
    """That a statement arrived: its counter, its hash, and the proof that stood in it."""

    counter: int
    statement: bytes
    proof: bytes


class FieldLetter(Record, frozen=True, tag="field-letter/1"):
    """What a desk sends to one field device: a directory with two signatures, receipts."""

    directory: bytes
    signers: tuple[LetterSigner, ...]
    receipts: tuple[FieldReceipt, ...]


# --- from the field ------------------------------------------------------------------------


class SignedStatement(Record, frozen=True, tag="signed-statement/1"):
    """A statement with its device's signature; sealed to the roster."""

    statement: FieldStatement
    signature: bytes


class FieldItem(Record, frozen=True, tag="field-item/1"):
    """One act of a field device: the sealed statement, its session, and the objects it names."""

    session: bytes
    statement: bytes
    objects: tuple[bytes, ...]


class FieldPacket(Record, frozen=True, tag="field-packet/1"):
    """All that waits in an outbox."""

    items: tuple[FieldItem, ...]


def packet_bytes(vault_id: bytes, packet: FieldPacket) -> bytes:
    """Return a packet's file: magic, vault id, SHA-256 of the rest, the record."""
    body = to_bytes(packet)
    return PACKET_MAGIC + vault_id + hashlib.sha256(body).digest() + body


def read_packet(vault_id: bytes, data: bytes) -> FieldPacket:
    """Read a packet's file; raises MalformedError, VaultIdError for another vault's."""
    rest = _after(data, PACKET_MAGIC, vault_id, _NO_PACKET)
    if hashlib.sha256(rest[32:]).digest() != rest[:32]:
        raise MalformedError(_NO_PACKET)
    try:
        return from_bytes(rest[32:], FieldPacket)
    except MalformedError:
        raise MalformedError(_NO_PACKET) from None


def letter_bytes(vault_id: bytes, sealed: bytes) -> bytes:
    """Return a letter's file: magic, vault id, the box to the field device."""
    return LETTER_MAGIC + vault_id + sealed


def sealed_letter(vault_id: bytes, data: bytes) -> bytes:
    """Return the box in a letter's file; raises MalformedError, VaultIdError."""
    return _after(data, LETTER_MAGIC, vault_id, _NO_LETTER)


def _after(data: bytes, magic: bytes, vault_id: bytes, refusal: str) -> bytes:
    if not data.startswith(magic) or len(data) < len(magic) + 64:
        raise MalformedError(refusal)
    found = data[len(magic) : len(magic) + 32]
    if found != bytes(vault_id):
        raise VaultIdError(_ANOTHER)
    return data[len(magic) + 32 :]


# --- at home -------------------------------------------------------------------------------


class FieldBook(Record, frozen=True, tag="field-book/1"):
    """What a field home remembers: the next statement's counter, whose directories it takes."""

    next_counter: int
    known: tuple[DeviceKeys, ...]
    directory: bytes


class FieldDraft(Record, frozen=True, tag="field-draft/1"):
    """The one half-written interview, compressed."""

    saved_at: int
    size: int
    draft: bytes


class OutboxPiece(Record, frozen=True, tag="field-piece/1"):
    """One slot of the outbox: a part of an item, which is sealed past this device."""

    counter: int
    statement: bytes
    index: int
    count: int
    content: bytes
