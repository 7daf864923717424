"""Somebody leaves: nothing of theirs counts from then on, and new keys shut them out."""

from __future__ import annotations

import itertools

import pytest

from tests.archive import desk
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault.archive import interviews, leaving, members, renewal, review, rotating
from vault.archive.founding import recover
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import NoKeyError, NotPermittedError, RefusedError, UsageError, WrongKeyError
from vault.model import Part, Preset, Verbatim

PARTS = ("journal", "redacted", "security", "verbatim")
WORDS = "The mill stood still for nine days."
LATER = "Nobody asked where the flour went. 방앗간은 조용했다."


def out(archive, name: str, last: str = ""):
    return leaving.sign_out(archive, name, last, confirmed=True)


def log(archive, words: str = WORDS) -> str:
    return interviews.log(archive, desk.draft(words, terms=())).id


def words_of(archive, interview: str) -> str:
    return interviews.show(archive, interview).quotes[0].texts[0].words


def verbatim(archive, interview: str) -> bytes:
    found = next(i for i in archive.state.interviews.values() if i.id.hex() == interview)
    return found.standing()[0].ref.verbatim


def heads(archive) -> dict[Part, list[bytes]]:
    return {c.part: c.heads() for c in archive.state.compartments.values()}


# --- the checklist -------------------------------------------------------------------------


def test_the_checklist_says_what_to_settle_and_what_stays_with_them(room):
    founder = room.open(FOUNDER)
    log(founder)
    view = leaving.checklist(founder, EDITOR)
    assert view.member.name == EDITOR
    assert {left.part: left.readers for left in view.readers}[f"security@{DESK}"] == 1
    assert view.persons == 1
    assert set(view.keeps) == {f"{part}@{DESK}" for part in PARTS}
    assert [device.entries > 0 for device in view.devices] == [True]
    assert not members.me(founder).signed_out


def test_signing_out_has_to_be_confirmed(room):
    with pytest.raises(RefusedError) as refusal:
        leaving.sign_out(room.open(FOUNDER), REVIEWER, confirmed=False)
    assert refusal.value.rules == ("leaving.confirmed",)


@pytest.mark.parametrize("name", [EDITOR, REVIEWER, REPORTER])
def test_only_an_admin_signs_out(room, name):
    with pytest.raises(NotPermittedError):
        out(room.open(name), FOUNDER)


@pytest.mark.parametrize("name", [REVIEWER, REPORTER])
def test_the_checklist_is_for_admins_editors_and_who_leaves(room, name):
    with pytest.raises(NotPermittedError):
        leaving.checklist(room.open(name), EDITOR)
    assert leaving.checklist(room.open(name), name).member.is_me
    assert leaving.checklist(room.open(EDITOR), name).member.name == name


# --- who has to stay -----------------------------------------------------------------------


def rule(call) -> str:
    with pytest.raises(RefusedError) as refusal:
        call()
    return refusal.value.rules[0]


def test_the_last_admin_the_last_custodian_and_the_last_reader_stay(room):
    founder = room.open(FOUNDER)
    assert rule(lambda: out(founder, FOUNDER)) == "roles.last_admin"
    members.change_roles(founder, REVIEWER, "", Preset.GUARDIAN)
    assert rule(lambda: out(founder, REVIEWER)) == "leaving.last_custodian"
    members.change_roles(founder, REVIEWER, "", Preset.ADMIN)
    out(founder, EDITOR)
    reviewer = room.open(REVIEWER)
    assert rule(lambda: out(reviewer, FOUNDER)) == "leaving.last_reader"
    assert rule(lambda: out(founder, EDITOR)) == "leaving.already"


# --- new keys ------------------------------------------------------------------------------


