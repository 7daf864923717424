"""Packets as bytes: round trips, and nothing but one refusal for whatever else a carrier brings."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import MalformedError
from vault.journal.packets import MAGIC, Head, PackedEntry, PacketWriter, read_head, read_packet

VAULT = b"v" * 32
contents = st.lists(
    st.one_of(
        st.binary(min_size=1, max_size=200),
        st.builds(PackedEntry, st.binary(max_size=80), st.binary(max_size=80), st.binary()),
    ),
    max_size=8,
)


def packet(pieces, **changed) -> bytes:
    objects = sum(isinstance(each, bytes) for each in pieces)
    fields = {
        "vault": VAULT, "before": (), "after": ((b"d" * 16, (b"h" * 32,)),), "omitted": (),
        "entries": len(pieces) - objects, "objects": objects,
    }  # fmt: skip
    file = io.BytesIO()
    writer = PacketWriter(file, Head(**{**fields, **changed}))
    for each in pieces:
        writer.object(each) if isinstance(each, bytes) else writer.entry(*each)
    writer.finish()
    return file.getvalue()


def everything(data: bytes) -> list:
    _, found = read_packet(io.BytesIO(data))
    return list(found)


@given(contents)
def test_what_was_written_is_read_in_order(pieces):
    data = packet(pieces)
    assert everything(data) == pieces
    assert read_head(io.BytesIO(data)).vault == VAULT


@given(contents, st.data())
def test_A8_a_packet_cut_anywhere_is_refused(pieces, data):
    whole = packet(pieces)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(MalformedError):
        everything(cut)


@given(contents, st.data())
def test_a_flipped_bit_anywhere_is_refused(pieces, data):
    whole = bytearray(packet(pieces))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(MalformedError):
        everything(bytes(whole))


@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused_without_being_quoted(data):
    for given_bytes in (data, MAGIC + data):
        with pytest.raises(MalformedError) as refusal:
            everything(given_bytes)
        assert refusal.value.__cause__ is None


@pytest.mark.parametrize("change", [{"entries": 0}, {"objects": 0}, {"entries": 2}, {"objects": 3}])
def test_a_packet_that_holds_more_or_less_than_it_declares_is_refused(change):
    with pytest.raises(MalformedError):
        everything(packet([b"one", PackedEntry(b"c", b"a", b"d")], **change))


def test_a_frame_that_claims_to_be_huge_is_refused_before_it_is_read():
    head = packet([])[: -(5 + 32)]
    with pytest.raises(MalformedError) as refusal:
        everything(head + b"\x03" + (2**31).to_bytes(4, "big"))
    assert "damaged" in refusal.value.sentence


def test_an_entry_whose_lengths_do_not_add_up_is_refused():
    data = bytearray(packet([PackedEntry(b"core", b"att", b"det")]))
    at = data.index(b"core") - 4
    for lengths in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x05", b"\x00\x00\x00\x00"):
        data[at : at + 4] = lengths
        with pytest.raises(MalformedError):
            everything(bytes(data))
