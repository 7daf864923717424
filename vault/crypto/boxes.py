"""Boxes: who can open a data key. Sessions to compartments, wraps under sessions, devices, slots.

A box binds vault, compartment and epoch (or device) in its context, so it cannot be moved.
What the sealed records mean, and who may get which box, is decided above.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from vault.crypto import envelope, primitives
from vault.crypto.format import (
    ENTRY_FLOOR_BYTES,
    PART_FLOOR_BYTES,
    SUITE,
    BoxType,
    check_header,
    context,
    header,
)
from vault.crypto.primitives import KEY_BYTES, WRAP_BYTES, KdfCost, KemKey
from vault.errors import KdfCeilingError, KdfFloorError, MalformedError, SealError, WrongKeyError

HASH_BYTES: Final = 32
KDF_DEFAULT: Final = KdfCost(passes=3, memory_kib=256 * 1024, lanes=4)
KDF_FLOOR: Final = KdfCost(passes=3, memory_kib=64 * 1024, lanes=4)  # RFC 9106, second profile
KDF_CEILING: Final = KdfCost(passes=10, memory_kib=1024 * 1024, lanes=16)

_SALT_BYTES: Final = 16
_CHECK_BYTES: Final = 8
_SLOT_PREFIX: Final = 3 + 1 + 4 + 1 + _SALT_BYTES
_SLOT_BYTES: Final = 169  # prefix, Cobblestone of two seeds in one chunk, checksum
MAX_DETAIL_BOXES: Final = 16


@dataclass(frozen=True, repr=False)
class Epoch:
    """One generation of a compartment's key pair, as a writer needs it."""

    compartment: bytes
    epoch: bytes
    public: bytes


@dataclass(frozen=True, repr=False)
class Session:
    """A session key and the hash of the object that carries it."""

    hash: bytes
    compartment: bytes
    epoch: bytes
    key: bytes


def epoch_id(public: bytes) -> bytes:
    """Return the 32-byte name of an epoch: the labelled hash of its public key."""
    return primitives.sha256(context("epoch-id", public))


def device_id(kem_public: bytes, sign_public: bytes) -> bytes:
    """Return the 16-byte name of a device: the labelled hash of both public keys, cut."""
    return primitives.sha256(context("device-id", kem_public, sign_public))[:16]


# --- sessions ------------------------------------------------------------------------------


def seal_session(vault_id: bytes, epoch: Epoch) -> tuple[bytes, Session]:
    """Make a session key and seal it to an epoch: returns the object's body and the session."""
    key = primitives.random_bytes(KEY_BYTES)
    info = context("session", SUITE, vault_id, epoch.compartment, epoch.epoch)
    body = header(BoxType.SESSION) + primitives.hpke_seal(epoch.public, info, key)
    return body, Session(primitives.sha256(body), epoch.compartment, epoch.epoch, key)


def open_session(vault_id: bytes, epoch: Epoch, private: KemKey, body: bytes) -> Session:
    """Open a session object with the epoch's private key; raises SealError for another epoch's."""
    sealed = check_header(body, BoxType.SESSION)
    info = context("session", SUITE, vault_id, epoch.compartment, epoch.epoch)
    key = primitives.hpke_open(private, info, bytes(sealed))
    if len(key) != KEY_BYTES:
        raise SealError
    return Session(primitives.sha256(body), epoch.compartment, epoch.epoch, key)


def seal_previous(vault_id: bytes, epoch: Epoch, plain: bytes) -> bytes:
    """Seal the seeds of earlier epochs to a newer one: an object's body."""
    info = context("previous-epoch", SUITE, vault_id, epoch.compartment, epoch.epoch)
    packed = envelope.pack(plain, PART_FLOOR_BYTES)
    return header(BoxType.PREVIOUS) + primitives.hpke_seal(epoch.public, info, packed)


def open_previous(vault_id: bytes, epoch: Epoch, private: KemKey, body: bytes) -> bytes:
    """Open what a newer epoch holds of earlier ones; raises SealError for another epoch's."""
    sealed = check_header(body, BoxType.PREVIOUS)
    info = context("previous-epoch", SUITE, vault_id, epoch.compartment, epoch.epoch)
    return envelope.unpack(primitives.hpke_open(private, info, bytes(sealed)))


