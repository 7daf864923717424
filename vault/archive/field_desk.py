"""Field reporters as their desk sees them: directories that two sign, letters, what arrived.

A directory holds what a field device needs to write and no name. It is an object of the roster; an
admin and an editor of its desks each sign it in an entry of their own. Taking in what comes back
is `field_taking`.
"""

from __future__ import annotations

from pathlib import Path

from vault import acts
from vault.archive import passphrases
from vault.archive.custody import is_able
from vault.archive.directory import compartments, find_member
from vault.archive.field_records import (
    DirectoryDesk,
    DirectoryDevice,
    DirectoryPlace,
    FieldDirectory,
    FieldLetter,
    FieldReceipt,
    LetterSigner,
    digest_of,
    directory_context,
    letter_bytes,
)
from vault.archive.field_sending import write_new
from vault.archive.library import iso
from vault.archive.session import Archive, use_case
from vault.archive.statements import statement
from vault.archive.writing import Writing
from vault.crypto import boxes
from vault.errors import NotPermittedError, RefusedError, UsageError
from vault.journal.field_state import DirectoryState
from vault.journal.state import DeviceState, MemberState, State
from vault.model import DeskId, EntryHash, Part, Record, Role, RuleSet, to_bytes
from vault.roles import Deed

MOST_RECEIPTS = 512  # in one letter: many outboxes full

_NOT_FIELD = "That member is no field reporter."
_ONLY_SIGNERS = "Only an admin or an editor signs a field reporter's directory."
_NOT_COMPARED = "Compare the eight safety words by voice first; nothing was signed."
_OUT = "That field reporter was signed out, or their computer was reported lost."
_NOTHING = (
    "No directory of that field reporter waits for a second signature; an admin or editor makes a "
    "new one (strongroom field renew)."
)
_MINE = "You signed that directory yourself: another person has to sign it too."
_DIFFERS = (
    "That directory is not what this vault says now: keys, rules or custodians changed since, or "
    "somebody made it up. It was not signed; make a new one (strongroom field renew)."
)
_INCOMPLETE = (
    "That field reporter's directory has not both signatures yet, so there is no letter to write."
)


class FieldReporterView(Record, frozen=True):
    """A field reporter: their directory and what arrived. `missing`: counters that did not.

    `directory`: "complete", "waits for an editor's signature", "waits for an admin's
    signature", "out of date", "none".
    """

    member_id: str
    name: str
    desks: tuple[str, ...]
    directory: str
    number: int
    arrived: int
    last_at: str
    missing: tuple[int, ...]
    doubled: tuple[int, ...]


class DirectoryView(Record, frozen=True):
    """A directory after a signature: whether both are there."""

    name: str
    number: int
    complete: bool
    safety_words: tuple[str, ...]


class WrittenLetter(Record, frozen=True):
    """A letter that was written: its directory's number, and how many receipts it holds."""

    path: str
    number: int
    receipts: int


def find_field_reporter(archive: Archive, given: str) -> tuple[MemberState, DeviceState]:
    """Return a field reporter and their one device; raises UsageError, NotPermittedError."""
    member = find_member(archive, given)
    if not member.is_field:
        raise UsageError(_NOT_FIELD)
    device = next(iter(member.devices.values()))
    if member.signed_out or device.id in archive.state.lost:
        raise NotPermittedError(_OUT)
    return member, device


# --- what a directory says -----------------------------------------------------------------


def _wanted(archive: Archive, member: MemberState, number: int, at: int) -> FieldDirectory:
    """Return the directory that a field reporter should have now."""
    state = archive.state
    device = next(iter(member.devices))
    roster = next(c for c in state.compartments.values() if c.part is Part.ROSTER)
    current = state.current(roster)
    rules = archive.library.opened(state.rules, RuleSet)
    mine = sorted({a.desk for a in member.assignments if a.desk in state.desks})
    return FieldDirectory(
        vault=archive.ledger.keyring.vault_id, number=number, made_at=at, device=device,
        roster=acts.CompartmentKey(Part.ROSTER, roster.id, roster.publics[current]),
        desks=tuple(_desk_of(archive, desk) for desk in mine),
        rules=rules.toml if rules else "",
    )  # fmt: skip


