"""An invitation between its one-time code and the admission: sealed rows on this computer.

The admin's row is sealed under the admin's device key. Beside it lies a row that only the code
opens: first the offer, then, in its place, the answer of whoever used the code. No row tells who
is invited. Who may invite, and what an admission is, stands in `members`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from vault.acts import DeviceKeys
from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_FLOOR
from vault.errors import RefusedError, SealError, WrongKeyError
from vault.keyring import Keyring
from vault.model import DeskId, DeviceId, MemberId, Preset, Record, VaultId, from_bytes, to_bytes
from vault.store import LocalTable, Store

LIFETIME_SECONDS: Final = 72 * 3600

_BY_CODE: Final = bytes(16)  # the owner of rows that belong to a code, not to a device
_SALT_BYTES: Final = 16
_UNKNOWN = "No invitation in this vault has that code; check the six words."
_WRONG_CODE = "That code does not open this invitation; check the six words."
_NOT_ANSWERED = (
    "That answers no open invitation of yours: it was cancelled, has expired or was used already."
)
_USED = (
    "That code was used already. If that was not you, tell the admin at once: somebody else has it."
)
_EXPIRED = "That invitation is older than 72 hours and has expired; ask the admin for a new one."


class Invitation(Record, frozen=True, tag="invitation/1"):
    """What the inviting admin's device keeps. `key` comes from the code, which is not kept."""

    member: MemberId
    name: str
    preset: Preset
    desks: tuple[DeskId, ...]
    key: bytes
    made_at: int  # Unix seconds of this computer's clock


class Offer(Record, frozen=True, tag="offer/1"):
    """What the code opens: the admin's keys, for the safety words of the one who joins."""

    admin: DeviceKeys
    made_at: int


class FieldOffer(Record, frozen=True, tag="field-offer/1"):
    """The same to a field reporter, whose program makes a home of its own kind."""

    admin: DeviceKeys
    made_at: int


class Answer(Record, frozen=True, tag="answer/1"):
    """What the one who joins leaves in the offer's place: the keys to be admitted."""

    device: DeviceKeys
    recovery: DeviceKeys


@dataclass(frozen=True, repr=False)
class Row:
    """A stored row and its number."""

    number: int
    body: bytes


@dataclass(frozen=True, repr=False)
class Opening:
    """An offer that a code opened, with what sealing the answer needs."""

    row: Row
    key: bytes
    offer: Offer


@dataclass(frozen=True, repr=False)
class Sent:
    """An invitation of this device, its own row, and the answers to it (one, if all is well)."""

    row: Row
    invitation: Invitation
    answers: tuple[tuple[Row, Answer], ...]


# --- sealing -------------------------------------------------------------------------------


def key_of(code: str, salt: bytes) -> bytes:
    """Derive at the one cost that the code fixes: the file is no source of policy here either."""
    words = " ".join(code.casefold().split()).encode("utf-8", "replace")
    return primitives.argon2id(words, salt, KDF_FLOOR)


def _seal(vault_id: VaultId, salt: bytes, key: bytes, record: Offer | FieldOffer | Answer) -> bytes:
    purpose = "answer" if isinstance(record, Answer) else "offer"
    plain = to_bytes(record)
    return salt + boxes.seal_local(boxes.local_key(key, purpose), vault_id, purpose, plain)


def _open(vault_id: VaultId, key: bytes, body: bytes, purpose: str) -> bytes:
    return boxes.open_local(boxes.local_key(key, purpose), vault_id, purpose, body[_SALT_BYTES:])


def _rows(store: Store, owner: bytes) -> list[Row]:
    return [Row(*found) for found in store.local_rows(LocalTable.REQUEST_KEY, owner)]


# --- the admin's side ----------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Made:
    """An invitation's two sealed halves: what the admin's device keeps, what the code opens."""

    kept: bytes
    offer: bytes


def make(keyring: Keyring, admin: DeviceKeys, given: Invitation, code: str) -> Made:
    """Seal an invitation (its key is filled in here) and its offer. Slow: Argon2id."""
    salt = primitives.random_bytes(_SALT_BYTES)
    key = key_of(code, salt)
    invitation = msgspec.structs.replace(given, key=key)
    sealed = keyring.seal_local("invitation", to_bytes(invitation))
    kind = FieldOffer if given.preset is Preset.FIELD_REPORTER else Offer
    return Made(sealed, _seal(keyring.vault_id, salt, key, kind(admin, given.made_at)))


def keep(store: Store, device: DeviceId, kept: bytes) -> None:
    """Store the admin's half."""
    store.put_local(LocalTable.REQUEST_KEY, device, kept)


def send(store: Store, keyring: Keyring, admin: DeviceKeys, given: Invitation, code: str) -> None:
    """Store an invitation and its offer on this computer. Slow: Argon2id."""
    made = make(keyring, admin, given, code)
    with store.atomic():
        keep(store, keyring.device, made.kept)
        store.put_local(LocalTable.REQUEST_KEY, _BY_CODE, made.offer)


