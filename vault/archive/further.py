"""A further device of a member beside the first: an invitation file, an answer, a packet.

As with a newcomer (`joining`), but the same person sits at both computers and compares the words.
The first device vouches for the second and hands over every key that it holds; a new device in the
place of an old one is `devices`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vault import acts
from vault.acts import DeviceKeys
from vault.archive import exchange, founding, invitations, joining, passphrases, shares, slots
from vault.archive.directory import find_member
from vault.archive.exchange import SentView
from vault.archive.home import Home
from vault.archive.joining import AnswerFile, InvitationFile, Invited
from vault.archive.library import iso
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.format import context
from vault.crypto.primitives import KdfCost
from vault.errors import MalformedError, RefusedError, SealError, UsageError, WrongKeyError
from vault.journal import cores
from vault.journal.roster import check_statement
from vault.keyring import DeviceSeeds, Keyring, ShareBox
from vault.model import Record, VaultId, from_bytes, to_bytes
from vault.store import LocalTable

_KEPT, _OFFER, _ANSWER = "device-invitation", "device-offer", "device-answer"
_SALT_BYTES = 16
_NO_ANSWER = "That file is no answer to an invitation of this device, or it is damaged."
_NOT_FOR_A_DEVICE = (
    "That code opens no invitation for a further device; check the six words, and that the file "
    "was written by: strongroom device invite."
)
_NOT_ANSWERED = "That answers no open invitation of this device: it was replaced or used already."
_EXPIRED = "That invitation is older than 72 hours; make a new one."
_NOT_COMPARED = "Compare the eight safety words on both screens first; nothing was added."


class DeviceInvitation(Record, frozen=True, tag="device-invitation/1"):
    """What the inviting device keeps: the key that the code gave. One stands at a time."""

    key: bytes
    made_at: int


class DeviceOffer(Record, frozen=True, tag="device-offer/1"):
    """What the code opens: the inviting device's keys, for the safety words."""

    device: DeviceKeys
    made_at: int


class DeviceAnswer(Record, frozen=True, tag="device-answer/1"):
    """What the new device answers: its keys."""

    device: DeviceKeys


class DeviceView(Record, frozen=True):
    """One device of a member. `here`: it is the one that asks."""

    id: str
    heard: str
    here: bool
    lost: bool


@dataclass(frozen=True, repr=False)
class JoinedDevice:
    """The new device's passphrase and the words to compare: shown once."""

    passphrase: bytes
    safety_words: tuple[str, ...]
    answer: Path


@use_case
def devices(archive: Archive, member_id: str = "") -> tuple[DeviceView, ...]:
    """Return the devices of a member (me, without a name), in the order in which they came."""
    member = find_member(archive, member_id) if member_id else archive.myself
    state, here = archive.state, archive.ledger.keyring.device
    return tuple(
        DeviceView(
            device.hex(),
            iso(state.heard[device]) if device in state.heard else "",
            device == here,
            device in state.lost,
        )
        for device in member.devices
    )


# --- on the first device -------------------------------------------------------------------


@use_case
def invite(archive: Archive, path: Path) -> Invited:
    """Write an invitation for a further device of mine; returns the code to type there.

    It takes the place of one that still stood. Raises UsageError for a file that exists,
    NotPermittedError for who was signed out. Slow: Argon2id.
    """
    archive.ledger.refuse_out()
    store, keyring, now = archive.ledger.store, archive.ledger.keyring, Writing.now()
    code = passphrases.generate_passphrase().decode("ascii")
    salt = primitives.random_bytes(_SALT_BYTES)
    key = invitations.key_of(code, salt)
    offer = DeviceOffer(founding.device_keys(keyring), now)
    sealed = salt + _seal(keyring.vault_id, key, _OFFER, offer)
    kept = keyring.seal_local(_KEPT, to_bytes(DeviceInvitation(key, now)))
    joining.write_small(path, InvitationFile(archive.ledger.genesis_core(), sealed))
    with store.atomic():
        _drop(archive)
        store.put_local(LocalTable.REQUEST_KEY, keyring.device, kept)
    return Invited(code, str(path))


def _drop(archive: Archive) -> None:
    store, device = archive.ledger.store, archive.ledger.keyring.device
    for number, _ in _kept(archive):
        store.remove_local(LocalTable.REQUEST_KEY, number, device)


def _kept(archive: Archive) -> list[tuple[int, DeviceInvitation]]:
    ledger, found = archive.ledger, []
    for number, body in ledger.store.local_rows(LocalTable.REQUEST_KEY, ledger.keyring.device):
        try:
            plain = ledger.keyring.open_local(_KEPT, body)
        except SealError:
            continue  # a row of another purpose
        found.append((number, from_bytes(plain, DeviceInvitation)))
    return found


