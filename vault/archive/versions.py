"""Two versions of an interview that stand beside each other: seeing both, picking one, merging.

They come of work on two computers at once; neither is lost, and nobody approves until one stands.
"""

from __future__ import annotations

import difflib

import msgspec

from vault import acts
from vault.archive import interviews
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.notices import tell
from vault.archive.refreshing import commit_and_refresh
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview, find_kept, is_own, journal_reading, lines_of
from vault.archive.views import LogView, StandingView
from vault.archive.writing import Writing
from vault.drafts import InterviewDraft
from vault.errors import NoKeyError, NotPermittedError, RefusedError
from vault.journal.state import InterviewState, VersionState
from vault.model import Record

_ONE_STANDS = "One version of this interview stands; there is nothing to settle."
_NOT_YOURS = "Only the interview's author or an editor of its desk settles its versions."


class VersionsView(Record, frozen=True):
    """The standing versions, oldest first, and how each differs from the first of them."""

    interview: str
    standing: tuple[StandingView, ...]
    differences: tuple[tuple[str, ...], ...]


@use_case
def versions(archive: Archive, given: str) -> VersionsView:
    """Return what stands, with the differences where I may read the words."""
    state = find_interview(archive, given)
    standing = state.standing()
    texts = [_lines(archive, version) for version in standing]
    if any(texts):
        journal_reading(archive, state)
    names = [version.ref.verbatim.hex()[:8] for version in standing]
    found = tuple(
        tuple(difflib.unified_diff(texts[0], text, names[0], name, lineterm=""))
        for text, name in zip(texts[1:], names[1:], strict=True)
        if texts[0] and text
    )
    shown = tuple(_view(archive, version) for version in standing)
    return VersionsView(state.id.hex(), shown, found)


def _lines(archive: Archive, version: VersionState) -> list[str]:
    part = archive.library.verbatim(version)
    return list(lines_of(part)) if part else []


def _view(archive: Archive, version: VersionState) -> StandingView:
    part = archive.library.verbatim(version)
    ref, author = version.ref, archive.library.member_name(version.author)
    title = part.title if part else ""
    return StandingView(ref.verbatim.hex(), ref.version, author, iso(version.at), title, ref.marked)


def _conflict(archive: Archive, given: str) -> InterviewState:
    """Return an interview that I may settle and in which there is something to settle."""
    state = find_kept(archive, given)
    if not is_own(archive, state):
        raise NotPermittedError(_NOT_YOURS)
    if len(state.standing()) == 1:
        raise RefusedError(_ONE_STANDS, ("VER-03",))
    return state


@use_case
def pick(archive: Archive, given: str, version: str) -> VersionsView:
    """Let one of the standing versions stand alone; the others stay in the history.

    `version` is the beginning of its id. Raises RefusedError when only one stands.
    """
    state = _conflict(archive, given)
    standing = {bytes(v.ref.verbatim): v for v in state.standing()}
    chosen = standing[one(((name, "") for name in standing), version, "version")]
    if archive.library.verbatim(chosen) is None:
        raise NoKeyError

    def build(writing: Writing) -> acts.Known:
        tell(writing, state)
        over = tuple(v.ref.verbatim for v in standing.values() if v is not chosen)
        return acts.VersionPicked(
            member=writing.member, at=writing.now(), desk=state.desk, interview=state.id,
            picked=chosen.ref.verbatim, over=over,
        )  # fmt: skip

    commit_and_refresh(archive, state.desk, build)
    return versions(archive, given)


@use_case
def merge(archive: Archive, given: str, draft: InterviewDraft) -> LogView:
    """Write a version that stands for all that stand now; whoever writes it is an author."""
    state = _conflict(archive, given)
    named = tuple(version.ref.verbatim for version in state.standing())
    return interviews.revise(archive, given, msgspec.structs.replace(draft, based_on=named))
