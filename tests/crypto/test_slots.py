"""Slots: two secrets, costs that a file cannot choose, and passphrases typed on other systems."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_CEILING, KDF_DEFAULT, KDF_FLOOR
from vault.crypto.primitives import KdfCost
from vault.errors import (
    KdfCeilingError,
    KdfFloorError,
    MalformedError,
    SealError,
    VersionError,
    WrongKeyError,
)

VAULT, DEVICE, OTHER = b"v" * 32, b"d" * 16, b"e" * 16
SEEDS, SECRET = b"1" * 64, b"s" * 32
PASSPHRASE = b"orbit velvet candle marsh tunnel quilt"


@pytest.fixture(scope="module")
def slot() -> bytes:
    return boxes.seal_slot(VAULT, DEVICE, SEEDS, PASSPHRASE, SECRET, KDF_FLOOR)


@pytest.fixture
def no_derivation(monkeypatch):
    """Fail the test when a key is derived at all."""

    def refuse(*_args):
        message = "a key was derived"
        raise AssertionError(message)

    monkeypatch.setattr(primitives, "argon2id", refuse)


def mended(slot: bytes, at: int, value: bytes) -> bytes:
    changed = slot[:at] + value + slot[at + len(value) : -8]
    return changed + primitives.sha256(changed)[:8]


def test_a_slot_opens_with_both_secrets(slot):
    assert boxes.open_slot(VAULT, DEVICE, slot, PASSPHRASE, SECRET) == SEEDS


@pytest.mark.parametrize(
    ("vault", "device", "passphrase", "secret"),
    [
        (VAULT, DEVICE, PASSPHRASE + b"s", SECRET),
        (VAULT, DEVICE, PASSPHRASE, b"t" * 32),
        (VAULT, OTHER, PASSPHRASE, SECRET),
        (b"w" * 32, DEVICE, PASSPHRASE, SECRET),
    ],
    ids=["passphrase", "device secret", "A31 device", "A3 vault"],
)
def test_A31_a_slot_opens_in_its_own_place_with_both_secrets_only(
    slot, vault, device, passphrase, secret
):
    with pytest.raises(WrongKeyError):
        boxes.open_slot(vault, device, slot, passphrase, secret)


def test_A12_any_flipped_bit_of_a_slot_is_refused_and_derives_nothing(slot, no_derivation):
    for at in range(len(slot)):
        changed = slot[:at] + bytes([slot[at] ^ 1]) + slot[at + 1 :]
        with pytest.raises((SealError, VersionError, KdfFloorError, KdfCeilingError)):
            boxes.open_slot(VAULT, DEVICE, changed, PASSPHRASE, SECRET)


def test_a_changed_slot_with_a_mended_checksum_does_not_open(slot):
    for at in (9, 25, 60, 150):  # salt, seal's salt, commitment, tag
        changed = mended(slot, at, bytes([slot[at] ^ 1]))
        with pytest.raises(WrongKeyError):
            boxes.open_slot(VAULT, DEVICE, changed, PASSPHRASE, SECRET)


@pytest.mark.parametrize(("at", "value"), [(3, b"\2"), (4, b"\0\0\0\x08"), (8, b"\1"), (3, b"\0")])
def test_A28_a_weakened_cost_is_refused_before_deriving(slot, no_derivation, at, value):
    with pytest.raises(KdfFloorError):
        boxes.open_slot(VAULT, DEVICE, mended(slot, at, value), PASSPHRASE, SECRET)


@pytest.mark.parametrize(
    ("at", "value"), [(3, b"\x0b"), (4, b"\0\x80\0\0"), (4, b"\xff\xff\xff\xff"), (8, b"\xff")]
)
def test_A29_an_absurd_cost_is_refused_before_deriving(slot, no_derivation, at, value):
    with pytest.raises(KdfCeilingError):
        boxes.open_slot(VAULT, DEVICE, mended(slot, at, value), PASSPHRASE, SECRET)


@given(st.integers(0, 255), st.integers(0, 2**32 - 1), st.integers(0, 255))
def test_A28_A29_every_cost_is_within_floor_and_ceiling_or_refused(passes, memory, lanes):
    cost = KdfCost(passes, memory, lanes)
    inside = (3 <= passes <= 10) and (65_536 <= memory <= 1 << 20) and (4 <= lanes <= 16)
    if inside:
        boxes.check_cost(cost)
    else:
        with pytest.raises((KdfFloorError, KdfCeilingError)):
            boxes.check_cost(cost)


def test_A30_a_new_slot_has_the_default_cost_and_refuses_a_lower_one(no_derivation):
    assert KdfCost(3, 256 * 1024, 4) == KDF_DEFAULT
    for cost in (KDF_FLOOR, KDF_DEFAULT, KDF_CEILING):
        boxes.check_cost(cost)
    with pytest.raises(KdfFloorError):
        boxes.seal_slot(VAULT, DEVICE, SEEDS, PASSPHRASE, SECRET, KdfCost(1, 8, 1))


def test_P5_two_slots_of_one_device_have_different_salts(monkeypatch):
    monkeypatch.setattr(primitives, "argon2id", lambda _p, salt, _c: salt * 2)
    slots = {boxes.seal_slot(VAULT, DEVICE, SEEDS, PASSPHRASE, SECRET)[9:25] for _ in range(300)}
    assert len(slots) == 300


# --- passphrases ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["한글 비밀번호 열두자", "café au lait à quatre", "ｏｒｂｉｔ　ｖｅｌｖｅｔ"]
)
def test_G4_a_passphrase_typed_composed_or_decomposed_is_the_same(typed):
    composed, decomposed = (unicodedata.normalize(form, typed) for form in ("NFC", "NFD"))
    assert boxes.prepare_passphrase(composed) == boxes.prepare_passphrase(decomposed)


def test_every_space_is_one_space_and_nothing_is_trimmed():
    assert boxes.prepare_passphrase(" a\u00a0b\u3000c ") == b" a b c "


def test_case_and_width_are_kept():
    assert boxes.prepare_passphrase("Orbit") != boxes.prepare_passphrase("orbit")
    assert boxes.prepare_passphrase("ｏ") != boxes.prepare_passphrase("o")


@pytest.mark.parametrize("typed", ["", "a\nb", "a\0b", "a\x7fb", "\ud800", "\U000e0fff"])
def test_controls_surrogates_and_nothing_are_refused(typed):
    with pytest.raises(MalformedError):
        boxes.prepare_passphrase(typed)


@given(st.text(min_size=1, max_size=30))
def test_preparing_twice_changes_nothing(typed):
    try:
        prepared = boxes.prepare_passphrase(typed)
    except MalformedError:
        assume(False)
    assert boxes.prepare_passphrase(prepared.decode("utf-8")) == prepared
