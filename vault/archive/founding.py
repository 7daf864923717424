"""The first minute of a vault, and the day a laptop is lost: founding and recovery.

Everything else about members is `members`; opening with a passphrase is `session`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from vault import acts
from vault.archive import lacking, passphrases, slots
from vault.archive.home import Home
from vault.archive.ledger import Ledger
from vault.archive.writing import Writing
from vault.crypto import boxes, primitives
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.format import context
from vault.crypto.primitives import KEY_BYTES, KdfCost
from vault.errors import IntegrityError, MalformedError, NotPermittedError, WrongKeyError
from vault.journal import cores
from vault.journal.state import CompartmentState, DeviceState, MemberState, State
from vault.keyring import DeviceSeeds, GrantBox, Keyring, ShareBox
from vault.model import (
    PRESET_ROLES,
    CompartmentId,
    DeskCard,
    DeskId,
    DeviceId,
    EpochId,
    MemberCard,
    MemberId,
    ObjectHash,
    Part,
    Policy,
    PolicyPreset,
    Preset,
    Role,
    RuleSet,
    VaultId,
    new_id,
)
from vault.redact.rules import default_toml
from vault.store import USUAL, EntryRow, Store, place
from vault.text import first_unsafe

LONGEST_LABEL = 80  # characters

DESK_PARTS = (Part.REDACTED, Part.VERBATIM, Part.SECURITY, Part.JOURNAL)
VAULT_WIDE = frozenset({Role.ADMIN, Role.CUSTODIAN, Role.AUDITOR})


@dataclass(frozen=True, repr=False)
class FoundingRequest:
    """What `init` asks: the founder's name, the first desk's label, the policy, a passphrase.

    Without a passphrase six words are generated. `cost` is for tests and the demo; it is never
    below the floor.
    """

    name: str
    desk: str
    preset: PolicyPreset = PolicyPreset.SMALL_DESK
    passphrase: bytes | None = None
    cost: KdfCost = KDF_DEFAULT


@dataclass(frozen=True, repr=False)
class Founded:
    """What the founder must keep: shown once."""

    passphrase: bytes
    sheet: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Recovered:
    """The new passphrase of this computer."""

    passphrase: bytes


@dataclass(frozen=True, repr=False)
class NewDevice:
    """A device in the making, with its recovery device."""

    seeds: DeviceSeeds
    sheet_seed: bytes


_NOTHING_YET = (
    "This vault is empty yet, so no sheet opens it: put a colleague's backup in its place, once "
    "they let you in (strongroom backup), and recover from that."
)


def policy_of(preset: PolicyPreset) -> Policy:
    """Return the switches of a preset."""
    return Policy(
        preset=preset,
        second_person_approves=preset is not PolicyPreset.ONE_PERSON,
        cleared_editor_approves=preset is PolicyPreset.LARGE_DESK,
    )


def assignments_for(preset: Preset, desks: tuple[DeskId, ...]) -> tuple[acts.Assignment, ...]:
    """Return a preset's roles: vault-wide ones once, the others on each desk."""
    found: list[acts.Assignment] = []
    for role in PRESET_ROLES[preset]:
        on = (DeskId(b""),) if role in VAULT_WIDE else desks
        found += [acts.Assignment(role, desk) for desk in on]
    return tuple(found)


def device_keys(keyring: Keyring) -> acts.DeviceKeys:
    """Return a device's public keys with its own statement over both."""
    return acts.DeviceKeys(keyring.kem.public, keyring.sign_public, keyring.statement())


def recovery_keyring(vault_id: VaultId, sheet_seed: bytes) -> Keyring:
    """Return the keyring of the recovery device that a sheet is."""
    return Keyring(vault_id, DeviceSeeds.from_sheet(sheet_seed))


def state_of(keys: acts.DeviceKeys, member: MemberId) -> DeviceState:
    """Return the device that will receive a grant."""
    device = DeviceId(boxes.device_id(keys.kem, keys.sign))
    return DeviceState(device, member, keys.kem, keys.sign)


def grant_boxes(
    writing: Writing, seeds: tuple[tuple[bytes, bytes, bytes], ...], devices: list[DeviceState]
) -> tuple[ObjectHash, ...]:
    """Seal compartment seeds to devices, one box each."""
    return tuple(writing.seal_to_device(device, GrantBox(seeds)) for device in devices)


def hand_on(writing: Writing, old: Keyring, device: DeviceState) -> None:
    """Seal to a member's new device what was granted to and shared with another one of theirs."""
    grant_boxes(writing, old.all_seeds(), [device])
    if old.all_shared():
        writing.seal_to_device(device, ShareBox(old.all_shared()))


