"""Taking in what a field reporter sent: each statement becomes an entry, once, by any member.

A packet is believed nothing: the statement is its device's by its signature, the objects are those
that it names by their hashes. Whoever takes it in need not read a word of it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from vault import acts, roles
from vault.archive.field_desk import newest_directory
from vault.archive.field_records import (
    LARGEST_PACKET_BYTES,
    PACKET_MAGIC,
    FieldItem,
    SignedStatement,
    read_packet,
)
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.format import MAX_OBJECT_BYTES, BoxType, header
from vault.errors import (
    IntegrityError,
    MalformedError,
    NoKeyError,
    NotPermittedError,
    SealError,
    SignatureError,
    UsageError,
)
from vault.journal import field
from vault.journal.cores import SessionNote
from vault.journal.field import signed, statement_hash
from vault.journal.state import MemberState
from vault.journal.turn import Refusal
from vault.model import Record, from_bytes

_NOBODYS: Final = (
    "That packet is from a field reporter's computer that this vault does not know, or not yet; "
    "nothing was taken in."
)
_OUT: Final = (
    "That packet is from a field reporter who was signed out, or from a computer that was reported "
    "lost; nothing was taken in."
)
_NOT_SEALED_TO_US: Final = (
    "A statement in that packet does not open with this vault's keys; nothing was taken in."
)
_CHANGED: Final = (
    "A sealed record in that packet is not the one that its statement names; nothing was taken in."
)
_UNSIGNED: Final = (
    "A statement in that packet is not signed by the computer that it names; nothing was taken in."
)
_NO_DESK: Final = (
    "That packet is for a desk or keys that this vault does not know, or not yet, or for one on "
    "which its writer may not log; nothing was taken in."
)


class FieldTakenView(Record, frozen=True):
    """What a field packet brought. `known` were here already; `refused` touch what is another's,
    or are for a desk that is not their writer's.

    `missing` are the counters that did not arrive yet; `stale` tells that the newest statement was
    sealed with an older directory than the newest one.
    """

    name: str
    statements: int
    interviews: int
    addenda: int
    known: int
    refused: int
    missing: tuple[int, ...]
    stale: bool


def is_field_packet(path: Path) -> bool:
    """Tell by its first bytes whether a file is a field reporter's packet."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(PACKET_MAGIC)) == PACKET_MAGIC
    except OSError:
        return False


@use_case
def take(archive: Archive, path: Path) -> FieldTakenView:
    """Take a field packet in: whatever of it is new, each statement as one entry.

    Checks all of it before anything is written. Raises MalformedError for a file that was cut
    short, VaultIdError, SealError or SignatureError for what does not hold, NotPermittedError for
    a device that nobody let in, or that was signed out or lost; then nothing was taken in.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST_PACKET_BYTES + 1)
    if len(data) > LARGEST_PACKET_BYTES:
        raise MalformedError("That packet is larger than any field reporter's outbox.")
    archive.ledger.refuse_out()
    packet = read_packet(archive.ledger.keyring.vault_id, data)
    checked = [_checked(archive, item) for item in packet.items]
    if not checked:
        raise UsageError("That packet is empty.")
    if len({told.statement.device for told, _ in checked}) != 1:
        raise IntegrityError(_CHANGED)
    if not any(_is_for_a_desk(archive, told.statement) for told, _ in checked):
        raise NotPermittedError(_NO_DESK)
    return _taken(archive, sorted(checked, key=lambda each: each[0].statement.counter))


# --- checking ------------------------------------------------------------------------------


def _checked(archive: Archive, item: FieldItem) -> tuple[SignedStatement, FieldItem]:
    """Return an item's statement once its signature holds and its objects are all there."""
    told = _opened(archive, item)
    _signer(archive, told)
    _check_objects(told.statement, item)
    return told, item


def _opened(archive: Archive, item: FieldItem) -> SignedStatement:
    vault_id, keyring = archive.ledger.keyring.vault_id, archive.ledger.keyring
    name = hashlib.sha256(item.session).digest()
    try:
        session = keyring.session(name, lambda _: item.session)
        return from_bytes(boxes.open_body(vault_id, session, item.statement), SignedStatement)
    except (SealError, NoKeyError):
        raise SealError(_NOT_SEALED_TO_US) from None


