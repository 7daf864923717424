"""Acts that a member's changed program signs with the member's own keys: colleagues refuse them.

Each act is written through the ledger, below every check of the use cases. What the file's
writers can do without a member's keys is in `tests/hostile`.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from msgspec.structs import replace

from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.desk import approved, draft, marked, prepared, story_of
from vault import acts
from vault.archive import interviews, members, persons, releasing, review, stories
from vault.archive.writing import Writing
from vault.crypto import boxes
from vault.crypto.format import context
from vault.crypto.primitives import KEM_PUBLIC_BYTES, sha256
from vault.errors import NotPermittedError, RefusedError
from vault.keyring import DeviceSeeds, Keyring, ShareBox
from vault.model import (
    Copy,
    CopyId,
    Note,
    Part,
    PolicyPreset,
    SpanKind,
    Term,
    new_id,
    to_bytes,
)


@pytest.fixture
def desk(room):
    """Return founder (who writes), editor (who prepares), reviewer (who approves)."""
    return room.open(FOUNDER), room.open(EDITOR), room.open(REVIEWER)


def forge(archive, kind, **fields):
    """Sign an act with no check of the use cases; a callable field seals its object.

    What the fold refuses stands in the file nevertheless: whoever forges is told, and goes on.
    """
    where = {"desk": next(iter(archive.state.desks))} if issubclass(kind, acts.DeskAct) else {}

    def build(writing):
        given = {"member": writing.member, "at": writing.now(), **where, **fields}
        return kind(**{k: v(writing) if callable(v) else v for k, v in given.items()})

    with suppress(NotPermittedError):
        archive.ledger.commit(build)


def newest(archive):
    """Return the interview that was taken in last."""
    archive.ledger.refresh()
    return list(archive.state.interviews.values())[-1]


def forge_version(archive, copied, interview=b"", words="", **changed):
    """Sign a version with the parts of an interview, under its id or another's."""
    at = {"at": changed.pop("at")} if "at" in changed else {}
    latest, desk, ident = copied.standing()[-1], copied.desk, interview or copied.id
    number = latest.ref.version + 1
    verbatim = replace(archive.library.verbatim(latest), interview=ident, version=number)
    security = replace(archive.library.security(latest), interview=ident, version=number)
    if words:
        text = replace(verbatim.quotes[0].texts[0], words=words, decisions=())
        verbatim = replace(verbatim, quotes=(replace(verbatim.quotes[0], texts=(text,)),))

    def versions(writing):
        name = writing.seal(Part.VERBATIM, desk, verbatim)
        fields = {
            "interview": ident, "person": copied.person, "version": number, "verbatim": name,
            "security": writing.seal(Part.SECURITY, desk, security), "marked": True, **changed,
        }  # fmt: skip
        made = {k: v(name) if callable(v) else v for k, v in fields.items()}
        return (acts.InterviewVersion(**made),)

    forge(archive, acts.Logged, interviews=versions, **at)


def use_everything(archives):
    """Look at the lists that every member sees, and render what is due."""
    for archive in archives:
        interviews.rows(archive)
        review.my_work(archive)
        review.refresh_renditions(archive)


# --- versions ------------------------------------------------------------------------------


def test_a_first_version_with_made_up_parents_is_its_writers_words(desk):
    _, editor, _ = desk
    marked(editor, draft())
    forge_version(editor, newest(editor), new_id(), parents=(b"x" * 32,), rewords=False)
    use_everything(desk)
    for archive in desk:
        assert newest(archive).authors() == {editor.myself.id}


def test_a_version_that_is_its_own_parent_shuts_nobody_out(desk):
    _, editor, _ = desk
    marked(editor, draft())
    forge_version(editor, newest(editor), new_id(), parents=lambda own: (own,), rewords=False)
    use_everything(desk)
    assert newest(editor).authors() == {editor.myself.id}


# --- what is told --------------------------------------------------------------------------


def test_whoever_loses_the_right_while_acting_is_not_told_that_it_was_done(desk, monkeypatch):
    writer, _, reviewer = desk
    logged = marked(writer, draft())
    rendition = interviews.show(reviewer, logged.id).rendition
    original = review._review

    def late(*given):
        members.change_roles(writer, REVIEWER, DESK, None)
        return original(*given)

    monkeypatch.setattr(review, "_review", late)
    with pytest.raises(NotPermittedError):
        review.approve(reviewer, logged.id, rendition)
    assert newest(writer).reviews == []


# --- what shuts others out -----------------------------------------------------------------


