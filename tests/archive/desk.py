"""Interviews, stories and copies for the tests of the use cases."""

from __future__ import annotations

from vault.archive import interviews, marking, review, stories
from vault.archive.session import Archive
from vault.archive.views import CopyView, LogView
from vault.drafts import DecisionRequest, InterviewDraft, MatchRequest, QuoteDraft, TranslationDraft
from vault.model import Action, Agreement, Attribution, Scope, SpanKind, Term

OPEN = Agreement(
    attribution=Attribution.BACKGROUND,
    lines=(("en", "a trader in the north"), ("ko", "북부의 장사꾼")),
    scopes=(Scope.ARCHIVE, Scope.QUOTE, Scope.PARAPHRASE, Scope.TRANSLATE),
)
NAME = Term("Ryu Bo-hyon", SpanKind.PERSON, forms=("류보현",))
WORDS = "They sold the cart at dawn. Ryu Bo-hyon kept the wheel in the kitchen."


def draft(words: str = WORDS, **fields: object) -> InterviewDraft:
    """Return a draft that a release would accept."""
    title = "The wheel in the kitchen"
    given = {"title": title, "agreement": OPEN, "terms": (NAME,), "province": "KP-10"}
    return InterviewDraft((QuoteDraft(words),), **{**given, **fields})


def in_two_languages() -> InterviewDraft:
    """Return a draft whose quote stands in Korean and English."""
    korean = "류보현이 부엌에 바퀴를 두었습니다."
    english = TranslationDraft("en", "Ryu Bo-hyon kept the wheel in the kitchen.")
    quote = QuoteDraft(korean, "ko", (english,))
    return InterviewDraft((quote,), title="바퀴", agreement=OPEN, terms=(NAME,))


def marked(archive: Archive, given: InterviewDraft) -> LogView:
    """Log, decide every proposal, answer every translation, finish marking."""
    logged = interviews.log(archive, given)
    decide_all(archive, logged.id)
    return marking.mark(archive, logged.id)


def decide_all(archive: Archive, interview: str, action: Action = Action.MASK) -> None:
    """Decide every proposal alike, and say that what has no counterpart is not there."""
    requests = [
        DecisionRequest(p.quote, p.language, p.span.start, p.span.end, action)
        for p in interviews.proposals(archive, interview)
    ]
    if requests:
        marking.decide(archive, interview, requests)
    waiting = interviews.unmatched(archive, interview)
    if waiting:
        answers = [MatchRequest(w.quote, w.language, w.start, w.other_language) for w in waiting]
        marking.match(archive, interview, answers)


def approved(reviewer: Archive, interview: str) -> None:
    """Approve an interview's rendition."""
    review.approve(reviewer, interview, interviews.show(reviewer, interview).rendition)


def story_of(archive: Archive, *found: str, language: str = "en", **fields: object) -> str:
    """Save a story with the first quote of each interview."""
    picks = tuple(
        (interview, interviews.show(archive, interview).quotes[0].id, language)
        for interview in found
    )
    given = stories.StoryDraft(
        "A winter by the river", languages=(language,), picks=picks, **fields
    )
    return stories.save_story(archive, given).id


def prepared(writer: Archive, reviewer: Archive, preparer: Archive) -> CopyView:
    """Log, mark, approve, and prepare a copy."""
    logged = marked(writer, draft())
    review.refresh_renditions(preparer)
    approved(reviewer, logged.id)
    return stories.prepare(preparer, story_of(preparer, logged.id))
