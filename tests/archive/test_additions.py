"""Addenda: read by the cleared, found by search, shared with the interview, voiding nothing."""

from __future__ import annotations

import pytest

from tests.archive import desk
from tests.archive.conftest import EDITOR, REPORTER, REVIEWER
from vault.archive import additions, belonging, interviews, retention, review, sharing
from vault.errors import MalformedError, NoKeyError, NotPermittedError

WORDS = "She called on Monday: 나룻배가 다시 다닌다."
REASON = "Her brother asked us to wait."


@pytest.fixture
def approved(room) -> str:
    logged = desk.marked(room.open(REPORTER), desk.draft())
    review.refresh_renditions(room.open(EDITOR))
    desk.approved(room.open(REVIEWER), logged.id)
    return logged.id


def test_an_addendum_is_shown_to_the_cleared_and_voids_no_approval(room, approved):
    view = additions.add(room.open(REPORTER), approved, f"  {WORDS}\n")
    assert [(each.by, each.words) for each in view.addenda] == [(REPORTER, WORDS)]
    editor = room.open(EDITOR)
    shown = interviews.show(editor, approved)
    assert shown.addenda == view.addenda
    assert (shown.row.status, shown.version) == ("approved", view.version)
    assert [hit.where for hit in interviews.find(editor, "나룻배가")] == ["addendum"]


@pytest.mark.limit(81, "good", "Working together")
def test_a_reviewer_sees_that_there_is_an_addendum_and_no_word_of_it(room, approved):
    """An addendum is read by nobody who approves renditions alone: they see that there is one.
    Who adds something that speaks against printing holds the person besides.
    """
    additions.add(room.open(REPORTER), approved, WORDS)
    reviewer = room.open(REVIEWER)
    (seen,) = interviews.show(reviewer, approved).addenda
    assert (seen.by, seen.words) == (REPORTER, None)
    assert interviews.find(reviewer, "Monday") == []


def test_an_author_reads_what_an_editor_adds(room, approved):
    additions.add(room.open(EDITOR), approved, WORDS)
    (seen,) = interviews.show(room.open(REPORTER), approved).addenda
    assert (seen.by, seen.words) == (EDITOR, WORDS)


def test_a_share_opens_addenda_before_and_after_it(room, approved):
    author, reviewer = room.open(REPORTER), room.open(REVIEWER)
    additions.add(author, approved, WORDS)
    sharing.share(author, approved, [REVIEWER])
    additions.add(author, approved, "And once more.")
    seen = interviews.show(reviewer, approved).addenda
    assert [each.words for each in seen] == [WORDS, "And once more."]
    with pytest.raises(NotPermittedError):
        additions.add(reviewer, approved, "By one who only reads.")


def test_an_addendum_is_forgotten_with_its_interview(room, approved):
    editor = room.open(EDITOR)
    additions.add(editor, approved, WORDS)
    (state,) = editor.state.interviews.values()
    (added,) = state.addenda
    assert added.addendum in belonging.of_interview(editor, state)


def test_an_addendum_without_words_or_with_hidden_ones_is_refused(room, approved):
    for words in ("  \n", "left\u202eright"):
        with pytest.raises(MalformedError):
            additions.add(room.open(REPORTER), approved, words)
    with pytest.raises(NotPermittedError):
        additions.add(room.open(REVIEWER), approved, WORDS)


def test_an_author_reads_by_own_wraps_alone_what_they_added_and_why_they_withdrew(room):
    """A hand-in deletes own wraps; a box would stay in every copy of the vault."""
    author = room.open(REPORTER)
    logged = interviews.log(author, desk.draft(destroy_after="2031-05-02")).id
    view = additions.add(author, logged, WORDS)
    assert [each.words for each in view.addenda] == [WORDS]
    retention.postpone(author, logged, "2040-01-01", REASON)
    review.withdraw(author, logged, reason=REASON)
    (state,) = author.state.interviews.values()
    typed = (state.addenda[0].addendum, *state.postponed, *state.notes)
    assert len(typed) == 3
    assert [opens(room, name) for name in typed] == [True] * 3
    room.close()
    room.edit("DELETE FROM own_wrap")
    assert [opens(room, name) for name in typed] == [False] * 3


def opens(room, name) -> bool:
    try:
        return bool(room.open(REPORTER).ledger.unsealed(name))
    except NoKeyError:
        return False
