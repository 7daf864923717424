"""Pieces of attachments: bound to vault, place and length; sizes that tell a class and no more."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vault.crypto import boxes, pieces, primitives
from vault.crypto.pieces import PIECE_BYTES, Place
from vault.errors import SealError, VersionError

VAULT = b"v" * 32


def session(text: str = "one") -> boxes.Session:
    digest = hashlib.sha256(text.encode()).digest()
    return boxes.Session(digest, b"c" * 16, b"e" * 32, primitives.sha256(digest))


SESSION, KEY = session(), b"k" * 32


@settings(deadline=None)
@given(some.binary(max_size=5000))
def test_a_short_file_comes_back_and_its_piece_is_padded(content):
    (place,) = pieces.places(len(content))
    body = pieces.seal_piece(VAULT, SESSION, KEY, place, content)
    assert pieces.session_of_piece(body) == SESSION.hash
    assert pieces.open_piece(VAULT, SESSION, place, body) == content
    assert pieces.open_shared_piece(VAULT, KEY, place, body) == content
    assert place.length >= 1024


@given(some.integers(0, 1 << 40))
def test_places_cover_a_file_exactly_and_all_but_the_last_are_full(total):
    count = pieces.count_for(total)
    ends = [Place(0, count, total), Place(count // 2, count, total), Place(count - 1, count, total)]
    assert all(place.length == PIECE_BYTES for place in ends if place.index < count - 1)
    assert 0 < ends[-1].length <= PIECE_BYTES
    assert all(0 <= place.content <= place.length for place in ends)
    assert sum(p.content for p in pieces.places(total % (1 << 28))) == total % (1 << 28)


def test_C17_files_of_nearly_one_size_have_pieces_of_one_size():
    def shape(total: int) -> list[int]:
        return [place.length for place in pieces.places(total)]

    assert shape(37_000_000) == shape(37_100_000)
    assert shape(1) == shape(1000) == [1024]


def moved() -> list[Place]:
    return [Place(1, 3, 9_000_000), Place(0, 2, 9_000_000), Place(0, 3, 9_000_001)]


@pytest.mark.parametrize("other", moved(), ids=["index", "count", "total"])
def test_A4_a_piece_opens_at_its_own_place_alone(other):
    place = Place(0, 3, 9_000_000)
    body = pieces.seal_piece(VAULT, SESSION, KEY, place, bytes(PIECE_BYTES))
    with pytest.raises(SealError):
        pieces.open_piece(VAULT, SESSION, other, body)


def test_A3_a_piece_opens_in_its_own_vault_and_session_alone():
    (place,) = pieces.places(4)
    body = pieces.seal_piece(VAULT, SESSION, KEY, place, b"tape")
    for vault, key in ((b"w" * 32, SESSION), (VAULT, session("two"))):
        with pytest.raises(SealError):
            pieces.open_piece(vault, key, place, body)


def test_a_piece_opens_by_its_own_attachments_key_at_its_own_place_alone():
    (place,) = pieces.places(4)
    body = pieces.seal_piece(VAULT, SESSION, KEY, place, b"tape")
    others = ((b"w" * 32, KEY, place), (VAULT, b"j" * 32, place), (VAULT, KEY, Place(0, 1, 5)))
    for vault, key, where in others:
        with pytest.raises(SealError):
            pieces.open_shared_piece(vault, key, where, body)
    with pytest.raises(SealError):
        pieces.open_shared_piece(VAULT, KEY, place, body[:40])


def test_pieces_of_one_attachment_have_keys_of_their_own():
    keys = {pieces.piece_key(VAULT, KEY, place) for place in pieces.places(30_000_000)}
    assert len(keys) == pieces.count_for(30_000_000)


@settings(deadline=None, max_examples=60)
@given(some.data())
def test_any_flipped_bit_of_a_piece_is_refused(data):
    (place,) = pieces.places(9)
    body = bytearray(pieces.seal_piece(VAULT, SESSION, KEY, place, b"nine sack"))
    at = data.draw(some.integers(0, len(body) - 1))
    body[at] ^= 1 << data.draw(some.integers(0, 7))
    with pytest.raises((SealError, VersionError)):
        pieces.open_piece(VAULT, SESSION, place, bytes(body))


@pytest.mark.parametrize("length", [0, 3, 40, 94])
def test_a_piece_that_is_cut_short_is_refused(length):
    (place,) = pieces.places(4)
    body = pieces.seal_piece(VAULT, SESSION, KEY, place, b"tape")
    with pytest.raises(SealError):
        pieces.open_piece(VAULT, SESSION, place, body[:length])


def test_padding_that_holds_anything_is_refused(monkeypatch):
    (place,) = pieces.places(4)
    monkeypatch.setattr(Place, "content", 5)
    body = pieces.seal_piece(VAULT, SESSION, KEY, place, b"tape!")
    monkeypatch.undo()
    with pytest.raises(SealError):
        pieces.open_piece(VAULT, SESSION, place, body)


def test_content_of_another_length_than_its_place_is_not_sealed():
    (place,) = pieces.places(4)
    with pytest.raises(SealError):
        pieces.seal_piece(VAULT, SESSION, KEY, place, b"tap")
