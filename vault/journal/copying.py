"""What acts about stories and copies do to the state.

Each act checks everything before it changes anything.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.journal.state import CopyState, InterviewState, State, StoryState, StoryVersion
from vault.journal.turn import Refusal, Turn
from vault.model import MemberId

OUTCOMES: Final = frozenset({"printed", "not used", "recalled"})


def story_saved(turn: Turn, act: acts.StorySaved) -> None:
    """Take a version of a story; one that is written beside another stands beside it."""
    turn.need("edit_story", act.desk)
    known = turn.state.stories.get(act.story)
    if known is not None and known.desk != act.desk:
        raise Refusal
    story = turn.state.stories.setdefault(act.story, StoryState(act.story, act.desk))
    if act.body in story.versions:
        return
    parents = frozenset(act.parents) & story.versions.keys()
    story.versions[act.body] = StoryVersion(
        act.version, act.body, act.member, act.at, turn.order, parents
    )


def copy_prepared(turn: Turn, act: acts.CopyPrepared) -> None:
    """Take a new copy."""
    turn.need("prepare_copy", act.desk)
    if act.copy in turn.state.copies or turn.state.stories[act.story].desk != act.desk:
        raise Refusal
    copy = CopyState(
        act.copy, act.desk, act.story, act.story_object, act.body, act.file_hashes,
        act.renditions, act.registry, act.rules, act.member, act.at,
    )  # fmt: skip
    _note_recheck(turn, copy, act)
    turn.state.copies[act.copy] = copy


def copy_approved(turn: Turn, act: acts.CopyApproved) -> None:
    """Take an approval of exactly the files that were prepared, by none of their makers."""
    turn.need("approve_copy", act.desk)
    turn.need_reader(act.desk)
    copy = turn.state.copies[act.copy]
    if copy.desk != act.desk or copy.file_hashes != act.file_hashes:
        raise Refusal
    if act.member in makers(turn.state, copy) and not turn.is_for_one():
        raise Refusal
    copy.approvals.setdefault(act.member, act.at)
    _note_recheck(turn, copy, act)


def _note_recheck(turn: Turn, copy: CopyState, act: acts.CopyPrepared | acts.CopyApproved) -> None:
    """Believe a recheck only of an editor: nobody else reads the desk's terms."""
    if act.rechecked and turn.is_editor(act.desk):
        copy.rechecked_by.add(act.member)


def makers(state: State, copy: CopyState) -> set[MemberId]:
    """Return a copy's preparer and every author in it: none of them approves it."""
    return {copy.preparer} | authors_in(state, copy)


def authors_in(state: State, copy: CopyState) -> set[MemberId]:
    """Return everyone who wrote words of an interview that a copy prints."""
    return set[MemberId]().union(*(i.authors() for i in interviews_in(state, copy)))


def interviews_in(state: State, copy: CopyState) -> list[InterviewState]:
    """Return the interviews whose renditions a copy was made from."""
    return [
        interview
        for interview in state.interviews.values()
        if any(r.redacted in copy.renditions for r in interview.renditions)
    ]


def copy_released(turn: Turn, act: acts.CopyReleased) -> None:
    """Note that an approved copy left."""
    turn.need("release_copy", act.desk)
    copy = turn.state.copies[act.copy]
    if copy.desk != act.desk or not copy.approvals or copy.receipt is not None:
        raise Refusal
    copy.receipt, copy.released_by, copy.released_at = act.receipt, act.member, act.at


def copy_ended(turn: Turn, act: acts.CopyEnded) -> None:
    """Note what became of a copy."""
    turn.need("end_copy", act.desk)
    copy = turn.state.copies[act.copy]
    if copy.desk != act.desk or act.outcome not in OUTCOMES:
        raise Refusal
    copy.outcomes.append((act.outcome, act.body, act.at))
