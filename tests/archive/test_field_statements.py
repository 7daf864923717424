"""Statements from the field: taken in once, by anybody, refused when they do not hold."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from tests.archive import desk, fielding, guarding, offices
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.fielding import FIELD, WORDS
from vault import acts
from vault.archive import (
    additions,
    exchange,
    field_desk,
    field_joining,
    field_logging,
    field_taking,
    forgetting,
    identities,
    interviews,
    leaving,
    marking,
    members,
    opening,
    review,
)
from vault.archive.field_records import (
    FieldItem,
    FieldLetter,
    FieldPacket,
    FieldReceipt,
    SignedStatement,
    letter_bytes,
    packet_bytes,
    read_packet,
)
from vault.archive.ledger import Ledger
from vault.crypto import boxes
from vault.crypto.boxes import Epoch
from vault.crypto.format import BoxType, header
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import (
    IntegrityError,
    MalformedError,
    NotPermittedError,
    RefusedError,
    SealError,
    SignatureError,
    StrongroomError,
    UsageError,
    VaultIdError,
)
from vault.journal.field import signed
from vault.model import Part, Preset, to_bytes


def only(archive):
    """Return the one interview of a vault, shown."""
    (row,) = interviews.rows(archive)
    return interviews.show(archive, row.id)


def test_an_interview_from_the_field_is_unmarked_and_goes_the_ordinary_way(field):
    room, office = field
    logged = office.log(marked=True)
    editor = room.open(EDITOR)
    assert fielding.take(editor, office).interviews == 1
    shown = only(editor)
    assert (shown.row.status, shown.row.author, shown.row.mine) == ("unmarked", FIELD, False)
    assert (shown.row.codename, shown.quotes[0].texts[0].words) == (logged.codename, WORDS)
    assert shown.security.contact == "the ferry kiosk"
    state = next(iter(editor.state.interviews.values()))
    author = editor.state.members[next(iter(state.authors()))]
    assert author.is_field
    (person,) = editor.state.persons.values()
    assert set(person.writers.values()) == {author.id}
    desk.decide_all(editor, shown.row.id)
    marking.mark(editor, shown.row.id)
    review.refresh_renditions(editor)
    desk.approved(room.open(REVIEWER), shown.row.id)
    assert only(editor).row.status == "approved"
    assert "옥란" not in only(room.open(REVIEWER)).quotes[0].texts[0].review


def test_a_member_without_any_key_of_the_desk_takes_it_in_and_reads_nothing(field):
    room, office = field
    office.log()
    reporter = room.open(REPORTER)
    taken = fielding.take(reporter, office)
    assert (taken.name, taken.interviews) == (FIELD, 1)
    assert interviews.rows(reporter) == []
    assert only(room.open(EDITOR)).row.author == FIELD


def test_a_statement_taken_in_twice_folds_once(field):
    room, office = field
    office.log()
    packet = office.send()
    assert field_taking.take(room.open(EDITOR), packet).interviews == 1
    again = field_taking.take(room.open(FOUNDER), packet)
    assert (again.interviews, again.known) == (0, 1)
    assert len(interviews.rows(room.open(EDITOR))) == 1


def test_two_desks_take_one_statement_in_apart_and_then_exchange(rooms, tmp_path):
    office = fielding_at(rooms, tmp_path)
    handle = office.log().handle
    packet = office.send()
    for each in (rooms.admin, rooms.editor):
        assert field_taking.take(each.open(), packet).interviews == 1
    rooms.exchange_all()
    states = []
    for each in rooms.all():
        archive = each.open()
        assert archive.state.refused == []
        interview = archive.state.interviews[field_logging.interview_of(handle)]
        assert len(interview.versions) == 1
        assert len(archive.state.from_field.statements) == 1
        states.append((each.heads(), archive.library.member_name(interview.first().author)))
    assert {name for _, name in states} == {office.name}
    assert states[0][0] == states[1][0] == states[2][0]
    shown = only(rooms.editor.open())
    assert shown.quotes[0].texts[0].words == WORDS
    forgetting.forget_interview(rooms.editor.open(), shown.row.id, "they asked")
    rooms.exchange_all()
    request = forgetting.requests(rooms.admin.open())[0]
    forgetting.confirm(rooms.admin.open(), request.id)
    rooms.exchange_all()
    assert field_taking.take(rooms.editor.open(), packet).known == 1
    assert only(rooms.editor.open()).quotes == ()


def fielding_at(rooms, tmp_path):
    """Let a field reporter in at the admin's, signed for at the editor's."""
    office = fielding.join(rooms.admin.open(), tmp_path / "field", desk=offices.DESK)
    rooms.exchange_all()
    assert field_desk.sign(rooms.editor.open(), FIELD, compared=True).complete
    office.receive(fielding.letter(rooms.editor.open(), tmp_path), compared=True)
    rooms.exchange_all()
    return office


def test_a_field_reporter_is_sent_no_packet_and_holds_nobody_up(rooms, tmp_path):
    fielding_at(rooms, tmp_path)
    admin = rooms.admin.open()
    devices = exchange.receivers(admin, ())
    assert len(devices) == 2
    with pytest.raises(UsageError, match="nobody to send to"):
        exchange.receivers(admin, (FIELD,))


# --- counters ------------------------------------------------------------------------------


def parted(office) -> list[bytes]:
    """Return what waits as packets of one statement each."""
    vault_id = office.open().keyring.vault_id
    items = read_packet(vault_id, office.send().read_bytes()).items
    return [packet_bytes(vault_id, FieldPacket((item,))) for item in items]


def test_gaps_in_the_counter_are_said_and_close_in_any_order(field, tmp_path):
    room, office = field
    for number in range(4):
        office.log(f"Sack number {number}.")
    packets = [tmp_path / str(at) for at in range(4)]
    for path, data in zip(packets, parted(office), strict=True):
        path.write_bytes(data)
    editor = room.open(EDITOR)
    assert field_taking.take(editor, packets[3]).missing == (1, 2, 3)
    assert field_taking.take(editor, packets[1]).missing == (1, 3)
    assert any("did not arrive yet: 1, 3" in notice for notice in editor.status().notices)
    assert field_taking.take(editor, packets[0]).missing == (3,)
    assert field_taking.take(editor, packets[2]).missing == ()
    assert len(interviews.rows(editor)) == 4


def test_a_copied_home_that_counts_twice_loses_nothing_and_is_said(field, tmp_path):
    room, office = field
    copy = office.copied(tmp_path / "copy")
    office.log("From the one.")
    copy.log("From the other.")
    editor = room.open(EDITOR)
    fielding.take(editor, office)
    fielding.take(editor, copy)
    assert len(interviews.rows(editor)) == 2
    (view,) = field_desk.field_reporters(editor)
    assert view.doubled == (1,)
    assert any("twice under one number" in notice for notice in editor.status().notices)


# --- addenda -------------------------------------------------------------------------------


def test_words_are_added_by_the_handle_and_stand_under_the_interview(field):
    room, office = field
    handle = office.log().handle
    editor = room.open(EDITOR)
    fielding.take(editor, office)
    field_logging.add(office.open(), handle.upper().replace("-", " "), "She had one glove.")
    assert fielding.take(editor, office).addenda == 1
    (added,) = only(editor).addenda
    assert (added.words, added.by) == ("She had one glove.", FIELD)


def test_an_addendum_that_arrives_before_its_interview_waits_for_it(field, tmp_path):
    room, office = field
    handle = office.log().handle
    field_logging.add(office.open(), handle, "Later the same day.")
    first, second = parted(office)
    editor = room.open(EDITOR)
    for name, data in (("second", second), ("first", first)):
        (tmp_path / name).write_bytes(data)
        field_taking.take(editor, tmp_path / name)
    assert [each.words for each in only(editor).addenda] == ["Later the same day."]


def test_a_mistyped_handle_is_refused_in_the_field(field):
    _, office = field
    handle = office.log().handle
    swapped = ("1" if handle[0] != "1" else "2") + handle[1:]
    for wrong in (swapped, handle[:-5], "birch oar", ""):
        with pytest.raises(UsageError, match="no handle"):
            field_logging.add(office.open(), wrong, "More words.")


def test_nobody_adds_to_a_colleagues_interview_from_the_field(field, tmp_path):
    room, office = field
    own = interviews.log(room.open(REPORTER), desk.draft(terms=())).id
    handle = field_logging.handle_of(bytes.fromhex(own))
    field_logging.add(office.open(), handle, "Planted words.")
    office.log("Good words.")
    editor = room.open(EDITOR)
    taken = fielding.take(editor, office)
    assert (taken.refused, taken.interviews) == (1, 1)
    assert interviews.show(editor, own).addenda == ()
    additions.add(room.open(REPORTER), own, "An author's words.")


# --- what does not hold --------------------------------------------------------------------


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
    assert only(room.open(EDITOR)).row.author == FIELD
    assert room.open(EDITOR).state.refused == []


def test_what_a_desk_took_in_before_it_heard_of_the_sign_out_stays_everywhere(rooms, tmp_path):
    """Its receipt may have emptied the outbox: undone, the interview would be lost."""
    office = fielding_at(rooms, tmp_path)
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


# --- identities ----------------------------------------------------------------------------


def test_the_field_reporter_makes_the_shares_and_custodians_open_them(guarded, tmp_path):
    founder, editor = guarded.open(FOUNDER), guarded.open(EDITOR)
    office = fielding.let_in(founder, editor, tmp_path / "field")
    draft = InterviewDraft((QuoteDraft(WORDS),))
    field_logging.log(office.open(), draft, (guarding.NAME, guarding.PROOF))
    assert fielding.take(editor, office).interviews == 1
    (person,) = editor.state.persons
    view = identities.identity_of(editor, person.hex())
    assert (view.status, view.known_by) == ("sealed", (FIELD,))
    request = guarding.asked(editor, person.hex())
    guarding.approve_by(guarded, request, *guarding.CUSTODIANS[:2])
    assert opening.open_identity(editor, request).name == guarding.NAME


def test_nothing_is_logged_with_an_identity_that_nobody_could_open(field):
    _, office = field
    with pytest.raises(RefusedError, match="too few custodians"):
        field_logging.log(office.open(), InterviewDraft((QuoteDraft(WORDS),)), ("표창석", ""))
    assert office.open().waiting() == []


# --- receipts ------------------------------------------------------------------------------


def test_a_receipt_frees_the_outbox_and_only_of_what_arrived(field, tmp_path):
    room, office = field
    editor = room.open(EDITOR)
    office.log("It arrived.")
    fielding.take(editor, office)
    office.log("It did not yet.")
    view = office.receive(fielding.letter(editor, tmp_path))
    assert (view.directory, view.receipts, view.still_waiting) == ("known", 1, 1)
    assert [w.counter for w in office.open().waiting()] == [2]
    assert fielding.take(editor, office).interviews == 1


def test_whoever_opens_a_statement_can_write_a_receipt_and_keep_it_back(field, tmp_path):
    room, office = field
    office.log("It never arrives.")
    reporter = room.open(REPORTER)
    (item,) = read_packet(reporter.state.vault_id, office.send().read_bytes()).items
    told = field_taking._opened(reporter, item).statement
    home = office.open()
    receipt = FieldReceipt(told.counter, home.waiting()[0].statement, told.proof)
    keyring = home.keyring
    plain = to_bytes(FieldLetter(b"", (), (receipt,)))
    box = boxes.seal_to_device(keyring.vault_id, keyring.device, keyring.kem.public, plain)
    data = letter_bytes(keyring.vault_id, box)
    assert field_joining.receive_letter(home, data, compared=False).still_waiting == 0
    office.log("But it is missed as soon as this one does.")
    editor = room.open(EDITOR)
    assert fielding.take(editor, office).missing == (1,)


def test_a_receipt_whose_proof_is_not_what_stood_in_the_statement_frees_nothing(field):
    _, office = field
    office.log()
    home = office.open()
    waits = home.waiting()[0]
    receipts = tuple(
        FieldReceipt(waits.counter, waits.statement, proof)
        for proof in (bytes(32), b"", hashlib.sha256(waits.statement).digest())
    )
    keyring = home.keyring
    box = boxes.seal_to_device(
        keyring.vault_id, keyring.device, keyring.kem.public,
        to_bytes(FieldLetter(b"", (), receipts)),
    )  # fmt: skip
    data = letter_bytes(keyring.vault_id, box)
    view = field_joining.receive_letter(office.open(), data, compared=True)
    assert (view.receipts, view.still_waiting) == (0, 1)
