"""Three computers that exchange files: in any order, twice, cut short, of another vault."""

from __future__ import annotations

import hashlib
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.archive import desk
from tests.archive.conftest import ROOT
from tests.archive.offices import ADMIN, DESK, EDITOR, REPORTER, Office, let_in
from vault.archive import carriers, exchange, interviews, joining, members, review
from vault.archive.founding import FoundingRequest, found_vault
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import (
    IntegrityError,
    MalformedError,
    NotPermittedError,
    RefusedError,
    UsageError,
    VaultIdError,
    WrongKeyError,
)
from vault.journal.packets import PacketWriter, read_packet
from vault.model import Preset

STATUSES = (("First", "approved"), ("Second", "unmarked"))


def titles(office: Office) -> set[str]:
    return {row.title for row in interviews.rows(office.open())}


# --- letting in ----------------------------------------------------------------------------


def test_three_computers_know_each_other_and_have_equal_heads(rooms):
    assert len({rooms.admin.heads(), rooms.editor.heads(), rooms.reporter.heads()}) == 1
    for office in rooms.all():
        known = {view.name: view.waiting_for for view in members.members(office.open())}
        assert known == {ADMIN: (), EDITOR: (), REPORTER: ()}


def test_an_invitation_file_shows_no_name_and_opens_with_its_code_alone(rooms, tmp_path):
    letter = tmp_path / "letter"
    joining.invite(rooms.admin.open(), letter, "Signe Auberon", Preset.REVIEWER, [DESK])
    assert b"Signe" not in letter.read_bytes()
    assert letter.stat().st_mode & 0o777 == 0o600
    new = Office("Signe Auberon", tmp_path)
    with pytest.raises(WrongKeyError):
        joining.join(
            new.path, new.home, letter.read_bytes(), "six wrong words", tmp_path / "a",
            cost=KDF_FLOOR,
        )  # fmt: skip
    assert not new.path.exists()
    assert not (tmp_path / "a").exists()


def invited(rooms, tmp_path, name="Signe Auberon"):
    letter = tmp_path / f"letter {name}"
    made = joining.invite(rooms.admin.open(), letter, name, Preset.REVIEWER, [DESK])
    new = Office(name, tmp_path / name)
    new.folder.mkdir()
    answer = new.folder / "answer"
    joined = joining.join(
        new.path, new.home, letter.read_bytes(), made.code, answer, cost=KDF_FLOOR
    )
    new.passphrase = joined.passphrase
    return new, answer.read_bytes()


def test_before_the_first_packet_the_newcomers_vault_stays_shut(rooms, tmp_path):
    new, _ = invited(rooms, tmp_path)
    assert exchange.waits_for_first(new.path)
    with pytest.raises(NotPermittedError):
        new.open()


def test_a_packet_from_before_the_admission_lets_nobody_in(rooms, tmp_path):
    new, _ = invited(rooms, tmp_path)
    packet = rooms.admin.send(whole=True)
    with pytest.raises(UsageError) as refusal:
        exchange.receive_first(new.path, new.home, new.passphrase, packet)
    assert "after you were admitted" in refusal.value.sentence
    assert exchange.waits_for_first(new.path)


def test_an_answer_is_taken_once_and_not_after_the_invitation_was_cancelled(rooms, tmp_path):
    admin = rooms.admin.open()
    _, answer = invited(rooms, tmp_path)
    waiting = joining.take_answer(admin, answer)
    assert joining.take_answer(admin, answer).id == waiting.id
    assert len(members.pending(admin)) == 1
    members.admit(admin, waiting.id, compared=True)
    with pytest.raises(RefusedError):
        joining.take_answer(admin, answer)
    _, other = invited(rooms, tmp_path, "Ines Varga")
    joining.cancel(admin, "Ines Varga")
    assert joining.open_invitations(admin) == ()
    with pytest.raises(RefusedError) as refusal:
        joining.take_answer(admin, other)
    assert "cancelled" in refusal.value.sentence


