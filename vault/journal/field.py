"""What acts about field reporters do to the state.

A field device writes no entry: a member takes its signed statement in, and the author is the
statement's signer. Each act checks everything before it changes anything.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.crypto import primitives, sharing
from vault.crypto.format import context
from vault.journal.field_state import (
    DirectorySignature,
    DirectoryState,
    EarlyAddendum,
    StatementState,
)
from vault.journal.identity_state import SealingState
from vault.journal.rights import known_roles
from vault.journal.state import (
    AddendumState,
    DeviceState,
    InterviewState,
    MemberState,
    PersonState,
    State,
    VersionState,
)
from vault.journal.turn import LATEST, Refusal, Taken, Turn, desk_parts
from vault.model import DeskId, InterviewId, PersonId, to_bytes

MOST_COUNTED: Final = 1_000_000  # statements of one device; more is no device of ours
HASH_BYTES: Final = 32


def statement_hash(statement: acts.FieldStatement) -> bytes:
    """Return the name of a statement: SHA-256 of its record."""
    return primitives.sha256(to_bytes(statement))


def signed(vault_id: bytes, statement: acts.FieldStatement) -> bytes:
    """Return the bytes that a field device signs."""
    return context("field-statement", vault_id, to_bytes(statement))


def directory_signed(turn: Turn, act: acts.DirectorySigned) -> None:
    """Take a signature: by an admin or an editor, of a field reporter's directory."""
    turn.need_anywhere("sign_directory")
    state = turn.state
    if not state.members[act.who].is_field or len(act.digest) != HASH_BYTES:
        raise Refusal
    device = turn.sight.device_of(turn.entry)
    signed_bytes = context("field-directory", state.vault_id, act.digest)
    primitives.verify(state.devices[device].sign, act.signature, signed_bytes)
    known = state.from_field.directories.get(act.digest)
    if known is not None and (known.who, known.object) != (act.who, act.directory):
        raise Refusal
    if known is None:
        known = DirectoryState(act.who, act.directory, act.digest, turn.order)
        state.from_field.directories[act.digest] = known
    mine = DirectorySignature(device, act.signature, turn.held.assignments)
    known.signatures.setdefault(act.member, mine)


def field_taken(turn: Turn, act: acts.FieldTaken) -> None:
    """Take a statement in; a second time it changes nothing."""
    turn.need_anywhere("take_field")
    name = statement_hash(act.statement)
    _check_signer(turn, act)
    check_numbers(turn.state, act.statement)
    if name in turn.state.from_field.statements:
        return
    check_records(turn.state, act.statement)
    _take(turn, act, name)


def check_notes(taken: Taken, act: acts.FieldTaken) -> None:
    """Refuse an entry that notes a field device's session for another epoch than it is for."""
    noted = dict(zip(taken.sessions, taken.noted, strict=True))
    for each in act.statement.sessions:
        if noted.get(each.session) != (each.compartment, each.epoch):
            raise Refusal


def signer(state: State, statement: acts.FieldStatement) -> tuple[DeviceState, MemberState]:
    """Return the device that signed a statement and its member; refuse any but a field device."""
    device = state.devices[statement.device]
    member = state.members[device.member]
    if not member.is_field:
        raise Refusal
    return device, member


def _check_signer(turn: Turn, act: acts.FieldTaken) -> None:
    """Refuse what no field device signed that, as far as this entry knew, may log on the desk."""
    statement, state = act.statement, turn.state
    device, member = signer(state, statement)
    if act.desk != statement.desk:
        raise Refusal
    knows = turn.sight.knows(turn.entry)
    held = known_roles(member.first, member.changes, knows)
    roles = {a.role for a in held.assignments if a.desk == act.desk}
    lost = any(change.entry in knows for change in state.lost.get(device.id, ()))
    if held.out or lost or not turn.may(roles, "log_field"):
        raise Refusal
    primitives.verify(device.sign, act.signature, signed(state.vault_id, statement))


