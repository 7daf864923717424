"""A complete check: every body is hashed against its name, and opened where my keys reach it.

An opening verifies the journal and looks for missing objects; bodies are verified when they are
read. This reads them all. It may be interrupted, and goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from vault.archive.ledger import Ledger, Progress, no_progress
from vault.archive.session import Archive, use_case
from vault.archive.soundness import spoiled_rows
from vault.crypto.format import BoxType, header
from vault.errors import (
    CutError,
    IntegrityError,
    MalformedError,
    MixError,
    NoKeyError,
    RollbackError,
    SealError,
    VersionError,
)
from vault.journal.cores import read_core
from vault.model import ObjectHash, Record, from_bytes, to_bytes
from vault.store import Store

_PURPOSE: Final = "check"
_SAVED_EVERY: Final = 200


class CheckView(Record, frozen=True):
    """What a check found. `damaged` and `missing` are hashes: what they held nobody can say."""

    entries: int
    objects: int
    opened: int  # unsealed with my keys
    hashed: int  # sealed to others, or a piece of a file: compared with the journal alone
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
    stray: int
    went_on: bool  # from where an earlier check was interrupted
    refusal: str = ""  # why the vault did not open, when that is what was found
    handed_in: int = 0  # not held here any more, and no loss
    older: str = ""  # that this computer saw the vault go on, with both dates
    older_code: str = ""
    keys_gone: int = 0  # own wraps that are damaged or gone
    rows_damaged: int = 0  # drafts and other rows of this device alone

    @property
    def is_sound(self) -> bool:
        """Tell whether everything is as its writers signed and sealed it."""
        found = (self.damaged, self.missing, self.refusal, self.keys_gone, self.rows_damaged)
        return not (self.older or any(found))


class Reached(Record, frozen=True, tag="check-progress/1"):
    """How far a check came: hashes ascend."""

    last: ObjectHash
    objects: int
    opened: int
    damaged: tuple[ObjectHash, ...]


_START: Final = Reached(ObjectHash(b""), 0, 0, ())


@use_case
def check(archive: Archive, progress: Progress = no_progress, *, afresh: bool = False) -> CheckView:
    """Read every body; `afresh` begins anew where an earlier check was interrupted."""
    ledger = archive.ledger
    begun = _START if afresh else _reached(ledger)
    reached = begun
    try:
        ledger.store.integrity_check()
        for reached in _steps(ledger, begun, progress):
            if reached.objects % _SAVED_EVERY == 0:
                _save(ledger, reached)
    except BaseException:
        _save(ledger, reached)
        raise
    _save(ledger, None)
    outcomes = ledger.outcomes
    return CheckView(
        ledger.store.entry_count, reached.objects, reached.opened,
        reached.objects - reached.opened - len(reached.damaged),
        tuple(name.hex() for name in reached.damaged),
        tuple(sorted(name.hex() for name in outcomes.missing)), len(outcomes.stray),
        went_on=begun != _START, handed_in=len(ledger.handed_in - ledger.state.removed),
        older=ledger.behind.sentence if ledger.behind else "",
        older_code=ledger.behind.refusal.code if ledger.behind else "",
        keys_gone=len(ledger.spoiled_wraps) + ledger.lost_wraps, rows_damaged=spoiled_rows(ledger),
    )  # fmt: skip


def _steps(ledger: Ledger, begun: Reached, progress: Progress) -> Iterator[Reached]:
    """Read one body after another; yields how far it came."""
    reached, count = begun, ledger.store.object_count
    yield reached
    for name in map(ObjectHash, ledger.store.object_hashes(begun.last)):
        opened, damaged = reached.opened, reached.damaged
        try:
            opened += _opens(ledger, name)
        except (SealError, MalformedError):
            damaged = (*damaged, name)
        reached = Reached(name, reached.objects + 1, opened, damaged)
        progress("Reading every sealed record", reached.objects / max(count, 1))
        yield reached


def older_copy(code: str, sentence: str) -> RollbackError:
    """Return the refusal of a file that is older than what this computer saw."""
    return next(kind for kind in (RollbackError, CutError, MixError) if kind.code == code)(sentence)


def check_closed(path: Path, refusal: IntegrityError) -> CheckView:
    """Hash what stands in a vault that does not open: nothing but names and bodies is compared."""
    with Store.open(path, readonly=True) as store:
        present = list(store.object_hashes())
        damaged = [name for name in present if not _has_its_name(store, name)]
        missing = _named(store) - frozenset(present)
        objects = store.object_count
        return CheckView(
            store.entry_count, objects, 0, objects - len(damaged),
            tuple(name.hex() for name in damaged), tuple(sorted(n.hex() for n in missing)), 0,
            went_on=False,
            refusal=refusal.sentence,
        )  # fmt: skip


def _named(store: Store) -> frozenset[bytes]:
    """Return what the cores of entries name and nobody ever asked to remove; all in the clear."""
    added: set[bytes] = set()
    removes: set[bytes] = set()
    for row in store.entries():
        with suppress(MalformedError, IntegrityError):  # genesis, and entries that are damaged
            core = read_core(row.core)
            added.update(core.adds)
            removes.update(core.removes)
    return frozenset(added - removes)


def _has_its_name(store: Store, name: bytes) -> bool:
    try:
        store.object(name)
    except SealError:
        return False
    return True


def _opens(ledger: Ledger, name: ObjectHash) -> bool:
    """Open one body; False when my keys do not reach it. Raises SealError for a damaged one."""
    body = ledger.store.object(name)
    if body.startswith(header(BoxType.DEVICE)):
        return _is_reached(lambda: ledger.keyring.open_device_box(body), SealError)
    if body.startswith(header(BoxType.SESSION)):
        return _is_reached(lambda: ledger.session(name), NoKeyError)
    if body.startswith(header(BoxType.PREVIOUS)):
        return ledger.keyring.open_previous(body) is not None
    if body.startswith(header(BoxType.PIECE)):
        return False  # opens at its place in its file alone: its hash is compared, as others' are
    return _is_reached(lambda: ledger.unsealed(name), NoKeyError)


def _is_reached(unseal: Callable[[], object], closed: type[Exception]) -> bool:
    """Tell whether a body opens; a box to another device fails as a damaged one would."""
    try:
        unseal()
    except closed:
        return False
    return True


# --- how far it came -----------------------------------------------------------------------


def _reached(ledger: Ledger) -> Reached:
    sealed = ledger.home.check(ledger.keyring.vault_id, ledger.keyring.device)
    if sealed is None:
        return _START
    try:
        return from_bytes(ledger.keyring.open_local(_PURPOSE, sealed), Reached)
    except (SealError, MalformedError, VersionError):
        return _START  # whoever changes it makes the check begin anew, and skips nothing


def _save(ledger: Ledger, reached: Reached | None) -> None:
    """Note how far it came, where this computer lets us: without a note a check begins anew."""
    keyring = ledger.keyring
    sealed = None if reached is None else keyring.seal_local(_PURPOSE, to_bytes(reached))
    with suppress(OSError):
        ledger.home.keep_check(keyring.vault_id, keyring.device, sealed)