def test_an_act_that_names_what_is_nowhere_shuts_nobody_out(desk):
    _, editor, _ = desk
    marked(editor, draft())
    nowhere = {"verbatim": b"a" * 32, "security": b"b" * 32}
    ref = replace(newest(editor).standing()[-1].ref, interview=new_id(), **nowhere)
    forge(editor, acts.Logged, interviews=(ref,))
    rendition = acts.RenditionRef(ref.interview, b"c" * 32, ref.verbatim)
    pair = {"registry": b"", "rules": b""}
    forge(editor, acts.Rendered, renditions=(rendition,), whole_desk=False, **pair)
    forge(editor, acts.PersonChanged, persons=(acts.PersonVersion(ref.person, b"d" * 32),))
    use_everything(desk)


@pytest.mark.parametrize("at", [1 << 62, -(1 << 62)])
def test_an_absurd_time_shuts_nobody_out(desk, at):
    _, editor, _ = desk
    marked(editor, draft())
    forge_version(editor, newest(editor), new_id(), at=at)
    use_everything(desk)


def test_a_policy_that_makes_no_sense_is_the_strictest_and_shuts_nobody_out(desk):
    writer, editor, _ = desk

    def nonsense(writing):
        return writing.seal(Part.ROSTER, b"", Note("No policy at all."))

    forge(writer, acts.PolicySet, policy=nonsense)
    assert editor.status().policy == "large_desk"
    assert editor.policy().cleared_editor_approves
    members.set_policy(writer, PolicyPreset.SMALL_DESK)
    assert editor.status().policy == "small_desk"


def test_a_device_key_that_nothing_can_be_sealed_to_keeps_no_desk_from_being_rendered(room, desk):
    _, editor, reviewer = desk
    reporter = room.open(REPORTER)
    mine, me, new = reporter.ledger.keyring, reporter.myself.id, DeviceSeeds.fresh()
    made, kem = Keyring(mine.vault_id, new), b"\xff" * KEM_PUBLIC_BYTES
    statement = made.sign(context("device-statement", mine.vault_id, kem, made.sign_public))
    forge(
        reporter, acts.DeviceAdded, who=me, voucher=mine.device,
        device=acts.DeviceKeys(kem, made.sign_public, statement),
        signature=mine.sign(context("device-statement", mine.vault_id, me, kem, made.sign_public)),
    )  # fmt: skip
    logged = marked(reporter, draft())
    use_everything(desk)
    assert interviews.show(reviewer, logged.id).rendition
    assert len(editor.state.members[me].devices) == 1


def test_an_approval_that_few_can_read_counts_for_nobody(desk, monkeypatch):
    writer, editor, _ = desk
    marked(writer, draft())
    rendition = newest(editor).renditions[-1].redacted

    def seal_to_one(self, act):
        sessions = (self._session(Part.VERBATIM, act.desk),)
        return boxes.seal_details(self._keyring.vault_id, sessions, to_bytes(act))

    monkeypatch.setattr(Writing, "_seal_details", seal_to_one)
    ident = newest(editor).id
    forge(editor, acts.Reviewed, interview=ident, rendition=rendition, verdict="approve")
    assert newest(editor).reviews == newest(writer).reviews == []


def test_A6_a_planted_box_with_wrong_keys_shuts_no_reporter_out(room, desk):
    writer, _, reviewer = desk
    reporter = room.open(REPORTER)
    logged = marked(reporter, draft())
    review.refresh_renditions(writer)
    entries = list(reviewer.ledger.store.entries())
    claims = tuple((sha256(row.details), b"x" * 32) for row in entries)
    (device,) = reviewer.state.members[reporter.myself.id].devices.values()
    vault_id = reviewer.ledger.keyring.vault_id
    box = boxes.seal_to_device(vault_id, device.id, device.kem, to_bytes(ShareBox(claims)))
    with reviewer.ledger.store.atomic():
        reviewer.ledger.store.add_object(box)
    room.close()
    again = interviews.show(room.open(REPORTER), logged.id)
    assert again.rendition


# --- holds ---------------------------------------------------------------------------------


def test_a_version_named_again_with_another_person_shakes_no_hold_off(desk, tmp_path):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    review.hold(reviewer, newest(reviewer).id.hex(), "Her cousin was taken.")
    ref = newest(writer).standing()[-1].ref
    forge(writer, acts.Logged, interviews=(replace(ref, person=new_id()),))
    with pytest.raises(RefusedError) as refused:
        stories.release(editor, copy.id, tmp_path / "out")
    assert "AGR-12" in refused.value.rules


def test_a_hold_goes_with_an_interview_that_is_revised_to_another_person(desk):
    writer, _, reviewer = desk
    logged = marked(writer, draft())
    review.hold(reviewer, logged.id, "Her cousin was taken.")
    held = newest(writer).person.hex()
    given = replace(interviews.draft_of(writer, logged.id), person="quiet harbour")
    interviews.revise(writer, logged.id, given)
    assert interviews.show(writer, logged.id).row.status == "held"
    review.lift_hold(writer, held)
    assert review.lift_hold(reviewer, held)
    assert interviews.show(writer, logged.id).row.status != "held"