def wrapping_key(vault_id: bytes, session: Session) -> bytes:
    """Return the key under which a session wraps data keys: HKDF over its whole context."""
    info = context("data-key", SUITE, vault_id, session.compartment, session.epoch)
    return primitives.hkdf(session.key, info)


# --- objects, attestations, details --------------------------------------------------------


def _seal_under(
    kind: BoxType, purpose: str, vault_id: bytes, session: Session, plain: bytes
) -> tuple[bytes, bytes]:
    data_key = primitives.random_bytes(KEY_BYTES)
    floor = PART_FLOOR_BYTES if kind is BoxType.BODY else ENTRY_FLOOR_BYTES
    wrapped = primitives.wrap_key(wrapping_key(vault_id, session), data_key)
    sealed = envelope.seal(data_key, purpose, vault_id, plain, floor)
    return header(kind) + session.hash + wrapped + sealed, data_key


def _split_one(body: bytes, kind: BoxType) -> tuple[bytes, bytes, memoryview]:
    rest = check_header(body, kind)
    if len(rest) < HASH_BYTES + WRAP_BYTES:
        raise SealError
    wrap_end = HASH_BYTES + WRAP_BYTES
    return bytes(rest[:HASH_BYTES]), bytes(rest[HASH_BYTES:wrap_end]), rest[wrap_end:]


def seal_body(vault_id: bytes, session: Session, plain: bytes) -> tuple[bytes, bytes]:
    """Seal a record as an object: returns its body and its data key (for sharing)."""
    return _seal_under(BoxType.BODY, "body", vault_id, session, plain)


def session_of_body(body: bytes) -> bytes:
    """Return the hash of the session object that a body's data key is wrapped under."""
    return _split_one(body, BoxType.BODY)[0]


def open_body(vault_id: bytes, session: Session, body: bytes) -> bytes:
    """Open an object with its session."""
    return open_body_with_key(vault_id, body_key(vault_id, session, body), body)


def body_key(vault_id: bytes, session: Session, body: bytes) -> bytes:
    """Return an object's data key, for a share; raises SealError."""
    named, wrapped, _ = _split_one(body, BoxType.BODY)
    if named != session.hash:
        raise SealError
    return primitives.unwrap_key(wrapping_key(vault_id, session), wrapped)


def open_body_with_key(vault_id: bytes, data_key: bytes, body: bytes) -> bytes:
    """Open an object with a data key that was shared."""
    _, _, sealed = _split_one(body, BoxType.BODY)
    return envelope.open_sealed(data_key, "body", vault_id, sealed)


def seal_attestation(vault_id: bytes, session: Session, plain: bytes) -> bytes:
    """Seal an entry's attestation under a roster session."""
    return _seal_under(BoxType.ATTESTATION, "attestation", vault_id, session, plain)[0]


def session_of_attestation(sealed: bytes) -> bytes:
    """Return the hash of the roster session that an attestation is sealed under."""
    return _split_one(sealed, BoxType.ATTESTATION)[0]


def open_attestation(vault_id: bytes, session: Session, sealed: bytes) -> bytes:
    """Open an attestation with its roster session."""
    named, wrapped, rest = _split_one(sealed, BoxType.ATTESTATION)
    if named != session.hash:
        raise SealError
    data_key = primitives.unwrap_key(wrapping_key(vault_id, session), wrapped)
    return envelope.open_sealed(data_key, "attestation", vault_id, rest)


def seal_details(
    vault_id: bytes, sessions: tuple[Session, ...], plain: bytes
) -> tuple[bytes, bytes]:
    """Seal an entry's details once and box the key to each session; returns body and data key."""
    data_key = primitives.random_bytes(KEY_BYTES)
    boxes = b"".join(
        s.hash + primitives.wrap_key(wrapping_key(vault_id, s), data_key) for s in sessions
    )
    sealed = envelope.seal(data_key, "details", vault_id, plain, ENTRY_FLOOR_BYTES)
    return header(BoxType.DETAILS) + bytes([len(sessions)]) + boxes + sealed, data_key


