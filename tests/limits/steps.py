"""The steps that demonstrations share: log, mark, let a reviewer approve, prepare a copy."""

from __future__ import annotations

from tests.archive.desk import decide_all
from tests.limits.newsroom import DESK
from vault.archive import interviews, marking, review, stories
from vault.archive.session import Archive
from vault.archive.views import CopyView
from vault.drafts import InterviewDraft, QuoteDraft
from vault.model import Action, Agreement, Attribution, Scope, Term

WORDS = "We carried the sacks over the ice before the lamps were lit."
AGREED = Agreement(
    attribution=Attribution.BACKGROUND,
    lines=(("en", "a resident of the north"),),
    scopes=(Scope.ARCHIVE, Scope.QUOTE),
)


def log(
    archive: Archive, words: str = WORDS, terms: tuple[Term, ...] = (), person: str = ""
) -> str:
    """Log one English quote under an agreement that lets it leave; returns the interview's id."""
    draft = InterviewDraft(
        quotes=(QuoteDraft(words, "en"),), desk=DESK, agreement=AGREED, terms=terms
    )
    return interviews.log(archive, draft).id


def approved(author: Archive, reviewer: Archive, words: str = WORDS) -> str:
    """Log, mark and approve an interview; returns its id."""
    interview = log(author, words)
    decide_all(author, interview, Action.KEEP)
    marking.mark(author, interview)
    review.approve(reviewer, interview, interviews.show(reviewer, interview).rendition)
    return interview


def prepared(editor: Archive, interview: str) -> CopyView:
    """Prepare a copy of a story that prints the interview's one quote."""
    quote = interviews.show(editor, interview).quotes[0].id
    draft = stories.StoryDraft(title="Over the ice", desk=DESK, picks=((interview, quote, "en"),))
    return stories.prepare(editor, stories.save_story(editor, draft).id, ("txt",))
