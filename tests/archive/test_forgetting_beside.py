"""Forgetting beside other work: what came meanwhile, what does not count, who left, bridges."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.archive import desk, guarding, offices
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.test_forgetting import WHY, found_in, pieces, sealed
from vault import acts
from vault.archive import (
    additions,
    attachments,
    custody,
    forgetting,
    identities,
    interviews,
    leaving,
    members,
    persons,
    review,
    sharing,
    versions,
)
from vault.errors import NotPermittedError, RefusedError, UsageError
from vault.model import Preset, SpanKind, Term

NICKNAME = Term("Bo-hyon the wheelwright", SpanKind.PERSON)


def reworded(archive, interview: str, text: str, **changes):
    given = interviews.draft_of(archive, interview)
    quote = replace(given.quotes[0], words=text)
    return interviews.revise(archive, interview, replace(given, quotes=(quote,), **changes))


def codename(archive, interview: str) -> str:
    return interviews.show(archive, interview).row.codename


def gone(office, bodies) -> bool:
    """Look into the vault file and its companions; packets keep what they carry (LIM-60)."""
    office.close()
    held = b"".join(path.read_bytes() for path in office.folder.glob(f"{office.path.name}*"))
    return not any(mark in held for mark in pieces(bodies))


@pytest.fixture
def three(rooms):
    """The admin reviews, so that a second person confirms at a computer of their own."""
    members.change_roles(rooms.admin.open(), offices.ADMIN, offices.DESK, Preset.ADMIN_EDITOR)
    rooms.exchange_all()
    return rooms


def test_what_was_sealed_past_somebody_who_left_is_forgotten_too(room):
    members.change_roles(room.open(FOUNDER), REPORTER, "", Preset.ADMIN)
    leaving.sign_out(room.open(REPORTER), EDITOR, confirmed=True)
    one = interviews.log(room.open(REPORTER), desk.draft(terms=())).id  # before any new keys
    request = forgetting.forget_interview(room.open(FOUNDER), one, WHY)
    marks = pieces(sealed(room.open(FOUNDER), request))
    assert forgetting.confirm(room.open(REVIEWER), request.id).still_here == 0
    room.close()
    assert found_in(room.path.parent, marks) == []


def test_what_a_reporter_wrote_beyond_their_signing_out_is_forgotten_with_the_source(three):
    reporter, editor = three.reporter, three.editor
    one = desk.marked(reporter.open(), desk.draft()).id
    three.exchange_all()
    review.refresh_renditions(editor.open())
    source = codename(editor.open(), one)
    before = set(three.reporter.open().state.added)
    reworded(reporter.open(), one, "Beside the leaving, Ryu Bo-hyon said.")
    additions.add(reporter.open(), one, "She called again.")
    persons.add_terms(reporter.open(), source, [NICKNAME])
    interviews.log(reporter.open(), desk.draft("Once more.", person=source, terms=()))
    packet = reporter.send()
    leaving.sign_out(three.admin.open(), offices.REPORTER, confirmed=True)
    for office in (three.admin, editor):
        office.receive(packet)
    editor.receive(three.admin.send())
    archive = editor.open()
    assert len(archive.state.interviews[bytes.fromhex(one)].versions) == 2  # logged, marked
    late = {n for names in archive.state.apart.values() for n in names} - before
    bodies = [archive.ledger.store.object(name) for name in late]
    assert len(bodies) == 6  # two versions, an addendum, a file of terms
    request = forgetting.forget_source(archive, source, WHY)
    assert late <= archive.state.removals[bytes.fromhex(request.id)].objects
    three.admin.receive(editor.send())
    forgetting.confirm(three.admin.open(), request.id)
    editor.receive(three.admin.send())
    editor.open()
    assert gone(editor, bodies)
    assert gone(three.admin, bodies)


@pytest.mark.limit(96, "good", "What leaves")
def test_an_interview_set_apart_with_a_person_nobody_knows_cannot_be_asked_for(three):
    """What somebody wrote beyond their signing out is set apart, sealed and shown nowhere. It
    goes when the interview or the person is forgotten that it is about; a first interview with
    somebody whom nobody else knows has no name to ask by, and stays.
    """
    one = interviews.log(three.reporter.open(), desk.draft()).id
    packet = three.reporter.send()
    leaving.sign_out(three.admin.open(), offices.REPORTER, confirmed=True)
    three.admin.receive(packet)
    archive = three.admin.open()
    assert archive.state.apart[bytes.fromhex(one)]
    with pytest.raises(UsageError):
        forgetting.forget_interview(archive, one, WHY)


def test_an_act_that_counts_for_nothing_adds_no_strangers_objects(room):
    one, other = (interviews.log(room.open(REPORTER), desk.draft(title=t)).id for t in "ab")
    room.open(FOUNDER)
    room.admit(room.open(FOUNDER), "Ines Okafor", Preset.GUARDIAN)
    guardian = room.open("Ines Okafor")
    kept = room.open(EDITOR).state.interviews[bytes.fromhex(other)].standing()[0].ref.verbatim
    with pytest.raises(NotPermittedError):
        guardian.ledger.commit(
            lambda writing: acts.AddendumAdded(
                member=writing.member, at=writing.now(), desk=next(iter(guardian.state.desks)),
                interview=bytes.fromhex(one), version=kept, addendum=kept,
            )
        )  # fmt: skip
    request = forgetting.forget_interview(room.open(EDITOR), one, WHY)
    assert kept not in room.open(EDITOR).state.removals[bytes.fromhex(request.id)].objects


def test_a_person_is_not_forgotten_while_a_version_that_stands_beside_mentions_them(three):
    reporter, editor = three.reporter, three.editor
    one = interviews.log(reporter.open(), desk.draft()).id
    other = interviews.log(reporter.open(), desk.draft("It rained.", terms=(), title="Rain")).id
    three.exchange_all()
    sharing.share(editor.open(), other, [offices.REPORTER])
    three.exchange_all()
    reworded(reporter.open(), other, "Ryu Bo-hyon came in the rain.")
    reworded(editor.open(), other, "It rained all day.")
    three.exchange_all()
    source = codename(editor.open(), one)
    assert len(versions.versions(editor.open(), other).standing) == 2
    seen = forgetting.mentioned(editor.open(), source)
    assert [row.id for row in seen.others] == [other]
    request = forgetting.forget_source(editor.open(), source, WHY)
    assert request.persons == ()


def test_an_interview_that_came_between_the_request_and_the_confirmation_keeps_the_terms(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    one = desk.marked(reporter, desk.draft()).id
    review.refresh_renditions(editor)
    source = codename(editor, one)
    request = forgetting.forget_source(editor, source, WHY)
    interviews.log(reporter, desk.draft("Again.", person=source, terms=()))
    for name in (REVIEWER, FOUNDER):
        with pytest.raises(RefusedError, match="does not name mention"):
            forgetting.confirm(room.open(name), request.id)
    assert room.open(EDITOR).state.removed == set()


def test_somebody_who_cannot_read_what_was_written_since_does_not_confirm_a_person(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    one = desk.marked(reporter, desk.draft()).id
    review.refresh_renditions(editor)
    request = forgetting.forget_source(editor, codename(editor, one), WHY)
    other = interviews.log(reporter, desk.draft("Nobody you know.", terms=(), title="Fog")).id
    with pytest.raises(RefusedError, match="let an editor confirm"):
        forgetting.confirm(room.open(REVIEWER), request.id)
    forgetting.confirm(room.open(FOUNDER), request.id)
    assert interviews.show(room.open(EDITOR), other).row.status != "forgotten"


def test_an_editor_who_cannot_read_the_terms_forgets_nobody(room):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    source = codename(room.open(EDITOR), one)
    members.change_roles(room.open(FOUNDER), REVIEWER, "North desk", Preset.EDITOR)
    with pytest.raises(NotPermittedError):
        forgetting.forget_source(room.open(REVIEWER), source, WHY)


def test_terms_that_came_beside_the_removal_of_a_person_are_told_and_forgotten_again(three):
    reporter, editor, admin = three.reporter, three.editor, three.admin
    one = desk.marked(reporter.open(), desk.draft()).id
    three.exchange_all()
    review.refresh_renditions(editor.open())
    source = codename(editor.open(), one)
    request = forgetting.forget_source(editor.open(), source, WHY)
    three.exchange_all()
    persons.add_terms(reporter.open(), source, [NICKNAME])
    interviews.log(reporter.open(), desk.draft("Beside.", person=source, terms=(), title="B"))
    forgetting.confirm(admin.open(), request.id)
    three.exchange_all()
    archive = editor.open()
    (person,) = archive.state.persons.values()
    told = list(forgetting.notices(archive))
    assert any(person.id.hex() in notice for notice in told)
    (file,) = person.files
    body = archive.ledger.store.object(file)
    again = forgetting.forget_source(archive, person.id.hex(), WHY)
    assert len(again.interviews) == 1
    three.exchange_all()
    forgetting.confirm(admin.open(), again.id)
    three.exchange_all()
    archive = editor.open()
    assert list(forgetting.notices(archive)) == []
    assert gone(editor, [body])


def test_an_interview_that_came_beside_the_removal_of_its_person_is_told(three):
    reporter, editor, admin = three.reporter, three.editor, three.admin
    one = desk.marked(reporter.open(), desk.draft()).id
    three.exchange_all()
    source = codename(editor.open(), one)
    request = forgetting.forget_source(editor.open(), source, WHY)
    three.exchange_all()
    interviews.log(reporter.open(), desk.draft("Beside.", person=source, terms=(), title="B"))
    forgetting.confirm(admin.open(), request.id)
    three.exchange_all()
    assert any("no term protects" in notice for notice in forgetting.notices(editor.open()))


def test_an_identity_sealed_beside_the_removal_of_a_person_can_be_forgotten_again(rooms):
    guarding.guard_offices(rooms)
    admin, editor = rooms.admin, rooms.editor
    members.change_roles(admin.open(), offices.ADMIN, offices.DESK, Preset.ADMIN_EDITOR)
    rooms.exchange_all()
    names = (*guarding.CUSTODIANS[:2], offices.REPORTER)
    proposed = custody.propose(editor.open(), offices.DESK, list(names), 2)
    rooms.exchange_all()
    custody.confirm(admin.open(), proposed.id)
    rooms.exchange_all()
    one = interviews.log(editor.open(), desk.draft()).id
    rooms.exchange_all()
    source = codename(editor.open(), one)
    request = forgetting.forget_source(editor.open(), source, WHY)
    rooms.exchange_all()
    identities.seal(editor.open(), source, guarding.NAME)
    forgetting.confirm(admin.open(), request.id)
    rooms.exchange_all()
    archive = editor.open()
    (sealing,) = archive.state.identities.sealings.values()
    bodies = [archive.ledger.store.object(name) for name in (sealing.body, *sealing.bundles)]
    again = forgetting.forget_source(archive, sealing.person.hex(), WHY)
    rooms.exchange_all()
    forgetting.confirm(admin.open(), again.id)
    rooms.exchange_all()
    editor.open()
    assert gone(editor, bodies)


def test_nothing_is_written_to_an_interview_that_was_forgotten(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    one = desk.marked(reporter, desk.draft()).id
    review.refresh_renditions(editor)
    request = forgetting.forget_interview(editor, one, WHY)
    forgetting.confirm(room.open(REVIEWER), request.id)
    reporter, tape = room.open(REPORTER), room.path.parent / "tape.ogg"
    tape.write_bytes(b"a voice")
    tries = (
        lambda: sharing.share(reporter, one, [REVIEWER]),
        lambda: additions.add(reporter, one, "More."),
        lambda: attachments.attach(reporter, one, tape),
        lambda: review.withdraw(editor, one, reason="She asked."),
        lambda: review.record_event(editor, one, "It is over."),
        lambda: interviews.draft_of(reporter, one),
        lambda: interviews.revise(reporter, one, desk.draft()),
        lambda: interviews.mark(reporter, one),
    )
    for attempt in tries:
        with pytest.raises(UsageError, match="was forgotten"):
            attempt()
    assert list(forgetting.notices(room.open(EDITOR))) == []
