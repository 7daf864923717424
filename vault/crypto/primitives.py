"""The only door to cryptographic libraries: thin, typed, one function per primitive of suite 1.

Everything raises on failure and returns only what was verified. What is sealed for whom, and
with which context, is decided in `boxes` and `envelope`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.errors import SealError, SignatureError

KEY_BYTES: Final = 32
WRAP_BYTES: Final = 60  # nonce 12, key 32, tag 16
KEM_PUBLIC_BYTES: Final = 1216  # ML-KEM-768 1184, X25519 32
SIGN_PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
HPKE_OVERHEAD_BYTES: Final = 1136  # encapsulation 1120, tag 16

_NONCE_BYTES: Final = 12
_ML_KEM_PUBLIC_BYTES: Final = 1184


def random_bytes(count: int) -> bytes:
    """Return `count` bytes from the operating system: the one place where randomness enters."""
    return secrets.token_bytes(count)


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 digest, 32 bytes (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(left, right)


def hkdf(key: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """Return HKDF-SHA-256 of `key` without salt (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(key)


def mac(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256, 32 bytes (RFC 2104)."""
    return hmac.digest(key, data, "sha256")


@dataclass(frozen=True)
class KdfCost:
    """Argon2id cost: passes, memory in KiB, lanes."""

    passes: int
    memory_kib: int
    lanes: int


def argon2id(passphrase: bytes, salt: bytes, cost: KdfCost) -> bytes:
    """Return 32 bytes of Argon2id version 0x13 (RFC 9106). The caller checked floor and ceiling."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        secret=passphrase,
        salt=salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
        version=0x13,
    )


# --- symmetric -----------------------------------------------------------------------------


def wrap_key(wrapping_key: bytes, key: bytes) -> bytes:
    """Return the 60-byte AES-256-GCM wrap of a 32-byte key: random nonce, ciphertext, tag."""
    nonce = random_bytes(_NONCE_BYTES)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, key, None)


def unwrap_key(wrapping_key: bytes, wrapped: bytes) -> bytes:
    """Return the 32-byte key; raises SealError."""
    if len(wrapped) != WRAP_BYTES:
        raise SealError
    try:
        return AESGCM(wrapping_key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], None)
    except InvalidTag:
        raise SealError from None


def stream_seal(key: bytes, context: bytes, plain: bytes) -> bytes:
    """Return the Cobblestone-256 ciphertext (C2SP chunked-encryption; commits to key, context)."""
    encryptor = Cobblestone256Encryptor(key, context)
    return encryptor.update(plain) + encryptor.finalize()


def stream_overhead(sealed_bytes: int) -> int:
    """Return by how much a Cobblestone ciphertext of that size is longer than its plaintext."""
    chunks = -(-(sealed_bytes - 56) // (16384 + 16))
    return 56 + 16 * chunks


def stream_open(key: bytes, context: bytes, sealed: bytes | memoryview) -> bytes:
    """Return the whole plaintext, only after its end is verified; raises SealError."""
    try:
        decryptor = Cobblestone256Decryptor(key, context)
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise SealError from None


# --- public keys ---------------------------------------------------------------------------


def _hpke_suite() -> hpke.Suite:
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


@dataclass(frozen=True, repr=False)
class KemKey:
    """An X-Wing private key expanded from its 32-byte seed, with its public key."""

    seed: bytes
    private: hpke.MLKEM768X25519PrivateKey
    public: bytes


def kem_key(seed: bytes) -> KemKey:
    """Expand a 32-byte seed: SHAKE-256 to 96 bytes, 64 for ML-KEM, 32 for X25519 (X-Wing draft).

    Costs about 0.1 ms: callers keep the result.
    """
    expanded = hashlib.shake_256(seed).digest(96)
    ml_kem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    public = ml_kem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return KemKey(seed, hpke.MLKEM768X25519PrivateKey(ml_kem, x25519), public)


def hpke_seal(public: bytes, info: bytes, plain: bytes) -> bytes:
    """Seal to an X-Wing public key: HPKE base mode, single shot (RFC 9180, KEM 0x647a).

    Raises SealError for bytes that are no public key.
    """
    if len(public) != KEM_PUBLIC_BYTES:
        raise SealError
    try:
        ml_kem = MLKEM768PublicKey.from_public_bytes(public[:_ML_KEM_PUBLIC_BYTES])
        x25519 = X25519PublicKey.from_public_bytes(public[_ML_KEM_PUBLIC_BYTES:])
        return _hpke_suite().encrypt(plain, hpke.MLKEM768X25519PublicKey(ml_kem, x25519), info)
    except ValueError:  # no key at all, or one with which every secret would be the same
        raise SealError from None


def check_kem_public(public: bytes) -> None:
    """Return when something can be sealed to a public key; raises SealError."""
    hpke_seal(public, b"", b"")


def hpke_open(key: KemKey, info: bytes, sealed: bytes) -> bytes:
    """Open what `hpke_seal` made; raises SealError for any other key, info or byte."""
    try:
        return _hpke_suite().decrypt(sealed, key.private, info)
    except (InvalidTag, ValueError):
        raise SealError from None


def sign_public(seed: bytes) -> bytes:
    """Return the Ed25519 public key of a 32-byte seed (RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature; `message` is always a labelled context."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Return when the signature holds; raises SignatureError."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise SignatureError from None