def details_boxes(details: bytes) -> tuple[tuple[tuple[bytes, bytes], ...], memoryview]:
    """Split details into ((session hash, wrap), ...) and the sealed rest."""
    rest = check_header(details, BoxType.DETAILS)
    count = rest[0] if len(rest) else 0
    size = HASH_BYTES + WRAP_BYTES
    if not 1 <= count <= MAX_DETAIL_BOXES or len(rest) < 1 + count * size:
        raise SealError
    starts = range(1, 1 + count * size, size)
    boxes = tuple(
        (bytes(rest[at : at + HASH_BYTES]), bytes(rest[at + HASH_BYTES : at + size]))
        for at in starts
    )
    return boxes, rest[1 + count * size :]


def open_details(vault_id: bytes, session: Session, details: bytes) -> bytes:
    """Open details with any one of the sessions that they are boxed to."""
    return open_details_with_key(vault_id, details_key(vault_id, session, details), details)


def details_key(vault_id: bytes, session: Session, details: bytes) -> bytes:
    """Return the data key of details, for a share; raises SealError for another's session."""
    for named, wrapped in details_boxes(details)[0]:
        if named == session.hash:
            return primitives.unwrap_key(wrapping_key(vault_id, session), wrapped)
    raise SealError


def open_details_with_key(vault_id: bytes, data_key: bytes, details: bytes) -> bytes:
    """Open details with a key that came in a device box."""
    return envelope.open_sealed(data_key, "details", vault_id, details_boxes(details)[1])


# --- devices -------------------------------------------------------------------------------


def seal_to_device(vault_id: bytes, device: bytes, kem_public: bytes, plain: bytes) -> bytes:
    """Seal a small record (a grant, shared keys) to one device: an object's body."""
    info = context("device-box", SUITE, vault_id, device)
    packed = envelope.pack(plain, PART_FLOOR_BYTES)  # or the size would tell how many keys
    return header(BoxType.DEVICE) + primitives.hpke_seal(kem_public, info, packed)


def open_from_device_box(vault_id: bytes, device: bytes, private: KemKey, body: bytes) -> bytes:
    """Open a box addressed to this device; raises SealError for another's."""
    sealed = check_header(body, BoxType.DEVICE)
    info = context("device-box", SUITE, vault_id, device)
    return envelope.unpack(primitives.hpke_open(private, info, bytes(sealed)))


def local_key(device_seed: bytes, purpose: str) -> bytes:
    """Return the symmetric key of a device for its own rows and files (never a public key)."""
    return primitives.hkdf(device_seed, context("local-key", purpose.encode("ascii")))


def seal_local(key: bytes, vault_id: bytes, purpose: str, plain: bytes) -> bytes:
    """Seal a local row (draft, own wrap, segment) under a device's own key.

    All but own wraps, which have one length, are padded like parts: a row's size would tell its
    purpose, how long an invited name is, and how many members there are.
    """
    bound = context("local", SUITE, vault_id, purpose.encode("ascii"))
    packed = envelope.pack(plain, 0 if purpose == "own-wrap" else PART_FLOOR_BYTES)
    return header(BoxType.LOCAL) + primitives.stream_seal(key, bound, packed)


def open_local(key: bytes, vault_id: bytes, purpose: str, sealed: bytes) -> bytes:
    """Open a local row; raises SealError for another device's or purpose's."""
    rest = check_header(sealed, BoxType.LOCAL)
    bound = context("local", SUITE, vault_id, purpose.encode("ascii"))
    return envelope.unpack(primitives.stream_open(key, bound, rest))


def fixed_bytes(sealed_bytes: int) -> int:
    """Return how much a region of a field home holds, by its sealed size."""
    return sealed_bytes - len(header(BoxType.LOCAL)) - primitives.stream_overhead(sealed_bytes) - 4


def seal_fixed(key: bytes, bound: tuple[bytes, str], plain: bytes, sealed_bytes: int) -> bytes:
    """Seal a local region whose size tells nothing; `bound` is (vault id, purpose).

    The plaintext is its length, itself, and zero bytes up to the region's end. Raises SealError
    for more than it holds.
    """
    vault_id, purpose = bound
    room = fixed_bytes(sealed_bytes)
    if len(plain) > room:
        raise SealError("That is more than a field reporter's home holds in one place.")
    padded = len(plain).to_bytes(4, "big") + plain.ljust(room, b"\0")
    named = context("local", SUITE, vault_id, purpose.encode("ascii"))
    return header(BoxType.LOCAL) + primitives.stream_seal(key, named, padded)


