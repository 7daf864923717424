"""Days of destruction: which interviews come near theirs, which are due, putting one off.

A date removes nothing. It is said fourteen days before; when it has come an editor asks for the
removal, and a second person confirms it as any other (`forgetting`). A clock that stands alone
with its opinion moves nothing (R12).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from vault import acts
from vault.archive import clock, forgetting
from vault.archive.checking import check_safe
from vault.archive.clock_doubt import clock_doubt
from vault.archive.days import agreed_days, day_from, day_of
from vault.archive.forgetting import RequestView, names_all
from vault.archive.notices import tell
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview, find_kept, is_own
from vault.archive.views import DueView
from vault.archive.writing import Writing
from vault.errors import MalformedError, NotPermittedError, RefusedError
from vault.model import Part, Postponed
from vault.roles import Deed
from vault.text import counted

WARNED_DAYS_BEFORE: Final = 14
_NOT_DUE: Final = "No day has come; interviews are forgotten by date only after it."
_DUE: Final = "The agreed day of destruction has come."
_LATER: Final = "Give a later day than the one that stands, as YYYY-MM-DD."
_NOT_YOURS: Final = "Only an interview's author or an editor of its desk puts its day off."


@use_case
def due(archive: Archive) -> tuple[DueView, ...]:
    """Return the interviews whose day has come or comes within fourteen days, the first first."""
    today = clock.now().date()
    soon = today + timedelta(days=WARNED_DAYS_BEFORE)
    days = agreed_days(archive)
    known = (i for i in archive.state.interviews.values() if not i.forgotten)
    dated = ((day_of(archive, i, days), i) for i in known)
    found = [(day, i) for day, i in dated if day is not None and day <= soon]
    found.sort(key=lambda each: (each[0], each[1].first().order))
    return tuple(DueView(archive.library.row(i), day.isoformat(), day < today) for day, i in found)


def notices(archive: Archive) -> tuple[str, ...]:
    """Say how many days have come, how many come soon, and whether the clock can be believed."""
    views = due(archive)
    past = sum(view.is_past for view in views)
    soon = len(views) - past
    said = (
        (past, f"{_are(past)} past the day of destruction (strongroom due list)."),
        (soon, f"{_are(soon)} to be destroyed within {WARNED_DAYS_BEFORE} days."),
        (views, clock_doubt(archive)),
    )
    return tuple(sentence for holds, sentence in said if holds and sentence)


def _are(count: int) -> str:
    return counted(count, "interview is", "interviews are")


# --- acting --------------------------------------------------------------------------------


@use_case
def ask_for_due(archive: Archive) -> list[RequestView]:
    """Ask to forget every interview whose day has passed, on desks that I edit.

    Raises NotPermittedError for who edits none of them, RefusedError while the clock is in doubt
    or no day has come.
    """
    past = [view for view in due(archive) if view.is_past]
    if not past:
        raise RefusedError(_NOT_DUE, ("DUE-01",))
    if doubt := clock_doubt(archive):
        raise RefusedError(doubt, ("DUE-02",))
    mine = [v for v in past if archive.may(Deed.RENDER, find_interview(archive, v.row.id).desk)]
    if not mine:
        raise NotPermittedError("An editor of the desk asks for what is due.")
    asked = (r for r in archive.state.removals.values() if not r.confirmation)
    waiting = {ident.hex() for r in asked if names_all(archive, r) for ident in r.interviews}
    return [
        forgetting.forget_interview(archive, view.row.id, _DUE, "due")
        for view in mine
        if view.row.id not in waiting
    ]


@use_case
def postpone(archive: Archive, given: str, until: str, reason: str) -> DueView:
    """Keep an interview until another day, which is later than the one that stands.

    Raises MalformedError for a day that is none or not later, NotPermittedError for who neither
    wrote it nor edits its desk.
    """
    interview = find_kept(archive, given)
    day, stands = day_from(until), day_of(archive, interview, agreed_days(archive))
    if not is_own(archive, interview):
        raise NotPermittedError(_NOT_YOURS)
    if day is None or stands is None or day <= stands:
        raise MalformedError(
            "Give a later day than the one that stands, as YYYY-MM-DD.", field="until"
        )
    if not reason.strip():
        raise MalformedError("Say why, in words.", field="words")
    check_safe("words", reason)
    decision = Postponed(interview.id, until, reason)

    def build(writing: Writing) -> acts.Known:
        name = writing.seal(Part.SECURITY, interview.desk, decision)
        tell(writing, interview, name)
        return acts.DestroyPostponed(
            member=writing.member, at=writing.now(), desk=interview.desk,
            interview=interview.id, decision=name,
        )  # fmt: skip

    archive.ledger.commit(build)
    return DueView(archive.library.row(interview), until, is_past=False)
