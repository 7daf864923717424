"""Letting people in: invitation, joining, comparing safety words, admission.

Who is here is `directory`, the keys of desks `granting`, roles, desks and policy `governing`;
all are offered here too, so that a caller needs one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vault import acts
from vault.archive import field_desk, founding, invitations, naming, passphrases, slots
from vault.archive.directory import (
    desks,
    find_desk,
    find_member,
    me,
    member_view,
    members,
)
from vault.archive.founding import VAULT_WIDE, NewDevice, label
from vault.archive.governing import RolesView, add_desk, change_roles, get_policy, set_policy
from vault.archive.granting import GrantView, grant, grants_wanted, safety_words_with
from vault.archive.home import Home
from vault.archive.invitations import Answer, Invitation, Row, Sent
from vault.archive.session import Archive, first_hash, use_case
from vault.archive.views import MemberView
from vault.archive.writing import Writing
from vault.crypto import primitives
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.primitives import KEY_BYTES, KdfCost
from vault.errors import RefusedError, UsageError
from vault.journal.roster import check_statement
from vault.journal.state import State
from vault.keyring import DeviceSeeds, Keyring
from vault.model import (
    PRESET_ROLES,
    DeskId,
    MemberCard,
    MemberId,
    Part,
    Preset,
    Record,
    Role,
    VaultId,
    new_id,
)
from vault.roles import Deed
from vault.store import Store

__all__ = [
    "GrantView", "Joined", "PendingView", "RolesView", "add_desk", "add_member", "admit",
    "change_roles", "desks", "dismiss", "find_desk", "find_member", "get_policy", "grant",
    "grants_wanted", "join", "me", "members", "pending", "safety_words_with",
    "set_policy",
]  # fmt: skip

_NOT_COMPARED = "Compare the eight safety words by voice first; nobody was let in."
_KNOWN = "Those keys belong to a member already; nobody was let in twice."
_GONE = "That request was answered already."
_BY_FILE = (
    "A field reporter has a home of their own, at another computer: invite them by file "
    "(strongroom invite)."
)
_TWO_SIGN = (
    "A field reporter's directory is signed by an admin and by another member who is editor of "
    "each of their desks; there is no such editor besides you yet."
)


@dataclass(frozen=True, repr=False)
class Joined:
    """What the newcomer must keep (passphrase, 24 words) and read aloud (8 words): shown once."""

    passphrase: bytes
    sheet: tuple[str, ...]
    safety_words: tuple[str, ...]


class PendingView(Record, frozen=True):
    """Somebody who used an invitation of mine and waits to be admitted."""

    id: str
    name: str
    preset: str
    desks: tuple[str, ...]
    safety_words: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class _Request:
    """A pending request: the invitation, and one answer to it."""

    sent: Sent
    row: Row
    answer: Answer

    @property
    def id(self) -> bytes:
        """Return a name that no other answer has, whoever copies rows about."""
        return primitives.sha256(self.row.body)[:16]


# --- inviting ------------------------------------------------------------------------------


@use_case
def add_member(archive: Archive, name: str, preset: Preset, desks: list[str]) -> str:
    """Invite somebody to this computer; returns the one-time code of six words, good for 72 hours.

    A preset for the whole vault (admin, guardian) needs no desk. Raises NotPermittedError unless
    admin, UsageError for a missing or unknown desk, MalformedError for a name that cannot be
    shown.
    """
    if preset is Preset.FIELD_REPORTER:
        raise UsageError(_BY_FILE)
    invitation = new_invitation(archive, name, preset, desks)
    store, keyring = archive.ledger.store, archive.ledger.keyring
    code = passphrases.generate_passphrase().decode("ascii")
    invitations.send(store, keyring, founding.device_keys(keyring), invitation, code)
    return code


def new_invitation(archive: Archive, name: str, preset: Preset, desks: list[str]) -> Invitation:
    """Return an invitation that may be made; older ones whose time is over are dropped."""
    archive.need(Deed.ADMIT, sentence="Only an admin invites members.")
    where = tuple(dict.fromkeys(find_desk(archive, given) for given in desks))
    if not where and not set(PRESET_ROLES[preset]) <= VAULT_WIDE:
        raise UsageError("Name at least one desk for these roles.")
    if preset is Preset.FIELD_REPORTER:
        _need_second_signer(archive, where)
    now = Writing.now()
    invitations.drop_expired(archive.ledger.store, archive.ledger.keyring, now)
    return Invitation(MemberId(new_id()), label(name, "name"), preset, where, key=b"", made_at=now)


def _need_second_signer(archive: Archive, desks: tuple[DeskId, ...]) -> None:
    """Refuse where nobody else could sign: a directory by one alone is accepted nowhere."""
    others = (m for m in archive.state.members.values() if m.id != archive.myself.id)
    if not any(all(Role.EDITOR in m.roles_on(desk) for desk in desks) for m in others):
        raise RefusedError(_TWO_SIGN, rules=("directory.two_sign",))


def join(
    path: Path, home: Home, code: str, passphrase: bytes | None = None, cost: KdfCost = KDF_DEFAULT
) -> Joined:
    """Take up an invitation on this computer: a device, a slot, and a request to be admitted.

    Nothing of the vault opens before an admin compared the safety words and admits. Raises
    WrongKeyError for an unknown code, RefusedError for one that was used or is too old,
    MalformedError for a weak passphrase.
    """
    if passphrase is not None:
        passphrases.check_typed(passphrase)
    chosen = slots.Protection(passphrase or passphrases.generate_passphrase(), cost)
    device = NewDevice(DeviceSeeds.fresh(), primitives.random_bytes(KEY_BYTES))
    with Store.open(path) as store:
        vault_id = VaultId(first_hash(store))
        opening = invitations.find(store, vault_id, code, Writing.now())
        check_statement(vault_id, opening.offer.admin)
        keyring = Keyring(vault_id, device.seeds)
        mine = founding.device_keys(keyring)
        recovery = founding.recovery_keyring(vault_id, device.sheet_seed)
        slot = slots.seal_new(home, keyring, device.seeds, chosen)
        with store.atomic():
            given = Answer(mine, founding.device_keys(recovery))
            invitations.answer(store, vault_id, opening, given)
            store.put_slot(keyring.device, slot)
    words = passphrases.safety_words(vault_id, opening.offer.admin, mine)
    return Joined(chosen.passphrase, passphrases.sheet_from_seed(device.sheet_seed), words)


# --- admitting -----------------------------------------------------------------------------


@use_case
def pending(archive: Archive) -> tuple[PendingView, ...]:
    """Return who used my invitations and waits; two with one name mean that a code leaked."""
    archive.need(Deed.ADMIT, sentence="Only an admin admits members.")
    views = (_pending_view(archive, request) for request in _requests(archive))
    return tuple(sorted(views, key=lambda view: (view.name, view.id)))


def _requests(archive: Archive) -> Iterator[_Request]:
    ledger = archive.ledger
    for sent in invitations.sent(ledger.store, ledger.keyring):
        for row, answer in sent.answers:
            yield _Request(sent, row, answer)


def _pending_view(archive: Archive, request: _Request) -> PendingView:
    keyring, invitation = archive.ledger.keyring, request.sent.invitation
    mine = founding.device_keys(keyring)
    return PendingView(
        id=request.id.hex(),
        name=invitation.name,
        preset=str(invitation.preset),
        desks=tuple(archive.library.desk_name(desk) for desk in invitation.desks),
        safety_words=passphrases.safety_words(keyring.vault_id, mine, request.answer.device),
    )


def _find_request(archive: Archive, given: str) -> _Request:
    found = {request.id: request for request in _requests(archive)}
    known = ((name, each.sent.invitation.name) for name, each in found.items())
    return found[naming.one(known, given, "request")]


@use_case
def admit(archive: Archive, pending_id: str, compared: bool) -> MemberView:
    """Sign a person in, once the eight safety words were compared by voice.

    They get the roster's keys with the entry; the keys of desks are `grant`ed by somebody else.
    Raises NotPermittedError unless admin, RefusedError unless compared or when the request was
    answered already, SignatureError when the keys are not their own device's.
    """
    archive.need(Deed.ADMIT, sentence="Only an admin admits members.")
    request = _find_request(archive, pending_id)
    if not compared:
        raise RefusedError(_NOT_COMPARED, rules=("safety_words.compared",))
    for keys in (request.answer.device, request.answer.recovery):
        check_statement(archive.ledger.keyring.vault_id, keys)

    def build(writing: Writing) -> acts.Known:
        archive.need(Deed.ADMIT)
        if request.id not in {each.id for each in _requests(archive)}:
            raise RefusedError(_GONE, rules=("admission.answered",))
        _refuse_known(writing.state, request)
        invitations.drop(archive.ledger.store, archive.ledger.keyring.device, request.sent)
        return _admission(archive, writing, request)

    archive.ledger.commit(build)
    member = archive.state.members[request.sent.invitation.member]
    if member.is_field:
        field_desk.renew(archive, member.id.hex())  # an editor's signature is still wanted
    return member_view(archive, member)


def _refuse_known(state: State, request: _Request) -> None:
    """Refuse rows that were put back into the file after an admission."""
    known = {device.kem for device in state.devices.values()}
    known |= {member.recovery.kem for member in state.members.values()}
    given = {request.answer.device.kem, request.answer.recovery.kem}
    if request.sent.invitation.member in state.members or known & given:
        raise RefusedError(_KNOWN, rules=("admission.known",))


def _admission(archive: Archive, writing: Writing, request: _Request) -> acts.Admitted:
    invitation, answer = request.sent.invitation, request.answer
    who = invitation.member
    roster = (c for c in writing.state.compartments.values() if c.part is Part.ROSTER)
    seeds = tuple(archive.ledger.keyring.seed_of(e) for c in roster for e in c.heads())
    devices = [founding.state_of(keys, who) for keys in (answer.device, answer.recovery)]
    if invitation.preset is not Preset.FIELD_REPORTER:  # who holds no key of the roster
        founding.grant_boxes(writing, seeds, devices)
    return acts.Admitted(
        member=writing.member, at=writing.now(), who=who,
        device=answer.device, recovery=answer.recovery,
        card=writing.seal(Part.ROSTER, DeskId(b""), MemberCard(who, invitation.name)),
        assignments=founding.assignments_for(invitation.preset, invitation.desks),
        alone=len(writing.state.members) == 1,
    )  # fmt: skip


@use_case
def dismiss(archive: Archive, pending_id: str) -> None:
    """Turn a request down, because the words differ or somebody else used the code.

    The invitation, its answers and the slots that they came with are deleted.
    """
    archive.need(Deed.ADMIT, sentence="Only an admin admits members.")
    ledger, request = archive.ledger, _find_request(archive, pending_id)
    with ledger.store.atomic():
        invitations.drop(ledger.store, ledger.keyring.device, request.sent)
        for _, answer in request.sent.answers:
            device = founding.state_of(answer.device, request.sent.invitation.member).id
            if device not in archive.state.devices:
                ledger.store.remove_slot(device)
