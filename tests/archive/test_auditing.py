"""The journal shown: who did what, to those who may read it, and no word of any source."""

from __future__ import annotations

import pytest

from tests.archive import desk
from tests.archive.conftest import DESK, EDITOR, FOUNDER, REPORTER, REVIEWER
from vault import acts
from vault.archive import auditing, directory, interviews, members
from vault.archive.writing import Writing
from vault.errors import UsageError
from vault.model import Preset

AUDITOR = "Petra Nilsdóttir"


@pytest.fixture
def day(room):
    """A reporter's interview, read by an editor, approved by the reviewer."""
    logged = desk.marked(room.open(EDITOR), desk.draft())
    interviews.show(room.open(FOUNDER), logged.id)
    desk.approved(room.open(REVIEWER), logged.id)
    return logged.id


def did(page: auditing.JournalPage) -> list[tuple[str, str]]:
    return [(line.member, f"{line.did} {line.detail}".strip()) for line in page.lines]


def test_every_kind_of_act_has_words():
    assert set(auditing.WORDS) == set(acts.KINDS)


def test_an_editor_reads_who_did_what_about_an_interview(room, day):
    page = auditing.journal(room.open(EDITOR), about=day[:6])
    seen = did(page)
    assert seen[0] == (EDITOR, "logged")
    assert (REVIEWER, "reviewed approve") in seen
    assert (FOUNDER, "read verbatim and security") in seen
    assert all(("interview", day) in line.about for line in page.lines)
    assert {line.desk for line in page.lines} == {DESK}


@pytest.mark.limit(17, "good", "What a colleague can do")
def test_an_auditor_sees_acts_by_id_and_no_word(room, day):
    """The journal names records by their ids. Who reads it without the desk's redacted part, a
    custodian or an auditor, learns what was done to a record and not which source it is about;
    whoever reads both knows both.
    """
    founder = room.open(FOUNDER)
    room.admit(founder, AUDITOR, Preset.GUARDIAN, DESK)
    members.grant(room.open(EDITOR), AUDITOR, DESK, compared=True)
    page = auditing.journal(room.open(AUDITOR))
    assert (REVIEWER, "reviewed approve") in did(page)
    written = repr(page)
    for words in ("Ryu", "류보현", "wheel", "trader", "북부"):
        assert words not in written


def test_a_reporter_and_a_reviewer_see_the_roster_and_what_they_did(room, day):
    for name in (REPORTER, REVIEWER):
        page = auditing.journal(room.open(name))
        assert page.not_shown > 0
        theirs = {line.kind for line in page.lines if line.member != name}
        assert not theirs & {"logged/1", "rendered/1", "reviewed/1", "read/1"}
        assert (FOUNDER, "founded the vault") in did(page)


def test_lines_go_by_member_desk_and_number(room, day):
    editor = room.open(EDITOR)
    by_member = auditing.journal(editor, member=REVIEWER)
    assert {line.member for line in by_member.lines} == {REVIEWER}
    assert {line.desk for line in auditing.journal(editor, desk=DESK).lines} == {DESK}
    everything = auditing.journal(editor).lines
    assert auditing.journal(editor, last=2).lines == everything[-2:]
    for wrong in ({"member": "Nobody"}, {"desk": "No desk"}, {"about": "ab"}):
        with pytest.raises(UsageError):
            auditing.journal(editor, **wrong)


def test_a_refused_act_is_shown_as_refused(room, day):
    reviewer = room.open(REVIEWER)
    founder_id = directory.find_member(reviewer, FOUNDER).id
    ledger = reviewer.ledger
    taken = acts.RolesChanged(
        member=reviewer.myself.id, at=Writing.now(), who=founder_id, assignments=()
    )
    with ledger.store.atomic():
        ledger.enter(lambda _writing: taken)
    room.close()
    last = auditing.journal(room.open(EDITOR)).lines[-1]
    assert (last.member, last.did) == (REVIEWER, "changed roles")
    assert last.note.startswith("refused: ")
