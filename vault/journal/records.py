"""What acts about interviews and persons do to the state: versions, renditions, reviews, holds.

Each act checks everything before it changes anything.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.journal import sharing, urgent
from vault.journal.state import (
    HoldState,
    InterviewState,
    PersonState,
    RenditionState,
    ReviewState,
    VersionState,
)
from vault.journal.turn import Refusal, Turn

VERDICTS: Final = frozenset({"approve", "return", "remark"})


def logged(turn: Turn, act: acts.Logged) -> None:
    """Take versions of interviews, and the person files that came with them."""
    _need_writer(turn, act)
    _check_persons(turn, act, act.persons)
    for ref in act.interviews:
        _check_version(turn, act, ref)
    _take_persons(turn, act, act.persons)
    for ref in act.interviews:
        interview = turn.state.interviews.setdefault(
            ref.interview, InterviewState(ref.interview, act.desk, ref.person)
        )
        if ref.verbatim not in interview.versions:
            _take_version(turn, act, interview, ref)


def _need_writer(turn: Turn, act: acts.Logged) -> None:
    """Refuse who may not log on the desk, unless all they write was shared with them for that.

    By a share nobody makes interviews or persons: those are the desk's.
    """
    if act.desk in turn.state.desks and turn.allows("log", act.desk):
        return
    known = [turn.state.interviews[ref.interview] for ref in act.interviews]
    if act.persons or not known or not all(sharing.may_write(turn, each) for each in known):
        raise Refusal


def _is_own(turn: Turn, act: acts.DeskAct, known: InterviewState) -> bool:
    """Tell whether a right of the writer's own lets them write a version."""
    writes = turn.allows("log", act.desk)
    return writes and (turn.is_editor(act.desk) or act.member in known.owners())


def _take_version(
    turn: Turn, act: acts.Logged, interview: InterviewState, ref: acts.InterviewVersion
) -> None:
    parents = frozenset(ref.parents) & interview.versions.keys()
    by_share = bool(interview.versions) and not _is_own(turn, act, interview)
    version = VersionState(ref, act.member, act.at, turn.entry, turn.order, parents, by_share)
    interview.versions[ref.verbatim] = version
    interview.entries.append(turn.entry)
    if interview.person != ref.person and turn.state.is_held(interview.person):
        interview.left.add(interview.person)  # or one writer alone would shake a hold off
    interview.person = ref.person


def _check_version(turn: Turn, act: acts.Logged, ref: acts.InterviewVersion) -> None:
    """Refuse a version of another desk's interview, or by nobody who may write of this one.

    By a share nobody turns an interview to another person: that would shake off a hold.
    """
    known = turn.state.interviews.get(ref.interview)
    if known is None:
        return
    if known.desk != act.desk:
        raise Refusal
    if _is_own(turn, act, known):
        return
    builds_on = known.versions.keys() & set(ref.parents)
    if not sharing.may_write(turn, known) or not builds_on or ref.person != known.person:
        raise Refusal


def version_picked(turn: Turn, act: acts.VersionPicked) -> None:
    """Let one of several versions stand alone, for an owner or an editor; words stay as they are.

    What was passed over stays passed over: two who pick against each other leave one standing.
    """
    interview = turn.state.interviews[act.interview]
    named = {act.picked, *act.over}
    if interview.desk != act.desk or not _is_own(turn, act, interview) or not act.over:
        raise Refusal
    if act.picked in act.over or act.picked in interview.passed_over:
        raise Refusal
    if not named <= interview.versions.keys():
        raise Refusal
    _check_one_is_left(interview, act)
    interview.passed_over.update(act.over)
    interview.entries.append(turn.entry)


def _check_one_is_left(interview: InterviewState, act: acts.VersionPicked) -> None:
    """Refuse a pick of what others replaced meanwhile, after which nothing might stand."""
    standing = {version.ref.verbatim for version in interview.standing()}
    if standing <= set(act.over):
        raise Refusal


def persons_changed(turn: Turn, act: acts.PersonChanged) -> None:
    """Take cards and files of persons."""
    turn.need("edit_person", act.desk)
    _check_persons(turn, act, act.persons)
    _take_persons(turn, act, act.persons)


