"""Asking custodians who a source is: request, approve, deny, open once, close, expire.

A request has a one-time key whose private half never leaves the requester's device; custodians
seal their shares to it and to nothing else. What the answers put together is `opening`.
"""

from __future__ import annotations

from typing import Final

from vault import acts, roles
from vault.archive import clock, request_keys
from vault.archive.checking import check_safe
from vault.archive.library import iso
from vault.archive.naming import one
from vault.archive.persons import find_person
from vault.archive.request_keys import RequestKey
from vault.archive.session import Archive, use_case
from vault.archive.shares import need_holder, whole_place
from vault.archive.writing import Writing
from vault.crypto import identities, primitives
from vault.crypto.identities import Purpose
from vault.crypto.primitives import KEY_BYTES
from vault.errors import MalformedError, NotPermittedError, RefusedError
from vault.journal.identities import LONGEST_SECONDS
from vault.journal.identity_state import RequestState, SealingState
from vault.journal.state import PersonState
from vault.model import (
    EntryHash,
    MemberId,
    Note,
    ObjectHash,
    Part,
    Record,
    Release,
    to_bytes,
)
from vault.roles import Deed

MAX_REASON: Final = 5000  # characters
CLOCKS_APART_SECONDS: Final = 3600  # by how much two honest computers may differ

_NOTHING_SEALED = "No identity of this person is sealed here."
_NOT_BOTH = "You keep shares of this desk's identities, so you cannot ask for one as well."
_OVER = "That request is closed or its time is over; nothing was answered."
_GONE = (
    "Whoever asked was signed out, lost the role to ask, or lost the device that they asked on; "
    "nothing was answered."
)
_ANSWERED = "You answered that request already."
_TOO_LONG = "That request claims to be open for more than a day; nothing was answered."
_READY = "Enough custodians agreed to a request of yours (strongroom identity open)."
_NOT_YOURS = "Only who made a request closes it."


class AnswerView(Record, frozen=True):
    """A custodian's answer; `reason` only for a no."""

    custodian: str
    approved: bool
    reason: str = ""


class RequestView(Record, frozen=True):
    """A request for an identity, old ones too. `status`: open, opened, closed, forgotten, expired,
    denied.

    `codename` and `reason` are empty where my keys do not open them.
    """

    id: str
    desk: str
    person_id: str
    codename: str
    requested_by: str
    requested_at: str
    expires_at: str
    reason: str
    status: str
    k: int
    answers: tuple[AnswerView, ...]
    mine: bool
    mine_to_answer: bool


# --- looking -------------------------------------------------------------------------------


@use_case
def requests(archive: Archive) -> tuple[RequestView, ...]:
    """Return every request that my keys show, newest first: reasons, denials, ends and all."""
    found = reversed(list(archive.state.identities.requests.values()))
    return tuple(request_view(archive, request) for request in found)


def request_view(archive: Archive, request: RequestState) -> RequestView:
    """Return one request as I see it."""
    library, state = archive.library, archive.state
    return RequestView(
        id=request.entry.hex(), desk=library.desk_name(request.desk),
        person_id=request.person.hex(),
        codename=library.codename(state.persons.get(request.person)),
        requested_by=library.member_name(request.member), requested_at=iso(request.at),
        expires_at=iso(request.expires_at), reason=_words(archive, request.reason),
        status=status_of(archive, request), k=sealing_of(archive, request).k,
        answers=_answers(archive, request), mine=request.member == archive.myself.id,
        mine_to_answer=_is_mine_to_answer(archive, request),
    )  # fmt: skip


def sealing_of(archive: Archive, request: RequestState) -> SealingState:
    """Return the sealing that a request is about."""
    return archive.state.identities.sealings[request.body]


def status_of(archive: Archive, request: RequestState) -> str:
    """Return what became of a request, by this device's clock."""
    if request.outcome:
        return request.outcome
    if request.body in archive.state.removed:
        return "forgotten"
    if request.expires_at <= clock.seconds():
        return "expired"
    if is_gone(archive, request):
        return "closed"
    sealing = sealing_of(archive, request)
    could = set(sealing.holders) - set(request.denials)
    return "open" if len(could | set(request.approvals)) >= sealing.k else "denied"


def is_gone(archive: Archive, request: RequestState) -> bool:
    """Tell whether whoever asked has no right to ask any more, or lost the device they asked on.

    The one-time key lies there still: an answer now would open the identity for whoever left.
    """
    device = archive.ledger.links[request.entry].device
    held = archive.state.members[request.member].roles_on(request.desk)
    return device in archive.state.lost or not roles.may(held, Deed.REQUEST_IDENTITY)


