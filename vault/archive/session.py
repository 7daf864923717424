"""Unlocking, and the `Archive` that every use case works on; locking ends the process's keys.

Use cases are functions beside this file; `use_case` gives each its turn. What a member is and
may do is in `members`.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from vault import roles
from vault.archive import passphrases, slots
from vault.archive.home import Home
from vault.archive.ledger import Ledger, Progress, no_progress
from vault.archive.library import Library
from vault.archive.purging import Ballast
from vault.archive.signed_out import SIGNED_OUT
from vault.archive.views import DeskView, MemberView, StatusView
from vault.catalog import Catalog
from vault.crypto.boxes import KDF_DEFAULT
from vault.crypto.primitives import KdfCost
from vault.errors import (
    IntegrityError,
    LockedError,
    MalformedError,
    MissingObjectError,
    NoKeyError,
    NoSpaceError,
    NotPermittedError,
    StrongroomError,
)
from vault.journal.state import MemberState, State
from vault.keyring import Keyring
from vault.model import DeskId, Policy, PolicyOne, PolicyPreset, Role, VaultId
from vault.store import Store

P = ParamSpec("P")
T = TypeVar("T")

STRICTEST = Policy(PolicyPreset.LARGE_DESK, cleared_editor_approves=True)

_WAITING = (
    "You joined this vault, but no admin has admitted you yet: compare the eight safety words "
    "with the admin who invited you, by voice."
)


_NEWER_KEYS = (
    "What was written last in this vault is sealed to keys that you were not given: you were "
    "signed out of it, or a packet that hands them to you is still on its way."
)

_NO_BEGINNING = "The first entry of this vault was removed or changed; the vault stays closed."
_TWO_BEGINNINGS = (
    "This file holds the first entries of two vaults: somebody added one; the vault stays closed."
)

_EMPTY = (
    "This vault is empty yet: compare the eight safety words with whoever invited you, and take in "
    "the packet that they send you (strongroom receive)."
)


class Archive:
    """An unlocked vault, as one member's device sees it. Every use case takes a turn on it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.library = Library(ledger)
        self.catalog = Catalog()
        self.journalled_reads: set[tuple[bytes, bool]] = set()
        self._turn = threading.RLock()
        self._closed = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one thread at a time work, on a state that knows what other processes wrote."""
        with self._turn:
            if self._closed:
                raise LockedError
            self.ledger.refresh()
            yield

    @property
    def locked(self) -> bool:
        """Tell whether this archive was closed."""
        return self._closed

    @property
    def older_copy(self) -> str:
        """Say that the file is older than what this computer saw, with both dates; "" if not."""
        behind = self.ledger.behind
        return behind.refusal.sentence if behind else ""

    @property
    def state(self) -> State:
        """Return the folded state."""
        return self.ledger.state

    @property
    def myself(self) -> MemberState:
        """Return the member that this device acts for."""
        return self.ledger.me

    def policy(self) -> Policy:
        """Return the vault's policy; one that cannot be read is the strictest."""
        known: type[Policy | PolicyOne] = Policy | PolicyOne  # type: ignore[assignment]
        found = self.library.opened(self.state.policy, known)
        return Policy.of(found) if found else STRICTEST

    def is_for_one(self) -> bool:
        """Tell whether the vault has one member and a policy that says so."""
        return len(self.state.members) == 1 and not self.policy().second_person_approves

    def roles_on(self, desk: DeskId) -> set[Role]:
        """Return my roles on a desk."""
        return self.myself.roles_on(desk)

    def may(self, deed: roles.Deed, desk: DeskId = DeskId(b"")) -> bool:
        """Tell whether my roles allow a deed."""
        return roles.may(self.roles_on(desk), deed)

    def need(self, deed: roles.Deed, desk: DeskId = DeskId(b""), sentence: str = "") -> None:
        """Refuse unless my roles allow a deed."""
        if self.myself.signed_out:
            raise NotPermittedError(SIGNED_OUT)
        if not self.may(deed, desk):
            raise NotPermittedError(sentence or None)

    @property
    def me(self) -> MemberView:
        """Return me, as colleagues see me."""
        from vault.archive import directory

        return directory.me(self)

    def status(self) -> StatusView:
        """Return the vault as I see it."""
        from vault.archive import overview

        return overview.status(self)

    def members(self) -> tuple[MemberView, ...]:
        """Return all members."""
        from vault.archive import directory

        return directory.members(self)

    def desks(self) -> tuple[DeskView, ...]:
        """Return the vault's desks."""
        from vault.archive import directory

        return directory.desks(self)

    def close(self) -> None:
        """Forget keys and close the file; what is already saved stays saved."""
        with self._turn:
            if not self._closed:
                self._closed = True
                self.catalog.close()
                self.ledger.store.close()
                self.ledger.ballast.keep_again()


