"""Published vectors of every primitive, through the wrappers that we call ourselves.

Where a wrapper fixes what a vector varies (a salt, associated data, a length), the vector runs
against the very function that the wrapper calls. Sources stand in the heads of the files.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest
from argon2 import low_level
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.crypto import independent_hpke
from vault.crypto import primitives
from vault.crypto.primitives import KdfCost
from vault.errors import SealError, SignatureError

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "published"
KEM_KEY = primitives.kem_key(b"k" * 32)
ML_KEM_PUBLIC_BYTES = 1184
ML_KEM_MODULUS = 3329


class Fact(dict[str, str]):
    """One case of a file; what it leaves out is empty."""

    def __missing__(self, name: str) -> str:
        return ""

    def hex(self, name: str) -> bytes:
        return bytes.fromhex(self[name])


def facts(*names: str) -> list:
    """Return the cases of files, each with its own id."""
    found = []
    for name in names:
        text = (FOLDER / f"{name}.txt").read_text("ascii")
        for block in text.split("\n\n")[1:]:
            fact = Fact(line.split(":", 1) for line in block.strip().splitlines())
            fact = Fact({key: value.strip() for key, value in fact.items()})
            found.append(pytest.param(fact, id=f"{name}-{fact['case']}".replace(" ", "-")))
    return found


def test_every_file_of_published_vectors_is_run():
    named = {each.stem for each in FOLDER.glob("*.txt")}
    text = Path(__file__).read_text("utf-8")
    assert {name for name in named if f'"{name}"' not in text} == set()
    assert all(len(facts(name)) > 1 for name in named)


# --- hashes and derivations ----------------------------------------------------------------


@pytest.mark.parametrize("fact", facts("sha256"))
def test_P1_sha_256(fact):
    assert primitives.sha256(fact.hex("data")) == fact.hex("out")


@pytest.mark.parametrize("fact", facts("hmac"))
def test_P1_hmac(fact):
    made = primitives.mac(fact.hex("key"), fact.hex("data"))
    assert made[: len(fact.hex("out"))] == fact.hex("out")


@pytest.mark.parametrize("fact", facts("hkdf", "wycheproof_hkdf"))
def test_P1_hkdf(fact):
    key, info, length = fact.hex("key"), fact.hex("info"), int(fact["length"])
    salt = fact.hex("salt") or None
    called = HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(key)
    assert called == fact.hex("out")
    if salt is None:
        assert primitives.hkdf(key, info, length) == fact.hex("out")


def test_P1_hkdf_gives_at_most_255_digests():
    assert len(primitives.hkdf(b"k" * 32, b"", 255 * 32)) == 8160
    with pytest.raises(ValueError, match="8160"):
        primitives.hkdf(b"k" * 32, b"", 255 * 32 + 1)


def with_secret(fact: Fact) -> bytes:
    """Run Argon2id with a secret and associated data, which our wrapper has no parameters for."""
    ffi, lib = low_level.ffi, low_level.lib
    out = ffi.new("uint8_t[]", int(fact["length"]))
    given = {name: fact.hex(name) for name in ("passphrase", "salt", "secret", "data")}
    held = {name: ffi.new("uint8_t[]", value) for name, value in given.items()}
    context = ffi.new(
        "argon2_context *",
        {
            "version": 0x13, "out": out, "outlen": len(out),
            "pwd": held["passphrase"], "pwdlen": len(given["passphrase"]),
            "salt": held["salt"], "saltlen": len(given["salt"]),
            "secret": held["secret"], "secretlen": len(given["secret"]),
            "ad": held["data"], "adlen": len(given["data"]),
            "t_cost": int(fact["passes"]), "m_cost": int(fact["memory"]),
            "lanes": int(fact["lanes"]), "threads": int(fact["lanes"]),
            "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": lib.ARGON2_DEFAULT_FLAGS,
        },
    )  # fmt: skip
    assert low_level.core(context, low_level.Type.ID.value) == lib.ARGON2_OK
    return bytes(ffi.buffer(out))


@pytest.mark.parametrize("fact", facts("argon2id"))
def test_P1_argon2id(fact):
    cost = KdfCost(int(fact["passes"]), int(fact["memory"]), int(fact["lanes"]))
    if fact["secret"]:
        assert with_secret(fact) == fact.hex("out")
    elif int(fact["length"]) == primitives.KEY_BYTES:
        made = primitives.argon2id(fact.hex("passphrase"), fact.hex("salt"), cost)
        assert made == fact.hex("out")
    else:
        made = low_level.hash_secret_raw(
            fact.hex("passphrase"), fact.hex("salt"), cost.passes, cost.memory_kib, cost.lanes,
            int(fact["length"]), low_level.Type.ID, 0x13,
        )  # fmt: skip
        assert made == fact.hex("out")


# --- symmetric -----------------------------------------------------------------------------


def gcm_open(fact: Fact) -> bytes:
    """Open with our wrapper where it can, or with what it calls; raises SealError."""
    sealed, data = fact.hex("sealed") + fact.hex("tag"), fact.hex("data")
    if not data and len(fact.hex("sealed")) == primitives.KEY_BYTES:
        return primitives.unwrap_key(fact.hex("key"), fact.hex("nonce") + sealed)
    try:
        return AESGCM(fact.hex("key")).decrypt(fact.hex("nonce"), sealed, data or None)
    except InvalidTag:
        raise SealError from None


@pytest.mark.parametrize("fact", facts("aes_gcm", "wycheproof_aes_gcm"))
def test_P1_aes_gcm(fact):
    if fact["plain"] != "FAIL":
        assert gcm_open(fact) == fact.hex("plain")
        return
    with pytest.raises(SealError):
        gcm_open(fact)


def test_P1_the_wrapper_itself_opens_and_refuses_published_wraps_of_aes_gcm():
    wraps = [each.values[0] for each in facts("aes_gcm") if each.id.startswith("aes_gcm-256-0-")]
    assert {fact["plain"] == "FAIL" for fact in wraps} == {True, False}
    assert {len(fact.hex("sealed") + fact.hex("data")) for fact in wraps} == {32}


@pytest.mark.parametrize("length", [0, 11, 12, 28, 59, 61, 120])
def test_P1_no_nonce_or_tag_of_another_size_is_tried(length):
    with pytest.raises(SealError):
        primitives.unwrap_key(b"k" * 32, bytes(length))


@pytest.mark.parametrize("fact", facts("wycheproof_cobblestone"))
def test_P1_cobblestone(fact):
    sealed = zlib.decompress(fact.hex("ct"))
    key, context = fact.hex("key"), fact.hex("context")
    if fact["plain_sha512"] == "FAIL":
        with pytest.raises(SealError):
            primitives.stream_open(key, context, sealed)
        return
    plain = primitives.stream_open(key, context, sealed)
    assert hashlib.sha512(plain).hexdigest() == fact["plain_sha512"]
    assert len(plain) == int(fact["length"])


# --- signatures ----------------------------------------------------------------------------


@pytest.mark.parametrize("fact", facts("ed25519"))
def test_P1_ed25519_signs_as_published(fact):
    assert primitives.sign_public(fact.hex("seed")) == fact.hex("public")
    assert primitives.sign(fact.hex("seed"), fact.hex("message")) == fact.hex("signature")
    primitives.verify(fact.hex("public"), fact.hex("signature"), fact.hex("message"))


@pytest.mark.parametrize("fact", facts("wycheproof_ed25519"))
def test_P1_ed25519_at_its_edges(fact):
    given = fact.hex("public"), fact.hex("signature"), fact.hex("message")
    if fact["result"] == "valid":
        primitives.verify(*given)
        return
    with pytest.raises(SignatureError):
        primitives.verify(*given)


# --- public keys ---------------------------------------------------------------------------


@pytest.mark.parametrize("fact", facts("x25519", "wycheproof_x25519"))
def test_P1_x25519(fact):
    """Points of low order are refused, also as one half of a key or of an encapsulation."""
    private = X25519PrivateKey.from_private_bytes(fact.hex("private"))
    public = X25519PublicKey.from_public_bytes(fact.hex("public"))
    if any(fact.hex("shared")):
        assert private.exchange(public) == fact.hex("shared")
        return
    with pytest.raises(ValueError, match="shared key"):
        private.exchange(public)
    with pytest.raises(SealError):
        primitives.hpke_seal(KEM_KEY.public[:ML_KEM_PUBLIC_BYTES] + fact.hex("public"), b"", b"k")
    sealed = primitives.hpke_seal(KEM_KEY.public, b"", b"k")
    with pytest.raises(SealError):
        primitives.hpke_open(KEM_KEY, b"", sealed[:1088] + fact.hex("public") + sealed[1120:])


@pytest.mark.parametrize("fact", facts("ml_kem"))
def test_P1_ml_kem_768(fact):
    key = MLKEM768PrivateKey.from_seed_bytes(fact.hex("seed"))
    public = key.public_key().public_bytes_raw()
    assert hashlib.sha256(public).hexdigest() == fact["public_sha256"]
    assert key.decapsulate(fact.hex("ciphertext")) == fact.hex("shared")
    if fact["other_ciphertext"]:
        assert key.decapsulate(fact.hex("other_ciphertext")) == fact.hex("other_shared")


def with_coefficient(public: bytes, place: int, value: int) -> bytes:
    """Return an encapsulation key with one of its 768 coefficients of 12 bits replaced."""
    at = place // 2 * 3
    both = int.from_bytes(public[at : at + 3], "little")
    shift = 12 * (place % 2)
    both = both & ~(0xFFF << shift) | value << shift
    return public[:at] + both.to_bytes(3, "little") + public[at + 3 :]


@pytest.mark.parametrize("value", [ML_KEM_MODULUS, ML_KEM_MODULUS + 1, 4095])
@pytest.mark.parametrize("place", [0, 1, 255, 256, 400, 511, 512, 767])
def test_P1_a_coefficient_beyond_the_modulus_is_refused(place, value):
    """FIPS 203, 7.2: the vectors of Wycheproof's mlkem_768_encaps_test.json, made for our key."""
    primitives.check_kem_public(with_coefficient(KEM_KEY.public, place, ML_KEM_MODULUS - 1))
    with pytest.raises(SealError):
        primitives.check_kem_public(with_coefficient(KEM_KEY.public, place, value))


