"""What a copy that leaves does not tell anybody, and what nothing brings back."""

from __future__ import annotations

import importlib.util

import pytest

from tests.cli.running import run_strongroom
from tests.limits import steps
from tests.limits.newsroom import EDITOR, FOUNDER, REVIEWER
from vault.archive import forgetting, interviews, members, review, stories
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import SpanKind, Term


def released(room, interview: str, folder):
    """Prepare, approve and release a copy of an interview's quote; returns copy and files."""
    editor, reviewer = room.open(EDITOR), room.open(REVIEWER)
    copy = steps.prepared(editor, interview)
    stories.approve_copy(reviewer, copy.id)
    return copy, stories.release(editor, copy.id, folder)


@pytest.mark.limit(30, "now", "What redaction cannot know")
def test_a_second_copy_about_a_person_is_judged_as_if_it_were_the_first(room, tmp_path):
    """Strongroom does not count how many people could still match, and keeps no account of what
    earlier copies already told about a person.
    """
    interview = steps.approved(room.open(FOUNDER), room.open(REVIEWER))
    editor = room.open(EDITOR)

    def verdicts():
        quote = interviews.show(editor, interview).quotes[0].id
        picks = ((interview, quote, "en"),)
        story = stories.save_story(editor, stories.StoryDraft(title="Again", picks=picks))
        (pick,) = stories.story(editor, story.id).picks
        return pick.verdicts

    before = verdicts()
    released(room, interview, tmp_path / "out")
    assert verdicts() == before
    assert importlib.util.find_spec("vault.exposure") is None


@pytest.mark.limit(35, "good", "What redaction cannot know")
def test_a_term_of_a_desk_that_the_checker_does_not_read_leaves(room, tmp_path):
    """The last check of a copy knows the terms of the desks that the checking person reads. The
    receipt counts the desks that were not checked.
    """
    founder, elsewhere = room.open(FOUNDER), "South desk"
    members.add_desk(founder, elsewhere)
    term, quotes = Term("turnip", SpanKind.DETAIL), (QuoteDraft("It was late.", "en"),)
    interviews.log(founder, InterviewDraft(quotes, desk=elsewhere, terms=(term,)))
    interview = steps.approved(founder, room.open(REVIEWER), "The turnip was late.")
    copy, (file,) = released(room, interview, tmp_path / "out")
    assert "turnip" in file.read_text("utf-8")
    assert copy.desks_not_checked == 1


@pytest.mark.limit(37, "good", "What redaction cannot know")
def test_what_redact_prints_was_checked_against_no_term():
    """What `strongroom redact` prints was looked at by rules and detectors alone, since there is
    no vault to ask. It says so in one line.
    """
    words = b"the turnip kept the bell\n"
    done = run_strongroom("redact", "-", "--audience", "publication", stdin=words)
    assert done.out.encode().strip() == words.strip()
    (line,) = done.err.splitlines()
    assert "No confirmed term was checked" in line


@pytest.mark.limit(38, "good", "What leaves")
def test_nothing_brings_a_released_copy_back(room, tmp_path):
    """A released copy is plain text in a folder. What becomes of it is the newsroom's to tell;
    nothing brings it back.
    """
    interview = steps.approved(room.open(FOUNDER), room.open(REVIEWER))
    copy, (file,) = released(room, interview, tmp_path / "out")
    review.withdraw(room.open(FOUNDER), interview)
    stories.outcome(room.open(EDITOR), copy.id, "recalled")
    request = forgetting.forget_interview(room.open(EDITOR), interview, "She asked us to.")
    forgetting.confirm(room.open(REVIEWER), request.id)
    assert steps.WORDS in file.read_text("utf-8")