def sent(store: Store, keyring: Keyring) -> Iterator[Sent]:
    """Yield the invitations that this device made and that still stand."""
    by_code = _rows(store, _BY_CODE)
    for row in _rows(store, keyring.device):
        try:
            plain = keyring.open_local("invitation", row.body)
        except SealError:
            continue  # a row of another purpose: this device owns those too
        invitation = from_bytes(plain, Invitation)
        yield Sent(row, invitation, tuple(_answers(keyring.vault_id, invitation.key, by_code)))


def _answers(vault_id: VaultId, key: bytes, rows: list[Row]) -> Iterator[tuple[Row, Answer]]:
    for row in rows:
        try:
            yield row, from_bytes(_open(vault_id, key, row.body, "answer"), Answer)
        except SealError:
            continue  # somebody else's


def drop(store: Store, device: DeviceId, done: Sent) -> None:
    """Delete an invitation with everything that its code opens."""
    store.remove_local(LocalTable.REQUEST_KEY, done.row.number, device)
    for row, _ in done.answers:
        store.remove_local(LocalTable.REQUEST_KEY, row.number, _BY_CODE)


def drop_expired(store: Store, keyring: Keyring, now: int) -> None:
    """Delete this device's invitations that nobody used in time, with their offers."""
    for old in list(sent(store, keyring)):
        if old.answers or not has_expired(old.invitation.made_at, now):
            continue
        drop(store, keyring.device, old)
        drop_offer(store, keyring, old)


def drop_offer(store: Store, keyring: Keyring, done: Sent) -> None:
    """Delete the offer that nobody answered, where it lies on this computer."""
    for row in _rows(store, _BY_CODE):
        try:
            _open(keyring.vault_id, done.invitation.key, row.body, "offer")
        except SealError:
            continue
        store.remove_local(LocalTable.REQUEST_KEY, row.number, _BY_CODE)


def has_expired(made_at: int, now: int) -> bool:
    """Tell whether an invitation's 72 hours are over, by this computer's clock."""
    return now - made_at > LIFETIME_SECONDS


def take_answer(store: Store, keyring: Keyring, sealed: bytes, now: int) -> Sent:
    """Keep an answer that came from another computer beside the invitation that it answers.

    Raises RefusedError when no open invitation of this device is answered by it, or when that
    invitation's time is over.
    """
    for each in sent(store, keyring):
        try:
            _open(keyring.vault_id, each.invitation.key, sealed, "answer")
        except SealError:
            continue
        if has_expired(each.invitation.made_at, now):
            raise RefusedError(_EXPIRED, rules=("invitation.expired",))
        if sealed not in [row.body for row, _ in each.answers]:
            store.put_local(LocalTable.REQUEST_KEY, _BY_CODE, sealed)
        return each
    raise RefusedError(_NOT_ANSWERED, rules=("invitation.unknown",))


# --- the newcomer's side -------------------------------------------------------------------


def open_offer(
    vault_id: VaultId, sealed: bytes, code: str, now: int
) -> tuple[bytes, Offer | FieldOffer]:
    """Return an offer that came from another computer, and the key that seals the answer.

    Raises WrongKeyError for a wrong code, RefusedError when the invitation is too old. Slow.
    """
    key = key_of(code, sealed[:_SALT_BYTES])
    try:
        plain = _open(vault_id, key, sealed, "offer")
        offer = from_bytes(plain, Offer | FieldOffer)  # type: ignore[arg-type]
    except SealError:
        raise WrongKeyError(_WRONG_CODE) from None
    if has_expired(offer.made_at, now):
        raise RefusedError(_EXPIRED, rules=("invitation.expired",))
    return key, offer


def seal_answer(vault_id: VaultId, offered: bytes, key: bytes, given: Answer) -> bytes:
    """Seal the answer to an offer, under the key that the code opened it with."""
    return _seal(vault_id, offered[:_SALT_BYTES], key, given)


def find(store: Store, vault_id: VaultId, code: str, now: int) -> Opening:
    """Return the offer that a code opens.

    Raises WrongKeyError for a code that opens nothing, RefusedError for one that was used or is
    too old. Slow: Argon2id once for each open invitation.
    """
    for row in _rows(store, _BY_CODE):
        key = key_of(code, row.body[:_SALT_BYTES])
        try:
            offer = from_bytes(_open(vault_id, key, row.body, "offer"), Offer)
        except SealError:
            _refuse_used(vault_id, key, row)
            continue
        if has_expired(offer.made_at, now):
            raise RefusedError(_EXPIRED, rules=("invitation.expired",))
        return Opening(row, key, offer)
    raise WrongKeyError(_UNKNOWN)


def _refuse_used(vault_id: VaultId, key: bytes, row: Row) -> None:
    try:
        _open(vault_id, key, row.body, "answer")
    except SealError:
        return
    raise RefusedError(_USED, rules=("invitation.used",))


def answer(store: Store, vault_id: VaultId, opening: Opening, given: Answer) -> None:
    """Put the answer in the offer's place; call it inside a transaction.

    Raises RefusedError when another process used the code since the offer was opened.
    """
    if opening.row not in _rows(store, _BY_CODE):
        raise RefusedError(_USED, rules=("invitation.used",))
    body = _seal(vault_id, opening.row.body[:_SALT_BYTES], opening.key, given)
    store.put_local(LocalTable.REQUEST_KEY, _BY_CODE, body, opening.row.number)
