"""Objects that a packet left out: noted when it is taken in, counted, and sent when asked for.

Only pieces of attachments are left out. How packets travel is `exchange`.
"""

from __future__ import annotations

from collections.abc import Iterable

from vault import acts
from vault.archive.ledger import Ledger
from vault.archive.session import Archive
from vault.archive.writing import Writing
from vault.crypto.format import BoxType, header
from vault.model import DeviceId, ObjectHash
from vault.store import Store


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
    """Return the objects that this vault file lacks although entries name them."""
    state, store = archive.state, archive.ledger.store
    return {name for name in state.omitted - state.removed if not store.has_object(name)}


def verify_and_note(ledger: Ledger, omitted: Iterable[ObjectHash]) -> None:
    """Verify a vault with a packet's rows in it, and write down what it lacks from now on.

    Inside the transaction that keeps the packet: an object that is gone is never taken for one
    that was left out. Raises MissingObjectError when something is missing that no packet may
    leave out.
    """
    ledger.verify(may_lack=omitted)
    device = ledger.keyring.device
    lacks = ledger.outcomes.not_here_yet
    is_known = lacks == ledger.state.lacking.get(device, frozenset())
    if is_known or device not in ledger.state.devices:
        return

    def build(writing: Writing) -> acts.Known:
        return acts.PacketTaken(
            member=writing.member, at=writing.now(), omitted=tuple(sorted(lacks))
        )

    ledger.enter(build)
    ledger.take_in(is_durable=False)
    ledger.check_objects()
