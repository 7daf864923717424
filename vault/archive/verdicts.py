"""The facts about every quote of a story, from the journal, and the verdicts on them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vault import agreement
from vault.agreement import QuoteFacts, Verdict
from vault.archive.knowing import too_few_know, too_many_know
from vault.archive.session import Archive
from vault.errors import NoKeyError
from vault.journal.state import InterviewState, RenditionState, StoryState
from vault.model import (
    ObjectHash,
    PersonId,
    Pick,
    Redacted,
    RenderedQuote,
    RenderedText,
    Story,
)


class Judged(NamedTuple):
    """One pick: what it would print, and what every rule says of it."""

    pick: Pick
    person: PersonId
    codename: str
    text: str
    line: str
    paraphrase: bool
    rendition: ObjectHash
    verdicts: tuple[Verdict, ...]


class _Found(NamedTuple):
    pick: Pick
    interview: InterviewState
    rendition: RenditionState
    part: Redacted
    quote: RenderedQuote
    text: RenderedText
    line: str


def read_story(archive: Archive, state: StoryState) -> Story:
    """Return a story's body; raises NoKeyError."""
    body = archive.library.opened(state.body, Story)
    if body is None:
        raise NoKeyError
    return body


def judged(archive: Archive, story: Story, today: date) -> tuple[Judged, ...]:
    """Judge every pick of a story; a pick whose quote is gone is refused by its own rule."""
    found = [_find(archive, pick) for pick in story.picks]
    lines = agreement.people_under_lines(
        (f.line, archive.state.kept(f.interview.person)) for f in found if f is not None and f.line
    )
    answers = []
    for pick, each in zip(story.picks, found, strict=True):
        if each is None:
            answers.append(_gone(pick))
        else:
            facts = _facts(archive, story, each, lines.get(each.line, 1))
            answers.append(_judge(archive, each, facts, today))
    return tuple(answers)


def _gone(pick: Pick) -> Judged:
    refused = Verdict(
        "STORY-03", False, "This quote is not in the interview's current rendition any more.",
        "pick it again after the interview was marked and rendered",
    )  # fmt: skip
    return Judged(pick, PersonId(b""), "", "", "", False, ObjectHash(b""), (refused,))


def _find(archive: Archive, pick: Pick) -> _Found | None:
    interview = archive.state.interviews.get(pick.interview)
    rendered = archive.library.rendition(interview) if interview else None
    if interview is None or rendered is None:
        return None
    rendition, part = rendered
    quote = next((q for q in part.quotes if q.id == pick.quote), None)
    text = next((t for t in quote.texts if t.language == pick.language), None) if quote else None
    if quote is None or text is None:
        return None
    terms = agreement.stricter(part.agreement, quote.agreement)
    line = agreement.printed_line(terms, pick.language)
    return _Found(pick, interview, rendition, part, quote, text, line)


def _facts(archive: Archive, story: Story, found: _Found, people: int) -> QuoteFacts:
    interview, library = found.interview, archive.library
    approved = [
        r for r in interview.reviews
        if r.rendition == found.rendition.redacted and r.verdict == "approve"
    ]  # fmt: skip
    returned = library.last_verdict(interview, found.rendition.redacted) == "return"
    by_others = library.approvals(interview, found.rendition.redacted)
    codenames = library.codenames(interview.person)
    printed = (found.text.publication, found.line, story.title, story.intro)
    return QuoteFacts(
        interview_agreement=found.part.agreement, quote_agreement=found.quote.agreement,
        purpose=story.purpose, language=found.pick.language, paraphrase=found.quote.paraphrase,
        translated=not found.text.original, translation_outdated=found.text.outdated,
        line=found.line, people_under_line=people,
        events_recorded=len(interview.events) >= _awaited(found),
        held=_is_held(archive, found),
        withdrawn=interview.withdrawn or found.quote.id in interview.withdrawn_quotes,
        marked=interview.standing()[-1].ref.marked, undecided=found.text.undecided,
        rendition_stale=not archive.state.is_fresh(interview.desk, found.rendition),
        rendition_approved=bool(approved) and not returned,
        approved_by_author=bool(approved) and not by_others,
        versions=len(interview.standing()),
        codename_printed=any(agreement.prints_codename(c, printed) for c in codenames),
        own_approval_allowed=archive.is_for_one(),
        codenames_allowed=archive.policy().print_codenames,
        too_few_know=too_few_know(archive, (interview.person, found.quote.person)),
        too_many_know=too_many_know(archive, (interview.person, found.quote.person)),
    )  # fmt: skip


def _is_held(archive: Archive, found: _Found) -> bool:
    """Tell whether a hold stops a quote: the interview's, or that of whom the quote is."""
    own = archive.state.holds_on(found.interview)
    return bool(own) or archive.state.is_held(found.quote.person)


def _awaited(found: _Found) -> int:
    """Count the events that a quote waits for; each is recorded on its own."""
    own = found.quote.agreement
    return bool(found.part.agreement.embargo_event) + bool(own and own.embargo_event)


def _judge(archive: Archive, found: _Found, facts: QuoteFacts, today: date) -> Judged:
    return Judged(
        found.pick, archive.state.kept(found.interview.person),
        archive.library.shown_codename(found.interview.person),
        found.text.publication, found.line, found.quote.paraphrase, found.rendition.redacted,
        agreement.verdicts(facts, today),
    )  # fmt: skip