def test_an_answer_after_72_hours_is_refused_by_the_admins_clock(rooms, tmp_path, monkeypatch):
    _, answer = invited(rooms, tmp_path)
    now = joining.Writing.now()
    monkeypatch.setattr(joining.Writing, "now", staticmethod(lambda: now + 73 * 3600))
    with pytest.raises(RefusedError) as refusal:
        joining.take_answer(rooms.admin.open(), answer)
    assert "72 hours" in refusal.value.sentence


@pytest.mark.parametrize("data", [b"", b"hello", bytes(range(256))])
def test_a_file_that_is_no_invitation_or_answer_is_refused(rooms, tmp_path, data):
    with pytest.raises(MalformedError):
        joining.take_answer(rooms.admin.open(), data)
    new = Office("Nobody", tmp_path)
    with pytest.raises(MalformedError):
        joining.join(new.path, new.home, data, "a b c", tmp_path / "answer", cost=KDF_FLOOR)


# --- exchanging ----------------------------------------------------------------------------


def test_an_interview_goes_from_the_reporter_to_review_and_back(rooms):
    logged = desk.marked(rooms.reporter.open(), desk.draft())
    rooms.editor.receive(rooms.reporter.send())
    review.refresh_renditions(rooms.editor.open())
    desk.approved(rooms.editor.open(), logged.id)
    rooms.reporter.receive(rooms.editor.send())
    assert interviews.show(rooms.reporter.open(), logged.id).row.status == "approved"
    rooms.exchange_all()
    assert len({office.heads() for office in rooms.all()}) == 1


def test_packets_in_every_order_end_in_equal_heads_and_equal_answers(rooms, tmp_path):
    first = desk.marked(rooms.reporter.open(), desk.draft(title="First"))
    packets = [rooms.reporter.send(rooms.editor)]
    desk.marked(rooms.reporter.open(), desk.draft(title="Second", terms=()))
    packets.append(rooms.reporter.send(rooms.editor))
    rooms.editor.receive(packets[0])
    review.refresh_renditions(rooms.editor.open())
    desk.approved(rooms.editor.open(), first.id)
    packets.append(rooms.editor.send(rooms.admin))
    rooms.close()
    answers = []
    for number, order in enumerate(itertools.permutations(packets)):
        other = rooms.copied(tmp_path / f"order {number}")
        for packet in order:
            other.admin.receive(packet)
        rows = {row.title: row.status for row in interviews.rows(other.admin.open())}
        answers.append((other.admin.heads(), tuple(sorted(rows.items()))))
        assert list(other.admin.home.folder.glob("waiting/*")) == []
        other.close()
    assert set(answers) == {(answers[0][0], STATUSES)}


def test_two_who_wrote_without_seeing_each_other_agree_afterwards(rooms):
    desk.marked(rooms.reporter.open(), desk.draft(title="Seen by the reporter"))
    desk.marked(rooms.editor.open(), desk.draft(title="Seen by the editor"))
    rooms.exchange_all()
    both = {"Seen by the reporter", "Seen by the editor"}
    assert titles(rooms.editor) == titles(rooms.admin) == both
    states = [
        [entry for entry, _ in sorted(o.open().state.entries.items(), key=lambda e: e[1])]
        for o in rooms.all()
    ]
    assert states[0] == states[1] == states[2]
    rooms.close()
    reopened = list(rooms.admin.open().state.entries)
    assert reopened == states[0]


