"""Packets from the field that do not hold: refused with a sentence, and nothing is taken in."""

from __future__ import annotations

import msgspec
import pytest

from tests.archive import fielding
from tests.archive.conftest import EDITOR, FOUNDER
from tests.archive.fielding import FIELD
from vault import acts
from vault.archive import (
    field_desk,
    field_taking,
    leaving,
    members,
)
from vault.archive.field_records import (
    FieldItem,
    FieldPacket,
    SignedStatement,
    packet_bytes,
    read_packet,
)
from vault.archive.ledger import Ledger
from vault.crypto import boxes
from vault.crypto.boxes import Epoch
from vault.crypto.format import BoxType, header
from vault.errors import (
    IntegrityError,
    MalformedError,
    NotPermittedError,
    SealError,
    SignatureError,
    StrongroomError,
    VaultIdError,
)
from vault.journal.field import signed
from vault.model import Part, Preset, to_bytes


def refused(archive, path, kind: type[StrongroomError], sentence: str) -> None:
    before = len(archive.state.entries)
    with pytest.raises(kind, match=sentence) as refusal:
        field_taking.take(archive, path)
    assert "\n" not in refusal.value.sentence
    assert len(archive.state.entries) == before


def test_a_packet_cut_anywhere_is_refused(field, tmp_path):
    room, office = field
    office.log()
    data, editor = office.send().read_bytes(), room.open(EDITOR)
    path = tmp_path / "cut"
    for end in (30, 60, 90, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:end])
        refused(editor, path, MalformedError, "cut short")


def test_a_packet_of_another_vault_is_refused(field, rooms, tmp_path):
    room, office = field
    office.log()
    refused(rooms.admin.open(), office.send(), VaultIdError, "another vault")
    data = office.send().read_bytes()
    turned = tmp_path / "turned"
    vault_id = rooms.admin.open().ledger.keyring.vault_id
    turned.write_bytes(data[:26] + vault_id + data[58:])
    refused(rooms.admin.open(), turned, SealError, "does not open")
    assert room.open(EDITOR).state.interviews == {}


def changed(office, change) -> bytes:
    """Return a packet with one item changed."""
    vault_id = office.open().keyring.vault_id
    (item,) = read_packet(vault_id, office.send().read_bytes()).items
    return packet_bytes(vault_id, FieldPacket((change(item),)))


def test_changed_missing_added_and_exchanged_objects_are_refused(field, tmp_path):
    room, office = field
    office.log()
    editor, path = room.open(EDITOR), tmp_path / "changed"

    def with_objects(item: FieldItem, objects) -> FieldItem:
        return msgspec.structs.replace(item, objects=tuple(objects))

    def flipped(item: FieldItem) -> FieldItem:
        last = item.objects[-1]
        return with_objects(item, (*item.objects[:-1], last[:-1] + bytes([last[-1] ^ 1])))

    for change in (
        flipped,
        lambda item: with_objects(item, item.objects[:-1]),
        lambda item: with_objects(item, (*item.objects, header(BoxType.BODY) + bytes(2000))),
        lambda item: with_objects(item, (*item.objects, item.objects[0])),
    ):
        path.write_bytes(changed(office, change))
        refused(editor, path, IntegrityError, "not the one that its statement names")
    path.write_bytes(changed(office, lambda i: msgspec.structs.replace(i, statement=i.session)))
    refused(editor, path, SealError, "does not open")
    before = office.open().waiting()[0].item()
    fielding.take(editor, office)
    office.receive(fielding.letter(editor, tmp_path))
    office.log("Another.")
    path.write_bytes(changed(office, lambda item: with_objects(item, before.objects)))
    refused(editor, path, IntegrityError, "not the one that its statement names")


def test_what_a_changed_field_program_signs_beyond_its_rights_leaves_no_entry(field, tmp_path):
    room, office = field
    office.log()
    editor, path = room.open(EDITOR), tmp_path / "changed"
    (item,) = read_packet(editor.state.vault_id, office.send().read_bytes()).items
    told = field_taking._opened(editor, item)
    version = msgspec.structs.replace(told.statement.interviews[0], marked=True)
    for wrong in ({"counter": 0}, {"at": -1}, {"proof": b""}, {"interviews": (version,)}):
        statement = msgspec.structs.replace(told.statement, **wrong)
        signature = office.open().keyring.sign(signed(editor.state.vault_id, statement))
        path.write_bytes(resealed(editor, item, SignedStatement(statement, signature)))
        before = len(editor.state.entries)
        assert field_taking.take(editor, path).refused == 1
        assert (len(editor.state.entries), editor.state.refused) == (before, [])


