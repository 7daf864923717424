"""What joining two persons into one does to the state, and parting them again.

Each keeps its own card, files and holds; all of them protect both while they are joined.
"""

from __future__ import annotations

from vault import acts
from vault.journal.state import State
from vault.journal.turn import Refusal, Turn
from vault.model import EntryHash, PersonId


def persons_joined(turn: Turn, act: acts.PersonsJoined) -> None:
    """Let one person go as another from here on: by an editor, who alone reads both files."""
    turn.need("join_persons", act.desk)
    state = turn.state
    kept, joined = state.persons[act.kept], state.persons[act.joined]
    if {kept.desk, joined.desk} != {act.desk} or joined.joined_to:
        raise Refusal
    if state.kept(kept.id) == joined.id:
        raise Refusal  # in a circle nobody would be kept
    joined.joined_to, joined.join = kept.id, turn.entry
    _regroup(state)


def person_parted(turn: Turn, act: acts.PersonParted) -> None:
    """Undo a join; not while a hold stands, or one key would shake off what takes two to lift."""
    turn.need("join_persons", act.desk)
    state = turn.state
    here = [p for p in state.persons.values() if act.join and p.join == act.join]
    if not here or here[0].desk != act.desk or state.is_held(here[0].id):
        raise Refusal
    here[0].joined_to, here[0].join = PersonId(b""), EntryHash(b"")
    _regroup(state)


def _regroup(state: State) -> None:
    """Note anew who are one person."""
    groups: dict[PersonId, set[PersonId]] = {}
    for person in state.persons.values():
        if person.joined_to:
            kept = state.kept(person.id)
            groups.setdefault(kept, {kept}).add(person.id)
    state.joined = {kept: frozenset(names) for kept, names in groups.items()}
