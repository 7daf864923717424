"""Who must learn of an act although no key of theirs reaches the desk: authors who only report."""

from __future__ import annotations

from vault.journal.state import DeviceState, InterviewState, State
from vault.model import Role

_DESK_READERS = frozenset({Role.REVIEWER, Role.EDITOR})


def authors_without_keys(state: State, interview: InterviewState) -> list[DeviceState]:
    """Return the devices of an interview's authors who read nothing of its desk but their own."""
    found: list[DeviceState] = []
    for author in sorted(interview.authors()):
        member = state.members[author]
        if not member.signed_out and not member.roles_on(interview.desk) & _DESK_READERS:
            found += [d for d in member.devices.values() if d.id not in state.lost]
    return found
