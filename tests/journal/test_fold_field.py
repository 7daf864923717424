"""What the fold takes of field reporters: statements of their devices, directories, no entries."""

from __future__ import annotations

import copy

import msgspec
import pytest

from tests.journal.conftest import (
    DESK,
    OTHER_DESK,
    VAULT,
    Scene,
    keys_of,
    name,
    refused,
    ring,
    unchanged,
    voucher,
)
from vault import acts
from vault.acts import Assignment
from vault.crypto.format import context
from vault.journal import field
from vault.model import Part, Role

REPORTER = Assignment(Role.REPORTER, DESK)


@pytest.fixture
def manned(logged) -> Scene:
    """The newsroom with a field reporter, Fee, and an interview by Rep."""
    logged.admit("fee", (Role.FIELD_REPORTER, DESK))
    return logged


def statement(scene: Scene, **changed) -> acts.FieldStatement:
    """Return a statement of Fee's device with one interview."""
    known = scene.state.compartments.values()
    verbatim = next(c for c in known if (c.part, c.desk) == (Part.VERBATIM, DESK))
    session = acts.FieldSession(name("field session"), verbatim.id, verbatim.epochs[0])
    fields = {
        "device": ring("fee").device, "counter": 1, "at": 7, "desk": DESK,
        "directory": name("directory digest"), "proof": name("proof"), "sessions": (session,),
        "interviews": (scene.version("field", interview="field", person=name("new", 16)),),
        "persons": (acts.PersonVersion(name("new", 16), name("new card"), name("new file")),),
    }  # fmt: skip
    return acts.FieldStatement(**{**fields, **changed})


def taking(scene: Scene, told: acts.FieldStatement, writer: str = "rep", by: str = "fee", **more):
    """Return the entry that takes a statement in, its sessions noted."""
    signature = ring(by).sign(field.signed(VAULT, told))
    act = scene.act(
        acts.FieldTaken, writer, **{"statement": told, "signature": signature,
                                    "desk": told.desk, **more},
    )  # fmt: skip
    adds = tuple(sorted(acts.objects_named(act) | {s.session for s in told.sessions}))
    taken = scene.taken(writer, act, adds)
    sessions = tuple(s.session for s in told.sessions)
    noted = tuple((s.compartment, s.epoch) for s in told.sessions)
    return taken._replace(sessions=sessions, noted=noted)


def take(scene: Scene, taken) -> str:
    """Fold an entry; return "" or why it was refused."""
    before = len(scene.state.refused)
    scene.fold.take(taken)
    return scene.state.refused[-1][1] if len(scene.state.refused) > before else ""


def is_refused(scene: Scene, taken) -> None:
    before = copy.deepcopy(scene.state)
    assert take(scene, taken) != ""
    unchanged(scene, before)


# --- coming in -----------------------------------------------------------------------------


def test_a_field_reporter_is_given_no_key_and_no_box(manned):
    fee = manned.state.members[name("fee", 16)]
    assert fee.is_field
    assert manned.state.live_devices(fee) == []
    assert not {d for d, _ in manned.state.grants} & {*fee.devices, fee.recovery.id}


def test_the_role_stands_alone_and_for_good(manned):
    both = ((Role.FIELD_REPORTER, DESK), (Role.REPORTER, DESK))
    refused(manned, "ana", manned.admission("fay", *both))
    field_role = Assignment(Role.FIELD_REPORTER, DESK)
    for who, roles in (
        ("rep", (field_role,)),
        ("fee", (REPORTER,)),
        ("fee", (field_role, REPORTER)),
    ):
        act = manned.act(acts.RolesChanged, "ana", who=name(who, 16), assignments=roles)
        refused(manned, "ana", act)
    act = manned.act(acts.RolesChanged, "ana", who=name("fee", 16), assignments=())
    assert manned.enter("ana", act) == ""


def test_nothing_is_granted_to_or_shared_with_a_field_reporter(manned):
    epochs = tuple(manned.epochs(Part.REDACTED))
    fee = name("fee", 16)
    refused(manned, "ed", manned.act(acts.Granted, "ed", to=fee, epochs=epochs, boxes=()))
    act = manned.act(
        acts.Shared, "ed", interview=name("interview", 16), to=(fee,), boxes=(),
        security=False, may_write=False,
    )  # fmt: skip
    refused(manned, "ed", act)