def use_case(
    function: Callable[Concatenate[Archive, P], T],
) -> Callable[Concatenate[Archive, P], T]:
    """Give a function of the archive its turn."""

    @functools.wraps(function)
    def run(archive: Archive, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with archive.turn():
            return function(archive, *args, **kwargs)

    return run


def unlock(
    path: Path, home: Home, passphrase: bytes, progress: Progress | None = None, *,
    checking: bool = False,
) -> Archive:  # fmt: skip
    """Open a vault with one member's passphrase and this computer's device secret.

    A file that is older than what this computer saw, one on a disk without any room, and with
    `checking` also one in which objects are missing, is open for reading only.
    Tries the slots whose device secret is here, the last used first. Raises WrongKeyError,
    NoVaultError, or the IntegrityError that says what is wrong with the file.
    """
    told = progress or no_progress
    ballast = Ballast(path, home)
    store = _opened(path, ballast)
    try:
        vault_id = VaultId(first_hash(store))
        told("Deriving the key", 0.0)
        seeds = slots.open_any(store, home, vault_id, passphrase)
        ledger = Ledger(store, Keyring(vault_id, seeds), home)
        ledger.is_checking = checking
        ledger.ballast.was_needed = ballast.was_needed
        _open_ledger(ledger, told)
        archive = Archive(ledger)
        if not store.readonly:
            ledger.try_to_pin()
            home.tidy()
            _look_after(archive)
        return archive
    except BaseException:
        store.close()
        raise


def _opened(path: Path, ballast: Ballast) -> Store:
    """Open the file: on a full disk with the room that the ballast gives back, or for reading."""
    try:
        return ballast.give_way(lambda: Store.open(path))
    except NoSpaceError as full:
        return Store.open(path, readonly=True, because=full)


def _look_after(archive: Archive) -> None:
    """End my requests for identities whose time is over, and note who was here from the start.

    A vault that cannot be written just now is no reason to stay closed: the next unlock does it.
    """
    from vault.archive import asking, newcomers

    for each in (asking.expire, newcomers.begin):
        with suppress(StrongroomError):
            each(archive)


def _open_ledger(ledger: Ledger, told: Progress) -> None:
    """Open a ledger; a device that was never granted anything joined but was not admitted yet."""
    try:
        ledger.open(told)
    except NoKeyError:
        if ledger.keyring.all_seeds():
            raise NotPermittedError(_NEWER_KEYS) from None
        if ledger.has_been_open():
            raise MissingObjectError from None
        raise NotPermittedError(_WAITING) from None
    if ledger.store.entry_count == 1:  # what `join` made: the first packet fills it
        raise NotPermittedError(_EMPTY)


def first_hash(store: Store) -> bytes:
    """Return the hash of the one entry numbered 0: the vault id that the file claims.

    In which order the rows lie decides nothing. Raises IntegrityError.
    """
    found = store.beginnings()
    if len(found) != 1:
        raise IntegrityError(_NO_BEGINNING if not found else _TWO_BEGINNINGS)
    return found[0]


@use_case
def change_passphrase(
    archive: Archive, current: bytes, new: bytes | None, cost: KdfCost = KDF_DEFAULT
) -> bytes:
    """Replace this device's slot and device secret; returns the new passphrase.

    Raises WrongKeyError when `current` does not open the slot.
    """
    if new is not None:
        passphrases.check_typed(new)
    if new == current:
        raise MalformedError("The new passphrase is the old one.")
    chosen = new or passphrases.generate_passphrase()
    ledger = archive.ledger
    protection = slots.Protection(chosen, cost)
    slots.change(ledger.store, ledger.home, ledger.keyring, current, protection)
    return chosen
