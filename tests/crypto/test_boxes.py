"""Every box: it opens for whom it is for, and for nobody and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crypto.independent_hpke import open_single_shot
from vault.crypto import boxes, envelope, primitives
from vault.crypto.boxes import Epoch, Session
from vault.crypto.format import BoxType, context, header
from vault.errors import IntegrityError, SealError, VersionError

VAULT, OTHER_VAULT = b"v" * 32, b"w" * 32
KEY, OTHER_KEY = primitives.kem_key(b"k" * 32), primitives.kem_key(b"o" * 32)
DEVICE, OTHER_DEVICE = b"d" * 16, b"e" * 16
EPOCH = Epoch(b"c" * 16, boxes.epoch_id(KEY.public), KEY.public)
OTHER_EPOCH = Epoch(b"C" * 16, boxes.epoch_id(OTHER_KEY.public), OTHER_KEY.public)
SESSION = Session(b"s" * 32, EPOCH.compartment, EPOCH.epoch, b"S" * 32)
OTHER_SESSION = Session(b"t" * 32, OTHER_EPOCH.compartment, OTHER_EPOCH.epoch, b"T" * 32)
SEEDS = b"1" * 64
PLAIN = b"The bell by the gate rang twice. " * 8


class Box(NamedTuple):
    """A sealed thing and how it is opened."""

    sealed: bytes
    open: Callable[[bytes], object]
    plain: object


def session_box() -> Box:
    body, session = boxes.seal_session(VAULT, EPOCH)
    return Box(body, lambda b: boxes.open_session(VAULT, EPOCH, KEY, b).key, session.key)


def body_box() -> Box:
    body, _ = boxes.seal_body(VAULT, SESSION, PLAIN)
    return Box(body, lambda b: boxes.open_body(VAULT, SESSION, b), PLAIN)


def attestation_box() -> Box:
    sealed = boxes.seal_attestation(VAULT, SESSION, PLAIN)
    return Box(sealed, lambda b: boxes.open_attestation(VAULT, SESSION, b), PLAIN)


def details_box() -> Box:
    sealed, _ = boxes.seal_details(VAULT, (SESSION,), PLAIN)
    return Box(sealed, lambda b: boxes.open_details(VAULT, SESSION, b), PLAIN)


def device_box() -> Box:
    sealed = boxes.seal_to_device(VAULT, DEVICE, KEY.public, PLAIN)
    return Box(sealed, lambda b: boxes.open_from_device_box(VAULT, DEVICE, KEY, b), PLAIN)


def local_box() -> Box:
    key = boxes.local_key(SEEDS, "draft")
    sealed = boxes.seal_local(key, VAULT, "draft", PLAIN)
    return Box(sealed, lambda b: boxes.open_local(key, VAULT, "draft", b), PLAIN)


MAKERS = [session_box, body_box, attestation_box, details_box, device_box, local_box]


@pytest.mark.parametrize("make", MAKERS)
def test_a_box_opens_to_what_was_sealed(make):
    box = make()
    assert box.open(box.sealed) == box.plain


@pytest.mark.parametrize("make", MAKERS)
def test_A12_any_flipped_bit_of_any_byte_is_refused(make):
    box = make()
    refused = 0
    for at in range(len(box.sealed)):
        changed = bytearray(box.sealed)
        changed[at] ^= 1 << (at % 8)
        with pytest.raises((SealError, VersionError)):
            box.open(bytes(changed))
        refused += 1
    assert refused == len(box.sealed) > 100


@pytest.mark.parametrize("make", MAKERS)
def test_A8_a_box_cut_anywhere_or_made_longer_is_refused(make):
    box = make()
    for end in range(0, len(box.sealed), 7):
        with pytest.raises((SealError, VersionError)):
            box.open(box.sealed[:end])
    with pytest.raises(SealError):
        box.open(box.sealed + b"\0")


@pytest.mark.parametrize("make", MAKERS)
def test_A1_no_box_opens_in_the_place_of_another_kind(make):
    box = make()
    for other in MAKERS:
        if other is not make:
            with pytest.raises(SealError):
                box.open(other().sealed)
            mended = box.sealed[:3] + other().sealed[3:]
            with pytest.raises(SealError):
                box.open(mended)


@pytest.mark.parametrize("make", [body_box, attestation_box, details_box])
def test_A2_what_was_sealed_for_one_purpose_opens_for_no_other(make):
    sealed = make().sealed
    as_body = header(BoxType.BODY) + sealed[3:]
    as_attestation = header(BoxType.ATTESTATION) + sealed[3:]
    if make is not body_box:
        with pytest.raises(SealError):
            boxes.open_body(VAULT, SESSION, as_body)
    if make is not attestation_box:
        with pytest.raises(SealError):
            boxes.open_attestation(VAULT, SESSION, as_attestation)


def test_A3_nothing_opens_in_another_vault():
    with pytest.raises(SealError):
        boxes.open_session(OTHER_VAULT, EPOCH, KEY, session_box().sealed)
    with pytest.raises(SealError):
        boxes.open_body(OTHER_VAULT, SESSION, body_box().sealed)
    with pytest.raises(SealError):
        boxes.open_attestation(OTHER_VAULT, SESSION, attestation_box().sealed)
    with pytest.raises(SealError):
        boxes.open_details(OTHER_VAULT, SESSION, details_box().sealed)
    with pytest.raises(SealError):
        boxes.open_from_device_box(OTHER_VAULT, DEVICE, KEY, device_box().sealed)
    with pytest.raises(SealError):
        boxes.open_local(boxes.local_key(SEEDS, "draft"), OTHER_VAULT, "draft", local_box().sealed)


def test_A10_a_data_key_moved_to_another_object_of_the_session_opens_nothing():
    first, _ = boxes.seal_body(VAULT, SESSION, PLAIN)
    second, _ = boxes.seal_body(VAULT, SESSION, PLAIN)
    wrap = slice(3 + 32, 3 + 32 + primitives.WRAP_BYTES)
    moved = second[: wrap.start] + first[wrap] + second[wrap.stop :]
    with pytest.raises(SealError):
        boxes.open_body(VAULT, SESSION, moved)


def test_A10_a_session_key_bound_to_one_compartment_opens_nothing_for_another():
    body, _ = boxes.seal_body(VAULT, SESSION, PLAIN)
    for changed in ({"compartment": b"x" * 16}, {"epoch": b"x" * 32}):
        with pytest.raises(SealError):
            boxes.open_body(VAULT, replace(SESSION, **changed), body)


def test_A18_a_session_of_one_compartment_does_not_open_under_the_name_of_another():
    body, _ = boxes.seal_session(VAULT, EPOCH)
    for renamed in (replace(EPOCH, compartment=b"x" * 16), replace(EPOCH, epoch=b"x" * 32)):
        with pytest.raises(SealError):
            boxes.open_session(VAULT, renamed, KEY, body)
    with pytest.raises(SealError):
        boxes.open_session(VAULT, OTHER_EPOCH, OTHER_KEY, body)


def test_a_box_to_one_device_opens_for_no_other():
    sealed = device_box().sealed
    for device, key in ((OTHER_DEVICE, KEY), (DEVICE, OTHER_KEY)):
        with pytest.raises(SealError):
            boxes.open_from_device_box(VAULT, device, key, sealed)


def test_details_open_for_each_session_that_they_are_boxed_to_and_no_third():
    sealed, key = boxes.seal_details(VAULT, (SESSION, OTHER_SESSION), PLAIN)
    assert boxes.open_details(VAULT, SESSION, sealed) == PLAIN
    assert boxes.open_details(VAULT, OTHER_SESSION, sealed) == PLAIN
    assert boxes.open_details_with_key(VAULT, key, sealed) == PLAIN
    with pytest.raises(SealError):
        boxes.open_details(VAULT, replace(SESSION, hash=b"z" * 32), sealed)


def test_A9_two_readers_of_one_details_box_never_read_two_texts():
    """The two wraps may hold two keys, but the body commits to one of them."""
    sealed, _ = boxes.seal_details(VAULT, (SESSION, OTHER_SESSION), PLAIN)
    other = primitives.wrap_key(boxes.wrapping_key(VAULT, OTHER_SESSION), b"2" * 32)
    at = 4 + 92 + 32
    forged = sealed[:at] + other + sealed[at + 60 :]
    assert boxes.open_details(VAULT, SESSION, forged) == PLAIN
    with pytest.raises(SealError):
        boxes.open_details(VAULT, OTHER_SESSION, forged)


def test_shared_data_keys_open_exactly_their_object():
    body, key = boxes.seal_body(VAULT, SESSION, PLAIN)
    other, other_key = boxes.seal_body(VAULT, SESSION, PLAIN)
    assert boxes.body_key(VAULT, SESSION, body) == key
    assert boxes.open_body_with_key(VAULT, key, body) == PLAIN
    with pytest.raises(SealError):
        boxes.open_body_with_key(VAULT, other_key, body)
    with pytest.raises(SealError):
        boxes.open_body_with_key(VAULT, key, other)


def test_local_rows_are_of_one_device_and_one_purpose():
    sealed = local_box().sealed
    for seeds, purpose in ((SEEDS, "own-wrap"), (b"2" * 64, "draft")):
        with pytest.raises(SealError):
            boxes.open_local(boxes.local_key(seeds, purpose), VAULT, purpose, sealed)
    with pytest.raises(SealError):  # the right key, the wrong purpose
        boxes.open_local(boxes.local_key(SEEDS, "draft"), VAULT, "segment", sealed)


# --- bodies --------------------------------------------------------------------------------


@given(st.one_of(st.binary(max_size=3000), st.text(max_size=800).map(str.encode)))
def test_whatever_is_packed_comes_out_again(plain):
    for floor in (0, 256, 1024):
        packed = envelope.pack(plain, floor)
        assert len(packed) >= floor
        assert envelope.unpack(packed) == plain


@settings(max_examples=30)
@given(st.integers(0, 70_000), st.binary(min_size=1, max_size=64))
def test_bodies_of_any_length_open_again(length, pattern):
    plain = (pattern * (length // len(pattern) + 1))[:length]
    body, _ = boxes.seal_body(VAULT, SESSION, plain)
    assert boxes.open_body(VAULT, SESSION, body) == plain


@given(st.binary(min_size=9, max_size=300))
def test_unpacking_anything_gives_a_refusal_or_what_packs_to_the_same_content(packed):
    try:
        plain = envelope.unpack(packed)
    except SealError:
        return
    assert len(plain) == int.from_bytes(packed[1:5], "big")


def test_a_record_over_64_mib_is_refused_before_sealing():
    with pytest.raises(SealError):
        envelope.pack(bytes((64 << 20) + 1), 0)


def test_P5_salts_nonces_and_keys_of_many_writes_are_distinct():
    salts, nonces, keys = set(), set(), set()
    for _ in range(2_000):
        body, key = boxes.seal_body(VAULT, SESSION, b"x")
        nonces.add(body[35:47])
        salts.add(body[95:119])
        keys.add(key)
    assert (len(salts), len(nonces), len(keys)) == (2_000, 2_000, 2_000)


def test_P5_sessions_have_their_own_keys_and_encapsulations():
    made = [boxes.seal_session(VAULT, EPOCH) for _ in range(200)]
    assert len({session.key for _, session in made}) == 200
    assert len({body[3:1123] for body, _ in made}) == 200


def test_two_seals_of_one_record_share_nothing_but_header_and_session():
    first, second = (boxes.seal_body(VAULT, SESSION, PLAIN)[0] for _ in range(2))
    assert first[:35] == second[:35]
    assert first[35:151] != second[35:151]
    assert len(first) == len(second)


# --- HPKE ----------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=100))
def test_P2_the_construction_written_out_opens_what_the_library_seals(seed, plain, info):
    key = primitives.kem_key(seed)
    assert open_single_shot(seed, info, primitives.hpke_seal(key.public, info, plain)) == plain


@pytest.mark.parametrize("purpose", ["draft", "invitation", "members-shown", "answer"])
def test_local_rows_do_not_tell_by_their_size_how_much_is_in_them(purpose):
    sizes = {
        len(boxes.seal_local(KEY.seed, VAULT, purpose, primitives.random_bytes(n)))
        for n in (3, 90, 700)
    }
    assert len(sizes) == 1


def test_a_public_key_of_another_length_is_refused():
    with pytest.raises(SealError):
        primitives.hpke_seal(KEY.public[:-1], b"", b"x")


@pytest.mark.parametrize("public", [b"\xff" * 1216, KEY.public[:1184] + bytes(32)])
def test_bytes_that_are_no_public_key_are_refused_and_not_crashed_on(public):
    with pytest.raises(SealError):
        primitives.check_kem_public(public)


def test_P6_wrong_key_wrong_context_and_cut_data_say_the_same():
    body = body_box().sealed
    said = set()
    for session, sealed in (
        (replace(SESSION, key=b"?" * 32), body),
        (replace(SESSION, epoch=b"?" * 32), body),
        (replace(SESSION, hash=b"?" * 32), body),
        (SESSION, body[:-1]),
        (SESSION, body[:50]),
    ):
        with pytest.raises(IntegrityError) as refusal:
            boxes.open_body(VAULT, session, sealed)
        said.add((refusal.value.code, str(refusal.value)))
    assert len(said) == 1


def test_names_are_of_both_keys_and_of_their_own_label():
    sign = b"p" * 32
    assert len(boxes.device_id(KEY.public, sign)) == 16
    assert boxes.device_id(KEY.public, sign) != boxes.device_id(KEY.public, b"q" * 32)
    assert boxes.device_id(KEY.public, sign) != boxes.device_id(OTHER_KEY.public, sign)
    assert boxes.epoch_id(KEY.public) == primitives.sha256(context("epoch-id", KEY.public))
