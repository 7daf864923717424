"""One interview shared with named members, on one computer and on three."""

from __future__ import annotations

import shutil

import pytest
from msgspec.structs import replace

from tests.archive import desk, offices
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault import acts
from vault.archive import devices, interviews, marking, members, review, sharing
from vault.archive.founding import recover
from vault.archive.home import Home
from vault.archive.session import unlock
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import NoKeyError, NotPermittedError, RefusedError, UsageError
from vault.model import Preset, Verbatim

GUARDIAN = "Ines Okafor"


@pytest.fixture
def guarded(room):
    """The newsroom with somebody who holds no role on the desk."""
    room.admit(room.open(FOUNDER), GUARDIAN, Preset.GUARDIAN, DESK)
    room.close()
    return room


def words(view) -> str:
    return view.quotes[0].texts[0].words


def reworded(archive, interview: str, text: str):
    """Write a version with other words."""
    given = interviews.draft_of(archive, interview)
    quote = replace(given.quotes[0], words=text)
    return interviews.revise(archive, interview, replace(given, quotes=(quote,)))


def test_a_member_without_a_role_reads_one_interview_that_is_shared_and_no_other(guarded):
    reporter = guarded.open(REPORTER)
    one = interviews.log(reporter, desk.draft(held_at="2026-02-03", contact="by the ferry")).id
    other = interviews.log(reporter, desk.draft("그들은 새벽에 수레를 팔았습니다.")).id
    guardian = guarded.open(GUARDIAN)
    assert interviews.rows(guardian) == []
    sharing.share(reporter, one, [GUARDIAN])
    assert [row.id for row in interviews.rows(guardian)] == [one]
    view = interviews.show(guardian, one)
    assert (words(view), view.security) == (desk.WORDS, None)
    with pytest.raises(UsageError):
        interviews.show(guardian, other)
    with pytest.raises(NotPermittedError):
        reworded(guardian, one, "Not by one who only reads.")
    guarded.close()
    assert words(interviews.show(guarded.open(GUARDIAN), one)) == desk.WORDS


def test_two_shares_that_arrive_at_once_are_both_taken(guarded):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    made = [interviews.log(reporter, desk.draft(title=str(at))).id for at in range(2)]
    assert interviews.rows(guardian) == []
    for each in made:
        sharing.share(reporter, each, [GUARDIAN])
    assert {row.id for row in interviews.rows(guardian)} == set(made)


def test_security_details_are_shared_only_where_it_is_said(guarded):
    reporter = guarded.open(REPORTER)
    one = interviews.log(reporter, desk.draft(contact="by the ferry")).id
    (view,) = sharing.share(reporter, one, [GUARDIAN], security=True)
    assert (view.name, view.by, view.security, view.may_write) == (GUARDIAN, REPORTER, True, False)
    shown = interviews.show(guarded.open(GUARDIAN), one)
    assert shown.security is not None
    assert shown.security.contact == "by the ferry"


def test_later_versions_follow_while_the_share_stands_and_none_after_its_end(guarded):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN])
    reworded(reporter, one, "They sold the cart at noon.")
    assert words(interviews.show(guardian, one)) == "They sold the cart at noon."
    reworded(guarded.open(EDITOR), one, "They sold the cart at dusk.")
    assert words(interviews.show(guardian, one)) == "They sold the cart at dusk."
    assert words(interviews.show(reporter, one)) == "They sold the cart at dusk."
    ended = sharing.end_share(guarded.open(EDITOR), one, [GUARDIAN])
    assert "keys still open" in ended.kept
    assert sharing.shares(reporter, one) == []
    reworded(reporter, one, "They sold the cart at night.")
    assert words(interviews.show(reporter, one)) == "They sold the cart at night."
    assert words(interviews.show(guardian, one)) == "They sold the cart at dusk."


@pytest.mark.limit(78, "good", "Working together")
def test_an_end_takes_back_no_key_of_what_was_shared(guarded):
    """The end of a share takes no key back. Whoever had an interview shared with them reads what
    was shared until then, and may have kept it.
    """
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN])
    sharing.end_share(reporter, one, [GUARDIAN])
    assert words(interviews.show(guardian, one)) == desk.WORDS


def test_whoever_shares_without_writing_still_reads_and_approves(room):
    reporter, reviewer = room.open(REPORTER), room.open(REVIEWER)
    one = desk.marked(reporter, desk.draft()).id
    sharing.share(reporter, one, [REVIEWER])
    review.refresh_renditions(room.open(EDITOR))
    assert interviews.show(reviewer, one).cleared
    desk.approved(reviewer, one)
    assert interviews.show(reviewer, one).row.status == "approved"


def test_a_co_author_writes_versions_and_is_an_author_for_approval(room):
    reporter, reviewer = room.open(REPORTER), room.open(REVIEWER)
    one = interviews.log(reporter, desk.draft(contact="수로 옆에서")).id
    sharing.share(reporter, one, [REVIEWER], may_write=True)
    reworded(reviewer, one, "They sold the cart at dawn, he said.")
    desk.decide_all(reporter, one)
    marking.mark(reporter, one)
    review.refresh_renditions(room.open(EDITOR))
    shown = interviews.show(reporter, one)
    assert words(shown) == "They sold the cart at dawn, he said."
    assert shown.security.contact == "수로 옆에서"
    with pytest.raises(RefusedError, match="own words"):
        review.approve(reviewer, one, interviews.show(reviewer, one).rendition)
    desk.approved(room.open(EDITOR), one)