def test_the_same_packet_twice_changes_nothing_and_says_so(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    packet = rooms.reporter.send()
    assert rooms.editor.receive(packet).entries
    before = rooms.editor.heads(), rooms.editor.open().ledger.store.object_count
    again = rooms.editor.receive(packet)
    assert (again.entries, again.objects, again.kept_aside) == (0, 0, 0)
    assert (rooms.editor.heads(), rooms.editor.open().ledger.store.object_count) == before


def test_what_a_colleague_is_known_to_have_is_not_sent_again(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    rooms.exchange_all()
    review.refresh_renditions(rooms.editor.open())
    rooms.exchange_all()
    sent = exchange.send(rooms.reporter.open(), rooms.reporter.folder / "none", (EDITOR,))
    assert (sent.entries, (rooms.reporter.folder / "none").exists()) == (0, False)
    whole = exchange.send(rooms.reporter.open(), rooms.reporter.folder / "all", whole=True)
    assert whole.entries == len(rooms.reporter.open().state.entries)


def test_a_packet_with_a_gap_before_it_is_kept_aside_until_the_gap_closes(rooms):
    desk.marked(rooms.reporter.open(), desk.draft(title="One"))
    first = rooms.reporter.send(rooms.editor)
    rooms.editor.receive(first)
    desk.marked(rooms.editor.open(), desk.draft(title="Two"))
    answer = rooms.editor.send(rooms.reporter)
    rooms.reporter.receive(answer)
    desk.marked(rooms.reporter.open(), desk.draft(title="Three"))
    later = rooms.reporter.send(rooms.editor)
    assert rooms.admin.receive(later).kept_aside == 1
    assert titles(rooms.admin) == set()
    later.unlink()
    rooms.admin.receive(first)
    assert rooms.admin.receive(rooms.editor.send(rooms.admin)).kept_aside == 0
    assert titles(rooms.admin) == {"One", "Two", "Three"}


# --- bad packets ---------------------------------------------------------------------------


def unchanged(office: Office, packet, error: type[Exception]) -> None:
    archive = office.open()
    store = archive.ledger.store
    before = office.heads(), store.object_count, store.entry_count
    with pytest.raises(error):
        office.receive(packet)
    assert (office.heads(), store.object_count, store.entry_count) == before


def test_a_packet_cut_short_anywhere_takes_nothing_in(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    packet = rooms.reporter.send()
    data = packet.read_bytes()
    for length in (0, 10, 25, 200, len(data) // 2, len(data) - 40, len(data) - 1):
        packet.write_bytes(data[:length])
        unchanged(rooms.editor, packet, MalformedError)
    packet.write_bytes(data + b"x")
    unchanged(rooms.editor, packet, MalformedError)


def test_a_packet_with_a_flipped_bit_takes_nothing_in(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    packet = rooms.reporter.send()
    data = bytearray(packet.read_bytes())
    for at in range(30, len(data), len(data) // 40):
        data[at] ^= 4
        packet.write_bytes(data)
        unchanged(rooms.editor, packet, (MalformedError, IntegrityError))
        data[at] ^= 4


def test_A37_a_packet_of_another_vault_is_refused_by_name(rooms, tmp_path):
    other = Office(ADMIN, tmp_path / "other")
    other.folder.mkdir()
    founded = found_vault(other.path, other.home, FoundingRequest(ADMIN, DESK, cost=KDF_FLOOR))
    other.passphrase = founded.passphrase
    let_in(other, Office("Ines Varga", tmp_path / "ines"), Preset.REPORTER)
    packet = other.send(whole=True)
    unchanged(rooms.editor, packet, VaultIdError)
    other.close()


def test_A36_an_endless_or_special_file_is_no_packet(rooms, tmp_path):
    with pytest.raises(UsageError):
        rooms.editor.receive(type(tmp_path)("/dev/zero"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError):
        rooms.editor.receive(pipe)


def test_A34_parts_of_two_packets_take_nothing_in(rooms):
    desk.marked(rooms.reporter.open(), desk.draft(title="One"))
    one = rooms.reporter.send()
    desk.marked(rooms.editor.open(), desk.draft(title="Two"))
    two = rooms.editor.send()
    with one.open("rb") as first, two.open("rb") as second:
        _, entries = read_packet(first)
        head, objects = read_packet(second)
        entries = [each for each in entries if not isinstance(each, bytes)]
        objects = [each for each in objects if isinstance(each, bytes)]
    mixed = rooms.reporter.folder / "mixed"
    with mixed.open("wb") as file:
        counts = {"entries": len(entries), "objects": len(objects)}
        writer = PacketWriter(file, msgspec.structs.replace(head, **counts))
        for body in objects:
            writer.object(body)
        for each in entries:
            writer.entry(*each)
        writer.finish()
    unchanged(rooms.admin, mixed, MalformedError)


def test_A33_two_states_of_a_carrier_meet_in_the_next_packet(rooms):
    desk.marked(rooms.reporter.open(), desk.draft(title="Shown to the editor alone"))
    rooms.editor.receive(rooms.reporter.send())
    desk.marked(rooms.editor.open(), desk.draft(title="Built on it"))
    assert rooms.admin.receive(rooms.editor.send(rooms.reporter)).kept_aside == 1
    assert titles(rooms.admin) == set()


def test_an_object_that_no_entry_names_is_not_kept(rooms):
    desk.marked(rooms.reporter.open(), desk.draft())
    packet = rooms.reporter.send()
    with packet.open("rb") as file:
        head, contents = read_packet(file)
        contents = list(contents)
    stray = rooms.reporter.folder / "stray"
    with stray.open("wb") as file:
        writer = PacketWriter(file, msgspec.structs.replace(head, objects=head.objects + 1))
        writer.object(b"nobody answers for this")
        for each in contents:
            writer.object(each) if isinstance(each, bytes) else writer.entry(*each)
        writer.finish()
    assert rooms.editor.receive(stray).entries
    name = hashlib.sha256(b"nobody answers for this").digest()
    assert not rooms.editor.open().ledger.store.has_object(name)
    assert rooms.editor.open().ledger.outcomes.stray == frozenset()


@pytest.mark.parametrize("at", ["before", "trial", "after"])
def test_R18_kills_in_the_middle_of_taking_a_packet_leave_all_or_nothing(rooms, at):
    desk.marked(rooms.reporter.open(), desk.draft(title="One"))
    packet = rooms.reporter.send()
    editor = rooms.editor
    editor.close()
    home, passphrase = str(editor.home.folder), editor.passphrase.decode()
    program = Path(__file__).with_name("child_receiving.py")
    done = subprocess.run(
        [sys.executable, str(program), str(editor.path), home, passphrase, str(packet), at],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == -signal.SIGKILL
    assert titles(editor) == ({"One"} if at == "after" else set())
    editor.receive(packet)
    assert titles(editor) == {"One"}
    assert editor.open().ledger.outcomes.stray == frozenset()


# --- a shared folder -----------------------------------------------------------------------


def test_a_shared_folder_carries_the_same(rooms, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    desk.marked(rooms.reporter.open(), desk.draft(title="One"))
    assert carriers.send_to_folder(rooms.reporter.open(), folder).entries
    assert carriers.receive_from_folder(rooms.editor.open(), folder).entries
    desk.marked(rooms.editor.open(), desk.draft(title="Two"))
    sent = carriers.send_to_folder(rooms.editor.open(), folder)
    assert 0 < sent.entries < len(rooms.editor.open().state.entries)
    assert carriers.receive_from_folder(rooms.admin.open(), folder).kept_aside == 0
    assert titles(rooms.admin) == {"One", "Two"}
    assert carriers.send_to_folder(rooms.editor.open(), folder).entries == 0
    assert carriers.receive_from_folder(rooms.admin.open(), folder).entries == 0


def test_what_a_carrier_lost_or_damaged_is_sent_again(rooms, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    desk.marked(rooms.reporter.open(), desk.draft(title="One"))
    first = carriers.send_to_folder(rooms.reporter.open(), folder)
    packet = type(tmp_path)(first.path)
    packet.write_bytes(packet.read_bytes()[:-7])
    desk.marked(rooms.reporter.open(), desk.draft(title="Two"))
    carriers.send_to_folder(rooms.reporter.open(), folder)
    carriers.receive_from_folder(rooms.editor.open(), folder)
    assert titles(rooms.editor) == {"One", "Two"}
    assert packet.exists()


def test_a_shared_folder_that_is_not_there_is_said_so(rooms, tmp_path):
    with pytest.raises(UsageError):
        carriers.send_to_folder(rooms.reporter.open(), tmp_path / "nowhere")
