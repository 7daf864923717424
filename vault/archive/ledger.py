"""Journal, keys and file together: take entries in, open what they name, write new ones.

The only place where sealed bytes become records and back. What acts mean is `journal.fold`;
what people want is in the use cases beside this file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from vault import acts, roles
from vault.archive import clock
from vault.archive.home import Home
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.boxes import Session
from vault.crypto.format import BoxType, header
from vault.errors import (
    ForkError,
    IntegrityError,
    MalformedError,
    MissingObjectError,
    NoKeyError,
    NotPermittedError,
    RollbackError,
    SealError,
    SignatureError,
    StrongroomError,
    VaultIdError,
    WrongKeyError,
)
from vault.journal import cores, order
from vault.journal.cores import Attestation, Core
from vault.journal.expected import Outcomes, outcomes
from vault.journal.fold import Fold
from vault.journal.rights import NO_LIMITS, Limits
from vault.journal.state import MemberState, State
from vault.journal.turn import Taken
from vault.keyring import GrantBox, Keyring, ShareBox
from vault.model import (
    DeviceId,
    EntryHash,
    EpochId,
    ObjectHash,
    Record,
    Role,
    VaultId,
    from_bytes,
    to_bytes,
)
from vault.store import EntryRow, Store

_REFUSED = "The journal refuses that act: your rights, or what it is about, changed just now."

R = TypeVar("R")
Progress = Callable[[str, float], None]


class Pin(Record, frozen=True, tag="pin/1"):
    """The verified heads, outside the vault, so that an older file is recognised."""

    vault: VaultId
    device: DeviceId
    heads: tuple[tuple[DeviceId, EntryHash], ...]
    written_at: int


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
        self.outcomes = Outcomes(frozenset(), frozenset(), frozenset(), frozenset())
        self.keys_learned = 0  # counts device boxes of ours: what was shut before may be open now
        self._hints: dict[bytes, bytes] = {}
        self._version = -1
        self._refusal: StrongroomError | None = None
        self._begin()

    def _begin(self) -> None:
        """Start from nothing taken in."""
        self.state, self._fold = self._new_state(NO_LIMITS)
        self._heads: dict[DeviceId, tuple[EntryHash, ...]] = {}
        self._links: dict[EntryHash, order.Link] = {}
        self._closed: set[bytes] = set()  # details that no key of ours opens, by their hash
        self._last_row = 0
        self._latest_at = 0

    def _new_state(self, limits: Limits) -> tuple[State, Fold]:
        state = State(self.keyring.vault_id)
        return state, Fold(state, _may, limits)

    # --- opening ---------------------------------------------------------------------------

    def open(self, progress: Progress = no_progress) -> None:
        """Verify and fold everything, check the objects, compare with the pin.

        Raises the IntegrityError that names what is wrong; nothing is written before it passes.
        """
        self.verify(progress)
        self._check_pin()
        self.store.drop_aside()

    def verify(self, progress: Progress = no_progress) -> None:
        """Verify and fold everything and check the objects, whatever this computer saw before."""
        self._learn_grants()
        self._adopt_own_wraps()
        self._take_new(progress)
        self.outcomes = outcomes(self.state, map(ObjectHash, self.store.object_hashes()))
        if self.outcomes.missing:
            raise MissingObjectError

    def epoch_of(self, session: bytes) -> bytes:
        """Return the epoch of a session as its writer signed it; b"" when nobody did."""
        return self._hints.get(session, b"")

    def open_for_recovery(self, progress: Progress | None = None) -> None:
        """Verify and fold with a recovery sheet's keys: it has no chain, slot or pin."""
        self._learn_grants()
        if not self.keyring.all_seeds():
            raise WrongKeyError("This sheet does not belong to a member of this vault.")
        self._take_new(progress or no_progress)

    def _learn_grants(self) -> None:
        for name in list(self.store.objects_beginning(header(BoxType.DEVICE))):
            self._learn_box(self.store.object(name))

    def _learn_box(self, body: bytes) -> frozenset[bytes]:
        """Take a device box if it is ours, a grant's seeds or shared keys; returns what may open.

        Anyone can seal to a device, so a box that makes no sense is no reason to stay closed: a
        seed counts only if its public key is the signed one, a shared key only if it opens.
        """
        with suppress(SealError, MalformedError):
            plain = self.keyring.open_device_box(body)
            box = from_bytes(plain, GrantBox | ShareBox)  # type: ignore[arg-type]
            self.keys_learned += 1
            if isinstance(box, ShareBox):
                self.keyring.learn_shared(box.keys)
                return frozenset(name for name, _ in box.keys)
            for compartment, epoch, seed in box.seeds:
                self.keyring.learn_seed(compartment, epoch, seed)
            return frozenset(self._closed)
        return frozenset()

    def _adopt_own_wraps(self) -> None:
        for session, sealed in self.store.own_wraps(self.keyring.device).items():
            plain = self.keyring.open_local("own-wrap", sealed)
            self.keyring.adopt(Session(session, plain[:16], plain[16:48], plain[48:]))

    def refresh(self) -> bool:
        """Take in what other processes wrote; returns whether there was anything."""
        if self._refusal is not None:
            raise self._refusal
        if self.store.data_version() == self._version:
            return False
        before = len(self.state.entries)
        self._take_new(no_progress)
        return len(self.state.entries) > before

    def take_in(self) -> None:
        """Take in what this very connection added and verified: `refresh` sees only others."""
        self._take_new(no_progress)
        self.try_to_pin()

    def _take_new(self, progress: Progress) -> None:
        """Take in what is new; what was refused once stays refused until the vault is reopened."""
        try:
            self._take_new_rows(progress)
        except StrongroomError as refusal:
            self._refusal = refusal
            raise
        if self.state.members:
            known = self.state.compartments.values()
            self.keyring.keep_signed({(c.id, epoch) for c in known for epoch in c.epochs})

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
        if row is None or bytes(cores.hash_of(row.core)) != bytes(self.keyring.vault_id):
            raise VaultIdError
        genesis = cores.read_genesis(row.core)
        founder = boxes.device_id(genesis.kem, genesis.sign)
        if (row.n, row.device, row.attestation, row.details) != (0, founder, b"", b""):
            raise IntegrityError("The first entry of this vault was changed.")
        self.state.entries[EntryHash(bytes(self.keyring.vault_id))] = 0

    def _take_rows(self, rows: dict[EntryHash, EntryRow], progress: Progress) -> bool:
        """Fold rows in causal order; False, and nothing taken, when their place is further back."""
        if not rows:
            return True
        if not self.state.entries:
            self._take_genesis(rows.pop(EntryHash(bytes(self.keyring.vault_id)), None))
        opened = {h: self._read_row(row) for h, row in rows.items()}
        links = {h: self._link(h, *opened[h]) for h in rows}
        genesis = EntryHash(bytes(self.keyring.vault_id))
        split = order.check_chains(genesis, [*self._links.values(), *links.values()])
        ordered = order.causal(self.state.entries, links.values())
        if self._heads and not order.continues(self._tips(), [links[h] for h in ordered]):
            return False
        brought = (h for core, _ in opened.values() for h in core.adds if self.state.members)
        opens = [self._learn_new_box(each) for each in brought]  # all of them, before any verdict
        if not self._closed.isdisjoint(h for each in opens for h in each):
            return False  # a share or a grant opens acts that were folded over unread
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
        split = self.state.split
        self.state, self._fold = self._new_state(limits)
        self.state.split = split
        self.state.entries[EntryHash(bytes(self.keyring.vault_id))] = 0
        for each in taken:
            self._fold.take(each)

    def _tips(self) -> Iterable[EntryHash]:
        return (head for heads in self._heads.values() for head in heads)

    def _learn_new_box(self, added: ObjectHash) -> frozenset[bytes]:
        """Look for a grant or a notice to this device among what a new entry adds."""
        body = self.store.object(added) if self.store.has_object(added) else b""
        return self._learn_box(body) if boxes.is_device_box(body) else frozenset()

    def _read_row(self, row: EntryRow) -> tuple[Core, Attestation]:
        try:
            core = cores.read_core(row.core)
        except MalformedError:
            raise IntegrityError("A journal entry is damaged.") from None
        if cores.hash_of(row.core) != row.hash or (core.device, core.n) != (row.device, row.n):
            raise IntegrityError
        if hashlib.sha256(row.details).digest() != core.details:
            raise SealError("The details of a journal entry were replaced.")
        session = self.session(boxes.session_of_attestation(row.attestation))
        plain = boxes.open_attestation(self.keyring.vault_id, session, row.attestation)
        try:
            return core, from_bytes(plain, Attestation)
        except MalformedError:
            raise IntegrityError("A journal entry is damaged.") from None

    def _link(self, entry: EntryHash, core: Core, attestation: Attestation) -> order.Link:
        seen = tuple(h for _, hashes in attestation.seen for h in hashes)
        return order.Link(entry, core.device, core.n, core.previous, seen)

    def _take(self, row: EntryRow, core: Core, attestation: Attestation) -> Taken:
        state = self.state
        known = state.devices.get(core.device) or state.set_aside.get(core.device)
        first = self._open_act(row.details) if known is None else None
        signer = self._first_signer(first) if known is None else known.sign
        cores.verify(self.keyring.vault_id, row.core, attestation, signer)
        for note in attestation.sessions:  # only now: an unsigned hint could close good sessions
            self._hints.setdefault(note.session, note.epoch)
        act = self._open_act(row.details) if first is None else first
        if act is None:
            self._closed.add(core.details)
        builds_on = (core.previous, *(h for _, heads in attestation.seen for h in heads))
        boxed_to = self._boxed_to(row.details)
        taken = Taken(EntryHash(row.hash), core, act, boxed_to, builds_on)
        self._fold.take(taken)
        heads = (h for h in self._heads.get(core.device, ()) if h != core.previous)
        self._heads[core.device] = tuple(sorted((*heads, EntryHash(row.hash))))
        if isinstance(act, acts.Act):
            self._latest_at = max(self._latest_at, act.at)
        return taken

    def _first_signer(self, act: acts.Known | acts.Newer | None) -> bytes:
        """Return the key that must have signed a device's first entry: the entry carries it."""
        if isinstance(act, acts.Founded) and not self.state.members:
            genesis = cores.read_genesis(self.genesis_core())
            carried = (act.device.kem, act.device.sign, act.roster.public)
            if carried == (genesis.kem, genesis.sign, genesis.roster):
                return act.device.sign
        if isinstance(act, acts.DeviceAdded):
            return act.device.sign
        raise SignatureError

    def genesis_core(self) -> bytes:
        """Return the genesis core's bytes."""
        row = self.store.entry(self.keyring.vault_id)
        if row is None:
            raise VaultIdError
        return row.core

    def _open_act(self, details: bytes) -> acts.Known | acts.Newer | None:
        """Open and decode an act; one that its signer left malformed is kept and does nothing."""
        plain = self._open_details(details)
        try:
            return None if plain is None else acts.act_from_bytes(plain)
        except MalformedError:
            return acts.Newer("malformed")

    def _boxed_to(self, details: bytes) -> frozenset[EpochId]:
        """Return the epochs that details are boxed to, by what the sessions' writers signed."""
        boxed = (self._hints.get(named) for named, _ in boxes.details_boxes(details)[0])
        return frozenset(EpochId(epoch) for epoch in boxed if epoch is not None)

    @staticmethod
    def details_hash(details: bytes) -> bytes:
        """Return the name by which details are shared."""
        return hashlib.sha256(details).digest()

    def _open_details(self, details: bytes) -> bytes | None:
        vault_id = self.keyring.vault_id
        for named, _ in boxes.details_boxes(details)[0]:
            try:
                return boxes.open_details(vault_id, self.session(named), details)
            except NoKeyError:
                continue
        name = self.details_hash(details)
        return self.keyring.open_shared(
            name, lambda key: boxes.open_details_with_key(vault_id, key, details)
        )

    # --- what others have ------------------------------------------------------------------

    @property
    def links(self) -> Mapping[EntryHash, order.Link]:
        """Return every entry's place, genesis excepted."""
        return self._links

    def known_to(self, device: DeviceId) -> set[EntryHash]:
        """Return the entries that a device certainly has: its own, and all that they build on."""
        return order.reached_from(self._heads.get(device, ()), self._links)

    # --- pin -------------------------------------------------------------------------------

    def has_been_open(self) -> bool:
        """Tell whether this device opened the vault before: it left a pin."""
        return self.home.pin(self.keyring.vault_id, self.keyring.device) is not None

    def _check_pin(self) -> None:
        sealed = self.home.pin(self.keyring.vault_id, self.keyring.device)
        if sealed is None:
            self.first_time_here = True
            return
        mac, data = sealed[:32], sealed[32:]
        if not primitives.same(self.keyring.pin_mac(data), mac):
            raise IntegrityError("The note of what this computer last saw was changed.")
        pin = from_bytes(data, Pin)
        if (pin.vault, pin.device) != (self.keyring.vault_id, self.keyring.device):
            raise VaultIdError
        if any(head not in self.state.entries for _, head in pin.heads):
            raise RollbackError(
                f"This vault file ends on {_date(self._latest_at)}, but this computer has seen it "
                f"go on until {_date(pin.written_at)}: it is an older copy. Nothing was written."
            )

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
        now = clock.seconds()
        data = to_bytes(Pin(self.keyring.vault_id, self.keyring.device, heads, now))
        sealed = self.keyring.pin_mac(data) + data
        self.home.keep_pin(self.keyring.vault_id, self.keyring.device, sealed)

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
            return from_bytes(shared, kind)
        return from_bytes(boxes.open_body(vault_id, session, body), kind)

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
        try:
            with self.store.atomic():
                self.refresh()
                self._refuse_split()
                writing = Writing(self.store, self.keyring, self.state)
                act = build(writing)
                core = writing.enter(act, self._chain(), self.seen())
        except BaseException:
            self.keyring.forget_writing()
            raise
        self._take_new(no_progress)
        self.try_to_pin()
        entry = cores.hash_of(core)
        if any(entry == refused for refused, _ in self.state.refused):
            raise NotPermittedError(_REFUSED)
        return entry

    def _refuse_split(self) -> None:
        """Refuse to go on with a chain that another copy of this folder goes on with as well."""
        if self.keyring.device in self.state.split:
            raise ForkError

    def _chain(self) -> tuple[int, EntryHash]:
        """Return the next number and the predecessor, read inside the transaction."""
        last = self.store.last(self.keyring.device)
        if last is None or last[0] == 0:
            return 1, EntryHash(bytes(self.keyring.vault_id))
        return last[0] + 1, EntryHash(last[1])

    def seen(self) -> cores.HeadVector:
        """Return the head vector: what this device has taken in, several heads after a split."""
        return tuple(sorted(self._heads.items()))


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "its founding"
