"""Handing in: the packet first, then nothing of it on this computer, and colleagues go on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.archive import desk
from tests.archive.handing import (
    OTHER,
    TAPE,
    Finder,
    answered,
    handed_in,
    office_of,
    packed,
    passed,
    words_of,
)
from tests.archive.offices import DESK
from tests.archive.test_forgetting import found_in, pieces
from vault import acts
from vault.archive import (
    additions,
    attachments,
    carriers,
    checkup,
    exchange,
    granting,
    handing_in,
    interviews,
    overview,
    residue,
)
from vault.crypto.format import BoxType, header
from vault.errors import (
    BusyError,
    IntegrityError,
    MalformedError,
    MissingObjectError,
    NoKeyError,
    RefusedError,
    UsageError,
)
from vault.model import Preset, to_bytes
from vault.store import LocalTable

# --- the whole of it -----------------------------------------------------------------------


def test_nothing_of_it_is_left_and_no_key_here_opens_it_wherever_it_comes_from(logged):
    answered(logged)
    reporter = logged.reporter
    before = Finder(reporter)
    assert {"verbatim/1", "security/1", "file/1", "addendum/1", "redacted/1"} <= before.kinds()
    view, bodies = handed_in(reporter)
    assert (view.traces, view.not_read, view.drafts) == (0, (), 0)
    assert view.objects == len(bodies) - view.own_wraps >= 8
    assert view.interviews == (logged.interview,)
    assert found_in(reporter.folder, pieces(bodies)) == []
    finder = Finder(reporter)
    assert finder.kinds() == {"member/1", "desk/1", "policy/1", "rules/1"}
    assert not finder.store.own_wraps(finder.keyring.device)
    store = logged.editor.open().ledger.store
    state = logged.editor.open().state
    version = state.interviews[bytes.fromhex(logged.interview)].standing()[-1]
    (tape,) = state.attachments.values()
    (person,) = state.persons.values()
    names = (version.ref.verbatim, version.ref.security, tape.manifest, *tape.pieces, *person.files)
    assert [before.opens(store.object(name)) for name in names] == [True] * len(names)
    assert [finder.opens(store.object(name)) for name in names] == [False] * len(names)


def test_the_vault_opens_says_so_and_the_editor_has_everything(logged):
    answered(logged)
    view, _ = handed_in(logged.reporter)
    archive = logged.reporter.open()
    assert interviews.rows(archive) == []
    notices = overview.status(archive).notices
    assert f"{view.objects} sealed records were handed in: not on this computer." in notices
    assert not any(word in " ".join(notices) for word in ("damaged", "missing", "not here yet"))
    found = checkup.check(archive)
    assert (found.is_sound, found.handed_in) == (True, view.objects)
    editor = logged.editor
    passed(logged.reporter, editor)
    assert words_of(editor.open(), logged.interview) == desk.WORDS
    path = editor.folder / "tape"
    attachments.export_attachment(editor.open(), logged.tape, path)
    assert path.read_bytes() == TAPE
    assert interviews.show(editor.open(), logged.interview).addenda[0].words.endswith("수레")
    assert checkup.check(editor.open()).is_sound
    assert editor.open().ledger.outcomes.not_here_yet == frozenset()
    assert not any("handed in" in notice for notice in overview.status(editor.open()).notices)


def test_work_goes_on_and_what_is_new_is_read_back(logged):
    answered(logged)
    handed_in(logged.reporter)
    new = interviews.log(logged.reporter.open(), desk.draft(OTHER, title="Ferry", terms=())).id
    logged.reporter.close()
    assert words_of(logged.reporter.open(), new) == OTHER
    passed(logged.reporter, logged.editor)
    interviews.show(logged.editor.open(), new)  # reading it is an entry, and so an answer
    answered(logged)
    view, _ = handed_in(logged.reporter)
    assert view.interviews == (new,)
    assert handing_in.prove(logged.reporter.open()).objects > view.objects


def test_an_addendum_or_a_new_version_is_refused_with_a_sentence(logged):
    answered(logged)
    given = interviews.draft_of(logged.reporter.open(), logged.interview)
    handed_in(logged.reporter)
    archive = logged.reporter.open()
    for act in (
        lambda: additions.add(archive, logged.interview, "One thing more."),
        lambda: interviews.revise(archive, logged.interview, given),
        lambda: interviews.show(archive, logged.interview),
    ):
        with pytest.raises(NoKeyError, match="You handed that interview in"):
            act()
    added = additions.add(logged.editor.open(), logged.interview, "기자가 전화로 덧붙였습니다.")
    assert len(added.addenda) == 2


# --- what may be deleted -------------------------------------------------------------------


def test_nothing_goes_before_an_editor_has_it_unless_the_packet_is_delivered(logged):
    reporter = logged.reporter
    packet = packed(reporter)
    assert packet.waiting == packet.objects
    with pytest.raises(RefusedError, match="No editor's computer"):
        handing_in.hand_in(reporter.open(), packet, confirmed=True)
    assert words_of(reporter.open(), logged.interview) == desk.WORDS
    reporter.close()
    assert words_of(reporter.open(), logged.interview) == desk.WORDS
    view, bodies = handed_in(reporter, delivered=True)
    assert view.entries
    assert found_in(reporter.home.folder, pieces(bodies)) == []


def test_who_cannot_read_it_has_it_for_nobody_and_a_packet_for_them_alone_is_not_enough(
    logged, tmp_path
):
    reporter, admin = logged.reporter, logged.admin
    guardian = office_of(logged, "Ilir Dema", Preset.GUARDIAN, tmp_path / "guardian")
    passed(admin, reporter, whole=True)
    passed(reporter, guardian, whole=True)
    guardian.open().ledger.commit(
        lambda w: acts.PacketTaken(member=w.member, at=w.now(), omitted=())
    )
    passed(guardian, reporter)
    packet = packed(reporter, to=(guardian.name,))
    assert packet.waiting == packet.objects
    with pytest.raises(RefusedError, match="neither in this packet"):
        handing_in.hand_in(reporter.open(), packet, confirmed=True, delivered=True)


def test_an_editor_who_took_it_in_without_the_recording_does_not_have_it(logged, tmp_path):
    reporter, editor = logged.reporter, logged.editor
    tape = tmp_path / "second tape"
    tape.write_bytes(os.urandom(5000))
    attachments.attach(reporter.open(), logged.interview, tape)
    small = tmp_path / "small"
    exchange.send(reporter.open(), small, attachments=False)
    editor.receive(small)
    answered(logged)
    packet = packed(reporter)
    assert packet.waiting == 1
    assert handed_in(reporter, delivered=True)[0].objects == packet.objects


def test_what_was_written_after_the_packet_is_not_deleted_with_it(logged):
    reporter = logged.reporter
    packet = packed(reporter)
    interviews.log(reporter.open(), desk.draft(OTHER, terms=()))
    with pytest.raises(RefusedError, match="neither in this packet"):
        handing_in.hand_in(reporter.open(), packet, confirmed=True, delivered=True)
    with pytest.raises(RefusedError, match="has to be confirmed"):
        handing_in.hand_in(reporter.open(), packet, confirmed=False)
    assert len(interviews.rows(reporter.open())) == 2


def test_an_unsent_draft_blocks_until_it_is_named(logged):
    answered(logged)
    reporter = logged.reporter
    kept = interviews.save_draft(reporter.open(), "얼어붙은 나루".encode())
    with pytest.raises(RefusedError, match="1 unfinished form lies"):
        packed(reporter)
    with pytest.raises(UsageError, match="no such draft"):
        packed(reporter, drop_drafts=("999",))
    packet = packed(reporter, drop_drafts=(kept,))
    view = handing_in.hand_in(reporter.open(), packet, confirmed=True, drop_drafts=(kept,))
    assert view.drafts == 1
    assert interviews.drafts(reporter.open()) == ()


def test_who_reads_a_desk_has_nothing_to_hand_in_and_who_has_nothing_either(rooms):
    with pytest.raises(RefusedError, match="keys of a whole desk"):
        packed(rooms.editor)
    with pytest.raises(UsageError, match="nothing of yours"):
        packed(rooms.reporter)


def test_a_packet_beside_the_vault_is_no_hand_in(logged):
    reporter = logged.reporter
    for place in (reporter.folder / "packet", reporter.home.folder / "packet"):
        with pytest.raises(UsageError, match="beside the vault"):
            handing_in.pack(reporter.open(), place)
        assert not place.exists()


def test_a_vault_file_that_others_use_too_is_refused(room, tmp_path):
    reporter = room.open("Tomas Reyes")
    interviews.log(reporter, desk.draft())
    with pytest.raises(RefusedError, match="Somebody else at this computer"):
        handing_in.pack(reporter, tmp_path / "packet")


def test_another_program_that_has_the_vault_open_is_named_first(logged):
    answered(logged)
    packet = packed(logged.reporter)
    with closing(sqlite3.connect(logged.reporter.path)) as other:
        other.execute("SELECT count(*) FROM object").fetchall()
        with pytest.raises(BusyError, match="open in another window"):
            handing_in.hand_in(logged.reporter.open(), packet, confirmed=True)
    assert words_of(logged.reporter.open(), logged.interview) == desk.WORDS


def test_a_packet_that_does_not_read_back_deletes_nothing(logged, monkeypatch):
    answered(logged)
    interviews.log(logged.reporter.open(), desk.draft(OTHER, terms=()))
    whole = exchange.send

    def cut(archive, path, to=()):
        sent = whole(archive, path, to)
        path.write_bytes(path.read_bytes()[:-1])
        return sent

    monkeypatch.setattr(exchange, "send", cut)
    with pytest.raises(IntegrityError, match="does not read back"):
        packed(logged.reporter)


def test_a_shared_folder_takes_the_packet_and_counts_as_carrying_it(logged, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    reporter = logged.reporter
    for _ in range(2):  # the second time everything lies there already
        packet = handing_in.pack(reporter.open(), shared, is_folder=True)
        assert len(packet.carried) > packet.objects
    view = handing_in.hand_in(reporter.open(), packet, confirmed=True, delivered=True)
    assert (view.path, view.traces) == ("", 0)
    assert carriers.receive_from_folder(logged.admin.open(), shared).entries
    assert carriers.receive_from_folder(reporter.open(), shared).objects == 0
    assert interviews.rows(reporter.open()) == []


# --- the proof -----------------------------------------------------------------------------


def test_traces_in_an_old_packet_beside_the_vault_are_found_and_named(logged):
    answered(logged)
    reporter = logged.reporter
    old = reporter.send(whole=True)
    assert old.parent == reporter.path.parent
    with pytest.raises(IntegrityError, match=old.name):
        handed_in(reporter)
    with pytest.raises(IntegrityError, match=old.name):
        handing_in.prove(reporter.open())
    old.unlink()
    for each in reporter.folder.glob("packet-*"):
        each.unlink()
    assert handing_in.prove(reporter.open()).traces == 0
    assert interviews.rows(reporter.open()) == []


def test_the_marks_find_a_page_of_a_long_body_anywhere(tmp_path, rooms):
    body = os.urandom(300_000)
    marks = residue.Marks()
    marks.take(body)
    home = rooms.reporter.home
    for start in range(0, 290_000, 37_001):
        (tmp_path / "page").write_bytes(os.urandom(1000) + body[start : start + 8192])
        found = residue.scan(tmp_path / "vault", home, marks.joined())
        assert found.found == ("page",)
    (tmp_path / "page").write_bytes(os.urandom(9000))
    assert residue.scan(tmp_path / "vault", home, marks.joined()).found == ()


def test_many_marks_are_thinned_and_none_of_a_short_body_is_lost(monkeypatch):
    monkeypatch.setattr(residue, "_MOST_FURTHER", 20)
    marks = residue.Marks()
    short, long = os.urandom(1024), os.urandom(1 << 20)
    marks.take(short)
    marks.take(long)
    cut = marks.joined()
    assert short[40:52] in cut
    assert long[-12:] in cut
    assert len(cut) <= 12 * 24


def test_nothing_to_prove_where_nothing_was_handed_in(rooms):
    with pytest.raises(UsageError, match="Nothing was handed in"):
        handing_in.prove(rooms.reporter.open())


# --- colleagues ----------------------------------------------------------------------------


def test_packets_of_the_device_list_what_it_lacks_and_colleagues_take_them(logged):
    """An editor who gets a later packet first waits for nothing; the hand-in brings the rest."""
    reporter, editor = logged.reporter, logged.editor
    answered(logged)
    new = interviews.log(reporter.open(), desk.draft(OTHER, title="Ferry", terms=())).id
    packet = packed(reporter)
    view = handing_in.hand_in(reporter.open(), packet, confirmed=True, delivered=True)
    later = reporter.send()
    taken = editor.receive(later)
    assert taken.not_here_yet == 3  # verbatim and security part, the card
    told = " ".join(overview.status(editor.open()).notices)
    assert "3 sealed records are not here yet: a colleague's computer handed them in" in told
    assert "damaged" not in " ".join(overview.status(editor.open()).notices)
    editor.close()
    assert checkup.check(editor.open()).is_sound
    assert editor.receive(Path(view.path)).not_here_yet == 0
    assert words_of(editor.open(), new) == OTHER
    editor.close()
    assert editor.open().ledger.outcomes.not_here_yet == frozenset()


def test_a_carrier_cannot_leave_out_what_nobody_handed_in(logged, tmp_path):
    from tests.archive.test_lacking import rewritten

    reporter, editor = logged.reporter, logged.editor
    answered(logged)
    handed_in(reporter)
    new = interviews.log(reporter.open(), desk.draft(OTHER, title="Ferry", terms=())).id
    rewritten(reporter.send(), tmp_path / "cut", lambda body: body[:3] == header(BoxType.BODY))
    with pytest.raises(MalformedError, match="lacks something"):
        editor.receive(tmp_path / "cut")
    assert new not in {row.id for row in interviews.rows(editor.open())}


def test_a_whole_packet_does_not_bring_it_back_and_takes_nothing_from_anybody(logged):
    reporter, editor = logged.reporter, logged.editor
    answered(logged)
    _, bodies = handed_in(reporter)
    count = reporter.open().ledger.store.object_count
    assert passed(editor, reporter, whole=True).not_here_yet == 0
    assert interviews.rows(reporter.open()) == []
    assert reporter.open().ledger.store.object_count - count < 9  # of what the editor wrote since
    reporter.close()
    assert found_in(reporter.folder, pieces(bodies)) == []
    passed(reporter, editor, whole=True)
    assert words_of(editor.open(), logged.interview) == desk.WORDS
    passed(editor, reporter)
    assert not exchange.send(editor.open(), editor.folder / "none", (reporter.name,)).objects


def test_a_newcomer_gets_the_rest_from_whoever_has_it(logged, tmp_path):
    """The first packet comes from an admin who never held it: nothing is called missing."""
    answered(logged)
    handed_in(logged.reporter)
    passed(logged.reporter, logged.admin, whole=True)
    newcomer = office_of(logged, "Kwon Ji-an", Preset.EDITOR, tmp_path / "newcomer")
    assert newcomer.open().ledger.outcomes.missing == frozenset()
    passed(logged.admin, logged.editor)
    granting.grant(logged.editor.open(), newcomer.name, DESK, compared=True)
    passed(logged.editor, newcomer, whole=True)
    assert words_of(newcomer.open(), logged.interview) == desk.WORDS
    newcomer.close()
    assert newcomer.open().ledger.outcomes.not_here_yet == frozenset()


# --- promise 4: missing stays missing ------------------------------------------------------


def verbatim_of(office, interview) -> bytes:
    return office.open().state.interviews[bytes.fromhex(interview)].standing()[-1].ref.verbatim


def lost(office, name: bytes) -> None:
    """Take one object out of a vault at rest, as an intruder would."""
    office.close()
    with closing(sqlite3.connect(office.path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM object WHERE hash = ?", (name,))


def test_A5_what_somebody_else_handed_in_is_missed_where_it_is_gone(logged):
    answered(logged)
    handed_in(logged.reporter)
    passed(logged.reporter, logged.editor)
    lost(logged.editor, verbatim_of(logged.editor, logged.interview))
    with pytest.raises(MissingObjectError):
        logged.editor.open()


def test_A5_a_lying_entry_excuses_no_loss_but_the_liars_own(logged):
    name = verbatim_of(logged.editor, logged.interview)
    logged.reporter.open().ledger.commit(
        lambda w: acts.HandedIn(member=w.member, at=w.now(), objects=(name,))
    )
    passed(logged.reporter, logged.editor)
    assert words_of(logged.editor.open(), logged.interview) == desk.WORDS
    lost(logged.editor, name)
    with pytest.raises(MissingObjectError):
        logged.editor.open()


def test_A5_what_the_device_never_handed_in_is_missed_there_too(logged):
    answered(logged)
    handed_in(logged.reporter)
    new = interviews.log(logged.reporter.open(), desk.draft(OTHER, terms=())).id
    lost(logged.reporter, verbatim_of(logged.reporter, new))
    with pytest.raises(MissingObjectError):
        logged.reporter.open()


def test_A5_a_planted_slot_of_a_device_that_handed_in_excuses_nothing(logged):
    answered(logged)
    handed_in(logged.reporter)
    device = logged.reporter.open().ledger.keyring.device
    body = logged.reporter.open().ledger.store.slots()[device]
    passed(logged.reporter, logged.editor)
    lost(logged.editor, verbatim_of(logged.editor, logged.interview))
    with closing(sqlite3.connect(logged.editor.path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO slot (device, body) VALUES (?, ?)", (device, body))
    with pytest.raises(MissingObjectError):
        logged.editor.open()


def test_A5_the_local_list_alone_excuses_nothing(logged):
    """What stands in the file's local rows is for looking again; the signed entry decides."""
    name = verbatim_of(logged.reporter, logged.interview)
    ledger = logged.reporter.open().ledger
    here = to_bytes(handing_in.HandedInHere((name,), b""))
    sealed = ledger.keyring.seal_local(handing_in.PURPOSE, here)
    ledger.store.put_local(LocalTable.SEGMENT, ledger.keyring.device, sealed)
    lost(logged.reporter, name)
    with pytest.raises(MissingObjectError):
        logged.reporter.open()