def _desk_of(archive: Archive, desk: DeskId) -> DirectoryDesk:
    state = archive.state
    known = compartments(state, desk)
    keys = tuple(
        acts.CompartmentKey(part, c.id, c.publics[state.current(c)])
        for part, c in sorted(known.items())
    )
    listed = state.identities.custodians(desk)
    named = listed.members if listed else ()
    places = tuple(_place_of(state, state.members[m], desk) for m in named)
    entry = state.identities.in_force[desk] if listed else EntryHash(b"")
    label, k = archive.library.desk_name(desk), listed.k if listed else 0
    return DirectoryDesk(desk, label, keys, entry, k, places)


def _place_of(state: State, custodian: MemberState, desk: DeskId) -> DirectoryPlace:
    able = custodian.devices.values() if is_able(state, custodian, desk) else ()
    return DirectoryPlace(
        tuple(DirectoryDevice(d.id, d.kem) for d in able if d.id not in state.lost)
    )


def _opened(archive: Archive, found: DirectoryState) -> FieldDirectory | None:
    """Return what a directory says; None when its object is not what was signed."""
    opened = archive.library.opened(found.object, FieldDirectory)
    if opened is None or digest_of(to_bytes(opened)) != found.digest:
        return None
    return opened


def _is_complete(found: DirectoryState, directory: FieldDirectory) -> bool:
    """Tell whether an admin signed, and another member who is editor of all its desks."""
    desks = {desk.desk for desk in directory.desks}
    admins, editors = set(), set()
    for member, each in found.signatures.items():
        held = {(a.role, a.desk) for a in each.roles}
        if any(role is Role.ADMIN for role, _ in held):
            admins.add(member)
        if all((Role.EDITOR, d) in held or (Role.EDITOR, b"") in held for d in desks):
            editors.add(member)
    return any(a != e for a in admins for e in editors)


def newest_directory(
    archive: Archive, member: MemberState
) -> tuple[DirectoryState, FieldDirectory] | None:
    """Return the last complete directory of a field reporter."""
    for found in reversed(archive.state.from_field.directories_of(member.id)):
        directory = _opened(archive, found)
        if directory is not None and _is_complete(found, directory):
            return found, directory
    return None


def _is_current(archive: Archive, member: MemberState, directory: FieldDirectory) -> bool:
    return directory == _wanted(archive, member, directory.number, directory.made_at)


# --- signing -------------------------------------------------------------------------------


@use_case
def renew(archive: Archive, who: str) -> DirectoryView:
    """Make a new directory for a field reporter, with my signature: by an admin or an editor.

    A second one is needed: an admin's and an editor's, of two people.
    """
    _need_to_sign(archive)
    member, _ = find_field_reporter(archive, who)
    numbers = [d.number for d in _all_opened(archive, member)]
    directory = _wanted(archive, member, max(numbers, default=0) + 1, Writing.now())
    digest = digest_of(to_bytes(directory))

    def build(writing: Writing) -> acts.Known:
        _need_to_sign(archive)
        name = writing.seal(Part.ROSTER, DeskId(b""), directory)
        found = DirectoryState(member.id, name, digest, 0)
        return _signature(archive, writing, found)

    archive.ledger.commit(build)
    return _view(archive, member, digest)


def _all_opened(archive: Archive, member: MemberState) -> list[FieldDirectory]:
    found = (_opened(archive, d) for d in archive.state.from_field.directories_of(member.id))
    return [each for each in found if each is not None]


