"""Statements from the field: taken in once, by anybody, in any order; and their receipts."""

from __future__ import annotations

import hashlib

import pytest

from tests.archive import desk, fielding, guarding
from tests.archive.conftest import EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.fielding import FIELD, WORDS
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
    marking,
    opening,
    review,
)
from vault.archive.field_records import (
    FieldLetter,
    FieldPacket,
    FieldReceipt,
    letter_bytes,
    packet_bytes,
    read_packet,
)
from vault.crypto import boxes
from vault.drafts import InterviewDraft, QuoteDraft
from vault.errors import (
    RefusedError,
    UsageError,
)
from vault.model import to_bytes


def test_an_interview_from_the_field_is_unmarked_and_goes_the_ordinary_way(field):
    room, office = field
    logged = office.log(marked=True)
    editor = room.open(EDITOR)
    assert fielding.take(editor, office).interviews == 1
    shown = fielding.only(editor)
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
    assert fielding.only(editor).row.status == "approved"
    assert "옥란" not in fielding.only(room.open(REVIEWER)).quotes[0].texts[0].review


def test_a_member_without_any_key_of_the_desk_takes_it_in_and_reads_nothing(field):
    room, office = field
    office.log()
    reporter = room.open(REPORTER)
    taken = fielding.take(reporter, office)
    assert (taken.name, taken.interviews) == (FIELD, 1)
    assert interviews.rows(reporter) == []
    assert fielding.only(room.open(EDITOR)).row.author == FIELD


def test_a_statement_taken_in_twice_folds_once(field):
    room, office = field
    office.log()
    packet = office.send()
    assert field_taking.take(room.open(EDITOR), packet).interviews == 1
    again = field_taking.take(room.open(FOUNDER), packet)
    assert (again.interviews, again.known) == (0, 1)
    assert len(interviews.rows(room.open(EDITOR))) == 1


def test_two_desks_take_one_statement_in_apart_and_then_exchange(rooms, tmp_path):
    office = fielding.at_offices(rooms, tmp_path)
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
    shown = fielding.only(rooms.editor.open())
    assert shown.quotes[0].texts[0].words == WORDS
    forgetting.forget_interview(rooms.editor.open(), shown.row.id, "they asked")
    rooms.exchange_all()
    request = forgetting.requests(rooms.admin.open())[0]
    forgetting.confirm(rooms.admin.open(), request.id)
    rooms.exchange_all()
    assert field_taking.take(rooms.editor.open(), packet).known == 1
    assert fielding.only(rooms.editor.open()).quotes == ()


def test_a_field_reporter_is_sent_no_packet_and_holds_nobody_up(rooms, tmp_path):
    fielding.at_offices(rooms, tmp_path)
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
    (added,) = fielding.only(editor).addenda
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
    assert [each.words for each in fielding.only(editor).addenda] == ["Later the same day."]


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


@pytest.mark.limit(90, "good", "Field reporters")
def test_whoever_opens_a_statement_can_write_a_receipt_and_keep_it_back(field, tmp_path):
    """Whoever opens a statement can write a receipt for it and never take it in; the outbox is
    emptied, and the interview is lost. A gap in the numbers stays, for everybody to see, as soon
    as a later statement arrives. The size of a packet tells its carrier how much there is in it.
    """
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