def new_compartment(part: Part, desk: DeskId, seed: bytes) -> CompartmentState:
    """Return a compartment with its first epoch."""
    key = primitives.kem_key(seed)
    epoch = EpochId(boxes.epoch_id(key.public))
    compartment = CompartmentId(new_id())
    return CompartmentState(compartment, desk, part, [epoch], {epoch: key.public})


def found_vault(path: Path, home: Home, request: FoundingRequest) -> Founded:
    """Make a vault with one member and one desk; returns what must be kept, shown once.

    Raises UsageError when the file exists, MalformedError for a weak passphrase or for a name
    that cannot be shown. The vault appears whole or not at all: a half-founded one would keep its
    name and open for nobody.
    """
    passphrase = request.passphrase
    if passphrase is not None:
        passphrases.check_typed(passphrase)
    chosen = slots.Protection(passphrase or passphrases.generate_passphrase(), request.cost)
    request = replace(request, name=label(request.name, "name"), desk=label(request.desk, "desk"))
    sheet_seed = primitives.random_bytes(KEY_BYTES)
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    real = place.new_vault(path, USUAL.mounts)
    unfinished = real.with_name(f".{real.name}.founding-{new_id().hex()[:8]}")
    try:
        _found(unfinished, home, request, (chosen, sheet_seed))
        place.write_new(real, unfinished.read_bytes())
    finally:
        unfinished.unlink(missing_ok=True)
    return Founded(chosen.passphrase, passphrases.sheet_from_seed(sheet_seed))


def _found(
    path: Path, home: Home, request: FoundingRequest, secrets: tuple[slots.Protection, bytes]
) -> None:
    seeds, (chosen, sheet_seed) = DeviceSeeds.fresh(), secrets
    store, keyring, roster = _genesis(path, seeds)
    with store:
        store.put_slot(keyring.device, slots.seal_new(home, keyring, seeds, chosen))
        ledger = Ledger(store, keyring, home)
        _write_founding(ledger, request, sheet_seed, roster)
        open_desk(ledger, request.desk)


def label(given: str, field: str) -> str:
    """Return a name as it will be shown: NFC, one line, trimmed.

    Raises MalformedError when it is empty, too long or holds characters that nobody sees.
    """
    found = unicodedata.normalize("NFC", given).strip()
    if not 1 <= len(found) <= LONGEST_LABEL or "\n" in found or "\t" in found:
        sentence = f"A {field} has 1 to {LONGEST_LABEL} characters, on one line."
        raise MalformedError(sentence, field=field)
    if first_unsafe(found) is not None:
        raise MalformedError(f"That {field} holds invisible characters.", field=field)
    return found


def _genesis(path: Path, seeds: DeviceSeeds) -> tuple[Store, Keyring, CompartmentState]:
    roster_seed = primitives.random_bytes(KEY_BYTES)
    roster = new_compartment(Part.ROSTER, DeskId(b""), roster_seed)
    kem, sign = primitives.kem_key(seeds.kem).public, primitives.sign_public(seeds.sign)
    core = cores.make_genesis(kem, sign, roster.publics[roster.epochs[0]])
    vault_id = VaultId(bytes(cores.hash_of(core)))
    keyring = Keyring(vault_id, seeds)
    keyring.learn_seed(roster.id, roster.epochs[0], roster_seed)
    row = EntryRow(vault_id, keyring.device, 0, core, b"", b"")
    return Store.create(path, row), keyring, roster


def _write_founding(
    ledger: Ledger, request: FoundingRequest, sheet_seed: bytes, roster: CompartmentState
) -> None:
    keyring = ledger.keyring
    member = MemberId(new_id())
    recovery = device_keys(recovery_keyring(keyring.vault_id, sheet_seed))
    mine = device_keys(keyring)
    epoch = roster.epochs[0]
    rules = default_toml()

    def build(writing: Writing) -> acts.Known:
        writing.use(roster)
        seeds = (keyring.seed_of(epoch),)
        grant_boxes(writing, seeds, [state_of(mine, member), state_of(recovery, member)])
        nowhere = DeskId(b"")
        return acts.Founded(
            member=member, at=writing.now(), device=mine, recovery=recovery,
            card=writing.seal(Part.ROSTER, nowhere, MemberCard(member, request.name)),
            roster=acts.CompartmentKey(Part.ROSTER, roster.id, roster.publics[epoch]),
            policy=writing.seal(Part.ROSTER, nowhere, policy_of(request.preset).to_seal()),
            rules=writing.seal(Part.ROSTER, nowhere, RuleSet(rules)),
            rules_hash=primitives.sha256(rules.encode("utf-8")),
            assignments=assignments_for(Preset.ADMIN_EDITOR, ()),
        )  # fmt: skip

    ledger.commit(build)


