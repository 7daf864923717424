"""Removing an interview or a person for good: the request, and the confirmation of a second one.

What goes: every version, rendition, addendum, attachment, remark and reason, the files of every
copy that holds the words; with a person their sealed identity too. What stays: the journal's ids
and hashes, stories (their picks are ids), receipts, and where a copy was printed. What belongs
to what is `belonging`; the report says who may still hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vault import acts
from vault.archive import clock
from vault.archive.belonging import (
    Target,
    leftover,
    leftover_persons,
    mentioning,
    objects_of,
    own_of,
    unprotected,
    written_since,
)
from vault.archive.checking import check_safe
from vault.archive.clock_doubt import clock_doubt
from vault.archive.days import agreed_days, day_of
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.printed import PrintedView, printed_with
from vault.archive.refreshing import refresh_if_possible
from vault.archive.remnants import ReportView, report_on
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview, is_own
from vault.archive.views import InterviewRow
from vault.archive.writing import Writing
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError
from vault.journal.removals import RemovalState
from vault.journal.state import PersonState
from vault.model import DeskId, EntryHash, Note, Part, PersonId, Record
from vault.roles import Deed
from vault.text import counted

_MENTIONED: Final = (
    "{} of the desk still {} this person, and the terms protect them: forget what does first, or "
    "the person together with all of their own (strongroom forget source)."
)
_ONLY_OWN: Final = "Only an interview's author or an editor of its desk asks to forget it."
_NOTHING: Final = "There is nothing left of it to forget."
_SECOND: Final = "A second person confirms: you asked for it yourself."
_EDITOR: Final = "An editor of the desk confirms what a reporter asked for."
_MORE: Final = (
    "The request does not name everything that belongs to it: more was written since, or whoever "
    "asked cannot see all of it. Ask for it yourself, and let somebody else confirm."
)
_STILL: Final = (
    "Interviews that this request does not name mention the person, and the terms protect them: "
    "ask for it again, or forget those first."
)
_SINCE: Final = (
    "Something was written on the desk since this was asked for, and you cannot read whether it "
    "mentions the person: let an editor confirm it, or have it asked for again."
)
_OTHER: Final = "The request names sealed objects that do not belong to it; do not confirm it."
_BESIDE: Final = (
    "A forgotten person was written about beside their removal: forget them again "
    "(strongroom forget source {})."
)
_BARE: Final = (
    "{} with a person who was forgotten beside that, and no term protects the person: forget it "
    "too, or confirm terms again."
)
_LATER: Final = "The day of destruction is a later one by now: nothing is due yet."
_EARLY: Final = "In a vault for one a night has to pass: confirm it from {} on."


class RequestView(Record, frozen=True):
    """A request to forget: what it is about, how many sealed objects go, and where it stands."""

    id: str
    desk: str
    by: str
    at: str
    interviews: tuple[InterviewRow, ...]
    persons: tuple[str, ...]  # codenames
    objects: int
    cause: str
    reason: str | None
    confirmed_by: str
    may_confirm: bool
    why_not: str
    printed: tuple[PrintedView, ...] = ()


class MentionedView(Record, frozen=True):
    """A person, and the interviews that mention them: their terms protect until none does."""

    person_id: str
    codename: str
    own: tuple[InterviewRow, ...]
    others: tuple[InterviewRow, ...]


@use_case
def mentioned(archive: Archive, given: str) -> MentionedView:
    """Return the interviews that mention a person, for an editor to see before forgetting them."""
    person = _find_person(archive, given)
    _need_editor(archive, person.desk)
    own, others = mentioning(archive, archive.state.one_person(person.id))
    rows = [tuple(archive.library.row(i) for i in each) for each in (own, others)]
    return MentionedView(person.id.hex(), archive.library.codename(person), *rows)


def _find_person(archive: Archive, given: str) -> PersonState:
    """Return the person meant: also one who was forgotten, and written about beside that."""
    beside = {person.id for person in leftover_persons(archive)}
    named = ((p, archive.library.codename(p)) for p in archive.state.persons.values())
    known = [(bytes(p.id), codename) for p, codename in named if codename or p.id in beside]
    return archive.state.persons[PersonId(one(known, given, "person"))]


def _need_editor(archive: Archive, desk: DeskId) -> None:
    archive.need(Deed.RENDER, desk, "An editor of the desk asks to forget a person.")


# --- asking --------------------------------------------------------------------------------


@use_case
def forget_interview(
    archive: Archive, given: str, reason: str, cause: str = "asked"
) -> RequestView:
    """Ask to remove an interview for good; a second person confirms.

    Raises NotPermittedError for who neither wrote it nor edits the desk, UsageError when nothing
    of it is left.
    """
    interview = find_interview(archive, given)
    if not is_own(archive, interview):
        raise NotPermittedError(_ONLY_OWN)
    return _ask(archive, Target(interview.desk, (interview,)), reason, cause)


@use_case
def forget_person(archive: Archive, given: str, reason: str) -> RequestView:
    """Ask to remove a person's card and terms for good: once no interview mentions them.

    The sealed identity goes with them, and so does everybody who was joined into this person.
    Raises RefusedError while any does, NotPermittedError for who does not edit the desk.
    """
    person = _find_person(archive, given)
    _need_editor(archive, person.desk)
    persons = tuple(archive.state.one_person(person.id))
    own, others = mentioning(archive, persons)
    if own or others:
        count = len(own) + len(others)
        verb = "mentions" if count == 1 else "mention"
        raise RefusedError(_MENTIONED.format(counted(count, "interview"), verb), ("FORGET-01",))
    return _ask(archive, Target(person.desk, persons=persons), reason)


@use_case
def forget_source(archive: Archive, given: str, reason: str) -> RequestView:
    """Ask to remove a person with all of their interviews.

    While interviews of others mention them, card and terms stay, and protect.
    """
    person = _find_person(archive, given)
    _need_editor(archive, person.desk)
    persons = tuple(archive.state.one_person(person.id))
    own, others = mentioning(archive, persons)
    return _ask(archive, Target(person.desk, tuple(own), () if others else persons), reason)


def _ask(archive: Archive, target: Target, reason: str, cause: str = "asked") -> RequestView:
    if not reason.strip():
        raise MalformedError("Say why, in words.", field="words")
    check_safe("words", reason)

    def build(writing: Writing) -> acts.Known:
        objects = objects_of(archive, target)
        if not objects:
            raise UsageError(_NOTHING)
        return acts.RemovalRequested(
            member=writing.member, at=writing.now(), desk=target.desk,
            interviews=tuple(i.id for i in target.interviews),
            persons=tuple(p.id for p in target.persons), objects=objects, cause=cause,
            reason=writing.seal(Part.REDACTED, target.desk, Note(reason)),
        )  # fmt: skip

    entry = archive.ledger.commit(build)
    return view_of(archive, archive.state.removals[entry])


# --- confirming ----------------------------------------------------------------------------


@use_case
def requests(archive: Archive) -> list[RequestView]:
    """Return the requests to forget on desks that I read, those that wait first."""
    mine = [r for r in archive.state.removals.values() if archive.roles_on(r.desk)]
    mine.sort(key=lambda r: (bool(r.confirmation), -archive.state.entries[r.entry]))
    return [view_of(archive, r) for r in mine]


def find_request(archive: Archive, given: str) -> RemovalState:
    """Return the request meant, by id."""
    known = [(bytes(r.entry), "") for r in archive.state.removals.values()]
    return archive.state.removals[EntryHash(one(known, given, "request"))]


@use_case
def confirm(archive: Archive, given: str) -> ReportView:
    """Confirm a request as a second person: its objects are removed here, and by every client.

    Raises RefusedError when I asked for it, when it names more or less than what belongs to it,
    or, in a vault for one, before the policy's wait is over.
    """
    request = find_request(archive, given)
    archive.need(Deed.CONFIRM_REMOVAL, request.desk, "Your role does not confirm that.")

    def build(writing: Writing) -> acts.Known:
        if why := _why_not_confirm(archive, request):
            raise RefusedError(why, ("FORGET-02",))
        return acts.RemovalConfirmed(
            member=writing.member, at=writing.now(), desk=request.desk, request=request.entry,
            objects=tuple(sorted(request.objects)),
        )  # fmt: skip

    ledger = archive.ledger
    ledger.ballast.give_way(lambda: ledger.commit(build))
    archive.library.drop(request.objects)
    refresh_if_possible(archive, request.desk)
    return report_on(archive, archive.state.removals[request.entry])


@use_case
def report(archive: Archive, given: str) -> ReportView:
    """Say what of a confirmed request may still lie where."""
    request = find_request(archive, given)
    if not request.confirmation:
        raise UsageError("Nobody confirmed that request yet.")
    return report_on(archive, request)


def _why_not_confirm(archive: Archive, request: RemovalState) -> str:
    """Return why I may not confirm a request, "" when I may."""
    now = frozenset(objects_of(archive, _target_of(archive, request)))
    answers = (
        (bool(request.confirmation), "It was confirmed already."),
        (not archive.may(Deed.CONFIRM_REMOVAL, request.desk), "Your role does not confirm that."),
        (request.needs_editor and not archive.may(Deed.RENDER, request.desk), _EDITOR),
        (request.cause == "due" and bool(clock_doubt(archive)), clock_doubt(archive)),
        (request.cause == "due" and _is_put_off(archive, request), _LATER),
        (bool(request.objects - now), _OTHER),
        (bool(now - request.objects), _MORE),
        *_of_persons(archive, request),
        *_of_one_person(archive, request),
    )
    return next((why for holds, why in answers if holds), "")


def names_all(archive: Archive, request: RemovalState) -> bool:
    """Tell whether a request names just what belongs to it as of now: else nobody confirms it."""
    return request.objects == frozenset(objects_of(archive, _target_of(archive, request)))


def _is_put_off(archive: Archive, request: RemovalState) -> bool:
    """Tell whether a day is later by now, as far as I read the days: two persons were joined."""
    days, today = agreed_days(archive), clock.now().date()
    found = (day_of(archive, i, days) for i in _target_of(archive, request).interviews)
    return any(day is not None and day >= today for day in found)


def _of_persons(archive: Archive, request: RemovalState) -> tuple[tuple[bool, str], ...]:
    """Check again that nothing else mentions the persons: it may have been written since."""
    persons = _target_of(archive, request).persons
    if not persons:
        return ()
    wide = {p.id: p for each in persons for p in archive.state.one_person(each.id)}
    is_more = any(i.id not in request.interviews for i in own_of(archive, tuple(wide.values())))
    reads = all(archive.library.reads(request.desk, p) for p in (Part.VERBATIM, Part.SECURITY))
    if is_more or not reads:
        since = written_since(archive, request.desk, archive.state.entries[request.entry])
        return (is_more, _STILL), (since, _SINCE)
    _, others = mentioning(archive, tuple(wide.values()))
    return ((any(i.id not in request.interviews for i in others), _STILL),)


def _of_one_person(archive: Archive, request: RemovalState) -> tuple[tuple[bool, str], ...]:
    if not archive.is_for_one():
        return ((request.member == archive.myself.id, _SECOND),)
    ready = request.at + archive.policy().second_reading_hours * 3600
    return ((clock.seconds() < ready, _EARLY.format(iso(ready))),)


def _target_of(archive: Archive, request: RemovalState) -> Target:
    state = archive.state
    interviews = (state.interviews.get(i) for i in request.interviews)
    persons = (state.persons.get(p) for p in request.persons)
    return Target(
        request.desk,
        tuple(i for i in interviews if i is not None and i.desk == request.desk),
        tuple(p for p in persons if p is not None and p.desk == request.desk),
    )


# --- views ---------------------------------------------------------------------------------


def view_of(archive: Archive, request: RemovalState) -> RequestView:
    """Return a request to forget as I see it."""
    library, target = archive.library, _target_of(archive, request)
    note = library.opened(request.reason, Note)
    why = _why_not_confirm(archive, request)
    return RequestView(
        id=request.entry.hex(), desk=library.desk_name(request.desk),
        by=library.member_name(request.member), at=iso(request.at),
        interviews=tuple(library.row(i) for i in target.interviews),
        persons=tuple(library.codename(p) for p in target.persons),
        objects=len(request.objects), cause=request.cause, reason=note.words if note else None,
        confirmed_by=library.member_name(request.confirmed_by) if request.confirmation else "",
        may_confirm=not why, why_not=why, printed=printed_with(archive, target.interviews),
    )  # fmt: skip


def notices(archive: Archive) -> Iterable[str]:
    """Say which requests wait for me, and what came in beside a removal."""
    waiting = sum(
        not _why_not_confirm(archive, request)
        for request in archive.state.removals.values()
        if not request.confirmation
    )
    if waiting:
        asked = counted(waiting, "request to forget waits", "requests to forget wait")
        yield f"{asked} for your word (strongroom forget list)."
    left = len(leftover(archive))
    if left:
        yield (
            f"{counted(left, 'forgotten interview was', 'forgotten interviews were')} written to "
            "beside the removal: forget again."
        )
    for person in leftover_persons(archive):
        yield _BESIDE.format(person.id.hex())
    bare = len(unprotected(archive))
    if bare:
        yield _BARE.format(counted(bare, "interview is", "interviews are"))
