"""The record of a copy that left: built at release, sealed in the vault, never inside the file.

Who signs it is the journal; finding the receipt that fits a file is `archive.stories`.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from vault.errors import IntegrityError, MalformedError
from vault.model import Copy, EntryHash, MemberId, ObjectHash, Receipt, Record, UrgentReceipt


class Release(Record, frozen=True):
    """What is decided at the moment of release, beside the copy itself.

    `rules` and `registry` are the hashes that the recheck ran against, `policy` the preset in
    force, `desks_not_checked` the number of desks whose terms the rechecking member cannot read.
    """

    rules: bytes
    registry: bytes
    rechecked_by: MemberId
    approver: MemberId
    policy: str
    desks_not_checked: int
    released_at: datetime


class UrgentRelease(Record, frozen=True):
    """What is decided where nobody approves: as for a release, and by which announcement and why.

    `announcement` is the entry, `reason` the object that holds the editor's words.
    """

    rules: bytes
    registry: bytes
    rechecked_by: MemberId
    announcement: EntryHash
    reason: ObjectHash
    announced_at: datetime
    policy: str
    desks_not_checked: int
    released_at: datetime


def file_hash(body: bytes) -> bytes:
    """Return the SHA-256 of a finished file, 32 bytes."""
    return hashlib.sha256(body).digest()


def build_receipt(copy: Copy, release: Release) -> Receipt:
    """Build the receipt of a copy; raises MalformedError for a time without its zone."""
    if release.released_at.tzinfo is None:
        raise MalformedError("A release needs a time with its zone.", field="released_at")
    return Receipt(
        copy=copy.copy,
        story=copy.story,
        file_hashes=_hashes(copy),
        renditions=copy.renditions,
        rules=release.rules,
        registry=release.registry,
        rechecked_by=release.rechecked_by,
        preparer=copy.preparer,
        approver=release.approver,
        policy=release.policy,
        desks_not_checked=release.desks_not_checked,
        released_at=release.released_at.astimezone(UTC),
    )


def build_urgent_receipt(copy: Copy, release: UrgentRelease) -> UrgentReceipt:
    """Build the receipt of an urgent release: it says that nobody approved it.

    Raises MalformedError for a time without its zone.
    """
    if release.released_at.tzinfo is None or release.announced_at.tzinfo is None:
        raise MalformedError("A release needs a time with its zone.", field="released_at")
    return UrgentReceipt(
        copy=copy.copy,
        story=copy.story,
        file_hashes=_hashes(copy),
        renditions=copy.renditions,
        rules=release.rules,
        registry=release.registry,
        rechecked_by=release.rechecked_by,
        preparer=copy.preparer,
        approver=MemberId(b""),
        announcement=release.announcement,
        reason=release.reason,
        announced_at=release.announced_at.astimezone(UTC),
        policy=release.policy,
        desks_not_checked=release.desks_not_checked,
        released_at=release.released_at.astimezone(UTC),
    )


def matches(receipt: Receipt | UrgentReceipt, body: bytes) -> bool:
    """Tell whether a file is, byte for byte, one of those that left under this receipt."""
    wanted = file_hash(body)
    return any(hmac.compare_digest(wanted, known) for known in receipt.file_hashes)


def check_receipt(receipt: Receipt | UrgentReceipt, copy: Copy) -> None:
    """Raise IntegrityError unless a receipt speaks of exactly this copy and its files."""
    same = (
        receipt.copy == copy.copy
        and receipt.story == copy.story
        and receipt.renditions == copy.renditions
        and receipt.preparer == copy.preparer
        and receipt.file_hashes == _hashes(copy)
    )
    if not same:
        raise IntegrityError("This receipt does not belong to this copy; nothing was accepted.")


def _hashes(copy: Copy) -> tuple[bytes, ...]:
    return tuple(file_hash(file.body) for file in copy.files)
