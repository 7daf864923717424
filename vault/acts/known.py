"""Every kind of act that this version knows, and the one way from bytes to an act."""

from __future__ import annotations

from typing import Final, get_args

import msgspec

from vault.acts import (
    attachments,
    copying,
    destroying,
    field,
    identities,
    packets,
    records,
    recovery,
    removing,
    renewal,
    restoring,
    roster,
    together,
    urgent,
)
from vault.errors import MalformedError
from vault.model import Record, to_bytes

Known = (
    roster.Founded | roster.Admitted | roster.DeskOpened | roster.Granted | roster.RolesChanged
    | roster.PolicySet | roster.RulesSet | roster.DeviceAdded | roster.SignedOut | records.Logged
    | records.PersonChanged | records.Rendered | records.Reviewed | records.Held
    | records.HoldLifted | records.Withdrawn | records.EventRecorded | copying.StorySaved
    | copying.CopyPrepared | copying.CopyApproved | copying.CopyReleased | copying.CopyEnded
    | records.PartsRead | renewal.DeviceLost | renewal.Rotated | renewal.EpochsMerged
    | identities.CustodiansProposed | identities.CustodiansConfirmed | identities.IdentitySealed
    | identities.IdentityNotStored | identities.IdentityRequested | identities.IdentityApproved
    | identities.IdentityDenied | identities.IdentityClosed | identities.SharesResealed
    | attachments.Attached | packets.PacketTaken | removing.RemovalRequested
    | removing.RemovalConfirmed | restoring.RestoreAccepted | destroying.DestroyPostponed
    | together.Shared | together.ShareEnded | together.VersionPicked | recovery.RecoveryRenewed
    | together.PersonsJoined | together.PersonParted | together.AddendumAdded | packets.HandedIn
    | urgent.UrgentProposed | urgent.UrgentEnabled | urgent.UrgentDisabled
    | urgent.UrgentAnnounced | urgent.UrgentReleased | urgent.Ratified
    | field.DirectorySigned | field.FieldTaken
)  # fmt: skip


class Newer(Record, frozen=True):
    """An act of a kind that this version does not know."""

    kind: str


class _Kind(msgspec.Struct, frozen=True):
    type: str


KINDS: Final[tuple[str, ...]] = tuple(kind.__struct_config__.tag for kind in get_args(Known))

_DECODER: Final = msgspec.msgpack.Decoder(Known)
_KIND_DECODER: Final = msgspec.msgpack.Decoder(_Kind)


def act_from_bytes(data: bytes) -> Known | Newer:
    """Decode an entry's details strictly; an unknown kind is `Newer`.

    Raises MalformedError, without quoting the input.
    """
    try:
        kind = _KIND_DECODER.decode(data).type
        if kind not in KINDS:
            return Newer(kind)
        act: Known = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MalformedError("A journal entry is malformed.") from None
    if to_bytes(act) != data:
        raise MalformedError("A journal entry is not in its one canonical form.")
    return act
