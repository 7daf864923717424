"""What acts about identities do to the state: sealings, requests, answers, ends, hand-overs.

Each act checks everything before it changes anything. Who may be a custodian is `custodians`;
that a share is the right one is seen by whoever opens it.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.crypto import primitives, sharing
from vault.errors import SealError
from vault.journal.identity_state import RequestState, SealingState
from vault.journal.turn import Refusal, Turn
from vault.model import DeskId, EntryHash, MemberId, PersonId

OUTCOMES: Final = frozenset({"opened", "closed", "expired"})
LONGEST_SECONDS: Final = 24 * 60 * 60  # what a request may be open for


def sealed(turn: Turn, act: acts.IdentitySealed) -> None:
    """Take an identity that was sealed to a list of the desk; earlier ones stay beside it."""
    turn.need("seal_identity", act.desk)
    _check_person(turn, act.person, act.desk)
    book = turn.state.identities
    found = book.lists[act.custodians]
    if found.desk != act.desk or act.body in book.sealings:
        raise Refusal
    if len(act.shares) != sharing.share_count(found.k, found.n):
        raise Refusal
    book.sealings[act.body] = SealingState(
        act.body, act.desk, act.person, act.member, act.at, found.k, list(found.members),
        list(act.bundles), act.shares,
    )  # fmt: skip


def not_stored(turn: Turn, act: acts.IdentityNotStored) -> None:
    """Note that a member says they know who a person is."""
    turn.need("attest_identity", act.desk)
    _check_person(turn, act.person, act.desk)
    turn.state.identities.attested.setdefault(act.person, set()).add(act.member)


def _check_person(turn: Turn, person: PersonId, desk: DeskId) -> None:
    """Refuse another desk's person, and one that nobody made known."""
    if turn.state.persons[person].desk != desk:
        raise Refusal


def requested(turn: Turn, act: acts.IdentityRequested) -> None:
    """Take a request: by an editor who keeps no share of the desk's identities."""
    turn.need("request_identity", act.desk)
    book = turn.state.identities
    sealing = book.sealings[act.body]
    now = book.custodians(act.desk)
    if (sealing.desk, sealing.person) != (act.desk, act.person):
        raise Refusal
    if act.member in sealing.holders or (now is not None and act.member in now.members):
        raise Refusal  # who asks does not answer (attack M8)
    if not 0 < act.expires_at - act.at <= LONGEST_SECONDS:
        raise Refusal
    if any(act.key == other.key for other in book.requests.values()):
        raise Refusal  # a key that serves twice is no one-time key
    _check_key(act.key)
    book.requests[turn.entry] = RequestState(
        turn.entry, act.desk, act.person, act.body, act.member, act.at, act.reason, act.key,
        act.expires_at,
    )  # fmt: skip


def _check_key(public: bytes) -> None:
    """Refuse bytes that nothing can be sealed to: every custodian would stumble over them."""
    try:
        primitives.check_kem_public(public)
    except SealError:
        raise Refusal from None


def approved(turn: Turn, act: acts.IdentityApproved) -> None:
    """Note a custodian's yes; a box that answered another request answers no other one."""
    request = _answerable(turn, act.request, act.desk)
    book = turn.state.identities
    if any(act.box in other.approvals.values() for other in book.requests.values()):
        raise Refusal
    request.approvals[act.member] = act.box


def denied(turn: Turn, act: acts.IdentityDenied) -> None:
    """Note a custodian's no."""
    _answerable(turn, act.request, act.desk).denials[act.member] = act.reason


def _answerable(turn: Turn, entry: EntryHash, desk: DeskId) -> RequestState:
    """Return a request that the writer may answer, once and not their own.

    An answer beside the request's end is no offence: it is noted and opens nothing any more.
    """
    turn.need("keep_identity", desk)
    request = turn.state.identities.requests[entry]
    sealing = turn.state.identities.sealings[request.body]
    if request.desk != desk or request.member == turn.member:
        raise Refusal
    if turn.member not in sealing.holders or request.has_answered(turn.member):
        raise Refusal
    return request


def closed(turn: Turn, act: acts.IdentityClosed) -> None:
    """Note the end of a request, by whoever made it; it was opened only if enough agreed.

    Two devices of one member may end it beside each other: that it was opened stays on record.
    """
    request = turn.state.identities.requests[act.request]
    sealing = turn.state.identities.sealings[request.body]
    if request.desk != act.desk or request.member != act.member:
        raise Refusal
    if act.outcome not in OUTCOMES:
        raise Refusal
    if act.outcome == "opened" and len(request.approvals) < sealing.k:
        raise Refusal
    if not request.outcome or act.outcome == "opened":
        request.outcome = act.outcome


def resealed(turn: Turn, act: acts.SharesResealed) -> None:
    """Take shares of one place for a successor, who holds it once all of its shares moved.

    The successor is of the list in force and the one who leaves is not, so that two people agreed;
    and holds no place yet: whoever held two would need one helper less.
    """
    turn.need("keep_identity", act.desk)
    book = turn.state.identities
    now = book.custodians(act.desk)
    if now is None or act.to not in now.members or act.of in now.members:
        raise Refusal
    found = [book.sealings[body] for body in act.bodies]
    if len(set(act.bodies)) != len(act.bodies) or not found:
        raise Refusal
    for sealing in found:
        _check_moves(sealing, act, turn.member)
        pending = {to for of, to in sealing.moving if of == act.of and to in now.members}
        if not pending <= {act.to}:
            raise Refusal  # a place goes to one successor
    for sealing in found:
        _move(sealing, act, turn.member)


def _check_moves(sealing: SealingState, act: acts.SharesResealed, writer: MemberId) -> None:
    holders = sealing.holders
    if sealing.desk != act.desk or act.to in holders:
        raise Refusal
    if writer not in holders or act.of not in holders:
        raise Refusal


def _move(sealing: SealingState, act: acts.SharesResealed, writer: MemberId) -> None:
    needed = sealing.numbers_of(act.of)
    moved = sealing.moving.setdefault((act.of, act.to), set())
    moved |= needed & sealing.numbers_of(writer)
    sealing.bundles += act.bundles
    if moved == needed:
        del sealing.moving[act.of, act.to]
        sealing.holders[sealing.holders.index(act.of)] = act.to
