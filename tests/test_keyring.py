"""The keyring: what a device holds, what it was granted, and what it believes of a grant."""

from __future__ import annotations

from typing import NoReturn

import pytest

from vault.crypto import boxes, primitives
from vault.crypto.boxes import Epoch
from vault.errors import NoKeyError, SealError, SignatureError
from vault.keyring import MAX_SESSION_OBJECTS, DeviceSeeds, GrantBox, Keyring, ShareBox
from vault.model import from_bytes, to_bytes

VAULT = b"v" * 32
ONE, OTHER = b"1" * 16, b"2" * 16


def epoch(seed: bytes, compartment: bytes = ONE) -> tuple[bytes, bytes, bytes]:
    """Return (compartment, epoch, seed), as a grant has it."""
    return compartment, boxes.epoch_id(primitives.kem_key(seed).public), seed


FIRST, SECOND = epoch(b"a" * 32), epoch(b"b" * 32, OTHER)


def as_writer(granted: tuple[bytes, bytes, bytes]) -> Epoch:
    """Return what anyone knows of an epoch."""
    return Epoch(granted[0], granted[1], primitives.kem_key(granted[2]).public)


@pytest.fixture
def ring() -> Keyring:
    return Keyring(VAULT, DeviceSeeds.fresh())


def nothing(_name: bytes) -> NoReturn:
    message = "no object was to be fetched"
    raise AssertionError(message)


# --- the device ----------------------------------------------------------------------------


def test_a_slots_content_makes_the_same_device_again():
    seeds = DeviceSeeds.fresh()
    again = DeviceSeeds.from_bytes(seeds.to_bytes())
    assert Keyring(VAULT, again).device == Keyring(VAULT, seeds).device


@pytest.mark.parametrize("length", [0, 63, 65])
def test_seeds_of_another_length_are_refused(length):
    with pytest.raises(SealError):
        DeviceSeeds.from_bytes(bytes(length))


def test_a_sheet_always_makes_the_same_device_and_two_sheets_two():
    first, again, other = (
        Keyring(VAULT, DeviceSeeds.from_sheet(s)) for s in (b"s" * 32, b"s" * 32, b"t" * 32)
    )
    assert first.device == again.device != other.device
    assert DeviceSeeds.from_sheet(b"s" * 32).kem != DeviceSeeds.from_sheet(b"s" * 32).sign


def test_P5_fresh_devices_are_distinct():
    assert len({Keyring(VAULT, DeviceSeeds.fresh()).device for _ in range(50)}) == 50


def test_A15_a_statement_is_of_both_keys_and_of_one_vault(ring):
    fields = (VAULT, ring.kem.public, ring.sign_public)
    signed = boxes.context("device-statement", *fields)
    primitives.verify(ring.sign_public, ring.statement(), signed)
    other = boxes.context("device-statement", b"w" * 32, *fields[1:])
    with pytest.raises(SignatureError):
        primitives.verify(ring.sign_public, ring.statement(), other)


def test_local_rows_and_pins_are_the_devices_own(ring):
    other = Keyring(VAULT, DeviceSeeds.fresh())
    sealed = ring.seal_local("draft", b"half a sentence")
    assert ring.open_local("draft", sealed) == b"half a sentence"
    with pytest.raises(SealError):
        other.open_local("draft", sealed)
    with pytest.raises(SealError):
        ring.open_local("own-wrap", sealed)
    assert ring.pin_mac(b"pin") == ring.pin_mac(b"pin") != other.pin_mac(b"pin")
    assert ring.pin_mac(b"pin") != ring.pin_mac(b"pim")


# --- grants --------------------------------------------------------------------------------


def test_a_granted_seed_is_held_and_given_on(ring):
    ring.learn_seed(*FIRST)
    ring.learn_seed(*SECOND)
    other = Keyring(VAULT, DeviceSeeds.fresh())
    ring.hand_seeds_to(other)
    assert other.all_seeds() == ring.all_seeds() == (FIRST, SECOND)
    assert ring.seed_of(FIRST[1]) == FIRST


def test_a_seed_that_was_not_granted_is_not_held(ring):
    assert not ring.holds(FIRST[1])
    with pytest.raises(NoKeyError):
        ring.seed_of(FIRST[1])


@pytest.mark.parametrize(
    "claimed",
    [(ONE, FIRST[1], SECOND[2]), (ONE, FIRST[1], FIRST[2][:31]), (ONE[:15], *FIRST[1:])],
    ids=["seed of another epoch", "short seed", "short compartment"],
)
def test_A10_a_seed_that_does_not_belong_to_its_epoch_is_refused(ring, claimed):
    with pytest.raises(SealError):
        ring.learn_seed(*claimed)
    assert ring.all_seeds() == ()


