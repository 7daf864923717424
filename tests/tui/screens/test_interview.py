"""The Interview screen: what stands beside what, deciding, finishing, and what is never lost."""

from __future__ import annotations

import pytest

from tui.screens.confirm import ConfirmScreen
from tui.screens.interview import InterviewScreen
from tui.screens.library import LibraryScreen
from tui.screens.log import LogScreen
from tui.screens.match import MatchScreen
from tui.screens.remark import RemarkScreen
from tui.screens.terms import TermsScreen
from tui.widgets.decisions import Decisions, seal_decisions
from tui.widgets.remark_draft import RemarkDraft
from vault.archive.marking import UnmatchedView
from vault.archive.views import DraftView
from vault.drafts import DecisionRequest, MatchRequest
from vault.errors import RefusedError
from vault.model import Action, SpanKind, Term, from_bytes, to_bytes


@pytest.fixture
def screen(records):
    return InterviewScreen(records.INTERVIEW)


async def test_narrow_terminal_shows_redacted_and_verbatim_under_their_own_tabs(
    opened, screen, drawn
):
    async with opened(screen) as pilot:
        assert "‹person› sold rice in ‹place›" in drawn(pilot)
        assert "Han Seo-jin" not in drawn(pilot)
        await pilot.press("2")
        await pilot.pause()
        assert "‹*Han Seo-jin› sold rice in ‹?Hyesan›" in drawn(pilot)
        assert "‹person› sold" not in drawn(pilot)


async def test_wide_terminal_shows_both_beside_each_other(opened, screen, drawn):
    async with opened(screen, (120, 40)) as pilot:
        line = next(line for line in drawn(pilot).splitlines() if "‹person› sold" in line)
        assert line.index("‹person› sold") < line.index("‹*Han Seo-jin›")
        assert "2 Verbatim" not in drawn(pilot)


async def test_growing_terminal_goes_from_tabs_to_columns(opened, screen, drawn):
    async with opened(screen) as pilot:
        await pilot.press("2")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert "Side by side" in drawn(pilot)
        assert any(
            "‹person› sold" in line and "‹*Han" in line for line in drawn(pilot).splitlines()
        )


async def test_reader_without_the_key_sees_no_verbatim_tab(
    opened, screen, desk, records, row, drawn
):
    desk.answers["interviews.show"] = lambda _id: records.reader(row)
    async with opened(screen, (120, 40)) as pilot:
        assert "Verbatim" not in drawn(pilot)
        await pilot.press("2", "u")
        await pilot.pause()
        assert "decided by the author or an editor" in drawn(pilot)


async def test_deciding_goes_on_by_itself_and_saves_once(
    opened, screen, settled, asked, desk, drawn
):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        assert "likely place" in drawn(pilot)
        await pilot.press("k")
        await settled(pilot)
        await pilot.press("t", "s")
        await settled(pilot)
    identifier, requests = asked("interviews.decide")
    assert identifier == screen.interview_id
    assert requests == [
        DecisionRequest("ab12cd34", "en", 25, 31, Action.KEEP, SpanKind.PLACE),
        DecisionRequest("ab12cd34", "en", 42, 46, Action.MASK, SpanKind.KINSHIP, as_term=True),
    ]
    assert desk.acts().count("interviews.decide") == 1


async def test_key_pressed_before_a_span_is_chosen_decides_nothing(opened, screen, settled):
    async with opened(screen) as pilot:
        await pilot.press("m")
        await settled(pilot)
        assert not screen.decisions.requests
        assert screen.quotes.place is not None


async def test_taking_a_decision_back_makes_it_wait_again(opened, screen, settled):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        await pilot.press("k", "z")
        await settled(pilot)
        assert not screen.has_unsaved()


async def test_finishing_saves_decisions_first(opened, screen, settled, desk):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        await pilot.press("m", "f")
        await settled(pilot, lambda: "interviews.mark" in desk.acts())
    acts = desk.acts()
    assert acts.index("interviews.decide") < acts.index("interviews.mark")


async def test_refused_finish_says_the_rule_and_its_sentence(opened, screen, settled, desk, drawn):
    def refuse(_id):
        raise RefusedError("2 spans have no counterpart yet.", ("MARK-01",))

    desk.answers["interviews.mark"] = refuse
    async with opened(screen) as pilot:
        await pilot.press("f")
        await settled(pilot)
        assert "✗ Not done: 2 spans have no counterpart yet. (MARK-01)" in drawn(pilot)


