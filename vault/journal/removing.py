"""What requests and confirmations of removals do to the state.

Rights are judged by the roster and by entries' cores alone: a program that reads none of the desk
has to come to the same answer, or it would keep what all others removed.
Each act checks everything before it changes anything.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.journal.removals import Origin, RemovalState
from vault.journal.rights import Sight
from vault.journal.state import State
from vault.journal.turn import Refusal, Taken, Turn
from vault.model import DeskId, MemberId, ObjectHash

CAUSES: Final = frozenset({"asked", "due"})
_NOBODY: Final = Origin(MemberId(b""), DeskId(b""))


def note_added(state: State, taken: Taken, sight: Sight) -> None:
    """Remember who brought which objects to which desk, and which of them are sessions.

    Of a desk is also what was boxed to a bridge, or to an epoch whose act was refused. Who brings
    what they knew of brings nothing; of two beside each other nobody can tell who was first.
    """
    for added in taken.core.adds:
        first = state.added.setdefault(added, taken.hash)
        if first != taken.hash and not sight.has_seen(taken.hash, {first}):
            state.added_again.setdefault(added, set()).add(taken.hash)
    state.sessions.update(taken.sessions)
    desks = {
        c.desk
        for c in state.compartments.values()
        if c.desk and not taken.boxed_to.isdisjoint(state.readable(c))
    }
    desk = desks.pop() if len(desks) == 1 else DeskId(b"")
    brought_by = taken.core.device
    if isinstance(taken.act, acts.FieldTaken) and taken.act.statement.device in state.devices:
        brought_by = taken.act.statement.device
    writer = state.devices.get(brought_by) or state.set_aside.get(brought_by)
    if writer is not None:
        state.origins[taken.hash] = Origin(writer.member, desk)


def removal_requested(turn: Turn, act: acts.RemovalRequested) -> None:
    """Take a request: of a desk's own objects, by its reporters and editors.

    Sessions are never removed: everything else that was written under one would be lost with it.
    """
    turn.need("request_removal", act.desk)
    state, objects = turn.state, frozenset(act.objects)
    origins = [origin for name in act.objects for origin in origins_of(state, name)]
    if not objects or len(objects) != len(act.objects) or act.cause not in CAUSES:
        raise Refusal
    if any(origin.desk != act.desk for origin in origins) or not objects.isdisjoint(state.sessions):
        raise Refusal
    is_own = all(origin.member == act.member for origin in origins)
    state.removals[turn.entry] = RemovalState(
        turn.entry, act.desk, act.member, act.at, act.interviews, act.persons, objects,
        act.cause, act.reason, needs_editor=not (is_own or turn.is_editor(act.desk)),
    )  # fmt: skip


def origins_of(state: State, name: ObjectHash) -> list[Origin]:
    """Return by whom and for which desk an object came: several where it did so beside itself."""
    entries = (state.added[name], *state.added_again.get(name, ()))
    return [state.origins.get(entry, _NOBODY) for entry in entries]


def removal_confirmed(turn: Turn, act: acts.RemovalConfirmed) -> None:
    """Take a confirmation by a second person who reads the desk: the objects are tombstones."""
    turn.need("confirm_removal", act.desk)
    turn.need_reader(act.desk)
    request = turn.state.removals[act.request]
    if request.desk != act.desk or request.objects != frozenset(act.objects):
        raise Refusal
    if act.member == request.member and not turn.is_for_one():
        raise Refusal
    if request.needs_editor and not turn.is_editor(act.desk):
        raise Refusal
    if not request.confirmation:
        request.confirmed_by, request.confirmed_at = act.member, act.at
        request.confirmation = turn.entry
        _bury(turn.state, request)


def _bury(state: State, request: RemovalState) -> None:
    """Mark what is gone. What is of no desk of mine is not known here, and its objects still go."""
    state.removed |= request.objects
    for interview in request.interviews:
        known = state.interviews.get(interview)
        if known is not None and known.desk == request.desk:
            known.forgotten = True
    for person in state.persons.values():
        person.files -= request.objects
        if person.id in request.persons and person.desk == request.desk:
            person.forgotten = True
        if person.card in request.objects:
            person.card = ObjectHash(b"")
