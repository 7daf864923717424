"""What a member who leaves leaves behind: contacts, shares, unfinished work, places, requests.

Each line says how it is settled, as a command. Whoever reads a desk sees its lines by codename; an
admin who reads nothing of it is told which editors do. The leaving itself is `leaving`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vault import roles
from vault.archive import asking, custody, forgetting, identities, releasing
from vault.archive.printed import copies_with
from vault.archive.session import Archive
from vault.journal.state import CopyState, InterviewState, MemberState, PersonState
from vault.model import (
    Copy,
    CopyStatus,
    DeskId,
    InterviewStatus,
    MemberId,
    Part,
    PersonId,
    Record,
    Role,
)
from vault.roles import Deed

_DIGITS: Final = 16  # of an id in a command: enough to mean one thing
_UNFINISHED: Final = (InterviewStatus.UNMARKED, InterviewStatus.RETURNED)


class ContactLeft(Record, frozen=True):
    """A person whom nobody but the leaver talked to, and their interviews.

    `noted`: whether instructions for reaching them stand in a security part; None without its key.
    """

    person: str
    codename: str
    interviews: tuple[str, ...]
    noted: bool | None
    command: str


class ShareLeft(Record, frozen=True):
    """A share that stands: with the leaver, or given by them to `name`."""

    interview: str
    codename: str
    name: str
    given_by_them: bool
    command: str


class UnfinishedLeft(Record, frozen=True):
    """An interview that waits for its author, and there is no other author."""

    interview: str
    codename: str
    status: str
    command: str


class PlaceLeft(Record, frozen=True):
    """A custodian's place of theirs, or one that they gave up and whose shares are with them.

    `sources` are sealed to them there; `left` custodians stay of `n`, and `k` open an identity.
    """

    desk: str
    k: int
    n: int
    left: int
    sources: int
    command: str


class WaitingLeft(Record, frozen=True):
    """Something that waits for the leaver; `what` says it, `about` is a codename or title."""

    what: str
    id: str
    about: str
    command: str


class KnownLeft(Record, frozen=True):
    """A source whom the leaver is on record as knowing; `knowers` go on knowing, `floor` is asked.

    `identity`: "sealed", "one knows" or "not stored". `command` where too few are left.
    """

    person: str
    codename: str
    identity: str
    knowers: int
    floor: int
    command: str


class LeftBehind(Record, frozen=True):
    """All of it, as far as my keys open it; `unread`: desks that I do not read, with editors."""

    contacts: tuple[ContactLeft, ...]
    shares: tuple[ShareLeft, ...]
    unfinished: tuple[UnfinishedLeft, ...]
    places: tuple[PlaceLeft, ...]
    waiting: tuple[WaitingLeft, ...]
    known: tuple[KnownLeft, ...]
    unread: tuple[str, ...]


def left_behind(archive: Archive, member: MemberState) -> LeftBehind:
    """Return what to settle before a member leaves."""
    return LeftBehind(
        contacts=tuple(_contacts(archive, member)),
        shares=tuple(_shares(archive, member)),
        unfinished=tuple(_unfinished(archive, member)),
        places=tuple(_places(archive, member)),
        waiting=tuple(_waiting(archive, member)),
        known=tuple(_known(archive, member)),
        unread=tuple(_unread(archive, member)),
    )


def _short(ident: bytes) -> str:
    return ident.hex()[:_DIGITS]


def _here(archive: Archive, leaving: MemberState) -> set[MemberId]:
    """Return the members who stay."""
    members = archive.state.members.values()
    return {m.id for m in members if not m.signed_out and m.id != leaving.id}


def _stay(archive: Archive) -> Iterator[InterviewState]:
    """Yield the interviews that I may see and that were not forgotten."""
    for interview in archive.state.interviews.values():
        if not interview.forgotten and archive.library.visible(interview):
            yield interview


# --- persons and interviews ----------------------------------------------------------------


def _contacts(archive: Archive, member: MemberState) -> Iterator[ContactLeft]:
    """Yield the persons of whose interviews nobody who stays is an author."""
    others, found = _here(archive, member), dict[PersonId, list[InterviewState]]()
    for interview in _stay(archive):
        found.setdefault(archive.state.kept(interview.person), []).append(interview)
    for name, mine in found.items():
        authors = {author for interview in mine for author in interview.authors()}
        person = archive.state.persons.get(name)
        if person and not person.forgotten and member.id in authors and not authors & others:
            yield _contact(archive, person, mine)


def _contact(archive: Archive, person: PersonState, mine: list[InterviewState]) -> ContactLeft:
    latest = _short(mine[-1].id)
    noted = _is_noted(archive, mine)
    command = f"strongroom share add {latest} --with SUCCESSOR --may-write"
    if noted is False:
        command = f"strongroom revise {latest} FILE"
    return ContactLeft(
        person=person.id.hex(), codename=archive.library.codename(person),
        interviews=tuple(interview.id.hex() for interview in mine), noted=noted, command=command,
    )  # fmt: skip


def _is_noted(archive: Archive, mine: list[InterviewState]) -> bool | None:
    parts = [archive.library.security(v) for i in mine for v in i.standing()]
    read = [part for part in parts if part is not None]
    if any(part.contact.strip() for part in read):
        return True
    return False if read and len(read) == len(parts) else None


def _shares(archive: Archive, member: MemberState) -> Iterator[ShareLeft]:
    """Yield the shares with the leaver, and those that they gave to others."""
    for interview in _stay(archive):
        stand = [s for s in interview.shares.values() if s.members()]
        given = {who for s in stand if s.by == member.id for who in s.members()} - {member.id}
        whom = [member.id] if any(member.id in s.members() for s in stand) else []
        for who in (*whom, *sorted(given)):
            name = archive.library.member_name(who)
            yield ShareLeft(
                interview=interview.id.hex(), name=name, given_by_them=who != member.id,
                codename=archive.library.shown_codename(interview.person),
                command=f"strongroom share end {_short(interview.id)} --with {_short(who)}",
            )  # fmt: skip


def _unfinished(archive: Archive, member: MemberState) -> Iterator[UnfinishedLeft]:
    """Yield what waits to be marked or mended by the leaver, and by no other author."""
    others = _here(archive, member)
    for interview in _stay(archive):
        status, authors = archive.library.status(interview), interview.authors()
        if status in _UNFINISHED and member.id in authors and not authors & others:
            end, is_new = _short(interview.id), status is InterviewStatus.UNMARKED
            yield UnfinishedLeft(
                interview=interview.id.hex(), status=str(status),
                codename=archive.library.shown_codename(interview.person),
                command=f"strongroom mark {end}" if is_new else f"strongroom revise {end} FILE",
            )  # fmt: skip


# --- identities ----------------------------------------------------------------------------


def _places(archive: Archive, member: MemberState) -> Iterator[PlaceLeft]:
    """Yield the desks where the leaver keeps identities, and what hands their place over."""
    book = archive.state.identities
    for desk in archive.state.desks:
        now = book.custodians(desk)
        held = [
            s for s in book.sealings.values()
            if s.desk == desk and member.id in s.holders and s.body not in archive.state.removed
        ]  # fmt: skip
        if now is None or not (held or member.id in now.members):
            continue
        listed = member.id in now.members
        step = f"custodians set {_short(desk)} CUSTODIAN..." if listed else ""
        yield PlaceLeft(
            desk=archive.library.desk_name(desk), k=now.k, n=now.n, sources=len(held),
            left=custody.left_without(archive.state, now, member.id),
            command=f"strongroom identity {step or f'hand-over {_short(desk)} SUCCESSOR'}",
        )  # fmt: skip


def _known(archive: Archive, member: MemberState) -> Iterator[KnownLeft]:
    """Yield the sources whom the leaver knows, with how many who stay know them too."""
    state, floor = archive.state, archive.policy().fewest_who_know
    others = _here(archive, member)
    for person in state.persons.values():
        if person.forgotten or person.joined_to:
            continue
        group = state.one_person(person.id)
        knowers = {who for each in group for who in state.identities.knowers(each.id)}
        if member.id in knowers:
            left, what = len(knowers & others), identities.status_of(state, person)
            is_too_few = left < max(floor, 0 if what == "sealed" else 1)
            command = f"strongroom identity not-stored {_short(person.id)}"
            yield KnownLeft(
                person=person.id.hex(), codename=archive.library.codename(person), identity=what,
                knowers=left, floor=floor, command=command if is_too_few else "",
            )  # fmt: skip


# --- what waits ----------------------------------------------------------------------------


def _waiting(archive: Archive, member: MemberState) -> Iterable[WaitingLeft]:
    yield from _identity_requests(archive, member)
    yield from _lists(archive, member)
    yield from _removals(archive, member)
    yield from _copies(archive, member)


def _identity_requests(archive: Archive, member: MemberState) -> Iterator[WaitingLeft]:
    for asked in archive.state.identities.requests.values():
        if asking.status_of(archive, asked) != "open":
            continue
        holders = asking.sealing_of(archive, asked).holders
        answer = member.id in holders and not asked.has_answered(member.id)
        if asked.member == member.id or answer:
            about = archive.library.codename(archive.state.persons.get(asked.person))
            verb = "approve" if answer else "close"
            what = "an identity: their answer" if answer else "an identity that they asked for"
            command = f"strongroom identity {verb} {_short(asked.entry)}"
            yield WaitingLeft(what, asked.entry.hex(), about, command)


def _lists(archive: Archive, member: MemberState) -> Iterator[WaitingLeft]:
    for each in custody.waiting_lists(archive.state):
        if member.id in (each.proposer, *each.members):
            desk, name = archive.library.desk_name(each.desk), each.proposal
            command = f"strongroom identity custodians confirm {_short(name)}"
            if member.id in each.members:
                command = f"strongroom identity custodians set {_short(each.desk)} CUSTODIAN..."
            yield WaitingLeft("a list of custodians with them in it", name.hex(), desk, command)


def _removals(archive: Archive, member: MemberState) -> Iterator[WaitingLeft]:
    for request in archive.state.removals.values():
        if request.confirmation:
            continue
        view = forgetting.view_of(archive, request)
        about = ", ".join((*view.persons, *(row.codename for row in view.interviews)))
        command = f"strongroom forget confirm {_short(request.entry)}"
        if request.member == member.id:
            yield WaitingLeft("what they asked to forget", view.id, about, command)
        elif not _may_without(archive, member, Deed.CONFIRM_REMOVAL, request.desk) - {
            request.member
        }:
            yield WaitingLeft("forgetting that only they can confirm", view.id, about, command)


def _copies(archive: Archive, member: MemberState) -> Iterator[WaitingLeft]:
    """Yield the copies that have not left and need the leaver, or were approved by them alone."""
    for copy in archive.state.copies.values():
        is_open = copy.receipt is None and archive.library.opened(copy.body, Copy) is not None
        if is_open and (what := _why_waiting(archive, member, copy)):
            view, end = releasing.view_of(archive, copy), _short(copy.id)
            command = f"release {end} --folder FOLDER" if copy.approvals else f"approve {end}"
            if view.status != str(CopyStatus.VOID):
                title, command = view.story_title, f"strongroom copy {command}"
                yield WaitingLeft(what, view.id, title, command)


def _why_waiting(archive: Archive, member: MemberState, copy: CopyState) -> str:
    if not copy.approvals:
        others = _may_without(archive, member, Deed.APPROVE_COPY, copy.desk)
        if not others - {copy.preparer} - _authors_in(archive, copy):
            return "a copy that only they can approve"
        return "a copy that they prepared" if copy.preparer == member.id else ""
    if not _may_without(archive, member, Deed.RELEASE_COPY, copy.desk):
        return "a copy that only they can release"
    mine = member.id == copy.preparer or set(copy.approvals) == {member.id}
    return "an approved copy of theirs that has not left" if mine else ""


def _authors_in(archive: Archive, copy: CopyState) -> set[MemberId]:
    found = (i for i in _stay(archive) if copy in copies_with(archive, i))
    return {author for interview in found for author in interview.authors()}


def _may_without(archive: Archive, leaving: MemberState, deed: Deed, desk: DeskId) -> set[MemberId]:
    """Return who else may do something on a desk."""
    known = archive.state.members
    return {m for m in _here(archive, leaving) if roles.may(known[m].roles_on(desk), deed)}


# --- what my keys do not show --------------------------------------------------------------


def _unread(archive: Archive, member: MemberState) -> Iterator[str]:
    """Yield the desks of the leaver's that I do not read, and the editors who do."""
    for desk in archive.state.desks:
        mine = archive.library.reads(desk, Part.SECURITY)
        theirs = member.roles_on(desk) & {Role.REPORTER, Role.REVIEWER, Role.EDITOR, Role.CUSTODIAN}
        if theirs and not mine:
            editors = sorted(
                archive.library.member_name(m)
                for m in _here(archive, member)
                if Role.EDITOR in archive.state.members[m].roles_on(desk)
            )
            yield f"{archive.library.desk_name(desk)}: {', '.join(editors) or 'no editor'}"