def test_a_statement_that_another_device_signed_is_refused(field, tmp_path):
    """An insider has the roster's keys and re-seals a statement under the field reporter's name."""
    room, office = field
    office.log()
    editor, path = room.open(EDITOR), tmp_path / "forged"
    (item,) = read_packet(editor.state.vault_id, office.send().read_bytes()).items
    told = field_taking._opened(editor, item)
    for wrong in (
        msgspec.structs.replace(told, statement=msgspec.structs.replace(told.statement, at=1)),
        msgspec.structs.replace(told, signature=bytes(64)),
    ):
        path.write_bytes(resealed(editor, item, wrong))
        refused(editor, path, SignatureError, "not signed by the computer")


def resealed(archive, item, told) -> bytes:
    vault_id = archive.state.vault_id
    roster = next(c for c in archive.state.compartments.values() if c.part is Part.ROSTER)
    current = archive.state.current(roster)
    body, session = boxes.seal_session(vault_id, Epoch(roster.id, current, roster.publics[current]))
    sealed, _ = boxes.seal_body(vault_id, session, to_bytes(told))
    return packet_bytes(vault_id, FieldPacket((FieldItem(body, sealed, item.objects),)))


def test_what_a_signed_out_or_lost_field_device_sends_is_refused(field, tmp_path):
    room, office = field
    office.log()
    founder, packet = room.open(FOUNDER), office.send()
    other = fielding.let_in(founder, room.open(EDITOR), tmp_path / "other", "Wen Amadi")
    other.log()
    lost = other.send()
    member, device = field_desk.find_field_reporter(founder, "Wen Amadi")
    leaving.sign_out(founder, FIELD, confirmed=True)
    leaving.lose_device(founder, member.id.hex(), device.id.hex(), confirmed=True)
    for path in (packet, lost):
        refused(room.open(EDITOR), path, NotPermittedError, "signed out")
    with pytest.raises(NotPermittedError, match="signed out"):
        fielding.letter(founder, tmp_path)


def test_what_arrived_before_a_field_reporter_was_signed_out_stays(field):
    room, office = field
    office.log()
    fielding.take(room.open(EDITOR), office)
    leaving.sign_out(room.open(FOUNDER), FIELD, confirmed=True)
    assert fielding.only(room.open(EDITOR)).row.author == FIELD
    assert room.open(EDITOR).state.refused == []


@pytest.mark.limit(89, "good", "Field reporters")
def test_what_a_desk_took_in_before_it_heard_of_the_sign_out_stays_everywhere(rooms, tmp_path):
    """Until a desk hears that a field reporter was signed out, it takes in what their keys sign,
    whoever holds them; and what is sealed with an old directory opens for who left since. Both
    are said, and nothing of it counts before an editor looked at it.

    Its receipt may have emptied the outbox: undone, the interview would be lost.
    """
    office = fielding.at_offices(rooms, tmp_path)
    office.log()
    field_taking.take(rooms.editor.open(), office.send())
    leaving.sign_out(rooms.admin.open(), FIELD, confirmed=True)
    rooms.exchange_all()
    for each in rooms.all():
        assert each.open().state.refused == []
        assert len(each.open().state.interviews) == 1
    with pytest.raises(NotPermittedError, match="signed out"):
        field_taking.take(rooms.editor.open(), office.send())


def test_a_packet_from_a_device_that_nobody_let_in_is_refused(field, tmp_path):
    room, _ = field
    earlier = room.copied(tmp_path / "earlier")
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    stranger = fielding.let_in(founder, editor, tmp_path / "stranger", "Wen Amadi")
    stranger.log()
    refused(earlier.open(EDITOR), stranger.send(), NotPermittedError, "does not know")
    earlier.close()


def test_a_journal_entry_that_a_field_device_writes_itself_is_refused(field):
    """A changed program can seal to the roster; what it writes counts for nothing."""
    room, office = field
    editor = room.open(EDITOR)
    keyring = office.open().keyring
    for compartment, epoch, seed in editor.ledger.keyring.all_seeds():
        keyring.learn_seed(compartment, epoch, seed)  # as if an insider had given them all
    ledger = Ledger(editor.ledger.store, keyring, room.home)
    ledger.refresh()
    me = ledger.me.id
    with pytest.raises(NotPermittedError):
        ledger.commit(lambda w: acts.PacketTaken(member=w.member, at=w.now(), omitted=()))
    assert len(ledger.state.refused) == 1
    assert ledger.state.members[me].is_field


def test_a_desk_that_was_taken_away_holds_up_no_other(field):
    room, office = field
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    office.log("For the one desk.")
    members.change_roles(founder, FIELD, fielding.DESK, None)
    members.me(editor)  # takes in what the founder wrote
    refused(editor, office.send(), NotPermittedError, "may not log")
    members.change_roles(founder, FIELD, fielding.DESK, Preset.FIELD_REPORTER)
    assert fielding.take(editor, office).interviews == 1
