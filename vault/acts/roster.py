"""Acts of the roster, boxed to the roster: people, devices, desks, keys, roles, policy, rules."""

from __future__ import annotations

from vault.acts.base import Act, Assignment, CompartmentKey, DeviceKeys
from vault.model import (
    DeskId,
    DeviceId,
    EntryHash,
    EpochId,
    MemberId,
    ObjectHash,
)


class Founded(Act, frozen=True, tag="founded/1"):
    """The founder's first entry after genesis: it signs the vault into being."""

    device: DeviceKeys
    card: ObjectHash
    roster: CompartmentKey
    policy: ObjectHash
    rules: ObjectHash
    rules_hash: bytes
    recovery: DeviceKeys
    assignments: tuple[Assignment, ...]


class Admitted(Act, frozen=True, tag="admitted/1"):
    """An admin signs a person in, with device, recovery device, roles and roster key."""

    who: MemberId
    device: DeviceKeys
    recovery: DeviceKeys
    card: ObjectHash
    assignments: tuple[Assignment, ...]
    alone: bool


class DeskOpened(Act, frozen=True, tag="desk/1"):
    """A desk and its compartments, made by the desk's first editor."""

    desk: DeskId
    card: ObjectHash
    keys: tuple[CompartmentKey, ...]


class Granted(Act, frozen=True, tag="granted/1"):
    """Compartment seeds handed to devices: each box object is sealed to one device."""

    to: MemberId
    epochs: tuple[EpochId, ...]
    boxes: tuple[ObjectHash, ...]


class RolesChanged(Act, frozen=True, tag="roles/1"):
    """A member's whole set of roles, from now on."""

    who: MemberId
    assignments: tuple[Assignment, ...]


class PolicySet(Act, frozen=True, tag="policy/1"):
    """A new policy."""

    policy: ObjectHash


class RulesSet(Act, frozen=True, tag="rules/1"):
    """A new redaction rule set; `rules_hash` is SHA-256 of its TOML source."""

    rules: ObjectHash
    rules_hash: bytes


class DeviceAdded(Act, frozen=True, tag="device-added/1"):
    """A further device of a member, vouched for by another of theirs or by the recovery device.

    `voucher` is the vouching device's id, `signature` its Ed25519 signature over the context
    ("recovery" or "device-statement", vault id, member, kem, sign).
    """

    who: MemberId
    device: DeviceKeys
    voucher: DeviceId
    signature: bytes


class SignedOut(Act, frozen=True, tag="signed-out/1"):
    """A member leaves; `last` names the last accepted entry of each of their devices."""

    who: MemberId
    last: tuple[tuple[DeviceId, EntryHash], ...]
