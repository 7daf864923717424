"""Logging in a field home: sealed at once to the desk's keys, and closed to this device from then.

Every act has session keys of its own, which die with it. Whatever is acknowledged lies in the
outbox. What is half written is `field_drafts`, sending `field_sending`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from vault.acts import (
    FieldAddendum,
    FieldIdentity,
    FieldSession,
    FieldStatement,
    InterviewVersion,
    PersonVersion,
)
from vault.archive import checking, clock, drafting, field_drafts, naming
from vault.archive.codenames import free_codename
from vault.archive.field_home import FieldHome
from vault.archive.field_records import (
    DirectoryDesk,
    DirectoryDevice,
    FieldDirectory,
    FieldItem,
    SignedStatement,
    digest_of,
)
from vault.archive.identities import checked
from vault.crypto import boxes, identities, primitives, sharing
from vault.crypto.boxes import Epoch, Session
from vault.drafts import InterviewDraft
from vault.errors import MalformedError, NotPermittedError, RefusedError, UsageError
from vault.journal.field import signed, statement_hash
from vault.model import (
    Addendum,
    Bundle,
    CompartmentId,
    DeskId,
    EpochId,
    Identity,
    InterviewId,
    ObjectHash,
    Part,
    PersonCard,
    PersonFile,
    PersonId,
    Record,
    SealedIdentity,
    new_id,
    to_bytes,
)

_CHECK_BYTES = 2
_NO_HANDLE = (
    "That is no handle of an interview: it is the 36 digits and letters that were shown when the "
    "interview was logged."
)
_NO_DESK = "The desk's last letter names no desk that you may write to any more."
_NOBODY = (
    "This desk has too few custodians to open an identity again, so nothing was sealed and nothing "
    "was logged: log it without the identity, or ask the desk for a new letter."
)


class FieldLogView(Record, frozen=True):
    """What logging did. `handle` names the interview for an addendum; nothing here keeps it."""

    handle: str
    codename: str
    desk: str
    counter: int
    waiting: int


# --- one act in the making -----------------------------------------------------------------


@dataclass(repr=False)
class _Sealing:
    """Collects what one statement adds; its session keys are gone when it is."""

    home: FieldHome
    desk: DirectoryDesk
    objects: list[bytes] = field(default_factory=list)
    sessions: dict[Part, Session] = field(default_factory=dict)

    def seal(self, part: Part, record: Record) -> ObjectHash:
        """Seal a record to one part of the desk; returns the object's hash."""
        vault_id = self.home.keyring.vault_id
        if part not in self.sessions:
            body, self.sessions[part] = boxes.seal_session(vault_id, _epoch(self.desk, part))
            self.objects.append(body)
        body, _ = boxes.seal_body(vault_id, self.sessions[part], to_bytes(record))
        self.objects.append(body)
        return ObjectHash(hashlib.sha256(body).digest())

    def box(self, device: DirectoryDevice, record: Record) -> ObjectHash:
        """Seal a small record to one custodian's device."""
        vault_id = self.home.keyring.vault_id
        body = boxes.seal_to_device(vault_id, device.device, device.kem, to_bytes(record))
        self.objects.append(body)
        return ObjectHash(hashlib.sha256(body).digest())

    def noted(self) -> tuple[FieldSession, ...]:
        """Return for which epoch each session is."""
        return tuple(
            FieldSession(
                ObjectHash(each.hash), CompartmentId(each.compartment), EpochId(each.epoch)
            )
            for each in self.sessions.values()
        )


def _epoch(desk: DirectoryDesk, part: Part) -> Epoch:
    key = next(key for key in desk.keys if key.part is part)
    return Epoch(key.compartment, boxes.epoch_id(key.public), key.public)


def _item(home: FieldHome, directory: FieldDirectory, told: FieldStatement, made: _Sealing) -> Any:  # noqa: ANN401
    keyring = home.keyring
    key = directory.roster
    epoch = Epoch(key.compartment, boxes.epoch_id(key.public), key.public)
    session, opened = boxes.seal_session(keyring.vault_id, epoch)
    signature = keyring.sign(signed(keyring.vault_id, told))
    plain = to_bytes(SignedStatement(told, signature))
    sealed, _ = boxes.seal_body(keyring.vault_id, opened, plain)
    return FieldItem(session, sealed, tuple(made.objects))


def _keep(home: FieldHome, made: _Sealing, draft: bytes | None = None, **what: Any) -> int:  # noqa: ANN401
    """Sign, seal and store a statement; returns its counter. All of it is safe when this returns.

    `draft` b"" takes the draft away in the same moment.
    """
    book, directory = home.book(), home.directory()
    counter = book.next_counter
    told = FieldStatement(
        device=home.keyring.device, counter=counter, at=clock.seconds(), desk=made.desk.desk,
        directory=digest_of(book.directory), proof=home.keyring.field_proof(counter),
        sessions=made.noted(), **what,
    )  # fmt: skip
    pieces = home.pieces_for(counter, statement_hash(told), _item(home, directory, told, made))
    home.write(book=replace(book, next_counter=counter + 1), draft=draft, pieces=pieces)
    return counter


# --- logging -------------------------------------------------------------------------------


