"""Acts beside a loss of rights: whoever pretends not to have heard of it gains nothing."""

from __future__ import annotations

import itertools

import pytest

from tests.journal.conftest import DESK, Scene, may, name
from vault import acts
from vault.acts import Assignment
from vault.journal import order
from vault.journal.fold import Fold
from vault.journal.state import State
from vault.journal.turn import Taken
from vault.model import Role

INTERVIEW = name("interview", 16)


def folded(scene: Scene, entries: list[Taken]) -> State:
    """Fold a history and what was written beside it, as a program that opens a vault does."""
    every = [*scene.log, *entries]
    links = [
        order.Link(t.hash, t.core.device, t.core.n, t.core.previous, t.builds_on) for t in every
    ]
    places = {t.hash: t for t in every}
    genesis = next(iter(scene.state.entries))
    links = [
        link._replace(previous=genesis if link.previous not in places else link.previous)
        for link in links
    ]
    ordered = order.causal([genesis], links)
    limits: dict = {}
    for _ in range(2):
        state = State(scene.state.vault_id)
        state.entries[genesis] = 0
        fold = Fold(state, may, limits)
        for entry in ordered:
            fold.take(places[entry])
        limits = fold.limits()
    return state


def beside(scene: Scene, writer: str, act, seen: bytes, text: str) -> Taken:
    """Return an entry whose writer had seen no more than one entry; its hash is `text`'s."""
    taken = scene.taken(writer, act)
    return taken._replace(hash=name(text), builds_on=(seen,))


def loss(scene: Scene, who: str, *left: tuple[Role, bytes]):
    assignments = tuple(Assignment(role, desk) for role, desk in left)
    return scene.act(acts.RolesChanged, "ana", who=name(who, 16), assignments=assignments)


def events(state: State) -> int:
    return len(state.interviews[INTERVIEW].events)


@pytest.fixture
def last(scene) -> bytes:
    """A history that everybody has seen, with an interview of the reporter's."""
    assert scene.log_one("rep") == ""
    return scene.log[-1].hash


@pytest.mark.parametrize("text", [str(number) for number in range(8)])
def test_M1_an_act_beside_the_loss_of_its_right_is_refused_whichever_hash_is_smaller(
    scene, last, text
):
    taken_away = beside(scene, "ana", loss(scene, "ed"), last, f"loss {text}")
    event = scene.act(acts.EventRecorded, "ed", interview=INTERVIEW, note=name("note"))
    state = folded(scene, [taken_away, beside(scene, "ed", event, last, f"event {text}")])
    assert events(state) == 0
    assert len(state.refused) == 1


@pytest.mark.parametrize("text", [str(number) for number in range(4)])
def test_an_act_before_the_loss_of_its_right_counts(scene, last, text):
    event = scene.act(acts.EventRecorded, "ed", interview=INTERVIEW, note=name("note"))
    first = beside(scene, "ed", event, last, f"event {text}")
    state = folded(scene, [first, beside(scene, "ana", loss(scene, "ed"), first.hash, text)])
    assert (events(state), state.refused) == (1, [])


@pytest.mark.parametrize("text", [str(number) for number in range(4)])
def test_what_a_member_keeps_they_may_go_on_doing_beside_the_change(scene, last, text):
    change = loss(scene, "ed", (Role.EDITOR, DESK))
    event = scene.act(acts.EventRecorded, "ed", interview=INTERVIEW, note=name("note"))
    state = folded(
        scene,
        [beside(scene, "ana", change, last, text), beside(scene, "ed", event, last, f"e{text}")],
    )
    assert (events(state), state.refused) == (1, [])


@pytest.mark.parametrize("text", [str(number) for number in range(6)])
def test_whoever_loses_a_right_cannot_take_the_loser_of_it_along(scene, last, text):
    scene.admit("bo", (Role.ADMIN, b""))
    seen = scene.log[-1].hash
    first = beside(scene, "ana", loss(scene, "bo"), seen, f"by ana {text}")
    back = scene.act(acts.RolesChanged, "bo", who=name("ana", 16), assignments=())
    state = folded(scene, [first, beside(scene, "bo", back, seen, f"by bo {text}")])
    assert state.refused == []
    assert not state.members[name("bo", 16)].assignments
    assert not state.members[name("ana", 16)].assignments


@pytest.mark.parametrize("text", [str(number) for number in range(4)])
def test_M9_what_a_member_writes_beyond_the_last_accepted_entry_counts_no_more(scene, last, text):
    event = scene.act(acts.EventRecorded, "ed", interview=INTERVIEW, note=name("note"))
    kept = beside(scene, "ed", event, last, f"kept {text}")
    again = beside(scene, "ed", event, kept.hash, f"late {text}")
    out = scene.act(
        acts.SignedOut, "ana", who=name("ed", 16), last=((kept.core.device, kept.hash),)
    )
    for seen in (kept.hash, again.hash):  # the admin may have seen the later one, and cut it off
        state = folded(scene, [kept, again, beside(scene, "ana", out, seen, f"out {text}")])
        assert events(state) == 1
        assert [entry for entry, _ in state.refused] == [again.hash]


def test_the_order_of_arrival_decides_nothing(scene, last):
    event = scene.act(acts.EventRecorded, "ed", interview=INTERVIEW, note=name("note"))
    entries = [
        beside(scene, "ana", loss(scene, "ed"), last, "loss"),
        beside(scene, "ed", event, last, "event"),
        beside(scene, "rep", scene.act(acts.Held, "rep", person=name("person", 16),
               reason=name("reason")), last, "hold"),
    ]  # fmt: skip
    states = [folded(scene, list(each)) for each in itertools.permutations(entries)]
    assert all(state == states[0] for state in states)


def test_a_member_signed_out_beside_an_admission_of_theirs_lets_nobody_in(scene, last):
    scene.admit("bo", (Role.ADMIN, b""))
    seen = scene.log[-1].hash
    out = scene.act(acts.SignedOut, "ana", who=name("bo", 16), last=())
    admission = scene.admission("eve", (Role.REPORTER, DESK), alone=False)
    admission = acts.Admitted(**{f: getattr(admission, f) for f in admission.__struct_fields__}
                              | {"member": name("bo", 16)})  # fmt: skip
    let_in = beside(scene, "bo", admission, seen, "in")
    eves = beside(scene, "eve", scene.act(
        acts.PartsRead, "eve", interviews=(), security=False), let_in.hash, "eve")  # fmt: skip
    state = folded(scene, [beside(scene, "ana", out, seen, "out"), let_in, eves])
    assert name("eve", 16) not in state.members
    assert {entry for entry, _ in state.refused} == {let_in.hash, eves.hash}
