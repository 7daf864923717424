"""What acts that do not count brought, by the interview or person that they are about.

It is sealed in every file, and shown nowhere; whoever forgets the interview or the person has to
reach it as well. Only what an entry brings itself: an act may name whatever its writer likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vault import acts
from vault.journal.state import State
from vault.journal.turn import Taken
from vault.model import InterviewId, ObjectHash, PersonId

About = tuple[Iterable[InterviewId | PersonId], Iterable[ObjectHash]]


def note_apart(state: State, taken: Taken) -> None:
    """Remember the objects of an act that was refused."""
    if not isinstance(taken.act, acts.DeskAct):
        return
    brought = {name for name in taken.core.adds if state.added[name] == taken.hash}
    for about, names in _about(state, taken.act):
        for name in about:
            state.apart.setdefault(bytes(name), set()).update(brought.intersection(names))


def _about(state: State, act: acts.DeskAct) -> Iterator[About]:
    """Yield what an act says of which interviews and persons."""
    match act:
        case acts.Logged():
            yield from (
                ((ref.interview, ref.person), (ref.verbatim, ref.security))
                for ref in act.interviews
            )
            yield from _of_persons(act.persons)
        case acts.PersonChanged():
            yield from _of_persons(act.persons)
        case acts.Rendered():
            yield from (((ref.interview,), (ref.redacted,)) for ref in act.renditions)
        case acts.FieldTaken():
            yield from _of_statement(act.statement)
        case acts.CopyPrepared():
            yield _rendered_as(state, act.renditions), (act.body,)
        case acts.UrgentAnnounced() | acts.UrgentReleased() | acts.Ratified():
            copy = state.copies.get(act.copy)
            yield _rendered_as(state, copy.renditions if copy else ()), acts.objects_named(act)
        case acts.RemovalRequested():
            yield (*act.interviews, *act.persons), (act.reason,)
        case acts.IdentityApproved() | acts.IdentityDenied():
            asked = state.identities.requests.get(act.request)
            yield (asked.person,) if asked else (), acts.objects_named(act)
        case _:
            named = (getattr(act, "interview", None), getattr(act, "person", None))
            yield [name for name in named if name], acts.objects_named(act)


def _of_statement(statement: acts.FieldStatement) -> Iterator[About]:
    yield from (
        ((ref.interview, ref.person), (ref.verbatim, ref.security)) for ref in statement.interviews
    )
    yield from _of_persons(statement.persons)
    yield from (((ref.person,), (ref.body, *ref.bundles)) for ref in statement.identities)
    yield from (((ref.interview,), (ref.addendum,)) for ref in statement.addenda)


def _rendered_as(state: State, renditions: Iterable[ObjectHash]) -> list[InterviewId]:
    made = frozenset(renditions)
    known = state.interviews.values()
    return [i.id for i in known if any(r.redacted in made for r in i.renditions)]


def _of_persons(persons: Iterable[acts.PersonVersion]) -> Iterator[About]:
    return (((ref.person,), (ref.card, ref.file)) for ref in persons)
