"""Urgent releases: two admins allow them, one editor announces and completes, another ratifies.

Everything that holds for a release holds here; only the second approval is missing, and half an
hour in which anybody may stop it stands in its place. What is shown of it is `urgent_views`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from vault import acts
from vault.archive import clock, urgent_clock
from vault.archive.authorship import wrote_words
from vault.archive.building import (
    built_again,
    find_copy,
    need_other_eyes,
    rebuilt,
    refresh_if_able,
)
from vault.archive.checking import check_safe
from vault.archive.clock_doubt import clock_doubt
from vault.archive.directory import find_member
from vault.archive.naming import one
from vault.archive.rechecking import can_recheck, readable_desks, recheck_copy
from vault.archive.releasing import hand_out, view_of
from vault.archive.session import Archive, use_case
from vault.archive.urgent_views import (
    ANNOUNCED,
    SwitchView,
    could_approve,
    has_a_desks_key,
    open_ones,
    state_of,
    switch,
    why_impossible,
    why_not_ratify,
)
from vault.archive.views import CopyView
from vault.archive.writing import Writing
from vault.copies.receipt import UrgentRelease, build_urgent_receipt
from vault.errors import MalformedError, NoKeyError, RefusedError
from vault.journal.copying import interviews_in
from vault.journal.state import CopyState, MemberState
from vault.journal.urgent_state import NOT_RATIFIED, RATIFIED, UrgentState
from vault.model import Copy, EntryHash, MemberCard, MemberId, Note, ObjectHash, Part
from vault.roles import Deed
from vault.text import counted

__all__ = [
    "announce", "complete", "confirm", "propose", "ratify", "switch", "switch_off",
    "urgent_copies",
]  # fmt: skip

NOTHING = ObjectHash(b"")
MAX_WORDS: Final = 5000  # characters of a reason or remark
_EDITORS: Final = "An editor of the desk releases copies."
_NO_KEY: Final = (
    "You were given the key of no desk yet, so the vault cannot tell that you are a second person: "
    "somebody who reads a desk grants it (strongroom member grant)."
)
_ON_ALREADY: Final = "Urgent release is on already."
_OFF: Final = (
    "Urgent release is off in this vault: two admins switch it on (strongroom policy urgent)."
)
_SAME_ADMIN: Final = "You proposed this, so another admin has to confirm it."
_NOTHING_ON: Final = "Urgent release is off, and nobody proposes it."
_AUTHOR: Final = "You wrote words of this copy: somebody else has to let it leave."
_UNREAD: Final = (
    "{} terms that you do not read, so this recheck would not be complete: nothing "
    "leaves urgently on a part of it."
)
_AGAIN: Final = "This copy was announced before: prepare a new one and announce that."
_LEFT: Final = "That copy left already."
_UNRATIFIED: Final = (
    "An urgent release of this desk waits for ratification: no other leaves urgently before that."
)
_NOBODY: Final = "Nobody could ratify this afterwards: everybody else wrote or prepared it."
_ASK: Final = (
    "{names} could approve this copy: ask them, or say of each that they could not be reached "
    "(--not-reached)."
)
_NOT_ANNOUNCED: Final = "Nothing was announced for this copy (strongroom copy urgent announce)."
_APPROVED: Final = "Somebody approved this copy: release it as any other (strongroom copy release)."
_NOT_RATIFIED: Final = "That copy left and was not ratified: its files are written no more."
_STOPPED: Final = (
    "This release was stopped while it was announced. Settle that first, then prepare a new copy."
)


# --- the switch ----------------------------------------------------------------------------


@use_case
def propose(archive: Archive) -> SwitchView:
    """Propose to allow urgent releases; a second admin confirms it.

    Raises RefusedError in a vault for one and where there is one admin, NotPermittedError unless
    admin.
    """

    def build(writing: Writing) -> acts.Known:
        _need_admin(archive)
        if archive.state.urgent.switch() is not None:
            raise RefusedError(_ON_ALREADY, ("URG-05",))
        return acts.UrgentProposed(member=writing.member, at=writing.now())

    _need_admin(archive)
    archive.ledger.commit(build)
    return switch(archive)


@use_case
def confirm(archive: Archive, proposal: str) -> SwitchView:
    """Switch urgent releases on, as the second admin."""
    _need_admin(archive)
    known = [(bytes(each.entry), "") for each in archive.state.urgent.proposed()]
    name = EntryHash(one(known, proposal, "proposal"))

    def build(writing: Writing) -> acts.Known:
        _need_admin(archive)
        waiting = {each.entry: each.member for each in archive.state.urgent.proposed()}
        if name not in waiting:
            raise RefusedError(_NOTHING_ON, ("URG-04",))
        if waiting[name] == writing.member:
            raise RefusedError(_SAME_ADMIN, ("URG-06",))
        return acts.UrgentEnabled(member=writing.member, at=writing.now(), proposal=name)

    archive.ledger.commit(build)
    return switch(archive)


def _need_admin(archive: Archive) -> None:
    archive.need(Deed.SWITCH_URGENT, sentence="Admins allow or forbid urgent releases.")
    if why := why_impossible(archive):
        raise RefusedError(why, ("URG-01" if len(archive.state.members) == 1 else "URG-02",))
    if not has_a_desks_key(archive):
        raise RefusedError(_NO_KEY, ("URG-03",))


@use_case
def switch_off(archive: Archive) -> SwitchView:
    """Forbid urgent releases at once, alone; whatever is proposed or announced ends with it."""
    archive.need(Deed.SWITCH_URGENT, sentence="Admins allow or forbid urgent releases.")

    def build(writing: Writing) -> acts.Known:
        if archive.state.urgent.switch() is None and not archive.state.urgent.proposed():
            raise RefusedError(_NOTHING_ON, ("URG-04",))
        return acts.UrgentDisabled(member=writing.member, at=writing.now())

    archive.ledger.commit(build)
    return switch(archive)


# --- announcing ----------------------------------------------------------------------------


@use_case
def announce(archive: Archive, copy_id: str, reason: str, unreached: list[str]) -> CopyView:
    """Announce that a prepared copy leaves in half an hour without a second approval.

    Nothing leaves yet. `unreached` are colleagues who could not be reached; everybody who could
    approve has to be among them. Raises RefusedError with the rule for whatever stops a release,
    MalformedError without a reason.
    """
    copy = find_copy(archive, copy_id)
    archive.need(Deed.RELEASE_URGENTLY, copy.desk, _EDITORS)
    _check_words(reason, "reason")
    named = tuple(dict.fromkeys(find_member(archive, given).id for given in unreached))
    refresh_if_able(archive, copy.desk)

    def build(writing: Writing) -> acts.Known:
        switched_on = _need_announceable(archive, copy, named)
        now = writing.now()
        alive = {each.copy for each in open_ones(archive)} | {copy.id}
        urgent_clock.drop_all_but(archive.ledger, alive)
        urgent_clock.keep(archive.ledger, copy.id, now)
        return acts.UrgentAnnounced(
            member=writing.member, at=now, desk=copy.desk, copy=copy.id, enabled=switched_on,
            file_hashes=copy.file_hashes, unreached=named,
            reason=writing.seal(Part.REDACTED, copy.desk, Note(reason.strip())),
            registry=writing.state.registry_version(copy.desk), rules=writing.state.rules_hash,
        )  # fmt: skip

    archive.ledger.commit(build)
    return view_of(archive, archive.state.copies[copy.id])


def _check_words(words: str, field: str) -> None:
    if not words.strip():
        raise MalformedError("Say why, in words.", field=field)
    if len(words) > MAX_WORDS:
        raise MalformedError(f"The field {field} is too long.", field=field)
    check_safe(field, words)


def _need_announceable(
    archive: Archive, copy: CopyState, unreached: tuple[MemberId, ...]
) -> EntryHash:
    """Run every check of an announcement; returns the entry that switched urgent releases on."""
    if copy.receipt is not None:
        raise RefusedError(_LEFT, ("COPY-02",))
    if copy.id in archive.state.urgent.by_copy:
        raise RefusedError(_AGAIN, ("URG-09",))
    if copy.approvals:
        raise RefusedError(_APPROVED, ("URG-12",))
    _need_to_leave(archive, copy)
    able = could_approve(archive, copy)
    if not able:
        raise RefusedError(_NOBODY, ("URG-11",))
    asked = [_named(archive, member) for member in able if member.id not in unreached]
    if asked:
        raise RefusedError(_ASK.format(names=", ".join(asked)), ("URG-11",))
    return _switched_on(archive)


def _named(archive: Archive, member: MemberState) -> str:
    """Return a colleague's name, or their id where their card does not open."""
    card = archive.library.opened(member.card, MemberCard)
    return card.name if card else f"member {member.id.hex()[:8]}"


