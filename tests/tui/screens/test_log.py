"""The Log screen: typing, pasting, previewing, quotes, saving, and drafts that survive."""

from __future__ import annotations

import pytest
from textual import events

from tui.screens import draft_keeper
from tui.screens.confirm import ConfirmScreen
from tui.screens.interview import InterviewScreen
from tui.screens.library import LibraryScreen
from tui.screens.log import LogScreen
from tui.screens.quote_agreement import QuoteAgreementScreen
from tui.widgets.check_list import CheckList
from tui.widgets.decisions import Decisions
from tui.widgets.draft_form import LogForm, QuoteForm, open_form, seal_form
from tui.widgets.province_field import ProvinceField
from tui.widgets.quote_fields import QuoteFields
from tui.widgets.quote_list import QuoteList
from tui.widgets.word_area import WordArea
from tui.widgets.word_input import WordInput
from vault.archive.views import DraftView, PreviewView
from vault.drafts import DecisionRequest
from vault.errors import MalformedError
from vault.model import Attribution, Audience, Scope, to_bytes

KOREAN = "혜산 장마당에서 들은 말이다.\n쌀값이 두 배로 올랐다고 한다."


@pytest.fixture
def screen():
    return LogScreen()


def words(screen) -> WordArea:
    return screen.query_one("#words", WordArea)


def has_looked(screen) -> bool:
    """Tell whether the form looked at itself after the latest change: it waits for a pause."""
    return screen._timer is not None and screen._timer._task.done()


async def type_words(pilot, screen, text: str) -> None:
    words(screen).focus()
    words(screen).insert(text)
    await pilot.pause()


async def test_cursor_starts_in_the_words_and_words_alone_are_enough(
    opened, screen, settled, asked, unlocked
):
    async with opened(screen) as pilot:
        assert screen.focused is words(screen)
        await pilot.press(*"Rice is dear.", "f2")
        await settled(pilot, lambda: isinstance(unlocked.screen, InterviewScreen))
    draft = asked("interviews.log")[0]
    assert [quote.words for quote in draft.quotes] == ["Rice is dear."]
    assert draft.agreement.attribution is Attribution.NOT_AGREED
    assert draft.agreement.scopes == (Scope.ARCHIVE,)


async def test_saving_without_a_word_says_so_and_sends_nothing(
    opened, screen, settled, desk, drawn
):
    async with opened(screen) as pilot:
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "one quote is enough" in drawn(pilot)
    assert "interviews.log" not in desk.acts()


async def test_pasted_korean_lines_stay_lines(opened, screen, settled, asked, unlocked):
    async with opened(screen) as pilot:
        unlocked.screen.focused.post_message(events.Paste(KOREAN))
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
    draft = asked("interviews.log")[0]
    assert draft.quotes[0].words == KOREAN
    assert draft.quotes[0].language == "ko"


async def test_pasted_control_characters_become_visible(opened, screen, settled, asked):
    async with opened(screen) as pilot:
        screen.focused.post_message(events.Paste("a\x1b]0;HIJACK\x07b\u202ec"))
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
    assert asked("interviews.log")[0].quotes[0].words == "a‹U+001B›]0;HIJACK‹U+0007›b‹U+202E›c"


async def test_several_lines_pasted_into_one_line_are_joined_and_said(
    opened, screen, settled, drawn
):
    async with opened(screen) as pilot:
        title = screen.query_one("#title", WordInput)
        title.focus()
        title.post_message(events.Paste("first\nsecond"))
        await settled(pilot)
        assert title.value == "first second"
        assert "were joined" in drawn(pilot)


async def test_language_is_guessed_shown_and_changeable(opened, screen, settled, asked, drawn):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "쌀값이 올랐다")
        await settled(pilot)
        assert "(guessed: ko)" in drawn(pilot)
        screen.query_one("#language WordInput", WordInput).value = "ko-KP"
        await pilot.press("f2")
        await settled(pilot)
    assert asked("interviews.log")[0].quotes[0].language == "ko-KP"


async def test_preview_follows_the_words_beside_them_when_wide(
    opened, screen, settled, drawn, desk
):
    async with opened(screen, (120, 40)) as pilot:
        await type_words(pilot, screen, "Han sold rice")
        await settled(pilot, lambda: "interviews.preview" in desk.acts())
        await settled(pilot)
        line = next(line for line in drawn(pilot).splitlines() if "Han sold rice" in line)
        assert "‹person› sold rice" in drawn(pilot)
        assert line.index("Han sold") < 72


