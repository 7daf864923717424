"""What lies on this computer outside the vault: secrets, pins, waiting packets; neutral names.

No file here names a person, a vault or a newsroom. The vault itself is `store`; what a pin holds
is `ledger`.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ENVIRONMENT: Final = "STRONGROOM_HOME"
_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{8}")


@dataclass(frozen=True)
class Home:
    """The folder for this user on this computer: 0700, its files 0600."""

    folder: Path

    @classmethod
    def find(cls) -> Home:
        """Return STRONGROOM_HOME, or the platform's data folder (XDG on Linux)."""
        given = os.environ.get(_ENVIRONMENT)
        if given:
            return cls(Path(given))
        from platformdirs import user_data_path

        return cls(user_data_path("strongroom"))

    @property
    def default_vault(self) -> Path:
        """Where the vault is when no path is given."""
        return self.folder / "newsroom.strongroom"

    @property
    def demo_folder(self) -> Path:
        """Where `strongroom demo` builds."""
        return self.folder / "demo"

    def _file(self, kind: str, vault_id: bytes, device: bytes) -> Path:
        return self.folder / kind / f"{vault_id.hex()[:24]}-{device.hex()[:24]}"

    def tidy(self) -> None:
        """Remove what a process that was killed left half-written: it may be a device secret."""
        for kind in ("devices", "pins", "checks", "waiting"):
            with suppress(OSError):
                _tidy(self.folder / kind)

    # --- device secrets --------------------------------------------------------------------

    def secret(self, vault_id: bytes, device: bytes) -> bytes | None:
        """Return the device secret, or None when it is not on this computer."""
        return _content(self._file("devices", vault_id, device))

    def next_secret(self, vault_id: bytes, device: bytes) -> bytes | None:
        """Return the secret that a passphrase change left beside it, or None."""
        return _content(self._next_secret(vault_id, device))

    def has_secret(self, vault_id: bytes, device: bytes) -> bool:
        """Tell whether this computer holds a secret of the device."""
        places = (self._file("devices", vault_id, device), self._next_secret(vault_id, device))
        return any(place.is_file() for place in places)

    def keep_secret(self, vault_id: bytes, device: bytes, secret: bytes) -> None:
        """Write a device secret durably; an older one is replaced."""
        write_durably(self._file("devices", vault_id, device), secret)

    def keep_next_secret(self, vault_id: bytes, device: bytes, secret: bytes) -> None:
        """Write, beside the device secret, the one that a slot about to be stored will need."""
        write_durably(self._next_secret(vault_id, device), secret)

    def promote_next_secret(self, vault_id: bytes, device: bytes) -> None:
        """Let the next secret replace the device secret."""
        next_one = self._next_secret(vault_id, device)
        next_one.replace(self._file("devices", vault_id, device))
        _sync_folder(next_one.parent)

    def forget(self, vault_id: bytes, device: bytes) -> None:
        """Delete what lies here of a device that goes on no more; without its slot it is no use."""
        for place in (
            self._file("devices", vault_id, device), self._next_secret(vault_id, device),
            self._file("pins", vault_id, device), self._file("checks", vault_id, device),
        ):  # fmt: skip
            with suppress(OSError):
                place.unlink(missing_ok=True)

    def _next_secret(self, vault_id: bytes, device: bytes) -> Path:
        path = self._file("devices", vault_id, device)
        return path.with_name(f"{path.name}.next")

    def last_used(self, vault_id: bytes, device: bytes) -> float:
        """Return when the device's pin or secret was last written: slots are tried so."""
        places = (self._file(kind, vault_id, device) for kind in ("pins", "devices"))
        return max((place.stat().st_mtime for place in places if place.is_file()), default=0.0)

    # --- pins ------------------------------------------------------------------------------

    def pin(self, vault_id: bytes, device: bytes) -> bytes | None:
        """Return the pin's bytes, or None on a first use."""
        return _content(self._file("pins", vault_id, device))

    def keep_pin(self, vault_id: bytes, device: bytes, data: bytes) -> None:
        """Write a pin durably: temporary file, fsync, rename, fsync of the folder."""
        write_durably(self._file("pins", vault_id, device), data)

    # --- checks that were interrupted ------------------------------------------------------

    def check(self, vault_id: bytes, device: bytes) -> bytes | None:
        """Return how far an interrupted check came, sealed, or None."""
        return _content(self._file("checks", vault_id, device))

    def keep_check(self, vault_id: bytes, device: bytes, data: bytes | None) -> None:
        """Write how far a check came; None when it came to its end."""
        if data is None:
            self._file("checks", vault_id, device).unlink(missing_ok=True)
        else:
            write_durably(self._file("checks", vault_id, device), data)

    # --- packets that wait -----------------------------------------------------------------

    def waiting_packets(self, vault_id: bytes) -> list[Path]:
        """Return the packets of a vault that were kept aside until an earlier one arrives."""
        return sorted(self._waiting.glob(f"{vault_id.hex()[:24]}-*"))

    def waiting_packet(self, vault_id: bytes, digest: bytes) -> Path:
        """Return where a packet with that SHA-256 is kept aside."""
        self._waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._waiting / f"{vault_id.hex()[:24]}-{digest.hex()[:24]}"

    @property
    def _waiting(self) -> Path:
        return self.folder / "waiting"


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file's content so that a power cut leaves the old or the new, mode 0600."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with writing_in(path.parent) as folder:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        os.fsync(folder)


@contextmanager
def writing_in(path: Path) -> Iterator[int]:
    """Open a folder, and keep everybody from tidying it up meanwhile; yields its descriptor."""
    folder = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks, where nobody tidies up either
            fcntl.flock(folder, fcntl.LOCK_SH)
        yield folder
    finally:
        os.close(folder)


def _tidy(path: Path) -> None:
    """Remove unfinished files from a folder in which nobody is writing."""
    folder = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for each in path.iterdir():
            if _UNFINISHED.fullmatch(each.name):
                each.unlink()
    finally:
        os.close(folder)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
