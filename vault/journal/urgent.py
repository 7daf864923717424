"""What acts about urgent releases do to the state: on, off, announced, stopped, left, ratified.

A hold, a withdrawal or the switch stops what is announced. A release that knew of one is refused;
of one that was written beside it the release tells afterwards, since the files have left. Each act
checks everything before it changes anything. The fold opens no object and believes no clock: it
holds a release only to the half hour that its own writer claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vault import acts
from vault.journal.copying import authors_in, interviews_in, makers
from vault.journal.state import CopyState, HoldState, InterviewState, PersonState
from vault.journal.turn import Refusal, Turn
from vault.journal.urgent_state import (
    NOT_RATIFIED,
    RATIFIED,
    ProposalState,
    Stop,
    SwitchState,
    UrgentState,
    VerdictState,
)
from vault.model import EntryHash, PersonId

WAIT_SECONDS: Final = 30 * 60  # in which anybody may stop what is announced
LONGEST_SECONDS: Final = 24 * 60 * 60  # after which an announcement lapses
HOLD: Final = "hold"
WITHDRAWAL: Final = "withdrawal"
QUOTE_WITHDRAWN: Final = "withdrawal of a quote"
OFF: Final = "switched off"


# --- the switch ----------------------------------------------------------------------------


def proposed(turn: Turn, act: acts.UrgentProposed) -> None:
    """Note an admin's proposal, which a second admin has to confirm."""
    _need_admin(turn)
    turn.state.urgent.proposals[turn.entry] = ProposalState(turn.entry, act.member, act.at)


def enabled(turn: Turn, act: acts.UrgentEnabled) -> None:
    """Switch urgent releases on: another admin than the one who proposed it."""
    _need_admin(turn)
    book = turn.state.urgent
    found = book.proposals[act.proposal]
    if found.member == act.member:
        raise Refusal
    knows = turn.sight.knows(turn.entry)
    beside = {entry: stop for entry, stop in book.offs.items() if entry not in knows}
    made = SwitchState(turn.entry, found.entry, found.member, act.member, act.at, beside)
    book.times_on[turn.entry] = made
    turn.sight.note_change(turn.entry)


def disabled(turn: Turn, act: acts.UrgentDisabled) -> None:
    """Switch urgent releases off, with whatever is proposed or announced: one admin is enough."""
    turn.need("switch_urgent")
    book, stop = turn.state.urgent, Stop(OFF, act.member, act.at)
    book.offs[turn.entry] = stop
    for each in book.times_on.values():
        each.ends[turn.entry] = stop
    book.proposals.clear()
    _stop(turn, book.by_copy.values(), stop)


def _need_admin(turn: Turn) -> None:
    """Refuse who is no admin, and one whom an admin may have made up alone.

    Whoever lets a person in gives them no key, so two people who were given one are two people.
    """
    turn.need("switch_urgent")
    if turn.is_for_one():
        raise Refusal
    turn.need_any_reader()


# --- what stops ----------------------------------------------------------------------------


def held(turn: Turn, act: acts.Held) -> None:
    """Let a new hold stop what is announced about its person."""
    state = turn.state
    about = [
        each
        for each in state.urgent.by_copy.values()
        if any(h.entry == turn.entry for h in _holds_about(turn, state.copies[each.copy]))
    ]
    _stop(turn, about, Stop(HOLD, act.member, act.at))


def withdrawn(turn: Turn, act: acts.Withdrawn, interview: InterviewState) -> None:
    """Let a withdrawal stop what is announced with words of its interview."""
    book = turn.state.urgent
    stop = Stop(QUOTE_WITHDRAWN if act.quote else WITHDRAWAL, act.member, act.at)
    book.withdrawals.setdefault(interview.id, {})[turn.entry] = stop
    about = [
        each
        for each in book.by_copy.values()
        if interview in interviews_in(turn.state, turn.state.copies[each.copy])
    ]
    _stop(turn, about, stop)


def _stop(turn: Turn, about: Iterable[UrgentState], stop: Stop) -> None:
    """Stop what is announced; what left without knowing of it left in spite of it."""
    turn.sight.note_change(turn.entry)
    knows = turn.sight.knows(turn.entry)
    for each in about:
        if not each.release:
            each.stops[turn.entry] = stop
        elif each.release not in knows:
            each.in_spite_of[turn.entry] = stop


def _holds_about(turn: Turn, copy: CopyState) -> list[HoldState]:
    """Return every hold on a person of a copy's interviews, lifted ones too."""
    state = turn.state
    found: dict[PersonId, PersonState] = {}
    for interview in interviews_in(state, copy):
        for named in (interview.person, *sorted(interview.left)):
            found |= {p.id: p for p in state.one_person(named)}
    return [hold for person in found.values() for hold in person.holds.values()]


# --- announcing ----------------------------------------------------------------------------


