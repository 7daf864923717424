"""Who must learn of an act although no key of theirs reaches its desk: authors, and who shares.

Opening what was written before is `sharing`; here are the boxes that follow what is written now.
"""

from __future__ import annotations

from vault.archive.writing import Writing
from vault.journal.state import DeviceState, InterviewState, State
from vault.model import MemberId, ObjectHash, PersonId, Role

_DESK_READERS = frozenset({Role.REVIEWER, Role.EDITOR})
_DESK_ROLES = _DESK_READERS | {Role.REPORTER, Role.FIELD_REPORTER}


def readers_without_keys(state: State, interview: InterviewState) -> list[DeviceState]:
    """Return the devices of those who read an interview and nothing else of its desk.

    Its owners, and whoever it is shared with; these with their sheets, so that what was shared
    comes back after a loss.
    """
    shared = interview.shared_with()
    found: list[DeviceState] = []
    for each in sorted(_owners(state, interview) | shared):
        if not state.members[each].roles_on(interview.desk) & _DESK_READERS:
            found += (devices_of if each in shared else devices_in_use)(state, each)
    return found


def _owners(state: State, interview: InterviewState) -> frozenset[MemberId]:
    """Return whom later acts are told as owners: not who left the desk, nor by an ended share."""
    known = interview.owners()
    return frozenset(o for o in known if state.members[o].roles_on(interview.desk) & _DESK_ROLES)


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
        if not reads:
            found += devices_in_use(state, author)
    return found


def devices_of(state: State, who: MemberId) -> list[DeviceState]:
    """Return a member's devices and their sheet, lost devices excepted; none of who left."""
    return state.live_devices(state.members[who])


def devices_in_use(state: State, who: MemberId) -> list[DeviceState]:
    """Return a member's devices without the sheet: lost ones excepted, and none of who left."""
    return [d for d in devices_of(state, who) if d.id in state.members[who].devices]


def follow(
    writing: Writing, interview: InterviewState, verbatim: ObjectHash, security: ObjectHash
) -> None:
    """Box a new version to those with whom the interview is shared, and then to its owners."""
    state = writing.state
    for each in sorted(_followers(state, interview)):
        parts = (verbatim, security) if _may_have_security(interview, each) else (verbatim,)
        _tell(writing, interview, devices_of(state, each), parts)


def follow_attachment(writing: Writing, interview: InterviewState, manifest: ObjectHash) -> None:
    """Box a new attachment's manifest as a new version is: its key opens the pieces."""
    for each in sorted(_followers(writing.state, interview)):
        _tell(writing, interview, devices_of(writing.state, each), (manifest,))


def follow_addendum(writing: Writing, interview: InterviewState, addendum: ObjectHash) -> None:
    """Box an addendum to those with whom the interview is shared, and to its owners."""
    for each in sorted(interview.shared_with() | _owners(writing.state, interview)):
        _tell(writing, interview, devices_of(writing.state, each), (addendum,))


def tell(writing: Writing, interview: InterviewState, *objects: ObjectHash) -> None:
    """Box an entry about an interview, and objects, to those who read nothing else of its desk."""
    _tell(writing, interview, readers_without_keys(writing.state, interview), objects)


def _tell(
    writing: Writing,
    interview: InterviewState,
    devices: list[DeviceState],
    objects: tuple[ObjectHash, ...],
) -> None:
    """Box an entry to devices; objects to those alone that are not of the owner who writes.

    Owners read back what they wrote by own wraps, which a hand-in deletes; a box would stay in
    every copy of the vault. With whom an interview is shared reads by boxes, after a loss too.
    """
    writer = writing.member
    owns = writer not in interview.shared_with()
    mine = {d.id for d in devices_of(writing.state, writer)} if owns else set()
    writing.notify([d for d in devices if d.id not in mine], objects)
    writing.notify([d for d in devices if d.id in mine])


def _followers(state: State, interview: InterviewState) -> frozenset[MemberId]:
    """Return whom versions and attachments follow: nobody while it is not shared."""
    shared = interview.shared_with()
    return shared | _owners(state, interview) if shared else shared


def _may_have_security(interview: InterviewState, who: MemberId) -> bool:
    given = (s for s in interview.shares.values() if who in s.members())
    return who in interview.owners() or any(share.security for share in given)