async def test_leaving_with_decisions_asks_and_no_stays(opened, screen, settled, unlocked):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        await pilot.press("k", "escape")
        await settled(pilot)
        assert isinstance(unlocked.screen, ConfirmScreen)
        await pilot.press("n")
        await settled(pilot)
        assert unlocked.screen is screen
        await pilot.press("escape", "y")
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))


async def test_decisions_that_a_lock_sealed_are_back(opened, screen, desk, records, settled):
    request = DecisionRequest("ab12cd34", "en", 25, 31, Action.KEEP)
    blob = seal_decisions(Decisions(records.INTERVIEW, 3, (request,)))
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    async with opened(screen) as pilot:
        await settled(pilot, screen.has_unsaved)
        assert screen.decisions.requests == (request,)


async def test_decisions_about_another_version_are_dropped(opened, screen, desk, records, settled):
    request = DecisionRequest("ab12cd34", "en", 25, 31, Action.KEEP)
    blob = seal_decisions(Decisions(records.INTERVIEW, 2, (request,)))
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    async with opened(screen) as pilot:
        await settled(pilot)
        assert not screen.has_unsaved()


async def test_history_compares_with_the_version_before(opened, screen, settled, asked, drawn):
    async with opened(screen) as pilot:
        await pilot.press("5")
        await settled(pilot)
        assert asked("interviews.differences")[1:] == (1, 3)
        assert "+en: maize" in drawn(pilot)


async def test_open_translation_is_answered_span_by_span(opened, screen, settled, unlocked, asked):
    async with opened(screen) as pilot:
        await pilot.press("x")
        await settled(pilot, lambda: isinstance(unlocked.screen, MatchScreen))
        await pilot.press("enter")
        await settled(pilot)
    assert asked("interviews.match")[1] == (MatchRequest("ab12cd34", "en", 25, "ko", 5),)


async def test_span_that_is_not_in_the_other_text_is_said_so(
    opened, screen, settled, unlocked, asked
):
    async with opened(screen) as pilot:
        await pilot.press("x")
        await settled(pilot, lambda: isinstance(unlocked.screen, MatchScreen))
        await pilot.press("end", "enter")
        await settled(pilot)
    assert asked("interviews.match")[1][0].other_start is None


async def test_enter_alone_never_answers_with_another_kind_of_thing(
    opened, screen, settled, unlocked, desk
):
    asks = UnmatchedView("ab12cd34", "en", 42, 46, "kinship", "ko")
    desk.answers["interviews.unmatched"] = lambda _id: (asks,)
    async with opened(screen) as pilot:
        await pilot.press("x")
        await settled(pilot, lambda: isinstance(unlocked.screen, MatchScreen))
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert isinstance(unlocked.screen, MatchScreen)
        await pilot.press("escape")
        await settled(pilot)
    assert "interviews.match" not in desk.acts()


async def test_a_toast_leaves_the_line_that_says_what_to_do_next(opened, screen, settled, drawn):
    async with opened(screen) as pilot:
        pilot.app.notify("Saved as quiet heron. " * 8)
        await pilot.press("u")
        await settled(pilot)
        *_, sentence, keys = drawn(pilot).splitlines()
        assert sentence.strip() == "likely place. k keep, m mask here, t term."
        assert keys.endswith("Esc back")


async def test_hold_asks_why_and_sends_the_reason(opened, screen, settled, unlocked, asked):
    async with opened(screen) as pilot:
        await pilot.press("h")
        await settled(pilot, lambda: isinstance(unlocked.screen, RemarkScreen))
        await pilot.press("f2")
        assert isinstance(unlocked.screen, RemarkScreen)  # a reason is needed
        await pilot.press(*"hm", "f2")
        await settled(pilot)
    assert asked("review.hold") == (screen.interview_id, "hm")


async def test_lifting_a_hold_takes_a_typed_word_and_a_second_person(
    opened, screen, settled, asked, drawn
):
    async with opened(screen) as pilot:
        await pilot.press("l")
        await settled(pilot)
        await pilot.press(*"lift", "enter")
        await settled(pilot)
        assert "one more person has to say so" in drawn(pilot)
    assert asked("review.lift_hold") == (screen.interview_id,)


async def test_single_letters_typed_into_a_dialog_act_on_nothing(opened, screen, settled, desk):
    async with opened(screen) as pilot:
        await pilot.press("h")
        await settled(pilot)
        await pilot.press(*"fskmteh")
        await settled(pilot)
    assert not {"interviews.mark", "interviews.decide", "review.hold"} & set(desk.acts())


