"""Signing out a member, or one lost device: what to settle first, the act, and new keys at once.

From then on nothing that they write counts, and new keys shut them out of what is written. What
they had, they may have kept: no program takes that back, and the checklist says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from vault import acts
from vault.archive import naming, rotating
from vault.archive.custody import refuse_too_few
from vault.archive.directory import compartments, find_member, member_view
from vault.archive.entitled import is_entitled
from vault.archive.governing import refuse_last_admin
from vault.archive.lacking import lacking_here
from vault.archive.library import iso
from vault.archive.rotating import KeysView
from vault.archive.session import Archive, use_case
from vault.archive.settling import LeftBehind, left_behind
from vault.archive.views import MemberView
from vault.archive.writing import Writing
from vault.errors import NotPermittedError, RefusedError
from vault.journal.state import MemberState, State
from vault.model import DeskId, DeviceId, EntryHash, Part, Record, Role
from vault.roles import Deed
from vault.store import LocalTable

_NOWHERE = DeskId(b"")
_LAST_READER = (
    "Nobody else holds the keys of a part that this member reads, so signing them out would close "
    "it for good; give somebody else its keys first."
)
_LAST_CUSTODIAN = "This is the last custodian; make another member custodian first."
_OUT_ALREADY = "That member is signed out already."
_ONLY_ADMINS = "Only an admin signs members out."
_ONLY_SEEN_BY = "The checklist is for admins, for editors, and for whoever leaves."
_NOT_YOURS = "Only an admin reports a colleague's device; yours you report from another of yours."
_THIS_ONE = "That is the device you work on; report it from another one, or ask an admin."
_LOST_ALREADY = "That device was reported lost already."
_NOT_CONFIRMED = "Nothing was changed: signing out needs to be confirmed."

Last = dict[DeviceId, tuple[EntryHash, ...]]


class LeavingDevice(Record, frozen=True):
    """A device: how much of it is here and will count, and when it was last heard.

    `drafts`: unfinished forms that lie in this file under its key, None for a device of another
    computer; `pieces_missing`: of attachments that it made and that are not here yet.
    """

    id: str
    heard: str
    entries: int
    not_counted: int
    drafts: int | None = None
    pieces_missing: int = 0


class ReadersLeft(Record, frozen=True):
    """How many members go on reading a part that the leaver reads."""

    part: str
    readers: int


class LeavingView(Record, frozen=True):
    """What to settle before somebody leaves. `keeps`: "part@desk" of which they hold keys.

    `persons`: how many persons' security details fewer people will read. `left` is what they leave
    behind, as far as my keys open it.
    """

    member: MemberView
    devices: tuple[LeavingDevice, ...]
    readers: tuple[ReadersLeft, ...]
    persons: int
    keeps: tuple[str, ...]
    left: LeftBehind


class SignedOutView(Record, frozen=True):
    """Who is out now, and which parts have new keys."""

    member: MemberView
    keys: KeysView


# --- the checklist -------------------------------------------------------------------------


@use_case
def checklist(archive: Archive, member_id: str, last_known: str = "") -> LeavingView:
    """Return what to settle before a member is signed out.

    `last_known`: the last day (YYYY-MM-DD) or entry of theirs that counts; without it, all that is
    here. Who leaves may read it too, and every editor: an admin who reads no desk sees no codename.
    Raises NotPermittedError for anybody else, UsageError for what means no day and no entry.
    """
    member = find_member(archive, member_id)
    _need_to_see(archive, member)
    last = last_accepted(archive, member.devices, last_known)
    return LeavingView(
        member=member_view(archive, member),
        devices=tuple(_device_view(archive, device, last) for device in member.devices),
        readers=tuple(_readers_left(archive, member)),
        persons=_persons_of(archive, member),
        keeps=tuple(label for label, _ in _held(archive, member)),
        left=left_behind(archive, member),
    )


def _need_to_see(archive: Archive, member: MemberState) -> None:
    edits = any(archive.may(Deed.RENDER, desk) for desk in archive.state.desks)
    if member.id != archive.myself.id and not edits:
        archive.need(Deed.SIGN_OUT, sentence=_ONLY_SEEN_BY)


def _device_view(archive: Archive, device: DeviceId, last: Last) -> LeavingDevice:
    links, heard = archive.ledger.links, archive.state.heard.get(device, 0)
    all_of_it = {h for h, link in links.items() if link.device == device}
    counted = all_of_it & archive.ledger.reached(last.get(device, ()))
    store = archive.ledger.store
    is_here = device in store.slots()
    return LeavingDevice(
        id=device.hex(), heard=iso(heard) if heard else "", entries=len(counted),
        not_counted=len(all_of_it - counted), pieces_missing=_pieces_missing(archive, all_of_it),
        drafts=sum(1 for _ in store.local_rows(LocalTable.DRAFT, device)) if is_here else None,
    )  # fmt: skip


def _pieces_missing(archive: Archive, entries: set[EntryHash]) -> int:
    """Count the pieces that some entries name and that were left out of every packet so far."""
    added = archive.state.added
    return sum(added.get(piece) in entries for piece in lacking_here(archive))


def _held(archive: Archive, member: MemberState) -> Iterable[tuple[str, tuple[DeskId, Part]]]:
    """Yield the parts of which a member was given a key, whatever their roles are now."""
    for desk in archive.state.desks:
        for part, compartment in sorted(compartments(archive.state, desk).items()):
            if any(archive.state.has_been_given(member, e) for e in compartment.epochs):
                yield f"{part}@{archive.library.desk_name(desk)}", (desk, part)


def _others(state: State, leaving: MemberState, desk: DeskId, part: Part) -> int:
    """Count the members besides one who may read a part and hold its newest key."""
    compartment = compartments(state, desk)[part]
    newest = state.current(compartment)
    return sum(
        is_entitled(m, compartment) and state.has_been_given(m, newest)
        for m in state.members.values()
        if m.id != leaving.id
    )


def _readers_left(archive: Archive, member: MemberState) -> Iterable[ReadersLeft]:
    for label, (desk, part) in _held(archive, member):
        if is_entitled(member, compartments(archive.state, desk)[part]):
            yield ReadersLeft(label, _others(archive.state, member, desk, part))


def _persons_of(archive: Archive, member: MemberState) -> int:
    desks = {desk for _, (desk, part) in _held(archive, member) if part is Part.SECURITY}
    stay = (p for p in archive.state.persons.values() if not p.forgotten)
    return sum(person.desk in desks for person in stay)


# --- what still counts ---------------------------------------------------------------------


def last_accepted(archive: Archive, devices: Iterable[DeviceId], until: str = "") -> Last:
    """Return the last entries of some devices that count: all that is here, or up to a point.

    A day is held against the times that the entries claim; an entry whose time my keys do not open
    counts only if a later one does. Raises UsageError.
    """
    mine = set(devices)
    heads = {device: each for device, each in archive.ledger.seen() if device in mine}
    if not until:
        return heads
    try:
        end = datetime.combine(date.fromisoformat(until), time.max, UTC).timestamp()
    except ValueError:
        known = ((h, "") for h, x in archive.ledger.links.items() if x.device in mine)
        entry = EntryHash(naming.one(known, until, "entry"))
        return heads | {archive.ledger.links[entry].device: (entry,)}
    cut = {device: _until(archive, each, int(end)) for device, each in heads.items()}
    return {device: each for device, each in cut.items() if each}


def _until(archive: Archive, heads: tuple[EntryHash, ...], end: int) -> tuple[EntryHash, ...]:
    found: set[EntryHash] = set()
    for head in heads:
        entry = head
        while entry in archive.ledger.links and not _is_by(archive, entry, end):
            entry = archive.ledger.links[entry].previous
        found |= {entry} & archive.ledger.links.keys()
    return tuple(sorted(found))


def _is_by(archive: Archive, entry: EntryHash, end: int) -> bool:
    act = archive.ledger.act_of(entry)
    return isinstance(act, acts.Act) and act.at <= end


# --- signing out ---------------------------------------------------------------------------


@use_case
def sign_out(
    archive: Archive, member_id: str, last_known: str = "", *, confirmed: bool
) -> SignedOutView:
    """Sign a member out, and make the new keys that are mine to make.

    Raises NotPermittedError unless admin, RefusedError unless confirmed, for who is out already,
    and for the last admin, the last custodian and the last who holds the keys of a part.
    """
    archive.need(Deed.SIGN_OUT, sentence=_ONLY_ADMINS)
    member = find_member(archive, member_id)
    if not confirmed:
        raise RefusedError(_NOT_CONFIRMED, rules=("leaving.confirmed",))
    last = last_accepted(archive, member.devices, last_known)

    def build(writing: Writing) -> acts.Known:
        archive.need(Deed.SIGN_OUT, sentence=_ONLY_ADMINS)
        leaving = writing.state.members[member.id]
        _check_leaving(writing.state, leaving)
        entries = tuple((device, entry) for device, each in sorted(last.items()) for entry in each)
        return acts.SignedOut(member=writing.member, at=writing.now(), who=leaving.id, last=entries)

    archive.ledger.commit(build)
    keys = rotating.view_of(archive, archive.ledger.try_to_renew())
    return SignedOutView(member_view(archive, archive.state.members[member.id]), keys)


def _check_leaving(state: State, leaving: MemberState) -> None:
    if leaving.signed_out:
        raise RefusedError(_OUT_ALREADY, rules=("leaving.already",))
    refuse_last_admin(state, leaving)
    if Role.CUSTODIAN in leaving.roles_on(_NOWHERE) and not any(
        Role.CUSTODIAN in m.roles_on(_NOWHERE) for m in state.members.values() if m.id != leaving.id
    ):
        raise RefusedError(_LAST_CUSTODIAN, rules=("leaving.last_custodian",))
    refuse_too_few(state, leaving.id)
    for desk in state.desks:
        for part, compartment in compartments(state, desk).items():
            held = any(state.has_been_given(leaving, e) for e in compartment.epochs)
            if held and not _others(state, leaving, desk, part):
                raise RefusedError(_LAST_READER, rules=("leaving.last_reader",))


@use_case
def lose_device(
    archive: Archive, member_id: str, device_id: str, last_known: str = "", *, confirmed: bool
) -> SignedOutView:
    """Sign one device out; its member works on with another one, or with the recovery sheet.

    By an admin, or by the member from another device. Raises NotPermittedError, and RefusedError
    unless confirmed, for the device in use and for one that was reported already.
    """
    member = find_member(archive, member_id)
    device = find_device(member, device_id)
    if member.id != archive.myself.id and not archive.may(Deed.SIGN_OUT):
        raise NotPermittedError(_NOT_YOURS)
    if device == archive.ledger.keyring.device:
        raise RefusedError(_THIS_ONE, rules=("device.in_use",))
    if not confirmed:
        raise RefusedError(_NOT_CONFIRMED, rules=("leaving.confirmed",))
    last = last_accepted(archive, (device,), last_known).get(device, ())

    def build(writing: Writing) -> acts.Known:
        if device in writing.state.lost:
            raise RefusedError(_LOST_ALREADY, rules=("device.lost",))
        return acts.DeviceLost(
            member=writing.member, at=writing.now(), who=member.id, device=device, last=last
        )

    archive.ledger.commit(build)
    keys = rotating.view_of(archive, archive.ledger.try_to_renew())
    return SignedOutView(member_view(archive, archive.state.members[member.id]), keys)


def find_device(member: MemberState, given: str) -> DeviceId:
    """Return the device of a member that an id or a prefix means; raises UsageError."""
    return DeviceId(naming.one(((device, "") for device in member.devices), given, "device"))


# --- what was set apart --------------------------------------------------------------------


def set_apart(archive: Archive) -> frozenset[EntryHash]:
    """Return the entries that signed-out members and lost devices wrote beyond what counts."""
    state, links = archive.state, archive.ledger.links
    gone = {d for d, m in state.owners().items() if m.signed_out} | state.lost.keys()
    return frozenset(
        entry
        for entry, _ in state.refused
        if entry in links and links[entry].device in gone and not _counts(archive, entry)
    )


def _counts(archive: Archive, entry: EntryHash) -> bool:
    state, device = archive.state, archive.ledger.links[entry].device
    changes = (*state.member_of(device).changes, *state.lost.get(device, ()))
    return all(
        state.entries[entry] < state.entries[c.entry] if c.before is None else entry in c.before
        for c in changes
        if c.out
    )
