"""One interview shared with named members: data keys in boxes to their devices, never a session's.

Later versions follow while the share stands (`notices`). An end takes no key back, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vault import acts
from vault.archive import acting, notices
from vault.archive.directory import find_member
from vault.archive.library import iso
from vault.archive.session import Archive, use_case
from vault.archive.showing import find_interview, find_kept, journal_reading
from vault.archive.writing import Writing
from vault.crypto import boxes
from vault.errors import NoKeyError, NotPermittedError, RefusedError, UsageError
from vault.journal.state import InterviewState, MemberState
from vault.keyring import ShareBox
from vault.model import EntryHash, MemberId, ObjectHash, Record
from vault.roles import Deed

KEPT: Final = (
    "What was opened to them before stays open to them: they may have kept the words, and their "
    "keys still open what was shared until now. New versions are not shared with them any more."
)
_NOT_YOURS = "Only the interview's author or an editor of its desk shares it."
_ONLY_WRITES = "A field reporter's computer opens nothing, so nothing is shared with it."
_SIGNED_OUT = "Somebody who was signed out is shared nothing."

Keys = tuple[tuple[bytes, bytes], ...]


class ShareView(Record, frozen=True):
    """With whom one interview is shared, by whom, and for what."""

    interview: str
    member_id: str
    name: str
    by: str
    since: str
    security: bool
    may_write: bool


class ShareEndedView(Record, frozen=True):
    """The end of a share, and what it cannot take back."""

    interview: str
    names: tuple[str, ...]
    kept: str = KEPT


def _may_share(archive: Archive, state: InterviewState) -> None:
    archive.need(Deed.SHARE, state.desk, _NOT_YOURS)
    editor = archive.may(Deed.RENDER, state.desk)
    if not editor and archive.myself.id not in state.owners():
        raise NotPermittedError(_NOT_YOURS)


def _members(archive: Archive, given: Iterable[str]) -> list[MemberState]:
    found = {member.id: member for member in (find_member(archive, each) for each in given)}
    if not found:
        raise UsageError("Say with whom: --with MEMBER.")
    return list(found.values())


@use_case
def share(
    archive: Archive, given: str, members: Iterable[str], *,
    security: bool = False, may_write: bool = False,
) -> tuple[ShareView, ...]:  # fmt: skip
    """Open one interview to members, on all their devices and sheets; returns who shares in it.

    The words and the attachments, and the security part with `security` or `may_write`, or where
    the member is its author. Raises NotPermittedError unless author or editor, NoKeyError when I
    cannot read what I would share, RefusedError for a member who was signed out.
    """
    state = find_kept(archive, given)
    _may_share(archive, state)
    to = _members(archive, members)
    if any(member.signed_out for member in to):
        raise RefusedError(_SIGNED_OUT, rules=("share.signed_out",))
    if any(member.is_field for member in to):
        raise RefusedError(_ONLY_WRITES, rules=("share.field",))
    journal_reading(archive, state)
    chosen = (security or may_write, may_write)

    def build(writing: Writing) -> acts.Known:
        interview = writing.state.interviews[state.id]
        made = tuple(
            writing.seal_to_device(device, ShareBox(keys))
            for member in to
            for keys in [_keys(archive, interview, chosen[0] or member.id in interview.owners())]
            for device in notices.devices_of(writing.state, member.id)
        )
        _tell(writing, interview, [member.id for member in to])
        return acts.Shared(
            member=writing.member, at=writing.now(), desk=interview.desk, interview=interview.id,
            to=tuple(sorted(m.id for m in to)), boxes=made,
            security=chosen[0], may_write=may_write,
        )  # fmt: skip

    archive.ledger.commit(build)
    return shares_of(archive, archive.state.interviews[state.id])


def _tell(writing: Writing, interview: InterviewState, whom: Iterable[MemberId]) -> None:
    """Let those whom a share concerns fold it: its members, its authors, and who shares already."""
    state = writing.state
    told = {d.id: d for each in whom for d in notices.devices_of(state, each)}
    told |= {d.id: d for d in notices.readers_without_keys(state, interview)}
    writing.notify(list(told.values()))


def _keys(archive: Archive, interview: InterviewState, security: bool) -> Keys:
    """Return the data keys of what stands, and of the entries that tell of the interview."""
    refs = [version.ref for version in interview.standing()]
    needed = [h for ref in refs for h in (ref.verbatim, *((ref.security,) if security else ()))]
    wished = [each.addendum for each in interview.addenda]
    wished += [each.manifest for each in archive.state.attachments_of(interview.id)]
    person = archive.state.persons.get(interview.person)
    current = archive.state.rendition(interview)
    wished += [person.card] if person else []
    wished += [current.redacted] if current else []
    entries = [_details_key(archive, entry) for entry in dict.fromkeys(interview.entries)]
    cards = [found for name in wished if name and (found := _key_if_mine(archive, name))]
    return (*(_key(archive, name) for name in needed), *cards, *entries)


def _key(archive: Archive, name: ObjectHash) -> tuple[bytes, bytes]:
    """Return an object's data key: from its session, or as it was shared with me."""
    ledger = archive.ledger
    body, vault_id = ledger.store.object(name), ledger.keyring.vault_id
    try:
        session = ledger.session(boxes.session_of_body(body))
    except NoKeyError:
        shared = ledger.keyring.shared_key(
            name, lambda key: boxes.open_body_with_key(vault_id, key, body)
        )
        if shared is None:
            raise
        return name, shared[0]
    return name, boxes.body_key(vault_id, session, body)