def _need_to_sign(archive: Archive) -> None:
    held = {given.role for given in archive.myself.assignments}
    if archive.myself.signed_out or not held & {Role.ADMIN, Role.EDITOR}:
        raise NotPermittedError(_ONLY_SIGNERS)


def _signature(archive: Archive, writing: Writing, found: DirectoryState) -> acts.Known:
    keyring = archive.ledger.keyring
    return acts.DirectorySigned(
        member=writing.member,
        at=writing.now(),
        who=found.who,
        directory=found.object,
        digest=found.digest,
        signature=keyring.sign(directory_context(keyring.vault_id, found.digest)),
    )


def _view(archive: Archive, member: MemberState, digest: bytes) -> DirectoryView:
    found = archive.state.from_field.directories[digest]
    directory = _opened(archive, found)
    if directory is None:
        raise UsageError(_DIFFERS)
    name = archive.library.member_name(member.id)
    return DirectoryView(
        name, directory.number, _is_complete(found, directory), words_with(archive, member)
    )


def words_with(archive: Archive, member: MemberState) -> tuple[str, ...]:
    """Return the words to compare with a field reporter: of my very device, which signs."""
    state, mine = archive.state, archive.state.devices[archive.ledger.keyring.device]
    keys = acts.DeviceKeys(mine.kem, mine.sign, mine.signature)
    return passphrases.safety_words(state.vault_id, keys, statement(state, member))


@use_case
def to_sign(archive: Archive, who: str) -> DirectoryView:
    """Return the directory that waits for my signature, with the words to compare first."""
    member, found = _waiting(archive, who)
    return _view(archive, member, found.digest)


def _waiting(archive: Archive, who: str) -> tuple[MemberState, DirectoryState]:
    _need_to_sign(archive)
    member, _ = find_field_reporter(archive, who)
    all_of_it = archive.state.from_field.directories_of(member.id)
    if not all_of_it:
        raise RefusedError(_NOTHING, rules=("directory.none",))
    found = all_of_it[-1]
    directory = _opened(archive, found)
    if directory is None or not _is_current(archive, member, directory):
        raise RefusedError(_DIFFERS, rules=("directory.differs",))
    if _is_complete(found, directory):
        raise RefusedError(_NOTHING, rules=("directory.complete",))
    if archive.myself.id in found.signatures:
        raise RefusedError(_MINE, rules=("directory.two_sign",))
    return member, found


@use_case
def sign(archive: Archive, who: str, *, compared: bool) -> DirectoryView:
    """Give the second signature, once it says what this vault says and the words were compared.

    Raises NotPermittedError unless admin or editor, RefusedError unless compared, for one's own,
    for a directory that differs from what this vault says now, or when none waits.
    """
    member, found = _waiting(archive, who)
    if not compared:
        raise RefusedError(_NOT_COMPARED, rules=("safety_words.compared",))

    def build(writing: Writing) -> acts.Known:
        _waiting(archive, who)
        return _signature(archive, writing, found)

    archive.ledger.commit(build)
    return _view(archive, member, found.digest)


# --- letters -------------------------------------------------------------------------------


@use_case
def write_letter(archive: Archive, who: str, path: Path) -> WrittenLetter:
    """Write the letter to a field reporter: their directory, and a receipt for all that arrived.

    Any member may: a receipt proves itself by what stood in the statement. Raises RefusedError
    before the directory has both signatures, UsageError for a file that exists.
    """
    member, device = find_field_reporter(archive, who)
    newest = newest_directory(archive, member)
    if newest is None:
        raise RefusedError(_INCOMPLETE, rules=("directory.two_sign",))
    found, directory = newest
    arrived = archive.state.from_field.statements_of(device.id)[-MOST_RECEIPTS:]
    receipts = tuple(FieldReceipt(s.counter, s.hash, s.proof) for s in arrived)
    letter = FieldLetter(to_bytes(directory), _signers(archive.state, found, directory), receipts)
    vault_id = archive.ledger.keyring.vault_id
    sealed = boxes.seal_to_device(vault_id, device.id, device.kem, to_bytes(letter))
    write_new(path, letter_bytes(vault_id, sealed))
    return WrittenLetter(str(path), directory.number, len(receipts))