def _check_persons(turn: Turn, act: acts.DeskAct, persons: tuple[acts.PersonVersion, ...]) -> None:
    """Refuse another desk's person, and a file that would take a colleague's terms away.

    Only an editor reads all files, so only an editor may stand one for somebody else's.
    """
    for ref in persons:
        known = turn.state.persons.get(ref.person)
        if known is None:
            continue
        others = {f for f in known.files if known.writers[f] != act.member}
        taken_away = not others.isdisjoint(ref.replaces)
        if known.desk != act.desk or (taken_away and not turn.is_editor(act.desk)):
            raise Refusal


def _take_persons(turn: Turn, act: acts.DeskAct, persons: tuple[acts.PersonVersion, ...]) -> None:
    for ref in persons:
        person = turn.state.persons.setdefault(ref.person, PersonState(ref.person, act.desk))
        if ref.card:
            person.card = ref.card
            person.cards.add(ref.card)
        if ref.file:
            person.files = (person.files - set(ref.replaces)) | {ref.file}
            person.writers.setdefault(ref.file, act.member)


def rendered(turn: Turn, act: acts.Rendered) -> None:
    """Take renditions, and what the whole desk was checked against."""
    turn.need("render", act.desk)
    against = (act.registry, act.rules)
    # An interview that is not known here was sealed to others: its rendition is theirs too.
    known = [(turn.state.interviews.get(ref.interview), ref) for ref in act.renditions]
    if any(interview and interview.desk != act.desk for interview, _ in known):
        raise Refusal
    for interview, ref in known:
        if interview is not None:
            interview.renditions.append(RenditionState(ref.redacted, ref.verbatim, against))
            interview.entries.append(turn.entry)
    if act.whole_desk:
        turn.state.desks[act.desk].checked = against


def reviewed(turn: Turn, act: acts.Reviewed) -> None:
    """Take a verdict: nobody approves their own words."""
    turn.need("review", act.desk)
    interview = turn.state.interviews[act.interview]
    own = act.member in interview.authors() and not turn.is_for_one()
    if interview.desk != act.desk or act.verdict not in VERDICTS:
        raise Refusal
    if act.verdict == "approve":
        turn.need_reader(act.desk)
        if own:
            raise Refusal
    review = ReviewState(act.member, act.verdict, act.rendition, act.remark, act.at)
    interview.reviews.append(review)
    interview.entries.append(turn.entry)


def held(turn: Turn, act: acts.Held) -> None:
    """Stop every copy about a person."""
    turn.need("hold", act.desk)
    person = turn.state.persons[act.person]
    if person.desk != act.desk:
        raise Refusal
    hold = HoldState(turn.entry, act.member, act.reason, act.at)
    person.holds[turn.entry] = hold
    urgent.held(turn, act)


def hold_lifted(turn: Turn, act: acts.HoldLifted) -> None:
    """Note who spoke for lifting a hold."""
    turn.need("lift_hold", act.desk)
    turn.need_reader(act.desk)
    here = [p for p in turn.state.persons.values() if act.hold in p.holds]
    if not here or here[0].desk != act.desk:
        raise Refusal
    here[0].holds[act.hold].lifted_by.add(act.member)


def withdrawn(turn: Turn, act: acts.Withdrawn) -> None:
    """Withdraw an interview or a quote: by an author or an editor."""
    turn.need("withdraw", act.desk)
    interview = turn.state.interviews[act.interview]
    own = turn.is_editor(act.desk) or act.member in interview.owners()
    if interview.desk != act.desk or not own:
        raise Refusal
    interview.entries.append(turn.entry)
    interview.notes += [act.reason] if act.reason else []
    if act.quote:
        interview.withdrawn_quotes.add(act.quote)
    else:
        interview.withdrawn = True
    urgent.withdrawn(turn, act, interview)


def event_recorded(turn: Turn, act: acts.EventRecorded) -> None:
    """Record an event that ends an embargo: by an editor who is no author."""
    turn.need("record_event", act.desk)
    interview = turn.state.interviews[act.interview]
    if interview.desk != act.desk or act.member in interview.authors():
        raise Refusal
    interview.events.append((act.member, act.note))
    interview.entries.append(turn.entry)


def parts_read(turn: Turn, act: acts.PartsRead) -> None:
    """Note who opened which parts."""
    rows = ((act.member, i, act.security, act.at) for i in act.interviews)
    turn.state.reads.extend(rows)