async def test_preview_is_hidden_when_narrow_until_asked_for(opened, screen, settled, drawn, desk):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "Han sold rice")
        await settled(pilot, lambda: has_looked(screen))
        assert "interviews.preview" not in desk.acts()
        await pilot.press("f5")
        await settled(pilot, lambda: "interviews.preview" in desk.acts())
        await settled(pilot)
        assert "‹person› sold rice" in drawn(pilot)


async def test_burst_of_typing_asks_for_one_preview(opened, screen, settled, desk, monkeypatch):
    async with opened(screen, (120, 40)) as pilot:
        await settled(pilot, lambda: has_looked(screen))  # once when it opens
        monkeypatch.setattr("tui.screens.log._DEBOUNCE_SECONDS", 2)  # a slow machine types slowly
        for letter in "rice":
            words(screen).insert(letter)
        await settled(pilot, lambda: "interviews.preview" in desk.acts())
        await settled(pilot)
    assert desk.acts().count("interviews.preview") == 1


async def test_preview_can_be_for_publication(opened, screen, settled, asked, drawn, desk):
    async with opened(screen, (120, 40)) as pilot:
        await type_words(pilot, screen, "Han sold rice")
        await pilot.press("f8")
        await settled(pilot, lambda: "interviews.preview" in desk.acts())
        await settled(pilot, lambda: Audience.PUBLICATION in asked("interviews.preview"))
        assert "As it would be printed" in drawn(pilot)


async def test_hostile_preview_is_shown_as_text(opened, screen, settled, desk, drawn):
    text = "[/] [@click=app.quit]x[/] \x1b[2J \u202e"
    desk.answers["interviews.preview"] = lambda *_a, **_o: PreviewView(text, ())
    async with opened(screen, (120, 40)) as pilot:
        await type_words(pilot, screen, "x")
        await settled(pilot, lambda: "[@click=app.quit]x[/]" in drawn(pilot))
        assert "‹U+001B›" in drawn(pilot)


async def test_screen_says_what_a_release_will_ask_for(opened, screen, settled, drawn):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "x")
        await settled(pilot, lambda: "For a release: title, province" in drawn(pilot))


async def test_quotes_are_added_chosen_moved_and_removed(opened, screen, settled, asked, unlocked):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "one")
        await pilot.press("f3")
        await type_words(pilot, screen, "two")
        await pilot.press("f3")
        await type_words(pilot, screen, "three")
        await pilot.press("f4")
        assert words(screen).text == "one"
        screen.query_one(QuoteList).focus()
        await pilot.press("d")
        await settled(pilot)
        screen.query_one(QuoteList).focus()
        screen.query_one(QuoteList).cursor = 2
        await pilot.press("delete")
        await settled(pilot, lambda: isinstance(unlocked.screen, ConfirmScreen))
        await pilot.press("y")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
    assert [quote.words for quote in asked("interviews.log")[0].quotes] == ["two", "one"]


async def test_translation_has_its_own_block(opened, screen, settled, asked):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "쌀을 팔았다")
        await pilot.press("f7")
        await settled(pilot)
        await pilot.press(*"They sold rice")
        await pilot.press("f2")
        await settled(pilot)
    translation = asked("interviews.log")[0].quotes[0].translations[0]
    assert (translation.language, translation.words) == ("en", "They sold rice")


async def test_province_is_completed_by_name_and_saved_as_code(opened, screen, settled, asked):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "x")
        screen.query_one("#province").focus()
        await pilot.press(*"Ry")
        await settled(pilot, lambda: screen.query_one("#offers").display)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert screen.query_one("#province", WordInput).value == "Ryanggang"
        assert screen.query_one(ProvinceField).value == "KP-10"
        await pilot.press("f2")
        await settled(pilot)
    assert asked("interviews.log")[0].province == "KP-10"


async def test_escape_in_completions_closes_them_and_not_the_form(
    opened, screen, settled, unlocked
):
    async with opened(screen) as pilot:
        screen.query_one("#province").focus()
        await pilot.press(*"Ry")
        await settled(pilot, lambda: screen.query_one("#offers").display)
        await pilot.press("down", "escape")
        await settled(pilot)
        assert unlocked.screen is screen
        assert not screen.query_one("#offers").display


async def test_agreement_shows_the_houses_sentence(opened, screen, settled, drawn, asked):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "x")
        screen.query_one("#attribution").focus()
        await pilot.press("down", "down", "space")
        await settled(pilot, lambda: "House: background." in drawn(pilot))
        await pilot.press("f2")
        await settled(pilot)
    assert asked("interviews.log")[0].agreement.attribution is Attribution.BACKGROUND


