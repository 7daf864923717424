"""What a leaver leaves behind stands on the checklist, with the command that settles it."""

from __future__ import annotations

import os

import pytest
from msgspec.structs import replace

from tests.archive import desk, guarding
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from tests.archive.offices import Office, let_in
from tests.cli.test_manual import parsed
from vault.archive import (
    attachments,
    custody,
    exchange,
    forgetting,
    identities,
    interviews,
    leaving,
    marking,
    members,
    review,
    shares,
    sharing,
    stories,
)
from vault.crypto.pieces import PIECE_BYTES
from vault.model import Preset


def left(archive, name: str):
    found = leaving.checklist(archive, name).left
    lists = (found.contacts, found.shares, found.unfinished, found.places, found.waiting)
    for command in [each.command for some in (*lists, found.known) for each in some]:
        if command:
            parsed(command.split()[1:])
    return found


def codename(archive, interview: str) -> str:
    return interviews.show(archive, interview).row.codename


# --- persons and interviews ----------------------------------------------------------------


def test_a_person_whom_nobody_else_talked_to_is_a_contact_to_hand_over(room):
    reporter, founder = room.open(REPORTER), room.open(FOUNDER)
    alone = interviews.log(reporter, desk.draft(terms=())).id
    known = interviews.log(reporter, desk.draft(terms=(), contact="by the ferry")).id
    both = interviews.log(reporter, desk.draft(terms=())).id
    again = desk.draft(terms=(), person=codename(founder, both))
    interviews.log(founder, again)
    found = {each.interviews[0]: each for each in left(founder, REPORTER).contacts}
    assert {i: each.noted for i, each in found.items()} == {alone: False, known: True}
    assert found[alone].codename == codename(founder, alone)
    assert found[alone].command == f"strongroom revise {alone[:16]} FILE"
    assert found[known].command == (
        f"strongroom share add {known[:16]} --with SUCCESSOR --may-write"
    )
    leaving.sign_out(founder, REPORTER, confirmed=True)
    more = left(founder, FOUNDER).contacts
    assert {each.interviews[0] for each in more} == {both}