def log(
    home: FieldHome, draft: InterviewDraft, identity: tuple[str, str] | None = None
) -> FieldLogView:
    """Seal one interview to the desk; returns when it is on the disk.

    `identity` (name, proof) is sealed to the desk's custodians besides, as shares made here.

    Raises what logging in a vault raises for a draft that is not right, RefusedError for a full
    outbox, NoSpaceError for a full disk; then nothing was kept.
    """
    return _log(home, draft, kept_draft=None, identity=identity)


def log_draft(home: FieldHome) -> FieldLogView:
    """Log the one draft, which is gone in the same moment."""
    return _log(home, field_drafts.kept(home), kept_draft=b"")


def _log(
    home: FieldHome, draft: InterviewDraft, kept_draft: bytes | None,
    identity: tuple[str, str] | None = None,
) -> FieldLogView:  # fmt: skip
    checking.check_draft(draft)
    interview, person = InterviewId(new_id()), PersonId(new_id())
    with home.change():
        desk = find_desk(home.directory(), draft.desk)
        unmarked = replace(draft, marked=False)
        verbatim = drafting.verbatim_of(unmarked, (interview, 1, person), None)
        made = _Sealing(home, desk)
        version = InterviewVersion(
            interview=interview, person=person, version=1,
            verbatim=made.seal(Part.VERBATIM, verbatim),
            security=made.seal(Part.SECURITY, drafting.security_of(draft, interview, 1)),
        )  # fmt: skip
        codename = _codename(draft.person)
        card = made.seal(Part.REDACTED, PersonCard(person, 1, codename))
        file = ObjectHash(b"")
        if draft.terms:
            file = made.seal(Part.SECURITY, PersonFile(person, 1, draft.terms, ""))
        persons = (PersonVersion(person, card, file),)
        who = (_identity(made, checked(person, *identity)),) if identity else ()
        counter = _keep(
            home, made, kept_draft, interviews=(version,), persons=persons, identities=who
        )
        waiting = len(home.waiting())
    return FieldLogView(handle_of(interview), codename, desk.label, counter, waiting)


def _identity(made: _Sealing, given: Identity) -> FieldIdentity:
    """Seal who a person is to the custodians; raises RefusedError where nobody could open it."""
    desk, vault_id = made.desk, made.home.keyring.vault_id
    if sum(bool(place.devices) for place in desk.places) < max(desk.k, 1):
        raise RefusedError(_NOBODY, ("identity.custodians",))
    key = primitives.random_bytes(primitives.KEY_BYTES)  # gone when this returns
    sealed = identities.seal_identity(vault_id, key, given.person, to_bytes(given))
    body = made.seal(Part.JOURNAL, SealedIdentity(given.person, sealed))
    count = len(desk.places)
    shares = sharing.split(key, desk.k, count)
    bundles: list[ObjectHash] = []
    for at, place in enumerate(desk.places):
        numbers = sorted(sharing.numbers_of(at, desk.k, count))
        bundle = Bundle(given.person, body, tuple((number, shares[number]) for number in numbers))
        bundles += [made.box(device, bundle) for device in place.devices]
    hashes = (
        sharing.share_hash(vault_id, given.person, n, share) for n, share in enumerate(shares)
    )
    return FieldIdentity(given.person, desk.custodians, body, tuple(bundles), tuple(hashes))


def _codename(given: str) -> str:
    return " ".join(unicodedata.normalize("NFC", given).split()) or free_codename(())


def find_desk(directory: FieldDirectory, given: str) -> DirectoryDesk:
    """Return the desk meant, or the only one; raises UsageError, NotPermittedError for none."""
    desks = {bytes(desk.desk): desk for desk in directory.desks}
    if given:
        known = ((name, desk.label) for name, desk in desks.items())
        return desks[DeskId(naming.one(known, given, "desk"))]
    if not desks:
        raise NotPermittedError(_NO_DESK)
    if len(desks) != 1:
        raise UsageError("You write to more than one desk: name the desk.")
    return next(iter(desks.values()))


# --- addenda -------------------------------------------------------------------------------


def handle_of(interview: InterviewId) -> str:
    """Return what a person notes to add to an interview later: its id and four check digits."""
    digits = (interview + hashlib.sha256(interview).digest()[:_CHECK_BYTES]).hex()
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def interview_of(handle: str) -> InterviewId:
    """Return the interview that a handle names; raises UsageError for a mistyped one."""
    try:
        data = bytes.fromhex("".join(handle.casefold().replace("-", " ").split()))
    except ValueError:
        raise UsageError(_NO_HANDLE) from None
    interview, check = InterviewId(data[:16]), data[16:]
    if len(data) != 18 or hashlib.sha256(interview).digest()[:_CHECK_BYTES] != check:
        raise UsageError(_NO_HANDLE)
    return interview


def add(home: FieldHome, handle: str, words: str, desk: str = "") -> FieldLogView:
    """Add words to an interview that was logged here, by its handle, without reading it."""
    if not words.strip():
        raise MalformedError("An addendum needs words.", field="words")
    checking.check_safe("words", words)
    interview = interview_of(handle)
    with home.change():
        made = _Sealing(home, find_desk(home.directory(), desk))
        name = made.seal(Part.VERBATIM, Addendum(interview, words.strip()))
        counter = _keep(home, made, addenda=(FieldAddendum(interview, name),))
        waiting = len(home.waiting())
    return FieldLogView(handle_of(interview), "", made.desk.label, counter, waiting)