def _switched_on(archive: Archive) -> EntryHash:
    on = archive.state.urgent.switch()
    if on is None:
        raise RefusedError(_OFF, ("URG-04",))
    return on.entry


def _need_to_leave(archive: Archive, copy: CopyState) -> Copy:
    """Run every check of a release but the approval, on the state of now; returns what may leave.

    The recheck has to be whole: nobody else reads the file before it is printed.
    """
    archive.need(Deed.RELEASE_URGENTLY, copy.desk, _EDITORS)
    if len(archive.state.members) == 1:
        raise RefusedError(why_impossible(archive), ("URG-01",))
    _switched_on(archive)
    if doubt := clock_doubt(archive):
        raise RefusedError(doubt, ("URG-15",))
    if not can_recheck(archive, copy.desk):
        raise NoKeyError("A release rechecks the files, and your keys do not open the terms.")
    unread = len(archive.state.desks) - len(readable_desks(archive))
    if unread:
        raise RefusedError(_UNREAD.format(counted(unread, "desk has", "desks have")), ("URG-08",))
    me = archive.myself.id
    if any(wrote_words(archive, each, me) for each in interviews_in(archive.state, copy)):
        raise RefusedError(_AUTHOR, ("URG-07",))
    others = (each for each in archive.state.urgent.waiting(copy.desk) if each.copy != copy.id)
    if any(others):
        raise RefusedError(_UNRATIFIED, ("URG-10",))
    body = rebuilt(archive, copy)
    need_other_eyes(archive, copy)
    recheck_copy(archive, body)
    return body