def open_desk(ledger: Ledger, name: str) -> DeskId:
    """Open a desk: its compartments are made here, by the editor who opens it."""
    desk = DeskId(new_id())
    made = [(part, primitives.random_bytes(KEY_BYTES)) for part in DESK_PARTS]
    compartments = [new_compartment(part, desk, seed) for part, seed in made]

    def build(writing: Writing) -> acts.Known:
        for compartment, (_, seed) in zip(compartments, made, strict=True):
            ledger.keyring.learn_seed(compartment.id, compartment.epochs[0], seed)
        me = writing.state.members[writing.member]
        seeds = tuple(ledger.keyring.seed_of(c.epochs[0]) for c in compartments)
        grant_boxes(writing, seeds, writing.state.live_devices(me))
        return acts.DeskOpened(
            member=me.id, at=writing.now(), desk=desk,
            card=writing.seal(Part.ROSTER, desk, DeskCard(desk, name)),
            keys=tuple(
                acts.CompartmentKey(c.part, c.id, c.publics[c.epochs[0]]) for c in compartments
            ),
        )  # fmt: skip

    ledger.commit(build)
    return desk


def recover(  # noqa: PLR0913 - three things are needed, three are for the asking
    path: Path, home: Home, words: list[str], passphrase: bytes | None = None,
    progress: Callable[[str, float], None] | None = None, cost: KdfCost = KDF_DEFAULT,
) -> Recovered:  # fmt: skip
    """Rebuild access from a copy of the vault and the 24 words, under a new device.

    The sheet opens the member's grants and vouches for the new device; originals that only the
    lost laptop could open come back when an editor shares them. Raises MalformedError that names
    a mistyped word's place, WrongKeyError for a sheet of another vault, NotPermittedError for
    that of a member who was signed out.
    """
    seed = passphrases.seed_from_sheet(words)
    return recover_from_seed(path, home, seed, passphrase, progress, cost)


def recover_from_seed(  # noqa: PLR0913 - as `recover`
    path: Path, home: Home, sheet_seed: bytes, passphrase: bytes | None = None,
    progress: Callable[[str, float], None] | None = None, cost: KdfCost = KDF_DEFAULT,
) -> Recovered:  # fmt: skip
    """Rebuild access as `recover` does, from the 32 bytes of a sheet: its words or its shares."""
    if passphrase is not None:
        passphrases.check_typed(passphrase)
    chosen = slots.Protection(passphrase or passphrases.generate_passphrase(), cost)
    with Store.open(path) as store:
        if store.entry_count == 1:  # what `join` made, and no packet came yet
            raise WrongKeyError(_NOTHING_YET)
        vault_id = claimed_id(store)
        sheet = recovery_keyring(vault_id, sheet_seed)
        reader = Ledger(store, sheet, home)
        reader.open_for_recovery(progress)
        member = owner(reader.state, sheet.device).id
        seeds = DeviceSeeds.fresh()
        keyring = Keyring(vault_id, seeds)
        sheet.hand_seeds_to(keyring)
        slot = slots.seal_new(home, keyring, seeds, chosen)
        ledger = Ledger(store, keyring, home)
        ledger.refresh()
        with store.atomic():  # a slot alone would open for a device that nobody vouched for
            store.put_slot(keyring.device, slot)
            _vouch(ledger, sheet, member)
            lacking.carry_on(ledger, reader.state.members[member].devices)
    return Recovered(chosen.passphrase)


def claimed_id(store: Store) -> VaultId:
    """Return the hash of a file's first entry: the vault id that it claims."""
    first = next(iter(store.entries()), None)
    if first is None:
        raise IntegrityError
    return VaultId(first.hash)


def owner(state: State, recovery: DeviceId) -> MemberState:
    """Return the member of a recovery sheet that stands; or raises as `recover`."""
    known = state.members.values()
    if any(recovery in m.retired for m in known):
        raise NotPermittedError("This sheet was replaced by a newer one; use that.")
    found = next((m for m in known if m.recovery.id == recovery), None)
    if found is None:
        raise WrongKeyError("This sheet does not belong to a member of this vault.")
    if found.signed_out:
        raise NotPermittedError("The member of this sheet was signed out of this vault.")
    return found


def _vouch(ledger: Ledger, sheet: Keyring, member: MemberId) -> None:
    keyring = ledger.keyring
    mine = device_keys(keyring)
    vouched = context("recovery", keyring.vault_id, member, mine.kem, mine.sign)

    def build(writing: Writing) -> acts.Known:
        hand_on(writing, sheet, state_of(mine, member))
        return acts.DeviceAdded(
            member=member, at=writing.now(), who=member, device=mine,
            voucher=sheet.device, signature=sheet.sign(vouched),
        )  # fmt: skip

    ledger.commit(build)