def _signer(archive: Archive, told: SignedStatement) -> MemberState:
    state, statement = archive.state, told.statement
    device = state.devices.get(statement.device)
    if device is None or not state.members[device.member].is_field:
        raise NotPermittedError(_NOBODYS)
    if state.members[device.member].signed_out or device.id in state.lost:
        raise NotPermittedError(_OUT)
    try:
        primitives.verify(device.sign, told.signature, signed(state.vault_id, statement))
    except SignatureError:
        raise SignatureError(_UNSIGNED) from None
    return state.members[device.member]


def _is_for_a_desk(archive: Archive, statement: acts.FieldStatement) -> bool:
    """Tell whether the writer may log on that desk, and its keys are known here."""
    state = archive.state
    member = state.members[state.devices[statement.device].member]
    desk = state.desks.get(statement.desk)
    if desk is None or not roles.may(member.roles_on(statement.desk), roles.Deed.LOG_FIELD):
        return False
    known = [state.compartments[name] for name in desk.compartments.values()]
    epochs = {(c.id, epoch) for c in known for epoch in c.epochs}
    return all((s.compartment, s.epoch) in epochs for s in statement.sessions)


def _check_objects(statement: acts.FieldStatement, item: FieldItem) -> None:
    """Refuse an item whose objects are not exactly those that its statement names."""
    sessions = {bytes(each.session) for each in statement.sessions}
    named = sessions | {bytes(name) for name in acts.objects_named(statement)}
    bundles = {bytes(name) for who in statement.identities for name in who.bundles}
    bodies = {hashlib.sha256(body).digest(): body for body in item.objects}
    if bodies.keys() != named or len(bodies) != len(item.objects):
        raise IntegrityError(_CHANGED)
    for name, body in bodies.items():
        if len(body) > MAX_OBJECT_BYTES:
            raise IntegrityError(_CHANGED)
        kind = BoxType.SESSION if name in sessions else BoxType.BODY
        kind = BoxType.DEVICE if name in bundles else kind
        if not body.startswith(header(kind)):
            raise IntegrityError(_CHANGED)
        if kind is BoxType.BODY and boxes.session_of_body(body) not in sessions:
            raise IntegrityError(_CHANGED)


# --- taking in -----------------------------------------------------------------------------


def _taken(archive: Archive, checked: list[tuple[SignedStatement, FieldItem]]) -> FieldTakenView:
    new = known = refused = interviews = addenda = 0
    for told, item in checked:
        if statement_hash(told.statement) in archive.state.from_field.statements:
            known += 1
        elif _enter(archive, told, item):
            new += 1
            interviews += len(told.statement.interviews)
            addenda += len(told.statement.addenda)
        else:
            refused += 1
    return _view(archive, checked[-1][0], (new, interviews, addenda, known, refused))


def _enter(archive: Archive, told: SignedStatement, item: FieldItem) -> bool:
    """Write the entry; False when it touches what is another's or is for no desk of its writer."""
    statement = told.statement
    if not _is_for_a_desk(archive, statement) or not _touches_its_own(archive, statement):
        return False

    def build(writing: Writing) -> acts.Known:
        notes = {bytes(s.session): _note(s) for s in statement.sessions}
        for body in item.objects:
            writing.add_foreign(body, notes.get(hashlib.sha256(body).digest()))
        return acts.FieldTaken(
            member=writing.member, at=writing.now(), desk=statement.desk,
            statement=statement, signature=told.signature,
        )  # fmt: skip

    archive.ledger.commit(build)
    return True


def _note(each: acts.FieldSession) -> SessionNote:
    return SessionNote(each.session, each.compartment, each.epoch)


def _touches_its_own(archive: Archive, statement: acts.FieldStatement) -> bool:
    """Tell whether the fold will take it: a refused entry would be kept for nothing."""
    state = archive.state
    try:
        field.check_numbers(state, statement)
        field.check_records(state, statement)
    except (Refusal, KeyError):
        return False
    added_to = (state.interviews.get(added.interview) for added in statement.addenda)
    return not any(interview and interview.forgotten for interview in added_to)


def _view(
    archive: Archive, last: SignedStatement, counts: tuple[int, int, int, int, int]
) -> FieldTakenView:
    state, statement = archive.state, last.statement
    member = state.members[state.devices[statement.device].member]
    newest = newest_directory(archive, member)
    new, interviews, addenda, known, refused = counts
    return FieldTakenView(
        name=archive.library.member_name(member.id), statements=new, interviews=interviews,
        addenda=addenda, known=known, refused=refused,
        missing=tuple(state.from_field.gaps(statement.device)),
        stale=newest is not None and newest[0].digest != statement.directory,
    )  # fmt: skip
