"""What the Interview screen says of versions that stand beside each other, and of addenda."""

from __future__ import annotations

import pytest

from tui.widgets.interview_pages import after_marking, agreement_page, head_lines
from tui.widgets.story_pages import story_facts
from vault.archive.views import AddendumView, LogView, StandingView


@pytest.mark.parametrize(("may", "how"), [(("revise",), "e makes one of them"), ((), "its author")])
def test_two_standing_versions_are_said_first_with_how_to_settle_them(records, row, may, how):
    view = records.interview(row, versions_standing=2, may=may)
    _, facts = head_lines(view)
    assert facts.startswith("! 2 versions stand: ")
    assert how in facts
    assert "strongroom pick" in facts


def test_one_standing_version_needs_no_word(records, row):
    assert "stand" not in head_lines(records.interview(row))[1]


def test_addenda_stand_under_the_agreement_and_shut_ones_are_said_to_be_there(records, row):
    added = (
        AddendumView("Amaru Quispe", "2026-03-02T10:00Z", "배가 다시 다닌다."),
        AddendumView("Amaru Quispe", "2026-03-03T10:00Z"),
    )
    page = agreement_page(records.interview(row, addenda=added))
    assert "Added by Amaru Quispe, 2026-03-02 10:00 UTC: 배가 다시 다닌다." in page
    assert "2026-03-03 10:00 UTC: (open to whoever reads the words)" in page


def test_a_story_of_which_two_versions_stand_says_so_first(records):
    standing = tuple(
        StandingView(each * 64, 2, "Amaru Quispe", "2026-03-02T10:00Z") for each in "ab"
    )
    assert story_facts(records.story(standing=standing)).startswith("! 2 versions stand")
    assert "stand" not in story_facts(records.story())


def test_a_finished_marking_that_nobody_rendered_says_who_does():
    waiting = LogView("ab" * 16, "quiet heron", "unmarked", (), 0)
    said = after_marking("interviews.mark", waiting)
    assert said == (
        "Marking finished: it goes to review as soon as an editor's program has rendered it."
    )
    ready = LogView("ab" * 16, "quiet heron", "in review", (), 1)
    assert after_marking("interviews.mark", ready).startswith("Marking finished: ◔ in review; 1")
