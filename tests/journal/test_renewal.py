"""New epochs and lost devices in the fold: who may, for whom, and what is beside them."""

from __future__ import annotations

import itertools

import pytest

from tests.journal.conftest import DESK, Scene, keys_of, name, refused, ring, voucher
from tests.journal.test_rights import INTERVIEW, beside, events, folded
from vault import acts
from vault.acts import Assignment
from vault.crypto import boxes, primitives
from vault.model import Part, Role

LETTERS = "abcd"


def of_part(scene: Scene, part: Part):
    return next(c for c in scene.state.compartments.values() if c.part is part)


def devices(*names: str) -> tuple[bytes, ...]:
    return tuple(ring(text).device for each in names for text in (each, f"{each} sheet"))


@pytest.fixture
def scene(scene) -> Scene:
    """The newsroom of the other tests, in which Ed holds every key of the desk."""
    epochs = tuple(scene.epochs() - scene.epochs(Part.ROSTER))
    act = scene.act(acts.Granted, "ana", to=name("ed", 16), epochs=epochs, boxes=())
    assert scene.enter("ana", act) == ""
    return scene


def rotation(scene: Scene, writer: str, *readers: str, part: Part = Part.REDACTED, **changed):
    """Return the next epoch of a compartment for some members' devices and sheets."""
    compartment, to = of_part(scene, part), devices(*readers)
    text = changed.pop("text", writer)
    fields = {
        "compartment": compartment.id, "replaces": compartment.heads()[-1],
        "public": primitives.kem_key(name(f"next {text} {part}")).public,
        "previous": name(f"previous {text}"), "readers": to,
        "boxes": tuple(name(f"box {number} {text}") for number in range(len(to))),
    }  # fmt: skip
    return scene.act(acts.Rotated, writer, **{**fields, **changed})


def epoch_of(act) -> bytes:
    return boxes.epoch_id(act.public)


def out(scene: Scene, who: str, by: str = "ana"):
    """Sign somebody out with all that they wrote so far."""
    device = ring(who).device
    last = tuple((device, t.hash) for t in scene.log if t.core.device == device)[-1:]
    return scene.act(acts.SignedOut, by, who=name(who, 16), last=last)


def test_an_editor_makes_the_next_epoch_for_those_who_read_the_one_before(scene):
    act = rotation(scene, "ed", "ana", "ed", "rev")
    assert scene.enter("ed", act) == ""
    redacted = of_part(scene, Part.REDACTED)
    assert redacted.heads() == [epoch_of(act)] == [scene.state.current(redacted)]
    assert scene.state.holders(epoch_of(act)) == set(devices("ana", "ed", "rev"))


@pytest.mark.parametrize("writer", ["rev", "rep"])
def test_nobody_but_an_editor_makes_a_desks_epoch(scene, writer):
    refused(scene, writer, rotation(scene, writer, "ana", "ed", "rev"))


def test_an_admin_makes_no_epoch_of_a_desk_that_they_do_not_edit(scene):
    scene.admit("bo", (Role.ADMIN, b""))
    refused(scene, "bo", rotation(scene, "bo", "ana", "ed", "rev"))


def test_an_editor_whom_nobody_gave_the_epoch_makes_none(scene):
    scene.admit("ida", (Role.EDITOR, DESK))
    refused(scene, "ida", rotation(scene, "ida", "ana", "ida"))


def test_M9_a_new_epoch_gives_its_key_to_nobody_who_had_not_the_old_one(scene):
    refused(scene, "ed", rotation(scene, "ed", "ana", "ed", "rep"))


def test_M9_a_new_epoch_for_somebody_known_to_be_signed_out_is_refused(scene):
    assert scene.enter("ana", out(scene, "rev")) == ""
    refused(scene, "ed", rotation(scene, "ed", "ana", "ed", "rev"))


@pytest.mark.parametrize(
    "changed",
    [
        {"public": bytes(1216)},
        {"public": b"short"},
        {"replaces": name("no epoch")},
        {"compartment": name("nowhere", 16)},
        {"boxes": ()},
        {"readers": devices("ana", "ed", "rev")[:1] * 6},
    ],
)
def test_a_new_epoch_that_is_not_whole_is_refused(scene, changed):
    refused(scene, "ed", rotation(scene, "ed", "ana", "ed", "rev", **changed))


def test_a_key_that_is_known_already_makes_no_epoch(scene):
    other = of_part(scene, Part.VERBATIM)
    public = next(iter(other.publics.values()))
    refused(scene, "ed", rotation(scene, "ed", "ana", "ed", "rev", public=public))


