"""What devices say they lack: the latest of each counts, and any member may say it."""

from __future__ import annotations

import copy

from tests.journal.conftest import DESK, name, ring
from vault import acts
from vault.model import Role


def lacks(scene, writer: str, *objects: bytes) -> str:
    act = scene.act(acts.PacketTaken, writer, omitted=objects)
    taken = scene.taken(writer, act)
    before = len(scene.state.refused)
    scene.fold.take(taken._replace(core=taken.core.__class__(
        taken.core.device, taken.core.n, taken.core.previous, (), (), taken.core.details
    )))  # fmt: skip
    return scene.state.refused[-1][1] if len(scene.state.refused) > before else ""


def attach(scene) -> None:
    scene.log_one("rep")
    act = scene.act(
        acts.Attached, "rep", interview=name("interview", 16), manifest=name("manifest"),
        pieces=(name("one"), name("two")),
    )  # fmt: skip
    assert scene.enter("rep", act) == ""


def test_the_latest_word_of_each_device_counts(scene):
    attach(scene)
    assert lacks(scene, "ed", name("one"), name("two")) == ""
    assert lacks(scene, "rev", name("two")) == ""
    assert scene.state.omitted == {name("one"), name("two")}
    assert lacks(scene, "ed") == ""
    assert scene.state.omitted == {name("two")}
    assert scene.state.lacking[ring("rev").device] == {name("two")}


def test_an_object_that_no_entry_brought_cannot_be_lacked(scene):
    before = copy.deepcopy(scene.state.lacking)
    assert lacks(scene, "ed", name("nowhere")) != ""
    assert scene.state.lacking == before


def test_a_member_who_was_signed_out_says_nothing_more(scene):
    attach(scene)
    scene.admit("gone", (Role.REVIEWER, DESK))
    out = scene.act(acts.SignedOut, "ana", who=name("gone", 16), last=())
    assert scene.enter("ana", out) == ""
    assert lacks(scene, "gone", name("one")) != ""
    assert scene.state.omitted == set()


def test_entries_that_cannot_be_opened_are_remembered(scene):
    taken = scene.taken("ed", acts.Newer("later/1"))
    scene.fold.take(taken)
    sealed = scene.taken("ed", acts.Newer("x"))._replace(act=None)
    scene.fold.take(sealed)
    assert scene.state.unread == {taken.hash, sealed.hash}
