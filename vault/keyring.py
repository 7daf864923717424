"""From a device's seeds to data keys: epochs it was granted, sessions it opened or writes under.

Everything here is secret and dies with the process. It never touches the database: bodies come
in as bytes, through a function that the archive gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from vault.crypto import boxes, primitives
from vault.crypto.boxes import Epoch, Session
from vault.crypto.format import context
from vault.crypto.primitives import KEY_BYTES, KemKey
from vault.errors import NoKeyError, SealError
from vault.model import ID_BYTES, DeviceId, Record, VaultId

MAX_SESSION_OBJECTS: Final = 1000


class GrantBox(Record, frozen=True, tag="grant/1"):
    """What a grant's device box holds: compartment seeds, each checked against its public key."""

    seeds: tuple[tuple[bytes, bytes, bytes], ...]  # compartment, epoch, seed


class ShareBox(Record, frozen=True, tag="share/1"):
    """What a share's or notice's device box holds: data keys by object (or details) hash."""

    keys: tuple[tuple[bytes, bytes], ...]


class FormerDevice(Record, frozen=True, tag="former-device/1"):
    """A device in whose place this one came: its KEM seed opens boxes that were on their way."""

    device: DeviceId
    kem: bytes


@dataclass(frozen=True, repr=False)
class DeviceSeeds:
    """A device's two 32-byte seeds; everything of the device derives from them."""

    kem: bytes
    sign: bytes

    @classmethod
    def fresh(cls) -> DeviceSeeds:
        """Make the seeds of a new device."""
        return cls(primitives.random_bytes(KEY_BYTES), primitives.random_bytes(KEY_BYTES))

    @classmethod
    def from_sheet(cls, seed: bytes) -> DeviceSeeds:
        """Derive a recovery device from the 32 bytes of a recovery sheet."""
        kem = primitives.hkdf(seed, context("recovery", b"kem"))
        return cls(kem, primitives.hkdf(seed, context("recovery", b"sign")))

    @classmethod
    def from_bytes(cls, both: bytes) -> DeviceSeeds:
        """Split what a slot holds."""
        if len(both) != 2 * KEY_BYTES:
            raise SealError
        return cls(both[:KEY_BYTES], both[KEY_BYTES:])

    def to_bytes(self) -> bytes:
        """Join both seeds, for a slot."""
        return self.kem + self.sign


