"""Who may say that a device goes on from an older copy, and who may agree."""

from __future__ import annotations

from tests.journal.conftest import NOWHERE, name, refused, ring
from vault import acts
from vault.model import Role


def accepted(scene, writer: str, device: str = "", confirms: bytes = b""):
    made = ring(device).device if device else b""
    return scene.act(
        acts.RestoreAccepted, writer, device=made, heads=(), seen=(), confirms=confirms
    )


def waiting(scene) -> list[bytes]:
    return [entry for entry, each in scene.state.restores.items() if not each.confirmed_by]


def test_a_second_person_who_reads_a_desk_agrees(scene):
    assert scene.enter("rep", accepted(scene, "rep", "rep")) == ""
    (entry,) = waiting(scene)
    assert scene.state.waits_for_consent(ring("rep").device)
    assert scene.enter("rev", accepted(scene, "rev", confirms=entry)) == ""
    assert waiting(scene) == []


def test_two_who_accept_the_same_file_agree_with_each_other(scene):
    assert scene.enter("ed", accepted(scene, "ed", "ed")) == ""
    (entry,) = waiting(scene)
    assert scene.enter("rev", accepted(scene, "rev", "rev", entry)) == ""
    assert waiting(scene) == []
    assert len(scene.state.restores) == 2


def test_neither_oneself_nor_a_reporter_nor_who_holds_no_key_agrees(scene):
    scene.admit("new", (Role.REVIEWER, NOWHERE))
    assert scene.enter("ed", accepted(scene, "ed", "ed")) == ""
    (entry,) = waiting(scene)
    for writer in ("ed", "rep", "new"):
        refused(scene, writer, accepted(scene, writer, confirms=entry))


def test_a_colleagues_device_nothing_and_what_is_not_there_are_refused(scene):
    refused(scene, "ed", accepted(scene, "ed", "rev"))
    refused(scene, "ed", accepted(scene, "ed"))
    refused(scene, "ed", accepted(scene, "ed", confirms=name("nothing")))
