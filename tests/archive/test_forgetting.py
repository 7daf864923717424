"""Removing for good: two people, every client obeys, and nothing of it is left in any file."""

from __future__ import annotations

import itertools
import shutil

import pytest

from tests.archive import desk
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import forgetting, interviews, persons, review, session, stories
from vault.archive.founding import FoundingRequest, found_vault
from vault.archive.home import Home
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import NotPermittedError, RefusedError, UsageError
from vault.model import PolicyPreset, SpanKind, Term

WHY = "그분이 부탁했습니다 (she asked us to)"
OTHER = "The ferry stayed in the harbour all winter."


def sealed(archive, request) -> list[bytes]:
    """Return the sealed bodies that a request names."""
    store = archive.ledger.store
    state = next(r for r in archive.state.removals.values() if r.entry.hex() == request.id)
    return [store.object(name) for name in state.objects]


def pieces(bodies) -> set[bytes]:
    """Return what of sealed bodies to look for: 32 bytes of every 500."""
    return {b[at : at + 32] for b in bodies for at in range(200, len(b) - 32, 500)}


def found_in(folder, marks) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(m in path.read_bytes() for m in marks)]


def printed(room) -> str:
    """Have an interview that was printed; returns its id."""
    writer, reviewer, editor = (room.open(n) for n in (REPORTER, REVIEWER, EDITOR))
    copy = desk.prepared(writer, reviewer, editor)
    stories.approve_copy(reviewer, copy.id)
    stories.release(editor, copy.id, room.path.parent / "out")
    told = {"outlet": "Harbour Daily", "date": "2026-03-01", "link": "https://example.org/7"}
    stories.outcome(editor, copy.id, "printed", **told)
    (row,) = interviews.rows(editor)
    review.remark(reviewer, row.id, interviews.show(reviewer, row.id).rendition, "바퀴가 무엇인지?")
    return row.id


def test_C1_C2_nothing_of_what_was_forgotten_is_left_in_any_file(room):
    ident = printed(room)
    kept = desk.marked(room.open(REPORTER), desk.draft(OTHER, title="Ferry", terms=())).id
    review.refresh_renditions(room.open(EDITOR))
    request = forgetting.forget_interview(room.open(EDITOR), ident, WHY)
    assert [(p.outlet, p.link) for p in request.printed] == [
        ("Harbour Daily", "https://example.org/7")
    ]
    bodies = sealed(room.open(EDITOR), request)
    assert len(bodies) >= 5  # two parts, a rendition, a remark, the copy
    marks = pieces(bodies)
    assert found_in(room.path.parent, marks)
    report = forgetting.confirm(room.open(REVIEWER), request.id)
    assert (report.still_here, report.devices) == (0, ())
    assert found_in(room.path.parent, marks) == []  # while it is open: main file, WAL, journal
    room.close()
    assert found_in(room.path.parent, marks) == []
    editor = room.open(EDITOR)
    rows = {row.id: row for row in interviews.rows(editor)}
    assert (rows[ident].status, rows[ident].title) == ("forgotten", "")
    assert rows[kept].status == "in review"
    assert interviews.show(editor, ident).quotes == ()
    assert not any("damaged" in notice for notice in editor.status().notices)


def test_receipt_and_printed_places_stay_and_the_copy_has_no_files(room):
    ident = printed(room)
    file = next((room.path.parent / "out").iterdir()).read_bytes()
    request = forgetting.forget_interview(room.open(EDITOR), ident, WHY)
    forgetting.confirm(room.open(FOUNDER), request.id)
    editor = room.open(EDITOR)
    view = stories.verify_file(editor, file)
    assert (view.status, view.files) == ("printed", ())
    (place,) = forgetting.report(editor, request.id).printed
    assert place.outlet == "Harbour Daily"


def test_a_prepared_copy_of_a_forgotten_interview_is_void(room):
    writer, reviewer, editor = (room.open(n) for n in (REPORTER, REVIEWER, EDITOR))
    copy = desk.prepared(writer, reviewer, editor)
    (row,) = interviews.rows(editor)
    forgetting.confirm(reviewer, forgetting.forget_interview(editor, row.id, WHY).id)
    assert stories.copy_view(editor, copy.id).status == "void"
    assert stories.copies_waiting_for_me(reviewer) == ()


