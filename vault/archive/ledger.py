"""Journal, keys and file together: take entries in, open what they name, write new ones.

The only place where sealed bytes become records and back. What acts mean is `journal.fold`;
what people want is in the use cases beside this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

from vault import acts, roles
from vault.archive import acting, clock, learning, obeyed, pinning, renewal, signed_out, slots
from vault.archive.home import Home
from vault.archive.own_sessions import OwnSessions
from vault.archive.pinning import Behind
from vault.archive.purging import Ballast, purge
from vault.archive.writing import Writing
from vault.crypto import boxes
from vault.crypto.boxes import Session
from vault.errors import (
    BusyError,
    ForkError,
    MissingObjectError,
    NoKeyError,
    NoSpaceError,
    NotPermittedError,
    RefusedError,
    StrongroomError,
    VaultIdError,
    WrongKeyError,
)
from vault.journal import cores, handing_in, order
from vault.journal.cores import Attestation, Core
from vault.journal.expected import Outcomes
from vault.journal.fold import Fold
from vault.journal.rights import Limits
from vault.journal.state import MemberState, State
from vault.journal.turn import Taken
from vault.keyring import Keyring
from vault.model import CompartmentId, DeviceId, EntryHash, EpochId, ObjectHash, Role, from_bytes
from vault.store import EntryRow, Store

_REFUSED = "The journal refuses that act: your rights, or what it is about, changed just now."

R = TypeVar("R")
Progress = Callable[[str, float], None]


def no_progress(what: str, fraction: float) -> None:
    """Ignore progress."""


def _may(held: Iterable[Role], deed: str) -> bool:
    return roles.may(held, roles.Deed(deed))


class Ledger:
    """One device's view of one vault file."""

    def __init__(self, store: Store, keyring: Keyring, home: Home) -> None:
        self.store = store
        self.keyring = keyring
        self.home = home
        self.first_time_here = False
        self.pin_is_old = False
        self.spoiled_wraps: frozenset[bytes] = frozenset()
        self.behind: Behind | None = None
        self.is_checking = False  # then missing objects are listed, and nothing is written
        self.ballast = Ballast(store.path, home)
        self._dropped: frozenset[ObjectHash] = frozenset()
        self.handed_in: frozenset[ObjectHash] = frozenset()  # from here: it comes back no more
        self.outcomes = Outcomes(frozenset(), frozenset(), frozenset(), frozenset())
        self.keys_learned = 0  # counts device boxes of ours: what was shut before may be open now
        self._hints: dict[bytes, bytes] = {}
        self._version = -1
        self._refusal: StrongroomError | None = None
        self._begin()

    def _begin(self) -> None:
        """Start from nothing taken in."""
        self.state = State(self.keyring.vault_id)
        self._fold = Fold(self.state, _may)
        self._heads: dict[DeviceId, tuple[EntryHash, ...]] = {}
        self._links: dict[EntryHash, order.Link] = {}
        self._closed: set[bytes] = set()  # details that no key of ours opens, by their hash
        self._own = OwnSessions()
        self._last_row = 0
        self._latest_at = 0

    def new_fold(self, limits: Limits) -> Fold:
        """Return a fold of nothing yet but the genesis."""
        vault = self.keyring.vault_id
        return Fold(State(vault, entries={EntryHash(bytes(vault)): 0}), _may, limits)

    # --- opening ---------------------------------------------------------------------------

    def open(self, progress: Progress = no_progress) -> None:
        """Verify and fold everything, check the objects, compare with the pin.

        A file behind the pin is open for reading only. Raises the IntegrityError that names what is
        wrong; nothing is written before it passes.
        """
        self.verify(progress)
        self._check_pin()
        if self.outcomes.missing:
            self.store.forbid_writing(MissingObjectError())
        elif self.behind is None:
            self.store.drop_aside()
        if not self.store.readonly:
            self.ballast.keep()
            self.drop_removed()

    def verify(self, progress: Progress = no_progress, may_lack: Iterable[ObjectHash] = ()) -> None:
        """Verify and fold everything and check the objects, whatever this computer saw before."""
        learning.learn_all(self.store, self.keyring)
        self.spoiled_wraps = learning.adopt_own_wraps(self.store, self.keyring)
        self._take_new(progress)
        self.check_objects(may_lack)

    def check_objects(self, may_lack: Iterable[ObjectHash] = ()) -> None:
        """Compare what entries name with what is here at that moment; raises MissingObjectError."""
        with self.store.snapshot():
            self.refresh()
            here = frozenset(map(ObjectHash, self.store.object_hashes()))
        self.outcomes = obeyed.compared(self, here, frozenset(may_lack))
        if self.outcomes.missing and not self.is_checking:
            raise MissingObjectError

    def devices_here(self) -> frozenset[DeviceId]:
        """Return the devices that work with this file on this computer, mine among them."""
        return slots.here(self.store, self.home, self.keyring)

    @property
    def has_written(self) -> bool:
        """Tell whether the journal has entries of this device."""
        return self.keyring.device in self._heads

    @property
    def lost_wraps(self) -> int:
        """Count the keys to what this device wrote that are gone; the damaged not among them."""
        return self._own.lost(self.keyring, self.spoiled_wraps, self._heads)

    def epoch_of(self, session: bytes) -> bytes:
        """Return the epoch of a session as its writer signed it; b"" when nobody did."""
        return self._hints.get(session, b"")

    def open_for_recovery(self, progress: Progress | None = None) -> None:
        """Verify and fold with a recovery sheet's keys: it has no chain, slot or pin."""
        learning.learn_all(self.store, self.keyring)
        if not self.keyring.all_seeds():
            raise WrongKeyError("This sheet does not belong to a member of this vault.")
        self._take_new(progress or no_progress)

    def refresh(self) -> bool:
        """Take in what other processes wrote; returns whether there was anything."""
        if self._refusal is not None:
            raise self._refusal
        if self.store.data_version() == self._version:
            return False
        before = len(self.state.entries)
        self._take_new(no_progress)
        return len(self.state.entries) > before

    def take_in(self, *, is_durable: bool = True) -> None:
        """Take in what this very connection added and verified: `refresh` sees only others."""
        self._take_new(no_progress)
        if self.behind is not None:
            self._check_pin()
        if is_durable and self.behind is None:
            self.try_to_pin()
        if is_durable:
            self.drop_removed()

    def _take_new(self, progress: Progress) -> None:
        """Take in what is new; what was refused once stays refused until the vault is reopened."""
        try:
            self._take_new_rows(progress)
        except StrongroomError as refusal:
            self._refusal = refusal
            raise
        if self.state.members:
            every = self.state.compartments.values()
            readable = {(c.id, epoch) for c in every for epoch in self.state.readable(c)}
            self.keyring.keep_signed(readable)
        if self.state.handed_in:
            self.handed_in = handing_in.from_devices(self.state, self.devices_here())

    def _take_new_rows(self, progress: Progress) -> None:
        """Take in what is new; all of it again where it does not come after all that is known.

        The order of entries is one and the same on every computer, whatever arrived first: what
        another computer wrote meanwhile belongs between entries that were folded already.
        """
        self._version = self.store.data_version()
        if not self._take_rows(self._new_rows(), progress):
            self._begin()
            self._take_rows(self._new_rows(), progress)

    def _new_rows(self) -> dict[EntryHash, EntryRow]:
        rows: dict[EntryHash, EntryRow] = {}
        for number, row in self.store.numbered_entries(self._last_row):
            self._last_row = number
            rows[EntryHash(row.hash)] = row
        return rows

    def _take_genesis(self, row: EntryRow | None) -> None:
        if row is None:
            raise VaultIdError
        rest = (row.n, row.device, row.attestation, row.details)
        cores.check_genesis(self.keyring.vault_id, row.core, rest)
        self.state.entries[EntryHash(bytes(self.keyring.vault_id))] = 0

    def _take_rows(self, rows: dict[EntryHash, EntryRow], progress: Progress) -> bool:
        """Fold rows in causal order; False, and nothing taken, when their place is further back."""
        if not rows:
            return True
        if not self.state.entries:
            self._take_genesis(rows.pop(EntryHash(bytes(self.keyring.vault_id)), None))
        read = {
            h: cores.core_of_row(row.hash, (row.device, row.n), row.core, row.details)
            for h, row in rows.items()
        }
        if self.state.members:  # a new epoch's box comes with what is sealed to it
            brought = learning.learn_new(self.store, self.keyring, read.values())
            self.keys_learned += len(brought)
            if learning.may_open(brought, self._closed):
                return False  # a share or a grant opens acts that were folded over unread
        attest = partial(acting.read_attestation, self.keyring, self.session)
        opened = {h: (read[h], attest(row)) for h, row in rows.items()}
        links = {h: order.link_of(h, *opened[h]) for h in rows}
        genesis = EntryHash(bytes(self.keyring.vault_id))
        split = order.check_chains(genesis, [*self._links.values(), *links.values()])
        ordered = order.causal(self.state.entries, links.values())
        tips = (head for heads in self._heads.values() for head in heads)
        if self._heads and not order.continues(tips, [links[h] for h in ordered]):
            return False
        self._links |= links
        self.state.split = split
        taken: list[Taken] = []
        for at, entry in enumerate(ordered):
            taken.append(self._take(rows[entry], *opened[entry]))
            if at % 500 == 0:
                progress("Checking the journal", at / len(ordered))
        limits = self._fold.limits()
        if limits == self._fold.given:
            return True
        if len(taken) + 1 != len(self.state.entries):
            return False  # somebody was signed out from an earlier entry on
        self._fold_again(taken, limits)
        return True

    def _fold_again(self, taken: list[Taken], limits: Limits) -> None:
        """Fold what was verified once more, judging it by changes of roles written beside it."""
        self._fold = self.new_fold(limits)
        self._fold.state.split, self.state = self.state.split, self._fold.state
        for each in taken:
            self._fold.take(each)

    def _take(self, row: EntryRow, core: Core, attestation: Attestation) -> Taken:
        state = self.state
        known = state.devices.get(core.device) or state.set_aside.get(core.device)
        first = self._open_act(row.details) if known is None else None
        genesis = None if known or state.members else self.genesis_core()
        signer = acting.first_signer(first, genesis) if known is None else known.sign
        cores.verify(self.keyring.vault_id, row.core, attestation, signer)
        for note in attestation.sessions:  # only now: an unsigned hint could close good sessions
            self._hints.setdefault(note.session, note.epoch)
        taken = self.taken(row, core, attestation)
        if taken.act is None:
            self._closed.add(core.details)
        self._fold.take(taken)
        if core.device == self.keyring.device:
            self._own.note(taken.act, attestation.sessions, self.state)
        heads = (h for h in self._heads.get(core.device, ()) if h != core.previous)
        self._heads[core.device] = tuple(sorted((*heads, EntryHash(row.hash))))
        if isinstance(taken.act, acts.Act):
            self._latest_at = max(self._latest_at, taken.act.at)
        return taken

    def taken(self, row: EntryRow, core: Core, attestation: Attestation) -> Taken:
        """Return a verified entry as the fold takes it."""
        builds_on = (core.previous, *attestation.heads_seen)
        sessions = tuple(note.session for note in attestation.sessions)
        noted = tuple((note.compartment, note.epoch) for note in attestation.sessions)
        boxed = (self._hints.get(named) for named, _ in boxes.details_boxes(row.details)[0])
        boxed_to = frozenset(EpochId(epoch) for epoch in boxed if epoch is not None)  # as signed
        act = self._open_act(row.details)
        return Taken(EntryHash(row.hash), core, act, boxed_to, builds_on, sessions, noted)

    def genesis_core(self) -> bytes:
        """Return the genesis core's bytes."""
        row = self.store.entry(self.keyring.vault_id)
        if row is None:
            raise VaultIdError
        return row.core

    def _open_act(self, details: bytes) -> acts.Known | acts.Newer | None:
        return acting.open_act(self.keyring, self.session, details)

    # --- what others have ------------------------------------------------------------------

    @property
    def links(self) -> Mapping[EntryHash, order.Link]:
        """Return every entry's place, genesis excepted."""
        return self._links

    def known_to(self, device: DeviceId) -> set[EntryHash]:
        """Return the entries that a device certainly has: its own, and all that they build on."""
        return order.reached_from(self._heads.get(device, ()), self._links)

    def reached(self, heads: Iterable[EntryHash]) -> set[EntryHash]:
        """Return some entries and all that they build on."""
        return order.reached_from(heads, self._links)

    def act_of(self, entry: EntryHash) -> acts.Known | acts.Newer | None:
        """Return what an entry says, or None when it is sealed to others."""
        row = self.store.entry(entry)
        return None if row is None else self._open_act(row.details)

    # --- pin -------------------------------------------------------------------------------

    def has_been_open(self) -> bool:
        """Tell whether this device opened the vault before: it left a pin."""
        return self.home.pin(self.keyring.vault_id, self.keyring.device) is not None

    def _check_pin(self) -> None:
        pin = pinning.read(self.home, self.keyring)
        self.first_time_here = pin is None
        behind = self._behind(pin)
        if behind and self.refresh():  # another process of this member wrote, and pinned, just now
            behind = self._behind(pin)
        self.behind = behind
        self.store.forbid_writing(behind.refusal if behind else None)

    def _behind(self, pin: pinning.Pin | None) -> Behind | None:
        return pinning.behind(pin, self.links, self._latest_at, len(self.outcomes.stray))

    @contextmanager
    def catching_up(self) -> Iterator[None]:
        """Let an older file take in what it lacks, or be accepted; then compare it once more."""
        self.store.forbid_writing(None)
        try:
            yield
        finally:
            if self.behind is not None:
                self.store.forbid_writing(self.behind.refusal)

    def try_to_pin(self) -> None:
        """Write the pin where this computer lets us.

        What is in the vault is saved, so a home folder that is full or read-only refuses nothing:
        an older pin still recognises older files. The status says that it is older.
        """
        try:
            self.pin()
            self.pin_is_old = False
        except OSError:
            self.pin_is_old = True

    def pin(self) -> None:
        """Write the verified heads outside the vault; called only after a commit."""
        heads = tuple((device, head) for device, each in self.seen() for head in each)
        pinning.write(self.home, self.keyring, heads, clock.seconds())

    # --- what lies here no more ------------------------------------------------------------

    @property
    def gone(self) -> frozenset[ObjectHash]:
        """Return what was removed for good, or handed in here; a copied folder handed in there."""
        is_split = self.keyring.device in self.state.split
        return (frozenset() if is_split else self.handed_in).union(self.state.removed)

    def drop_removed(self) -> None:
        """Delete what is to be gone; a disk too full or too busy asks for another try."""
        if self.store.readonly or self.gone <= self._dropped:
            return
        with suppress(NoSpaceError, BusyError):
            purge(self.store, self.gone, self.ballast)
            self._dropped = self.gone
            self.ballast.keep()

    # --- reading ---------------------------------------------------------------------------

    @property
    def me(self) -> MemberState:
        """Return the member that this device acts for."""
        return self.state.member_of(self.keyring.device)

    def session(self, session_hash: bytes) -> Session:
        """Return an opened session; raises NoKeyError."""
        hint = self._hints.get(session_hash, b"")
        return self.keyring.session(session_hash, self.store.object, hint)

    def read(self, name: ObjectHash, kind: type[R]) -> R:
        """Open an object and decode its record.

        Raises NoKeyError when this member's keys do not open it, SealError when it is damaged.
        """
        return from_bytes(self.unsealed(name), kind)

    def unsealed(self, name: ObjectHash) -> bytes:
        """Open an object; raises as `read` does."""
        body = self.store.object(name)
        vault_id = self.keyring.vault_id
        try:
            session = self.session(boxes.session_of_body(body))
        except NoKeyError:
            shared = self.keyring.open_shared(
                name, lambda key: boxes.open_body_with_key(vault_id, key, body)
            )
            if shared is None:
                raise
            return shared
        return boxes.open_body(vault_id, session, body)

    def read_if_mine(self, name: ObjectHash, kind: type[R]) -> R | None:
        """Open an object, or return None when the keys do not reach it."""
        try:
            return self.read(name, kind) if name else None
        except NoKeyError:
            return None

    # --- writing ---------------------------------------------------------------------------

    def commit(self, build: Callable[[Writing], acts.Known]) -> EntryHash:
        """Write one act: `build` seals its objects and returns it; one transaction, one entry.

        Everything that other processes wrote is taken in first, inside the transaction. Either
        all of it is in the file when this returns, or nothing is. Raises NotPermittedError when
        the fold refused the act: nobody may be told that what counts for nothing was done.
        """
        self.refuse_out()
        self.renew_due()
        return self._write(build)

    def renew_due(self) -> tuple[CompartmentId, ...]:
        """Make the new epochs that are due and this device's to make; returns of what.

        Every client does so before it writes: nothing more is sealed to a key that somebody has
        who left.
        """
        due = tuple(c.id for c in renewal.due(self.state, self.keyring))
        for name in due:
            self._write(
                lambda writing, name=name: renewal.renewed(  # type: ignore[misc]
                    writing, self.keyring, writing.state.compartments[name]
                )
            )
        return due

    def try_to_renew(self) -> tuple[CompartmentId, ...]:
        """Make the new epochs that are due; where that fails now, the next writer makes them."""
        with suppress(StrongroomError):
            return self.renew_due()
        return ()

    def _write(self, build: Callable[[Writing], acts.Known]) -> EntryHash:
        try:
            with self.store.atomic():
                self.refresh()
                entry = self.enter(build)
        except BaseException:
            self.keyring.forget_writing()
            raise
        self.take_in()
        if any(entry == refused for refused, _ in self.state.refused):
            raise NotPermittedError(_REFUSED)
        self.drop_removed()
        return entry

    def refuse_out(self) -> None:
        """Refuse to write for somebody who was signed out: nobody would ever see it."""
        signed_out.refuse_out(self.state, self.keyring.device)

    def enter(self, build: Callable[[Writing], acts.Known]) -> EntryHash:
        """Write one act into the caller's transaction; it is not taken in yet."""
        self._refuse_split()
        writing = Writing(self.store, self.keyring, self.state)
        return cores.hash_of(writing.enter(build(writing), self._chain(), self.seen()))

    def _refuse_split(self) -> None:
        """Refuse a chain that a copied folder goes on with too, or that nobody agreed to yet."""
        if self.keyring.device in self.state.split:
            raise ForkError
        if self.state.waits_for_consent(self.keyring.device):
            raise RefusedError(pinning.NOT_AGREED, rules=("RESTORE-01",))

    def _chain(self) -> tuple[int, EntryHash]:
        """Return the next number and the predecessor, as verified: no index is believed."""
        ends = self._heads.get(self.keyring.device, ())
        if not ends:
            return 1, EntryHash(bytes(self.keyring.vault_id))
        return self.links[ends[0]].n + 1, ends[0]

    def seen(self) -> cores.HeadVector:
        """Return the head vector: what this device has taken in, several heads after a split."""
        return tuple(sorted(self._heads.items()))