def open_fixed(key: bytes, bound: tuple[bytes, str], sealed: bytes) -> bytes:
    """Open a local region; raises SealError for another device's or purpose's."""
    vault_id, purpose = bound
    rest = check_header(sealed, BoxType.LOCAL)
    named = context("local", SUITE, vault_id, purpose.encode("ascii"))
    padded = primitives.stream_open(key, named, rest)
    end = 4 + int.from_bytes(padded[:4], "big")
    if end > len(padded) or any(padded[end:]):
        raise SealError
    return padded[4:end]


# --- slots ---------------------------------------------------------------------------------


def prepare_passphrase(text: str) -> bytes:
    """Return the passphrase's bytes as RFC 8265 OpaqueString prepares them.

    Non-ASCII spaces become U+0020, the result is NFC, controls and emptiness are refused.
    """
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    prepared = unicodedata.normalize("NFC", spaced)
    if not prepared or any(unicodedata.category(c) in {"Cc", "Cs", "Cn"} for c in prepared):
        raise MalformedError("A passphrase must not be empty or hold control characters.")
    return prepared.encode("utf-8")


def _slot_prefix(cost: KdfCost, salt: bytes) -> bytes:
    numbers = bytes([cost.passes]) + cost.memory_kib.to_bytes(4, "big") + bytes([cost.lanes])
    return header(BoxType.SLOT) + numbers + salt


def _slot_key(
    passphrase: bytes, device_secret: bytes, salt: bytes, cost: KdfCost, bound: bytes
) -> bytes:
    return primitives.hkdf(primitives.argon2id(passphrase, salt, cost) + device_secret, bound)


def seal_slot(  # noqa: PLR0913 - a slot has two secrets, a place and a cost
    vault_id: bytes,
    device: bytes,
    seeds: bytes,
    passphrase: bytes,
    device_secret: bytes,
    cost: KdfCost = KDF_DEFAULT,
) -> bytes:
    """Seal a device's seeds under passphrase and device secret (two-secret key derivation)."""
    check_cost(cost)
    salt = primitives.random_bytes(_SALT_BYTES)
    prefix = _slot_prefix(cost, salt)
    bound = context("slot", SUITE, vault_id, device, prefix)
    key = _slot_key(passphrase, device_secret, salt, cost, bound)
    slot = prefix + primitives.stream_seal(key, bound, seeds)
    return slot + primitives.sha256(slot)[:_CHECK_BYTES]


def check_cost(cost: KdfCost) -> None:
    """Refuse a cost outside floor and ceiling, before anything is derived."""
    pairs = zip(
        (cost.passes, cost.memory_kib, cost.lanes),
        (KDF_FLOOR.passes, KDF_FLOOR.memory_kib, KDF_FLOOR.lanes),
        (KDF_CEILING.passes, KDF_CEILING.memory_kib, KDF_CEILING.lanes),
        strict=True,
    )
    for value, floor, ceiling in pairs:
        if value < floor:
            raise KdfFloorError
        if value > ceiling:
            raise KdfCeilingError


def slot_cost(slot: bytes) -> KdfCost:
    """Return a slot's cost after its header, length, floor, ceiling and checksum were checked."""
    check_header(slot, BoxType.SLOT)
    if len(slot) != _SLOT_BYTES:
        raise SealError("A passphrase slot in this file is damaged.")
    cost = KdfCost(slot[3], int.from_bytes(slot[4:8], "big"), slot[8])
    check_cost(cost)
    if not primitives.same(
        primitives.sha256(slot[:-_CHECK_BYTES])[:_CHECK_BYTES], slot[-_CHECK_BYTES:]
    ):
        raise SealError("A passphrase slot in this file is damaged.")
    return cost


def open_slot(
    vault_id: bytes, device: bytes, slot: bytes, passphrase: bytes, device_secret: bytes
) -> bytes:
    """Return the device's seeds; raises WrongKeyError for a wrong passphrase or device secret."""
    cost = slot_cost(slot)
    prefix = slot[:_SLOT_PREFIX]
    bound = context("slot", SUITE, vault_id, device, prefix)
    key = _slot_key(passphrase, device_secret, prefix[-_SALT_BYTES:], cost, bound)
    try:
        return primitives.stream_open(key, bound, slot[_SLOT_PREFIX:-_CHECK_BYTES])
    except SealError:
        raise WrongKeyError from None
