"""Packets without attachments: what is left out is counted, asked for, and brought later."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil

import pytest

from tests.archive import desk
from tests.archive.offices import Office, let_in
from tests.archive.test_attachments import log
from vault import acts
from vault.archive import (
    additions,
    attachments,
    carriers,
    exchange,
    interviews,
    lacking,
    overview,
)
from vault.crypto.pieces import PIECE_BYTES
from vault.errors import MalformedError, MissingObjectError, RefusedError, UsageError
from vault.journal.packets import PacketWriter, read_packet
from vault.model import ObjectHash, Preset

TAPE = os.urandom(PIECE_BYTES + 999)
_numbers = itertools.count()


@pytest.fixture
def taped(rooms, tmp_path):
    """A reporter's interview with a recording of two pieces; nobody else has it yet."""
    path = tmp_path / "tape"
    path.write_bytes(TAPE)
    reporter = rooms.reporter.open()
    rooms.interview = log(reporter)
    rooms.tape = attachments.attach(reporter, rooms.interview, path).id
    return rooms


def sent(office, **how):
    path = office.folder / f"sent {next(_numbers)}"
    view = exchange.send(office.open(), path, **how)
    return path, view


def exported(office, tape: str) -> bytes:
    path = office.folder / f"out {next(_numbers)}"
    attachments.export_attachment(office.open(), tape, path)
    return path.read_bytes()


def notices(office) -> str:
    return " ".join(overview.status(office.open()).notices)


def test_pieces_left_out_are_counted_asked_for_and_brought_by_the_next_packet(taped):
    editor, reporter = taped.editor, taped.reporter
    small, _ = sent(reporter, attachments=False)
    assert small.stat().st_size < PIECE_BYTES
    assert editor.receive(small).not_here_yet == 2
    assert "2 pieces of attachments are not here yet" in notices(editor)
    (view,) = attachments.attachments(editor.open(), taped.interview)
    assert (view.cleared, view.missing) == (True, 2)
    with pytest.raises(UsageError, match="not here yet"):
        exported(editor, taped.tape)

    editor.close()  # opening does not refuse because of them
    assert exported(reporter, taped.tape) == TAPE
    reporter.receive(editor.send())
    brought, packet = sent(reporter, to=(editor.name,))
    assert packet.objects == 2
    taken = editor.receive(brought)
    assert (taken.objects, taken.not_here_yet) == (2, 0)
    assert exported(editor, taped.tape) == TAPE
    assert "not here yet" not in notices(editor)
    editor.close()
    assert editor.open().state.omitted == set()


def test_what_arrived_is_not_sent_again(taped):
    editor, reporter = taped.editor, taped.reporter
    editor.receive(sent(reporter, attachments=False)[0])
    reporter.receive(editor.send())
    editor.receive(sent(reporter)[0])
    reporter.receive(editor.send())
    assert sent(reporter, to=(editor.name,))[1].objects == 0


def test_a_large_packet_is_taken_outside_of_the_wal_and_everything_is_as_before(taped, monkeypatch):
    monkeypatch.setattr(exchange, "_LARGE_BYTES", 0)
    taken = taped.editor.receive(sent(taped.reporter)[0])
    assert (taken.entries, taken.not_here_yet) == (2, 0)
    assert exported(taped.editor, taped.tape) == TAPE
    log(taped.editor.open())


def test_a_newcomer_gets_a_small_first_packet_and_the_recording_later(taped, tmp_path):
    admin = taped.admin
    admin.receive(sent(taped.reporter)[0])
    newcomer = Office("Kwon Ji-an", tmp_path / "newcomer")
    let_in(admin, newcomer, Preset.EDITOR, attachments=False)
    assert "2 pieces of attachments are not here yet" in notices(newcomer)
    newcomer.close()
    admin.receive(newcomer.send())
    newcomer.receive(sent(admin, to=(newcomer.name,))[0])
    assert lacking.lacking_here(newcomer.open()) == set()
    assert newcomer.open().state.omitted == set()


