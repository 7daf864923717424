"""One entry in the making: seal objects for a part, box details, sign, store. Inside a transaction.

The caller (`ledger.commit`) owns the transaction and takes the finished entry in afterwards.
"""

from __future__ import annotations

import hashlib

from vault import acts
from vault.archive import clock
from vault.archive.entitled import readers
from vault.crypto import boxes, pieces
from vault.crypto.boxes import Epoch, Session
from vault.crypto.pieces import Place
from vault.errors import UsageError
from vault.journal import cores
from vault.journal.cores import SessionNote
from vault.journal.state import CompartmentState, DeviceState, State
from vault.keyring import GrantBox, Keyring, ShareBox
from vault.model import (
    CompartmentId,
    DeskId,
    EntryHash,
    EpochId,
    MemberId,
    ObjectHash,
    Part,
    Record,
    to_bytes,
)
from vault.store import EntryRow, Store


class Writing:
    """Collects what one entry adds."""

    def __init__(self, store: Store, keyring: Keyring, state: State) -> None:
        self._store = store
        self._keyring = keyring
        self._state = state
        self._adds: list[ObjectHash] = []
        self._notes: list[SessionNote] = []
        self._notices: list[tuple[DeviceState, tuple[tuple[bytes, bytes], ...]]] = []
        self._keys: dict[ObjectHash, bytes] = {}
        self._extra: dict[Part, CompartmentState] = {}
        self._epochs: dict[CompartmentId, Epoch] = {}

    @property
    def member(self) -> MemberId:
        """Return the member who writes."""
        return self._state.devices[self._keyring.device].member

    @property
    def state(self) -> State:
        """Return the state as of this transaction: what a decision may rest on."""
        return self._state

    @staticmethod
    def now() -> int:
        """Return the claimed time, Unix seconds."""
        return clock.seconds()

    # --- objects ---------------------------------------------------------------------------

    def use(self, compartment: CompartmentState) -> None:
        """Know a compartment that this very entry creates."""
        self._extra[compartment.part] = compartment

    def _compartment(self, part: Part, desk: DeskId) -> CompartmentState:
        if part in self._extra:
            return self._extra[part]
        if part is Part.ROSTER:
            found = next(c for c in self._state.compartments.values() if c.part is Part.ROSTER)
            return found
        if desk not in self._state.desks:
            raise UsageError("There is no such desk.")
        return self._state.compartments[self._state.desks[desk].compartments[part]]

    def _session(self, part: Part, desk: DeskId) -> Session:
        compartment = self._compartment(part, desk)
        epoch = self._target(compartment)
        body, session = self._keyring.writing_session(epoch, 1)
        if body is not None:
            self._add(body)
            note = SessionNote(
                ObjectHash(session.hash), CompartmentId(epoch.compartment), EpochId(epoch.epoch)
            )
            self._notes.append(note)
            if not self._keyring.holds(epoch.epoch):
                self._keep_own_wrap(session)
        return session

    def _target(self, compartment: CompartmentState) -> Epoch:
        """Return the epoch to seal to: the current one, or a bridge past whoever left.

        The roster's is never bridged: an act that some could not read would split the vault.
        Whoever signs somebody out makes its next epoch at once.
        """
        if compartment.id not in self._epochs:
            current = self._state.current(compartment)
            epoch = Epoch(compartment.id, current, compartment.publics[current])
            if compartment.part is not Part.ROSTER and self._state.is_read_by_gone(current):
                epoch = self._bridge(compartment)
            self._epochs[compartment.id] = epoch
        return self._epochs[compartment.id]

    def _bridge(self, compartment: CompartmentState) -> Epoch:
        """Make a key pair for this session, its seed boxed to each device that reads the part.

        For whoever may make no epoch while somebody who left still opens the newest one. The seed
        is forgotten at once: what a reporter writes they read back by their own wrap.
        """
        devices = readers(self._state, compartment)
        to = frozenset(device.id for device in devices)
        known = self._keyring.bridge(compartment.id, to)
        if known is not None:
            return known
        epoch, seed = self._keyring.new_bridge(compartment.id, to)
        for device in devices:
            self.seal_to_device(device, GrantBox(((epoch.compartment, epoch.epoch, seed),)))
        return epoch

    def _keep_own_wrap(self, session: Session) -> None:
        """Keep the session key for this device alone, where it may not read the compartment."""
        plain = session.compartment + session.epoch + session.key
        sealed = self._keyring.seal_local("own-wrap", plain)
        self._store.put_own_wrap(session.hash, self._keyring.device, sealed)

    def _add(self, body: bytes) -> ObjectHash:
        added = ObjectHash(self._store.add_object(body))
        self._adds.append(added)
        return added

    def seal(self, part: Part, desk: DeskId, record: Record) -> ObjectHash:
        """Seal a record to one part of a desk (or the roster); returns the object's hash."""
        session = self._session(part, desk)
        body, key = boxes.seal_body(self._keyring.vault_id, session, to_bytes(record))
        added = self._add(body)
        self._keys[added] = key
        return added

    def seal_piece(self, desk: DeskId, key: bytes, place: Place, content: bytes) -> ObjectHash:
        """Seal a piece of an attachment, of which `key` is, to the desk's verbatim part."""
        session = self._session(Part.VERBATIM, desk)
        return self._add(pieces.seal_piece(self._keyring.vault_id, session, key, place, content))

    def seal_to_device(self, device: DeviceState, record: Record) -> ObjectHash:
        """Seal a small record to one device."""
        vault_id = self._keyring.vault_id
        return self._add(boxes.seal_to_device(vault_id, device.id, device.kem, to_bytes(record)))

    def seal_previous(self, epoch: Epoch, record: Record) -> ObjectHash:
        """Seal the seeds of earlier epochs to a newer one."""
        return self._add(boxes.seal_previous(self._keyring.vault_id, epoch, to_bytes(record)))

    def add_sealed(self, body: bytes) -> ObjectHash:
        """Add a body that the caller sealed, as a custodian's answer is to a one-time key."""
        return self._add(body)

    def add_foreign(self, body: bytes, note: SessionNote | None) -> ObjectHash:
        """Add a body that a field device sealed; `note` says for which epoch its session is."""
        if note is not None:
            self._notes.append(note)
        return self._add(body)

    def notify(self, devices: list[DeviceState], objects: tuple[ObjectHash, ...] = ()) -> None:
        """Let devices that hold no key of the desk open this entry's details and these objects."""
        shared = tuple((name, self._keys[name]) for name in objects if name in self._keys)
        self._notices += [(device, shared) for device in devices]

    # --- the entry -------------------------------------------------------------------------

    def enter(self, act: acts.Known, chain: tuple[int, EntryHash], seen: cores.HeadVector) -> bytes:
        """Seal details, sign, and store the entry; returns its core's bytes."""
        details, details_key = self._seal_details(act)
        name = hashlib.sha256(details).digest()
        for device, shared in self._notices:
            self.seal_to_device(device, ShareBox(((name, details_key), *shared)))
        roster = self._session(Part.ROSTER, DeskId(b""))
        n, previous = chain
        device_id = self._keyring.device
        removes = act.objects if isinstance(act, acts.RemovalRequested) else ()
        core = to_bytes(cores.Core(device_id, n, previous, tuple(self._adds), removes, name))
        vault_id, signer = self._keyring.vault_id, (device_id, self._keyring.sign)
        attestation = cores.attest(vault_id, core, seen, tuple(self._notes), signer)
        sealed = boxes.seal_attestation(vault_id, roster, to_bytes(attestation))
        row = EntryRow(cores.hash_of(core), device_id, n, core, sealed, details)
        self._store.add_entry(row)
        return core

    def _seal_details(self, act: acts.Known) -> tuple[bytes, bytes]:
        """Box details to the roster, to the desk's redacted and journal compartments, or to all."""
        if isinstance(act, acts.DeskAct):
            parts = (Part.REDACTED, Part.JOURNAL)
            sessions: tuple[Session, ...] = tuple(self._session(p, act.desk) for p in parts)
        else:
            sessions = ()
        if not isinstance(act, acts.DeskAct) or isinstance(act, acts.DeskAndRosterAct):
            sessions = (*sessions, self._session(Part.ROSTER, DeskId(b"")))
        return boxes.seal_details(self._keyring.vault_id, sessions, to_bytes(act))
