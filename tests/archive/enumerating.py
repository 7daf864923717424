"""Tries every key that a computer yields on every sealed thing that lies there, to a standstill.

Whatever opens is looked through for more keys and more sealed things. Nothing here knows what a
home is supposed to hold, so what it finds is what there is to find.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise, product

import msgspec

from vault.crypto import boxes, primitives
from vault.crypto.boxes import Epoch, Session
from vault.crypto.format import SUITE, BoxType
from vault.errors import StrongroomError
from vault.keyring import DeviceSeeds, Keyring
from vault.store import field_file

PURPOSES = (
    "own-wrap", "draft", "segment", "segment-set", "invitation", "offer", "answer",
    "device-invitation", "device-offer", "device-answer", "members-shown", "request-key", "check",
    "handed-in", "field-book", "field-draft", "field-outbox",
)  # fmt: skip
HEADERS = {SUITE.to_bytes(2, "big") + bytes([kind]): kind for kind in BoxType}


@dataclass
class Finder:
    """Keys, sealed things, and what opened so far: by kind and, for local rows, purpose."""

    vault_id: bytes
    seeds: bytes
    pairs: set[tuple[bytes, bytes]]  # compartment and epoch: those that the whole vault has
    keys: set[bytes] = field(default_factory=set)
    sealed: dict[bytes, bytes] = field(default_factory=dict)
    opened: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)
    sessions: dict[bytes, Session] = field(default_factory=dict)
    tried: set[tuple[bytes, bytes]] = field(default_factory=set)

    def __post_init__(self) -> None:
        both = DeviceSeeds.from_bytes(self.seeds)
        self.keys |= {both.kem, both.sign}
        self.device = Keyring(self.vault_id, both).device

    def add(self, blobs: Iterable[bytes]) -> None:
        """Look through bytes for sealed things and keys, and things within them."""
        for blob in blobs:
            if blob[:3] in HEADERS:
                self.sealed.setdefault(hashlib.sha256(blob).digest(), blob)
            else:
                self._look_into(blob)

    def _look_into(self, plain: bytes) -> None:
        if len(plain) == 32:
            self.keys.add(plain)
        if len(plain) == 80:  # an own wrap: compartment, epoch, session key
            self.pairs.add((plain[:16], plain[16:48]))
            self.keys.add(plain[48:])
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            value = msgspec.msgpack.decode(plain)
            self.add(_bytes_in(value))
            self.pairs |= set(_pairs_in(value))

    def run(self) -> dict[bytes, tuple[str, bytes]]:
        """Try until nothing more opens."""
        before = -1
        while before != len(self.opened) + len(self.keys) + len(self.sessions):
            before = len(self.opened) + len(self.keys) + len(self.sessions)
            for name, blob in list(self.sealed.items()):
                if name not in self.opened:
                    self._try(name, blob)
        return self.opened

    def _try(self, name: bytes, blob: bytes) -> None:
        kind = HEADERS[blob[:3]]
        ways = {
            BoxType.LOCAL: self._local, BoxType.DEVICE: self._device,
            BoxType.SESSION: self._session, BoxType.PREVIOUS: self._previous,
        }  # fmt: skip
        for label, plain in ways.get(kind, self._body)(blob):
            self.opened[name] = (label, plain)
            self._look_into(plain)
            return

    def _fresh(self, blob: bytes, key: bytes) -> bool:
        """Tell whether a key was not tried on a thing yet."""
        pair = (hashlib.sha256(blob).digest(), key)
        if pair in self.tried:
            return False
        self.tried.add(pair)
        return True

    def _local(self, blob: bytes) -> Iterator[tuple[str, bytes]]:
        for purpose, secret in product(PURPOSES, (self.seeds, *self.keys)):
            if not self._fresh(blob, purpose.encode() + secret):
                continue
            key = boxes.local_key(secret, purpose)
            with suppress(StrongroomError):
                yield f"local {purpose}", boxes.open_local(key, self.vault_id, purpose, blob)
            with suppress(StrongroomError):
                bound = (self.vault_id, purpose)
                yield f"local {purpose}", boxes.open_fixed(key, bound, blob)

    def _kem(self, blob: bytes) -> Iterator[primitives.KemKey]:
        yield from (primitives.kem_key(k) for k in list(self.keys) if self._fresh(blob, k))

    def _device(self, blob: bytes) -> Iterator[tuple[str, bytes]]:
        for key in self._kem(blob):
            with suppress(StrongroomError):
                plain = boxes.open_from_device_box(self.vault_id, self.device, key, blob)
                yield "device box", plain

    def _epochs(self) -> Iterator[Epoch]:
        yield from (Epoch(compartment, epoch, b"") for compartment, epoch in list(self.pairs))

    def _session(self, blob: bytes) -> Iterator[tuple[str, bytes]]:
        for key in self._kem(blob):
            for epoch in self._epochs():
                with suppress(StrongroomError):
                    session = boxes.open_session(self.vault_id, epoch, key, blob)
                    self.sessions[session.hash] = session
                    yield "session", session.key

    def _previous(self, blob: bytes) -> Iterator[tuple[str, bytes]]:
        for key in self._kem(blob):
            for epoch in self._epochs():
                with suppress(StrongroomError):
                    yield "previous", boxes.open_previous(self.vault_id, epoch, key, blob)

    def _body(self, blob: bytes) -> Iterator[tuple[str, bytes]]:
        """Open objects, attestations and details: by sessions, session keys and data keys."""
        named = {blob[3:35], *(blob[4 + 92 * at : 36 + 92 * at] for at in range(4))}
        for name in named:
            if name in self.sessions:
                yield from self._under(blob, self.sessions[name])
        for key in [k for k in self.keys if self._fresh(blob, k)]:
            for name, (compartment, epoch) in product(named, list(self.pairs)):
                yield from self._under(blob, Session(name, compartment, epoch, key))
            for way in (boxes.open_body_with_key, boxes.open_details_with_key):
                with suppress(StrongroomError):
                    yield "data key", way(self.vault_id, key, blob)

    def _under(self, blob: bytes, session: Session) -> Iterator[tuple[str, bytes]]:
        ways = {"body": boxes.open_body, "attestation": boxes.open_attestation,
                "details": boxes.open_details}  # fmt: skip
        for label, way in ways.items():
            with suppress(StrongroomError):
                yield label, way(self.vault_id, session, blob)


def _bytes_in(value: object) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _bytes_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _bytes_in(each)


def _pairs_in(value: object) -> Iterator[tuple[bytes, bytes]]:
    """Yield what stands in a row as an id and a hash do: a compartment and an epoch in a grant."""
    if isinstance(value, list):
        for first, second in pairwise(value):
            both = isinstance(first, bytes) and isinstance(second, bytes)
            if both and (len(first), len(second)) == (16, 32):
                yield first, second
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _pairs_in(each)


def regions(data: bytes) -> list[bytes]:
    """Return the sealed regions of a field home's file."""
    rest = data[len(field_file.MAGIC) + 48 :]
    sizes = [field_file.SLOT_BYTES, field_file.BOOK_BYTES, field_file.DRAFT_BYTES]
    sizes += [field_file.PIECE_BYTES] * field_file.PIECES
    found = []
    for size in sizes:
        found.append(rest[:size])
        rest = rest[size:]
    assert not rest
    return found


def outbox_content(plain: bytes) -> bytes:
    """Return what a slot of the outbox holds of an item."""
    return msgspec.msgpack.decode(plain)["content"]
