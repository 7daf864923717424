"""How far each device's chain goes here, and the words that two computers compare of one.

Equal words at one number mean equal entries there, and so one chain before it: a carrier that
serves an old state, or two states to two offices, is found by reading them out.
"""

from __future__ import annotations

from vault.archive import naming, passphrases
from vault.archive.library import iso
from vault.archive.session import Archive, use_case
from vault.errors import UsageError
from vault.model import DeviceId, Record

_BEYOND = "That chain has no entry of this number here: it ends at {}."


class HeadView(Record, frozen=True):
    """One entry of a device's chain. `words` are none in a list; `ends_at` is the chain's end."""

    device: str
    member: str
    n: int
    ends_at: int
    heard: str
    words: tuple[str, ...] = ()


@use_case
def chains(archive: Archive) -> tuple[HeadView, ...]:
    """Return where the chain of every device ends, by member; a split one at each of its ends."""
    found = [
        _view(archive, device, n)
        for device in archive.state.devices
        for n, _ in archive.ledger.store.ends(device)
    ]
    return tuple(sorted(found, key=lambda view: (view.member, view.device)))


@use_case
def head(archive: Archive, device_id: str, number: int | None = None) -> tuple[HeadView, ...]:
    """Return a device's chain at one number (its end, without one), with the words to compare.

    Several after a split. The device goes by its id, a prefix of it, or its member's name. Raises
    UsageError where nothing or more than one is meant, or the chain is shorter.
    """
    state, store = archive.state, archive.ledger.store
    known = ((d, archive.library.member_name(of.member)) for d, of in state.devices.items())
    device = DeviceId(naming.one(known, device_id, "device"))
    last = store.last(device)
    ends_at = last[0] if last else -1
    n = ends_at if number is None else number
    entries = store.entries_at(device, n)
    if not entries:
        raise UsageError(_BEYOND.format(ends_at) if last else "That device wrote nothing yet.")
    return tuple(
        _view(archive, device, n, passphrases.head_words(state.vault_id, device, n, entry))
        for entry in entries
    )


def _view(archive: Archive, device: DeviceId, n: int, words: tuple[str, ...] = ()) -> HeadView:
    state = archive.state
    last = archive.ledger.store.last(device)
    return HeadView(
        device=device.hex(),
        member=archive.library.member_name(state.devices[device].member),
        n=n,
        ends_at=last[0] if last else n,
        heard=iso(state.heard[device]) if device in state.heard else "",
        words=words,
    )