async def test_words_to_protect_go_to_the_person(opened, screen, settled, unlocked, asked):
    async with opened(screen) as pilot:
        await pilot.press("w")
        await settled(pilot, lambda: isinstance(unlocked.screen, TermsScreen))
        await pilot.press(*"Mina", "ctrl+s")
        await settled(pilot)
    assert asked("persons.add_terms") == ("quiet heron", (Term("Mina", SpanKind.DETAIL),))


async def test_half_typed_words_to_protect_are_sealed_at_a_lock(
    opened, screen, settled, unlocked, asked
):
    async with opened(screen) as pilot:
        await pilot.press("w")
        await settled(pilot, lambda: isinstance(unlocked.screen, TermsScreen))
        await pilot.press(*"Mina", "enter", *"Orsk")
        unlocked._seal_drafts()
        await settled(pilot)
    draft = from_bytes(asked("interviews.save_draft")[0], RemarkDraft)
    assert draft == RemarkDraft("persons.add_terms", screen.interview_id, words="Mina\nOrsk")


async def test_words_to_protect_that_a_lock_sealed_are_back(
    opened, screen, desk, settled, unlocked, asked
):
    draft = RemarkDraft("persons.add_terms", screen.interview_id, words="Mina")
    kept = DraftView("4", "2026-11-20T10:00:00Z", to_bytes(draft))
    desk.answers["interviews.drafts"] = lambda: [kept]
    async with opened(screen) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, TermsScreen))
        await pilot.press("f2")
        await settled(pilot)
    assert asked("persons.add_terms") == ("quiet heron", (Term("Mina", SpanKind.DETAIL),))
    assert asked("interviews.discard_draft") == ("4",)


async def test_answers_to_a_translation_are_sent_at_a_lock(
    opened, screen, settled, unlocked, desk, asked
):
    asks = (UnmatchedView("ab12cd34", "en", 25, 31, "place", "ko"),) * 2
    desk.answers["interviews.unmatched"] = lambda _id: asks
    async with opened(screen) as pilot:
        await pilot.press("x")
        await settled(pilot, lambda: isinstance(unlocked.screen, MatchScreen))
        await pilot.press("enter")
        unlocked._seal_drafts()
        await settled(pilot)
    assert asked("interviews.match") == (
        screen.interview_id,
        (MatchRequest("ab12cd34", "en", 25, "ko", 5),),
    )


async def test_a_translation_is_not_answered_over_unsaved_decisions(
    opened, screen, settled, unlocked, drawn
):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        await pilot.press("k", "x")
        await settled(pilot)
        assert unlocked.screen is screen
        assert "Save the decisions first" in drawn(pilot)
        assert screen.has_unsaved()


async def test_decisions_lost_to_a_new_version_are_told(
    opened, screen, settled, desk, records, row, drawn
):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        await pilot.press("k")
        desk.answers["interviews.show"] = lambda _id: records.interview(row, version=4)
        await pilot.press("r")
        await settled(pilot)
        assert "gone with the old one: 1 unsaved decision." in drawn(pilot)


async def test_a_page_takes_the_sentence_of_another_page_away(opened, screen, settled, drawn):
    async with opened(screen) as pilot:
        await pilot.press("u")
        await settled(pilot)
        assert "likely place" in drawn(pilot)
        await pilot.press("3")
        await settled(pilot)
        assert "likely place" not in drawn(pilot)


async def test_changing_is_refused_with_the_archives_reason(
    opened, screen, settled, desk, records, row, drawn
):
    closed = (("revise", "only its author or an editor of the desk"),)
    desk.answers["interviews.show"] = lambda _id: records.interview(row, why_not=closed)
    async with opened(screen) as pilot:
        await pilot.press("e")
        await settled(pilot)
        assert "only its author or an editor" in drawn(pilot)


async def test_edit_opens_the_form_for_this_interview(opened, screen, settled, unlocked, asked):
    async with opened(screen) as pilot:
        await pilot.press("e")
        await settled(pilot, lambda: isinstance(unlocked.screen, LogScreen))
        assert asked("interviews.draft_of") == (screen.interview_id,)


async def test_500_quotes_open_and_scroll(opened, screen, settled, desk, records, row, drawn):
    quotes = tuple(records.quote(f"{at:08x}") for at in range(500))
    desk.answers["interviews.show"] = lambda _id: records.interview(row, quotes=quotes)
    async with opened(screen, (120, 40)) as pilot:
        await pilot.press("end")
        await settled(pilot)
        assert "> Quote 500" in drawn(pilot)
        await pilot.press("up")
        await settled(pilot)
        assert "> Quote 499" in drawn(pilot)
