"""The fold: each entry's act, in causal order, changes the state if its member may do it.

An act without the right is refused and kept in `State.refused`; it changes nothing. Opening and
verifying entries is the caller's; the role table comes in as a function, since roles and journal
are strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from vault import acts
from vault.crypto import boxes, primitives
from vault.crypto.format import context
from vault.errors import SealError, SignatureError
from vault.journal.cores import Core
from vault.journal.state import (
    CompartmentState,
    CopyState,
    DeskState,
    DeviceState,
    HoldState,
    InterviewState,
    MemberState,
    PersonState,
    RenditionState,
    ReviewState,
    State,
    StoryState,
    VersionState,
)
from vault.model import (
    CompartmentId,
    DeskId,
    DeviceId,
    EntryHash,
    EpochId,
    MemberId,
    Part,
    Role,
)

May = Callable[[Iterable[Role], str], bool]
DESK_PARTS: Final = frozenset(Part) - {Part.ROSTER}
VERDICTS: Final = frozenset({"approve", "return", "remark"})
OUTCOMES: Final = frozenset({"printed", "not used", "recalled"})
LATEST: Final = 253402300799  # Unix seconds: the end of the year 9999, the last that is shown


class Taken(NamedTuple):
    """An entry ready for the fold; `act` is None when it is sealed to others.

    `boxed_to` are the epochs to which its details are boxed, as their writers signed it.
    """

    hash: EntryHash
    core: Core
    act: acts.Known | acts.Newer | None
    boxed_to: frozenset[EpochId]


class Refusal(Exception):
    """An act that its member may not do; holds the reason in fixed words."""


def device_of(keys: acts.DeviceKeys, member: MemberId) -> DeviceState:
    """Return the device that two public keys make."""
    return DeviceState(DeviceId(boxes.device_id(keys.kem, keys.sign)), member, keys.kem, keys.sign)


def check_statement(vault_id: bytes, keys: acts.DeviceKeys) -> None:
    """Verify that one statement covers both keys; raises SignatureError."""
    if not _may_be_sealed_to(keys.kem):
        raise SignatureError
    statement = context("device-statement", vault_id, keys.kem, keys.sign)
    primitives.verify(keys.sign, keys.signature, statement)


def _may_be_sealed_to(kem: bytes) -> bool:
    """Tell whether a public key is one: who seals to another later would only fail."""
    try:
        primitives.check_kem_public(kem)
    except SealError:
        return False
    return True


class Fold:
    """Applies entries to a state, one at a time."""

    def __init__(self, state: State, may: May) -> None:
        self.state = state
        self._may = may
        self._entry = EntryHash(b"")  # the entry being taken, and its place in the order
        self._order = 0
        self._apply: dict[type, Callable[..., None]] = {
            acts.Founded: self._founded,
            acts.Admitted: self._admitted,
            acts.DeskOpened: self._desk,
            acts.Granted: self._granted,
            acts.RolesChanged: self._roles,
            acts.PolicySet: self._policy,
            acts.RulesSet: self._rules,
            acts.DeviceAdded: self._device,
            acts.SignedOut: self._signed_out,
            acts.Logged: self._logged,
            acts.PersonChanged: self._persons,
            acts.Rendered: self._rendered,
            acts.Reviewed: self._reviewed,
            acts.Held: self._held,
            acts.HoldLifted: self._lifted,
            acts.Withdrawn: self._withdrawn,
            acts.EventRecorded: self._event,
            acts.StorySaved: self._story,
            acts.CopyPrepared: self._prepared,
            acts.CopyApproved: self._approved,
            acts.CopyReleased: self._released,
            acts.CopyEnded: self._ended,
            acts.PartsRead: self._read,
        }

    def take(self, taken: Taken) -> None:
        """Take one verified entry into the state.

        Raises SignatureError, and changes nothing, when nothing made its device known: anyone
        can sign with a key of their own (attack A13).
        """
        state = self.state
        self._entry, self._order = taken.hash, len(state.entries)
        refusal = self._apply_act(taken)
        if taken.core.device not in state.devices:
            raise SignatureError
        for added in taken.core.adds:
            state.added.setdefault(added, taken.hash)
        state.asked_to_remove.update(taken.core.removes)
        state.entries[taken.hash] = len(state.entries)
        if isinstance(taken.act, acts.Newer):
            state.newer.append(taken.hash)
        elif refusal is not None:
            state.refused.append((taken.hash, refusal))

    def _apply_act(self, taken: Taken) -> str | None:
        """Apply the act, or say why not. Each act checks everything before it changes anything."""
        if taken.act is None or isinstance(taken.act, acts.Newer):
            return None
        try:
            self._check_actor(taken)
            self._check_readers(taken)
            self._check_objects(taken)
            self._apply[type(taken.act)](taken.act)
        except (Refusal, SignatureError, KeyError) as refusal:
            return type(refusal).__name__
        return None

    def _check_actor(self, taken: Taken) -> None:
        """Refuse an act whose member is not the writing device's, or has been signed out."""
        act, device = taken.act, taken.core.device
        if not isinstance(act, acts.Act) or not 0 <= act.at <= LATEST:
            raise Refusal
        if isinstance(act, acts.Founded | acts.DeviceAdded) and device not in self.state.devices:
            if device != device_of(act.device, act.member).id:
                raise Refusal
            return  # the device makes itself known; what it needs for that is checked below
        member = self.state.members[self.state.devices[device].member]
        if member.id != act.member or member.signed_out:
            raise Refusal

    def _check_readers(self, taken: Taken) -> None:
        """Refuse an act that is sealed to fewer than must know it: they would fold without it."""
        act = taken.act
        if isinstance(act, acts.Founded):
            return  # its roster is the genesis's, and there is nobody yet to hide it from
        if isinstance(act, acts.DeskAct):
            parts = desk_parts(self.state, act.desk)
            must = [parts[Part.REDACTED], parts[Part.JOURNAL]]
        else:
            must = [c for c in self.state.compartments.values() if c.part is Part.ROSTER]
        if any(taken.boxed_to.isdisjoint(compartment.epochs) for compartment in must):
            raise Refusal

    def _check_objects(self, taken: Taken) -> None:
        """Refuse an act that names an object which neither it nor an earlier entry brings.

        Nobody would miss such an object, and whoever reads by the act would stumble over it.
        """
        if isinstance(taken.act, acts.Act):
            named = acts.objects_named(taken.act).difference(taken.core.adds)
            if not named <= self.state.added.keys():
                raise Refusal

    def _need(self, member: MemberId, deed: str, desk: DeskId = DeskId(b"")) -> None:
        if desk and desk not in self.state.desks:
            raise Refusal
        if not self._may(self.state.members[member].roles_on(desk), deed):
            raise Refusal

    def _is_editor(self, member: MemberId, desk: DeskId) -> bool:
        return Role.EDITOR in self.state.members[member].roles_on(desk)

    # --- roster ----------------------------------------------------------------------------

    def _add_device(self, member: MemberState, device: DeviceState) -> None:
        member.devices[device.id] = device
        self.state.devices[device.id] = device

    def _new_member(self, who: MemberId, act: acts.Founded | acts.Admitted) -> MemberState:
        for keys in (act.device, act.recovery):
            check_statement(self.state.vault_id, keys)
        new = {device_of(keys, who).id for keys in (act.device, act.recovery)}
        if len(new) != 2 or not new.isdisjoint(self._known_devices()):
            raise Refusal  # a colleague's keys under another name would take the colleague over
        member = MemberState(who, act.card, act.assignments, device_of(act.recovery, who))
        self._add_device(member, device_of(act.device, who))
        self.state.members[who] = member
        return member

    def _known_devices(self) -> set[DeviceId]:
        recoveries = {member.recovery.id for member in self.state.members.values()}
        return recoveries | self.state.devices.keys()

    def _check_new_keys(self, keys: tuple[acts.CompartmentKey, ...]) -> None:
        """Refuse a desk whose keys are not one new compartment and epoch for each part.

        A known compartment's id with a key of one's own would turn its writers to that key.
        """
        compartments = {key.compartment for key in keys}
        epochs = {EpochId(boxes.epoch_id(key.public)) for key in keys}
        known = {epoch for c in self.state.compartments.values() for epoch in c.publics}
        if {key.part for key in keys} != DESK_PARTS or len(keys) != len(DESK_PARTS):
            raise Refusal
        if len(compartments) != len(keys) or len(epochs) != len(keys):
            raise Refusal
        if not compartments.isdisjoint(self.state.compartments) or not epochs.isdisjoint(known):
            raise Refusal
        if not all(_may_be_sealed_to(key.public) for key in keys):
            raise Refusal

    def _compartment(self, desk: DeskId, key: acts.CompartmentKey) -> CompartmentId:
        epoch = EpochId(boxes.epoch_id(key.public))
        found = CompartmentState(key.compartment, desk, key.part, [epoch], {epoch: key.public})
        self.state.compartments[key.compartment] = found
        return key.compartment

    def _founded(self, act: acts.Founded) -> None:
        if self.state.members or act.roster.part is not Part.ROSTER:
            raise Refusal
        self._new_member(act.member, act).alone = True
        self._compartment(DeskId(b""), act.roster)
        self.state.policy = act.policy
        self.state.rules, self.state.rules_hash = act.rules, act.rules_hash

    def _admitted(self, act: acts.Admitted) -> None:
        self._need(act.member, "admit")
        if act.who in self.state.members or act.alone != self._is_for_one():
            raise Refusal
        member = self._new_member(act.who, act)
        member.alone, member.admitted_by = act.alone, act.member

    def _desk(self, act: acts.DeskOpened) -> None:
        opener = self.state.members[act.member]
        held = {a.role for a in opener.assignments}
        first = not self.state.desks and len(self.state.members) == 1
        if act.desk in self.state.desks or not (first or self._may(held, "open_desk")):
            raise Refusal
        self._check_new_keys(act.keys)
        desk = DeskState(act.desk, act.card, act.member)
        for key in act.keys:
            desk.compartments[key.part] = self._compartment(act.desk, key)
        self.state.desks[act.desk] = desk
        mine = tuple(acts.Assignment(r, act.desk) for r in (Role.EDITOR, Role.REPORTER))
        opener.assignments += tuple(a for a in mine if a not in opener.assignments)

    def _granted(self, act: acts.Granted) -> None:
        to = self.state.members[act.to]
        if act.member == to.admitted_by and not to.alone:
            raise Refusal  # who lets a person in is not who gives them keys
        desk_of = {e: c.desk for c in self.state.compartments.values() for e in c.publics}
        for desk in {desk_of[epoch] for epoch in act.epochs}:
            self._need(act.member, "grant", desk)
        for epoch in act.epochs:
            for device in (*to.devices, to.recovery.id):
                self.state.grants[(device, epoch)] = self._entry

    def _roles(self, act: acts.RolesChanged) -> None:
        self._need(act.member, "change_roles")
        self.state.members[act.who].assignments = act.assignments

    def _policy(self, act: acts.PolicySet) -> None:
        self._need(act.member, "set_policy")
        self.state.policy = act.policy

    def _rules(self, act: acts.RulesSet) -> None:
        held = {a.role for a in self.state.members[act.member].assignments}
        if not self._may(held, "set_rules"):
            raise Refusal
        self.state.rules, self.state.rules_hash = act.rules, act.rules_hash

    def _device(self, act: acts.DeviceAdded) -> None:
        member = self.state.members[act.who]
        check_statement(self.state.vault_id, act.device)
        new = device_of(act.device, act.who)
        if member.signed_out or act.member != act.who or new.id in self._known_devices():
            raise Refusal
        known = {**member.devices, member.recovery.id: member.recovery}
        label = "recovery" if act.voucher == member.recovery.id else "device-statement"
        vouched = context(label, self.state.vault_id, act.who, act.device.kem, act.device.sign)
        primitives.verify(known[act.voucher].sign, act.signature, vouched)
        self._add_device(member, new)

    def _signed_out(self, act: acts.SignedOut) -> None:
        self._need(act.member, "sign_out")
        member = self.state.members[act.who]
        member.signed_out, member.last = True, dict(act.last)

    # --- interviews and persons ------------------------------------------------------------

    def _logged(self, act: acts.Logged) -> None:
        self._need(act.member, "log", act.desk)
        self._check_persons(act, act.persons)
        for ref in act.interviews:
            self._check_version(act, ref)
        self._take_persons(act, act.persons)
        for ref in act.interviews:
            interview = self.state.interviews.setdefault(
                ref.interview, InterviewState(ref.interview, act.desk, ref.person)
            )
            if ref.verbatim not in interview.versions:
                self._take_version(act, interview, ref)

    def _take_version(
        self, act: acts.Logged, interview: InterviewState, ref: acts.InterviewVersion
    ) -> None:
        parents = frozenset(ref.parents) & interview.versions.keys()
        version = VersionState(ref, act.member, act.at, self._entry, self._order, parents)
        interview.versions[ref.verbatim] = version
        before = self.state.persons.get(interview.person)
        if interview.person != ref.person and before is not None and before.is_held:
            interview.left.add(interview.person)  # or one writer alone would shake a hold off
        interview.person = ref.person

    def _check_version(self, act: acts.Logged, ref: acts.InterviewVersion) -> None:
        """Refuse a version of another desk's interview, or by neither an author nor an editor."""
        known = self.state.interviews.get(ref.interview)
        if known is None:
            return
        own = act.member in known.authors() or self._is_editor(act.member, act.desk)
        if known.desk != act.desk or not own:
            raise Refusal

    def _persons(self, act: acts.PersonChanged) -> None:
        self._need(act.member, "edit_person", act.desk)
        self._check_persons(act, act.persons)
        self._take_persons(act, act.persons)

    def _check_persons(self, act: acts.DeskAct, persons: tuple[acts.PersonVersion, ...]) -> None:
        """Refuse another desk's person, and a file that would take a colleague's terms away.

        Only an editor reads all files, so only an editor may stand one for somebody else's.
        """
        for ref in persons:
            known = self.state.persons.get(ref.person)
            if known is None:
                continue
            others = {f for f in known.files if known.writers[f] != act.member}
            taken_away = not others.isdisjoint(ref.replaces)
            if known.desk != act.desk or (taken_away and not self._is_editor(act.member, act.desk)):
                raise Refusal

    def _take_persons(self, act: acts.DeskAct, persons: tuple[acts.PersonVersion, ...]) -> None:
        for ref in persons:
            person = self.state.persons.setdefault(ref.person, PersonState(ref.person, act.desk))
            if ref.card:
                person.card = ref.card
            if ref.file:
                person.files = (person.files - set(ref.replaces)) | {ref.file}
                person.writers.setdefault(ref.file, act.member)

    def _rendered(self, act: acts.Rendered) -> None:
        self._need(act.member, "render", act.desk)
        against = (act.registry, act.rules)
        # An interview that is not known here was sealed to others: its rendition is theirs too.
        known = [(self.state.interviews.get(ref.interview), ref) for ref in act.renditions]
        if any(interview and interview.desk != act.desk for interview, _ in known):
            raise Refusal
        for interview, ref in known:
            if interview is not None:
                interview.renditions.append(RenditionState(ref.redacted, ref.verbatim, against))
        if act.whole_desk:
            self.state.desks[act.desk].checked = against

    def _reviewed(self, act: acts.Reviewed) -> None:
        self._need(act.member, "review", act.desk)
        interview = self.state.interviews[act.interview]
        own = act.member in interview.authors() and not self._is_for_one()
        if interview.desk != act.desk or act.verdict not in VERDICTS:
            raise Refusal
        if act.verdict == "approve" and own:
            raise Refusal
        review = ReviewState(act.member, act.verdict, act.rendition, act.remark, act.at)
        interview.reviews.append(review)

    def _is_for_one(self) -> bool:
        """Tell whether the vault has one member: then the promise of two people is not made.

        Who was signed out counts: an admin who signs everybody out is not alone thereby.
        """
        return len(self.state.members) == 1

    def _held(self, act: acts.Held) -> None:
        self._need(act.member, "hold", act.desk)
        person = self.state.persons[act.person]
        if person.desk != act.desk:
            raise Refusal
        hold = HoldState(self._entry, act.member, act.reason, act.at)
        person.holds[self._entry] = hold

    def _lifted(self, act: acts.HoldLifted) -> None:
        self._need(act.member, "lift_hold", act.desk)
        here = [p for p in self.state.persons.values() if act.hold in p.holds]
        if not here or here[0].desk != act.desk:
            raise Refusal
        here[0].holds[act.hold].lifted_by.add(act.member)

    def _withdrawn(self, act: acts.Withdrawn) -> None:
        self._need(act.member, "withdraw", act.desk)
        interview = self.state.interviews[act.interview]
        own = self._is_editor(act.member, act.desk) or act.member in interview.authors()
        if interview.desk != act.desk or not own:
            raise Refusal
        if act.quote:
            interview.withdrawn_quotes.add(act.quote)
        else:
            interview.withdrawn = True

    def _event(self, act: acts.EventRecorded) -> None:
        self._need(act.member, "record_event", act.desk)
        interview = self.state.interviews[act.interview]
        if interview.desk != act.desk or act.member in interview.authors():
            raise Refusal
        interview.events.append((act.member, act.note))

    def _read(self, act: acts.PartsRead) -> None:
        rows = ((act.member, i, act.security, act.at) for i in act.interviews)
        self.state.reads.extend(rows)

    # --- stories and copies ----------------------------------------------------------------

    def _story(self, act: acts.StorySaved) -> None:
        self._need(act.member, "edit_story", act.desk)
        known = self.state.stories.get(act.story)
        if known is not None and (known.desk != act.desk or known.version >= act.version):
            raise Refusal
        story = StoryState(act.story, act.desk, act.version, act.body, act.member, act.at)
        self.state.stories[act.story] = story

    def _prepared(self, act: acts.CopyPrepared) -> None:
        self._need(act.member, "prepare_copy", act.desk)
        if act.copy in self.state.copies or self.state.stories[act.story].desk != act.desk:
            raise Refusal
        copy = CopyState(
            act.copy, act.desk, act.story, act.story_object, act.body, act.file_hashes,
            act.renditions, act.registry, act.rules, act.member, act.at,
        )  # fmt: skip
        self._note_recheck(copy, act)
        self.state.copies[act.copy] = copy

    def _approved(self, act: acts.CopyApproved) -> None:
        self._need(act.member, "approve_copy", act.desk)
        copy = self.state.copies[act.copy]
        if copy.desk != act.desk or copy.file_hashes != act.file_hashes:
            raise Refusal
        if act.member in self._makers(copy) and not self._is_for_one():
            raise Refusal
        copy.approvals.setdefault(act.member, act.at)
        self._note_recheck(copy, act)

    def _note_recheck(self, copy: CopyState, act: acts.CopyPrepared | acts.CopyApproved) -> None:
        """Believe a recheck only of an editor: nobody else reads the desk's terms."""
        if act.rechecked and self._is_editor(act.member, act.desk):
            copy.rechecked_by.add(act.member)

    def _makers(self, copy: CopyState) -> set[MemberId]:
        """Return a copy's preparer and every author in it: none of them approves it."""
        used = (
            i
            for i in self.state.interviews.values()
            if any(r.redacted in copy.renditions for r in i.renditions)
        )
        return {copy.preparer}.union(*(i.authors() for i in used))

    def _released(self, act: acts.CopyReleased) -> None:
        self._need(act.member, "release_copy", act.desk)
        copy = self.state.copies[act.copy]
        if copy.desk != act.desk or not copy.approvals or copy.receipt is not None:
            raise Refusal
        copy.receipt, copy.released_by, copy.released_at = act.receipt, act.member, act.at

    def _ended(self, act: acts.CopyEnded) -> None:
        self._need(act.member, "end_copy", act.desk)
        copy = self.state.copies[act.copy]
        if copy.desk != act.desk or act.outcome not in OUTCOMES:
            raise Refusal
        copy.outcomes.append((act.outcome, act.body, act.at))


def desk_parts(state: State, desk: DeskId) -> dict[Part, CompartmentState]:
    """Return a desk's compartments by part."""
    found = state.desks[desk].compartments
    return {part: state.compartments[compartment] for part, compartment in found.items()}
