"""Shares of identities: made at sealing, found by their holder, sealed on to a successor.

Whoever holds shares learns nothing from them. Asking and answering is `asking`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from vault import acts
from vault.archive import notices
from vault.archive.custody import is_able
from vault.archive.directory import find_desk, find_member
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import sharing
from vault.crypto.format import BoxType, header
from vault.errors import (
    MalformedError,
    MissingObjectError,
    NoKeyError,
    NotPermittedError,
    RefusedError,
    SealError,
)
from vault.journal.identity_state import CustodianList, SealingState
from vault.journal.state import State
from vault.keyring import Keyring
from vault.model import Bundle, DeskId, MemberId, ObjectHash, PersonId, Record, from_bytes
from vault.roles import Deed
from vault.store import Store

_NO_SHARES = (
    "The shares that were sealed to you are not on this computer, or are not those that were "
    "recorded; another custodian has to answer."
)
_NOT_LISTED = (
    "Shares go to a custodian of the list in force, from one who is no longer on it: set a list "
    "of custodians first, with the one in place of the other."
)
_NOTHING = "You hold no share of that place that this successor still lacks."


class HandedOverView(Record, frozen=True):
    """What a hand-over did. `waiting` sources still need another custodian's part of the place."""

    desk: str
    sources: int
    waiting: int


# --- at sealing ----------------------------------------------------------------------------


def bundles_for(
    writing: Writing, found: CustodianList, named: tuple[PersonId, ObjectHash], key: bytes
) -> tuple[tuple[ObjectHash, ...], tuple[bytes, ...]]:
    """Split a key among a list's devices; returns the bundles' hashes and each share's hash.

    Who lost the role since the list was confirmed gets nothing more. At least k are left where
    anything is sealed at all, so every share has a holder, and a successor can be given the rest.
    """
    (person, body), vault_id = named, writing.state.vault_id
    shares = sharing.split(key, found.k, found.n)
    boxes: list[ObjectHash] = []
    for place, member in enumerate(found.members):
        if not is_able(writing.state, writing.state.members[member], found.desk):
            continue
        numbers = sorted(sharing.numbers_of(place, found.k, found.n))
        bundle = Bundle(person, body, tuple((number, shares[number]) for number in numbers))
        boxes += _to_devices(writing, member, bundle)
    hashes = (sharing.share_hash(vault_id, person, n, share) for n, share in enumerate(shares))
    return tuple(boxes), tuple(hashes)


def _to_devices(writing: Writing, member: MemberId, bundle: Bundle) -> list[ObjectHash]:
    """Seal a bundle to each device that a custodian still has; never to a sheet, which is paper."""
    devices = notices.devices_in_use(writing.state, member)
    return [writing.seal_to_device(device, bundle) for device in devices]


# --- at its holder's -----------------------------------------------------------------------


def held_by_me(archive: Archive, sealing: SealingState) -> dict[int, bytes]:
    """Return the shares of a sealing that this device holds, each the one that was recorded."""
    store, keyring = archive.ledger.store, archive.ledger.keyring
    mine = sealing.numbers_of(archive.myself.id)
    found: dict[int, bytes] = {}
    for names in (sealing.bundles, store.objects_beginning(header(BoxType.DEVICE))):
        if not mine <= found.keys():  # the second time for a new device: its boxes have no name
            found |= _of(sealing, _opened(store, keyring, names), archive.state.vault_id)
    return {number: share for number, share in found.items() if number in mine}


def _opened(store: Store, keyring: Keyring, names: Iterable[bytes]) -> Iterator[Bundle]:
    for name in list(names):
        with suppress(SealError, MalformedError, MissingObjectError):
            yield from_bytes(keyring.open_device_box(store.object(name)), Bundle)


def _of(sealing: SealingState, bundles: Iterator[Bundle], vault_id: bytes) -> dict[int, bytes]:
    """Return the shares among bundles that are a sealing's; anybody can seal a made-up one."""
    return {
        number: share
        for bundle in bundles
        if (bundle.person, bundle.body) == (sealing.person, sealing.body)
        for number, share in bundle.shares
        if is_recorded(sealing, vault_id, number, share)
    }


