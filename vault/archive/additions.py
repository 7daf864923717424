"""Addenda: what an author adds after an interview was logged, without a version of its own.

It is not said by the source and stands in no story, so it voids no approval; words to be quoted
are logged as a version (`interviews.revise`).
"""

from __future__ import annotations

from vault import acts
from vault.archive.checking import check_safe
from vault.archive.notices import follow_addendum
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_kept, may_revise, show
from vault.archive.views import InterviewView
from vault.archive.writing import Writing
from vault.errors import MalformedError
from vault.model import Addendum, Part


@use_case
def add(archive: Archive, given: str, words: str) -> InterviewView:
    """Add words to an interview, sealed to its verbatim part; returns the interview.

    Raises MalformedError for empty or unsafe words, NotPermittedError unless author, editor or
    sharing in writing it.
    """
    if not words.strip():
        raise MalformedError("An addendum needs words.", field="words")
    check_safe("words", words)
    state = find_kept(archive, given)
    may_revise(archive, state)

    def build(writing: Writing) -> acts.Known:
        interview = writing.state.interviews[state.id]
        part = Addendum(interview.id, words.strip())
        name = writing.seal(Part.VERBATIM, interview.desk, part)
        follow_addendum(writing, interview, name)
        return acts.AddendumAdded(
            member=writing.member, at=writing.now(), desk=interview.desk,
            interview=interview.id, version=interview.standing()[-1].ref.verbatim, addendum=name,
        )  # fmt: skip

    archive.ledger.commit(build)
    return show(archive, state.id.hex())