@pytest.mark.parametrize("left_out", ["ana", "rev", "rep"])
def test_nobody_is_left_out_of_the_roster_and_no_editor_of_their_desk(scene, left_out):
    everybody = [name for name in ("ana", "ed", "rev", "rep") if name != left_out]
    refused(scene, "ed", rotation(scene, "ed", *everybody, part=Part.ROSTER))
    if left_out == "ana":
        refused(scene, "ed", rotation(scene, "ed", "ed", "rev"))


def test_an_editor_or_admin_makes_the_rosters_next_epoch(scene):
    everybody = ("ana", "ed", "rev", "rep")
    refused(scene, "rep", rotation(scene, "rep", *everybody, part=Part.ROSTER))
    assert scene.enter("ed", rotation(scene, "ed", *everybody, part=Part.ROSTER)) == ""
    scene.admit("ida", (Role.REPORTER, DESK))
    roster = of_part(scene, Part.ROSTER)
    assert scene.state.has_been_given(scene.state.members[name("ida", 16)], roster.heads()[0])


def test_two_epochs_made_side_by_side_are_merged_in_whichever_order_they_come(scene):
    everybody = ("ana", "ed", "rev")
    seen = scene.log[-1].hash
    mine = rotation(scene, "ed", *everybody)
    theirs = rotation(scene, "ana", *everybody)
    pair = [beside(scene, "ed", mine, seen, "one"), beside(scene, "ana", theirs, seen, "two")]
    heads = (epoch_of(mine), epoch_of(theirs))
    merge = scene.act(
        acts.EpochsMerged, "ed", compartment=mine.compartment, merged=heads,
        public=primitives.kem_key(name("merged")).public, previous=name("previous merged"),
        readers=mine.readers, boxes=tuple(name(f"merged {box.hex()}") for box in mine.boxes),
    )  # fmt: skip
    joined = beside(scene, "ed", merge, pair[0].hash, "three")._replace(
        builds_on=tuple(each.hash for each in pair)
    )
    states = [folded(scene, list(each)) for each in itertools.permutations([*pair, joined])]
    assert all(state == states[0] for state in states)
    redacted = states[0].compartments[mine.compartment]
    assert redacted.heads() == [epoch_of(merge)]
    assert states[0].refused == []


def test_nobody_writes_to_an_epoch_that_somebody_who_left_can_open(scene):
    seen = scene.log[-1].hash
    gone = beside(scene, "ana", out(scene, "rev"), seen, "gone")
    blind = rotation(scene, "ed", "ana", "ed", "rev", text="blind")
    aware = rotation(scene, "ana", "ana", "ed", text="aware")
    entries = [
        gone,
        beside(scene, "ed", blind, seen, "blind"),
        beside(scene, "ana", aware, gone.hash, "aware"),
    ]
    for each in itertools.permutations(entries):
        state = folded(scene, list(each))
        redacted = state.compartments[blind.compartment]
        assert set(redacted.heads()) == {epoch_of(blind), epoch_of(aware)}
        assert state.current(redacted) == epoch_of(aware)


# --- lost devices --------------------------------------------------------------------------


def lost(scene: Scene, who: str, by: str = "ana", last: tuple[bytes, ...] = ()):
    device = ring(who).device
    return scene.act(acts.DeviceLost, by, who=name(who, 16), device=device, last=last)


def event(scene: Scene, member: str):
    return scene.act(acts.EventRecorded, member, interview=INTERVIEW, note=name("note"))


def test_M9_what_a_lost_device_writes_counts_no_more_and_its_members_other_one_works_on(scene):
    assert scene.log_one("rep") == ""
    second = acts.DeviceAdded(
        member=name("ed", 16), at=1, who=name("ed", 16), device=keys_of(ring("ed 2")),
        voucher=ring("ed").device, signature=voucher(
            "device-statement", ring("ed"), name("ed", 16), ring("ed 2")),
    )  # fmt: skip
    assert scene.enter("ed", second) == ""
    assert scene.enter("ana", lost(scene, "ed", last=(scene.log[-1].hash,))) == ""
    refused(scene, "ed", event(scene, "ed"))
    assert scene.enter("ed 2", event(scene, "ed")) == ""


@pytest.mark.parametrize("letter", LETTERS)
def test_M9_a_finder_who_pretends_not_to_have_seen_gains_nothing(scene, letter):
    assert scene.log_one("rep") == ""
    seen = scene.log[-1].hash
    kept = beside(scene, "ed", event(scene, "ed"), seen, f"kept {letter}")
    late = beside(scene, "ed", event(scene, "ed"), kept.hash, f"late {letter}")
    act = lost(scene, "ed", last=(kept.hash,))
    told = beside(scene, "ana", act, late.hash, f"lost {letter}")
    found = beside(scene, "ed", event(scene, "ed"), late.hash, f"found {letter}")
    states = [
        folded(scene, list(each)) for each in itertools.permutations([kept, late, told, found])
    ]
    assert all(state == states[0] for state in states)
    assert events(states[0]) == 1
    assert {entry for entry, _ in states[0].refused} == {late.hash, found.hash}