def _signers(
    state: State, found: DirectoryState, directory: FieldDirectory
) -> tuple[LetterSigner, ...]:
    """Return two signatures that make it complete: an admin's, and an editor's of all its desks."""
    members = sorted(found.signatures)
    for first in members:
        for second in members:
            pair = {m: found.signatures[m] for m in (first, second)}
            if first != second and _is_complete(
                DirectoryState(found.who, found.object, found.digest, 0, pair), directory
            ):
                return tuple(_signer(state, found, m) for m in (first, second))
    return ()


def _signer(state: State, found: DirectoryState, member: bytes) -> LetterSigner:
    each = next(s for m, s in found.signatures.items() if m == member)
    device = state.devices[each.device]
    keys = acts.DeviceKeys(device.kem, device.sign, device.signature)
    return LetterSigner(keys, each.signature)


# --- the list ------------------------------------------------------------------------------


@use_case
def field_reporters(archive: Archive) -> tuple[FieldReporterView, ...]:
    """Return the field reporters that are in, by name: their directories, and what arrived."""
    state = archive.state
    views = (
        _reporter_view(archive, member)
        for member in state.members.values()
        if member.is_field and not member.signed_out
    )
    return tuple(sorted(views, key=lambda view: (view.name, view.member_id)))


def _reporter_view(archive: Archive, member: MemberState) -> FieldReporterView:
    state, device = archive.state, next(iter(member.devices))
    arrived = state.from_field.statements_of(device)
    counters = [s.counter for s in arrived]
    said, number = _directory_state(archive, member)
    return FieldReporterView(
        member_id=member.id.hex(), name=archive.library.member_name(member.id),
        desks=tuple(archive.library.desk_name(a.desk) for a in member.assignments),
        directory=said, number=number, arrived=len(arrived),
        last_at=iso(max(s.at for s in arrived)) if arrived else "",
        missing=tuple(state.from_field.gaps(device)),
        doubled=tuple(sorted({n for n in counters if counters.count(n) > 1})),
    )  # fmt: skip


def _directory_state(archive: Archive, member: MemberState) -> tuple[str, int]:
    if next(iter(member.devices)) in archive.state.lost:
        return "lost", 0
    newest = newest_directory(archive, member)
    last = archive.state.from_field.directories_of(member.id)[-1:]
    opened = _opened(archive, last[0]) if last else None
    if newest is not None and (opened is None or newest[1] == opened):
        current = _is_current(archive, member, newest[1])
        return "complete" if current else "out of date", newest[1].number
    if opened is None:
        return "none", 0
    if not _is_current(archive, member, opened):
        return "out of date", opened.number
    by_admin = any(a.role is Role.ADMIN for s in last[0].signatures.values() for a in s.roles)
    signer = "an editor's" if by_admin else "an admin's"
    return f"waits for {signer} signature", opened.number


@use_case
def notices(archive: Archive) -> tuple[str, ...]:
    """Say whose directory waits for me or is out of date, and whose statements have gaps."""
    if not archive.may(Deed.ADMIT) and not any(
        a.role in {Role.ADMIN, Role.EDITOR} for a in archive.myself.assignments
    ):
        return ()
    told: list[str] = []
    for view in field_reporters(archive):
        if view.directory not in {"complete", "lost"}:
            told.append(f"The directory of field reporter {view.name}: {view.directory}.")
        if view.missing:
            which = ", ".join(map(str, view.missing[:5]))
            told.append(f"Statements of {view.name} that did not arrive yet: {which}.")
        if view.doubled:
            told.append(
                f"Statements of {view.name} came twice under one number: their home was copied or "
                "restored, or somebody else writes with its keys; ask them."
            )
    return tuple(told)
