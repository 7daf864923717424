"""The fold over the roster: members, devices, desks, keys. A refused act changes nothing at all."""

from __future__ import annotations

import copy

import msgspec
import pytest

from tests.journal.conftest import (
    DESK,
    NOWHERE,
    OTHER_DESK,
    Scene,
    compartment,
    epoch_of,
    keys_of,
    name,
    refused,
    ring,
    voucher,
)
from vault import acts
from vault.acts import Assignment
from vault.errors import SignatureError
from vault.model import Part, Role

INTERVIEW, PERSON = name("interview", 16), name("person", 16)


# --- who is a member -----------------------------------------------------------------------


def test_A13_an_entry_of_a_device_that_nobody_admitted_is_refused_by_name(scene):
    before = copy.deepcopy(scene.state)
    taken = scene.taken("mallory", scene.act(acts.PolicySet, "ana", policy=name("x")), (name("o"),))
    with pytest.raises(SignatureError):
        scene.fold.take(taken)
    assert scene.state == before


@pytest.mark.parametrize("act", [None, acts.Newer("welcome/9")])
def test_A13_not_even_with_details_sealed_to_others_or_of_a_newer_kind(scene, act):
    with pytest.raises(SignatureError):
        scene.fold.take(scene.taken("mallory", act))


def test_A13_an_outsider_cannot_admit_itself(scene):
    act = scene.admission("mallory", (Role.ADMIN, NOWHERE), alone=False)
    with pytest.raises(SignatureError):
        scene.fold.take(scene.taken("mallory", act))
    assert name("mallory", 16) not in scene.state.members


def test_A13_a_device_that_brings_its_own_voucher_is_refused(scene):
    mallory = ring("mallory")
    signature = voucher("device-statement", mallory, name("ed", 16), mallory)
    act = scene.act(
        acts.DeviceAdded, "ed", who=name("ed", 16), device=keys_of(mallory),
        voucher=mallory.device, signature=signature,
    )  # fmt: skip
    with pytest.raises(SignatureError):
        scene.fold.take(scene.taken("mallory", act))
    assert mallory.device not in scene.state.devices


def test_A13_a_member_who_is_no_admin_admits_nobody(scene):
    act = msgspec.structs.replace(scene.admission("eve", alone=False), member=name("ed", 16))
    refused(scene, "ed", act)


def test_a_second_founding_is_refused(scene):
    again = Scene()
    again.found()
    refused(scene, "ana", next(t.act for t in again.log))


def test_an_act_in_the_name_of_a_colleague_is_refused(scene):
    act = scene.act(acts.PolicySet, "ana", policy=name("x"))
    refused(scene, "rep", act)


def test_M10_a_replayed_admission_is_refused(scene):
    first = next(t.act for t in scene.log if isinstance(t.act, acts.Admitted))
    refused(scene, "ana", first)


def test_M10_a_member_who_was_signed_out_is_not_admitted_again_with_the_same_keys(scene):
    assert scene.do(acts.SignedOut, "ana", who=name("ed", 16), last=()) == ""
    first = next(t.act for t in scene.log if isinstance(t.act, acts.Admitted))
    refused(scene, "ana", msgspec.structs.replace(first, who=name("new id", 16)))


def test_a_colleagues_keys_under_another_name_are_refused(scene):
    """Or the colleague's device would act for the new member from then on."""
    act = scene.admission("eve", (Role.EDITOR, DESK), alone=False, device=keys_of(ring("ed")))
    refused(scene, "ana", act)
    act = scene.admission("eve", alone=False, recovery=keys_of(ring("ed sheet")))
    refused(scene, "ana", act)
    act = scene.admission("eve", alone=False, recovery=keys_of(ring("eve")))
    refused(scene, "ana", act)


@pytest.mark.parametrize("half", ["kem", "sign"])
@pytest.mark.parametrize("use", ["device", "recovery"])
def test_A16_half_substituted_keys_are_refused(scene, half, use):
    keys, other = keys_of(ring("eve")), keys_of(ring("mallory"))
    mixed = msgspec.structs.replace(keys, **{half: getattr(other, half)})
    refused(scene, "ana", scene.admission("eve", alone=False, **{use: mixed}))


