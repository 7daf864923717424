"""What devices say they handed in: the latest of each counts, and excuses its own file alone."""

from __future__ import annotations

import copy

from tests.journal.conftest import name, ring
from vault import acts
from vault.journal.expected import outcomes
from vault.journal.state import State
from vault.model import Role

A, B, C = (bytes([n]) * 32 for n in range(3))
MINE, OTHER = b"m" * 16, b"o" * 16


def says(scene, writer: str, *objects: bytes) -> str:
    act = scene.act(acts.HandedIn, writer, objects=objects)
    taken = scene.taken(writer, act)
    before = len(scene.state.refused)
    scene.fold.take(taken._replace(core=taken.core.__class__(
        taken.core.device, taken.core.n, taken.core.previous, (), (), taken.core.details
    )))  # fmt: skip
    return scene.state.refused[-1][1] if len(scene.state.refused) > before else ""


def test_the_latest_word_of_each_device_counts(scene):
    scene.log_one("rep")
    verbatim, security = list(scene.state.added)[-2:]
    assert says(scene, "rep", verbatim, security) == ""
    assert says(scene, "rev", security) == ""
    assert scene.state.handed_in[ring("rep").device] == {verbatim, security}
    assert says(scene, "rep", verbatim) == ""
    assert scene.state.handed_in == {
        ring("rep").device: {verbatim},
        ring("rev").device: {security},
    }


def test_an_object_that_no_entry_brought_cannot_be_handed_in(scene):
    before = copy.deepcopy(scene.state.handed_in)
    assert says(scene, "rep", name("nowhere")) != ""
    assert scene.state.handed_in == before


def test_a_member_who_was_signed_out_says_nothing_more(scene):
    scene.log_one("rep")
    scene.admit("gone", (Role.REPORTER, b""))
    out = scene.act(acts.SignedOut, "ana", who=name("gone", 16), last=())
    assert scene.enter("ana", out) == ""
    assert says(scene, "gone", list(scene.state.added)[-1]) != ""
    assert scene.state.handed_in == {}


def state(**fields) -> State:
    return State(bytes(32), added=dict.fromkeys((A, B, C), b"e" * 32), **fields)


def test_a_device_excuses_its_own_file_and_no_other():
    said = state(handed_in={MINE: frozenset({A})})
    assert outcomes(said, [B, C], devices=[MINE]).not_here_yet == {A}
    assert outcomes(said, [B, C], devices=[OTHER]).missing == {A}
    assert outcomes(said, [B, C]).missing == {A}
    assert outcomes(said, [B], devices=[MINE]).missing == {C}


def test_elsewhere_it_is_excused_where_the_file_s_own_device_never_got_it():
    said = state(handed_in={OTHER: frozenset({A, B})}, lacking={MINE: frozenset({A, C})})
    found = outcomes(said, [], devices=[MINE])
    assert (found.missing, found.not_here_yet) == ({B, C}, {A})


def test_two_liars_together_excuse_nothing_in_a_third_file():
    said = state(handed_in={b"x" * 16: frozenset({A})}, lacking={b"y" * 16: frozenset({A})})
    assert outcomes(said, [B, C], devices=[MINE]).missing == {A}


def test_a_packet_may_leave_out_what_was_handed_in_and_nothing_else():
    said = state(handed_in={OTHER: frozenset({A})})
    found = outcomes(said, [], [A, B], devices=[MINE])
    assert (found.missing, found.not_here_yet) == ({B, C}, {A})