def test_a_contact_is_handed_over_by_what_the_checklist_says(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    one = interviews.log(reporter, desk.draft(terms=(), contact="by the ferry")).id
    sharing.share(editor, one, [REVIEWER], may_write=True)
    reviewer = room.open(REVIEWER)
    given = interviews.draft_of(reviewer, one)
    quote = desk.draft("Whoever follows was told at the ferry.").quotes[0]
    interviews.revise(reviewer, one, replace(given, quotes=(*given.quotes, quote)))
    assert left(editor, REPORTER).contacts == ()


def test_who_reads_no_word_of_a_desk_is_told_who_does(guarded):
    guarded.open(FOUNDER)
    members.change_roles(guarded.open(FOUNDER), guarding.CUSTODIANS[0], "", Preset.ADMIN)
    one = interviews.log(guarded.open(REPORTER), desk.draft(terms=())).id
    keeper = guarded.open(guarding.CUSTODIANS[0])
    found = left(keeper, REPORTER)
    assert (found.contacts, found.shares) == ((), ())
    assert found.unread == (f"{DESK}: {EDITOR}, {FOUNDER}",)
    assert left(guarded.open(EDITOR), REPORTER).unread == ()
    assert one in left(guarded.open(EDITOR), REPORTER).contacts[0].interviews


def test_shares_with_the_leaver_and_of_theirs_stand_with_the_command_that_ends_them(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    one = interviews.log(reporter, desk.draft(terms=())).id
    sharing.share(reporter, one, [REVIEWER])
    other = interviews.log(editor, desk.draft(terms=())).id
    sharing.share(editor, other, [REPORTER])
    found = left(editor, REPORTER).shares
    assert {(s.interview, s.name, s.given_by_them) for s in found} == {
        (one, REVIEWER, True), (other, REPORTER, False)
    }  # fmt: skip
    for each in found:
        assert each.command.startswith(f"strongroom share end {each.interview[:16]} --with ")
        sharing.end_share(editor, each.interview, [each.command.split()[-1]])
    assert left(editor, REPORTER).shares == ()


def test_work_that_waits_for_them_is_named_until_somebody_else_has_it(room):
    reporter, editor = room.open(REPORTER), room.open(EDITOR)
    unmarked = interviews.log(reporter, desk.draft()).id
    done = desk.marked(reporter, desk.draft(desk.WORDS + " It snowed.", terms=())).id
    review.refresh_renditions(editor)
    view = interviews.show(room.open(REVIEWER), done)
    assert [each.interview for each in left(editor, REPORTER).unfinished] == [unmarked]
    review.send_back(room.open(REVIEWER), done, view.rendition, "Who is meant?")
    found = {each.interview: each for each in left(editor, REPORTER).unfinished}
    assert found[done].command == f"strongroom revise {done[:16]} FILE"
    assert found[unmarked].command == f"strongroom mark {unmarked[:16]}"
    desk.decide_all(editor, unmarked)
    marking.mark(editor, unmarked)
    assert [each.interview for each in left(editor, REPORTER).unfinished] == [done]


# --- devices -------------------------------------------------------------------------------


def test_drafts_on_this_computer_are_counted_and_nobody_elses(room):
    interviews.save_draft(room.open(REPORTER), b"half a sentence")
    founder = room.open(FOUNDER)
    assert [d.drafts for d in leaving.checklist(founder, REPORTER).devices] == [1]
    assert [d.drafts for d in leaving.checklist(founder, EDITOR).devices] == [0]


def test_another_computer_is_known_by_what_arrived_of_it(rooms, tmp_path):
    path = tmp_path / "tape"
    path.write_bytes(os.urandom(PIECE_BYTES + 1))
    reporter, editor = rooms.reporter.open(), rooms.editor.open()
    before = leaving.checklist(editor, reporter.me.id).devices[0]
    one = interviews.log(reporter, desk.draft(terms=())).id
    attachments.attach(reporter, one, path)
    packet = tmp_path / "small"
    exchange.send(reporter, packet, attachments=False)
    exchange.receive(editor, packet)
    (device,) = leaving.checklist(editor, reporter.me.id).devices
    assert (device.drafts, device.pieces_missing) == (None, 2)
    assert device.entries > before.entries
    exchange.receive(editor, rooms.reporter.send(whole=True))
    assert leaving.checklist(editor, reporter.me.id).devices[0].pieces_missing == 0


# --- identities ----------------------------------------------------------------------------


def test_a_custodians_place_is_handed_over_in_two_steps(guarded):
    guarding.sealed(guarded.open(REPORTER))
    founder, keeper = guarded.open(FOUNDER), guarding.CUSTODIANS[0]
    (place,) = left(founder, keeper).places
    assert (place.desk, place.k, place.n, place.left, place.sources) == (DESK, 2, 3, 2, 1)
    assert " custodians set " in place.command
    guarding.succeed(guarded)
    (place,) = left(founder, keeper).places
    assert (place.left, place.sources) == (3, 1)
    assert place.command.endswith(" SUCCESSOR")
    assert " hand-over " in place.command
    shares.hand_over(guarded.open(keeper), DESK, guarding.SUCCESSOR)
    assert left(founder, keeper).places == ()


def test_sources_that_fewer_people_know_stand_with_the_floor(room):
    reporter, editor, founder = room.open(REPORTER), room.open(EDITOR), room.open(FOUNDER)
    person = guarding.source(reporter)
    for archive in (reporter, editor):
        identities.not_stored(archive, person)
    (known,) = left(founder, REPORTER).known
    assert (known.codename, known.identity) == (person, "not stored")
    assert (known.knowers, known.floor, known.command) == (1, 0, "")
    members.set_policy(founder, fewest_who_know=2)
    (known,) = left(founder, REPORTER).known
    assert (known.knowers, known.floor) == (1, 2)
    assert known.command == f"strongroom identity not-stored {known.person[:16]}"
    identities.not_stored(founder, known.person)
    assert left(founder, REPORTER).known[0].command == ""
    assert left(founder, REVIEWER).known == ()


# --- what waits ----------------------------------------------------------------------------


def waiting(archive, name: str) -> list[tuple[str, str]]:
    return [(each.what, each.command) for each in left(archive, name).waiting]


def test_requests_for_an_identity_wait_for_who_asked_and_for_who_has_not_answered(guarded):
    editor = guarded.open(EDITOR)
    request = guarding.asked(editor, guarding.sealed(guarded.open(REPORTER)))
    founder, keeper = guarded.open(FOUNDER), guarding.CUSTODIANS[0]
    step = f"strongroom identity {{}} {request[:16]}"
    assert waiting(founder, keeper) == [("an identity: their answer", step.format("approve"))]
    assert waiting(founder, EDITOR) == [("an identity that they asked for", step.format("close"))]
    guarding.approve_by(guarded, request, keeper)
    assert waiting(founder, keeper) == []


def test_a_list_of_custodians_with_them_in_it_waits(guarded):
    founder = guarded.open(FOUNDER)
    guarded.admit(founder, guarding.SUCCESSOR, Preset.GUARDIAN, DESK)
    members.grant(guarded.open(EDITOR), guarding.SUCCESSOR, DESK, compared=True)
    names = [guarding.SUCCESSOR, *guarding.CUSTODIANS[1:]]
    custody.propose(founder, DESK, names, 2)
    what = "a list of custodians with them in it"
    assert [each for each, _ in waiting(founder, guarding.SUCCESSOR)] == [what]
    assert waiting(founder, guarding.CUSTODIANS[0]) == []


def test_what_they_asked_to_forget_waits_for_a_second_person(room):
    reporter, founder = room.open(REPORTER), room.open(FOUNDER)
    one = interviews.log(reporter, desk.draft(terms=())).id
    request = forgetting.forget_interview(reporter, one, "She asked for it.")
    assert waiting(founder, REPORTER) == [
        ("what they asked to forget", f"strongroom forget confirm {request.id[:16]}")
    ]
    assert waiting(founder, REVIEWER) == []
    told = "1 request to forget waits for your word (strongroom forget list)."
    assert told in founder.status().notices
    leaving.sign_out(founder, EDITOR, confirmed=True)
    forgetting.confirm(founder, request.id)
    assert waiting(founder, REPORTER) == []


@pytest.fixture
def copied(room):
    """A copy that the editor prepared, of an interview by the founder."""
    founder, editor, reviewer = (room.open(n) for n in (FOUNDER, EDITOR, REVIEWER))
    return room, desk.prepared(founder, reviewer, editor)


def test_a_copy_waits_for_who_alone_can_approve_it(copied):
    room, copy = copied
    founder, step = room.open(FOUNDER), f"strongroom copy {{}} {copy.id[:16]}"
    approve = step.format("approve")
    assert waiting(founder, REVIEWER) == [("a copy that only they can approve", approve)]
    assert waiting(founder, EDITOR) == [("a copy that they prepared", approve)]
    assert waiting(founder, REPORTER) == []
    stories.approve_copy(room.open(REVIEWER), copy.id)
    release = f"{step.format('release')} --folder FOLDER"
    mine = "an approved copy of theirs that has not left"
    assert waiting(founder, REVIEWER) == waiting(founder, EDITOR) == [(mine, release)]


def test_a_copy_that_left_or_is_void_waits_for_nobody(copied, tmp_path):
    room, copy = copied
    founder = room.open(FOUNDER)
    stories.approve_copy(room.open(REVIEWER), copy.id)
    (tmp_path / "out").mkdir()
    stories.release(room.open(EDITOR), copy.id, tmp_path / "out")
    assert waiting(founder, REVIEWER) == waiting(founder, EDITOR) == []


def test_new_colleagues_leave_nothing(rooms):
    newcomer = Office("Ines Okafor", rooms.admin.folder.parent / "Ines")
    let_in(rooms.admin, newcomer, Preset.REPORTER)
    found = left(rooms.admin.open(), newcomer.name)
    assert not (found.contacts or found.shares or found.waiting or found.known or found.places)
    newcomer.close()