def test_an_admission_says_alone_exactly_when_nobody_else_was_there(scene):
    refused(scene, "ana", scene.admission("eve", alone=True))
    small = Scene()
    small.found()
    refused(small, "ana", small.admission("eve", alone=False))
    small.admit("eve")
    assert small.state.members[name("eve", 16)].alone


# --- devices -------------------------------------------------------------------------------


def device_added(scene: Scene, label: str, by: str, **changed):
    new, ed = ring("ed laptop"), name("ed", 16)
    fields = {
        "who": ed, "device": keys_of(new), "voucher": ring(by).device,
        "signature": voucher(label, ring(by), ed, new),
    }  # fmt: skip
    return scene.act(acts.DeviceAdded, "ed", **{**fields, **changed})


@pytest.mark.parametrize(("label", "by"), [("recovery", "ed sheet"), ("device-statement", "ed")])
def test_a_new_device_is_vouched_for_by_the_sheet_or_a_sister(scene, label, by):
    assert scene.enter("ed laptop", device_added(scene, label, by)) == ""
    assert scene.state.member_of(ring("ed laptop").device).id == name("ed", 16)
    assert scene.do(acts.PartsRead, "ed", interviews=(), security=False) == ""


@pytest.mark.parametrize(
    ("label", "by"),
    [
        ("device-statement", "ed sheet"), ("recovery", "ed"), ("recovery", "rep sheet"),
        ("device-statement", "rep"), ("entry", "ed"),
    ],
)  # fmt: skip
def test_A20_a_voucher_with_another_label_or_of_somebody_else_is_refused(scene, label, by):
    with pytest.raises(SignatureError):
        scene.fold.take(scene.taken("ed laptop", device_added(scene, label, by)))
    assert ring("ed laptop").device not in scene.state.devices


def test_a_device_that_is_known_already_is_not_added_again(scene):
    act = device_added(scene, "recovery", "ed sheet")
    assert scene.enter("ed laptop", act) == ""
    refused(scene, "ed", act)


def test_a_colleague_adds_no_device_for_another(scene):
    act = msgspec.structs.replace(
        device_added(scene, "recovery", "ed sheet"), member=name("rep", 16)
    )
    refused(scene, "rep", act)


def test_a_device_of_somebody_signed_out_is_not_added(scene):
    assert scene.do(acts.SignedOut, "ana", who=name("ed", 16), last=()) == ""
    entry = scene.taken("ed laptop", device_added(scene, "recovery", "ed sheet"))
    scene.fold.take(entry)
    assert [refused for refused, _ in scene.state.refused] == [entry.hash]
    assert entry.core.device not in scene.state.devices
    later = scene.taken("ed laptop", scene.act(acts.PartsRead, "ed", interviews=(), security=False))
    scene.fold.take(later)  # set aside with it: whoever vouched is known, so nobody is shut out
    assert scene.state.refused[-1][0] == later.hash


def test_M9_a_signed_out_member_does_nothing_more(logged):
    assert logged.do(acts.SignedOut, "ana", who=name("ed", 16), last=()) == ""
    for act in (
        logged.act(acts.RulesSet, "ed", rules=name("x"), rules_hash=name("y")),
        logged.act(acts.PartsRead, "ed", interviews=(INTERVIEW,), security=True),
        logged.act(acts.Withdrawn, "ed", interview=INTERVIEW),
        logged.act(acts.Held, "ed", person=PERSON, reason=name("r")),
        logged.act(acts.Granted, "ed", to=name("rep", 16), epochs=(), boxes=()),
    ):
        refused(logged, "ed", act)
    keys = tuple(compartment("late", p) for p in Part if p is not Part.ROSTER)
    late = logged.act(acts.DeskOpened, "ed", desk=OTHER_DESK, card=name("c"), keys=keys)
    refused(logged, "ed", late)


# --- desks and keys ------------------------------------------------------------------------


def desk_act(scene: Scene, writer: str = "ed", **changed):
    keys = tuple(compartment("new", p) for p in Part if p is not Part.ROSTER)
    fields = {"desk": OTHER_DESK, "card": name("card of a desk"), "keys": keys}
    return scene.act(acts.DeskOpened, writer, **{**fields, **changed})


