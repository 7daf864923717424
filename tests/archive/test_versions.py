"""Versions that stand beside each other, of interviews and of stories: shown, picked, merged."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.archive import desk
from tests.archive.conftest import EDITOR, REPORTER, REVIEWER
from vault.archive import interviews, review, stories, versions
from vault.errors import NotPermittedError, RefusedError, UsageError
from vault.model import InterviewId

STORY = stories.StoryDraft("강가의 겨울")


def reworded(archive, interview: str, text: str) -> None:
    given = interviews.draft_of(archive, interview)
    quote = replace(given.quotes[0], words=text)
    interviews.revise(archive, interview, replace(given, quotes=(quote,)))


def words(archive, interview: str) -> str:
    return interviews.show(archive, interview).quotes[0].texts[0].words


@pytest.fixture
def conflict(room):
    """An interview that two people changed from the same version; returns its id."""
    author, editor = room.open(REPORTER), room.open(EDITOR)
    one = desk.marked(author, desk.draft()).id
    mine, theirs = interviews.draft_of(author, one), interviews.draft_of(editor, one)
    for archive, given, text in ((author, mine, "At dawn."), (editor, theirs, "At dusk.")):
        quote = replace(given.quotes[0], words=text)
        interviews.revise(archive, one, replace(given, quotes=(quote,)))
    return one


def test_both_versions_are_shown_with_what_differs_and_nobody_approves(room, conflict):
    editor = room.open(EDITOR)
    found = versions.versions(editor, conflict)
    assert [v.author for v in found.standing] == [REPORTER, EDITOR]
    ((*lines,),) = found.differences
    assert "-  en: At dawn." in lines
    assert "+  en: At dusk." in lines
    view = interviews.show(editor, conflict)
    assert (view.versions_standing, view.rendition) == (2, "")
    with pytest.raises(UsageError):
        interviews.show(room.open(REVIEWER), conflict)


def test_the_status_says_so_until_one_stands(room, conflict):
    editor, told = room.open(EDITOR), "In 1 interview two versions stand"
    assert sum(told in notice for notice in editor.status().notices) == 1
    first, _ = versions.versions(editor, conflict).standing
    versions.pick(editor, conflict, first.id[:8])
    assert not any(told in notice for notice in editor.status().notices)


def test_a_picked_version_stands_alone_and_the_other_stays_in_the_history(room, conflict):
    editor = room.open(EDITOR)
    first, _ = versions.versions(editor, conflict).standing
    (left,) = versions.pick(editor, conflict, first.id[:8]).standing
    assert left == first
    assert words(editor, conflict) == "At dawn."
    assert len(interviews.history(editor, conflict)) >= 3
    with pytest.raises(RefusedError):
        versions.pick(editor, conflict, first.id[:8])


def test_whoever_picks_is_no_author_by_it(room):
    author, editor = room.open(REPORTER), room.open(EDITOR)
    one = interviews.log(author, desk.draft()).id
    given = interviews.draft_of(author, one)
    for text in ("At dawn.", "At dusk."):
        interviews.revise(
            author, one, replace(given, quotes=(replace(given.quotes[0], words=text),))
        )
    first, _ = versions.versions(editor, one).standing
    versions.pick(editor, one, first.id)
    desk.decide_all(author, one)
    interviews.mark(author, one)
    review.refresh_renditions(editor)
    desk.approved(editor, one)
    assert interviews.show(editor, one).row.status == "approved"


def test_a_merge_stands_for_both(room, conflict):
    editor = room.open(EDITOR)
    given = interviews.draft_of(editor, conflict)
    quote = replace(given.quotes[0], words="At dawn, and again at dusk.")
    versions.merge(editor, conflict, replace(given, quotes=(quote,)))
    assert interviews.show(editor, conflict).versions_standing == 1
    assert words(editor, conflict) == "At dawn, and again at dusk."
    with pytest.raises(RefusedError):
        versions.merge(editor, conflict, given)


def test_nobody_settles_what_is_not_theirs(room):
    author = room.open(REPORTER)
    one = desk.marked(author, desk.draft()).id
    review.refresh_renditions(room.open(EDITOR))
    with pytest.raises(NotPermittedError):
        versions.pick(room.open(REVIEWER), one, "abcd")


def test_two_picks_against_each_other_leave_one_standing_on_every_computer(rooms):
    editor, reporter = rooms.editor, rooms.reporter
    one = interviews.log(reporter.open(), desk.draft()).id
    rooms.exchange_all()
    reworded(editor.open(), one, "At dusk.")
    reworded(reporter.open(), one, "At dawn.")
    rooms.exchange_all()
    dusk = editor.open().state.interviews[InterviewId(bytes.fromhex(one))].standing()
    assert len(dusk) == 2
    mine = {v.author: v.id for v in versions.versions(editor.open(), one).standing}
    versions.pick(editor.open(), one, mine[editor.name])
    reworded(editor.open(), one, "At dusk, by the river.")
    rooms.exchange_all()
    assert words(editor.open(), one) == "At dusk, by the river."
    for office in (editor, reporter):
        state = office.open().state.interviews[InterviewId(bytes.fromhex(one))]
        assert len(state.standing()) == 1, office.name


@pytest.mark.limit(58, "good", "Between computers")
def test_two_edits_of_a_story_on_two_computers_both_stand_until_one_is_picked(rooms):
    """When two people change one interview or one story on two computers at the same time, both
    versions stand, and somebody has to pick one or make one of them. No program decides which
    words are right.
    """
    editor, reporter = rooms.editor, rooms.reporter
    story = stories.save_story(editor.open(), STORY).id
    rooms.exchange_all()
    stories.save_story(editor.open(), replace(STORY, intro="By the editor."), story)
    stories.save_story(reporter.open(), replace(STORY, intro="By the reporter."), story)
    rooms.exchange_all()
    views = [stories.story(office.open(), story) for office in (editor, reporter)]
    assert views[0].standing == views[1].standing
    assert len(views[0].standing) == 2
    assert not views[0].may_prepare
    assert editor.open().state.refused == reporter.open().state.refused == []
    with pytest.raises(RefusedError, match="Two versions"):
        stories.prepare(editor.open(), story)
    with pytest.raises(RefusedError, match="Two versions"):
        stories.save_story(editor.open(), STORY, story)
    wanted = next(v for v in views[0].standing if v.author == reporter.name)
    picked = stories.pick_story(editor.open(), story, wanted.id[:8])
    assert (picked.intro, len(picked.standing)) == ("By the reporter.", 1)
    with pytest.raises(RefusedError):
        stories.pick_story(editor.open(), story, wanted.id[:8])
    rooms.exchange_all()
    assert stories.story(reporter.open(), story).intro == "By the reporter."


def test_a_form_replaces_only_the_version_that_it_was_filled_from(room):
    editor, founder = room.open(EDITOR), room.open(REVIEWER)
    first = stories.save_story(editor, STORY)
    seen = (first.standing[0].id,)
    stories.save_story(founder, replace(STORY, intro="First."), first.id)
    view = stories.save_story(editor, replace(STORY, intro="Second.", based_on=seen), first.id)
    assert len(view.standing) == 2
    both = tuple(version.id for version in view.standing)
    view = stories.save_story(editor, replace(STORY, intro="Both.", based_on=both), first.id)
    assert ([v.version for v in view.standing], view.intro) == ([4], "Both.")