def test_a_new_roster_epoch_leaves_field_reporters_out_and_refuses_them_as_readers(manned):
    roster = next(c for c in manned.state.compartments.values() if c.part is Part.ROSTER)
    readers = [
        d for m in manned.state.members.values() if not m.is_field
        for d in (*m.devices, m.recovery.id)
    ]  # fmt: skip
    fields = {
        "compartment": roster.id, "replaces": roster.epochs[0],
        "public": ring("next roster").kem.public, "previous": name("previous"),
    }  # fmt: skip
    more = (*readers, ring("fee").device)
    act = manned.act(
        acts.Rotated, "ana", readers=more, boxes=tuple(name(str(n)) for n in range(len(more))),
        **fields,
    )  # fmt: skip
    before = len(roster.epochs)
    assert manned.enter("ana", act) != ""
    assert len(roster.epochs) == before
    act = msgspec.structs.replace(act, readers=tuple(readers), boxes=act.boxes[:-1],
                                  public=ring("another roster").kem.public)  # fmt: skip
    assert manned.enter("ana", act) == ""


def test_no_entry_of_a_field_device_counts(manned):
    refused(manned, "fee", manned.act(acts.PacketTaken, "fee", omitted=()))
    new = ring("second of fee")
    act = manned.act(
        acts.DeviceAdded, "fee", who=name("fee", 16), device=keys_of(new),
        voucher=ring("fee").device,
        signature=voucher("device-statement", ring("fee"), name("fee", 16), new),
    )  # fmt: skip
    refused(manned, "fee", act)


# --- statements ----------------------------------------------------------------------------


@pytest.mark.parametrize("writer", ["rep", "rev", "ed", "ana"])
def test_any_member_takes_a_statement_in_and_its_signer_is_the_author(manned, writer):
    assert take(manned, taking(manned, statement(manned), writer)) == ""
    interview = manned.state.interviews[name("field", 16)]
    assert interview.authors() == interview.owners() == {name("fee", 16)}
    assert interview.first().at == 7
    person = manned.state.persons[name("new", 16)]
    assert person.writers == {name("new file"): name("fee", 16)}
    entry = interview.first().entry
    assert manned.state.origins[entry].member == name("fee", 16)


def test_a_second_taking_in_changes_nothing(manned):
    told = statement(manned)
    assert take(manned, taking(manned, told)) == ""
    before = copy.deepcopy(manned.state)
    assert take(manned, taking(manned, told, "ed")) == ""
    unchanged(manned, before)


def test_what_the_device_did_not_sign_is_refused(manned):
    told = statement(manned)
    is_refused(manned, taking(manned, told, by="rep"))
    is_refused(manned, taking(manned, told, by="ed"))
    is_refused(manned, taking(manned, told, signature=bytes(64)))
    turned = msgspec.structs.replace(told, counter=2)
    is_refused(manned, taking(manned, turned, signature=ring("fee").sign(
        field.signed(VAULT, told))))  # fmt: skip
    other = ring("fee").sign(context("field-statement", b"w" * 32, msgspec.msgpack.encode(told)))
    is_refused(manned, taking(manned, told, signature=other))


def test_a_device_of_a_colleague_or_of_nobody_states_nothing(manned):
    for who in ("rep", "nobody"):
        is_refused(manned, taking(manned, statement(manned, device=ring(who).device), by=who))


def test_another_desk_and_another_roles_desk_are_refused(manned):
    assert manned.open_desk("ed", OTHER_DESK) == ""
    is_refused(manned, taking(manned, statement(manned, desk=OTHER_DESK)))
    is_refused(manned, taking(manned, statement(manned), desk=OTHER_DESK))


def test_absurd_numbers_and_proofs_are_refused(manned):
    for wrong in ({"counter": 0}, {"counter": 2_000_000}, {"at": -1}, {"proof": b"short"}):
        is_refused(manned, taking(manned, statement(manned, **wrong)))


def test_a_session_for_no_epoch_of_the_desk_or_noted_otherwise_is_refused(manned):
    told = statement(manned)
    session = told.sessions[0]
    made_up = msgspec.structs.replace(session, epoch=name("made up"))
    is_refused(manned, taking(manned, statement(manned, sessions=(made_up,))))
    taken = taking(manned, told)
    is_refused(manned, taken._replace(noted=((session.compartment, name("other")),)))
    is_refused(manned, taken._replace(sessions=(), noted=()))


def test_only_new_records_come_from_the_field(manned):
    new, old = name("new", 16), name("person", 16)
    field_version = {"interview": "field", "person": new}
    for wrong in (
        {"interviews": (manned.version("field", interview="interview", person=new),)},
        {"interviews": (manned.version("field", interview="field", person=old),)},
        {"interviews": (manned.version("field", version=2, **field_version),)},
        {"interviews": (manned.version("field", ("one",), **field_version),)},
        {"interviews": (manned.version("field", marked=True, **field_version),)},
        {"persons": (acts.PersonVersion(old, name("new card")),)},
        {"persons": (acts.PersonVersion(new, name("new card"), name("f"), (name("file rep"),)),)},
    ):
        is_refused(manned, taking(manned, statement(manned, **wrong)))


