"""Acts that end a device's or an epoch's time: a lost device, a new epoch, two epochs made one."""

from __future__ import annotations

from vault.acts.base import Act
from vault.model import (
    CompartmentId,
    DeviceId,
    EntryHash,
    EpochId,
    MemberId,
    ObjectHash,
)


class DeviceLost(Act, frozen=True, tag="device-lost/1"):
    """One device is signed out, its member is not; `last` are its last accepted entries.

    One entry, none when nothing of it counts, several after a split.
    """

    who: MemberId
    device: DeviceId
    last: tuple[EntryHash, ...]


class Rotated(Act, frozen=True, tag="rotated/1"):
    """A compartment's next epoch: its public key, and the box of its seed for each reader device.

    `previous` holds all earlier seeds, sealed to the new key; `boxes` stand in the order of
    `readers`.
    """

    compartment: CompartmentId
    replaces: EpochId
    public: bytes
    previous: ObjectHash
    readers: tuple[DeviceId, ...]
    boxes: tuple[ObjectHash, ...]


class EpochsMerged(Act, frozen=True, tag="epochs-merged/1"):
    """One epoch in the place of several that were made without knowing of each other."""

    compartment: CompartmentId
    merged: tuple[EpochId, ...]
    public: bytes
    previous: ObjectHash
    readers: tuple[DeviceId, ...]
    boxes: tuple[ObjectHash, ...]
