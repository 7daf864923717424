"""Stories, verdicts, copies: what stands in the way, and what leaves only by a typed word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.screens.confirm import ConfirmScreen
from tui.screens.copy_view import CopyScreen
from tui.screens.interview import InterviewScreen
from tui.screens.library import LibraryScreen
from tui.screens.outcome import OutcomeScreen
from tui.screens.reading import ReadingScreen
from tui.screens.release import ReleaseScreen
from tui.screens.story import StoryScreen
from tui.screens.story_detail import StoryDetailScreen
from tui.screens.story_edit import StoryEditScreen
from tui.widgets.outcome_form import OutcomeForm
from tui.widgets.story_form import StoryForm
from tui.widgets.word_input import WordInput
from vault.archive.views import DraftView, RecheckView, SurvivorView
from vault.errors import RefusedError
from vault.model import Purpose, from_bytes, to_bytes


@pytest.fixture
def detail(records):
    return StoryDetailScreen(records.STORY)


@pytest.fixture
def copy_screen(records):
    return CopyScreen(records.COPY)


# --- the list and one story ----------------------------------------------------------------------


async def test_list_says_how_far_each_story_is(opened, drawn):
    async with opened(StoryScreen()) as pilot:
        assert "The price of rice" in drawn(pilot)
        assert "2 quotes, 1 refused" in drawn(pilot)


async def test_no_story_teaches_how_to_make_one(opened, desk, drawn):
    desk.answers["stories.stories"] = list
    async with opened(StoryScreen()) as pilot:
        assert "n makes one" in drawn(pilot)


async def test_wanted_story_opens_and_escape_goes_back_step_by_step(
    opened, records, settled, unlocked
):
    async with opened(StoryScreen(records.STORY)) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, StoryDetailScreen))
        await pilot.press("escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, StoryScreen))
        await pilot.press("escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))


async def test_every_rule_answers_with_its_id_refusals_first(opened, detail, drawn):
    async with opened(detail) as pilot:
        text = drawn(pilot)
        assert "✗ AGR-07 No line is agreed in Korean. Needed: an agreed line" in text
        assert text.index("AGR-07") < text.index("AGR-01")
        assert "✗ refused" in text
        assert "✓ may leave" in text


async def test_preparing_is_closed_while_a_quote_may_not_leave(
    opened, detail, settled, drawn, desk
):
    async with opened(detail) as pilot:
        await pilot.press("p")
        await settled(pilot)
        assert "1 quote may not leave yet" in drawn(pilot)
    assert "stories.prepare" not in desk.acts()


async def test_prepared_copy_opens(opened, detail, settled, desk, records, asked, unlocked):
    clear = (records.pick(1, records.VERDICTS[:1]),)
    desk.answers["stories.story"] = lambda _id: records.story(picks=clear, may_prepare=True)
    async with opened(detail) as pilot:
        await pilot.press("p")
        await settled(pilot)
        await pilot.press("end", "down", "down", "space", "f2")
        await settled(pilot, lambda: isinstance(unlocked.screen, CopyScreen))
    assert asked("stories.prepare") == (records.STORY, ("md", "txt"))


async def test_quote_leads_to_its_interview(opened, detail, settled, unlocked):
    async with opened(detail) as pilot:
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(unlocked.screen, InterviewScreen))


async def test_finished_article_is_checked(
    opened, detail, settled, desk, asked, unlocked, tmp_path, drawn
):
    found = RecheckView((SurvivorView("person", "line 2", 3, 9, "Han"),), (), (), (), 1, False)
    desk.answers["stories.recheck_file"] = lambda _name, _data, _id: found
    article = tmp_path / "article.md"
    article.write_bytes(b"Han sold rice.")
    async with opened(detail) as pilot:
        await pilot.press("c")
        await settled(pilot)
        unlocked.screen.query_one(WordInput).value = str(article)
        await pilot.press("enter")
        await settled(pilot, lambda: isinstance(unlocked.screen, ReadingScreen))
        await settled(pilot)
        assert "person: Han, line 2" in drawn(pilot)
        assert "? Your keys open no terms of 1 desk" in drawn(pilot)
    assert asked("stories.recheck_file")[:2] == ("article.md", b"Han sold rice.")


async def test_article_that_is_not_there_is_said_without_its_name(
    opened, detail, settled, unlocked, drawn
):
    async with opened(detail) as pilot:
        await pilot.press("c")
        await settled(pilot)
        await pilot.press(*"/no-such", "enter")
        await settled(pilot)
        assert "no readable file" in drawn(pilot)


# --- writing a story -----------------------------------------------------------------------------


async def test_story_is_written_with_quotes_by_keyboard_alone(
    opened, settled, asked, unlocked, records
):
    async with opened(StoryScreen()) as pilot:
        await pilot.press("n")
        await settled(pilot, lambda: isinstance(unlocked.screen, StoryEditScreen))
        await pilot.press(*"Rice", "tab", *"Weekly", "f3")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("space", "down", "down", "space", "f2")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot, lambda: isinstance(unlocked.screen, StoryDetailScreen))
    draft, story_id = asked("stories.save_story")
    assert (draft.title, draft.outlet, draft.purpose) == ("Rice", "Weekly", Purpose.PUBLISH)
    assert draft.picks == (
        (records.INTERVIEW, "ab12cd34", "en"),
        (records.INTERVIEW, "ef56ab78", "en"),
    )
    assert (draft.languages, draft.desk, story_id) == (("en",), "North desk", "")


async def test_quotes_being_chosen_are_sealed_with_the_story_at_a_lock(
    opened, settled, unlocked, asked, records
):
    async with opened(StoryEditScreen(StoryForm(title="Ice"))) as pilot:
        await pilot.press("f3")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("space")
        unlocked._seal_drafts()
        await settled(pilot)
    form = from_bytes(asked("interviews.save_draft")[0], StoryForm)
    assert form.picks == ((records.INTERVIEW, "ab12cd34", "en"),)


async def test_quotes_are_moved_and_removed(opened, settled, asked, records):
    picks = ((records.INTERVIEW, "a", "en"), (records.INTERVIEW, "b", "en"), ("x" * 32, "c", "ko"))
    screen = StoryEditScreen(StoryForm(story=records.STORY, title="Rice", picks=picks))
    async with opened(screen) as pilot:
        screen.query_one("#picks").focus()
        await pilot.press("d", "x", "f2")
        await settled(pilot)
    assert [pick[1] for pick in asked("stories.save_story")[0].picks] == ["b", "c"]


async def test_untitled_story_is_not_sent(opened, settled, desk, drawn):
    async with opened(StoryEditScreen(StoryForm())) as pilot:
        await pilot.press("f2")
        await settled(pilot)
        assert "A story needs a working title." in drawn(pilot)
    assert "stories.save_story" not in desk.acts()


async def test_unsaved_story_is_sealed_and_asked_about(opened, settled, unlocked, asked):
    screen = StoryEditScreen(StoryForm())
    async with opened(screen) as pilot:
        await settled(pilot)
        assert not screen.has_unsaved()
        await pilot.press(*"Ri", "escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, ConfirmScreen))
        assert asked("interviews.save_draft")[0] == screen._seal()


async def test_half_typed_story_comes_back(opened, settled, unlocked, desk):
    blob = to_bytes(StoryForm(title="half", intro="Thaw", focus="intro"))
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    async with opened(StoryScreen()) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, StoryEditScreen))
        await settled(pilot)
        assert unlocked.screen.query_one("#story-title", WordInput).value == "half"
        assert unlocked.screen.focused.id == "intro"
        await pilot.press("x")
        assert unlocked.screen.focused.text == "Thawx"


# --- one copy ------------------------------------------------------------------------------------


async def test_copy_shows_exactly_what_would_leave(opened, copy_screen, settled, drawn):
    async with opened(copy_screen) as pilot:
        assert "# Rice" in drawn(pilot)
        assert "File 1 of 2: md en, 120 bytes" in drawn(pilot)
        assert "✓ rechecked: no protected word survives" in drawn(pilot)
        await pilot.press("f")
        await settled(pilot)
        assert "File 2 of 2: txt en" in drawn(pilot)


async def test_surviving_words_are_told_by_word_and_sign(opened, copy_screen, desk, records, drawn):
    desk.answers["stories.copy_view"] = lambda _id: records.copy(survivors=2)
    async with opened(copy_screen) as pilot:
        assert "✗ 2 protected words survive in the files" in drawn(pilot)


async def test_own_copy_is_not_approved_and_the_reason_is_said(
    opened, copy_screen, settled, desk, records, drawn
):
    closed = (("approve", "its preparer does not approve it"),)
    desk.answers["stories.copy_view"] = lambda _id: records.copy(why_not=closed)
    async with opened(copy_screen) as pilot:
        await pilot.press("a")
        await settled(pilot)
        assert "✗ Not done: its preparer does not approve it" in drawn(pilot)


async def test_approval_of_a_copy_takes_a_typed_word(
    opened, copy_screen, settled, asked, desk, drawn
):
    async with opened(copy_screen) as pilot:
        await pilot.press("a")
        await settled(pilot)
        await pilot.press("enter")
        assert "stories.approve_copy" not in desk.acts()
        await pilot.press(*"approve", "enter")
        await settled(pilot)
        assert "approved by Jonas" in drawn(pilot)


async def test_release_takes_a_folder_and_a_typed_word(
    opened, copy_screen, settled, unlocked, asked, desk, drawn, tmp_path
):
    async with opened(copy_screen) as pilot:
        await pilot.press("r")
        await settled(pilot, lambda: isinstance(unlocked.screen, ReleaseScreen))
        await pilot.press(*str(tmp_path), "enter", *"yes", "enter")
        assert "stories.release" not in desk.acts()
        unlocked.screen.query_one("#word", WordInput).value = ""
        await pilot.press(*"release", "enter")
        await settled(pilot)
        assert "➔ Released: 1 file in" in drawn(pilot)
    assert asked("stories.release")[1] == Path(tmp_path)


async def test_refused_release_says_the_rule(opened, copy_screen, settled, unlocked, desk, drawn):
    def refuse(_id, _folder):
        raise RefusedError("Nobody approved this copy yet.", ("COPY-05",))

    desk.answers["stories.release"] = refuse
    async with opened(copy_screen) as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press(*"/x", "enter", *"release", "enter")
        await settled(pilot)
        assert "✗ Not done: Nobody approved this copy yet. (COPY-05)" in drawn(pilot)


async def test_printing_is_recorded_with_outlet_and_day(
    opened, copy_screen, settled, unlocked, asked
):
    async with opened(copy_screen) as pilot:
        await pilot.press("o")
        await settled(pilot, lambda: isinstance(unlocked.screen, OutcomeScreen))
        await pilot.press("f2")
        assert isinstance(unlocked.screen, OutcomeScreen)
        unlocked.screen.query_one("#outlet", WordInput).value = "The Weekly"
        unlocked.screen.query_one("#date", WordInput).value = "2026-11-20"
        await pilot.press("f2")
        await settled(pilot)
    assert asked("stories.outcome")[1] == "printed"


async def test_a_half_typed_outcome_is_sealed_at_a_lock(
    opened, copy_screen, settled, unlocked, asked, records
):
    async with opened(copy_screen) as pilot:
        await pilot.press("o")
        await settled(pilot, lambda: isinstance(unlocked.screen, OutcomeScreen))
        unlocked.screen.query_one("#outlet", WordInput).value = "The Weekly"
        unlocked._seal_drafts()
        await settled(pilot)
    form = from_bytes(asked("interviews.save_draft")[0], OutcomeForm)
    assert form == OutcomeForm(copy=records.COPY, outlet="The Weekly")


async def test_a_half_typed_outcome_comes_back(
    opened, copy_screen, settled, unlocked, desk, records
):
    form = OutcomeForm(copy=records.COPY, outcome="recalled", reason="Her town was named.")
    kept = DraftView("4", "2026-11-20T10:00:00Z", to_bytes(form))
    desk.answers["interviews.drafts"] = lambda: [kept]
    async with opened(copy_screen) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, OutcomeScreen))
        await settled(pilot)
        assert unlocked.screen.typed() == form
