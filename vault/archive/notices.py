"""Who must learn of an act although no key of theirs reaches its desk: authors, and who shares.

Opening what was written before is `sharing`; here are the boxes that follow what is written now.
"""

from __future__ import annotations

from vault.archive.writing import Writing
from vault.journal.state import DeviceState, InterviewState, State
from vault.model import MemberId, ObjectHash, PersonId, Role

_DESK_READERS = frozenset({Role.REVIEWER, Role.EDITOR})


def readers_without_keys(state: State, interview: InterviewState) -> list[DeviceState]:
    """Return the devices of those who read an interview and nothing else of its desk.

    Its authors, and whoever it is shared with; these with their sheets, so that what was shared
    comes back after a loss.
    """
    shared = interview.shared_with()
    found: list[DeviceState] = []
    for each in sorted(interview.authors() | shared):
        member = state.members[each]
        if not member.signed_out and not member.roles_on(interview.desk) & _DESK_READERS:
            live = devices_of(state, each)
            found += live if each in shared else [d for d in live if d.id in member.devices]
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
        reads = member.is_field or member.roles_on(desk) & _DESK_READERS  # or reads nothing
        if not member.signed_out and not reads:
            found += member.devices.values()
    return found


def devices_of(state: State, who: MemberId) -> list[DeviceState]:
    """Return a member's devices and their sheet, lost devices excepted."""
    return state.live_devices(state.members[who])


def follow(
    writing: Writing, interview: InterviewState, verbatim: ObjectHash, security: ObjectHash
) -> None:
    """Box a new version to those with whom the interview is shared, and then to its authors."""
    state = writing.state
    for each in sorted(_followers(interview)):
        if not state.members[each].signed_out:
            parts = (verbatim, security) if _may_have_security(interview, each) else (verbatim,)
            writing.notify(devices_of(state, each), parts)


def follow_addendum(writing: Writing, interview: InterviewState, addendum: ObjectHash) -> None:
    """Box an addendum to those with whom the interview is shared, and to its authors."""
    for each in sorted(interview.shared_with() | interview.authors()):
        if not writing.state.members[each].signed_out:
            writing.notify(devices_of(writing.state, each), (addendum,))


def _followers(interview: InterviewState) -> frozenset[MemberId]:
    """Return whom versions follow; nobody while it is not shared: editors read the desk."""
    shared = interview.shared_with()
    return shared | interview.authors() if shared else shared


def _may_have_security(interview: InterviewState, who: MemberId) -> bool:
    given = (s for s in interview.shares.values() if who in s.members())
    return who in interview.owners() or any(share.security for share in given)