def announced(turn: Turn, act: acts.UrgentAnnounced) -> None:
    """Take an announcement by an editor who wrote nothing in the copy; one for each copy."""
    turn.need("release_urgently", act.desk)
    turn.need_reader(act.desk)
    book, copy = turn.state.urgent, turn.state.copies[act.copy]
    if copy.desk != act.desk or copy.file_hashes != act.file_hashes or copy.receipt is not None:
        raise Refusal
    if act.copy in book.by_copy or turn.is_for_one() or act.member in authors_in(turn.state, copy):
        raise Refusal
    _check_unreached(turn, act)
    _check_none_waits(turn, act)
    stops = _stops_beside(turn, act, copy)
    book.by_copy[act.copy] = UrgentState(
        turn.entry, act.desk, act.copy, act.member, act.at, act.enabled, act.reason,
        act.unreached, stops,
    )  # fmt: skip
    turn.sight.note_change(turn.entry)


def _check_unreached(turn: Turn, act: acts.UrgentAnnounced) -> None:
    """Refuse an announcement that names nobody, somebody twice or unknown, or its own writer."""
    named = set(act.unreached)
    if not named or len(named) != len(act.unreached) or act.member in named:
        raise Refusal
    if any(member not in turn.state.members for member in named):
        raise Refusal


def _check_none_waits(turn: Turn, act: acts.UrgentAnnounced | acts.UrgentReleased) -> None:
    """Refuse a second urgent release while the writer knew of one that nobody ratified."""
    knows = turn.sight.knows(turn.entry)
    if any(each.release in knows for each in turn.state.urgent.waiting(act.desk)):
        raise Refusal


def _stops_beside(
    turn: Turn, act: acts.UrgentAnnounced, copy: CopyState
) -> dict[EntryHash, Stop]:  # fmt: skip
    """Return what stops a copy that its writer did not know; refuse what they did know of."""
    knows, book = turn.sight.knows(turn.entry), turn.state.urgent
    switch = book.times_on[act.enabled]
    if act.enabled not in knows or not knows.isdisjoint(switch.ends):
        raise Refusal
    _check_not_held(turn, copy)
    found = dict(switch.ends)
    for hold in _holds_about(turn, copy):
        found[hold.entry] = Stop(HOLD, hold.member, hold.at)
    for interview in interviews_in(turn.state, copy):
        found |= book.withdrawals.get(interview.id, {})
    if any(stop.what == WITHDRAWAL for entry, stop in found.items() if entry in knows):
        raise Refusal
    return {entry: stop for entry, stop in found.items() if entry not in knows}


def _check_not_held(turn: Turn, copy: CopyState) -> None:
    knows = turn.sight.knows(turn.entry)
    if any(hold.stands and hold.entry in knows for hold in _holds_about(turn, copy)):
        raise Refusal


# --- leaving, and afterwards ---------------------------------------------------------------


def released(turn: Turn, act: acts.UrgentReleased) -> None:
    """Note that an announced copy left, after the half hour that its own editor claims."""
    turn.need("release_urgently", act.desk)
    found, copy = turn.state.urgent.announced(act.announcement), turn.state.copies[act.copy]
    mine = (found.desk, found.copy, found.member) == (act.desk, act.copy, act.member)
    if not mine or copy.receipt is not None:
        raise Refusal
    if not WAIT_SECONDS <= act.at - found.at <= LONGEST_SECONDS:
        raise Refusal
    knows = turn.sight.knows(turn.entry)
    if found.entry not in knows or not knows.isdisjoint(found.stops):
        raise Refusal
    if act.member in authors_in(turn.state, copy):
        raise Refusal
    _check_not_held(turn, copy)
    _check_none_waits(turn, act)
    copy.receipt, copy.released_by, copy.released_at = act.receipt, act.member, act.at
    found.release, found.in_spite_of = turn.entry, dict(found.stops)
    turn.sight.note_change(turn.entry)


def ratified(turn: Turn, act: acts.Ratified) -> None:
    """Take the verdict of a second person: none of those who wrote, prepared or released it."""
    turn.need("ratify", act.desk)
    turn.need_reader(act.desk)
    found, copy = turn.state.urgent.released(act.release), turn.state.copies[act.copy]
    if (found.desk, found.copy) != (act.desk, act.copy) or copy.file_hashes != act.file_hashes:
        raise Refusal
    if act.member in {found.member, *makers(turn.state, copy)} or act.member in found.verdicts:
        raise Refusal
    if act.verdict not in {RATIFIED, NOT_RATIFIED}:
        raise Refusal
    if act.verdict == NOT_RATIFIED and not act.remark:
        raise Refusal
    found.verdicts[act.member] = VerdictState(act.verdict, act.remark, act.at)
    if act.rechecked and turn.is_editor(act.desk):
        copy.rechecked_by.add(act.member)
