"""Letting somebody in who sits at another computer: an invitation file, an answer, a packet.

The invitation is opened by a code of six words that is told by voice, the answer is sealed under
the same key. What an admission is, and comparing the safety words, is `members`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vault.archive import (
    exchange,
    field_joining,
    founding,
    invitations,
    members,
    naming,
    passphrases,
    slots,
)
from vault.archive.exchange import SentView
from vault.archive.founding import NewDevice
from vault.archive.home import Home
from vault.archive.invitations import Answer, FieldOffer
from vault.archive.members import Joined, PendingView
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.primitives import KEY_BYTES, KdfCost
from vault.errors import MalformedError, RefusedError, UsageError
from vault.journal import cores
from vault.journal.roster import check_statement
from vault.keyring import DeviceSeeds, Keyring
from vault.model import Preset, Record, VaultId, from_bytes, to_bytes
from vault.roles import Deed
from vault.store import EntryRow, Store

LARGEST_FILE_BYTES: Final = 64 * 1024
_NO_INVITATION = "That file is no invitation, or it is damaged."
_NO_ANSWER = "That file is no answer to an invitation, or it is damaged."
_OF_ANOTHER = "That answers an invitation to another vault."
_THERE_ALREADY = (
    "There is a vault at that place already. Name another place with --vault, or take the "
    "invitation up on the computer where it was made."
)


class InvitationFile(Record, frozen=True, tag="invitation-file/1"):
    """What travels to the newcomer: the beginning of the vault, and what the code opens."""

    genesis: bytes
    offer: bytes


class AnswerFile(Record, frozen=True, tag="answer-file/1"):
    """What travels back: for which vault, and the sealed answer."""

    vault: VaultId
    answer: bytes


class Invited(Record, frozen=True):
    """An invitation in a file: send the file, tell the code by voice. Good for 72 hours."""

    code: str
    path: str


class InvitationView(Record, frozen=True):
    """An invitation of mine that nobody was admitted with yet."""

    id: str
    name: str
    preset: str
    answers: int
    expired: bool


@dataclass(frozen=True, repr=False)
class JoinedFromAfar(Joined):
    """What the newcomer keeps and reads aloud, and where the answer was written."""

    answer: Path


# --- inviting ------------------------------------------------------------------------------


@use_case
def invite(archive: Archive, path: Path, name: str, preset: Preset, desks: list[str]) -> Invited:
    """Write an invitation into a new file; returns the code to tell by voice.

    Raises NotPermittedError unless admin, UsageError for a missing desk or a file that exists,
    MalformedError for a name that cannot be shown.
    """
    keyring, store = archive.ledger.keyring, archive.ledger.store
    invitation = members.new_invitation(archive, name, preset, desks)
    code = passphrases.generate_passphrase().decode("ascii")
    made = invitations.make(keyring, founding.device_keys(keyring), invitation, code)
    genesis = archive.ledger.genesis_core()
    write_small(path, InvitationFile(genesis, made.offer))
    invitations.keep(store, keyring.device, made.kept)
    return Invited(code, str(path))


@use_case
def open_invitations(archive: Archive) -> tuple[InvitationView, ...]:
    """Return my invitations that nobody was admitted with yet."""
    archive.need(Deed.ADMIT, sentence="Only an admin admits members.")
    now = Writing.now()
    sent = invitations.sent(archive.ledger.store, archive.ledger.keyring)
    return tuple(
        InvitationView(
            each.invitation.member.hex(), each.invitation.name, str(each.invitation.preset),
            len(each.answers), invitations.has_expired(each.invitation.made_at, now),
        )
        for each in sent
    )  # fmt: skip


@use_case
def cancel(archive: Archive, given: str) -> None:
    """Cancel an invitation: whoever has its file and code can answer, and is not let in."""
    archive.need(Deed.ADMIT, sentence="Only an admin admits members.")
    ledger = archive.ledger
    found = {bytes(s.invitation.member): s for s in invitations.sent(ledger.store, ledger.keyring)}
    known = ((name, each.invitation.name) for name, each in found.items())
    with ledger.store.atomic():
        chosen = found[naming.one(known, given, "invitation")]
        invitations.drop(ledger.store, ledger.keyring.device, chosen)
        invitations.drop_offer(ledger.store, ledger.keyring, chosen)


def write_small(path: Path, record: Record) -> None:
    """Write a record into a new file of mode 0600; raises UsageError when there is one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(to_bytes(record))
    except FileExistsError:
        raise UsageError("A file of that name is there already; nothing was written.") from None
    except (FileNotFoundError, PermissionError):
        raise UsageError("That file cannot be written there.") from None


# --- joining -------------------------------------------------------------------------------


