"""What of a member lies on this computer and could be handed in, and which of it editors have.

Everything that belongs to their interviews, whoever wrote it, and the keys to it; not what the
keys of a desk open. Deleting it is `handing_in`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from vault.archive.belonging import of_interview
from vault.archive.entitled import readers
from vault.archive.session import Archive
from vault.crypto.format import BoxType, header
from vault.errors import MalformedError, SealError
from vault.journal.state import InterviewState, PersonState
from vault.journal.turn import desk_parts
from vault.keyring import ShareBox
from vault.model import CompartmentId, DeskId, DeviceId, InterviewId, ObjectHash, Part, from_bytes

Wrap = tuple[bytes, DeviceId, bytes]  # session, device, body


@dataclass(frozen=True)
class Belongings:
    """Interviews of which anything is here, their objects by desk, and the own wraps that go."""

    interviews: tuple[InterviewState, ...]
    objects: dict[ObjectHash, DeskId]
    wraps: tuple[Wrap, ...]


def of_me(archive: Archive) -> Belongings:
    """Return what is mine on this computer, of desks whose words no desk key of mine opens."""
    known = [i for i in archive.state.interviews.values() if _is_mine(archive, i)]
    names = {interview.id for interview in known}
    apart = archive.state.apart  # what was written beside an end of rights is words as well
    found = {i.id: _here(archive, [*of_interview(archive, i), *apart.get(i.id, ())]) for i in known}
    objects = {name: i.desk for i in known for name in found[i.id]}
    for person in archive.state.persons.values():
        if not is_read_by_desk_key(archive, person.desk):
            of_person = _here(archive, _of_person(archive, person, names))
            objects |= dict.fromkeys(of_person, person.desk)
    for request in archive.state.removals.values():
        if not names.isdisjoint(request.interviews):
            objects |= dict.fromkeys(_here(archive, [request.reason]), request.desk)
    objects |= dict(_boxes(archive, objects))
    return Belongings(tuple(i for i in known if found[i.id]), objects, tuple(_wraps(archive)))


def is_read_by_desk_key(archive: Archive, desk: DeskId) -> bool:
    """Tell whether my keys open every word of a desk: handing in would take nothing from them."""
    return archive.library.reads(desk, Part.VERBATIM)


def _is_mine(archive: Archive, interview: InterviewState) -> bool:
    if is_read_by_desk_key(archive, interview.desk) or not interview.versions:
        return False
    me = archive.myself.id
    if me in interview.authors() or me in interview.shared_with():
        return True
    return any(archive.library.verbatim(v) is not None for v in interview.versions.values())


def _here(archive: Archive, names: list[ObjectHash]) -> list[ObjectHash]:
    removed, store = archive.state.removed, archive.ledger.store
    return [n for n in names if n and n not in removed and store.has_object(n)]


def _of_person(archive: Archive, person: PersonState, mine: set[InterviewId]) -> list[ObjectHash]:
    """Return the files that I wrote; the card too once no other interview here is about them."""
    files = [name for name, writer in person.writers.items() if writer == archive.myself.id]
    about = [
        i.id
        for i in archive.state.interviews.values()
        if i.person == person.id or person.id in i.left
    ]
    if not about or not mine.issuperset(about):
        return files
    holds = [hold.reason for hold in person.holds.values()]
    return [*person.cards, *person.writers, *holds]


def _boxes(
    archive: Archive, objects: dict[ObjectHash, DeskId]
) -> Iterator[tuple[ObjectHash, DeskId]]:
    """Yield the boxes that share keys of these or earlier such objects alone with this device.

    Where the desk's redacted part is read, the entries that such a box opens stay open by that;
    elsewhere the box stays: it opens nothing without the objects.
    """
    ledger, state = archive.ledger, archive.state
    gone = objects.keys() | ledger.handed_in
    for name in map(ObjectHash, ledger.store.objects_beginning(header(BoxType.DEVICE))):
        with suppress(SealError, MalformedError):
            plain = ledger.keyring.open_device_box(ledger.store.object(name))
            box = from_bytes(plain, ShareBox)
            shared = {ObjectHash(n) for n, _ in box.keys if n in state.added}
            desks = {state.origins[state.added[n]].desk for n in shared} - {DeskId(b"")}
            reads = all(archive.library.reads(desk, Part.REDACTED) for desk in desks)
            if desks and reads and shared <= gone:
                yield name, desks.pop()


def _wraps(archive: Archive) -> Iterator[Wrap]:
    """Yield the own wraps that open words; those by which my own acts are folded stay.

    The latter are of the redacted part where I hold no key of it: they open ids and hashes, and
    of words only what a reviewer may read. Wraps of an earlier device of mine all go.
    """
    ledger, mine = archive.ledger, archive.ledger.keyring.device
    for device in archive.myself.devices:
        for session, body in ledger.store.own_wraps(device).items():
            if device != mine or not _is_needed(archive, body):
                yield session, device, body


def _is_needed(archive: Archive, sealed: bytes) -> bool:
    keyring, compartments = archive.ledger.keyring, archive.state.compartments
    try:
        plain = keyring.open_local("own-wrap", sealed)
    except SealError:
        return False
    known = compartments.get(CompartmentId(plain[:16]))
    return known is not None and known.part is Part.REDACTED and not keyring.holds(plain[16:48])


# --- who has it ----------------------------------------------------------------------------


def taken_in(archive: Archive, mine: Belongings) -> set[ObjectHash]:
    """Return what a computer of somebody who reads the desk's words says it has taken in.

    An entry says what its writer had seen; what that device lacks it says as well. Devices that
    use this very file say nothing.
    """
    found: set[ObjectHash] = set()
    for desk in set(mine.objects.values()):
        of_desk = {name for name, each in mine.objects.items() if each == desk}
        for device in _editors(archive, desk):
            known = archive.ledger.known_to(device)
            lacks = archive.state.lacking.get(device, frozenset())
            lacks |= archive.state.handed_in.get(device, frozenset())
            found |= {n for n in of_desk - lacks if archive.state.added[n] in known}
    return found


def _editors(archive: Archive, desk: DeskId) -> set[DeviceId]:
    verbatim = desk_parts(archive.state, desk)[Part.VERBATIM]
    here = archive.ledger.store.slots().keys()
    return {d.id for d in readers(archive.state, verbatim) if d.id not in here}