def _answers(archive: Archive, request: RequestState) -> tuple[AnswerView, ...]:
    name = archive.library.member_name
    return (
        *(AnswerView(name(member), approved=True) for member in request.approvals),
        *(
            AnswerView(name(member), approved=False, reason=_words(archive, reason))
            for member, reason in request.denials.items()
        ),
    )


def _words(archive: Archive, name: ObjectHash) -> str:
    note = archive.library.opened(name, Note)
    return note.words if note else ""


def _is_mine_to_answer(archive: Archive, request: RequestState) -> bool:
    me = archive.myself.id
    return (
        status_of(archive, request) == "open"
        and me in sealing_of(archive, request).holders
        and not request.has_answered(me)
        and archive.may(Deed.KEEP_IDENTITY, request.desk)
    )


def find_request(archive: Archive, given: str) -> RequestState:
    """Return the request that an id or a prefix of it means; raises UsageError."""
    known = ((bytes(name), "") for name in archive.state.identities.requests)
    return archive.state.identities.requests[EntryHash(one(known, given, "request"))]


def notices(archive: Archive) -> tuple[str, ...]:
    """Say how many requests wait for me, and which of mine enough custodians agreed to."""
    found = archive.state.identities.requests.values()
    mine = sum(_is_mine_to_answer(archive, request) for request in found)
    told = []
    if mine:
        what = "A request for an identity waits" if mine == 1 else f"{mine} requests wait"
        told.append(f"{what} for your answer (strongroom identity requests).")
    if any(_is_ready(archive, request) for request in found):
        told.append(_READY)
    return tuple(told)


def _is_ready(archive: Archive, request: RequestState) -> bool:
    agreed = len(request.approvals) >= sealing_of(archive, request).k
    return agreed and request.member == archive.myself.id and status_of(archive, request) == "open"


# --- asking --------------------------------------------------------------------------------


@use_case
def request(archive: Archive, person: str, reason: str, sealing: str = "") -> RequestView:
    """Ask the custodians who a source is, with a reason that they read; good for 24 hours.

    `sealing` names one where an identity was sealed more than once (the newest without it).
    Raises NotPermittedError unless an editor of the desk, RefusedError for a custodian of it or
    when nothing is sealed, MalformedError without a reason.
    """
    state = find_person(archive, person)
    archive.need(Deed.REQUEST_IDENTITY, state.desk, "Only an editor of the desk asks for one.")
    chosen = _sealing(archive, state, sealing)
    _refuse_custodian(archive, chosen)
    check_reason(reason)

    def build(writing: Writing) -> acts.Known:
        key = primitives.kem_key(primitives.random_bytes(KEY_BYTES))
        now = writing.now()
        kept = RequestKey(key.public, key.seed, now + LONGEST_SECONDS)
        request_keys.keep(archive.ledger, kept)
        return acts.IdentityRequested(
            member=writing.member, at=now, desk=state.desk, person=state.id, body=chosen.body,
            reason=writing.seal(Part.JOURNAL, state.desk, Note(reason.strip())),
            key=key.public, expires_at=kept.expires_at,
        )  # fmt: skip

    entry = archive.ledger.commit(build)
    return request_view(archive, archive.state.identities.requests[entry])


def _sealing(archive: Archive, state: PersonState, given: str) -> SealingState:
    known = archive.state.identities.sealings_of(state.id)
    found = [sealing for sealing in known if sealing.body not in archive.state.removed]
    if not found:
        raise RefusedError(_NOTHING_SEALED, ("identity.nothing",))
    if not given:
        return found[-1]
    name = one(((bytes(s.body), "") for s in found), given, "sealing")
    return archive.state.identities.sealings[ObjectHash(name)]


def _refuse_custodian(archive: Archive, sealing: SealingState) -> None:
    """Keep who asks and who answers apart within a desk (attack M8)."""
    now = archive.state.identities.custodians(sealing.desk)
    if archive.myself.id in {*sealing.holders, *(now.members if now else ())}:
        raise RefusedError(_NOT_BOTH, ("identity.not_both",))


def check_reason(reason: str) -> None:
    """Refuse no reason, and one that cannot be shown."""
    if not reason.strip():
        raise MalformedError("Say why, in words.", field="reason")
    if len(reason) > MAX_REASON:
        raise MalformedError("The field reason is too long.", field="reason")
    check_safe("reason", reason)


