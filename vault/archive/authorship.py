"""Who wrote words of an interview: what versions claim, checked against the words where keys allow.

A version says by itself whether it rewords; a program that lied would let its author approve. So
whoever can read the words compares them.
"""

from __future__ import annotations

from vault.archive.session import Archive
from vault.journal.state import InterviewState, VersionState
from vault.model import MemberId, Verbatim


def wrote_words(archive: Archive, interview: InterviewState, member: MemberId) -> bool:
    """Tell whether a member wrote words of an interview, by claim or, where I can read, in fact."""
    if member in interview.authors():
        return True
    mine = (v for v in interview.versions.values() if v.author == member)
    return any(_differs(archive, interview, version) for version in mine)


def _differs(archive: Archive, interview: InterviewState, version: VersionState) -> bool:
    after = archive.library.verbatim(version)
    known = (interview.versions.get(parent) for parent in version.parents)
    before = [archive.library.verbatim(parent) for parent in known if parent is not None]
    return after is not None and any(b is not None and _words(b) != _words(after) for b in before)


def _words(part: Verbatim) -> list[tuple[str, str, str]]:
    return [(q.id, t.language, t.words) for q in part.quotes for t in q.texts]
