"""Forms and drafts: nothing typed is lost, nothing unsafe gets in, and strict is the default."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tui.messages import OpenCopy, OpenInterview, OpenLog, OpenReview, OpenStory
from tui.widgets.agreement_text import AgreementForm, agreement_of, form_of, is_date, read_lines
from tui.widgets.article_file import LARGEST_BYTES, read_article
from tui.widgets.decisions import Decisions
from tui.widgets.draft_form import (
    LogForm,
    QuoteForm,
    TranslationForm,
    draft_from_form,
    form_from_draft,
    guess_language,
    is_empty,
    missing_for_release,
    open_form,
    read_told,
    seal_form,
)
from tui.widgets.draft_kinds import draft_line, place_of
from tui.widgets.outcome_form import OutcomeForm, check_outcome
from tui.widgets.quote_order import added, chosen, moved, removed
from tui.widgets.remark_draft import RemarkDraft
from tui.widgets.review_queue import Queue
from tui.widgets.story_form import StoryForm, draft_from_story
from tui.widgets.terms_text import format_terms, parse_terms
from vault.archive.views import DraftView
from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.errors import MalformedError, UsageError
from vault.model import (
    Action,
    Agreement,
    Attribution,
    Decision,
    Match,
    Precision,
    Scope,
    SpanKind,
    Term,
    ToldTime,
    to_bytes,
)

MARKETS = (("en", "a market"), ("ko", "한 시장"))
ONE = LogForm(quotes=(QuoteForm(words="쌀값이 올랐다"),))
FULL = InterviewDraft(
    quotes=(
        QuoteDraft(
            words="Han sold rice",
            language="en",
            translations=(
                TranslationDraft(
                    "ko", "쌀을 팔았다", (Decision(0, 1, SpanKind.DETAIL, Action.KEEP),)
                ),
            ),
            question="What?",
            paraphrase=True,
            notes="n",
            agreement=Agreement(Attribution.OFF_RECORD),
            decisions=(Decision(0, 3, SpanKind.PERSON, Action.MASK),),
            matches=(Match("en", 0, "ko", None),),
            id="ab12cd34",
        ),
    ),
    desk="North",
    person="quiet heron",
    title="Rice",
    tags=("a", "b"),
    notes="x",
    place="here",
    province="KP-10",
    told=ToldTime("2025-10", Precision.MONTH),
    agreement=Agreement(
        Attribution.BACKGROUND, (("en", "a trader"), ("ko", "상인")), (Scope.ARCHIVE, Scope.QUOTE)
    ),
    danger="checks",
    destroy_after="2030-01-01",
    terms=(Term("Han", SpanKind.PERSON),),
    marked=True,
)


# --- interviews ----------------------------------------------------------------------------------


def test_interview_goes_through_the_form_unchanged():
    assert draft_from_form(form_from_draft(FULL, "id")) == FULL


def test_form_goes_through_its_seal_unchanged():
    form = replace(form_from_draft(FULL, "id"), current=0, focus="danger")
    assert open_form(seal_form(form)) == form


def test_words_alone_are_a_draft_on_the_strict_side():
    draft = draft_from_form(ONE)
    assert draft == InterviewDraft((QuoteDraft("쌀값이 올랐다", "ko"),))


def test_no_words_are_refused_and_the_field_named():
    with pytest.raises(MalformedError) as refusal:
        draft_from_form(LogForm(title="secret title"))
    assert refusal.value.field == "words"
    assert "secret" not in refusal.value.sentence


def test_empty_quotes_are_left_out():
    form = LogForm(quotes=(QuoteForm(" "), QuoteForm("a"), QuoteForm()))
    assert [quote.words for quote in draft_from_form(form).quotes] == ["a"]


def test_changed_words_lose_their_decisions_and_the_mark():
    form = form_from_draft(FULL)
    changed = replace(form, quotes=(replace(form.quotes[0], words="Han sold maize"),))
    draft = draft_from_form(changed)
    assert draft.quotes[0].decisions == ()
    assert draft.quotes[0].translations[0].decisions == FULL.quotes[0].translations[0].decisions
    assert not draft.marked


def test_changed_translation_loses_its_decisions_alone():
    form = form_from_draft(FULL)
    quote = replace(form.quotes[0], translations=(TranslationForm("다른 말", "ko"),))
    draft = draft_from_form(replace(form, quotes=(quote,)))
    assert draft.quotes[0].translations[0].decisions == ()
    assert draft.quotes[0].decisions == FULL.quotes[0].decisions
    assert not draft.marked


def test_control_characters_never_reach_a_draft():
    form = LogForm(quotes=(QuoteForm("a\x1bb\u202e"),), title="t\x07", terms="x\u200b")
    draft = draft_from_form(form)
    assert draft.quotes[0].words == "a‹U+001B›b‹U+202E›"
    assert draft.title == "t‹U+0007›"
    assert draft.terms[0].words == "x‹U+200B›"


@pytest.mark.parametrize(
    ("words", "language"),
    [("쌀값이 올랐다", "ko"), ("Rice is dear", "en"), ("", ""), ("米の値段", ""), ("1984!", "")],
)
def test_language_is_guessed_from_letters(words, language):
    assert guess_language(words) == language


def test_typed_language_wins_and_nonsense_is_refused():
    form = replace(ONE, quotes=(QuoteForm("쌀", "ko-KP"),))
    assert draft_from_form(form).quotes[0].language == "ko-KP"
    with pytest.raises(MalformedError):
        draft_from_form(replace(ONE, quotes=(QuoteForm("쌀", "한국어"),)))


@pytest.mark.parametrize(
    ("typed", "precision"),
    [
        ("", Precision.UNKNOWN),
        ("2025", Precision.YEAR),
        ("2025-10", Precision.MONTH),
        ("2025-10-14", Precision.DAY),
    ],
)
def test_precision_is_what_is_written(typed, precision):
    assert read_told(typed) == ToldTime(typed, precision)


@pytest.mark.parametrize("typed", ["last year", "2025-13", "20251014", "2025-02-30", "2025-10-1"])
def test_dates_that_do_not_exist_are_refused(typed):
    assert not is_date(typed)
    with pytest.raises(MalformedError) as refusal:
        read_told(typed)
    assert refusal.value.field == "told"


def test_what_a_release_asks_for_shrinks_as_the_form_fills():
    assert missing_for_release(ONE) == (
        *("title", "province", "time told about", "attribution", "consent to quote"),
    )
    assert missing_for_release(form_from_draft(FULL)) == ()
    lineless = replace(ONE, agreement=AgreementForm(Attribution.BACKGROUND))
    assert "agreed line" in missing_for_release(lineless)


def test_empty_form_is_empty_wherever_the_cursor_is():
    assert is_empty(LogForm(focus="title", desk="North"))
    assert not is_empty(LogForm(danger="x"))


# --- quotes in their order -----------------------------------------------------------------------


def words(form: LogForm) -> list[str]:
    return [quote.words for quote in form.quotes]


def test_quotes_are_added_after_the_current_one():
    form = added(LogForm(quotes=(QuoteForm("a"), QuoteForm("b"))))
    assert (words(form), form.current) == (["a", "", "b"], 1)


def test_last_quote_is_emptied_rather_than_removed():
    assert words(removed(ONE, 0)) == [""]


@given(st.integers(1, 6), st.integers(0, 5), st.sampled_from([-1, 1]))
def test_moving_keeps_every_quote_and_follows_it(count, at, step):
    at %= count
    form = LogForm(quotes=tuple(QuoteForm(str(number)) for number in range(count)))
    after = moved(form, at, step)
    assert sorted(words(after)) == sorted(words(form))
    assert after.quotes[after.current].words == str(at)


def test_next_goes_round():
    form = LogForm(quotes=(QuoteForm("a"), QuoteForm("b")))
    assert chosen(form, 2).current == 0
    assert chosen(form, -1).current == 1


# --- agreements and terms ------------------------------------------------------------------------


def test_agreement_goes_through_its_form_unchanged():
    assert agreement_of(form_of(FULL.agreement)) == FULL.agreement
    assert agreement_of(AgreementForm()) == Agreement()


def test_archive_consent_is_always_there():
    assert agreement_of(AgreementForm(scopes=())).scopes == (Scope.ARCHIVE,)


@pytest.mark.parametrize("text", ["a trader", "en: a\nen: b", ": x"])
def test_line_without_its_own_language_is_refused(text):
    with pytest.raises(MalformedError) as refusal:
        read_lines(text, "lines")
    assert refusal.value.field == "lines"


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("Han Seo-jin", Term("Han Seo-jin", SpanKind.DETAIL)),
        ("person: 한서진 | Han", Term("한서진", SpanKind.PERSON, forms=("Han",))),
        ("note: this", Term("note: this", SpanKind.DETAIL)),
        ("Place/remove: Hyesan", Term("Hyesan", SpanKind.PLACE, Action.REMOVE)),
        (
            "place: Wiyon > en: a market; ko: 한 시장",
            Term("Wiyon", SpanKind.PLACE, Action.GENERALISE, (), MARKETS),
        ),
        ("Wiyon > a market", Term("Wiyon", SpanKind.DETAIL, Action.GENERALISE, (), MARKETS[:1])),
    ],
)  # fmt: skip
def test_terms_are_read_as_they_are_typed(line, term):
    assert parse_terms(f"\n {line} \n\n") == (term,)


@given(
    st.lists(
        st.builds(
            Term,
            st.sampled_from(["Han", "한서진", "Wiyon market"]),
            st.sampled_from(SpanKind),
            st.sampled_from(Action),
            st.lists(st.sampled_from(["Hahn", "한"]), unique=True).map(tuple),
            st.sampled_from([(), (("en", "a town"),), (("en", "a town"), ("ko", "한 도시"))]),
        ),
        max_size=4,
    ).map(tuple)
)
def test_terms_go_through_text_unchanged(terms):
    assert parse_terms(format_terms(terms)) == terms


# --- drafts, queue, story, outcome, article ------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "message", "field", "value"),
    [
        (LogForm(interview="i"), OpenLog, "interview_id", "i"),
        (Decisions("i", 1), OpenInterview, "interview_id", "i"),
        (RemarkDraft("review.hold", "i"), OpenInterview, "interview_id", "i"),
        (RemarkDraft("review.remark", "i"), OpenReview, "interview_id", "i"),
        (RemarkDraft("persons.add_terms", "i"), OpenInterview, "interview_id", "i"),
        (StoryForm(story="s"), OpenStory, "story_id", "s"),
        (OutcomeForm(copy="c"), OpenCopy, "copy_id", "c"),
    ],
)
def test_draft_leads_back_to_its_screen(draft, message, field, value):
    place = place_of(to_bytes(draft))
    assert isinstance(place.message(), message)
    assert getattr(place.message(), field) == value


@pytest.mark.parametrize(
    ("draft", "line"),
    [
        (LogForm(quotes=(QuoteForm(words="\n쌀이\n없다"),)), "an interview: 쌀이 없다"),
        (LogForm("i", title="t" * 50), f"a changed interview: {'t' * 40}…"),
        (Decisions("i", 1), "0 decisions"),
        (RemarkDraft("review.hold", "i", words="fear"), "why it is held: fear"),
        (StoryForm(intro="Thaw"), "a story: Thaw"),
        (OutcomeForm(copy="c"), "what became of a copy"),
    ],
)
def test_draft_is_named_by_its_kind_and_first_words(draft, line):
    shown = draft_line(DraftView("1", "2026-05-01T10:02:03Z", to_bytes(draft)))
    assert shown == f"2026-05-01 10:02 {line}"


@pytest.mark.parametrize("blob", [b"", b"\xff", to_bytes({"a": 1})])
def test_bytes_that_are_no_draft_lead_nowhere(blob):
    assert place_of(blob) is None


def test_queue_gives_the_place_of_what_was_judged_to_the_next():
    queue = Queue().renewed(["a", "b", "c"]).stepped(1)
    assert (queue.current, queue.place) == ("b", "2 of 3")
    assert queue.renewed(["a", "c"]).current == "c"
    assert queue.renewed(["x", "a", "b"]).current == "b"
    assert queue.renewed([]).current == ""
    assert Queue().stepped(1).current == ""


def test_queue_starts_where_it_is_wanted_even_outside_the_queue():
    assert Queue(wanted="b").renewed(["a", "b"]).current == "b"
    assert Queue(wanted="z").renewed(["a"]).ids == ("z", "a")


def test_story_without_languages_takes_those_of_its_quotes():
    form = StoryForm(title="t", picks=(("i", "q", "ko"), ("i", "r", "en"), ("i", "s", "ko")))
    assert draft_from_story(form).languages == ("ko", "en")
    assert draft_from_story(replace(form, languages="en ; ko")).languages == ("en", "ko")
    with pytest.raises(MalformedError):
        draft_from_story(replace(form, languages="english!"))


def test_printed_needs_outlet_and_day_and_recalled_a_reason():
    for form in (OutcomeForm(), OutcomeForm(outlet="W"), OutcomeForm("recalled")):
        with pytest.raises(MalformedError):
            check_outcome(form)
    printed = OutcomeForm(outlet="W", date="2026-11-20", link=" x\x07")
    assert check_outcome(printed).options()["link"] == "x‹U+0007›"


def test_article_is_read_up_to_its_limit(tmp_path):
    path = tmp_path / "secret-name.md"
    path.write_bytes(b"words")
    assert read_article(path) == b"words"
    path.write_bytes(b"x" * (LARGEST_BYTES + 1))
    with pytest.raises(MalformedError) as refusal:
        read_article(path)
    assert "secret" not in refusal.value.sentence
    with pytest.raises(UsageError):
        read_article(tmp_path)
