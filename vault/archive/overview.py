"""The vault at a glance: what I am, what waits, and what the file made Strongroom notice."""

from __future__ import annotations

from collections.abc import Iterator

from vault.archive import (
    asking,
    custody,
    directory,
    field_desk,
    forgetting,
    granting,
    lacking,
    leaving,
    newcomers,
    restoring,
    retention,
    rotating,
    soundness,
    urgent_views,
)
from vault.archive.library import iso
from vault.archive.session import Archive, use_case
from vault.archive.signed_out import LOST, SIGNED_OUT
from vault.archive.views import HeardView, StatusView
from vault.archive.writing import Writing
from vault.errors import NoSpaceError, UsageError
from vault.journal.state import InterviewState
from vault.model import InterviewStatus, PolicyPreset
from vault.text import counted

_FULL = (
    "The disk is full, so the vault is open for reading only. Make room for a few megabytes, and "
    "unlock again."
)
_MEDIUM = (
    "The vault cannot be written where it lies (a read-only disk, or your account's rights), so it "
    "is open for reading only, and what you read is noted in no journal."
)
SILENT_DAYS = 7
_DAY_SECONDS = 86_400
_SPLIT = (
    "A device of {} goes on twice from one entry: a copied folder is the usual cause, somebody "
    "who uses its keys another. Both halves are kept."
)
_SPLIT_HERE = (
    "This device goes on twice from one entry: this folder was copied, and both copies were used. "
    "Nothing is lost; go on as a new device (strongroom device renew)."
)
_PIN_IS_OLD = (
    "This computer could not note what it saw last: is its disk full? Until it can, an older copy "
    "of the vault may go unnoticed."
)
_LEFT_OUT = "not here yet: a packet left them out."
_HANDED_IN_ELSEWHERE = (
    "not here yet: a colleague's computer handed them in. A packet of whoever has them brings them."
)
_OUT = "of who was signed out"
_MAY_NOT = "its writer may not do; nothing is changed by it."


@use_case
def status(archive: Archive) -> StatusView:
    """Return the vault as I see it; of its notices those come first that cannot wait."""
    library, state = archive.library, archive.state
    seen = [i for i in state.interviews.values() if library.visible(i)]
    statuses = [library.status(i) for i in seen]
    mine = directory.me(archive)
    return StatusView(
        me=mine.name, roles=mine.roles, members=len(state.members),
        desks=tuple(directory.desks(archive)), policy=str(archive.policy().preset),
        interviews=len(seen), unmarked=statuses.count(InterviewStatus.UNMARKED),
        in_review=statuses.count(InterviewStatus.IN_REVIEW),
        notices=(
            *_of_leaving(archive), *_of_this_copy(archive), *urgent_views.notices(archive),
            *_of_splits(archive), *restoring.notices(archive), *_of_versions(seen),
            *newcomers.notices(archive), *granting.waiting_notices(archive),
            *custody.notices(archive), *field_desk.notices(archive), *asking.notices(archive),
            *forgetting.notices(archive), *retention.notices(archive), *_of_silence(archive),
            *_of_the_file(archive),
        ),
        heard=_heard(archive),
    )  # fmt: skip


def _of_versions(seen: list[InterviewState]) -> tuple[str, ...]:
    """Say that versions stand beside each other: nobody can approve until one does."""
    count = sum(not i.forgotten and len(i.standing()) > 1 for i in seen)
    where = counted(count, "interview")
    told = f"In {where} two versions stand: pick one or merge them (strongroom versions INTERVIEW)."
    return (told,) if count else ()


def _heard(archive: Archive) -> tuple[HeardView, ...]:
    """Say when each colleague's device was last heard, the longest silent first."""
    state, mine = archive.state, archive.myself.id
    found = sorted(
        (state.heard.get(device, 0), archive.library.member_name(known.member))
        for device, known in state.devices.items()
        if known.member != mine
        and device not in state.lost
        and not state.members[known.member].is_field
    )
    return tuple(HeardView(name, iso(at) if at else "") for at, name in found)