def _key_if_mine(archive: Archive, name: ObjectHash) -> tuple[bytes, bytes] | None:
    try:
        return _key(archive, name)
    except NoKeyError:
        return None


def _details_key(archive: Archive, entry: EntryHash) -> tuple[bytes, bytes]:
    """Return the data key of an entry's details: without them nobody folds the act."""
    ledger = archive.ledger
    row, vault_id = ledger.store.entry(entry), ledger.keyring.vault_id
    details = row.details if row else b""
    name = acting.details_hash(details)
    for session_hash, _ in boxes.details_boxes(details)[0]:
        try:
            session = ledger.session(session_hash)
        except NoKeyError:
            continue
        return name, boxes.details_key(vault_id, session, details)
    shared = ledger.keyring.shared_key(
        name, lambda key: boxes.open_details_with_key(vault_id, key, details)
    )
    if shared is None:
        raise NoKeyError
    return name, shared[0]


# --- who shares ----------------------------------------------------------------------------


@use_case
def shares(archive: Archive, given: str = "") -> list[ShareView]:
    """Return with whom interviews are shared: one interview, or all that I may see."""
    if given:
        return list(shares_of(archive, find_interview(archive, given)))
    known = (i for i in archive.state.interviews.values() if archive.library.visible(i))
    return [view for interview in known for view in shares_of(archive, interview)]


def shares_of(archive: Archive, interview: InterviewState) -> tuple[ShareView, ...]:
    """Return with whom an interview is shared now, by name."""
    library = archive.library
    found = (
        ShareView(
            interview.id.hex(), who.hex(), library.member_name(who),
            library.member_name(share.by), iso(share.at),
            share.security or who in interview.owners(), share.may_write,
        )
        for share in interview.shares.values()
        for who in share.members()
    )  # fmt: skip
    return tuple(sorted(found, key=lambda view: (view.name, view.member_id, view.since)))


@use_case
def end_share(archive: Archive, given: str, members: Iterable[str]) -> ShareEndedView:
    """Share an interview with members no longer; returns what that cannot take back.

    Raises NotPermittedError unless author or editor, UsageError when it is not shared with one
    of them.
    """
    state = find_interview(archive, given)
    _may_share(archive, state)
    whom = _members(archive, members)
    if any(member.id not in state.shared_with() for member in whom):
        raise UsageError("This interview is not shared with everybody whom you named.")
    for entry in [e for e, s in state.shares.items() if s.members() & {m.id for m in whom}]:
        _end(archive, state, entry, whom)
    names = tuple(sorted(archive.library.member_name(m.id) for m in whom))
    return ShareEndedView(state.id.hex(), names)


def _end(
    archive: Archive, state: InterviewState, entry: EntryHash, whom: list[MemberState]
) -> None:
    def build(writing: Writing) -> acts.Known:
        share = writing.state.interviews[state.id].shares[entry]
        to = tuple(sorted(share.members() & {member.id for member in whom}))
        _tell(writing, writing.state.interviews[state.id], to)
        return acts.ShareEnded(
            member=writing.member, at=writing.now(), desk=state.desk,
            share=entry, interview=state.id, to=to,
        )  # fmt: skip

    archive.ledger.commit(build)
