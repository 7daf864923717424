"""Objects that a packet left out: noted when it is taken in, counted, and sent when asked for.

Pieces of attachments are left out, and what the sender handed in. How packets travel is
`exchange`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from vault import acts
from vault.archive import pinning
from vault.archive.ledger import Ledger
from vault.archive.session import Archive
from vault.archive.writing import Writing
from vault.crypto.format import BoxType, header
from vault.errors import ForkError, NotPermittedError, RefusedError
from vault.journal import handing_in
from vault.journal.expected import outcomes
from vault.model import DeviceId, ObjectHash
from vault.store import Store

_NOT_NOW = (
    "That packet leaves attachments out, which this device would have to note down, and it may "
    "write nothing just now. Take in a packet with attachments; nothing of this one was kept."
)


def without_pieces(store: Store, objects: Iterable[ObjectHash]) -> list[ObjectHash]:
    """Return the objects that are no pieces of attachments: any device can tell, keys or not."""
    piece = header(BoxType.PIECE)
    return [name for name in objects if not store.object_begins(name, piece)]


def wanted_by(archive: Archive, devices: Iterable[DeviceId]) -> set[ObjectHash]:
    """Return the objects that are here and that some of the devices said they lack."""
    lacking = archive.state.lacking
    wanted = set().union(*(lacking.get(device, frozenset()) for device in devices))
    return {name for name in wanted if archive.ledger.store.has_object(name)}


def lacking_here(archive: Archive) -> set[ObjectHash]:
    """Return the objects that no packet brought to this vault file although entries name them."""
    ledger = archive.ledger
    omitted = archive.state.omitted - ledger.gone
    return {name for name in omitted if not ledger.store.has_object(name)}


def pieces_and_records(archive: Archive) -> tuple[int, int]:
    """Count what is not here yet: pieces of attachments, and records that somebody handed in."""
    lacks, state = lacking_here(archive), archive.state
    others = lacks & handing_in.from_devices(state, state.handed_in) - state.pieces
    return len(lacks - others), len(others)


def note_what_came(archive: Archive) -> None:
    """Say again what this vault lacks, where this device said more: colleagues send it no more.

    Somebody else at this computer may have taken the pieces in.
    """
    ledger = archive.ledger
    said = archive.state.lacking.get(ledger.keyring.device, frozenset())
    lacks = said & lacking_here(archive)
    if lacks == said or ledger.store.readonly:
        return
    with suppress(ForkError, NotPermittedError, RefusedError):  # who may not write still exchanges
        ledger.commit(lambda writing: _noted(writing, lacks))


def _noted(writing: Writing, lacks: Iterable[ObjectHash]) -> acts.Known:
    return acts.PacketTaken(member=writing.member, at=writing.now(), omitted=tuple(sorted(lacks)))


def verify_and_note(ledger: Ledger, omitted: Iterable[ObjectHash]) -> None:
    """Verify a vault with a packet's rows in it, and write down what it lacks from now on.

    Inside the transaction that keeps the packet: an object that is gone is never taken for one
    that was left out. Raises MissingObjectError when something is missing that no packet may
    leave out.
    """
    ledger.verify(may_lack=omitted)
    device = ledger.keyring.device
    lacks = ledger.outcomes.not_here_yet - ledger.handed_in
    is_known = lacks == ledger.state.lacking.get(device, frozenset())
    if is_known or device not in ledger.state.devices:
        return
    if not _may_write(ledger):
        if not lacks <= ledger.state.omitted | ledger.state.let_go:
            raise RefusedError(_NOT_NOW, rules=("packet.attachments",))
        return  # said already; when this device writes again it says what it lacks
    ledger.enter(lambda writing: _noted(writing, lacks))
    ledger.take_in(is_durable=False)
    ledger.check_objects()


def _may_write(ledger: Ledger) -> bool:
    """Tell whether this device's chain goes on from here.

    Not where the file lacks what this computer saw, or the next entry would stand beside one of
    the same number; nor while it is split, or waits for a second person.
    """
    device, state = ledger.keyring.device, ledger.state
    pin = pinning.read(ledger.home, ledger.keyring)
    is_whole = pin is None or all(head in state.entries for _, head in pin.heads)
    return is_whole and device not in state.split and not state.waits_for_consent(device)


def carry_on(ledger: Ledger, before: Iterable[DeviceId]) -> None:
    """Let a new device say what the devices before it handed in, or lacked, and this file lacks.

    Inside the transaction that makes it known. What is here is not named: a copy of the vault may
    hold everything.
    """
    devices, state = frozenset(before), ledger.state
    here = map(ObjectHash, ledger.store.object_hashes())
    absent = outcomes(state, here, devices=devices).not_here_yet
    mine = absent & handing_in.from_devices(state, devices)
    if mine:
        ledger.commit(lambda writing: handed_in(writing, mine))
    if (absent - mine) & handing_in.left_out(state, devices):
        ledger.commit(lambda writing: _noted(writing, absent - mine))


def handed_in(writing: Writing, objects: Iterable[ObjectHash]) -> acts.Known:
    """Return the act; what was removed for good needs no excuse any more."""
    named = tuple(sorted(set(objects) - writing.state.removed))
    return acts.HandedIn(member=writing.member, at=writing.now(), objects=named)