def _of_silence(archive: Archive) -> tuple[str, ...]:
    """Say whose device was not heard for days: its packets may be held back, or not be sent."""
    state, now, mine = archive.state, Writing.now(), archive.myself.id
    days = {
        device: (now - at) // _DAY_SECONDS
        for device, at in state.heard.items()
        if device in state.devices and device not in state.lost
    }
    silent = sorted(
        (-count, archive.library.member_name(member.id))
        for device, count in days.items()
        if count >= SILENT_DAYS
        and (member := state.members[state.devices[device].member]).id != mine
        and not member.signed_out
    )
    return tuple(f"Nothing came from {name} for {-count} days." for count, name in silent)


def _of_splits(archive: Archive) -> tuple[str, ...]:
    """Say whose device goes on twice; the usual cause first, since the other one accuses."""
    mine = archive.ledger.keyring.device
    names = sorted(
        archive.library.member_name(archive.state.devices[device].member)
        for device in archive.state.split
        if device != mine
    )
    told = [_SPLIT.format(name) for name in names]
    return (_SPLIT_HERE, *told) if mine in archive.state.split else tuple(told)


def _of_leaving(archive: Archive) -> tuple[str, ...]:
    """Say that I am out, how much was set apart, and which parts wait for new keys."""
    apart, waiting = len(leaving.set_apart(archive)), rotating.waiting(archive)
    past_me = rotating.sealed_past_me(archive)
    said = (
        (archive.myself.signed_out, SIGNED_OUT),
        (archive.ledger.keyring.device in archive.state.lost, LOST),
        (
            past_me,
            f"{counted(past_me, 'session of a part', 'sessions of parts')} that you read "
            f"{'was' if past_me == 1 else 'were'} sealed past you; ask an editor.",
        ),
        (
            apart,
            f"{_entries(apart, *(f'{_OUT} {verb}' for verb in ('is', 'are')))} set apart, and "
            "never shown.",
        ),
        (
            waiting and not archive.myself.signed_out,
            f"New keys are due for {', '.join(waiting)}: an editor's program makes them.",
        ),
    )
    return tuple(sentence for holds, sentence in said if holds)


def _of_this_copy(archive: Archive) -> tuple[str, ...]:
    """Say that an older copy of the vault is open, or that nothing can be written to it."""
    why = archive.ledger.store.why_readonly
    said = (
        (bool(archive.older_copy), archive.older_copy),
        (isinstance(why, NoSpaceError), _FULL),
        (isinstance(why, UsageError), _MEDIUM),
    )
    return tuple(sentence for holds, sentence in said if holds)


def _entries(count: int, one: str, many: str) -> str:
    return counted(count, f"entry {one}", f"entries {many}")


def _counts(*each: tuple[int, str, str, str, str]) -> Iterator[tuple[int, str]]:
    """Yield a sentence for each number, noun, verb in singular and in plural, and rest."""
    for number, noun, one, many, rest in each:
        yield number, f"{counted(number, f'{noun} {one}', f'{noun}s {many}')} {rest}"


def _of_the_file(archive: Archive) -> tuple[str, ...]:
    """Say what is unusual about the file, in sentences."""
    ledger, state = archive.ledger, archive.state
    absent, records = lacking.pieces_and_records(archive)
    handed_in = len(ledger.handed_in - state.removed)
    stray, newer = len(ledger.outcomes.stray), len(state.newer)
    refused = len(state.refused) - len(leaving.set_apart(archive))
    first = "First time on this device: no earlier state to compare with."
    said = (
        (ledger.first_time_here and not ledger.has_written, first),
        (ledger.pin_is_old, _PIN_IS_OLD),
        *_counts(
            (stray, "sealed object", "is", "are", "in no journal entry; set apart, not read."),
            (absent, "piece", "of attachments is", "of attachments are", _LEFT_OUT),
            (records, "sealed record", "is", "are", _HANDED_IN_ELSEWHERE),
            (handed_in, "sealed record", "was", "were", "handed in: not on this computer."),
        ),
        (newer, f"{_entries(newer, 'was', 'were')} written by a newer Strongroom, and kept."),
        (refused, f"{_entries(refused, 'claims', 'claim')} what {_MAY_NOT}"),
        (
            archive.policy().preset is PolicyPreset.ONE_PERSON,
            "A vault for one person: nobody checks what you approve.",
        ),
    )
    wrong = (*soundness.of_this_computer(ledger), *soundness.damage(archive))
    return (*wrong, *(sentence for holds, sentence in said if holds))