def test_who_shares_a_computer_with_the_taker_says_later_that_nothing_lacks(taped, monkeypatch):
    editor, reporter = taped.editor, taped.reporter
    editor.receive(sent(reporter, attachments=False)[0])
    archive = editor.open()
    for name in archive.state.omitted:  # as a colleague at the same computer would have taken it
        archive.ledger.store.add_object(reporter.open().ledger.store.object(name))
    reporter.receive(editor.send())
    assert reporter.open().state.omitted == set()
    assert sent(reporter, to=(editor.name,))[1].objects == 0


@pytest.mark.limit(76, "now", "Attachments")
def test_until_the_device_speaks_what_a_colleague_took_in_for_it_is_sent_again(taped):
    """That pieces arrived is known from the device that said it lacked them. Where a colleague at
    the same computer took them in, or the device was renewed, they are sent again with each
    packet until it speaks; so are recordings to somebody who never writes anything (LIM-56).
    """
    editor, reporter = taped.editor, taped.reporter
    editor.receive(sent(reporter, attachments=False)[0])
    archive = editor.open()
    reporter.receive(editor.send())
    for name in archive.state.omitted:  # as a colleague at the same computer would have taken it
        archive.ledger.store.add_object(reporter.open().ledger.store.object(name))
    for _ in range(2):
        assert sent(reporter, to=(editor.name,))[1].objects == 2
    reporter.receive(editor.send())
    assert sent(reporter, to=(editor.name,))[1].objects == 0


def test_a_whole_packet_brings_them_at_once(taped):
    editor, reporter = taped.editor, taped.reporter
    editor.receive(sent(reporter, attachments=False)[0])
    taken = editor.receive(reporter.send(whole=True))
    assert (taken.objects, taken.not_here_yet) == (2, 0)
    assert exported(editor, taped.tape) == TAPE


def test_whoever_cannot_read_the_desk_lacks_and_passes_on_as_well(taped):
    """An admin's computer without the desk's keys carries packets on like any other."""
    admin, editor, reporter = taped.all()
    admin.receive(sent(reporter, attachments=False)[0])
    admin.close()
    taken = editor.receive(admin.send(whole=True))
    assert taken.not_here_yet == 2
    admin.receive(editor.send())
    reporter.receive(admin.send())
    brought, _ = sent(reporter)
    admin.receive(brought)
    editor.receive(brought)
    assert exported(editor, taped.tape) == TAPE
    assert lacking.lacking_here(admin.open()) == set()