def test_a_co_author_brings_no_terms_and_shares_with_nobody_and_withdraws_nothing(guarded):
    reporter, guardian = guarded.open(REPORTER), guarded.open(GUARDIAN)
    one = interviews.log(reporter, desk.draft()).id
    sharing.share(reporter, one, [GUARDIAN], may_write=True)
    given = interviews.draft_of(guardian, one)
    with pytest.raises(NotPermittedError, match="Terms are confirmed"):
        interviews.revise(guardian, one, replace(given, terms=(desk.NAME,)))
    with pytest.raises(NotPermittedError):
        sharing.share(guardian, one, [REVIEWER])
    reworded(guardian, one, "Words of a second hand.")
    with pytest.raises(NotPermittedError):
        review.withdraw(guardian, one)
    assert guardian.state.refused == []
    sharing.end_share(reporter, one, [GUARDIAN])
    with pytest.raises(NotPermittedError):
        reworded(guardian, one, "After the end.")


def test_nobody_shares_what_they_neither_wrote_nor_edit(room):
    one = desk.marked(room.open(REPORTER), desk.draft()).id
    review.refresh_renditions(room.open(EDITOR))
    with pytest.raises(NotPermittedError):
        sharing.share(room.open(REVIEWER), one, [REVIEWER])
    with pytest.raises(UsageError):
        sharing.share(room.open(EDITOR), one, [])
    with pytest.raises(UsageError):
        sharing.end_share(room.open(EDITOR), one, [REVIEWER])


def test_a_recovered_reporter_gets_their_own_originals_back_when_an_editor_shares(room, tmp_path):
    one = interviews.log(room.open(REPORTER), desk.draft(contact="by the ferry")).id
    room.close()
    home = Home(tmp_path / "another computer")
    again = recover(room.path, home, list(room.sheets[REPORTER]), cost=KDF_FLOOR)
    recovered = room.unlock(again.passphrase, home)
    assert interviews.rows(recovered) == []
    sharing.share(room.open(EDITOR), one, [REPORTER])
    shown = interviews.show(recovered, one)
    assert (words(shown), shown.security.contact) == (desk.WORDS, "by the ferry")
    reworded(recovered, one, "They sold the cart at dawn, and walked.")
    assert recovered.state.refused == []
    (state,) = recovered.state.interviews.values()
    assert state.owners() == {recovered.myself.id}


def test_what_was_shared_comes_back_from_the_sheet_and_goes_on_to_a_new_device(room, tmp_path):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    sharing.share(room.open(EDITOR), one, [REVIEWER])
    room.close()
    copy, home = tmp_path / "copy.strongroom", Home(tmp_path / "another computer")
    shutil.copy(room.path, copy)
    again = recover(copy, home, list(room.sheets[REVIEWER]), cost=KDF_FLOOR)
    archive = unlock(copy, home, again.passphrase)
    assert words(interviews.show(archive, one)) == desk.WORDS
    archive.close()
    devices.begin_new_device(room.open(REVIEWER), room.passphrases[REVIEWER], KDF_FLOOR)
    assert words(interviews.show(room.open(REVIEWER), one)) == desk.WORDS


@pytest.mark.limit(79, "good", "Working together")
def test_no_session_key_is_in_any_share(room):
    """A share opens the journal entries that tell of the interview. Where one tells of several
    (an import, renditions of a whole desk), it shows the others' random ids, hashes and writers
    too, and no word of them.
    """
    reporter = room.open(REPORTER)
    one = interviews.log(reporter, desk.draft()).id
    other = interviews.log(reporter, desk.draft("Another time.")).id
    sharing.share(reporter, one, [REVIEWER])
    reviewer = room.open(REVIEWER)
    (hidden,) = (i for i in room.open(EDITOR).state.interviews.values() if i.id.hex() == other)
    with pytest.raises(NoKeyError):
        reviewer.ledger.read(hidden.standing()[0].ref.verbatim, Verbatim)


def test_a_version_written_beside_the_end_of_a_share_does_not_count_wherever_it_meets_it(rooms):
    one = interviews.log(rooms.editor.open(), desk.draft()).id
    rooms.exchange_all()
    sharing.share(rooms.editor.open(), one, [offices.ADMIN], may_write=True)
    rooms.exchange_all()
    members.change_roles(rooms.admin.open(), offices.ADMIN, offices.DESK, Preset.REVIEWER)
    rooms.exchange_all()
    reworded(rooms.admin.open(), one, "In time.")
    rooms.exchange_all()
    reworded(rooms.admin.open(), one, "Beside the end.")
    sharing.end_share(rooms.editor.open(), one, [offices.ADMIN])
    rooms.exchange_all()
    for office in rooms.all():
        (state,) = (i for i in office.open().state.interviews.values() if i.id.hex() == one)
        assert len(state.versions) == 2, office.name
        assert len(state.standing()) == 1
    assert words(interviews.show(rooms.editor.open(), one)) == "In time."


def test_a_forged_share_of_a_strangers_interview_changes_nothing(room):
    one = interviews.log(room.open(REPORTER), desk.draft()).id
    reviewer = room.open(REVIEWER)
    interview = bytes.fromhex(one)
    with pytest.raises(NotPermittedError):
        reviewer.ledger.commit(
            lambda writing: acts.Shared(
                member=writing.member, at=writing.now(), desk=next(iter(reviewer.state.desks)),
                interview=interview, to=(reviewer.myself.id,), boxes=(), security=True,
                may_write=True,
            )
        )  # fmt: skip
    editor = room.open(EDITOR)
    assert editor.state.interviews[interview].shares == {}
