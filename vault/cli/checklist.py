"""The lines of the leaving checklist: what to settle, and the command that settles each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.leaving import LeavingDevice, LeavingView
    from vault.archive.settling import ContactLeft, KnownLeft, LeftBehind, PlaceLeft, ShareLeft

_TOLD = (
    "What they read until now they may have kept, on paper, in a copy of the vault or in memory: "
    "nothing takes that back. They may also hold drafts that nobody else has."
)
_NOTED = {
    True: "how to reach them is noted",
    False: "how to reach them is noted nowhere",
    None: "whether it is noted how to reach them, an editor sees",
}


def checklist_lines(view: LeavingView) -> Iterator[str]:
    """Yield the whole checklist."""
    yield f"Before {view.member.name} is signed out:"
    for device in view.devices:
        yield from _device(device)
    yield "  Ask for drafts and for what they have not sent: only their computer knows of it."
    yield from _left(view.left)
    for readers in view.readers:
        others = counted(readers.readers, "other member reads", "other members read")
        yield f"  {readers.part}: {others if readers.readers else 'nobody else reads'} it"
    if view.persons:
        persons = counted(view.persons, "person")
        yield f"  The security details of {persons} will have one reader fewer."
    if view.keeps:
        yield f"  They hold keys of: {', '.join(view.keeps)}"
    yield f"  {_TOLD}"


def _device(device: LeavingDevice) -> Iterator[str]:
    closed = "your keys do not tell when it was last heard"
    unheard = closed if device.entries else "never heard"
    heard = f"last heard {moments(device.heard)}" if device.heard else unheard
    entries = counted(device.entries, "entry counts", "entries count")
    yield f"  device {device.id[:8]}: {heard}; {entries}"
    if device.not_counted:
        yield f"    {counted(device.not_counted, 'later one')} will not: kept, and never shown"
    if device.drafts is None:
        yield "    It is another computer: what it did not send since then is not known here."
    elif device.drafts:
        yield f"    {counted(device.drafts, 'unfinished form')} here that they alone can open."
    if device.pieces_missing:
        yield (
            f"    {counted(device.pieces_missing, 'piece')} of attachments not here yet: ask for a "
            "packet with attachments."
        )


def _left(left: LeftBehind) -> Iterator[str]:
    yield from _section("Contacts to hand over", map(_contact, left.contacts))
    unfinished = ((f"{e.codename}, {e.status}", e.command) for e in left.unfinished)
    yield from _section("Work that waits for them", unfinished)
    yield from _section("Shares to end", map(_share, left.shares))
    waiting = ((f"{e.what} ({e.about})" if e.about else e.what, e.command) for e in left.waiting)
    yield from _section("Waiting", waiting)
    yield from _section("Places of a custodian to hand over", map(_place, left.places))
    yield from _section("Sources that fewer people will know", map(_known, left.known))
    for desk in left.unread:
        yield f"  Contacts and shares are seen by who reads the desk: {desk}"


def _section(title: str, found: Iterable[tuple[str, str]]) -> Iterator[str]:
    for number, (line, command) in enumerate(found):
        if number == 0:
            yield f"  {title}:"
        yield f"    {line}"
        if command:
            yield f"      {command}"


def _contact(each: ContactLeft) -> tuple[str, str]:
    count = len(each.interviews)
    talks = counted(count, "interview")
    name = each.codename or each.person[:16]
    return f"{name} ({talks}): nobody else talked to them; {_NOTED[each.noted]}", each.command


def _share(each: ShareLeft) -> tuple[str, str]:
    how = "given by them to" if each.given_by_them else "with"
    return f"{each.codename}: {how} {each.name}", each.command


def _place(each: PlaceLeft) -> tuple[str, str]:
    sources = counted(each.sources, "source is", "sources are")
    return (
        f"{each.desk}: {sources} sealed to them; {each.left} of {each.n} stay, {each.k} open one",
        each.command,
    )


def _known(each: KnownLeft) -> tuple[str, str]:
    floor = f", and {each.floor} are asked for" if each.floor else ""
    name = each.codename or each.person[:16]
    return f"{name} ({each.identity}): {each.knowers} who stay know them{floor}", each.command
