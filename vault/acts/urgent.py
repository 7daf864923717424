"""Acts about urgent releases: two admins allow them, one editor announces and completes one.

The switch is the roster's business; a release and the verdicts on it are the desk's.
"""

from __future__ import annotations

from vault.acts.base import Act, DeskAct
from vault.model import CopyId, EntryHash, MemberId, ObjectHash


class UrgentProposed(Act, frozen=True, tag="urgent-proposed/1"):
    """An admin's word for allowing urgent releases; it waits for a second admin's."""


class UrgentEnabled(Act, frozen=True, tag="urgent-enabled/1"):
    """The second admin's word for a proposal, which it names by its entry."""

    proposal: EntryHash


class UrgentDisabled(Act, frozen=True, tag="urgent-disabled/1"):
    """One admin's word against urgent releases: it ends the switch and whatever is announced."""


class UrgentAnnounced(DeskAct, frozen=True, tag="urgent-announced/1"):
    """A copy that one editor means to release without a second approval, half an hour from now.

    `enabled` is the entry that switched urgent releases on, `reason` what the editor typed,
    `unreached` who could not be reached. Nothing leaves by it.
    """

    copy: CopyId
    enabled: EntryHash
    file_hashes: tuple[bytes, ...]
    reason: ObjectHash
    unreached: tuple[MemberId, ...]
    registry: bytes
    rules: bytes


class UrgentReleased(DeskAct, frozen=True, tag="urgent-released/1"):
    """An announced copy that left after the half hour; `announcement` is an entry."""

    announcement: EntryHash
    copy: CopyId
    receipt: ObjectHash


class Ratified(DeskAct, frozen=True, tag="ratified/1"):
    """A second person's verdict on an urgent release (an entry): "ratified" or "not ratified"."""

    release: EntryHash
    copy: CopyId
    file_hashes: tuple[bytes, ...]
    verdict: str
    remark: ObjectHash
    rechecked: bool
    registry: bytes
    rules: bytes