def test_nobody_confirms_what_they_asked_for_themselves(room):
    ident = desk.marked(room.open(REPORTER), desk.draft()).id
    request = forgetting.forget_interview(room.open(EDITOR), ident, WHY)
    with pytest.raises(RefusedError):
        forgetting.confirm(room.open(EDITOR), request.id)
    assert interviews.show(room.open(EDITOR), ident).cleared


def test_who_neither_wrote_nor_edits_does_not_ask(room):
    ident = desk.marked(room.open(REPORTER), desk.draft()).id
    review.refresh_renditions(room.open(EDITOR))
    with pytest.raises(NotPermittedError):
        forgetting.forget_interview(room.open(REVIEWER), ident, WHY)


def test_a_reporters_own_request_is_confirmed_by_an_editor_and_not_twice(room):
    ident = interviews.log(room.open(REPORTER), desk.draft(terms=())).id
    request = forgetting.forget_interview(room.open(REPORTER), ident, WHY)
    assert [r.id for r in forgetting.requests(room.open(EDITOR)) if r.may_confirm] == [request.id]
    forgetting.confirm(room.open(EDITOR), request.id)
    with pytest.raises(RefusedError):
        forgetting.confirm(room.open(FOUNDER), request.id)
    with pytest.raises(UsageError):
        forgetting.forget_interview(room.open(EDITOR), ident, WHY)


def test_a_request_that_others_wrote_beyond_is_not_confirmed(room):
    ident = desk.marked(room.open(REPORTER), desk.draft()).id
    request = forgetting.forget_interview(room.open(EDITOR), ident, WHY)
    interviews.revise(room.open(REPORTER), ident, desk.draft("They sold the cart at noon."))
    with pytest.raises(RefusedError) as refusal:
        forgetting.confirm(room.open(REVIEWER), request.id)
    assert "does not name everything" in refusal.value.sentence


def test_a_person_is_forgotten_last_and_their_terms_protect_until_then(room):
    editor, reporter = room.open(EDITOR), room.open(REPORTER)
    ident = desk.marked(reporter, desk.draft()).id
    words = "Ryu Bo-hyon waved from the quay."
    other = desk.marked(reporter, desk.draft(words, title="Quay", terms=())).id
    review.refresh_renditions(editor)
    codename = next(row.codename for row in interviews.rows(editor) if row.id == ident)
    seen = forgetting.mentioned(editor, codename)
    assert ([r.id for r in seen.own], [r.id for r in seen.others]) == ([ident], [other])
    with pytest.raises(RefusedError):
        forgetting.forget_person(editor, codename, WHY)
    request = forgetting.forget_source(editor, codename, WHY)
    assert request.persons == ()  # another interview names them
    forgetting.confirm(room.open(REVIEWER), request.id)
    assert "Ryu" not in interviews.show(room.open(REVIEWER), other).quotes[0].texts[0].review
    forgetting.confirm(room.open(REVIEWER), forgetting.forget_interview(editor, other, WHY).id)
    last = forgetting.forget_person(editor, codename, WHY)
    forgetting.confirm(room.open(FOUNDER), last.id)
    assert codename not in {p.codename for p in persons.persons(editor)}
    assert editor.library.registry_is_whole(next(iter(editor.state.desks)))


def test_withdrawing_names_the_copies_that_left_with_outlet_and_link(room):
    ident = printed(room)
    editor = room.open(EDITOR)
    (copy,) = review.withdraw(editor, ident, WHY)
    assert (copy.status, copy.outlet, copy.date) == ("printed", "Harbour Daily", "2026-03-01")
    known = editor.state.interviews.values()
    assert forgetting.printed_with(editor, known, "00000000") == ()


# --- between computers ---------------------------------------------------------------------


def log(office, title: str) -> str:
    return interviews.log(office.open(), desk.draft(title=title, terms=())).id