def test_an_object_that_the_entry_does_not_bring_is_refused(manned):
    taken = taking(manned, statement(manned))
    core = msgspec.structs.replace(taken.core, adds=taken.core.adds[:-1])
    is_refused(manned, taken._replace(core=core))


def adding(interview: str, counter: int = 2) -> dict:
    addendum = acts.FieldAddendum(name(interview, 16), name("words"))
    return {"interviews": (), "persons": (), "addenda": (addendum,), "counter": counter}


@pytest.mark.parametrize("first", ["interview", "addendum"])
def test_an_addendum_stands_whichever_of_the_two_comes_first(manned, first):
    whole, added = statement(manned), statement(manned, **adding("field"))
    for told in (whole, added) if first == "interview" else (added, whole):
        assert take(manned, taking(manned, told)) == ""
    (found,) = manned.state.interviews[name("field", 16)].addenda
    assert (found.addendum, found.member) == (name("words"), name("fee", 16))
    assert found.version == name("verbatim field")


def test_an_addendum_to_a_colleagues_interview_is_refused_before_and_after_it_is_known(manned):
    is_refused(manned, taking(manned, statement(manned, **adding("interview"))))
    assert take(manned, taking(manned, statement(manned, **adding("later")))) == ""
    assert manned.log_one("rep", "later", interview="later") == ""
    told = statement(manned, counter=3)
    assert take(manned, taking(manned, told)) == ""
    assert manned.state.interviews[name("later", 16)].addenda == []


def test_gaps_and_doubled_numbers_are_counted(manned):
    for counter in (2, 5):
        told = statement(manned, **adding("field", counter))
        assert take(manned, taking(manned, told)) == ""
    book, device = manned.state.from_field, ring("fee").device
    assert book.gaps(device) == [1, 3, 4]
    assert take(manned, taking(manned, statement(manned, **adding("field", 900_000)))) == ""
    assert len(book.gaps(device)) == 100


def test_after_a_sign_out_nothing_is_taken_in_and_what_was_stays(manned):
    assert take(manned, taking(manned, statement(manned))) == ""
    assert manned.do(acts.SignedOut, "ana", who=name("fee", 16), last=()) == ""
    assert name("field", 16) in manned.state.interviews
    is_refused(manned, taking(manned, statement(manned, **adding("field"))))


def test_after_the_loss_of_the_device_nothing_is_taken_in(manned):
    act = manned.act(
        acts.DeviceLost, "ana", who=name("fee", 16), device=ring("fee").device, last=()
    )
    assert manned.enter("ana", act) == ""
    is_refused(manned, taking(manned, statement(manned)))


# --- directories ---------------------------------------------------------------------------


def signing(scene: Scene, writer: str, **changed):
    digest = changed.get("digest", name("digest"))
    fields = {
        "who": name("fee", 16), "directory": name("directory"), "digest": digest,
        "signature": ring(writer).sign(context("field-directory", VAULT, digest)),
    }  # fmt: skip
    return scene.act(acts.DirectorySigned, writer, **{**fields, **changed})


def test_an_admin_and_an_editor_sign_and_their_roles_are_remembered(manned):
    assert manned.enter("ana", signing(manned, "ana")) == ""
    assert manned.enter("ed", signing(manned, "ed")) == ""
    (found,) = manned.state.from_field.directories_of(name("fee", 16))
    assert set(found.signatures) == {name("ana", 16), name("ed", 16)}
    assert Assignment(Role.ADMIN) in found.signatures[name("ana", 16)].roles
    assert found.signatures[name("ed", 16)].device == ring("ed").device


def test_a_directory_by_others_for_others_or_badly_signed_is_refused(manned):
    for writer in ("rep", "rev"):
        refused(manned, writer, signing(manned, writer))
    refused(manned, "ana", signing(manned, "ana", who=name("rep", 16)))
    refused(manned, "ana", signing(manned, "ana", digest=b"short"))
    forged = ring("ed").sign(context("field-directory", VAULT, name("digest")))
    refused(manned, "ana", signing(manned, "ana", signature=forged))
    assert manned.enter("ana", signing(manned, "ana")) == ""
    refused(manned, "ed", signing(manned, "ed", directory=name("another object")))