# --- copies --------------------------------------------------------------------------------


def meanwhile(monkeypatch, act) -> None:
    """Let a colleague's process act after a release was checked and before it is recorded."""
    original = releasing._write_parts

    def write(*given):
        act()
        return original(*given)

    monkeypatch.setattr(releasing, "_write_parts", write)


def what_stops(room, act):
    """Return what a colleague does to stop a copy, in a process of their own."""
    founder, reviewer = room.open(FOUNDER), room.open(REVIEWER)
    interview = newest(reviewer).id.hex()
    return {
        "held": lambda: review.hold(reviewer, interview, "Her cousin was taken."),
        "withdrawn": lambda: review.withdraw(founder, interview, "She asked us to."),
        "a new term": lambda: persons.add_terms(
            founder, newest(founder).person.hex(), [Term("wheel", SpanKind.DETAIL)]
        ),
        "no role any more": lambda: members.change_roles(founder, EDITOR, DESK, None),
    }[act]


@pytest.mark.parametrize("act", ["held", "withdrawn", "a new term", "no role any more"])
def test_a_copy_that_is_stopped_while_it_is_being_released_does_not_leave(
    room, desk, tmp_path, monkeypatch, act
):
    writer, editor, reviewer = desk
    copy = prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    meanwhile(monkeypatch, what_stops(room, act))
    with pytest.raises((RefusedError, NotPermittedError)):
        stories.release(editor, copy.id, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert stories.copy_view(writer, copy.id).status != "released"


def test_an_interview_that_changes_while_it_is_being_approved_is_not_approved(desk, monkeypatch):
    writer, _, reviewer = desk
    logged = marked(writer, draft())
    original = review._review

    def late(*given):
        interviews.revise(writer, logged.id, interviews.draft_of(writer, logged.id))
        return original(*given)

    monkeypatch.setattr(review, "_review", late)
    with pytest.raises(RefusedError):
        approved(reviewer, logged.id)
    assert newest(reviewer).reviews == []


def test_a_copy_that_hides_what_it_was_made_from_is_approved_by_nobody(desk):
    writer, editor, reviewer = desk
    prepared(writer, reviewer, editor)
    reviewer.ledger.refresh()
    (honest,) = reviewer.state.copies.values()
    body = reviewer.ledger.read(honest.body, Copy)
    for changed in ({"renditions": ()}, {"preparer": editor.myself.id}):
        ident = CopyId(new_id())
        sealed = replace(body, **{"copy": ident, "preparer": reviewer.myself.id, **changed})
        forge(
            reviewer, acts.CopyPrepared, copy=ident, story=honest.story,
            story_object=honest.story_object, file_hashes=honest.file_hashes,
            body=lambda writing, sealed=sealed: writing.seal(Part.REDACTED, honest.desk, sealed),
            renditions=sealed.renditions, rechecked=True, registry=honest.registry,
            rules=honest.rules,
        )  # fmt: skip
        with pytest.raises(RefusedError) as refused:
            stories.approve_copy(writer if sealed.renditions == () else editor, ident.hex())
        assert refused.value.rules[0] in {"COPY-04", "COPY-01"}


def test_whoever_reworded_in_secret_approves_no_copy(desk, tmp_path):
    writer, editor, reviewer = desk
    logged = marked(writer, draft())
    parent = newest(editor).standing()[0].ref.verbatim
    forge_version(
        editor, newest(editor), words="They hid the cart at dawn.", parents=(parent,),
        rewords=False,
    )  # fmt: skip
    review.refresh_renditions(writer)
    approved(reviewer, logged.id)
    copy = stories.prepare(reviewer, story_of(reviewer, logged.id))
    (state,) = reviewer.state.copies.values()
    forge(
        editor, acts.CopyApproved, copy=state.id, file_hashes=state.file_hashes, rechecked=True,
        registry=state.registry, rules=state.rules,
    )  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        stories.release(writer, copy.id, tmp_path / "out")
    assert refused.value.rules == ("COPY-09",)


def test_a_recheck_that_a_reviewer_claims_is_no_cleared_editors_approval(desk, tmp_path):
    writer, editor, reviewer = desk
    members.set_policy(writer, PolicyPreset.LARGE_DESK)
    copy = prepared(writer, reviewer, editor)
    (state,) = editor.state.copies.values()
    forge(
        reviewer, acts.CopyApproved, copy=state.id, file_hashes=state.file_hashes, rechecked=True,
        registry=state.registry, rules=state.rules,
    )  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        stories.release(editor, copy.id, tmp_path / "out")
    assert refused.value.rules == ("COPY-07",)
