"""Chains, gaps, forks, and one causal order whatever order the entries come in."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import ForkError, JournalGapError
from vault.journal.order import Link, causal, check_chains, check_line

GENESIS = b"g" * 32


def entry(device: int, n: int) -> bytes:
    return hashlib.sha256(bytes([device]) + n.to_bytes(8, "big")).digest()


def device(number: int) -> bytes:
    return bytes([number]) * 16


def link(number: int, n: int, seen: tuple[bytes, ...] = ()) -> Link:
    previous = entry(number, n - 1) if n > 1 else GENESIS
    return Link(entry(number, n), device(number), n, previous, seen)


@st.composite
def histories(draw) -> list[Link]:
    """Devices that write in turn, each having seen some heads of the others."""
    heads: dict[int, int] = {}
    links = []
    for _ in range(draw(st.integers(1, 30))):
        writer = draw(st.integers(0, 3))
        others = [
            entry(o, draw(st.integers(1, n))) for o, n in heads.items() if draw(st.booleans())
        ]
        heads[writer] = heads.get(writer, 0) + 1
        links.append(link(writer, heads[writer], tuple(others)))
    return links


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_entries_come_in(links, shuffle: random.Random):
    shuffled = links[:]
    shuffle.shuffle(shuffled)
    assert causal([GENESIS], links) == causal([GENESIS], shuffled)


@given(histories())
def test_every_entry_comes_after_all_that_it_builds_on(links):
    at = {name: place for place, name in enumerate(causal([GENESIS], links))}
    assert at.keys() == {each.hash for each in links}
    for each in links:
        for foundation in (each.previous, *each.seen):
            assert foundation == GENESIS or at[foundation] < at[each.hash]


@given(histories())
def test_the_order_takes_the_smallest_hash_of_those_that_are_ready(links):
    by_name = {each.hash: each for each in links}
    done = {GENESIS}
    waiting = set(by_name)
    for name in causal([GENESIS], links):
        ready = {w for w in waiting if {by_name[w].previous, *by_name[w].seen} <= done}
        assert name == min(ready)
        waiting.discard(name)
        done.add(name)


@given(histories(), st.data())
def test_A5_an_entry_that_others_build_on_and_that_is_gone_is_a_gap(links, data):
    gone = data.draw(st.sampled_from(links))
    rest = [each for each in links if each is not gone]
    if any(gone.hash in (each.previous, *each.seen) for each in rest):
        with pytest.raises(JournalGapError):
            causal([GENESIS], rest)
    else:
        assert len(causal([GENESIS], rest)) == len(rest)


@given(histories())
def test_sound_chains_pass_in_any_order(links):
    check_chains(GENESIS, links)
    check_chains(GENESIS, links[::-1])


def test_a_hole_in_a_chain_is_a_gap():
    with pytest.raises(JournalGapError):
        check_chains(GENESIS, [link(1, 1), link(1, 3)])


def test_a_chain_that_does_not_begin_at_genesis_is_a_gap():
    with pytest.raises(JournalGapError):
        check_chains(GENESIS, [link(1, 2)])
    with pytest.raises(JournalGapError):
        check_chains(b"h" * 32, [link(1, 1)])


def test_A14_a_chain_on_another_genesis_is_a_gap():
    with pytest.raises(JournalGapError):
        check_chains(b"another genesis" + bytes(17), [link(1, 1), link(1, 2)])


def test_A22_two_entries_with_one_number_are_a_fork():
    other = link(1, 2)._replace(hash=b"f" * 32)
    with pytest.raises(ForkError):
        check_chains(GENESIS, [link(1, 1), link(1, 2), other])


def test_M2_a_rebuilt_tail_beside_the_old_one_is_a_fork():
    rebuilt = [link(1, n)._replace(hash=bytes([n]) * 32) for n in (2, 3)]
    with pytest.raises(ForkError):
        check_chains(GENESIS, [link(1, 1), link(1, 2), link(1, 3), *rebuilt])


def test_an_entry_whose_previous_is_another_devices_is_a_gap():
    with pytest.raises(JournalGapError):
        check_chains(GENESIS, [link(1, 1), link(2, 1), link(1, 2)._replace(previous=entry(2, 1))])


def test_A35_a_number_that_does_not_follow_is_a_gap():
    with pytest.raises(JournalGapError):
        check_chains(GENESIS, [link(1, 1), link(1, (1 << 63) - 1)])


def test_two_entries_that_build_on_each_other_are_a_gap():
    first, second = link(1, 1, (entry(2, 1),)), link(2, 1, (entry(1, 1),))
    with pytest.raises(JournalGapError):
        causal([GENESIS], [first, second])


def test_entries_that_each_build_on_the_one_before_are_a_line():
    first, second = link(1, 1), link(2, 1, (entry(1, 1),))
    check_line(GENESIS, [first, second, link(1, 2, (second.hash,))])
    check_line(first.hash, [second])


def test_A22_an_entry_that_hides_what_was_there_breaks_the_line():
    first, second = link(1, 1), link(2, 1, (entry(1, 1),))
    with pytest.raises(ForkError):
        check_line(GENESIS, [first, second, link(1, 2)])
    with pytest.raises(ForkError):
        check_line(second.hash, [link(1, 2)])
