"""Removing for good: what belongs to an interview or a person, the request, the confirmation.

What goes: every version, rendition, addendum, attachment, remark and reason, the files of every
copy that holds the words; with a person their sealed identity too. What stays: the journal's ids
and hashes, stories (their picks are ids), receipts, and where a copy was printed. The report says
who may still hold it, `leftover` what came in beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vault import acts
from vault.archive import clock
from vault.archive.checking import check_safe
from vault.archive.clock_doubt import clock_doubt
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.persons import find_person
from vault.archive.printed import PrintedView, copies_with, printed_with
from vault.archive.refreshing import mentions, refresh_if_possible
from vault.archive.remnants import ReportView, report_on
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview
from vault.archive.views import InterviewRow
from vault.archive.writing import Writing
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError
from vault.journal.removals import RemovalState
from vault.journal.state import CopyState, InterviewState, PersonState
from vault.model import DeskId, EntryHash, Note, ObjectHash, Part, PersonId, Record
from vault.redact.registry import Entry, Registry
from vault.roles import Deed

_MENTIONED: Final = (
    "{} of the desk's interviews still mention this person, and the terms protect them: forget "
    "those first, or the person together with all of their own (strongroom forget source)."
)
_ONLY_OWN: Final = "Only an interview's author or an editor of its desk asks to forget it."
_NOTHING: Final = "There is nothing left of it to forget."
_SECOND: Final = "A second person confirms: you asked for it yourself."
_EDITOR: Final = "An editor of the desk confirms what a reporter asked for."
_MORE: Final = (
    "The request does not name everything that belongs to it: more was written since, or whoever "
    "asked cannot see all of it. Ask for it yourself, and let somebody else confirm."
)
_OTHER: Final = "The request names sealed objects that do not belong to it; do not confirm it."
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


@dataclass(frozen=True)
class Target:
    """What is to be forgotten together, all of one desk."""

    desk: DeskId
    interviews: tuple[InterviewState, ...] = ()
    persons: tuple[PersonState, ...] = ()


Persons = Sequence[PersonState]


# --- what belongs to what ------------------------------------------------------------------


def _objects_of(archive: Archive, target: Target) -> tuple[ObjectHash, ...]:
    """Return all sealed objects of a target that were not removed yet, each once."""
    found: list[ObjectHash] = []
    for interview in target.interviews:
        found += _of_interview(archive, interview)
    for person in target.persons:
        found += [*person.cards, *person.writers, *(h.reason for h in person.holds.values())]
        found += _of_identity(archive, person)
    left = dict.fromkeys(name for name in found if name and name not in archive.state.removed)
    return tuple(sorted(left))


def _of_interview(archive: Archive, interview: InterviewState) -> list[ObjectHash]:
    refs = [version.ref for version in interview.versions.values()]
    found = [name for ref in refs for name in (ref.verbatim, ref.security)]
    found += [r.redacted for r in interview.renditions]
    found += [review.remark for review in interview.reviews]
    found += [added.addendum for added in interview.addenda]
    found += [note for _, note in interview.events] + interview.notes + interview.postponed
    for attached in archive.state.attachments.values():
        if attached.interview == interview.id:
            found += [attached.manifest, *attached.pieces]
    copies = copies_with(archive, interview)
    return [*found, *(copy.body for copy in copies), *_of_urgent(archive, copies)]


def _of_urgent(archive: Archive, copies: Iterable[CopyState]) -> list[ObjectHash]:
    """Return what was typed about the urgent release of copies: reasons and remarks."""
    known = (archive.state.urgent.by_copy.get(copy.id) for copy in copies)
    found = [each for each in known if each is not None]
    remarks = (verdict.remark for each in found for verdict in each.verdicts.values())
    return [*(each.reason for each in found), *(remark for remark in remarks if remark)]


def _of_identity(archive: Archive, person: PersonState) -> list[ObjectHash]:
    """Return the sealed name of a source, the shares of it alone, and what was asked about it."""
    book, found = archive.state.identities, list[ObjectHash]()
    for sealing in book.sealings_of(person.id):
        others = {b for s in book.sealings.values() if s is not sealing for b in s.bundles}
        found += [sealing.body, *(b for b in sealing.bundles if b not in others)]
    for asked in book.requests.values():
        if asked.person == person.id:
            found += [asked.reason, *asked.approvals.values(), *asked.denials.values()]
    return found


def _mentioning(archive: Archive, persons: Persons) -> tuple[list[InterviewState], ...]:
    """Return the interviews of one person, and the others of the desk that mention them."""
    names, desk = {person.id for person in persons}, persons[0].desk
    of_desk = [i for i in archive.state.interviews.values() if i.desk == desk and not i.forgotten]
    own = [i for i in of_desk if i.person in names or not names.isdisjoint(i.left)]
    files = [(p, file) for p in persons for file in archive.library.person_files(p)]
    terms = Registry(Entry(term, bytes(p.id)) for p, file in files for term in file.terms)
    others = [i for i in of_desk if i not in own and _names(archive, i, names, terms)]
    return own, others


def _names(
    archive: Archive, interview: InterviewState, names: set[PersonId], terms: Registry
) -> bool:
    part = archive.library.verbatim(interview.standing()[-1])
    speaks = part is not None and any(quote.person in names for quote in part.quotes)
    return speaks or mentions(archive, interview, terms)


@use_case
def mentioned(archive: Archive, given: str) -> MentionedView:
    """Return the interviews that mention a person, for an editor to see before forgetting them."""
    person = find_person(archive, given)
    _need_editor(archive, person.desk)
    own, others = _mentioning(archive, archive.state.one_person(person.id))
    rows = [tuple(archive.library.row(i) for i in each) for each in (own, others)]
    return MentionedView(person.id.hex(), archive.library.codename(person), *rows)


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
    is_own = archive.myself.id in interview.authors() and archive.may(Deed.LOG, interview.desk)
    if not is_own and not archive.may(Deed.RENDER, interview.desk):
        raise NotPermittedError(_ONLY_OWN)
    return _ask(archive, Target(interview.desk, (interview,)), reason, cause)


@use_case
def forget_person(archive: Archive, given: str, reason: str) -> RequestView:
    """Ask to remove a person's card and terms for good: once no interview mentions them.

    The sealed identity goes with them, and so does everybody who was joined into this person.
    Raises RefusedError while any does, NotPermittedError for who does not edit the desk.
    """
    person = find_person(archive, given)
    _need_editor(archive, person.desk)
    persons = tuple(archive.state.one_person(person.id))
    own, others = _mentioning(archive, persons)
    if own or others:
        raise RefusedError(_MENTIONED.format(len(own) + len(others)), ("FORGET-01",))
    return _ask(archive, Target(person.desk, persons=persons), reason)


@use_case
def forget_source(archive: Archive, given: str, reason: str) -> RequestView:
    """Ask to remove a person with all of their interviews.

    While interviews of others mention them, card and terms stay, and protect.
    """
    person = find_person(archive, given)
    _need_editor(archive, person.desk)
    persons = tuple(archive.state.one_person(person.id))
    own, others = _mentioning(archive, persons)
    return _ask(archive, Target(person.desk, tuple(own), () if others else persons), reason)


def _ask(archive: Archive, target: Target, reason: str, cause: str = "asked") -> RequestView:
    if not reason.strip():
        raise MalformedError("Say why, in words.", field="words")
    check_safe("words", reason)

    def build(writing: Writing) -> acts.Known:
        objects = _objects_of(archive, target)
        if not objects:
            raise UsageError(_NOTHING)
        return acts.RemovalRequested(
            member=writing.member, at=writing.now(), desk=target.desk,
            interviews=tuple(i.id for i in target.interviews),
            persons=tuple(p.id for p in target.persons), objects=objects, cause=cause,
            reason=writing.seal(Part.REDACTED, target.desk, Note(reason)),
        )  # fmt: skip

    entry = archive.ledger.commit(build)
    return _view(archive, archive.state.removals[entry])


# --- confirming ----------------------------------------------------------------------------


@use_case
def requests(archive: Archive) -> list[RequestView]:
    """Return the requests to forget on desks that I read, those that wait first."""
    mine = [r for r in archive.state.removals.values() if archive.roles_on(r.desk)]
    mine.sort(key=lambda r: (bool(r.confirmation), -archive.state.entries[r.entry]))
    return [_view(archive, r) for r in mine]


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
    now = frozenset(_objects_of(archive, _target_of(archive, request)))
    answers = (
        (bool(request.confirmation), "It was confirmed already."),
        (not archive.may(Deed.CONFIRM_REMOVAL, request.desk), "Your role does not confirm that."),
        (request.needs_editor and not archive.may(Deed.RENDER, request.desk), _EDITOR),
        (request.cause == "due" and bool(clock_doubt(archive)), clock_doubt(archive)),
        (bool(request.objects - now), _OTHER),
        (bool(now - request.objects), _MORE),
        *_of_one_person(archive, request),
    )
    return next((why for holds, why in answers if holds), "")


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


def _view(archive: Archive, request: RemovalState) -> RequestView:
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


def leftover(archive: Archive) -> list[InterviewState]:
    """Return forgotten interviews to which somebody wrote beside their removal."""
    forgotten = (i for i in archive.state.interviews.values() if i.forgotten)
    return [i for i in forgotten if _objects_of(archive, Target(i.desk, (i,)))]


def notices(archive: Archive) -> Iterable[str]:
    """Say which requests wait for me, and what came in beside a removal."""
    waiting = sum(
        not _why_not_confirm(archive, request)
        for request in archive.state.removals.values()
        if not request.confirmation
    )
    if waiting:
        yield f"{_counted(waiting)} to forget waiting for your word (strongroom forget list)."
    left = len(leftover(archive))
    if left:
        yield (
            f"{left} forgotten interviews were written to beside their removal: forget them again."
        )


def _counted(count: int) -> str:
    return "1 request is" if count == 1 else f"{count} requests are"
