"""Forgetting reaches all that belongs to a source: files, addenda, shares, identity, both names."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.archive import desk, guarding
from tests.archive.conftest import EDITOR, REPORTER, REVIEWER
from tests.archive.guarding import CUSTODIANS, SUCCESSOR, succeed
from tests.archive.test_forgetting import WHY, found_in, pieces, sealed
from vault.archive import (
    additions,
    asking,
    attachments,
    forgetting,
    interviews,
    opening,
    overview,
    pairing,
    persons,
    review,
    shares,
    sharing,
    versions,
)
from vault.errors import NotPermittedError, RefusedError, UsageError
from vault.model import SpanKind, Term

VOICE = b"A kettle, a door, a voice that was recorded. " * 120_000  # two pieces


def removed(room, archive, request) -> None:
    """Confirm as the reviewer, and look for what was named in every file."""
    marks = pieces(sealed(archive, request))
    assert found_in(room.path.parent, marks)
    report = forgetting.confirm(room.open(REVIEWER), request.id)
    assert report.still_here == 0
    room.close()
    assert found_in(room.path.parent, marks) == []


def test_C1_files_addenda_and_passed_over_versions_go_with_an_interview(room, tmp_path):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    tape = tmp_path / "tape.ogg"
    tape.write_bytes(VOICE)
    one = desk.marked(reporter, desk.draft()).id
    attached = attachments.attach(reporter, one, tape)
    sharing.share(reporter, one, [REVIEWER], security=True)
    given = interviews.draft_of(reporter, one)
    for text in ("At dawn.", "At dusk."):
        interviews.revise(
            reporter, one, replace(given, quotes=(replace(given.quotes[0], words=text),))
        )
    versions.pick(editor, one, versions.versions(editor, one).standing[0].id)
    additions.add(reporter, one, "She called again.")
    review.refresh_renditions(editor)
    files = editor.state.attachments[bytes.fromhex(attached.id)]
    words = {added.addendum for added in editor.state.interviews[bytes.fromhex(one)].addenda}
    request = forgetting.forget_interview(editor, one, WHY)
    named = editor.state.removals[bytes.fromhex(request.id)].objects
    assert len(files.pieces) == 2
    assert len(words) == 1
    assert {files.manifest, *files.pieces} | words <= named
    removed(room, editor, request)
    for name in (REPORTER, REVIEWER, EDITOR):
        archive = room.open(name)
        assert attachments.attachments(archive, one) == ()
        assert interviews.show(archive, one).row.status == "forgotten"
        with pytest.raises(UsageError):
            attachments.export_attachment(archive, attached.id, tmp_path / "back.ogg")


def test_C2_a_sealed_identity_goes_with_the_person_and_nobody_opens_it_any_more(guarded):
    reporter, editor = guarded.open(REPORTER), guarded.open(EDITOR)
    person = guarding.sealed(reporter)
    kept = guarding.sealed(reporter, "옥서라")
    answered = guarding.asked(editor, person)
    guarding.approve_by(guarded, answered, *CUSTODIANS[:2])
    request = forgetting.forget_source(editor, person, WHY)
    (sealing,) = editor.state.identities.sealings_of(bytes.fromhex(person))
    named = editor.state.removals[bytes.fromhex(request.id)].objects
    assert {sealing.body, *sealing.bundles} <= named
    removed(guarded, editor, request)
    editor = guarded.open(EDITOR)
    assert [view.status for view in asking.requests(editor)] == ["forgotten"]
    with pytest.raises((RefusedError, NotPermittedError, UsageError)):
        opening.open_identity(editor, answered)
    with pytest.raises(UsageError):
        asking.request(editor, person, guarding.REASON)
    assert not any("agreed" in notice for notice in overview.status(editor).notices)
    assert guarding.opened(guarded, editor, kept).name == "옥서라"


def test_what_a_custodian_hands_over_leaves_the_forgotten_out(guarded):
    reporter, editor = guarded.open(REPORTER), guarded.open(EDITOR)
    gone, kept = (guarding.sealed(reporter, name) for name in ("표창석", "옥서라"))
    request = forgetting.forget_source(editor, gone, WHY)
    forgetting.confirm(guarded.open(REVIEWER), request.id)
    succeed(guarded)
    done = shares.hand_over(guarded.open(CUSTODIANS[0]), guarding.DESK, SUCCESSOR)
    assert (done.sources, done.waiting) == (1, 0)
    asked = guarding.asked(guarded.open(EDITOR), kept)
    guarding.approve_by(guarded, asked, SUCCESSOR, CUSTODIANS[1])
    assert opening.open_identity(guarded.open(EDITOR), asked).name == "옥서라"


def test_both_of_two_joined_persons_are_forgotten(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    names = ("Ryu Bo-hyon", "Chae-rin")
    made = [
        desk.marked(
            reporter, desk.draft(f"{name} was here.", terms=(Term(name, SpanKind.PERSON),))
        ).id
        for name in names
    ]
    review.refresh_renditions(editor)
    kept, joined = (editor.state.interviews[bytes.fromhex(i)].person.hex() for i in made)
    pairing.join_persons(editor, kept, joined)
    assert {row.id for row in forgetting.mentioned(editor, kept).own} == set(made)
    with pytest.raises(RefusedError, match="2 interviews of the desk still mention"):
        forgetting.forget_person(editor, joined, WHY)
    request = forgetting.forget_source(editor, joined, WHY)
    assert len(request.interviews) == len(request.persons) == 2
    removed(room, editor, request)
    assert persons.persons(room.open(EDITOR)) == []
    assert (
        room.open(EDITOR).library.person_files(room.open(EDITOR).state.persons[bytes.fromhex(kept)])
        == ()
    )