@use_case
def words_of(archive: Archive, answer: bytes) -> tuple[str, ...]:
    """Return the safety words of an answer, to compare with those on the other screen."""
    keyring = archive.ledger.keyring
    theirs = _opened(archive, answer).device
    return passphrases.safety_words(keyring.vault_id, founding.device_keys(keyring), theirs)


def _opened(archive: Archive, answer: bytes) -> DeviceAnswer:
    """Open an answer; raises MalformedError, RefusedError, or SignatureError for others' keys."""
    try:
        found = from_bytes(answer, AnswerFile)
    except MalformedError:
        raise MalformedError(_NO_ANSWER) from None
    for _, invitation in _kept(archive):
        if invitations.has_expired(invitation.made_at, Writing.now()):
            raise RefusedError(_EXPIRED, rules=("invitation.expired",))
        try:
            plain = _open(found.vault, invitation.key, _ANSWER, found.answer)
        except SealError:
            continue
        given = from_bytes(plain, DeviceAnswer)
        check_statement(archive.ledger.keyring.vault_id, given.device)
        return given
    raise RefusedError(_NOT_ANSWERED, rules=("invitation.unknown",))


@use_case
def accept(archive: Archive, answer: bytes, packet: Path, *, compared: bool) -> SentView:
    """Vouch for the device that answered, give it every key of mine, and write its first packet.

    Raises RefusedError unless the words were compared, UsageError for a packet that exists.
    """
    if packet.exists():
        raise UsageError("A file of that name is there already; nothing was added.")
    given = _opened(archive, answer).device
    if not compared:
        raise RefusedError(_NOT_COMPARED, rules=("safety_words.compared",))
    keyring, member = archive.ledger.keyring, archive.myself.id
    vouched = context("device-statement", keyring.vault_id, member, given.kem, given.sign)

    def build(writing: Writing) -> acts.Known:
        _drop(archive)
        device = founding.state_of(given, member)
        founding.grant_boxes(writing, keyring.all_seeds(), [device])
        for bundle in shares.all_of_device(archive.ledger.store, keyring):
            writing.seal_to_device(device, bundle)
        if keyring.all_shared():
            writing.seal_to_device(device, ShareBox(keyring.all_shared()))
        return acts.DeviceAdded(
            member=member, at=writing.now(), who=member, device=given,
            voucher=keyring.device, signature=keyring.sign(vouched),
        )  # fmt: skip

    archive.ledger.commit(build)
    return exchange.write_new(archive, packet, set())


# --- on the new device ---------------------------------------------------------------------


def join(  # noqa: PLR0913 - where, with what, and the cost for tests
    path: Path, home: Home, invitation: bytes, code: str, answer: Path,
    passphrase: bytes | None = None, cost: KdfCost = KDF_DEFAULT,
) -> JoinedDevice:  # fmt: skip
    """Take up an invitation of my own first device: a vault that is empty yet, and an answer.

    Raises MalformedError for a file that is no invitation or a weak passphrase, WrongKeyError for
    a wrong code, RefusedError for an invitation that is too old, UsageError when a vault or an
    answer is there already.
    """
    if passphrase is not None:
        passphrases.check_typed(passphrase)
    joining.refuse_existing(path)
    genesis, offered = joining.read_invitation(invitation)
    vault_id = VaultId(bytes(cores.hash_of(genesis)))
    key = invitations.key_of(code, offered[:_SALT_BYTES])
    offer = _offer(vault_id, key, offered[_SALT_BYTES:])
    check_statement(vault_id, offer.device)
    seeds = DeviceSeeds.fresh()
    keyring = Keyring(vault_id, seeds)
    mine = founding.device_keys(keyring)
    chosen = slots.Protection(passphrase or passphrases.generate_passphrase(), cost)
    sealed = _seal(vault_id, key, _ANSWER, DeviceAnswer(mine))
    joining.write_small(answer, AnswerFile(vault_id, sealed))
    try:
        joining.begin_vault(path, home, genesis, (keyring, seeds, chosen))
    except BaseException:
        answer.unlink(missing_ok=True)
        raise
    words = passphrases.safety_words(vault_id, offer.device, mine)
    return JoinedDevice(chosen.passphrase, words, answer)


def _offer(vault_id: VaultId, key: bytes, sealed: bytes) -> DeviceOffer:
    try:
        offer = from_bytes(_open(vault_id, key, _OFFER, sealed), DeviceOffer)
    except SealError:
        raise WrongKeyError(_NOT_FOR_A_DEVICE) from None
    if invitations.has_expired(offer.made_at, Writing.now()):
        raise RefusedError(_EXPIRED, rules=("invitation.expired",))
    return offer


def _seal(vault_id: VaultId, key: bytes, purpose: str, record: Record) -> bytes:
    return boxes.seal_local(boxes.local_key(key, purpose), vault_id, purpose, to_bytes(record))


def _open(vault_id: VaultId, key: bytes, purpose: str, sealed: bytes) -> bytes:
    return boxes.open_local(boxes.local_key(key, purpose), vault_id, purpose, sealed)
