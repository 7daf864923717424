"""Where something that was removed for good may still lie: nothing can be called back from there.

A device that wrote since it took the confirmation in has removed it too; of any other one nothing
is known but when it was last heard.
"""

from __future__ import annotations

from typing import Final

from vault.archive.library import iso
from vault.archive.printed import PrintedView, printed_with
from vault.archive.session import Archive
from vault.archive.views import HeardView
from vault.journal.removals import RemovalState
from vault.model import Record

_ELSEWHERE: Final = (
    "Packets that were written before, sent or not, and files in shared folders still carry it.",
    "Backups and copies of the vault that were made before still hold it: make a new backup, and "
    "destroy the old ones.",
    "Whoever could read it and kept an old copy of the vault still can.",
    "Files that it was logged from, copies that left, paper and memory are not reached.",
)


class ReportView(Record, frozen=True):
    """What a confirmed request removed, and where the same words may still lie."""

    request: str
    removed: int
    still_here: int  # the disk was too full, or another program kept reading
    devices: tuple[HeardView, ...]  # colleagues' devices that may not have removed it yet
    packets_waiting: int
    drafts_here: int
    printed: tuple[PrintedView, ...]
    elsewhere: tuple[str, ...]


def report_on(archive: Archive, request: RemovalState) -> ReportView:
    """Return the report on a confirmed request, as of now."""
    ledger, state = archive.ledger, archive.state
    ledger.drop_removed()
    interviews = [state.interviews[i] for i in request.interviews if i in state.interviews]
    keyring = ledger.keyring
    return ReportView(
        request=request.entry.hex(), removed=len(request.objects),
        still_here=sum(ledger.store.has_object(name) for name in request.objects),
        devices=_not_heard(archive, request),
        packets_waiting=len(ledger.home.waiting_packets(keyring.vault_id)),
        drafts_here=len(ledger.store.drafts(keyring.device)),
        printed=printed_with(archive, interviews), elsewhere=_ELSEWHERE,
    )  # fmt: skip


def _not_heard(archive: Archive, request: RemovalState) -> tuple[HeardView, ...]:
    state, here = archive.state, archive.ledger.store.slots()  # of one file with mine
    found = sorted(
        (state.heard.get(device, 0), archive.library.member_name(known.member))
        for device, known in state.devices.items()
        if device not in here
        and not state.members[known.member].is_field
        and request.confirmation not in archive.ledger.known_to(device)
    )
    return tuple(HeardView(name, iso(at) if at else "") for at, name in found)