# --- completing ----------------------------------------------------------------------------


@use_case
def complete(archive: Archive, copy_id: str, folder: Path) -> list[Path]:
    """Let an announced copy leave once the half hour is over; returns the paths of its files.

    Every check is run again, and again inside the transaction. Files of a copy that left so
    before are written again without a second receipt. Raises RefusedError with the rule.
    """
    copy = find_copy(archive, copy_id)
    refresh_if_able(archive, copy.desk)
    body = _need_completable(archive, copy)

    def record() -> None:
        if copy.receipt is None:
            _seal_receipt(archive, copy)

    return hand_out(folder, body.files, record)


def _need_completable(archive: Archive, copy: CopyState) -> Copy:
    found = archive.state.urgent.by_copy.get(copy.id)
    archive.need(Deed.RELEASE_URGENTLY, copy.desk, _EDITORS)
    if found is None:
        raise RefusedError(_NOT_ANNOUNCED, ("URG-09",))
    if found.member != archive.myself.id:
        raise RefusedError("Only who announced a release completes it.", ("URG-09",))
    if copy.receipt is None:
        _need_open(archive, copy, found)
    elif not found.release:
        raise RefusedError(_LEFT, ("COPY-02",))
    elif found.is_not_ratified:
        raise RefusedError(_NOT_RATIFIED, ("URG-17",))
    if copy.outcomes and copy.outcomes[-1][0] == "recalled":
        raise RefusedError("That copy was recalled.", ("COPY-06",))
    return _need_to_leave(archive, copy)


def _need_open(archive: Archive, copy: CopyState, found: UrgentState) -> None:
    """Refuse what was stopped or approved meanwhile, and what is too early or too late."""
    if found.stops:
        raise RefusedError(_STOPPED, ("URG-13",))
    if copy.approvals:
        raise RefusedError(_APPROVED, ("URG-12",))
    urgent_clock.need_half_hour(archive.ledger, copy.id)


