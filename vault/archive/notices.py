"""Who must learn of an act although no key of theirs reaches the desk: authors who only report."""

from __future__ import annotations

from vault.journal.state import DeviceState, InterviewState, State
from vault.model import PersonId, Role

_DESK_READERS = frozenset({Role.REVIEWER, Role.EDITOR})


def authors_without_keys(state: State, interview: InterviewState) -> list[DeviceState]:
    """Return the devices of an interview's authors who read nothing of its desk but their own."""
    found: list[DeviceState] = []
    for author in sorted(interview.authors()):
        member = state.members[author]
        if not member.signed_out and not member.roles_on(interview.desk) & _DESK_READERS:
            found += [d for d in member.devices.values() if d.id not in state.lost]
    return found


def writers_without_keys(state: State, person: PersonId) -> list[DeviceState]:
    """Return the devices of those who logged a person and read nothing else of the desk.

    Only of who wrote a version about that person: anybody else could not tell whom it is about.
    """
    mine = {
        (v.author, i.desk)
        for i in state.interviews.values()
        for v in i.versions.values()
        if v.ref.person == person
    }
    found: list[DeviceState] = []
    for author, desk in sorted(mine):
        member = state.members[author]
        if not member.signed_out and not member.roles_on(desk) & _DESK_READERS:
            found += member.devices.values()
    return found