def check_numbers(state: State, statement: acts.FieldStatement) -> None:
    """Refuse numbers that no device of ours makes, and sessions for other keys than the desk's."""
    if not 1 <= statement.counter <= MOST_COUNTED or not 0 <= statement.at <= LATEST:
        raise Refusal
    if len(statement.proof) != HASH_BYTES:
        raise Refusal
    parts = desk_parts(state, statement.desk).values()
    known = {(c.id, epoch) for c in parts for epoch in c.epochs}
    if any((each.compartment, each.epoch) not in known for each in statement.sessions):
        raise Refusal


def check_records(state: State, statement: acts.FieldStatement) -> None:
    """Refuse a statement that touches anything but new records and its member's own interviews."""
    persons = {ref.person for ref in statement.persons}
    if len(persons) != len(statement.persons) or not persons.isdisjoint(state.persons):
        raise Refusal
    if any(ref.replaces for ref in statement.persons):
        raise Refusal
    if len({ref.interview for ref in statement.interviews}) != len(statement.interviews):
        raise Refusal
    for ref in statement.interviews:
        if ref.interview in state.interviews or ref.parents or ref.version != 1 or ref.marked:
            raise Refusal
        if ref.person not in persons:
            raise Refusal
    for sealed in statement.identities:
        _check_identity(state, statement.desk, sealed, persons)
    _, member = signer(state, statement)
    for added in statement.addenda:
        known = state.interviews.get(added.interview)
        own = known is None or (known.desk == statement.desk and member.id in known.owners())
        if not own or not added.addendum:
            raise Refusal


def _check_identity(
    state: State, desk: DeskId, sealed: acts.FieldIdentity, persons: set[PersonId]
) -> None:
    found = state.identities.lists[sealed.custodians]
    if found.desk != desk or sealed.body in state.identities.sealings:
        raise Refusal
    if sealed.person not in persons:
        raise Refusal
    if len(sealed.shares) != sharing.share_count(found.k, found.n):
        raise Refusal


def _take(turn: Turn, act: acts.FieldTaken, name: bytes) -> None:
    statement, state = act.statement, turn.state
    _, member = signer(state, statement)
    for person in statement.persons:
        taken = PersonState(person.person, act.desk, card=person.card)
        taken.cards |= {person.card} if person.card else set()
        if person.file:
            taken.files.add(person.file)
            taken.writers[person.file] = member.id
        state.persons[person.person] = taken
    for ref in statement.interviews:
        interview = InterviewState(ref.interview, act.desk, ref.person)
        version = VersionState(ref, member.id, statement.at, turn.entry, turn.order)
        interview.versions[ref.verbatim] = version
        interview.entries.append(turn.entry)
        state.interviews[ref.interview] = interview
    for sealed in statement.identities:
        found = state.identities.lists[sealed.custodians]
        state.identities.sealings[sealed.body] = SealingState(
            sealed.body, act.desk, sealed.person, member.id, statement.at, found.k,
            list(found.members), list(sealed.bundles), sealed.shares,
        )  # fmt: skip
    for added in statement.addenda:
        early = EarlyAddendum(member.id, added.addendum, statement.at)
        state.from_field.early.setdefault(added.interview, []).append(early)
    for touched in (*(r.interview for r in statement.interviews), *_added_to(statement)):
        if touched in state.interviews:
            _place_addenda(turn, state.interviews[touched])
    state.from_field.statements[name] = StatementState(
        name, statement.device, statement.counter, statement.directory, statement.proof,
        statement.at, turn.entry,
    )  # fmt: skip


def _added_to(statement: acts.FieldStatement) -> list[InterviewId]:
    return [added.interview for added in statement.addenda]


def _place_addenda(turn: Turn, interview: InterviewState) -> None:
    """Put addenda under their interview, whichever of the two arrived first."""
    for early in turn.state.from_field.early.pop(interview.id, []):
        if early.member in interview.owners():
            first = interview.first().ref.verbatim
            added = AddendumState(early.member, first, early.addendum, early.at)
            interview.addenda.append(added)
            if turn.entry not in interview.entries:
                interview.entries.append(turn.entry)