@pytest.mark.parametrize("letter", LETTERS)
def test_M10_a_device_for_which_a_lost_one_vouches_beside_is_not_known(scene, letter):
    seen = scene.log[-1].hash
    told = beside(scene, "ana", lost(scene, "ed"), seen, f"lost {letter}")
    new = acts.DeviceAdded(
        member=name("ed", 16), at=1, who=name("ed", 16), device=keys_of(ring("thief")),
        voucher=ring("ed").device, signature=voucher(
            "device-statement", ring("ed"), name("ed", 16), ring("thief")),
    )  # fmt: skip
    state = folded(scene, [told, beside(scene, "thief", new, seen, f"new {letter}")])
    assert ring("thief").device not in state.devices
    assert state.lost.keys() == {ring("ed").device}


def test_a_member_reports_their_own_device_from_another_and_nobody_elses(scene):
    refused(scene, "ed", lost(scene, "ed", by="ed"))
    refused(scene, "ed", lost(scene, "rev", by="ed"))
    of_another = {"who": name("rev", 16), "device": ring("ed").device, "last": ()}
    refused(scene, "ana", scene.act(acts.DeviceLost, "ana", **of_another))


# --- leaving -------------------------------------------------------------------------------


def test_the_last_admin_is_not_signed_out_whatever_they_say(scene):
    refused(scene, "ana", out(scene, "ana"))
    refused(scene, "ana", scene.act(
        acts.RolesChanged, "ana", who=name("ana", 16), assignments=()))  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_two_admins_who_sign_each_other_out_are_both_out_and_an_editor_names_another(scene, letter):
    scene.admit("bo", (Role.ADMIN, b""))
    seen = scene.log[-1].hash
    first = beside(scene, "ana", out(scene, "bo"), seen, f"by ana {letter}")
    second = beside(scene, "bo", out(scene, "ana", by="bo"), seen, f"by bo {letter}")
    named = (Assignment(Role.EDITOR, DESK), Assignment(Role.ADMIN))
    rescue = scene.act(acts.RolesChanged, "ed", who=name("ed", 16), assignments=named)
    third = beside(scene, "ed", rescue, first.hash, f"by ed {letter}")._replace(
        builds_on=(first.hash, second.hash)
    )
    state = folded(scene, [first, second, third])
    assert state.refused == []
    assert [m.signed_out for m in state.members.values()] == [True, False, False, False, True]
    assert state.members[name("ed", 16)].assignments == named


def test_while_an_admin_is_in_no_editor_names_one(scene):
    named = (Assignment(Role.EDITOR, DESK), Assignment(Role.ADMIN))
    refused(scene, "ed", scene.act(
        acts.RolesChanged, "ed", who=name("ed", 16), assignments=named))  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_of_two_who_sign_out_the_last_two_readers_side_by_side_one_is_too_late(scene, letter):
    scene.admit("bo", (Role.ADMIN, b""))
    scene.admit("cy", (Role.ADMIN, b""))
    seen = scene.log[-1].hash
    pair = [
        beside(scene, "bo", out(scene, "ana", by="bo"), seen, f"bo {letter}"),
        beside(scene, "cy", out(scene, "ed", by="cy"), seen, f"cy {letter}"),
    ]
    states = [folded(scene, each) for each in (pair, pair[::-1])]
    assert states[0] == states[1]
    assert len(states[0].refused) == 1
    gone = {m.id for m in states[0].members.values() if m.signed_out}
    assert len(gone & {name("ana", 16), name("ed", 16)}) == 1


@pytest.mark.parametrize("letter", LETTERS)
def test_an_epoch_made_beside_a_grant_counts_and_the_newcomer_goes_on_waiting(scene, letter):
    scene.admit("ida", (Role.EDITOR, DESK))
    seen = scene.log[-1].hash
    epochs = tuple(scene.epochs(Part.REDACTED))
    given = scene.act(acts.Granted, "ed", to=name("ida", 16), epochs=epochs, boxes=())
    made = rotation(scene, "ana", "ana", "ed", "rev")
    pair = [
        beside(scene, "ed", given, seen, f"given {letter}"),
        beside(scene, "ana", made, seen, f"made {letter}"),
    ]
    states = [folded(scene, each) for each in (pair, pair[::-1])]
    assert states[0] == states[1]
    assert states[0].refused == []
    ida = states[0].members[name("ida", 16)]
    assert states[0].has_been_given(ida, epochs[0])
    assert not states[0].has_been_given(ida, epoch_of(made))
