"""Acts about identities: who keeps them, sealing, asking, answering, handing shares over.

A desk's custodian list is the roster's business; everything about one source is the desk's.
"""

from __future__ import annotations

from vault.acts.base import Act, DeskAct, Referred
from vault.model import (
    DeskId,
    EntryHash,
    MemberId,
    ObjectHash,
    PersonId,
)


class CustodiansProposed(Act, frozen=True, tag="custodians/1"):
    """A list of custodians for a desk, of whom `k` open an identity; it waits for a second person.

    The order of `members` gives each a place. `replaces` is the entry that confirmed the list in
    force, empty for the first.
    """

    desk: DeskId
    members: tuple[MemberId, ...]
    k: int
    replaces: EntryHash = EntryHash(b"")


class CustodiansConfirmed(Act, frozen=True, tag="custodians-confirmed/1"):
    """The second person's word for a proposed list: from now on it is the desk's."""

    desk: DeskId
    proposal: EntryHash


class IdentitySealed(DeskAct, frozen=True, tag="identity-sealed/1"):
    """Who a source is, sealed to a confirmed list. `shares` are hashes of the shares by number."""

    person: PersonId
    custodians: EntryHash
    body: ObjectHash
    bundles: tuple[ObjectHash, ...]
    shares: tuple[bytes, ...]


class IdentityNotStored(DeskAct, frozen=True, tag="identity-not-stored/1"):
    """Its member knows who a source is; nothing else is written."""

    person: PersonId


class IdentityRequested(DeskAct, frozen=True, tag="identity-requested/1"):
    """Somebody must know: `body` names the sealing, `key` is a one-time public key (1216 bytes).

    `expires_at` (Unix seconds) is checked by the clock of each device that answers or opens.
    """

    person: PersonId
    body: Referred
    reason: ObjectHash
    key: bytes
    expires_at: int


class IdentityApproved(DeskAct, frozen=True, tag="identity-approved/1"):
    """A custodian's shares, sealed to the one-time key of one request (its entry)."""

    request: EntryHash
    box: ObjectHash


class IdentityDenied(DeskAct, frozen=True, tag="identity-denied/1"):
    """A custodian's no, with a reason."""

    request: EntryHash
    reason: ObjectHash


class IdentityClosed(DeskAct, frozen=True, tag="identity-closed/1"):
    """The end of a request: "opened", "closed" or "expired"."""

    request: EntryHash
    outcome: str


class SharesResealed(DeskAct, frozen=True, tag="shares-resealed/1"):
    """Shares of one custodian's place, by whoever holds them, sealed to a successor's devices."""

    bodies: tuple[Referred, ...]
    of: MemberId
    to: MemberId
    bundles: tuple[ObjectHash, ...]