def is_recorded(sealing: SealingState, vault_id: bytes, number: int, share: bytes) -> bool:
    """Tell whether a share is the one whose hash was recorded at sealing."""
    if not 0 <= number < len(sealing.shares):
        return False
    return sharing.share_hash(vault_id, sealing.person, number, share) == sealing.shares[number]


def whole_place(archive: Archive, sealing: SealingState) -> dict[int, bytes]:
    """Return all shares of my place; raises NoKeyError when any is missing or wrong."""
    found = held_by_me(archive, sealing)
    if found.keys() != sealing.numbers_of(archive.myself.id):
        raise NoKeyError(_NO_SHARES)
    return found


def all_of_device(store: Store, keyring: Keyring) -> list[Bundle]:
    """Return every bundle that a device opens, for the member's next device."""
    return list(_opened(store, keyring, store.objects_beginning(header(BoxType.DEVICE))))


# --- to a successor ------------------------------------------------------------------------


@use_case
def hand_over(archive: Archive, desk_id: str, successor: str, leaving: str = "") -> HandedOverView:
    """Seal the shares of a place, mine or a lost colleague's, to whom the desk's list put there.

    For a colleague's place, I give those of its shares that I hold too; others may have to add
    theirs. A colleague who lost a computer may be their own successor. Nobody learns an identity by
    it. Raises RefusedError when the list in force does not
    say so, or there is nothing to give.
    """
    desk, to = find_desk(archive, desk_id), find_member(archive, successor).id
    of = find_member(archive, leaving).id if leaving else archive.myself.id
    archive.need(Deed.KEEP_IDENTITY, desk, "Only a custodian hands shares over.")

    def build(writing: Writing) -> acts.Known:
        found = _movable(archive, writing.state, desk, (of, to))
        boxes: list[ObjectHash] = []
        for sealing in found:
            boxes += _to_devices(writing, to, _part_of(archive, sealing, of))
        return acts.SharesResealed(
            member=writing.member, at=writing.now(), desk=desk, of=of, to=to,
            bodies=tuple(sealing.body for sealing in found), bundles=tuple(boxes),
        )  # fmt: skip

    archive.ledger.commit(build)
    return _handed_over(archive, desk, of, to)


def _movable(
    archive: Archive, state: State, desk: DeskId, way: tuple[MemberId, MemberId]
) -> list[SealingState]:
    """Return the sealings of a desk in which I can move shares of a place to a successor."""
    (of, to), me = way, archive.myself.id
    now = state.identities.custodians(desk)
    if now is None or to not in now.members or (of in now.members and of != to):
        raise RefusedError(_NOT_LISTED, ("custodians.listed",))
    found = [
        sealing
        for sealing in state.identities.sealings.values()
        if sealing.desk == desk and {me, of} <= set(sealing.holders)
        and sealing.body not in state.removed
        and (of == to or to not in sealing.holders)
        and not _missing(sealing, way).isdisjoint(sealing.numbers_of(me))
        and held_by_me(archive, sealing)
    ]  # fmt: skip
    if not found:
        raise RefusedError(_NOTHING, ("custodians.nothing",))
    return found


def _missing(sealing: SealingState, way: tuple[MemberId, MemberId]) -> frozenset[int]:
    """Return the shares of a place that its successor lacks."""
    return sealing.numbers_of(way[0]) - sealing.moving.get(way, set())


def _part_of(archive: Archive, sealing: SealingState, of: MemberId) -> Bundle:
    """Return what I can give of a place: all of mine, or what I hold of another's."""
    found = whole_place(archive, sealing)
    numbers = sorted(sealing.numbers_of(of) & found.keys())
    return Bundle(sealing.person, sealing.body, tuple((n, found[n]) for n in numbers))


def _handed_over(archive: Archive, desk: DeskId, of: MemberId, to: MemberId) -> HandedOverView:
    known = archive.state.identities.sealings.values()
    here = [s for s in known if s.desk == desk and s.body not in archive.state.removed]
    return HandedOverView(
        desk=archive.library.desk_name(desk),
        sources=sum(to in sealing.holders for sealing in here),
        waiting=sum(of in s.holders and to not in s.holders for s in here),
    )


def need_holder(archive: Archive, sealing: SealingState) -> None:
    """Refuse whoever holds no place of a sealing."""
    if archive.myself.id not in sealing.holders:
        raise NotPermittedError("No share of this identity was sealed to you.")