def _seal_receipt(archive: Archive, copy: CopyState) -> None:
    """Record the release: every check once more, on what all others wrote until this moment."""

    def build(writing: Writing) -> acts.Known:
        if copy.receipt is not None:
            raise RefusedError("Somebody released that copy just now.", ("COPY-02",))
        body = _need_completable(archive, copy)
        found = archive.state.urgent.by_copy[copy.id]
        decided = UrgentRelease(
            writing.state.rules_hash, writing.state.registry_version(copy.desk), writing.member,
            found.entry, found.reason, datetime.fromtimestamp(found.at, UTC),
            str(archive.policy().preset), 0, clock.now(),
        )  # fmt: skip
        receipt = writing.seal(Part.REDACTED, copy.desk, build_urgent_receipt(body, decided))
        urgent_clock.drop_all_but(
            archive.ledger, {each.copy for each in open_ones(archive)} - {copy.id}
        )
        return acts.UrgentReleased(
            member=writing.member, at=writing.now(), desk=copy.desk, announcement=found.entry,
            copy=copy.id, receipt=receipt,
        )  # fmt: skip

    archive.ledger.commit(build)


# --- ratifying -----------------------------------------------------------------------------


@use_case
def ratify(archive: Archive, copy_id: str, *, agreed: bool, remark: str = "") -> CopyView:
    """Say of a copy that left urgently whether it should have; a no needs a remark.

    For a yes the files are built again and their bytes compared, as for an approval. Raises
    RefusedError for whoever wrote, prepared or released it, and with the rule that a yes meets.
    """
    copy = find_copy(archive, copy_id)
    archive.need(Deed.RATIFY, copy.desk, "Your role does not ratify.")
    if remark.strip() or not agreed:
        _check_words(remark, "remark")
    refresh_if_able(archive, copy.desk)

    def build(writing: Writing) -> acts.Known:
        found = _need_ratifiable(archive, copy)
        rechecked = agreed and _would_approve(archive, copy)
        note = NOTHING
        if remark.strip():
            note = writing.seal(Part.REDACTED, copy.desk, Note(remark.strip()))
        return acts.Ratified(
            member=writing.member, at=writing.now(), desk=copy.desk, release=found.release,
            copy=copy.id, file_hashes=copy.file_hashes,
            verdict=RATIFIED if agreed else NOT_RATIFIED, remark=note, rechecked=rechecked,
            registry=writing.state.registry_version(copy.desk), rules=writing.state.rules_hash,
        )  # fmt: skip

    archive.ledger.commit(build)
    return view_of(archive, archive.state.copies[copy.id])


def _need_ratifiable(archive: Archive, copy: CopyState) -> UrgentState:
    found = archive.state.urgent.by_copy.get(copy.id)
    if found is None or not found.release:
        raise RefusedError("That copy did not leave as an urgent release.", ("URG-16",))
    if why := why_not_ratify(archive, found):
        raise RefusedError(f"You give no verdict on this release: {why}.", ("URG-16",))
    me = archive.myself.id
    if any(wrote_words(archive, each, me) for each in interviews_in(archive.state, copy)):
        raise RefusedError(_AUTHOR, ("URG-16",))
    return found


def _would_approve(archive: Archive, copy: CopyState) -> bool:
    """Run every check of an approval on a copy that left; returns whether it was rechecked."""
    body = built_again(archive, copy)
    need_other_eyes(archive, copy)
    rechecked = can_recheck(archive, copy.desk)
    if rechecked:
        recheck_copy(archive, body)
    return rechecked


@use_case
def urgent_copies(archive: Archive) -> tuple[CopyView, ...]:
    """Return the copies that are announced, wait for ratification, or have to be recalled."""
    found = sorted(open_ones(archive), key=lambda each: (state_of(each) != ANNOUNCED, each.at))
    copies = (archive.state.copies[each.copy] for each in found)
    return tuple(
        view_of(archive, copy)
        for copy in copies
        if archive.library.opened(copy.body, Copy) is not None
    )
