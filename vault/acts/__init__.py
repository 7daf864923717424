"""The journal's entry kinds: what the sealed details of an entry say. Ids, numbers, hashes only.

Free text is never here: it is an object that an act names by hash, so that it can be forgotten.
What an act does to the state is `journal.fold`; who may do it is `roles`. `docs/format.md` also
lists the kinds that are reserved; an unknown kind is kept and shown as newer, never refused.
"""

from vault.acts.attachments import Attached
from vault.acts.base import (
    Act,
    Assignment,
    CompartmentKey,
    DeskAct,
    DeskAndRosterAct,
    DeviceKeys,
    objects_brought,
    objects_named,
)
from vault.acts.copying import (
    CopyApproved,
    CopyEnded,
    CopyPrepared,
    CopyReleased,
    StorySaved,
)
from vault.acts.destroying import DestroyPostponed
from vault.acts.field import (
    DirectorySigned,
    FieldAddendum,
    FieldIdentity,
    FieldSession,
    FieldStatement,
    FieldTaken,
)
from vault.acts.identities import (
    CustodiansConfirmed,
    CustodiansProposed,
    IdentityApproved,
    IdentityClosed,
    IdentityDenied,
    IdentityNotStored,
    IdentityRequested,
    IdentitySealed,
    SharesResealed,
)
from vault.acts.known import KINDS, Known, Newer, act_from_bytes
from vault.acts.packets import HandedIn, PacketTaken
from vault.acts.records import (
    EventRecorded,
    Held,
    HoldLifted,
    InterviewVersion,
    Logged,
    PartsRead,
    PersonChanged,
    PersonVersion,
    Rendered,
    RenditionRef,
    Reviewed,
    Withdrawn,
)
from vault.acts.recovery import RecoveryRenewed
from vault.acts.removing import RemovalConfirmed, RemovalRequested
from vault.acts.renewal import DeviceLost, EpochsMerged, Rotated
from vault.acts.restoring import RestoreAccepted
from vault.acts.roster import (
    Admitted,
    DeskOpened,
    DeviceAdded,
    Founded,
    Granted,
    PolicySet,
    RolesChanged,
    RulesSet,
    SignedOut,
)
from vault.acts.together import (
    AddendumAdded,
    PersonParted,
    PersonsJoined,
    Shared,
    ShareEnded,
    VersionPicked,
)
from vault.acts.urgent import (
    Ratified,
    UrgentAnnounced,
    UrgentDisabled,
    UrgentEnabled,
    UrgentProposed,
    UrgentReleased,
)

__all__ = [
    "KINDS",
    "Act",
    "AddendumAdded",
    "Admitted",
    "Assignment",
    "Attached",
    "CompartmentKey",
    "CopyApproved",
    "CopyEnded",
    "CopyPrepared",
    "CopyReleased",
    "CustodiansConfirmed",
    "CustodiansProposed",
    "DeskAct",
    "DeskAndRosterAct",
    "DeskOpened",
    "DestroyPostponed",
    "DeviceAdded",
    "DeviceKeys",
    "DeviceLost",
    "DirectorySigned",
    "EpochsMerged",
    "EventRecorded",
    "FieldAddendum",
    "FieldIdentity",
    "FieldSession",
    "FieldStatement",
    "FieldTaken",
    "Founded",
    "Granted",
    "HandedIn",
    "Held",
    "HoldLifted",
    "IdentityApproved",
    "IdentityClosed",
    "IdentityDenied",
    "IdentityNotStored",
    "IdentityRequested",
    "IdentitySealed",
    "InterviewVersion",
    "Known",
    "Logged",
    "Newer",
    "PacketTaken",
    "PartsRead",
    "PersonChanged",
    "PersonParted",
    "PersonVersion",
    "PersonsJoined",
    "PolicySet",
    "Ratified",
    "RecoveryRenewed",
    "RemovalConfirmed",
    "RemovalRequested",
    "Rendered",
    "RenditionRef",
    "RestoreAccepted",
    "Reviewed",
    "RolesChanged",
    "Rotated",
    "RulesSet",
    "ShareEnded",
    "Shared",
    "SharesResealed",
    "SignedOut",
    "StorySaved",
    "UrgentAnnounced",
    "UrgentDisabled",
    "UrgentEnabled",
    "UrgentProposed",
    "UrgentReleased",
    "VersionPicked",
    "Withdrawn",
    "act_from_bytes",
    "objects_brought",
    "objects_named",
]
