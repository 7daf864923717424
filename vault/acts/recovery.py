"""Acts about recovery sheets, boxed to the roster."""

from __future__ import annotations

from vault.acts.base import Act, DeviceKeys
from vault.model import DeviceId, MemberId, ObjectHash


class RecoveryRenewed(Act, frozen=True, tag="recovery-renewed/1"):
    """A new recovery sheet in the place of a member's old one, which vouches for nothing more.

    `voucher` is the member's writing device, `signature` its own over the context ("recovery",
    vault id, member id, kem, sign); `boxes` give the sheet what was granted to and shared with it.
    """

    who: MemberId
    recovery: DeviceKeys
    voucher: DeviceId
    signature: bytes
    boxes: tuple[ObjectHash, ...]
