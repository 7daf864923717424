"""A second device beside the first: the same person at two computers."""

from __future__ import annotations

import pytest

from tests.archive import desk
from tests.archive.offices import Office
from vault.archive import clock, exchange, further, granting, interviews, leaving, members
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError, WrongKeyError

WORDS = "We heard the saw from across the ice. 톱 소리가 들렸다."


def words_of(office: Office, interview: str) -> str:
    return interviews.show(office.open(), interview).quotes[0].texts[0].words


def invited(first: Office, second: Office):
    second.folder.mkdir()
    letter = second.folder / "letter"
    return letter, further.invite(first.open(), letter).code


def joined(first: Office, second: Office):
    letter, code = invited(first, second)
    answer = second.folder / "answer"
    done = further.join(second.path, second.home, letter.read_bytes(), code, answer, cost=KDF_FLOOR)
    second.passphrase = done.passphrase
    return answer.read_bytes(), done


def add(first: Office, second: Office) -> Office:
    """Invite, join, compare and accept; the second device works afterwards."""
    answer, done = joined(first, second)
    assert further.words_of(first.open(), answer) == done.safety_words
    packet = second.folder / "packet"
    further.accept(first.open(), answer, packet, compared=True)
    exchange.receive_first(second.path, second.home, second.passphrase, packet)
    return second


@pytest.fixture
def laptop(rooms, tmp_path):
    """A further computer of the editor's, not set up yet."""
    office = Office(rooms.editor.name, tmp_path / "laptop")
    yield office
    office.close()


def test_both_devices_read_and_write_as_one_member(rooms, laptop):
    earlier = interviews.log(rooms.editor.open(), desk.draft(WORDS, terms=())).id
    add(rooms.editor, laptop)
    assert words_of(laptop, earlier) == WORDS
    later = interviews.log(laptop.open(), desk.draft("At dawn it stopped.", terms=())).id
    rooms.editor.receive(laptop.send(whole=True))
    assert words_of(rooms.editor, later) == "At dawn it stopped."
    rooms.admin.receive(laptop.send(whole=True))
    authors = {row.author for row in interviews.rows(rooms.admin.open())}
    assert authors == {rooms.editor.name}
    assert rooms.admin.open().state.refused == []
    listed = further.devices(laptop.open())
    assert [(view.here, view.lost) for view in listed] == [(False, False), (True, False)]
    assert len(further.devices(rooms.admin.open(), rooms.editor.name)) == 2


def test_safety_words_of_the_member_are_the_same_on_both_devices(rooms, laptop):
    add(rooms.editor, laptop)
    rooms.admin.receive(rooms.editor.send(whole=True))
    mine = granting.safety_words_with(rooms.admin.open(), rooms.editor.name)
    for office in (rooms.editor, laptop):
        assert granting.safety_words_with(office.open(), rooms.admin.name) == mine


def test_a_lost_second_device_is_reported_from_the_first(rooms, laptop):
    add(rooms.editor, laptop)
    device = laptop.open().ledger.keyring.device
    done = leaving.lose_device(rooms.editor.open(), rooms.editor.name, device.hex(), confirmed=True)
    assert "roster" in done.keys.renewed
    assert done.keys.waiting == ()
    rooms.admin.receive(rooms.editor.send(whole=True))
    later = interviews.log(rooms.admin.open(), desk.draft(WORDS, terms=())).id
    rooms.editor.receive(rooms.admin.send(whole=True))
    assert words_of(rooms.editor, later) == WORDS
    with pytest.raises(NotPermittedError):
        laptop.receive(rooms.admin.send(whole=True))
    beyond = interviews.log(laptop.open(), desk.draft("Found it.", terms=())).id
    assert rooms.admin.receive(laptop.send(whole=True)).set_apart == 1
    assert beyond not in {row.id for row in interviews.rows(rooms.admin.open())}


def test_new_keys_made_beside_a_new_device_reach_it_by_the_next_packet(rooms, laptop):
    add(rooms.editor, laptop)  # the admin has not heard of it
    leaving.sign_out(rooms.admin.open(), rooms.reporter.name, confirmed=True)
    rooms.editor.receive(rooms.admin.send(whole=True))
    later = interviews.log(rooms.editor.open(), desk.draft(WORDS, terms=())).id
    laptop.receive(rooms.editor.send(whole=True))  # the editor's program made the roster's anew
    assert members.me(laptop.open()).is_me
    waits = granting.grants_wanted(rooms.admin.open())
    assert waits == ()
    rooms.admin.receive(rooms.editor.send(whole=True))
    (wanted,) = granting.grants_wanted(rooms.admin.open())
    granting.grant(rooms.admin.open(), wanted.member_id, wanted.desk_id, compared=True)
    laptop.receive(rooms.admin.send(whole=True))
    assert words_of(laptop, later) == WORDS


def test_words_that_were_not_compared_add_nothing(rooms, laptop):
    answer, _ = joined(rooms.editor, laptop)
    with pytest.raises(RefusedError):
        further.accept(rooms.editor.open(), answer, laptop.folder / "packet", compared=False)
    assert len(further.devices(rooms.editor.open())) == 1


def test_an_answer_is_used_once_and_a_new_invitation_ends_the_old_one(rooms, laptop):
    answer, _ = joined(rooms.editor, laptop)
    further.accept(rooms.editor.open(), answer, laptop.folder / "packet", compared=True)
    with pytest.raises(RefusedError) as refusal:
        further.words_of(rooms.editor.open(), answer)
    assert refusal.value.rules == ("invitation.unknown",)


def test_a_wrong_code_another_file_and_an_old_invitation_are_refused(rooms, laptop, monkeypatch):
    letter, code = invited(rooms.editor, laptop)
    answer = laptop.folder / "answer"
    target = (laptop.path, laptop.home)
    with pytest.raises(WrongKeyError):
        further.join(*target, letter.read_bytes(), "one two three", answer, cost=KDF_FLOOR)
    with pytest.raises(MalformedError):
        further.join(*target, b"no letter", code, answer, cost=KDF_FLOOR)
    with pytest.raises(UsageError):
        further.join(rooms.editor.path, laptop.home, b"", code, answer, cost=KDF_FLOOR)
    with pytest.raises(MalformedError):
        further.words_of(rooms.editor.open(), b"no answer")
    later = clock.seconds() + 73 * 3600
    monkeypatch.setattr(clock, "seconds", lambda: later)
    with pytest.raises(RefusedError) as refusal:
        further.join(*target, letter.read_bytes(), code, answer, cost=KDF_FLOOR)
    assert refusal.value.rules == ("invitation.expired",)


def test_M10_somebody_elses_device_does_not_vouch_for_mine(rooms, laptop):
    answer, _ = joined(rooms.editor, laptop)
    with pytest.raises(RefusedError):
        further.words_of(rooms.reporter.open(), answer)
