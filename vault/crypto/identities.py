"""Seals of identities: the name under a key of its own, shares under a request's one-time key.

The key of a name is in no wrap: it exists as shares only (`sharing`). Who may ask and who may
answer is decided above.
"""

from __future__ import annotations

from typing import NamedTuple

from vault.crypto import envelope, primitives
from vault.crypto.format import PART_FLOOR_BYTES, SUITE, BoxType, check_header, context, header
from vault.crypto.primitives import KemKey


class Purpose(NamedTuple):
    """What a custodian's answer is for; any other value of any field opens nothing.

    `request` is the hash of the request's entry: it covers who asks, for whom, the one-time key,
    why, and the entry before it.
    """

    request: bytes
    person: bytes
    requester: bytes
    custodian: bytes
    expires_at: int


def seal_identity(vault_id: bytes, key: bytes, person: bytes, plain: bytes) -> bytes:
    """Seal a name and its proof under the source's own key, bound to vault and person."""
    bound = context("identity", SUITE, vault_id, person)
    return primitives.stream_seal(key, bound, envelope.pack(plain, PART_FLOOR_BYTES))


def open_identity(vault_id: bytes, key: bytes, person: bytes, sealed: bytes) -> bytes:
    """Open a name; raises SealError for another key, person, vault or byte."""
    bound = context("identity", SUITE, vault_id, person)
    return envelope.unpack(primitives.stream_open(key, bound, sealed))


def seal_release(vault_id: bytes, one_time: bytes, purpose: Purpose, plain: bytes) -> bytes:
    """Seal a custodian's shares to a request's one-time key: a body like any box to a device."""
    packed = envelope.pack(plain, PART_FLOOR_BYTES)
    sealed = primitives.hpke_seal(one_time, _info(vault_id, purpose), packed)
    return header(BoxType.DEVICE) + sealed


def open_release(vault_id: bytes, one_time: KemKey, purpose: Purpose, body: bytes) -> bytes:
    """Open a custodian's shares; raises SealError for what was sealed for anything else."""
    sealed = bytes(check_header(body, BoxType.DEVICE))
    return envelope.unpack(primitives.hpke_open(one_time, _info(vault_id, purpose), sealed))


def _info(vault_id: bytes, purpose: Purpose) -> bytes:
    return context("identity-release", SUITE, vault_id, *purpose)
