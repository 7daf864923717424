"""The Review screen: going through the queue, judging by hash, remarks that are never lost."""

from __future__ import annotations

import pytest

from tui.screens.confirm import ConfirmScreen
from tui.screens.library import LibraryScreen
from tui.screens.remark import RemarkScreen
from tui.screens.review import ReviewScreen
from tui.widgets.remark_draft import RemarkDraft
from vault.archive.views import DraftView, WorkView
from vault.errors import RefusedError
from vault.model import from_bytes, to_bytes

OTHER = "0b" * 16


@pytest.fixture
def screen(desk, records, row):
    """Two interviews wait; neither is open to verbatim keys."""
    other = records.reader(row).row
    second = type(other)(**{f: getattr(other, f) for f in other.__struct_fields__} | {"id": OTHER})
    views = {records.INTERVIEW: records.reader(row), OTHER: records.reader(second)}
    waiting = [row, second]
    desk.waiting = waiting
    desk.answers["review.my_work"] = lambda: WorkView((), (), tuple(waiting), ())
    desk.answers["interviews.show"] = lambda ident: views[ident]
    desk.answers["review.approve"] = lambda ident, _hash: waiting.remove(
        next(each for each in waiting if each.id == ident)
    )
    return ReviewScreen()


async def test_queue_opens_on_the_first_and_says_the_place(opened, screen, drawn):
    async with opened(screen) as pilot:
        assert "Review 1 of 2" in drawn(pilot)
        assert "‹person› sold rice in ‹place›" in drawn(pilot)
        assert "Verbatim" not in drawn(pilot)


async def test_next_and_previous_go_without_the_list(opened, screen, settled):
    async with opened(screen) as pilot:
        await pilot.press("n")
        await settled(pilot, lambda: screen.view.row.id == OTHER)
        await pilot.press("p")
        await settled(pilot, lambda: screen.view.row.id != OTHER)


async def test_approval_takes_a_typed_word_and_names_the_rendition(
    opened, screen, settled, unlocked, asked, records, desk, drawn
):
    async with opened(screen) as pilot:
        await pilot.press("a")
        await settled(pilot, lambda: isinstance(unlocked.screen, ConfirmScreen))
        await pilot.press("enter", "enter")
        assert "review.approve" not in desk.acts()
        await pilot.press(*"approve", "enter")
        await settled(pilot, lambda: screen.view.row.id == OTHER)
        assert asked("review.approve") == (records.INTERVIEW, records.RENDITION)
        assert "Review 1 of 1" in drawn(pilot)


async def test_refused_approval_says_the_rule(opened, screen, settled, desk, drawn):
    def refuse(_ident, _hash):
        raise RefusedError("Nobody approves their own words: someone else must.", ("REV-01",))

    desk.answers["review.approve"] = refuse
    async with opened(screen) as pilot:
        await pilot.press("a")
        await settled(pilot)
        await pilot.press(*"approve", "enter")
        await settled(pilot)
        assert "Nobody approves their own words: someone else must. (REV-01)" in drawn(pilot)


async def test_closed_act_says_why_at_once(
    opened, screen, settled, desk, records, row, drawn, unlocked
):
    closed = (("approve", "nobody approves their own words"),)
    desk.answers["interviews.show"] = lambda _id: records.reader(row, why_not=closed)
    async with opened(screen) as pilot:
        await pilot.press("a")
        await settled(pilot)
        assert unlocked.screen is screen
        assert "✗ Not done: nobody approves their own words" in drawn(pilot)


async def test_remark_belongs_to_the_quote_under_the_cursor(
    opened, screen, settled, asked, records
):
    async with opened(screen) as pilot:
        await pilot.press("down", "r")
        await settled(pilot)
        await pilot.press(*"Why?", "f2")
        await settled(pilot)
    sent = (records.INTERVIEW, records.RENDITION, "Why?", "ef56ab78")
    assert asked("review.remark") == sent


async def test_returning_needs_words(opened, screen, settled, unlocked, asked, desk):
    async with opened(screen) as pilot:
        await pilot.press("b")
        await settled(pilot)
        await pilot.press("f2")
        assert isinstance(unlocked.screen, RemarkScreen)
        assert "review.send_back" not in desk.acts()
        await pilot.press(*"Too exact.", "ctrl+s")
        await settled(pilot)
    assert asked("review.send_back")[2:] == ("Too exact.", "")


async def test_changed_quotes_are_told_and_gone_to(opened, screen, settled, drawn):
    async with opened(screen) as pilot:
        await pilot.press("c")
        await settled(pilot)
        assert "> Quote 2 | + changed since the last review" in drawn(pilot)


async def test_escape_from_a_remark_asks_once_more_when_words_are_typed(
    opened, screen, settled, unlocked
):
    async with opened(screen) as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press(*"ab", "escape")
        await settled(pilot)
        assert isinstance(unlocked.screen, RemarkScreen)
        await pilot.press("escape")
        await settled(pilot, lambda: unlocked.screen is screen)


async def test_half_typed_remark_is_sealed_at_a_lock(opened, screen, settled, unlocked, asked):
    async with opened(screen) as pilot:
        await pilot.press("r")
        await settled(pilot)
        await pilot.press(*"half")
        unlocked.screen.seal_draft()
        await settled(pilot)
    draft = from_bytes(asked("interviews.save_draft")[0], RemarkDraft)
    assert (draft.act, draft.words) == ("review.remark", "half")


async def test_half_typed_remark_comes_back(opened, screen, settled, unlocked, desk, records):
    draft = RemarkDraft("review.remark", records.INTERVIEW, records.RENDITION, "", "half typed")
    blob = to_bytes(draft)
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    async with opened(screen) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, RemarkScreen))
        await settled(pilot)
        assert unlocked.screen.words == "half typed"
        await pilot.press("!")
        assert unlocked.screen.words == "half typed!"


async def test_empty_queue_says_so_and_escape_leaves(
    opened, screen, settled, desk, drawn, unlocked
):
    desk.waiting.clear()
    async with opened(screen) as pilot:
        assert "Nothing waits for your review." in drawn(pilot)
        await pilot.press("a", "n", "escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))


async def test_a_remark_says_which_quote_it_is_for(opened, screen, settled, drawn):
    async with opened(screen) as pilot:
        await pilot.press("down", "r")
        await settled(pilot)
        assert "Remark for the author, on quote 2" in drawn(pilot)
