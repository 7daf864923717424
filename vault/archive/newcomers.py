"""Whom this device's member does not know yet: said at every opening until they say otherwise.

An administrator can let in a stranger; this is how everybody else comes to ask who that is.
"""

from __future__ import annotations

from collections.abc import Iterable

from vault.archive.session import Archive, use_case
from vault.errors import SealError, UsageError
from vault.journal.state import MemberState, State
from vault.model import EntryHash, MemberId, Record, from_bytes, to_bytes
from vault.store import LocalTable
from vault.text import counted

_PURPOSE = "members-shown"
_NOBODY = "That member is not new to you."


class Shown(Record, frozen=True, tag="members-shown/1"):
    """The members that this device's member knows."""

    members: tuple[MemberId, ...]


@use_case
def begin(archive: Archive) -> None:
    """Note at a first opening who was here already; whoever came in alone is told of all the same.

    Later openings change nothing. Where the row is gone although this device was here before,
    whoever came in after it is new again: a deleted row must hide nobody.
    """
    number, _ = _known(archive)
    if number is None:
        mine = archive.myself.id
        every = [m for m in archive.state.members.values() if not m.alone or m.id == mine]
        _note(archive, None, (m.id for m in every if m.id == mine or _may_be_known(archive, m)))


def _may_be_known(archive: Archive, member: MemberState) -> bool:
    """Tell whether a member was here before this device's first opening, as far as that shows."""
    if archive.ledger.first_time_here:
        return True
    state = archive.state
    mine = state.devices[archive.ledger.keyring.device]
    return _order(state, member.since) < _order(state, mine.since)


def _order(state: State, entry: EntryHash) -> int:
    """Return an entry's place in the journal; the founding names none for whoever founded."""
    return state.entries.get(entry, 0)


@use_case
def unknown(archive: Archive) -> frozenset[MemberId]:
    """Return the members who are new to me. Nobody is before the first opening was noted."""
    _, known = _known(archive)
    return frozenset() if known is None else frozenset(archive.state.members.keys() - known)


@use_case
def dismiss(archive: Archive, whom: MemberId | None = None) -> int:
    """Say that I know a newcomer (all of them, without one); returns how many.

    Raises UsageError for somebody who is not new, BusyError when somebody else writes.
    """
    number, known = _known(archive)
    new = unknown(archive) if whom is None else unknown(archive) & {whom}
    if whom is not None and not new:
        raise UsageError(_NOBODY)
    if new:
        _note(archive, number, (known or frozenset()) | new)
    return len(new)


@use_case
def notices(archive: Archive) -> tuple[str, ...]:
    """Say who is new to me, and who of them was let in by one person alone."""
    new = unknown(archive)
    alone = [member for member in new if archive.state.members[member].alone]
    told: list[str] = []
    if len(new) > len(alone):
        joined = counted(len(new) - len(alone), "member")
        told.append(f"{joined} joined whom you do not know yet (strongroom member list).")
    if alone:
        members = counted(len(alone), "member")
        told.append(f"{members} came in without a second person (strongroom member list).")
    return tuple(told)


def _known(archive: Archive) -> tuple[int | None, frozenset[MemberId] | None]:
    ledger = archive.ledger
    for number, body in ledger.store.local_rows(LocalTable.REQUEST_KEY, ledger.keyring.device):
        try:
            plain = ledger.keyring.open_local(_PURPOSE, body)
        except SealError:
            continue  # a row of another purpose
        return number, frozenset(from_bytes(plain, Shown).members)
    return None, None


def _note(archive: Archive, number: int | None, known: Iterable[MemberId]) -> None:
    ledger = archive.ledger
    sealed = ledger.keyring.seal_local(_PURPOSE, to_bytes(Shown(tuple(sorted(known)))))
    ledger.store.put_local(LocalTable.REQUEST_KEY, ledger.keyring.device, sealed, number)
