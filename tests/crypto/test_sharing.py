"""k of n by replicated XOR: any k hold everything, any k-1 lack a share, hashes blame."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import identities, primitives, sharing
from vault.crypto.identities import Purpose
from vault.errors import SealError

SIZES = [(k, n) for n in range(8) for k in range(8) if sharing.may_share(k, n)]
VAULT, PERSON = b"v" * 32, b"p" * 16
PURPOSE = Purpose(b"r" * 32, PERSON, b"q" * 16, b"c" * 16, 1_900_000_000)


def held_by(places, k: int, n: int) -> set[int]:
    return set().union(*(sharing.numbers_of(place, k, n) for place in places))


def test_two_open_at_least_one_may_be_missing_and_seven_hold_at_most():
    assert min(SIZES) == (2, 3)
    assert max(n for _, n in SIZES) == 7
    assert all(2 <= k < n for k, n in SIZES)
    assert len(SIZES) == 15
    assert max(sharing.share_count(k, n) for k, n in SIZES) == 35


@pytest.mark.parametrize(("k", "n"), SIZES)
def test_any_k_hold_every_share_and_any_fewer_lack_one(k, n):
    every = set(range(sharing.share_count(k, n)))
    for some in combinations(range(n), k):
        assert held_by(some, k, n) == every
    for few in combinations(range(n), k - 1):
        assert len(every - held_by(few, k, n)) == 1


@pytest.mark.parametrize(("k", "n"), SIZES)
def test_every_share_of_a_lost_holder_lies_with_another_one(k, n):
    for lost in range(n):
        others = [place for place in range(n) if place != lost]
        assert sharing.numbers_of(lost, k, n) <= held_by(others, k, n)


@given(st.sampled_from(SIZES), st.binary(min_size=32, max_size=32), st.randoms())
def test_any_k_open_what_was_split(size, secret, chance):
    k, n = size
    shares = sharing.split(secret, k, n)
    some = chance.sample(range(n), k)
    given_back = {number: shares[number] for number in held_by(some, k, n)}
    assert sharing.combine(given_back, k, n) == secret


@given(st.sampled_from(SIZES), st.binary(min_size=32, max_size=32), st.randoms())
def test_what_k_minus_one_hold_fits_every_secret_alike(size, secret, chance):
    """Information-theoretic: for any other secret some last share makes their shares fit it."""
    k, n = size
    shares = sharing.split(secret, k, n)
    few = held_by(chance.sample(range(n), k - 1), k, n)
    (lacking,) = set(range(len(shares))) - few
    known = {number: shares[number] for number in few}
    with pytest.raises(SealError):
        sharing.combine(known, k, n)
    other = primitives.random_bytes(32)
    made_up = bytes(32)
    for part in (other, *known.values()):
        made_up = bytes(a ^ b for a, b in zip(made_up, part, strict=True))
    assert sharing.combine({**known, lacking: made_up}, k, n) == other


@given(st.integers(0, 31), st.integers(1, 255))
def test_a_changed_share_has_another_hash_and_gives_another_secret(at, flip):
    shares = list(sharing.split(bytes(32), 2, 3))
    wrong = bytearray(shares[1])
    wrong[at] ^= flip
    right = sharing.share_hash(VAULT, PERSON, 1, shares[1])
    assert sharing.share_hash(VAULT, PERSON, 1, bytes(wrong)) != right
    shares[1] = bytes(wrong)
    assert sharing.combine(dict(enumerate(shares)), 2, 3) != bytes(32)


def test_a_hash_is_of_one_number_person_and_vault():
    share = b"s" * 32
    right = sharing.share_hash(VAULT, PERSON, 1, share)
    assert sharing.share_hash(VAULT, PERSON, 2, share) != right
    assert sharing.share_hash(VAULT, b"o" * 16, 1, share) != right
    assert sharing.share_hash(b"w" * 32, PERSON, 1, share) != right


@pytest.mark.parametrize("size", [(1, 2), (2, 2), (3, 3), (0, 3), (2, 8), (8, 9)])
def test_no_other_sizes_are_split(size):
    with pytest.raises(SealError):
        sharing.split(bytes(32), *size)


@pytest.mark.parametrize("shares", [{}, {0: bytes(32)}, {0: bytes(32), 1: bytes(31), 2: bytes(32)}])
def test_cut_or_missing_shares_open_nothing(shares):
    with pytest.raises(SealError):
        sharing.combine(shares, 2, 3)


def test_M5_an_identity_opens_under_its_own_key_and_person_alone():
    key = primitives.random_bytes(32)
    sealed = identities.seal_identity(VAULT, key, PERSON, b"words")
    assert identities.open_identity(VAULT, key, PERSON, sealed) == b"words"
    for vault, with_key, person in (
        (b"w" * 32, key, PERSON),
        (VAULT, primitives.random_bytes(32), PERSON),
        (VAULT, key, b"o" * 16),
    ):
        with pytest.raises(SealError):
            identities.open_identity(vault, with_key, person, sealed)


@pytest.mark.parametrize("field", Purpose._fields)
def test_M6_shares_sealed_for_one_purpose_open_for_no_other(field):
    one_time = primitives.kem_key(b"o" * 32)
    body = identities.seal_release(VAULT, one_time.public, PURPOSE, b"shares")
    assert identities.open_release(VAULT, one_time, PURPOSE, body) == b"shares"
    value = getattr(PURPOSE, field)
    changed = PURPOSE._replace(**{field: value + 1 if isinstance(value, int) else value[::-1][1:]})
    with pytest.raises(SealError):
        identities.open_release(VAULT, one_time, changed, body)


def test_M6_shares_sealed_to_one_request_open_under_no_other_key():
    body = identities.seal_release(VAULT, primitives.kem_key(b"o" * 32).public, PURPOSE, b"s")
    with pytest.raises(SealError):
        identities.open_release(VAULT, primitives.kem_key(b"x" * 32), PURPOSE, body)
