"""The fold: each entry's act, in causal order, changes the state if its member may do it.

An act without the right is refused and kept in `State.refused`; it changes nothing. What each act
does is `roster`, `records`, `copying` and `sharing`, which rights its writer held `rights`.
Opening and verifying entries is the caller's; the role table comes in as a function, since roles
and journal are strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from vault import acts
from vault.errors import SignatureError
from vault.journal import (
    additions,
    apart,
    attachments,
    copying,
    custodians,
    destroying,
    field,
    handing_in,
    identities,
    lacking,
    owning,
    persons,
    records,
    recovery,
    removing,
    renewal,
    restoring,
    rights,
    roster,
    sharing,
    urgent,
)
from vault.journal.rights import NO_LIMITS, Change, Held, Limits, Sight
from vault.journal.state import State
from vault.journal.turn import LATEST, May, Refusal, Taken, Turn, desk_parts
from vault.model import DeviceId, MemberId, Part

TAKING: Final = (acts.RolesChanged, acts.SignedOut, acts.DeviceLost)  # acts that take rights away

_APPLY: Final[dict[type, Callable[[Turn, Any], None]]] = {
    acts.Founded: roster.founded,
    acts.Admitted: roster.admitted,
    acts.DeskOpened: roster.desk_opened,
    acts.Granted: roster.granted,
    acts.RolesChanged: roster.roles_changed,
    acts.PolicySet: roster.policy_set,
    acts.RulesSet: roster.rules_set,
    acts.DeviceAdded: roster.device_added,
    acts.SignedOut: roster.signed_out,
    acts.Logged: records.logged,
    acts.PersonChanged: records.persons_changed,
    acts.Rendered: records.rendered,
    acts.Reviewed: records.reviewed,
    acts.Held: records.held,
    acts.HoldLifted: records.hold_lifted,
    acts.Withdrawn: records.withdrawn,
    acts.EventRecorded: records.event_recorded,
    acts.PartsRead: records.parts_read,
    acts.StorySaved: copying.story_saved,
    acts.CopyPrepared: copying.copy_prepared,
    acts.CopyApproved: copying.copy_approved,
    acts.CopyReleased: copying.copy_released,
    acts.CopyEnded: copying.copy_ended,
    acts.DeviceLost: renewal.device_lost,
    acts.Rotated: renewal.rotated,
    acts.EpochsMerged: renewal.epochs_merged,
    acts.CustodiansProposed: custodians.proposed,
    acts.CustodiansConfirmed: custodians.confirmed,
    acts.IdentitySealed: identities.sealed,
    acts.IdentityNotStored: identities.not_stored,
    acts.IdentityRequested: identities.requested,
    acts.IdentityApproved: identities.approved,
    acts.IdentityDenied: identities.denied,
    acts.IdentityClosed: identities.closed,
    acts.SharesResealed: identities.resealed,
    acts.Attached: attachments.attached,
    acts.PacketTaken: lacking.packet_taken,
    acts.RemovalRequested: removing.removal_requested,
    acts.RemovalConfirmed: removing.removal_confirmed,
    acts.RestoreAccepted: restoring.restore_accepted,
    acts.DestroyPostponed: destroying.destroy_postponed,
    acts.Shared: sharing.shared,
    acts.ShareEnded: sharing.share_ended,
    acts.VersionPicked: records.version_picked,
    acts.RecoveryRenewed: recovery.recovery_renewed,
    acts.PersonsJoined: persons.persons_joined,
    acts.PersonParted: persons.person_parted,
    acts.AddendumAdded: additions.addendum_added,
    acts.HandedIn: handing_in.handed_in,
    acts.UrgentProposed: urgent.proposed,
    acts.UrgentEnabled: urgent.enabled,
    acts.UrgentDisabled: urgent.disabled,
    acts.UrgentAnnounced: urgent.announced,
    acts.UrgentReleased: urgent.released,
    acts.Ratified: urgent.ratified,
    acts.DirectorySigned: field.directory_signed,
    acts.FieldTaken: field.field_taken,
}


class Fold:
    """Applies entries to a state, one at a time.

    `limits` are the changes of roles that a first fold of the same entries found to have been
    written beside others: entries that stand before them in the order are judged by them too.
    """

    def __init__(self, state: State, may: May, limits: Limits = NO_LIMITS) -> None:
        self.state = state
        self._may = may
        self.given = limits
        self._sight = Sight()

    def take(self, taken: Taken) -> None:
        """Take one verified entry into the state.

        Raises SignatureError, and changes nothing, when nothing made its device known: anyone
        can sign with a key of their own (attack A13). What a device writes that only a refused
        act made known is set aside with that act.
        """
        state = self.state
        self._sight.look(taken.hash, taken.core.device, taken.builds_on)
        renewal.note_bridges(state, taken.noted)
        refusal = self._apply_act(taken)
        if refusal is not None and isinstance(taken.act, acts.Admitted | acts.DeviceAdded):
            roster.set_aside(state, taken.core.device, taken.act)
        if refusal is not None and isinstance(taken.act, acts.Rotated | acts.EpochsMerged):
            renewal.note_refused(state, taken.act)
        if taken.core.device not in state.devices:
            if taken.core.device not in state.set_aside:
                raise SignatureError
            refusal = refusal or Refusal.__name__
        self._note_objects(taken, refusal)
        state.entries[taken.hash] = len(state.entries)
        if isinstance(taken.act, acts.Act):
            state.heard[taken.core.device] = taken.act.at
        if taken.act is None or isinstance(taken.act, acts.Newer):
            state.unread.add(taken.hash)
        if isinstance(taken.act, acts.Newer):
            state.newer.append(taken.hash)
        elif refusal is not None:
            state.refused.append((taken.hash, refusal))

    def _note_objects(self, taken: Taken, refusal: str | None) -> None:
        """Note what an entry names; that counts whether or not its act does."""
        state, act = self.state, taken.act
        removing.note_added(state, taken, self._sight)
        if isinstance(act, acts.Attached):
            state.pieces.update(set(act.pieces).intersection(taken.core.adds))
        if refusal is not None:
            apart.note_apart(state, taken)
        if refusal is not None and isinstance(act, acts.RemovalConfirmed):
            state.unconfirmed[taken.hash] = act.objects
        state.asked_to_remove.update(taken.core.removes)

    def limits(self) -> Limits:
        """Return what took rights away beside other entries, by what lost them."""
        members = self.state.members.values()
        every: dict[bytes, Iterable[Change]] = {member.id: member.changes for member in members}
        every |= dict(self.state.lost.items())
        for member in members:
            every |= dict(member.renewals.items())
        for interview in self.state.interviews.values():
            if interview.shares:  # few are, and this is asked after every entry
                every |= sharing.ends_of(interview)
        found = {
            who: tuple(c for c in changes if c.before is not None) for who, changes in every.items()
        }
        return {who: changes for who, changes in found.items() if changes}

    def _apply_act(self, taken: Taken) -> str | None:
        """Apply the act, or say why not. Each act checks everything before it changes anything."""
        act = taken.act
        if act is None or isinstance(act, acts.Newer):
            return None
        try:
            turn = self._turn(taken)
            self._check_readers(taken)
            self._check_objects(taken)
            if isinstance(act, acts.FieldTaken):
                field.check_notes(taken, act)
            _APPLY[type(act)](turn, act)
        except (Refusal, SignatureError, KeyError) as refusal:
            return type(refusal).__name__
        return None

    def _turn(self, taken: Taken) -> Turn:
        """Refuse an act whose member is not the writing device's, or has been signed out."""
        act, device = taken.act, taken.core.device
        if not isinstance(act, acts.Act) or not 0 <= act.at <= LATEST:
            raise Refusal
        if isinstance(act, acts.Founded | acts.DeviceAdded) and device not in self.state.devices:
            if device != roster.device_of(act.device, act.member).id:
                raise Refusal  # the device makes itself known; the act checks what that takes
        elif self.state.devices[device].member != act.member:
            raise Refusal
        if act.member in self.state.members and self.state.members[act.member].is_field:
            raise Refusal  # a field device writes statements, and no entry
        held = self._held(act.member, taken)
        if held.out or self._is_cut_off(device, taken):
            raise Refusal
        if isinstance(act, acts.DeviceAdded) and self._is_cut_off(act.voucher, taken):
            raise Refusal
        order = len(self.state.entries)
        return Turn(
            self.state, self._sight, self._may, taken.hash, order, act.member, held, self.given
        )  # fmt: skip

    def _held(self, who: MemberId, taken: Taken) -> Held:
        """Return what the writer held. Losing a right cannot keep anybody from taking one away."""
        member = self.state.members.get(who)
        if member is None:
            return Held((), out=False)
        knows = self._sight.knows(taken.hash)
        held = rights.known_roles(member.first, member.changes, knows)
        if isinstance(taken.act, TAKING):
            return held
        held = rights.beside(held, member.changes, knows, taken.hash)
        return rights.beside(held, self.given.get(who, ()), knows, taken.hash)

    def _is_cut_off(self, device: DeviceId, taken: Taken) -> bool:
        """Tell whether a lost device wrote, or vouched for, what does not count as before that."""
        knows = self._sight.knows(taken.hash)
        for change in (*self.state.lost.get(device, ()), *self.given.get(device, ())):
            if change.entry in knows:
                return True
            if not isinstance(taken.act, TAKING) and not rights.is_before(change, taken.hash):
                return True
        return False

    def _check_readers(self, taken: Taken) -> None:
        """Refuse an act that is sealed to fewer than must know it: they would fold without it."""
        act = taken.act
        if isinstance(act, acts.Founded):
            return  # its roster is the genesis's, and there is nobody yet to hide it from
        if isinstance(act, acts.DeskAct):
            parts = desk_parts(self.state, act.desk)
            must = [parts[Part.REDACTED], parts[Part.JOURNAL]]
        else:
            must = []
        if not isinstance(act, acts.DeskAct) or isinstance(act, acts.DeskAndRosterAct):
            must += [c for c in self.state.compartments.values() if c.part is Part.ROSTER]
        if any(taken.boxed_to.isdisjoint(self.state.readable(c)) for c in must):
            raise Refusal

    def _check_objects(self, taken: Taken) -> None:
        """Refuse an act that names an object which neither it nor an earlier entry brings.

        Nobody would miss such an object, and whoever reads by the act would stumble over it.
        """
        if isinstance(taken.act, acts.Act):
            named = acts.objects_named(taken.act).difference(taken.core.adds)
            if not named <= self.state.added.keys():
                raise Refusal
            owning.check_own(self.state, self._sight, taken)
        asked = taken.act.objects if isinstance(taken.act, acts.RemovalRequested) else ()
        if frozenset(asked) != frozenset(taken.core.removes):
            raise Refusal  # who carries the entry must see what it is about, and nothing else
