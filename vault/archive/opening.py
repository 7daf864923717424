"""What custodians gave for one request, put together once; a wrong share names who gave it."""

from __future__ import annotations

from vault.archive import asking, request_keys
from vault.archive.session import Archive, use_case
from vault.archive.shares import is_recorded
from vault.crypto import identities, primitives, sharing
from vault.errors import (
    MalformedError,
    NotPermittedError,
    RefusedError,
    SealError,
    WrongShareError,
)
from vault.journal.identity_state import RequestState, SealingState
from vault.model import Identity, MemberId, Record, Release, SealedIdentity, from_bytes

_NOT_YOURS = "Only who made a request opens it."
_OVER = "That request is closed, or its time is over; ask again."
_TOO_FEW = "{got} of {k} custodians agreed so far; nothing opens before {k} did."
_WRONG = (
    "What member {ids} gave is not what was recorded when the identity was sealed; ask another "
    "custodian, and ask them why."
)


class IdentityView(Record, frozen=True):
    """A name and its proof, shown once. `wrong_shares`: who gave what was not recorded."""

    person_id: str
    codename: str
    name: str
    proof: str
    wrong_shares: tuple[str, ...]


@use_case
def open_identity(archive: Archive, request_id: str) -> IdentityView:
    """Show who a source is, once: the request closes and its one-time key goes.

    Raises NotPermittedError for somebody else's request, RefusedError when it is over or fewer
    than k people agreed, WrongShareError that names by id who gave a wrong share when the rest
    does not suffice, NoKeyError on another computer than the request was made on.
    """
    asked = asking.find_request(archive, request_id)
    if asked.member != archive.myself.id:
        raise NotPermittedError(_NOT_YOURS)
    if asking.status_of(archive, asked) not in {"open", "denied"}:
        raise RefusedError(_OVER, ("identity.over",))
    found, wrong = _put_together(archive, asked)
    asking.end(archive, asked, "opened")
    name = archive.library.member_name
    return IdentityView(
        person_id=found.person.hex(),
        codename=archive.library.codename(archive.state.persons.get(found.person)),
        name=found.name, proof=found.proof, wrong_shares=tuple(name(member) for member in wrong),
    )  # fmt: skip


def _put_together(archive: Archive, asked: RequestState) -> tuple[Identity, list[MemberId]]:
    sealing, vault_id = asking.sealing_of(archive, asked), archive.state.vault_id
    if len(asked.approvals) < sealing.k:
        sentence = _TOO_FEW.format(got=len(asked.approvals), k=sealing.k)
        raise RefusedError(sentence, ("identity.too_few",))
    shares, wrong = _gathered(archive, asked, sealing)
    if len(shares) < len(sealing.shares):
        _refuse(sealing, asked, wrong)
    key = sharing.combine(shares, sealing.k, len(sealing.holders))
    sealed = archive.ledger.read(sealing.body, SealedIdentity)
    plain = identities.open_identity(vault_id, key, sealing.person, sealed.sealed)
    found = from_bytes(plain, Identity)
    if found.person != sealing.person:
        raise SealError
    return found, wrong


def _refuse(sealing: SealingState, asked: RequestState, wrong: list[MemberId]) -> None:
    if wrong:
        ids = ", ".join(member.hex()[:8] for member in wrong)
        raise WrongShareError(_WRONG.format(ids=ids))
    got = len(asked.approvals) - 1  # two spoke for one place: it changed hands meanwhile
    raise RefusedError(_TOO_FEW.format(got=got, k=sealing.k), ("identity.too_few",))


def _gathered(
    archive: Archive, asked: RequestState, sealing: SealingState
) -> tuple[dict[int, bytes], list[MemberId]]:
    """Return the shares that are the recorded ones, and who gave others."""
    seed = request_keys.find(archive.ledger, asked.key).seed
    one_time, vault_id = primitives.kem_key(seed), archive.state.vault_id
    found: dict[int, bytes] = {}
    wrong: list[MemberId] = []
    for custodian, box in asked.approvals.items():
        purpose = asking.purpose_of(asked, custodian)
        try:
            body = archive.ledger.store.object(box)
            plain = identities.open_release(vault_id, one_time, purpose, body)
            given = from_bytes(plain, Release).shares
        except (SealError, MalformedError):
            given = ()
        good = {n: s for n, s in given if is_recorded(sealing, vault_id, n, s)}
        found |= good
        if not given or len(good) < len(given):
            wrong.append(custodian)
    return found, wrong