async def test_anonymous_from_nobody_stands_alone(opened, screen, settled):
    async with opened(screen) as pilot:
        ticks = screen.query_one("#anonymous_from", CheckList)
        ticks.focus()
        await pilot.press("end", "down", "down", "down", "down", "space")
        await settled(pilot)
        assert ticks.ticked == {"nobody"}
        await pilot.press("up", "space")
        await settled(pilot)
        assert ticks.ticked == {"community"}


async def test_refusal_names_the_field_and_keeps_what_is_typed(
    opened, screen, settled, desk, drawn
):
    def refuse(_draft):
        raise MalformedError("The field place is too long.", field="place")

    desk.answers["interviews.log"] = refuse
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "kept words")
        await pilot.press("f2")
        await settled(pilot)
        assert "✗ Not done: The field place is too long." in drawn(pilot)
        assert words(screen).text == "kept words"
        assert not screen._is_saving


async def test_bad_date_is_said_and_the_cursor_goes_there(opened, screen, settled, drawn, desk):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "x")
        screen.query_one("#told", WordInput).value = "last year"
        await pilot.press("f2")
        await settled(pilot)
        assert screen.focused is screen.query_one("#told")
        assert "last year" not in str(drawn(pilot).splitlines()[-2:])
    assert "interviews.log" not in desk.acts()


async def test_f6_goes_through_the_sections(opened, screen, settled):
    async with opened(screen) as pilot:
        seen = []
        for _ in range(6):
            await pilot.press("f6")
            await pilot.pause()
            seen.append(screen.focused.id)
        assert seen == ["person", "province", "attribution", "held_at", "terms", "question"]


async def test_quote_gets_a_stricter_agreement_of_its_own(opened, screen, settled, unlocked, asked):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "x")
        await pilot.press("f10")
        await settled(pilot, lambda: isinstance(unlocked.screen, QuoteAgreementScreen))
        await settled(pilot)
        await pilot.press("down", "down", "down", "down", "space", "f2")
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
    draft = asked("interviews.log")[0]
    assert draft.quotes[0].agreement.attribution is Attribution.OFF_RECORD
    assert draft.agreement.attribution is Attribution.NOT_AGREED


async def test_changing_an_interview_keeps_ids_and_unshown_parts(opened, records, settled, asked):
    screen = LogScreen(records.INTERVIEW)
    async with opened(screen) as pilot:
        await settled(pilot)
        screen.query_one("#title", WordInput).value = "Rice, again"
        await pilot.press("f2")
        await settled(pilot)
    identifier, draft = asked("interviews.revise")
    assert identifier == records.INTERVIEW
    assert [quote.id for quote in draft.quotes] == ["ab12cd34", "ef56ab78"]
    assert draft.quotes[0].translations == records.DRAFT.quotes[0].translations
    assert draft.title == "Rice, again"


async def test_words_are_sealed_within_two_seconds_of_typing(opened, screen, settled, asked):
    assert draft_keeper._SECONDS < 2
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "half a sentence")
        await settled(pilot, lambda: bool(screen.keeper.draft_id))
        form = open_form(asked("interviews.save_draft")[0])
        assert form.quotes[0].words == "half a sentence"
        await type_words(pilot, screen, " more")
        screen.seal_draft()
        await settled(pilot)
        assert asked("interviews.save_draft")[1] == "17"


async def test_lock_seals_what_is_typed_at_once(opened, screen, settled, asked):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "before the lock")
        screen.query_one("#danger").focus()
        await pilot.pause()
        blob = screen.seal_draft()
        await settled(pilot)
    form = open_form(blob)
    assert (form.quotes[0].words, form.focus) == ("before the lock", "danger")
    assert asked("interviews.save_draft")[0] == blob


async def test_draft_is_given_back_with_the_cursor_where_it_was(opened, desk, settled):
    quotes = (QuoteForm(words="one"), QuoteForm(words="두 번째"))
    blob = seal_form(LogForm(quotes=quotes, current=1, focus="danger", danger="checks"))
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    screen = LogScreen(draft_id="4")
    async with opened(screen) as pilot:
        await settled(pilot, lambda: screen.focused is not None and screen.focused.id == "danger")
        assert words(screen).text == "두 번째"
        assert screen.query_one("#danger", WordInput).value == "checks"