def test_A18_an_epoch_under_anothers_name_does_not_stand_in_the_way_of_the_real_one(ring):
    """Only the journal says whose an epoch is; a grant box can be planted by anyone."""
    body, session = boxes.seal_session(VAULT, as_writer(FIRST))
    mislabelled = (OTHER, *FIRST[1:])
    for order in ((mislabelled, FIRST), (FIRST, mislabelled)):
        own = Keyring(VAULT, DeviceSeeds.fresh())
        for each in order:
            own.learn_seed(*each)
        assert own.session(session.hash, {session.hash: body}.__getitem__, FIRST[1]) == session


def test_A18_what_the_journal_did_not_sign_is_forgotten(ring):
    for each in ((OTHER, *FIRST[1:]), FIRST, SECOND):
        ring.learn_seed(*each)
    ring.keep_signed({FIRST[:2]})
    assert ring.all_seeds() == (FIRST,)
    assert not ring.holds(SECOND[1])


# --- sessions ------------------------------------------------------------------------------


def test_a_reader_opens_the_sessions_of_a_granted_epoch(ring):
    ring.learn_seed(*SECOND)
    ring.learn_seed(*FIRST)
    body, session = boxes.seal_session(VAULT, as_writer(FIRST))
    for hint in (b"", FIRST[1]):
        assert ring.session(session.hash, {session.hash: body}.__getitem__, hint) == session


def test_an_opened_session_is_not_fetched_again(ring):
    ring.learn_seed(*FIRST)
    body, session = boxes.seal_session(VAULT, as_writer(FIRST))
    ring.session(session.hash, {session.hash: body}.__getitem__)
    assert ring.session(session.hash, nothing) == session


def test_without_the_epoch_there_is_no_key_and_nothing_is_fetched(ring):
    ring.learn_seed(*SECOND)
    _, session = boxes.seal_session(VAULT, as_writer(FIRST))
    with pytest.raises(NoKeyError):
        ring.session(session.hash, nothing, FIRST[1])


def test_a_session_of_an_epoch_that_is_held_but_does_not_open_is_damaged_not_missing(ring):
    ring.learn_seed(*FIRST)
    body, session = boxes.seal_session(VAULT, as_writer(FIRST))
    damaged = body[:-1] + bytes([body[-1] ^ 1])
    with pytest.raises(SealError):
        ring.session(session.hash, {session.hash: damaged}.__getitem__, FIRST[1])


def test_A6_a_writer_without_the_epoch_writes_and_reads_only_that_session(ring):
    body, session = ring.writing_session(as_writer(FIRST), 1)
    assert ring.session(session.hash, nothing) == session
    reader = Keyring(VAULT, DeviceSeeds.fresh())
    reader.learn_seed(*FIRST)
    assert reader.session(session.hash, {session.hash: body}.__getitem__) == session
    other, hidden = boxes.seal_session(VAULT, as_writer(FIRST))
    with pytest.raises(NoKeyError):
        ring.session(hidden.hash, {hidden.hash: other}.__getitem__)


def test_a_session_carries_at_most_a_thousand_objects(ring):
    made = [ring.writing_session(as_writer(FIRST), 1) for _ in range(MAX_SESSION_OBJECTS + 1)]
    bodies = [at for at, (body, _) in enumerate(made) if body is not None]
    assert bodies == [0, MAX_SESSION_OBJECTS]


def test_two_epochs_have_two_sessions(ring):
    _, first = ring.writing_session(as_writer(FIRST), 1)
    _, second = ring.writing_session(as_writer(SECOND), 1)
    assert first.key != second.key


def test_after_a_failed_transaction_the_next_write_makes_its_session_anew(ring):
    body, first = ring.writing_session(as_writer(FIRST), 1)
    ring.forget_writing()
    again, second = ring.writing_session(as_writer(FIRST), 1)
    assert body is not None
    assert again is not None
    assert first.hash != second.hash


# --- boxes to devices ----------------------------------------------------------------------


def test_boxes_for_this_device_open_and_others_do_not(ring):
    box = to_bytes(GrantBox((FIRST,)))
    sealed = boxes.seal_to_device(VAULT, ring.device, ring.kem.public, box)
    assert from_bytes(ring.open_device_box(sealed), GrantBox).seeds == (FIRST,)
    with pytest.raises(SealError):
        Keyring(VAULT, DeviceSeeds.fresh()).open_device_box(sealed)


def test_a_shared_key_that_opens_is_used_whatever_else_was_planted(ring):
    def opener(key):
        if key != b"k" * 32:
            raise SealError
        return b"words"

    for key in (b"x" * 32, b"k" * 32, b"y" * 32):
        ring.learn_shared(ShareBox(((b"o" * 32, key),)).keys)
    assert ring.open_shared(b"o" * 32, opener) == b"words"
    assert ring.open_shared(b"p" * 32, opener) is None
