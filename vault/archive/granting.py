"""Giving a colleague the keys of a desk: whoever reads it grants, and not whoever let them in.

Only the parts that the colleague's roles read change hands, sealed to each of their devices and
to their recovery sheet. Which roles read what is `roles`; taking them back is a new epoch
(`renewal`).
"""

from __future__ import annotations

from vault import acts, roles
from vault.archive import founding, passphrases
from vault.archive.directory import (
    compartments,
    find_desk,
    find_member,
    lacking,
)
from vault.archive.session import Archive, use_case
from vault.archive.statements import statement
from vault.archive.writing import Writing
from vault.errors import NoKeyError, NotPermittedError, RefusedError, UsageError
from vault.journal.state import MemberState
from vault.model import DeskId, EpochId, Part, Record
from vault.roles import Deed

_SAME_PERSON = (
    "You admitted this member yourself, so another person who reads the desk must give the keys; "
    "or let another admin admit whoever you give keys to."
)
_WITH_MYSELF = "That is you: name the colleague with whom you compare."
_NOT_COMPARED = "Compare the eight safety words by voice first; nothing was changed."
_NO_KEYS = "You do not hold the keys of that desk, so you cannot give them."
_HAS_ALL = "That member already has every key that their roles on that desk read."
_YOURS_TO_GIVE = "{name} waits for the keys of {desk}, and you may give them."
_ANOTHERS_TO_GIVE = (
    "{name} waits for the keys of {desk}. You let them in, so somebody else who reads the desk "
    "has to give them."
)
_NOBODY_TO_GIVE = (
    "{name} waits for the keys of {desk}. You let them in, and nobody else reads the desk: make "
    "a colleague its editor first, who then gives them."
)


class GrantView(Record, frozen=True):
    """Keys of one desk that a member waits for and that I may give."""

    member_id: str
    name: str
    desk_id: str
    desk: str
    parts: tuple[str, ...]
    safety_words: tuple[str, ...]


@use_case
def grants_wanted(archive: Archive) -> tuple[GrantView, ...]:
    """Return the keys that members wait for and that I may give."""
    found = (
        _grant_view(archive, member, desk)
        for desk in archive.state.desks
        for member in archive.state.members.values()
        if _may_grant(archive, member, desk)
    )
    return tuple(sorted(found, key=lambda view: (view.desk, view.name, view.member_id)))


def _grant_view(archive: Archive, member: MemberState, desk: DeskId) -> GrantView:
    return GrantView(
        member_id=member.id.hex(),
        name=archive.library.member_name(member.id),
        desk_id=desk.hex(),
        desk=archive.library.desk_name(desk),
        parts=tuple(str(part) for part in lacking(archive.state, member, desk)),
        safety_words=_words_with(archive, member),
    )


def waiting_notices(archive: Archive) -> tuple[str, ...]:
    """Say who waits for keys of desks that I read, and who has to give them."""
    found = (
        _waiting_notice(archive, member, desk)
        for desk in archive.state.desks
        for member in archive.state.members.values()
        if lacking(archive.state, member, desk)
    )
    return tuple(sorted(filter(None, found)))


def _waiting_notice(archive: Archive, member: MemberState, desk: DeskId) -> str:
    try:
        _check(archive, member, desk)
        sentence = _YOURS_TO_GIVE
    except NotPermittedError:
        return ""  # whoever reads the desk is told
    except RefusedError:
        sentence = _ANOTHERS_TO_GIVE if _has_another_giver(archive, desk) else _NOBODY_TO_GIVE
    library = archive.library
    return sentence.format(name=library.member_name(member.id), desk=library.desk_name(desk))


def _has_another_giver(archive: Archive, desk: DeskId) -> bool:
    """Tell whether somebody besides me holds every key of a desk, so that they could give them."""
    state = archive.state
    epochs = [state.current(c) for c in compartments(state, desk).values()]
    others = (m for m in state.members.values() if m.id != archive.myself.id and not m.signed_out)
    return any(
        roles.may(m.roles_on(desk), Deed.GRANT) and all(state.has_been_given(m, e) for e in epochs)
        for m in others
    )


@use_case
def safety_words_with(archive: Archive, member_id: str) -> tuple[str, ...]:
    """Return the eight words that a colleague and I both see, to compare by voice.

    Raises UsageError for myself: there is nobody to compare with.
    """
    member = find_member(archive, member_id)
    if member.id == archive.myself.id:
        raise UsageError(_WITH_MYSELF)
    return _words_with(archive, member)


def _words_with(archive: Archive, member: MemberState) -> tuple[str, ...]:
    state = archive.state
    mine, theirs = statement(state, archive.myself), statement(state, member)
    return passphrases.safety_words(state.vault_id, mine, theirs)


def _may_grant(archive: Archive, member: MemberState, desk: DeskId) -> bool:
    try:
        _check(archive, member, desk)
    except (NotPermittedError, RefusedError):
        return False
    return True


def _check(archive: Archive, member: MemberState, desk: DeskId) -> dict[Part, list[EpochId]]:
    """Return what I may give a member on a desk, by part.

    Raises NotPermittedError without the right or the keys, RefusedError when nothing is wanted
    or when I am who admitted them (unless nobody else was there then).
    """
    archive.need(Deed.GRANT, desk)
    wanted = lacking(archive.state, member, desk)
    if not wanted:
        raise RefusedError(_HAS_ALL, rules=("grant.nothing_wanted",))
    if not all(archive.ledger.keyring.holds(e) for epochs in wanted.values() for e in epochs):
        raise NoKeyError(_NO_KEYS)
    if not member.alone and member.admitted_by == archive.myself.id:
        raise RefusedError(_SAME_PERSON, rules=("grant.second_person",))
    return wanted


@use_case
def grant(archive: Archive, member_id: str, desk_id: str, compared: bool) -> None:
    """Give a member the keys that their roles on a desk read, once the words were compared.

    Raises RefusedError unless compared, when nothing is wanted, or when I admitted the member
    and others were there who could have; NotPermittedError without the right, NoKeyError without
    the keys.
    """
    member, desk = find_member(archive, member_id), find_desk(archive, desk_id)
    if not compared:
        raise RefusedError(_NOT_COMPARED, rules=("safety_words.compared",))

    def build(writing: Writing) -> acts.Known:
        to = writing.state.members[member.id]
        epochs = tuple(e for each in _check(archive, to, desk).values() for e in each)
        seeds = tuple(archive.ledger.keyring.seed_of(epoch) for epoch in epochs)
        devices = writing.state.live_devices(to)
        return acts.Granted(
            member=writing.member, at=writing.now(), to=to.id, epochs=epochs,
            boxes=founding.grant_boxes(writing, seeds, devices),
        )  # fmt: skip

    archive.ledger.commit(build)
