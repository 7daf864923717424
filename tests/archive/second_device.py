"""A further device of somebody who has one already, at a computer of its own."""

from __future__ import annotations

from pathlib import Path

from vault.archive import exchange, further
from vault.archive.home import Home
from vault.archive.session import Archive, unlock
from vault.crypto.boxes import KDF_FLOOR


def second_device(first: Archive, folder: Path) -> Archive:
    """Invite, answer and accept by files; returns the vault as the new device opens it."""
    folder.mkdir()
    path, home = folder / "newsroom.strongroom", Home(folder / "home")
    letter, answer, packet = (folder / name for name in ("letter", "answer", "packet"))
    invited = further.invite(first, letter)
    joined = further.join(path, home, letter.read_bytes(), invited.code, answer, cost=KDF_FLOOR)
    further.accept(first, answer.read_bytes(), packet, compared=True)
    exchange.receive_first(path, home, joined.passphrase, packet)
    return unlock(path, home, joined.passphrase)


def other_of(first: Archive) -> str:
    """Return the id of the device that is not the one asked."""
    (other,) = (view.id for view in further.devices(first) if not view.here)
    return other
