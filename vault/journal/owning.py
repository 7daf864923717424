"""Which objects an act may name as its own: what its entry is the first to bring.

Whatever a record names goes with it when it is forgotten, so nobody may name as theirs what
somebody else brought. What an act only speaks about (`acts.Referred`) is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vault import acts
from vault.journal.rights import Sight
from vault.journal.state import State
from vault.journal.turn import Refusal, Taken
from vault.model import EntryHash, MemberId, ObjectHash, Record

Claim = tuple[Record, Iterable[ObjectHash]]  # what is named, and what the record has of it already


def check_own(state: State, sight: Sight, taken: Taken) -> None:
    """Refuse an entry that names as its own what it does not bring, or what it knew of.

    A record may name again what it has. Beside each other two entries may bring one object: who
    was first nobody can tell, so what both name belongs to both.
    """
    act = taken.act
    if not isinstance(act, acts.Act):
        return
    brought = frozenset(taken.core.adds)
    for named, has in _claims(state, act):
        own = acts.objects_brought(named).difference(has)
        if not own <= brought:
            raise Refusal
        earlier = _earlier(state, act, own)
        if earlier and sight.has_seen(taken.hash, earlier):
            raise Refusal


def _earlier(state: State, act: acts.Act, own: Iterable[ObjectHash]) -> set[EntryHash]:
    """Return the entries that brought objects before.

    What a field reporter sent may have been taken in before, and that refused.
    """
    known = [name for name in own if name in state.added]
    found = {state.added[name] for name in known}
    found = found.union(*(state.added_again.get(name, ()) for name in known))
    if not isinstance(act, acts.FieldTaken):
        return found
    signer = state.devices.get(act.statement.device)
    sent = {entry for entry in found if signer and _member_of(state, entry) == signer.member}
    return found - sent


def _member_of(state: State, entry: EntryHash) -> MemberId:
    return state.origins[entry].member if entry in state.origins else MemberId(b"")


def _claims(state: State, act: acts.Act) -> Iterator[Claim]:
    """Yield every record in an act, with the objects that it has by earlier acts."""
    match act:
        case acts.Logged():
            yield from ((ref, _of_interview(state, ref)) for ref in act.interviews)
            yield from ((ref, _of_person(state, ref)) for ref in act.persons)
        case acts.PersonChanged():
            yield from ((ref, _of_person(state, ref)) for ref in act.persons)
        case acts.Rendered():
            yield from ((ref, _renditions(state, ref)) for ref in act.renditions)
        case acts.StorySaved():
            story = state.stories.get(act.story)
            yield act, story.versions if story else ()
        case acts.DirectorySigned():
            directory = state.from_field.directories.get(act.digest)
            yield act, (directory.object,) if directory else ()
        case _:
            yield act, ()


def _of_interview(state: State, ref: acts.InterviewVersion) -> Iterable[ObjectHash]:
    known = state.interviews.get(ref.interview)
    versions = known.versions.values() if known else ()
    return {name for each in versions for name in (each.ref.verbatim, each.ref.security)}


def _of_person(state: State, ref: acts.PersonVersion) -> Iterable[ObjectHash]:
    known = state.persons.get(ref.person)
    return {*known.cards, *known.writers} if known else ()


def _renditions(state: State, ref: acts.RenditionRef) -> Iterable[ObjectHash]:
    known = state.interviews.get(ref.interview)
    return {each.redacted for each in known.renditions} if known else ()