async def test_a_draft_is_typed_on_where_it_ends(opened, desk, settled):
    form = LogForm(quotes=(QuoteForm(words="배가\n얼음에"),), focus="words")
    kept = DraftView("4", "2026-11-20T10:00:00Z", seal_form(form))
    desk.answers["interviews.drafts"] = lambda: [kept]
    screen = LogScreen(draft_id="4")
    async with opened(screen) as pilot:
        await settled(pilot)
        await pilot.press(" ", "막")
        assert words(screen).text == "배가\n얼음에 막"


async def test_saving_discards_the_draft(opened, desk, settled, asked):
    blob = seal_form(LogForm(quotes=(QuoteForm(words="one"),)))
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    async with opened(LogScreen(draft_id="4")) as pilot:
        await settled(pilot)
        await pilot.press("f2")
        await settled(pilot)
    assert asked("interviews.discard_draft") == ("4",)


async def test_a_saved_interview_leaves_no_draft_however_soon_it_was_saved(
    opened, screen, settled, desk, asked
):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "saved before the clock of the draft ran out")
        await pilot.press("f2")
        await settled(pilot, lambda: "interviews.discard_draft" in desk.acts())
    acts = desk.acts()
    assert acts.index("interviews.save_draft") < acts.index("interviews.log")
    assert asked("interviews.discard_draft") == ("17",)


async def test_an_agreement_of_its_own_that_is_being_chosen_is_sealed_at_a_lock(
    opened, screen, settled, unlocked, asked
):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "unsaved")
        await pilot.press("f10")
        await settled(pilot, lambda: isinstance(unlocked.screen, QuoteAgreementScreen))
        await pilot.press("down", "space")
        unlocked._seal_drafts()
        await settled(pilot)
    form = open_form(asked("interviews.save_draft")[0])
    assert form.quotes[0].agreement.attribution is Attribution.ON_RECORD


async def test_escape_asks_when_words_are_unsaved_and_seals_them(
    opened, screen, settled, unlocked, asked
):
    async with opened(screen) as pilot:
        await type_words(pilot, screen, "unsaved")
        await pilot.press("escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, ConfirmScreen))
        assert open_form(asked("interviews.save_draft")[0]).quotes[0].words == "unsaved"
        await pilot.press("n")
        await settled(pilot)
        assert unlocked.screen is screen


async def test_escape_leaves_an_untouched_form_without_asking(opened, screen, settled, unlocked):
    async with opened(screen) as pilot:
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot, lambda: isinstance(unlocked.screen, LibraryScreen))


async def test_one_key_holds_the_idle_lock(opened, screen, settled, unlocked, clock, drawn):
    async with opened(screen) as pilot:
        await pilot.press("f9")
        await settled(pilot)
        clock.advance(29 * 60)
        assert unlocked._clock.seconds_left() > 0
        await pilot.press("f9")
        await settled(pilot)
        assert "60 minutes" in drawn(pilot)


async def test_letters_typed_in_a_field_never_act(opened, screen, settled, desk):
    async with opened(screen) as pilot:
        await pilot.press(*"nqrskmtud/")
        await settled(pilot)
        assert words(screen).text == "nqrskmtud/"


async def test_form_of_500_quotes_opens(opened, desk, records, settled, drawn):
    from msgspec.structs import replace

    many = replace(records.DRAFT, quotes=records.DRAFT.quotes * 250)
    desk.answers["interviews.draft_of"] = lambda _id: many
    screen = LogScreen(records.INTERVIEW)
    async with opened(screen) as pilot:
        await settled(pilot)
        await pilot.press("shift+f4")
        await settled(pilot)
        assert screen.query_one(QuoteFields).read().words == "국경은 밤에 열린다."
        assert "> 500" in drawn(pilot)


async def test_draft_of_another_screen_opens_that_screen(opened, desk, records, settled, unlocked):
    blob = to_bytes(Decisions(records.INTERVIEW, 3, (DecisionRequest("q", "en", 0, 1),)))
    desk.answers["interviews.drafts"] = lambda: [DraftView("4", "2026-11-20T10:00:00Z", blob)]
    async with opened(LogScreen(draft_id="4")) as pilot:
        await settled(pilot, lambda: isinstance(unlocked.screen, InterviewScreen))
        await settled(pilot, unlocked.screen.has_unsaved)


async def test_draft_that_is_gone_leaves_an_empty_form(opened, desk, settled, drawn):
    screen = LogScreen(draft_id="4")
    async with opened(screen) as pilot:
        await settled(pilot)
        assert "That draft is no longer there." in drawn(pilot)
        assert not screen.has_unsaved()
