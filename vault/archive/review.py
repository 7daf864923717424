"""Review: my work, verdicts on a rendition by its hash, holds, withdrawals, recorded events."""

from __future__ import annotations

from vault import acts
from vault.archive.authorship import wrote_words
from vault.archive.checking import check_safe
from vault.archive.naming import one
from vault.archive.notices import tell
from vault.archive.printed import PrintedView, printed_with
from vault.archive.refreshing import can_render, refresh
from vault.archive.retention import due
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview, find_kept, show
from vault.archive.stories import copies_waiting_for_me
from vault.archive.urgent import urgent_copies
from vault.archive.views import InterviewRow, InterviewView, WorkView
from vault.archive.writing import Writing
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError
from vault.journal.state import InterviewState, PersonState
from vault.model import (
    DeskId,
    EntryHash,
    InterviewStatus,
    Note,
    ObjectHash,
    Part,
    PersonId,
    Remark,
)
from vault.roles import Deed

NOTHING = ObjectHash(b"")


@use_case
def my_work(archive: Archive) -> WorkView:
    """Return what waits: returned to me, mine to mark, for my review, mine waiting for others."""
    library, me = archive.library, archive.myself.id
    seen = sorted(
        (i for i in archive.state.interviews.values() if library.visible(i)),
        key=lambda i: -i.first().order,
    )
    rows = [(i, library.row(i)) for i in seen]
    mine = [(i, row) for i, row in rows if me in i.authors()]
    return WorkView(
        returned=_with(mine, InterviewStatus.RETURNED),
        to_mark=tuple(r for i, r in _to_mark(archive, rows)),
        to_review=tuple(r for i, r in rows if _waits_for_me(archive, i)),
        waiting=tuple(
            r for i, r in mine
            if r.status == InterviewStatus.IN_REVIEW
            or (r.status == InterviewStatus.UNMARKED and i.standing()[-1].ref.marked)
        ),
        copies_to_approve=copies_waiting_for_me(archive), urgent=urgent_copies(archive),
        due=due(archive),
    )  # fmt: skip


def _with(rows: list[tuple[InterviewState, InterviewRow]], status: str) -> tuple[InterviewRow, ...]:
    return tuple(row for _, row in rows if row.status == status)


def _to_mark(
    archive: Archive, rows: list[tuple[InterviewState, InterviewRow]]
) -> list[tuple[InterviewState, InterviewRow]]:
    me = archive.myself.id
    return [
        (i, row)
        for i, row in rows
        if not i.standing()[-1].ref.marked
        and not i.withdrawn
        and not i.forgotten
        and (me in i.authors() or archive.may(Deed.RENDER, i.desk))
    ]


def _waits_for_me(archive: Archive, interview: InterviewState) -> bool:
    own = archive.myself.id in interview.authors() and not archive.is_for_one()
    if own or not archive.may(Deed.REVIEW, interview.desk):
        return False
    rendered = archive.library.rendition(interview)
    status = archive.library.status(interview)
    return rendered is not None and status is InterviewStatus.IN_REVIEW


# --- verdicts ------------------------------------------------------------------------------


@use_case
def approve(archive: Archive, interview: str, rendition: str) -> InterviewView:
    """Approve a rendition by its hash. Refused for one's own words and for a stale rendition."""
    state = find_kept(archive, interview)
    _may_review(archive, state)
    own = wrote_words(archive, state, archive.myself.id)
    if own and not archive.is_for_one():
        raise RefusedError("Nobody approves their own words: someone else must.", ("REV-01",))
    name = _current(archive, state, rendition)
    _review(archive, state, (name, "approve", "", ""))
    return show(archive, interview)


@use_case
def send_back(
    archive: Archive, interview: str, rendition: str, words: str, quote: str = ""
) -> InterviewView:
    """Return a rendition with a remark that says why."""
    return _with_words(archive, interview, (rendition, "return", words, quote))


@use_case
def remark(
    archive: Archive, interview: str, rendition: str, words: str, quote: str = ""
) -> InterviewView:
    """Say something about a rendition without deciding."""
    return _with_words(archive, interview, (rendition, "remark", words, quote))


def _with_words(
    archive: Archive, interview: str, given: tuple[str, str, str, str]
) -> InterviewView:
    rendition, verdict, words, quote = given
    state = find_kept(archive, interview)
    _may_review(archive, state)
    check_words(words)
    name = _current(archive, state, rendition)
    _review(archive, state, (name, verdict, words, quote))
    return show(archive, interview)


def check_words(words: str) -> None:
    """Refuse empty or unsafe words."""
    if not words.strip():
        raise MalformedError("Say why, in words.", field="words")
    check_safe("words", words)


def _may_review(archive: Archive, state: InterviewState) -> None:
    archive.need(Deed.REVIEW, state.desk, "Your role does not review on this desk.")


def _current(archive: Archive, state: InterviewState, given: str) -> ObjectHash:
    """Return the rendition meant; it must be the current one and fresh."""
    current = archive.state.rendition(state)
    if current is None:
        raise RefusedError("There is no rendition to review yet.", ("REV-02",))
    lowered = given.strip().lower()
    if len(lowered) < 4 or not current.redacted.hex().startswith(lowered):
        raise RefusedError(
            "That is not the current rendition: read it again before deciding.", ("REV-03",)
        )
    if not archive.state.is_fresh(state.desk, current):
        raise RefusedError(
            "The rendition is stale: terms or rules changed. An editor's client makes a new one.",
            ("REV-04",),
        )
    return current.redacted