def test_a_shared_folder_takes_them_later_and_once(taped, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    editor, reporter = taped.editor, taped.reporter
    carriers.send_to_folder(reporter.open(), shared, attachments=False)
    assert carriers.receive_from_folder(editor.open(), shared).not_here_yet == 2
    carriers.send_to_folder(editor.open(), shared)
    carriers.receive_from_folder(reporter.open(), shared)
    assert carriers.send_to_folder(reporter.open(), shared).objects == 2
    assert carriers.send_to_folder(reporter.open(), shared).objects == 0
    assert carriers.receive_from_folder(editor.open(), shared).not_here_yet == 0
    assert exported(editor, taped.tape) == TAPE


def rewritten(packet, path, leave_out) -> None:
    """Write a packet again as a carrier may: some objects left out and listed as omitted."""
    with packet.open("rb") as file, path.open("wb") as new:
        head, contents = read_packet(file)
        kept, gone = [], []
        for each in contents:
            (gone if isinstance(each, bytes) and leave_out(each) else kept).append(each)
        names = tuple(sorted(ObjectHash(hashlib.sha256(body).digest()) for body in gone))
        changed = head.__class__(
            head.vault, head.before, head.after, names, head.entries, head.objects - len(gone)
        )
        writer = PacketWriter(new, changed)
        for each in kept:
            writer.object(each) if isinstance(each, bytes) else writer.entry(*each)
        writer.finish()


def test_A5_a_carrier_cannot_leave_out_what_is_no_piece(taped, tmp_path):
    whole, _ = sent(taped.reporter)
    rewritten(whole, tmp_path / "cut", lambda body: body[:3] == b"\0\1\2")
    before = taped.editor.heads()
    with pytest.raises(MalformedError, match="lacks something"):
        taped.editor.receive(tmp_path / "cut")
    taped.editor.close()
    assert taped.editor.heads() == before


@pytest.mark.limit(66, "good", "Attachments")
def test_pieces_that_a_carrier_left_out_are_noticed_and_come_later(taped, tmp_path):
    """That pieces of an attachment were left out of a packet is a claim. Whoever carries it can
    take pieces out and list them as left out; so can a member of what you cannot read yourself.
    What is not here is counted in the status and comes with a later packet.
    """
    whole, _ = sent(taped.reporter)
    rewritten(whole, tmp_path / "cut", lambda body: body[:3] == b"\0\1\4")
    assert taped.editor.receive(tmp_path / "cut").not_here_yet == 2
    assert taped.editor.receive(whole).not_here_yet == 0
    assert exported(taped.editor, taped.tape) == TAPE


def test_A5_claiming_that_words_were_left_out_does_not_hide_that_they_are_gone(taped):
    editor = taped.editor
    editor.receive(sent(taped.reporter)[0])
    archive = editor.open()
    (state,) = archive.state.interviews.values()
    verbatim = state.standing()[-1].ref.verbatim
    archive.ledger.commit(
        lambda w: acts.PacketTaken(member=w.member, at=w.now(), omitted=(verbatim,))
    )
    archive.ledger.store.remove_object(verbatim)
    editor.close()
    with pytest.raises(MissingObjectError):
        editor.open()


def test_in_whatever_order_packets_meet_everybody_knows_the_same(taped):
    admin, editor, reporter = taped.all()
    small, _ = sent(reporter, attachments=False)
    admin.receive(small)
    editor.receive(small)
    from_admin, from_editor = admin.send(), editor.send()  # each notes beside the other
    reporter.receive(from_admin)
    reporter.receive(from_editor)
    editor.receive(from_admin)
    admin.receive(from_editor)
    states = [office.open().state for office in taped.all()]
    assert len({tuple(sorted(s.lacking.items())) for s in states}) == 1
    assert len(states[0].lacking) == 2
    for _ in range(2):
        taped.exchange_all()
    assert len({office.heads() for office in taped.all()}) == 1
    assert {tuple(o.open().state.omitted) for o in taped.all()} == {()}
    assert all(lacking.lacking_here(o.open()) == set() for o in taped.all())


def test_an_ordinary_packet_is_taken_without_writing_anything(rooms):
    log(rooms.reporter.open())
    packet = rooms.reporter.send()
    before = rooms.editor.open().ledger.store.entry_count
    assert rooms.editor.receive(packet).entries == 1
    taken = rooms.editor.open().ledger.store.entry_count
    assert taken - before <= 2  # the interview, and its rendition
    assert rooms.editor.receive(packet).entries == 0


def test_a_file_behind_its_pin_writes_no_entry_beside_one_that_it_has_lost(rooms, tmp_path):
    reporter, editor = rooms.reporter, rooms.editor
    one = interviews.log(reporter.open(), desk.draft()).id
    rooms.exchange_all()
    editor.close()
    shutil.copy(editor.path, tmp_path / "older")
    additions.add(editor.open(), one, "The first.")
    first = editor.send()
    additions.add(editor.open(), one, "The second.")
    second = editor.send()
    reporter.receive(first)
    tape = tmp_path / "tape.ogg"
    tape.write_bytes(b"a kettle and a voice")
    attachments.attach(reporter.open(), one, tape)
    light, whole = (reporter.folder / name for name in ("light", "whole"))
    exchange.send(reporter.open(), light, (), whole=True, attachments=False)
    exchange.send(reporter.open(), whole, (), whole=True)
    editor.close()
    shutil.copy(tmp_path / "older", editor.path)
    with pytest.raises(RefusedError, match="leaves attachments out"):
        editor.receive(light)
    editor.receive(whole)
    assert editor.open().older_copy
    editor.receive(second)
    assert not editor.open().older_copy
    assert editor.open().state.split == frozenset()
    additions.add(editor.open(), one, "The third.")
