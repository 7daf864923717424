"""The day after which an interview is destroyed, as far as my keys open it.

What is near or past its day, and what follows from that, is `retention`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vault.archive.session import Archive
from vault.journal.state import InterviewState
from vault.model import PersonId, Postponed

Days = dict[PersonId, list[tuple[int, date]]]


def agreed_days(archive: Archive) -> Days:
    """Return the days agreed for each person's interviews, with their place in the order."""
    days: Days = {}
    for interview in archive.state.interviews.values():
        day = None if interview.forgotten else _agreed(archive, interview)
        if day is not None:
            person = archive.state.kept(interview.person)
            days.setdefault(person, []).append((interview.first().order, day))
    return days


def day_of(archive: Archive, interview: InterviewState, days: Days) -> date | None:
    """Return the day after which an interview is destroyed, None where none was agreed.

    The latest of: what was agreed, what it was put off to, and what was agreed for an interview
    with the same person that was logged later.
    """
    own = _agreed(archive, interview)
    if own is None:
        return None
    at = interview.first().order
    same = days.get(archive.state.kept(interview.person), [])
    later = [day for order, day in same if order > at]
    decisions = (archive.library.opened(name, Postponed) for name in interview.postponed)
    put_off = (
        day_from(d.until) for d in decisions if d is not None and d.interview == interview.id
    )
    return max([own, *later, *(day for day in put_off if day is not None)])


def _agreed(archive: Archive, interview: InterviewState) -> date | None:
    """Return the latest day that a standing version names: two may stand beside each other."""
    return max(_named(archive, interview), default=None)


def _named(archive: Archive, interview: InterviewState) -> Iterator[date]:
    for version in interview.standing():
        part = archive.library.security(version)
        day = day_from(part.destroy_after) if part and part.destroy_after else None
        if day is not None:
            yield day


def day_from(text: str) -> date | None:
    """Return a day that was written as YYYY-MM-DD, None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