def _review(
    archive: Archive, state: InterviewState, given: tuple[ObjectHash, str, str, str]
) -> None:
    rendition, verdict, words, quote = given

    def build(writing: Writing) -> acts.Known:
        if verdict == "approve":
            _current(archive, state, rendition.hex())  # again: a colleague may have written
        note = NOTHING
        if words:
            remark_part = Remark(state.id, rendition, words, quote)
            note = writing.seal(Part.REDACTED, state.desk, remark_part)
        tell(writing, state, note)
        return acts.Reviewed(
            member=writing.member, at=writing.now(), desk=state.desk,
            interview=state.id, rendition=rendition, verdict=verdict, remark=note,
        )  # fmt: skip

    archive.ledger.commit(build)


# --- hold, withdraw, event -----------------------------------------------------------------


def _person_of(archive: Archive, given: str) -> PersonState:
    known = [(bytes(p.id), archive.library.codename(p)) for p in archive.state.persons.values()] + [
        (bytes(i.id), archive.library.row(i).title)
        for i in archive.state.interviews.values()
        if archive.library.visible(i)
    ]
    found = one(known, given, "person or interview")
    person = archive.state.persons.get(PersonId(found))
    if person is not None:
        return person
    return archive.state.persons[find_interview(archive, found.hex()).person]


@use_case
def hold(archive: Archive, given: str, reason: str) -> None:
    """Stop every copy about a person, at once; `given` names the person or an interview."""
    person = _person_of(archive, given)
    archive.need(Deed.HOLD, person.desk)
    check_words(reason)

    def build(writing: Writing) -> acts.Known:
        note = writing.seal(Part.REDACTED, person.desk, Note(reason))
        return acts.Held(
            member=writing.member, at=writing.now(), desk=person.desk, person=person.id, reason=note
        )

    archive.ledger.commit(build)


@use_case
def lift_hold(archive: Archive, given: str) -> bool:
    """Speak for lifting every standing hold on a person; returns whether it is lifted now.

    Two different members are needed.
    """
    person = _person_of(archive, given)
    archive.need(Deed.LIFT_HOLD, person.desk)
    persons = archive.state.one_person(person.id)
    standing = [h for each in persons for h in each.holds.values() if h.stands]
    if not standing:
        raise UsageError("No hold stands on this person.")
    me = archive.myself.id
    if all(me in h.lifted_by for h in standing):
        raise RefusedError("You spoke for lifting it already; a second person must.", ("HOLD-01",))
    for held in standing:
        if me not in held.lifted_by:
            _lift(archive, person.desk, held.entry)
    return not archive.state.is_held(person.id)


def _lift(archive: Archive, desk: DeskId, entry: bytes) -> None:
    archive.ledger.commit(
        lambda writing: acts.HoldLifted(
            member=writing.member, at=writing.now(), desk=desk, hold=EntryHash(entry)
        )
    )


@use_case
def withdraw(
    archive: Archive, interview: str, reason: str = "", quote: str = ""
) -> tuple[PrintedView, ...]:
    """Record that the source withdrew, at once; copies that hold the interview are void.

    Returns the copies that left with it before: somebody has to call those outlets.
    """
    state = find_kept(archive, interview)
    editor = archive.may(Deed.RENDER, state.desk)
    if not editor and archive.myself.id not in state.owners():
        raise NotPermittedError("Only the interview's author or an editor records a withdrawal.")
    check_safe("reason", reason)
    if quote and quote not in _quotes(archive, state):
        raise UsageError("There is no such quote in this interview.")

    def build(writing: Writing) -> acts.Known:
        note = writing.seal(Part.REDACTED, state.desk, Note(reason)) if reason else NOTHING
        tell(writing, state, *((note,) if reason else ()))
        return acts.Withdrawn(
            member=writing.member, at=writing.now(), desk=state.desk,
            interview=state.id, quote=quote, reason=note,
        )  # fmt: skip

    archive.ledger.commit(build)
    return printed_with(archive, (state,), quote)


def _quotes(archive: Archive, state: InterviewState) -> set[str]:
    """Return the ids of an interview's quotes, those of older versions included."""
    opened = (archive.library.verbatim(v) for v in state.versions.values())
    return {q.id for part in opened if part is not None for q in part.quotes}


@use_case
def record_event(archive: Archive, interview: str, words: str) -> InterviewView:
    """Record that the event an embargo waits for happened: an editor who is not the author."""
    state = find_kept(archive, interview)
    archive.need(Deed.RECORD_EVENT, state.desk)
    if archive.myself.id in state.authors():
        raise RefusedError("An editor who is not the author records the event.", ("EMB-01",))
    check_words(words)

    def build(writing: Writing) -> acts.Known:
        note = writing.seal(Part.REDACTED, state.desk, Note(words))
        tell(writing, state, note)
        return acts.EventRecorded(
            member=writing.member, at=writing.now(), desk=state.desk, interview=state.id, note=note
        )

    archive.ledger.commit(build)
    return show(archive, interview)


# --- renditions in the background ----------------------------------------------------------


@use_case
def refresh_renditions(archive: Archive) -> int:
    """Make the keys and renditions that are due on every desk that I edit; returns how many.

    How many renditions, that is.
    """
    archive.ledger.renew_due()
    desks = [desk for desk in archive.state.desks if can_render(archive, desk)]
    return sum(refresh(archive, desk) for desk in desks)
