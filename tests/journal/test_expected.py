"""The four outcomes: missing, returned, stray, not here yet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.journal.conftest import name
from vault.journal.expected import outcomes
from vault.journal.state import State

NAMES = st.sets(st.sampled_from([name(str(at)) for at in range(12)]))


def state(added, removed=(), omitted=()) -> State:
    made = State(b"")
    made.added = dict.fromkeys(added, b"entry")
    made.removed, made.omitted = set(removed), set(omitted)
    made.pieces = set(omitted)
    return made


A, B, C, D = (name(letter) for letter in "abcd")


def test_an_object_that_is_named_and_here_is_nothing_special():
    assert outcomes(state([A, B]), [A, B]) == (frozenset(),) * 4


def test_A5_a_named_object_that_is_gone_is_missing():
    assert outcomes(state([A, B]), [A]).missing == {B}


def test_an_object_of_a_tombstone_may_be_gone_and_is_returned_when_it_is_here():
    assert outcomes(state([A, B], removed=[B]), [A]) == (frozenset(),) * 4
    assert outcomes(state([A, B], removed=[B]), [A, B]).returned == {B}


def test_A6_an_object_in_no_entry_is_stray():
    assert outcomes(state([A]), [A, D]).stray == {D}


def test_an_omitted_object_is_not_here_yet_and_not_missing():
    found = outcomes(state([A, C], omitted=[C]), [A])
    assert (found.missing, found.not_here_yet) == (frozenset(), {C})


def test_A5_what_is_no_piece_is_missing_whoever_claims_that_it_was_left_out():
    claimed = state([A, B, C], omitted=[B, C])
    claimed.pieces = {C}
    assert outcomes(claimed, [A]) == (frozenset({B}), frozenset(), frozenset(), frozenset({C}))


def test_what_an_unread_entry_brings_may_be_a_piece():
    claimed = state([A, B], omitted=[B])
    claimed.pieces, claimed.unread = set(), {b"entry"}
    assert outcomes(claimed, [A]).not_here_yet == {B}


def test_a_packet_that_is_being_taken_in_may_leave_pieces_out():
    taking = state([A, B, C])
    taking.pieces = {C}
    found = outcomes(taking, [A], [B, C])
    assert (found.missing, found.not_here_yet) == ({B}, {C})


@given(NAMES, NAMES, NAMES, NAMES)
def test_every_object_has_at_most_one_outcome(added, removed, omitted, held):
    found = outcomes(state(added, removed & added, omitted & added), held)
    assert sum(len(each) for each in found) == len(frozenset().union(*found))
    assert found.missing | found.not_here_yet == added - held - removed
    assert found.stray == held - added
