"""The constructions of docs/format.md once more, so that vectors do not test themselves.

Nothing of Strongroom is imported. Every salt and nonce is given by the caller: what is built
here twice is the same bytes twice.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import argon2.low_level
import zstandard
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

CHUNK_BYTES = 16384
PART_FLOOR, ENTRY_FLOOR = 1024, 256
SESSION, BODY, DEVICE, PREVIOUS = 1, 2, 3, 5
ATTESTATION, DETAILS, SLOT, LOCAL = 0x11, 0x12, 0x21, 0x23


def random(name: str, length: int = 32) -> bytes:
    """Return bytes that look random and depend on the name alone."""
    return hashlib.shake_256(b"strongroom vectors " + name.encode()).digest(length)


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 digest."""
    return hashlib.sha256(data).digest()


def context(label: str, *fields: bytes | int) -> bytes:
    """Return the context of format.md, section 3."""
    parts = [f"strongroom/1/{label}".encode()]
    parts += [f.to_bytes(8, "big") if isinstance(f, int) else f for f in fields]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def hkdf(key: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256 without salt."""
    return HKDF(hashes.SHA256(), 32, None, info).derive(key)


def header(kind: int, suite: int = 1) -> bytes:
    """Return suite and type."""
    return suite.to_bytes(2, "big") + bytes([kind])


# --- bodies --------------------------------------------------------------------------------


def cobblestone(key: bytes, bound: bytes, plain: bytes, name: str) -> bytes:
    """Return the Cobblestone-256 ciphertext with a salt that depends on `name`."""
    salt = random(f"salt {name}", 24)
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + bound
    derived = HKDFExpand(hashes.SHA512(), 76, info).derive(key)
    aead, base = AESGCM(derived[:32]), int.from_bytes(derived[32:44], "big")
    chunks = [
        aead.encrypt(
            (base ^ at).to_bytes(12, "big"), plain[at * CHUNK_BYTES : (at + 1) * CHUNK_BYTES], None
        )
        for at in range(len(plain) // CHUNK_BYTES + 1)
    ]
    return salt + derived[44:] + b"".join(chunks)


def padded(length: int, floor: int) -> int:
    """Return the Padmé length, from its definition."""
    length = max(length, floor, 2)
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def packed(plain: bytes, floor: int, **faults: int | bytes) -> bytes:
    """Return the packed plaintext; `faults` replace method, plain, stored or declared lengths."""
    squeezed = zstandard.ZstdCompressor(level=3).compress(plain)
    small = len(squeezed) < len(plain)
    stored = bytes(faults.get("stored", squeezed if small else plain))
    method = int(faults.get("method", small))
    declared = int(faults.get("plain_length", len(plain)))
    prefix = bytes([method]) + declared.to_bytes(4, "big")
    prefix += int(faults.get("stored_length", len(stored))).to_bytes(4, "big")
    total = int(faults.get("total", padded(9 + len(stored), floor)))
    return (prefix + stored).ljust(total, b"\0")


def wrap(wrapping_key: bytes, key: bytes, name: str) -> bytes:
    """Return the 60-byte AES-256-GCM wrap."""
    nonce = random(f"nonce {name}", 12)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, key, None)


def wrapping_key(vault: bytes, compartment: bytes, epoch: bytes, session_key: bytes) -> bytes:
    """Return a session's wrapping key."""
    return hkdf(session_key, context("data-key", 1, vault, compartment, epoch))


def slot(vault: bytes, device: bytes, seeds: bytes, passphrase: bytes, secret: bytes) -> bytes:
    """Return a slot at the floor's cost."""
    salt = random("slot salt", 16)
    prefix = header(SLOT) + bytes([3]) + (64 * 1024).to_bytes(4, "big") + bytes([4]) + salt
    stretched = argon2.low_level.hash_secret_raw(
        passphrase, salt, 3, 64 * 1024, 4, 32, argon2.low_level.Type.ID, 0x13
    )
    bound = context("slot", 1, vault, device, prefix)
    sealed = prefix + cobblestone(hkdf(stretched + secret, bound), bound, seeds, "slot")
    return sealed + sha256(sealed)[:8]


# --- keys ----------------------------------------------------------------------------------


def kem_public(seed: bytes) -> bytes:
    """Return the X-Wing public key of a seed."""
    both = hashlib.shake_256(seed).digest(96)
    ml_kem = MLKEM768PrivateKey.from_seed_bytes(both[:64]).public_key()
    x25519 = X25519PrivateKey.from_private_bytes(both[64:]).public_key()
    return ml_kem.public_bytes_raw() + x25519.public_bytes_raw()


def sign_public(seed: bytes) -> bytes:
    """Return the Ed25519 public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the Ed25519 signature."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def mac(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256."""
    return hmac.digest(key, data, "sha256")


# --- MessagePack ---------------------------------------------------------------------------


def encode(value: object) -> bytes:
    """Return the canonical MessagePack of a value."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, (int, datetime)):
        return _integer(value) if isinstance(value, int) else _whole_seconds(value)
    if isinstance(value, str):
        return _sized(value.encode(), (0xA0, 31), (0xD9, 0xDA, 0xDB))
    if isinstance(value, bytes):
        return _sized(value, (0, -1), (0xC4, 0xC5, 0xC6))
    if isinstance(value, dict):
        inner = b"".join(encode(k) + encode(v) for k, v in value.items())
        return _count(len(value), (0x80, 15), (0xDE, 0xDF)) + inner
    assert isinstance(value, (list, tuple))
    return _count(len(value), (0x90, 15), (0xDC, 0xDD)) + b"".join(map(encode, value))


def _whole_seconds(value: datetime) -> bytes:
    return b"\xd6\xff" + int(value.timestamp()).to_bytes(4, "big")


def _integer(value: int) -> bytes:
    if -32 <= value < 128:
        return value.to_bytes(1, "big", signed=True)
    for at, width in enumerate((1, 2, 4, 8)):
        if 0 <= value < 1 << (8 * width):
            return bytes([0xCC + at]) + value.to_bytes(width, "big")
        if -(1 << (8 * width - 1)) <= value < 0:
            return bytes([0xD0 + at]) + value.to_bytes(width, "big", signed=True)
    raise OverflowError


def _sized(data: bytes, short: tuple[int, int], long: tuple[int, int, int]) -> bytes:
    if len(data) <= short[1]:
        return bytes([short[0] | len(data)]) + data
    for code, width in zip(long, (1, 2, 4), strict=True):
        if len(data) < 1 << (8 * width):
            return bytes([code]) + len(data).to_bytes(width, "big") + data
    raise OverflowError


def _count(count: int, short: tuple[int, int], long: tuple[int, int]) -> bytes:
    if count <= short[1]:
        return bytes([short[0] | count])
    width = 2 if count < 1 << 16 else 4
    return bytes([long[width // 4]]) + count.to_bytes(width, "big")


# --- one ciphertext, two keys --------------------------------------------------------------


def _block(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def _times(left: int, right: int) -> int:
    """Multiply in GF(2^128) as GCM orders its bits."""
    product = 0
    for at in range(127, -1, -1):
        if (left >> at) & 1:
            product ^= right
        right = (right >> 1) ^ (0xE1 << 120 if right & 1 else 0)
    return product


def _power(base: int, exponent: int) -> int:
    result = 1 << 127
    while exponent:
        if exponent & 1:
            result = _times(result, base)
        base, exponent = _times(base, base), exponent >> 1
    return result


def wrap_under_two_keys(first: bytes, second: bytes) -> bytes:
    """Return one 60-byte AES-256-GCM wrap that opens, to different keys, under both (attack A9).

    With tags C1 H^3 + C2 H^2 + L H + E(J) equal under both keys, C2 is the solution of a linear
    equation. Plain GCM commits to no key; what stops this is the commitment of the body.
    """
    nonce, chosen = (
        random("two keys nonce", 12),
        int.from_bytes(random("two keys block", 16), "big"),
    )
    hashes_, masks = [], []
    for key in (first, second):
        hashes_.append(int.from_bytes(_block(key, bytes(16)), "big"))
        masks.append(int.from_bytes(_block(key, nonce + b"\0\0\0\1"), "big"))
    lengths = 256  # no associated data, 256 bits of ciphertext
    known = [
        _times(chosen, _power(h, 3)) ^ _times(lengths, h) ^ m
        for h, m in zip(hashes_, masks, strict=True)
    ]
    squares = _power(hashes_[0], 2) ^ _power(hashes_[1], 2)
    solved = _times(known[0] ^ known[1], _power(squares, (1 << 128) - 2))
    tag = known[0] ^ _times(solved, _power(hashes_[0], 2))
    return nonce + b"".join(part.to_bytes(16, "big") for part in (chosen, solved, tag))