def asked_and_confirmed(rooms) -> tuple[str, str, set[bytes]]:
    """The editor asks for the reporter's interview to be forgotten, the admin confirms."""
    ident = log(rooms.reporter, "바퀴")
    rooms.exchange_all()
    editor = rooms.editor.open()
    request = forgetting.forget_interview(editor, ident, WHY)
    marks = pieces(sealed(editor, request))
    rooms.admin.receive(rooms.editor.send(whole=True))
    report = forgetting.confirm(rooms.admin.open(), request.id)
    assert {device.name for device in report.devices} == {rooms.editor.name, rooms.reporter.name}
    return ident, request.id, marks


def test_every_client_removes_and_the_report_says_who_has_not_been_heard(rooms):
    ident, request, marks = asked_and_confirmed(rooms)
    late = rooms.editor.send(whole=True)  # written before the confirmation was heard of
    assert found_in(late.parent, marks)
    packet = rooms.admin.send(whole=True)
    assert not any(mark in packet.read_bytes() for mark in marks)
    rooms.admin.receive(late)  # brings nothing back
    for office in (rooms.editor, rooms.reporter):
        office.receive(packet)
        log(office, f"Written afterwards by {office.name}")
    rooms.exchange_all()
    assert forgetting.report(rooms.admin.open(), request).devices == ()
    rows = {row.id: row.status for row in interviews.rows(rooms.editor.open())}
    assert rows[ident] == "forgotten"
    for is_open in (True, False):
        for office in rooms.all():
            left = [name for name in found_in(office.folder, marks) if "packet" not in name]
            assert left == []  # packets of before are what the report says to destroy
        if is_open:
            rooms.close()


def test_what_was_written_beside_a_removal_is_said_and_can_be_forgotten_again(rooms):
    ident, _, _ = asked_and_confirmed(rooms)
    interviews.revise(rooms.reporter.open(), ident, desk.draft("Said anew.", terms=()))
    rooms.exchange_all()
    editor = rooms.editor.open()
    assert any("beside the removal" in notice for notice in editor.status().notices)
    again = forgetting.forget_interview(editor, ident, WHY)
    rooms.admin.receive(rooms.editor.send(whole=True))
    forgetting.confirm(rooms.admin.open(), again.id)
    rooms.exchange_all()
    assert not any("beside the removal" in n for n in rooms.editor.open().status().notices)


def test_in_whatever_order_packets_arrive_the_same_is_removed_everywhere(rooms):
    log(rooms.reporter, "Ferry")
    rooms.exchange_all()
    before = rooms.reporter.send(whole=True)
    asked_and_confirmed(rooms)
    packets = [before, rooms.editor.send(whole=True), rooms.admin.send(whole=True)]
    rooms.close()
    ends = set()
    for number, order in enumerate(itertools.permutations(packets)):
        folder = rooms.reporter.folder.parent / f"fresh {number}"
        shutil.copytree(rooms.reporter.folder, folder)
        twin = type(rooms.reporter)(rooms.reporter.name, folder, rooms.reporter.passphrase)
        for packet in order:
            twin.receive(packet)
        state = twin.open().state
        forgotten = frozenset(i.id for i in state.interviews.values() if i.forgotten)
        held = frozenset(twin.open().ledger.store.object_hashes())
        assert held.isdisjoint(state.removed)
        ends.add((frozenset(state.removed), forgotten, tuple(state.entries)))
        twin.close()
    assert len(ends) == 1


# --- a vault for one -----------------------------------------------------------------------


def test_in_a_vault_for_one_a_night_passes_before_it_is_confirmed(tmp_path, monkeypatch):
    path, home = tmp_path / "own.strongroom", Home(tmp_path / "home")
    request = FoundingRequest("Anneke Vos", DESK, PolicyPreset.ONE_PERSON, cost=KDF_FLOOR)
    founded = found_vault(path, home, request)
    archive = session.unlock(path, home, founded.passphrase)
    ident = interviews.log(archive, desk.draft(terms=(Term("Ryu", SpanKind.PERSON),))).id
    asked = forgetting.forget_interview(archive, ident, WHY)
    with pytest.raises(RefusedError) as refusal:
        forgetting.confirm(archive, asked.id)
    assert "from" in refusal.value.sentence
    later = forgetting.clock.seconds() + 12 * 3600 + 5
    monkeypatch.setattr(forgetting.clock, "seconds", lambda: later)
    assert forgetting.confirm(archive, asked.id).still_here == 0
    archive.close()