@pytest.mark.parametrize("length", [0, 1, 1183, 1184, 1215, 1217, 1600])
def test_P1_a_key_of_another_length_is_refused(length):
    with pytest.raises(SealError):
        primitives.check_kem_public((KEM_KEY.public * 2)[:length])


@pytest.mark.parametrize("length", [0, 1, 1087, 1088, 1119, 1120, 1135])
def test_P1_an_encapsulation_of_another_length_is_refused(length):
    sealed = primitives.hpke_seal(KEM_KEY.public, b"", b"")
    with pytest.raises(SealError):
        primitives.hpke_open(KEM_KEY, b"", sealed[:length])


@pytest.mark.parametrize("fact", facts("x_wing"))
def test_P2_x_wing_and_what_our_suite_makes_of_it(fact):
    """No vector is published for AES-256-GCM with this KEM: the key schedule has its own, below."""
    key = primitives.kem_key(fact.hex("seed"))
    assert key.public == fact.hex("public")
    encapsulation = fact.hex("encapsulation")
    assert independent_hpke.decapsulate(key.seed, encapsulation) == fact.hex("shared")
    secret, nonce = independent_hpke.schedule(fact.hex("shared"), b"info")
    sealed = encapsulation + AESGCM(secret).encrypt(nonce, b"what was said", None)
    assert primitives.hpke_open(key, b"info", sealed) == b"what was said"


@pytest.mark.parametrize("fact", facts("hpke"))
def test_P2_the_key_schedule_of_rfc_9180(fact):
    suite = b"HPKE" + fact.hex("suite")
    key, nonce = independent_hpke.schedule(fact.hex("shared"), fact.hex("info"), suite)
    assert (key, nonce) == (fact.hex("key"), fact.hex("nonce"))
    opened = AESGCM(key).decrypt(nonce, fact.hex("sealed"), fact.hex("data"))
    assert opened == fact.hex("plain")


def test_P2_the_suite_has_the_numbers_of_the_registry():
    suite = primitives._hpke_suite()
    parts = hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM
    sealed = primitives.hpke_seal(KEM_KEY.public, b"info", b"what was said")
    assert hpke.Suite(*parts).decrypt(sealed, KEM_KEY.private, b"info") == b"what was said"
    assert suite.decrypt(sealed, KEM_KEY.private, b"info") == b"what was said"
    assert independent_hpke.open_single_shot(KEM_KEY.seed, b"info", sealed) == b"what was said"