def test_an_editor_opens_a_desk_and_edits_it(scene):
    assert scene.enter("ed", desk_act(scene)) == ""
    assert Role.EDITOR in scene.state.members[name("ed", 16)].roles_on(OTHER_DESK)
    assert scene.state.members[name("rev", 16)].roles_on(OTHER_DESK) == set()


@pytest.mark.parametrize("writer", ["rep", "rev"])
def test_nobody_but_an_editor_opens_a_desk(scene, writer):
    refused(scene, writer, desk_act(scene, writer))


def test_a_desk_does_not_take_over_a_compartment_of_another(scene):
    """Its writers would seal to the key of whoever opened the desk."""
    act = desk_act(scene)
    known = scene.state.desks[DESK].compartments[Part.VERBATIM]
    keys = tuple(
        msgspec.structs.replace(key, compartment=known) if key.part is Part.VERBATIM else key
        for key in act.keys
    )
    refused(scene, "ed", msgspec.structs.replace(act, keys=keys))
    roster = next(c for c in scene.state.compartments.values() if c.part is Part.ROSTER)
    keys = (msgspec.structs.replace(act.keys[0], compartment=roster.id), *act.keys[1:])
    refused(scene, "ed", msgspec.structs.replace(act, keys=keys))


@pytest.mark.parametrize("fault", ["known epoch", "part twice", "roster", "one part less", "short"])
def test_a_desk_has_one_new_key_for_each_part(scene, fault):
    first, second, *rest = desk_act(scene).keys
    known = compartment(DESK.hex(), Part.REDACTED).public
    replace = msgspec.structs.replace
    keys = {
        "known epoch": (replace(first, public=known), second, *rest),
        "part twice": (replace(first, part=second.part), second, *rest),
        "roster": (replace(first, part=Part.ROSTER), second, *rest),
        "one part less": (second, *rest),
        "short": (replace(first, public=first.public[:-1]), second, *rest),
    }[fault]
    refused(scene, "ed", desk_act(scene, keys=keys))


def test_a_desk_is_opened_once(scene):
    refused(scene, "ed", desk_act(scene, desk=DESK))


def granted(scene: Scene, writer: str, to: str, *epochs: bytes):
    return scene.act(acts.Granted, writer, to=name(to, 16), epochs=epochs, boxes=(name("box"),))


REDACTED = epoch_of(compartment(DESK.hex(), Part.REDACTED))


def test_an_editor_grants_to_every_device_of_a_member_and_the_sheet(scene):
    assert scene.enter("ed", granted(scene, "ed", "rev", REDACTED)) == ""
    assert (ring("rev").device, REDACTED) in scene.state.grants
    assert (ring("rev sheet").device, REDACTED) in scene.state.grants


@pytest.mark.parametrize("writer", ["rep", "rev"])
def test_who_may_not_grant_does_not(scene, writer):
    refused(scene, writer, granted(scene, writer, "ed", REDACTED))


def test_who_admitted_a_member_does_not_grant_to_them_unless_they_were_alone(scene):
    refused(scene, "ana", granted(scene, "ana", "rev", REDACTED))
    assert scene.enter("ana", granted(scene, "ana", "ed", REDACTED)) == ""  # admitted alone


def test_an_epoch_that_nobody_signed_is_not_granted(scene):
    refused(scene, "ed", granted(scene, "ed", "rev", name("epoch")))


@pytest.mark.parametrize("writer", ["ed", "rep", "rev"])
def test_roles_policy_and_signing_out_are_the_admins(scene, writer):
    held = (Assignment(Role.ADMIN, NOWHERE),)
    refused(
        scene, writer, scene.act(acts.RolesChanged, writer, who=name("ed", 16), assignments=held)
    )
    refused(scene, writer, scene.act(acts.PolicySet, writer, policy=name("x")))
    refused(scene, writer, scene.act(acts.SignedOut, writer, who=name("ana", 16), last=()))


def test_new_roles_stand_from_then_on(scene):
    none = scene.act(acts.RolesChanged, "ana", who=name("ed", 16), assignments=())
    assert scene.enter("ana", none) == ""
    refused(scene, "ed", scene.act(acts.RulesSet, "ed", rules=name("x"), rules_hash=name("y")))