def test_M9_what_is_written_after_a_leaving_opens_with_no_key_that_was_taken_along(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    earlier = log(founder)
    assert words_of(editor, earlier) == WORDS
    kept = editor.ledger.keyring.all_seeds()
    view = out(founder, EDITOR)
    assert set(view.keys.renewed) == {
        "roster", *(f"{part}@{DESK}" for part in PARTS)
    }  # fmt: skip
    assert view.keys.waiting == ()
    later = log(founder, LATER)
    taken = {epoch for _, epoch, _ in kept}
    notes = founder.ledger._hints
    body = founder.ledger.store.object(verbatim(founder, later))
    from vault.crypto import boxes

    assert notes[boxes.session_of_body(body)] not in taken
    with pytest.raises(NotPermittedError) as refusal:
        room.open(EDITOR)
    assert "signed out" in refusal.value.sentence


def test_whoever_stays_reads_what_was_before_and_what_comes_after(room):
    founder = room.open(FOUNDER)
    earlier = log(founder)
    out(founder, REVIEWER)
    later = log(room.open(REPORTER), LATER)
    editor = room.open(EDITOR)
    assert (words_of(editor, earlier), words_of(editor, later)) == (WORDS, LATER)
    assert words_of(room.open(FOUNDER), later) == LATER
    assert rotating.rotate(editor).renewed == ()


def test_a_newcomer_is_given_one_seed_and_reads_what_older_ones_hold(room):
    founder = room.open(FOUNDER)
    earlier = log(founder)
    out(founder, REVIEWER)
    out(founder, REPORTER)
    room.admit(founder, "Ines Okafor", Preset.EDITOR)
    members.grant(room.open(EDITOR), "Ines Okafor", DESK, compared=True)
    newcomer = room.open("Ines Okafor")
    assert words_of(newcomer, earlier) == WORDS
    epochs = sum(len(c.epochs) for c in newcomer.state.compartments.values())
    assert epochs > len(newcomer.state.compartments)
    given = [e for (d, e) in newcomer.state.grants if d == newcomer.ledger.keyring.device]
    assert len(given) == len(newcomer.state.compartments)


def test_the_sheet_of_who_stays_opens_everything_after_new_keys(room):
    founder = room.open(FOUNDER)
    earlier = log(founder)
    out(founder, REVIEWER)
    later = log(founder, LATER)
    room.close()
    again = recover(room.path, room.home, list(room.sheets[EDITOR]), cost=KDF_FLOOR)
    editor = room.unlock(again.passphrase)
    assert (words_of(editor, earlier), words_of(editor, later)) == (WORDS, LATER)


def test_M10_the_sheet_of_who_left_opens_nothing_any_more(room):
    out(room.open(FOUNDER), EDITOR)
    room.close()
    with pytest.raises((NotPermittedError, WrongKeyError)):
        recover(room.path, room.home, list(room.sheets[EDITOR]), cost=KDF_FLOOR)


def test_an_admin_who_edits_no_desk_leaves_its_keys_to_the_next_editor(room):
    founder = room.open(FOUNDER)
    members.change_roles(founder, REPORTER, "", Preset.ADMIN)
    view = out(room.open(REPORTER), REVIEWER)
    assert view.keys.renewed == ("roster",)
    assert view.keys.waiting == (f"redacted@{DESK}",)
    assert any("New keys are due" in notice for notice in room.open(REPORTER).status().notices)
    editor = room.open(EDITOR)
    review.refresh_renditions(editor)  # what an editor's program does after unlocking
    assert rotating.waiting(editor) == ()
    assert not any("New keys" in notice for notice in editor.status().notices)


def test_a_role_that_is_taken_away_takes_reading_of_what_comes_with_it(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    earlier = log(founder)
    members.change_roles(founder, EDITOR, DESK, Preset.REVIEWER)
    later = log(founder, LATER)
    assert words_of(editor, earlier) == WORDS
    with pytest.raises(NoKeyError):
        editor.ledger.read(verbatim(founder, later), Verbatim)


# --- between computers ---------------------------------------------------------------------


def test_M9_what_a_member_writes_beyond_is_kept_counted_and_never_shown(rooms):
    admin, editor = rooms.admin, rooms.editor
    seen = log(editor.open())
    admin.receive(editor.send())
    out(admin.open(), editor.name)
    beyond = log(editor.open(), LATER)
    view = admin.receive(editor.send())
    assert (view.entries, view.set_apart) == (1, 1)
    notices = admin.open().status().notices
    assert sum("1 entry of who was signed out is set apart" in n for n in notices) == 1
    shown = {row.id for row in interviews.rows(admin.open())}
    assert seen in shown
    assert beyond not in shown


def test_who_left_is_told_by_the_packet_and_writes_nothing_more(rooms):
    admin, editor = rooms.admin, rooms.editor
    log(admin.open())
    packet = admin.send(whole=True)
    editor.receive(packet)
    assert admin.open().ledger.try_to_renew() == ()  # nothing is due before
    out(admin.open(), editor.name)
    with pytest.raises(NotPermittedError) as refusal:
        editor.receive(admin.send(whole=True))
    assert "you were signed out" in refusal.value.sentence


def test_whoever_hears_of_their_own_leaving_before_the_new_keys_opens_and_cannot_write(
    rooms, monkeypatch
):
    admin, editor = rooms.admin, rooms.editor
    earlier = log(admin.open())
    editor.receive(admin.send(whole=True))
    monkeypatch.setattr(type(admin.open().ledger), "renew_due", lambda _ledger: ())
    out(admin.open(), editor.name)
    editor.receive(admin.send(whole=True))
    monkeypatch.undo()
    editor.close()
    again = editor.open()
    assert {row.id for row in interviews.rows(again)} == {earlier}
    assert any("You were signed out" in notice for notice in again.status().notices)
    for act in (log, rotating.rotate, lambda archive: out(archive, "x")):
        with pytest.raises(NotPermittedError) as refusal:
            act(again)
        assert "You were signed out" in refusal.value.sentence


def test_packets_of_a_leaving_in_every_order_end_in_one_state(rooms, tmp_path):
    admin, editor, reporter = rooms.all()
    first = log(reporter.open())
    packets = [reporter.send(admin)]
    out(admin.open(), editor.name)
    packets.append(admin.send(whole=True))
    log(editor.open(), LATER)  # who has not heard of it, or pretends not to have
    packets.append(editor.send(admin))
    second = log(reporter.open(), "The ferry came back empty.")
    packets.append(reporter.send(admin))
    rooms.close()
    states = []
    for number, order in enumerate(itertools.permutations(packets)):
        other = rooms.copied(tmp_path / f"order {number}").admin
        for packet in order:
            other.receive(packet)
        state = other.open().state
        shown = {row.id for row in interviews.rows(other.open())}
        assert shown == {first, second}
        states.append((tuple(state.entries), tuple(state.refused), tuple(sorted(state.grants))))
        other.close()
    assert len(set(states)) == 1


def test_two_rotations_on_two_computers_are_merged_by_the_next_reader(rooms):
    admin, editor, reporter = rooms.all()
    members.change_roles(admin.open(), editor.name, "", Preset.ADMIN)
    rooms.exchange_all()
    room_for_two = log(reporter.open())
    rooms.exchange_all()
    out(admin.open(), reporter.name)
    out(editor.open(), reporter.name)
    admin.receive(editor.send(whole=True))
    sides = heads(admin.open())
    assert len(sides[Part.ROSTER]) == 2
    review.refresh_renditions(admin.open())
    assert {len(each) for each in heads(admin.open()).values()} == {1}
    editor.receive(admin.send(whole=True))
    assert rotating.waiting(editor.open()) == ()
    assert words_of(editor.open(), room_for_two) == WORDS


def test_nothing_is_lost_that_was_written_to_keys_whose_maker_turns_out_to_have_left(rooms):
    admin, editor, reporter = rooms.all()
    ledger = editor.open().ledger
    for compartment in list(editor.open().state.compartments.values()):
        ledger._write(
            lambda writing, name=compartment.id: renewal.renewed(
                writing, ledger.keyring, writing.state.compartments[name]
            )
        )
    reporter.receive(editor.send(whole=True))
    written = log(reporter.open())
    out(admin.open(), editor.name)  # who has not heard of the editor's new keys
    admin.receive(reporter.send(whole=True))
    assert admin.open().state.unused
    assert words_of(admin.open(), written) == WORDS
    admin.close()
    later = log(admin.open(), LATER)
    reporter.receive(admin.send(whole=True))
    mine = log(reporter.open(), "Snow fell on the ferry.")
    admin.receive(reporter.send(whole=True))
    shown = {row.id for row in interviews.rows(admin.open())}
    assert {written, later, mine} <= shown


# --- from when on --------------------------------------------------------------------------


def test_an_admin_names_the_last_entry_that_counts(rooms):
    admin, editor = rooms.admin, rooms.editor
    kept = log(editor.open())
    last = editor.open().ledger.seen()
    mine = dict(last)[editor.open().ledger.keyring.device][0]
    late = log(editor.open(), LATER)
    admin.receive(editor.send())
    view = leaving.checklist(admin.open(), editor.name, mine.hex()[:12])
    assert view.devices[0].not_counted == 1
    out(admin.open(), editor.name, mine.hex()[:12])
    shown = {row.id for row in interviews.rows(admin.open())}
    assert kept in shown
    assert late not in shown
    admin.close()
    assert {row.id for row in interviews.rows(admin.open())} == shown


def test_a_day_cuts_off_what_claims_to_be_later(room, monkeypatch):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    kept = log(editor)
    from vault.archive import clock

    monkeypatch.setattr(clock, "seconds", lambda: 4_000_000_000)  # in October 2096
    late = log(editor, LATER)
    out(founder, EDITOR, "2096-01-01")
    shown = {row.id for row in interviews.rows(founder)}
    assert (kept in shown, late in shown) == (True, False)


def test_what_means_no_day_and_no_entry_is_refused(room):
    with pytest.raises(UsageError):
        leaving.checklist(room.open(FOUNDER), EDITOR, "last winter")


# --- a lost device -------------------------------------------------------------------------


def lose(archive, name: str, device: str):
    return leaving.lose_device(archive, name, device, confirmed=True)


def test_a_lost_device_is_signed_out_and_its_member_works_on_with_the_sheet(room):
    founder, editor = room.open(FOUNDER), room.open(EDITOR)
    earlier = log(founder)
    device = editor.ledger.keyring.device.hex()
    view = leaving.lose_device(founder, EDITOR, device, confirmed=True)
    assert not view.member.signed_out
    assert "roster" in view.keys.renewed
    later = log(founder, LATER)
    with pytest.raises(NotPermittedError):
        room.open(EDITOR)
    room.close()
    again = recover(room.path, room.home, list(room.sheets[EDITOR]), cost=KDF_FLOOR)
    editor = room.unlock(again.passphrase)
    assert (words_of(editor, earlier), words_of(editor, later)) == (WORDS, LATER)
    assert words_of(editor, log(editor)) == WORDS


def test_a_device_is_reported_once_and_not_the_one_in_use(room):
    founder = room.open(FOUNDER)
    mine = founder.ledger.keyring.device.hex()
    assert rule(lambda: lose(founder, FOUNDER, mine)) == "device.in_use"
    with pytest.raises(NotPermittedError):
        lose(room.open(EDITOR), FOUNDER, mine)
    theirs = room.open(REVIEWER).ledger.keyring.device.hex()
    assert rule(lambda: leaving.lose_device(founder, REVIEWER, theirs, confirmed=False))
    lose(founder, REVIEWER, theirs)
    assert rule(lambda: lose(founder, REVIEWER, theirs)) == "device.lost"