class Keyring:
    """One device's keys while the vault is unlocked."""

    def __init__(self, vault_id: VaultId, seeds: DeviceSeeds) -> None:
        self.vault_id = vault_id
        self.kem: KemKey = primitives.kem_key(seeds.kem)
        self._sign_seed = seeds.sign
        self.sign_public = primitives.sign_public(seeds.sign)
        self.device = DeviceId(boxes.device_id(self.kem.public, self.sign_public))
        self._local_seed = seeds.to_bytes()
        self._epochs: dict[tuple[bytes, bytes], tuple[Epoch, KemKey]] = {}
        self._sessions: dict[bytes, Session] = {}
        self._writing: dict[bytes, tuple[Session, int]] = {}
        self._shared: dict[bytes, list[bytes]] = {}
        self._bridges: dict[bytes, tuple[Epoch, frozenset[bytes]]] = {}
        self._former: dict[bytes, KemKey] = {}

    def again(self) -> Keyring:
        """Return a keyring of the same device that knows nothing yet."""
        return Keyring(self.vault_id, DeviceSeeds.from_bytes(self._local_seed))

    def sign(self, message: bytes) -> bytes:
        """Sign a labelled context with the device key."""
        return primitives.sign(self._sign_seed, message)

    def statement(self) -> bytes:
        """Return the device's signature over both of its public keys."""
        return self.sign(
            context("device-statement", self.vault_id, self.kem.public, self.sign_public)
        )

    # --- local rows ------------------------------------------------------------------------

    def seal_local(self, purpose: str, plain: bytes) -> bytes:
        """Seal a row that only this device reads."""
        key = boxes.local_key(self._local_seed, purpose)
        return boxes.seal_local(key, self.vault_id, purpose, plain)

    def open_local(self, purpose: str, sealed: bytes) -> bytes:
        """Open a row that only this device reads; raises SealError."""
        key = boxes.local_key(self._local_seed, purpose)
        return boxes.open_local(key, self.vault_id, purpose, sealed)

    def seal_fixed(self, purpose: str, plain: bytes, sealed_bytes: int) -> bytes:
        """Seal a region of a field home that only this device opens."""
        key = boxes.local_key(self._local_seed, purpose)
        return boxes.seal_fixed(key, (self.vault_id, purpose), plain, sealed_bytes)

    def open_fixed(self, purpose: str, sealed: bytes) -> bytes:
        """Open a region of a field home; raises SealError."""
        key = boxes.local_key(self._local_seed, purpose)
        return boxes.open_fixed(key, (self.vault_id, purpose), sealed)

    def field_proof(self, counter: int) -> bytes:
        """Return what a receipt for a field statement of mine has to bring back, 32 bytes."""
        return primitives.hkdf(self._local_seed, context("field-proof", self.vault_id, counter))

    def pin_mac(self, data: bytes) -> bytes:
        """Authenticate a pin, 32 bytes."""
        key = primitives.hkdf(self._local_seed, context("pin-key", self.vault_id))
        return primitives.mac(key, context("pin", data))

    # --- epochs ----------------------------------------------------------------------------

    def learn_seed(self, compartment: bytes, epoch: bytes, seed: bytes) -> None:
        """Accept a granted seed whose public key is the epoch's; raises SealError.

        That the epoch is the compartment's is only claimed so far: `keep_signed` decides it.
        """
        if len(seed) != KEY_BYTES or len(compartment) != ID_BYTES:
            raise SealError
        key = primitives.kem_key(seed)
        if boxes.epoch_id(key.public) != epoch:
            raise SealError("A granted key does not belong to its compartment; it was not used.")
        self._epochs[compartment, epoch] = (Epoch(compartment, epoch, key.public), key)

    def open_previous(self, body: bytes) -> bytes | None:
        """Return what a newer epoch of mine holds of earlier ones; None when it is another's."""
        for epoch, key in list(self._epochs.values()):
            with suppress(SealError):
                return boxes.open_previous(self.vault_id, epoch, key, body)
        return None

    def keep_signed(self, signed: Collection[tuple[bytes, bytes]]) -> None:
        """Forget every seed whose (compartment, epoch) the journal has not signed.

        A box to a device has no sender: anyone who knows its public key can plant one, and an
        epoch under another compartment's name would make good sessions look damaged (A18).
        """
        self._epochs = {pair: held for pair, held in self._epochs.items() if pair in signed}

    def holds(self, epoch: bytes) -> bool:
        """Tell whether this device can read an epoch."""
        return bool(self._of(epoch))

    def _of(self, epoch: bytes) -> list[tuple[Epoch, KemKey]]:
        return [held for (_, known), held in self._epochs.items() if known == epoch]

    def seed_of(self, epoch: bytes) -> tuple[bytes, bytes, bytes]:
        """Return (compartment, epoch, seed) for a grant; raises NoKeyError."""
        held = self._of(epoch)
        if not held:
            raise NoKeyError
        known, key = held[0]
        return known.compartment, known.epoch, key.seed

    def all_seeds(self) -> tuple[tuple[bytes, bytes, bytes], ...]:
        """Return every (compartment, epoch, seed), for a grant to another device of the member."""
        return tuple((e.compartment, e.epoch, k.seed) for e, k in self._epochs.values())

    def hand_seeds_to(self, other: Keyring) -> None:
        """Give everything granted to this (recovery) device to the member's new device."""
        for compartment, epoch, seed in self.all_seeds():
            other.learn_seed(compartment, epoch, seed)

    # --- sessions --------------------------------------------------------------------------

    def writing_session(self, epoch: Epoch, objects: int) -> tuple[bytes | None, Session]:
        """Return the session to write `objects` under, and its body when it is new.

        A session carries at most 1,000 objects and dies with this keyring.
        """
        session, used = self._writing.get(epoch.epoch, (None, 0))
        if session is not None and used + objects <= MAX_SESSION_OBJECTS:
            self._writing[epoch.epoch] = (session, used + objects)
            return None, session
        body, session = boxes.seal_session(self.vault_id, epoch)
        self._writing[epoch.epoch] = (session, objects)
        self._sessions[session.hash] = session
        return body, session

    def forget_writing(self) -> None:
        """Drop the writing sessions: the transaction that would have named them failed."""
        self._writing.clear()
        self._bridges.clear()

    def bridge(self, compartment: bytes, readers: frozenset[bytes]) -> Epoch | None:
        """Return the bridge that this session made to just these devices, if it did."""
        made = self._bridges.get(compartment)
        return made[0] if made is not None and made[1] == readers else None

    def new_bridge(self, compartment: bytes, readers: frozenset[bytes]) -> tuple[Epoch, bytes]:
        """Make a key pair for this session alone; its seed is the caller's to box and forget."""
        seed = primitives.random_bytes(KEY_BYTES)
        public = primitives.kem_key(seed).public
        epoch = Epoch(compartment, boxes.epoch_id(public), public)
        self._bridges[compartment] = (epoch, readers)
        return epoch, seed

    def knows(self, session_hash: bytes) -> bool:
        """Tell whether a session is open here already."""
        return session_hash in self._sessions

    def adopt(self, session: Session) -> None:
        """Know a session that was opened from an own wrap."""
        self._sessions[session.hash] = session

    def session(
        self, session_hash: bytes, fetch: Callable[[bytes], bytes], hint: bytes = b""
    ) -> Session:
        """Return an opened session; `hint` is its epoch where the journal told.

        Raises NoKeyError when none of this device's epochs opens it, SealError when the hinted
        one should.
        """
        if session_hash in self._sessions:
            return self._sessions[session_hash]
        candidates = self._of(hint) if hint else list(self._epochs.values())
        body = fetch(session_hash) if candidates else b""
        for epoch, key in candidates:
            try:
                session = boxes.open_session(self.vault_id, epoch, key, body)
            except SealError:
                continue
            self._sessions[session_hash] = session
            return session
        if hint and candidates:
            raise SealError
        raise NoKeyError

    # --- device boxes ----------------------------------------------------------------------

    def open_device_box(self, body: bytes) -> bytes:
        """Open a box addressed to this device, or to one before it; raises SealError."""
        for device, key in self._former.items():
            with suppress(SealError):
                return boxes.open_from_device_box(self.vault_id, device, key, body)
        return boxes.open_from_device_box(self.vault_id, self.device, self.kem, body)

    def as_former(self) -> FormerDevice:
        """Return what the device that comes in this one's place keeps of it: it cannot sign."""
        return FormerDevice(self.device, self._local_seed[:KEY_BYTES])

    def adopt_former(self, former: FormerDevice) -> None:
        """Open boxes that colleagues seal to a device before this one, until they hear of this."""
        self._former[former.device] = primitives.kem_key(former.kem)

    def learn_shared(self, keys: tuple[tuple[bytes, bytes], ...]) -> None:
        """Know data keys that somebody claims to share with this device."""
        for object_hash, key in keys:
            known = self._shared.setdefault(object_hash, [])
            if key not in known:
                known.append(key)

    def open_shared(self, object_hash: bytes, opener: Callable[[bytes], bytes]) -> bytes | None:
        """Return what a shared data key opens, or None when none does.

        A box has no sender, so each key is a claim: a planted one must not stand in the way.
        """
        found = self.shared_key(object_hash, opener)
        return None if found is None else found[1]

    def shared_key(
        self, object_hash: bytes, opener: Callable[[bytes], bytes]
    ) -> tuple[bytes, bytes] | None:
        """Return the first shared data key that opens, with what it opens, or None."""
        for key in self._shared.get(object_hash, ()):
            with suppress(SealError):
                return key, opener(key)
        return None

    def all_shared(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return every shared data key by its object's hash, for another device of the member."""
        return tuple((name, key) for name, keys in self._shared.items() for key in keys)
