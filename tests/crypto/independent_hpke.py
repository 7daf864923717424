"""HPKE with X-Wing written out by hand: opens what the library sealed, so a change of it is seen.

Base mode, single shot (RFC 9180), KEM 0x647a, HKDF-SHA-256, AES-256-GCM. The way out, too, should
the library ever drop the KEM: only its parts (ML-KEM-768, X25519, AES-GCM) are used here.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUITE = b"HPKE" + bytes.fromhex("647a00010002")
COMBINER_LABEL = b"\\.//^\\"
ML_KEM_CIPHERTEXT_BYTES = 1088
ENCAPSULATION_BYTES = 1120


def expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Return both halves of an X-Wing private key."""
    both = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(both[:64]),
        X25519PrivateKey.from_private_bytes(both[64:]),
    )


def decapsulate(seed: bytes, encapsulation: bytes) -> bytes:
    """Return the X-Wing shared secret: SHA3-256 over both secrets, X25519's transcript, label."""
    ml_kem, x25519 = expand(seed)
    ephemeral = encapsulation[ML_KEM_CIPHERTEXT_BYTES:]
    first = ml_kem.decapsulate(encapsulation[:ML_KEM_CIPHERTEXT_BYTES])
    second = x25519.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    own = x25519.public_key().public_bytes_raw()
    return hashlib.sha3_256(first + second + ephemeral + own + COMBINER_LABEL).digest()


def _extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:length]


def schedule(shared: bytes, info: bytes, suite: bytes = SUITE) -> tuple[bytes, bytes]:
    """Return the key and the base nonce of base mode with HKDF-SHA-256 (RFC 9180, 5.1)."""
    hashes = (
        _extract(suite, b"", label, value)
        for label, value in ((b"psk_id_hash", b""), (b"info_hash", info))
    )
    mode = b"\x00" + b"".join(hashes)
    secret = _extract(suite, shared, b"secret", b"")
    return _expand(suite, secret, b"key", mode, 32), _expand(suite, secret, b"base_nonce", mode, 12)


def open_single_shot(seed: bytes, info: bytes, sealed: bytes) -> bytes:
    """Open `encapsulation || ciphertext`; raises cryptography's InvalidTag."""
    key, nonce = schedule(decapsulate(seed, sealed[:ENCAPSULATION_BYTES]), info)
    return AESGCM(key).decrypt(nonce, sealed[ENCAPSULATION_BYTES:], None)
