"""One run of the command line: its options, its output, and the archive it opens when needed.

`shell` makes one Invocation per line, all sharing one Keyholder; everything else makes one.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vault.cli.output import Output
from vault.cli.passphrases import Source
from vault.errors import FieldHomeError, LockedError, NoVaultError, StrongroomError, UsageError

if TYPE_CHECKING:
    from vault.archive.home import Home
    from vault.archive.session import Archive


@dataclass(frozen=True, repr=False)
class BrowseRequest:
    """What the terminal interface is asked to open; `passphrase` only for the demo's own vault."""

    vault: Path
    home: Path
    passphrase: bytes | None = None
    no_color: bool = False


Browse = Callable[[BrowseRequest], int]


class Keyholder:
    """Holds the one open archive of a run, or none yet."""

    def __init__(self) -> None:
        self.archive: Archive | None = None
        self.told: set[str] = set()  # what was said already of the vault, once in a session

    def close(self) -> None:
        """Close the archive and forget it."""
        if self.archive is not None:
            archive, self.archive = self.archive, None
            archive.close()


@dataclass(repr=False)
class Invocation:
    """What the options said and what the commands share."""

    browse: Browse | None = None
    output: Output = field(default_factory=Output)
    vault: Path | None = None
    source: Source = field(default_factory=Source)
    keys: Keyholder = field(default_factory=Keyholder)
    lines: BinaryIO | None = None  # the input of one shell line; None is the process's stdin
    in_shell: bool = False
    warnings: tuple[str, ...] = ()  # what the run has to say of the vault beside its results
    damage: tuple[str, ...] = ()  # those of them that a list may be shorter for

    def look_back(self) -> None:
        """Note what the archive came across, before the run closes it."""
        if self.keys.archive is not None and not self.keys.archive.locked:
            from vault.archive.soundness import damage, warnings

            self.damage = damage(self.keys.archive)
            self.warnings = warnings(self.keys.archive)

    def warn(self, *, but: str = "") -> None:
        """Say it on stderr: nobody should take results for whole that are not."""
        for sentence in self.warnings:
            if sentence != but and sentence not in self.keys.told:
                self.output.note(sentence)
        self.keys.told.update(self.warnings)

    @property
    def input(self) -> BinaryIO:
        """The stream that `-` names."""
        return self.lines if self.lines is not None else sys.stdin.buffer

    @property
    def input_is_typed(self) -> bool:
        """Tell whether nobody redirected the input, so that a person can be asked instead."""
        return self.lines is None and sys.stdin.isatty()

    def home(self) -> Home:
        """Return the folder that Strongroom keeps beside its vaults."""
        from vault.archive.home import Home

        return Home.find()

    def vault_path(self) -> Path:
        """Return the vault that this run is about, whether or not it exists."""
        return self.vault if self.vault is not None else self.home().default_vault

    def refuse_in_shell(self, what: str) -> None:
        """Raise UsageError for what makes no sense inside an open session."""
        if self.in_shell:
            raise UsageError(f"{what} has no place inside a shell.")


def existing_vault(call: Invocation) -> Path:
    """Return the vault's path; raises before anybody is asked for a passphrase.

    NoVaultError where there is none, FieldHomeError for a field reporter's home.
    """
    from vault.archive.field_home import is_field_file

    path = call.vault_path()
    if not path.exists():
        raise NoVaultError
    if is_field_file(path):
        raise FieldHomeError
    return path


def opened(call: Invocation) -> Archive:
    """Return the open archive, unlocking it on first use; the run closes it at its end."""
    if call.keys.archive is None:
        if call.in_shell:  # the session ended; a line must not open another one
            raise LockedError
        call.keys.archive = _unlocked(call)
    if call.keys.archive.locked:
        raise LockedError
    return call.keys.archive


def _unlocked(call: Invocation) -> Archive:
    from vault.archive.session import unlock

    path = existing_vault(call)
    passphrase = call.source.read()
    with call.output.progress() as progress:
        archive = unlock(path, call.home(), passphrase, progress)
        progress.clear()
        if archive.older_copy and not call.output.as_json:  # programs get results first
            call.output.note(archive.older_copy)
            call.keys.told.add(archive.older_copy)
        _render_what_waits(archive)
        return archive


def _render_what_waits(archive: Archive) -> None:
    """Make the renditions that wait for this member, if an editor: every client does so by itself.

    A refusal is no reason to stop: the command that needs what is missing will say so.
    """
    from vault.archive.review import refresh_renditions

    with contextlib.suppress(StrongroomError):
        refresh_renditions(archive)
