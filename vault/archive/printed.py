"""Where words of an interview were printed: released copies with outlet and link.

What left stays left; whoever withdraws or forgets learns whom to call.
"""

from __future__ import annotations

from collections.abc import Iterable

from vault.archive.session import Archive
from vault.journal.state import CopyState, InterviewState
from vault.model import CopyStatus, InterviewId, Outcome, Record, Story


class PrintedView(Record, frozen=True):
    """A copy that left with words of an interview. Without outlet nobody noted where it ran."""

    copy: str
    story_title: str
    status: str
    outlet: str = ""
    date: str = ""
    link: str = ""


def copies_with(archive: Archive, interview: InterviewState) -> list[CopyState]:
    """Return the copies that were made from any rendition of an interview, released or not."""
    made = {r.redacted for r in interview.renditions}
    return [c for c in archive.state.copies.values() if not made.isdisjoint(c.renditions)]


def printed_with(
    archive: Archive, interviews: Iterable[InterviewState], quote: str = ""
) -> tuple[PrintedView, ...]:
    """Return the copies with words of interviews (or of one quote) that left, oldest first."""
    found = {
        copy.id: copy
        for interview in interviews
        for copy in copies_with(archive, interview)
        if copy.receipt is not None and _has_quote(archive, copy, interview.id, quote)
    }
    ordered = sorted(found.values(), key=lambda copy: copy.released_at)
    return tuple(view for copy in ordered for view in where_printed(archive, copy))


def _has_quote(archive: Archive, copy: CopyState, interview: InterviewId, quote: str) -> bool:
    """Tell whether a copy prints a quote; one whose story cannot be read may."""
    story = archive.library.opened(copy.story_object, Story)
    if not quote or story is None:
        return True
    return any((pick.interview, pick.quote) == (interview, quote) for pick in story.picks)


def where_printed(archive: Archive, copy: CopyState) -> list[PrintedView]:
    """Return where a copy ran, as far as somebody noted it; one view at least."""
    story = archive.library.opened(copy.story_object, Story)
    told = (copy.id.hex(), story.title if story else "")
    places = [
        PrintedView(*told, what, body.outlet, body.date, body.link)
        for what, name, _ in copy.outcomes
        if (body := archive.library.opened(name, Outcome)) is not None
    ]
    return places or [PrintedView(*told, str(CopyStatus.RELEASED))]
