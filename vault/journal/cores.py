"""Entry cores and attestations: making, reading, signing, verifying. One entry at a time.

The order of entries is `order`, their meaning `fold`; sealing the attestation is the caller's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from vault.crypto import boxes, primitives
from vault.crypto.format import FORMAT, SUITE, context
from vault.errors import (
    IntegrityError,
    MalformedError,
    NumberError,
    SealError,
    SignatureError,
    VaultIdError,
    VersionError,
)
from vault.model import (
    CompartmentId,
    DeviceId,
    EntryHash,
    EpochId,
    ObjectHash,
    Record,
    from_bytes,
    to_bytes,
)

HeadVector = tuple[tuple[DeviceId, tuple[EntryHash, ...]], ...]


class Genesis(Record, frozen=True, array_like=True, tag="genesis/1"):
    """The first core of a vault; its SHA-256 is the vault id. In the clear, without names."""

    format: int
    suite: int
    nonce: bytes
    kem: bytes
    sign: bytes
    roster: bytes


class Core(Record, frozen=True, array_like=True, tag="core/1"):
    """What anyone may see of an entry, enough to check completeness."""

    device: DeviceId
    n: int
    previous: EntryHash
    adds: tuple[ObjectHash, ...]
    removes: tuple[ObjectHash, ...]
    details: bytes


class SessionNote(Record, frozen=True, array_like=True):
    """Which epoch a new session object is for; only roster readers learn it."""

    session: ObjectHash
    compartment: CompartmentId
    epoch: EpochId


class Attestation(Record, frozen=True, array_like=True, tag="attestation/1"):
    """Who wrote a core, and what they had seen; sealed to the roster."""

    device: DeviceId
    seen: HeadVector
    sessions: tuple[SessionNote, ...]
    signature: bytes

    @property
    def heads_seen(self) -> tuple[EntryHash, ...]:
        """Return the heads of all devices that the writer had seen."""
        return tuple(head for _, heads in self.seen for head in heads)


def make_genesis(kem: bytes, sign: bytes, roster: bytes) -> bytes:
    """Return a new genesis core's bytes."""
    nonce = primitives.random_bytes(32)
    return to_bytes(Genesis(FORMAT, SUITE, nonce, kem, sign, roster))


def read_genesis(data: bytes) -> Genesis:
    """Parse a genesis core; raises VersionError for a format or suite that is not known."""
    genesis = from_bytes(data, Genesis)
    if genesis.format != FORMAT or genesis.suite != SUITE:
        raise VersionError
    return genesis


def check_genesis(vault_id: bytes, core: bytes, rest: tuple[int, bytes, bytes, bytes]) -> None:
    """Check the first row: its hash, and n, device, attestation and details beside its core.

    Raises VaultIdError for another vault's, IntegrityError for a row that was changed.
    """
    if bytes(hash_of(core)) != bytes(vault_id):
        raise VaultIdError
    genesis = read_genesis(core)
    if rest != (0, boxes.device_id(genesis.kem, genesis.sign), b"", b""):
        raise IntegrityError("The first entry of this vault was changed.")


def read_core(data: bytes) -> Core:
    """Parse a core and check its lengths."""
    core = from_bytes(data, Core)
    named = (*core.adds, *core.removes, core.details, core.previous)
    if any(len(h) != 32 for h in named) or len(core.device) != 16 or core.n < 1:
        raise IntegrityError
    return core


def core_of_row(name: bytes, place: tuple[bytes, int], core: bytes, details: bytes) -> Core:
    """Return a row's core, once hash, place (device and n) and details are what it says.

    Raises IntegrityError, NumberError for another place, or SealError for other details.
    """
    try:
        read = read_core(core)
    except MalformedError:
        raise IntegrityError("A journal entry is damaged.") from None
    if hash_of(core) != name:
        raise IntegrityError("A journal entry is damaged, or stands under another's name.")
    if (read.device, read.n) != place:
        raise NumberError
    if hashlib.sha256(details).digest() != read.details:
        raise SealError("The details of a journal entry were replaced.")
    return read


def hash_of(core: bytes) -> EntryHash:
    """Return an entry's hash: SHA-256 of its core."""
    return EntryHash(hashlib.sha256(core).digest())


def _statement(
    vault_id: bytes, core: bytes, seen: HeadVector, sessions: tuple[SessionNote, ...]
) -> bytes:
    return context("entry", vault_id, core, to_bytes(seen), to_bytes(sessions))


def attest(
    vault_id: bytes,
    core: bytes,
    seen: HeadVector,
    sessions: tuple[SessionNote, ...],
    signer: tuple[DeviceId, Callable[[bytes], bytes]],
) -> Attestation:
    """Sign a core together with what its writer had seen. `signer` is (device, sign function)."""
    device, sign = signer
    return Attestation(device, seen, sessions, sign(_statement(vault_id, core, seen, sessions)))


def verify(vault_id: bytes, core: bytes, attestation: Attestation, sign_public: bytes) -> None:
    """Return when the attestation is the core's device's own; raises SignatureError."""
    if attestation.device != read_core(core).device:
        raise SignatureError
    signed = _statement(vault_id, core, attestation.seen, attestation.sessions)
    primitives.verify(sign_public, attestation.signature, signed)