# --- answering -----------------------------------------------------------------------------


def purpose_of(request: RequestState, custodian: MemberId) -> Purpose:
    """Return what a custodian's answer to a request is bound to."""
    return Purpose(request.entry, request.person, request.member, custodian, request.expires_at)


@use_case
def approve(archive: Archive, request_id: str) -> RequestView:
    """Seal my shares to a request's one-time key, for it alone.

    Raises NotPermittedError for whoever holds no share, RefusedError for a request that is over
    or answered, NoKeyError when my shares are not here or not those that were recorded.
    """
    entry = find_request(archive, request_id).entry

    def build(writing: Writing) -> acts.Known:
        asked = _answerable(archive, entry)
        found = whole_place(archive, sealing_of(archive, asked))
        plain = to_bytes(Release(tuple(sorted(found.items()))))
        purpose = purpose_of(asked, writing.member)
        sealed = identities.seal_release(writing.state.vault_id, asked.key, purpose, plain)
        return acts.IdentityApproved(
            member=writing.member, at=writing.now(), desk=asked.desk, request=asked.entry,
            box=writing.add_sealed(sealed),
        )  # fmt: skip

    archive.ledger.commit(build)
    return request_view(archive, find_request(archive, request_id))


@use_case
def deny(archive: Archive, request_id: str, reason: str) -> RequestView:
    """Say no to a request, with a reason; the others may still say yes."""
    entry = find_request(archive, request_id).entry
    check_reason(reason)

    def build(writing: Writing) -> acts.Known:
        asked = _answerable(archive, entry)
        return acts.IdentityDenied(
            member=writing.member, at=writing.now(), desk=asked.desk, request=asked.entry,
            reason=writing.seal(Part.JOURNAL, asked.desk, Note(reason.strip())),
        )  # fmt: skip

    archive.ledger.commit(build)
    return request_view(archive, find_request(archive, request_id))


def _answerable(archive: Archive, entry: EntryHash) -> RequestState:
    """Return a request that I may answer, by what the transaction sees."""
    asked = archive.state.identities.requests[entry]
    archive.need(Deed.KEEP_IDENTITY, asked.desk, "Only a custodian answers a request.")
    need_holder(archive, sealing_of(archive, asked))
    if asked.outcome or asked.expires_at <= clock.seconds():
        raise RefusedError(_OVER, ("identity.over",))
    if is_gone(archive, asked):
        raise RefusedError(_GONE, ("identity.gone",))
    if asked.expires_at > clock.seconds() + LONGEST_SECONDS + CLOCKS_APART_SECONDS:
        raise RefusedError(_TOO_LONG, ("identity.expiry",))
    if asked.has_answered(archive.myself.id):
        raise RefusedError(_ANSWERED, ("identity.answered",))
    return asked


# --- ending --------------------------------------------------------------------------------


@use_case
def close(archive: Archive, request_id: str) -> RequestView:
    """Give a request of mine up: its one-time key is deleted, so that no answer opens any more."""
    asked = find_request(archive, request_id)
    if asked.member != archive.myself.id:
        raise NotPermittedError(_NOT_YOURS)
    if asked.outcome:
        raise RefusedError("That request is closed already.", ("identity.over",))
    end(archive, asked, "closed")
    return request_view(archive, find_request(archive, request_id))


def end(archive: Archive, asked: RequestState, outcome: str) -> None:
    """Write a request's end and delete its one-time key, both or neither."""

    def build(writing: Writing) -> acts.Known:
        request_keys.drop(archive.ledger, asked.key)
        return acts.IdentityClosed(
            member=writing.member, at=writing.now(), desk=asked.desk, request=asked.entry,
            outcome=outcome,
        )  # fmt: skip

    archive.ledger.commit(build)


@use_case
def expire(archive: Archive) -> None:
    """End my requests whose time is over, and delete every one-time key that serves no more."""
    now, me = clock.seconds(), archive.myself.id
    mine = [r for r in archive.state.identities.requests.values() if r.member == me]
    # First the keys: they must go even where no entry can be written.
    alive = {r.key for r in mine if not r.outcome and r.expires_at > now}
    request_keys.drop_all_but(archive.ledger, alive)
    if archive.myself.signed_out:
        return  # whose entries count for nothing any more
    for asked in mine:
        if not asked.outcome and asked.expires_at <= now:
            end(archive, asked, "expired")