def join(  # noqa: PLR0913 - where, with what, and the cost for tests
    path: Path, home: Home, invitation: bytes, code: str, answer: Path,
    passphrase: bytes | None = None, cost: KdfCost = KDF_DEFAULT,
) -> JoinedFromAfar:  # fmt: skip
    """Take up an invitation from another computer: a vault that is empty yet, and an answer file.

    The vault file at `path` holds its beginning and this device's slot; the packet of the
    admission fills it. A field reporter gets a home of another kind, and no sheet: it would open
    nothing. Raises MalformedError for a file that is no invitation or a weak
    passphrase, WrongKeyError for a wrong code, RefusedError for an invitation that is too old,
    UsageError when a vault or an answer is there already.
    """
    if passphrase is not None:
        passphrases.check_typed(passphrase)
    refuse_existing(path)
    genesis, offered = read_invitation(invitation)
    vault_id = VaultId(bytes(cores.hash_of(genesis)))
    key, offer = invitations.open_offer(vault_id, offered, code, Writing.now())
    check_statement(vault_id, offer.admin)
    device = NewDevice(DeviceSeeds.fresh(), primitives.random_bytes(KEY_BYTES))
    keyring = Keyring(vault_id, device.seeds)
    mine = founding.device_keys(keyring)
    recovery = founding.recovery_keyring(vault_id, device.sheet_seed)
    chosen = slots.Protection(passphrase or passphrases.generate_passphrase(), cost)
    is_field = isinstance(offer, FieldOffer)
    sealed = Answer(mine, founding.device_keys(recovery))
    write_small(
        answer, AnswerFile(vault_id, invitations.seal_answer(vault_id, offered, key, sealed))
    )
    try:
        if is_field:
            field_joining.begin(path, home, (keyring, device.seeds, chosen), offer.admin)
        else:
            begin_vault(path, home, genesis, (keyring, device.seeds, chosen))
    except BaseException:
        answer.unlink(missing_ok=True)
        raise
    words = passphrases.safety_words(vault_id, offer.admin, mine)
    sheet = () if is_field else passphrases.sheet_from_seed(device.sheet_seed)
    return JoinedFromAfar(chosen.passphrase, sheet, words, answer)


def refuse_existing(path: Path) -> None:
    """Raise UsageError where a vault is already: joining makes a new one."""
    if path.exists():
        raise UsageError(_THERE_ALREADY)


def begin_vault(
    path: Path, home: Home, genesis: bytes, device: tuple[Keyring, DeviceSeeds, slots.Protection]
) -> None:
    """Make a vault file that holds its beginning and one slot; the first packet fills it."""
    keyring, seeds, chosen = device
    core = cores.read_genesis(genesis)
    founder = boxes.device_id(core.kem, core.sign)
    first = EntryRow(bytes(keyring.vault_id), founder, 0, genesis, b"", b"")
    slot = slots.seal_new(home, keyring, seeds, chosen)
    with Store.create(path, first) as store:
        store.put_slot(keyring.device, slot)


def read_invitation(data: bytes) -> tuple[bytes, bytes]:
    """Return genesis and sealed offer of an invitation file; raises MalformedError."""
    try:
        found = from_bytes(data, InvitationFile)
        cores.read_genesis(found.genesis)
    except MalformedError:
        raise MalformedError(_NO_INVITATION) from None
    return found.genesis, found.offer


# --- admitting -----------------------------------------------------------------------------


@use_case
def take_answer(archive: Archive, data: bytes) -> PendingView:
    """Keep an answer that came in a file; returns who waits, with the words to compare.

    Raises MalformedError for another file, RefusedError when it answers no open invitation of
    this device's or one that is too old by this computer's clock.
    """
    archive.need(Deed.ADMIT, sentence="Only an admin admits members.")
    try:
        found = from_bytes(data, AnswerFile)
    except MalformedError:
        raise MalformedError(_NO_ANSWER) from None
    ledger = archive.ledger
    if found.vault != ledger.keyring.vault_id:
        raise RefusedError(_OF_ANOTHER, rules=("invitation.unknown",))
    with ledger.store.atomic():
        invitations.take_answer(ledger.store, ledger.keyring, found.answer, Writing.now())
    request = primitives.sha256(found.answer)[:16].hex()
    return next(view for view in members.pending(archive) if view.id == request)


@use_case
def write_first_packet(archive: Archive, path: Path, *, attachments: bool = True) -> SentView:
    """Write everything there is into a packet, for somebody who was admitted just now.

    Without `attachments` their pieces are left out; a later packet brings them.
    """
    return exchange.write_new(archive, path, set(), frozenset() if attachments else None)
