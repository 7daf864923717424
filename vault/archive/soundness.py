"""What a session came across that is not as it was written, in sentences; and local rows that fail.

Whoever reads a list has to be told that it may lack something; looking for damage in everything
is `checkup`. What else is unusual about a vault is `overview`.
"""

from __future__ import annotations

from typing import Final

from vault.archive.handing_in import PURPOSE as HANDED_IN
from vault.archive.learning import FORMER
from vault.archive.ledger import Ledger
from vault.archive.request_keys import PURPOSE as REQUEST_KEY
from vault.archive.session import Archive
from vault.archive.urgent_clock import PURPOSE as URGENT
from vault.errors import SealError, VersionError
from vault.store import LocalTable
from vault.text import counted

NO_NOTE: Final = (
    "This computer's note of what it saw last is gone, or never could be kept, though this device "
    "wrote here before: if this vault file is older, nothing else here tells."
)
# Every purpose that a device seals rows of a table for (docs/format.md, 5.6).
_PURPOSES: Final = {
    LocalTable.DRAFT: ("draft",),
    LocalTable.SEGMENT: (HANDED_IN,),
    LocalTable.REQUEST_KEY: (
        "members-shown", "invitation", "device-invitation", REQUEST_KEY, FORMER, URGENT,
    ),
}  # fmt: skip


def damage(archive: Archive) -> tuple[str, ...]:
    """Return what this session read that is damaged or exchanged: lists lack what it held."""
    damaged, misplaced = len(archive.library.damaged), len(archive.library.misplaced)
    said = (
        (
            damaged,
            f"{_are(damaged, 'sealed record')} damaged or replaced, and shown nowhere "
            "(strongroom check).",
        ),
        (
            misplaced,
            f"{_are(misplaced, 'part')} of another record than the entry says, and shown nowhere.",
        ),
    )
    return tuple(sentence for holds, sentence in said if holds)


def keys_gone(ledger: Ledger) -> tuple[str, ...]:
    """Return how many own wraps are damaged or gone: what they opened is listed nowhere here."""
    spoiled, lost = len(ledger.spoiled_wraps), ledger.lost_wraps
    said = (
        (
            spoiled,
            f"{_are(spoiled, 'key')} damaged that opened what you wrote on this computer; an "
            "editor still reads it.",
        ),
        (
            lost,
            f"{_are(lost, 'key')} gone that opened what you wrote on this computer; an editor "
            "still reads it.",
        ),
    )
    return tuple(sentence for holds, sentence in said if holds)


def warnings(archive: Archive) -> tuple[str, ...]:
    """Return what nobody should read a list without knowing: an older copy, no note, damage."""
    older = (archive.older_copy,) if archive.older_copy else ()
    return (*older, *of_this_computer(archive.ledger), *damage(archive))


def of_this_computer(ledger: Ledger) -> tuple[str, ...]:
    """Return what is gone or damaged of the rows and notes that this computer alone has."""
    return (*no_note(ledger), *keys_gone(ledger))


def no_note(ledger: Ledger) -> tuple[str, ...]:
    """Say that the pin is missing where this device wrote before: an older copy would pass."""
    return (NO_NOTE,) if ledger.first_time_here and ledger.has_written else ()


def spoiled_rows(ledger: Ledger) -> int:
    """Count the local rows of this device that open for no purpose: they were changed."""
    return sum(
        not _opens(ledger, sealed, purposes)
        for table, purposes in _PURPOSES.items()
        for _, sealed in ledger.store.local_rows(table, ledger.keyring.device)
    )


def _opens(ledger: Ledger, sealed: bytes, purposes: tuple[str, ...]) -> bool:
    for purpose in purposes:
        try:
            ledger.keyring.open_local(purpose, sealed)
        except (SealError, VersionError):
            continue
        return True
    return False


def _are(number: int, noun: str) -> str:
    return counted(number, f"{noun} is", f"{noun}s are")
