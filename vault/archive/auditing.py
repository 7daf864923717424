"""The journal as a person reads it: who did what, when, about which record. No words, only ids.

Whoever may read a desk's journal sees its acts; acts of the roster, and one's own, are everybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, get_type_hints

from vault import acts
from vault.archive import directory, leaving
from vault.archive.library import iso
from vault.archive.session import Archive, use_case
from vault.errors import UsageError
from vault.model import (
    CopyId,
    DeskId,
    DeviceId,
    EntryHash,
    InterviewId,
    MemberId,
    PersonId,
    Record,
    StoryId,
)
from vault.roles import Deed

_SHORTEST_ABOUT: Final = 4
_SHORT: Final = 8
_SIGNED: Final = {"member", "at", "desk"}  # columns of their own

# Kind -> what its writer did, in words.
WORDS: Final[dict[str, str]] = {
    "founded/1": "founded the vault",
    "admitted/1": "admitted",
    "desk/1": "opened a desk",
    "granted/1": "gave keys",
    "roles/1": "changed roles",
    "policy/1": "set the policy",
    "rules/1": "set the rules",
    "device-added/1": "added a device",
    "signed-out/1": "signed out",
    "logged/1": "logged",
    "person/1": "changed a person",
    "rendered/1": "rendered",
    "reviewed/1": "reviewed",
    "held/1": "held",
    "hold-lifted/1": "spoke for lifting a hold",
    "withdrawn/1": "withdrew",
    "event/1": "recorded an event",
    "story/1": "saved a story",
    "copy-prepared/1": "prepared a copy",
    "copy-approved/1": "approved a copy",
    "copy-released/1": "released a copy",
    "copy-ended/1": "noted what became of a copy",
    "read/1": "read",
    "device-lost/1": "reported a device lost",
    "rotated/1": "made new keys",
    "epochs-merged/1": "made new keys",
    "custodians/1": "proposed custodians",
    "custodians-confirmed/1": "confirmed custodians",
    "identity-sealed/1": "sealed an identity",
    "identity-not-stored/1": "attested an identity",
    "identity-requested/1": "asked for an identity",
    "identity-approved/1": "gave shares",
    "identity-denied/1": "denied a request",
    "identity-closed/1": "closed a request",
    "shares-resealed/1": "handed shares over",
    "attached/1": "attached a file",
    "packet-taken/1": "took a packet in",
    "removal-requested/1": "asked to remove",
    "removal-confirmed/1": "confirmed a removal",
    "restore-accepted/1": "went on from an older copy",
    "destroy-postponed/1": "put destruction off",
    "shared/1": "shared",
    "share-ended/1": "ended a share",
    "version-picked/1": "picked a version",
    "recovery-renewed/1": "renewed a recovery sheet",
    "persons-joined/1": "joined persons",
    "person-parted/1": "parted persons",
    "addendum/1": "added words",
    "handed-in/1": "handed in",
    "directory/1": "signed a field directory",
    "field-taken/1": "took a field statement in",
    "urgent-proposed/1": "proposed to allow urgent releases",
    "urgent-enabled/1": "allowed urgent releases",
    "urgent-disabled/1": "forbade urgent releases",
    "urgent-announced/1": "announced an urgent release",
    "urgent-released/1": "released a copy urgently",
    "ratified/1": "judged an urgent release",
}

_NOUNS: Final[dict[object, str]] = {
    InterviewId: "interview",
    PersonId: "person",
    StoryId: "story",
    CopyId: "copy",
    DeviceId: "device",
    MemberId: "member",
    DeskId: "desk",
    EntryHash: "entry",
}


class JournalLine(Record, frozen=True):
    """One entry. `about`: what it names, as (noun, id); `note`: why it does not count, if so.

    `at` is what its writer claimed; the order of lines is that of the journal.
    """

    entry: str
    at: str
    member: str
    kind: str
    did: str
    desk: str
    about: tuple[tuple[str, str], ...]
    detail: str
    note: str


class JournalPage(Record, frozen=True):
    """Lines, newest last, and how many entries are not shown to this member."""

    lines: tuple[JournalLine, ...]
    not_shown: int


@use_case
def journal(
    archive: Archive, *, last: int = 0, member: str = "", desk: str = "", about: str = ""
) -> JournalPage:
    """Return the journal as far as I may read it, oldest first: the `last` lines of what matches.

    `about` is the beginning (four digits or more) of any id that an entry names. Raises UsageError
    for a member, desk or id that means nothing or more than one thing.
    """
    who = directory.find_member(archive, member).id if member else None
    where = directory.find_desk(archive, desk) if desk else None
    wanted = about.strip().lower()
    if about and len(wanted) < _SHORTEST_ABOUT:
        raise UsageError(f"Give at least {_SHORTEST_ABOUT} digits of the id.")
    apart, refused = leaving.set_apart(archive), dict(archive.state.refused)
    found: list[JournalLine] = []
    hidden = 0
    for entry, act in _acts(archive):
        if entry in apart or act is None or not _may_see(archive, act):
            hidden += 1
        elif (who is None or _writer(archive, entry) == who) and (
            where is None or getattr(act, "desk", None) == where
        ):
            line = _line(archive, entry, act, refused.get(entry, ""))
            if not wanted or any(ident.startswith(wanted) for _, ident in line.about):
                found.append(line)
    return JournalPage(tuple(found[-last:] if last else found), hidden)


def _acts(archive: Archive) -> Iterator[tuple[EntryHash, acts.Known | acts.Newer | None]]:
    genesis = EntryHash(bytes(archive.state.vault_id))
    for entry in archive.state.entries:
        if entry != genesis:
            yield entry, archive.ledger.act_of(entry)


def _writer(archive: Archive, entry: EntryHash) -> MemberId:
    device = archive.ledger.links[entry].device
    known = archive.state.devices.get(device) or archive.state.set_aside.get(device)
    return known.member if known else MemberId(b"")


def _may_see(archive: Archive, act: acts.Known | acts.Newer) -> bool:
    if not isinstance(act, acts.DeskAct):
        return True
    return act.member == archive.myself.id or archive.may(Deed.READ_JOURNAL, act.desk)


def _line(
    archive: Archive, entry: EntryHash, act: acts.Known | acts.Newer, refused: str
) -> JournalLine:
    if isinstance(act, acts.Newer):
        kind, did, at, desk = act.kind, "did what a newer Strongroom knows", "", ""
        about: tuple[tuple[str, str], ...] = ()
    else:
        kind = str(type(act).__struct_config__.tag)
        did, at = WORDS[kind], iso(act.at)
        desk = _desk(archive, act)
        about = tuple(dict.fromkeys(_named(act)))
    writer = _writer(archive, entry)
    return JournalLine(
        entry=entry.hex(),
        at=at,
        member=archive.library.member_name(writer) if writer else "",
        kind=kind,
        did=did,
        desk=desk,
        about=about,
        detail=_detail(act),
        note=f"refused: {refused}" if refused else "",
    )


def _desk(archive: Archive, act: acts.Known) -> str:
    desk = getattr(act, "desk", None)
    return archive.library.desk_name(desk) if desk else ""


def _named(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the ids that an act names, in the records inside it too. Types say what an id is of."""
    for name, hint in _hints(type(record)).items():
        value = getattr(record, name)
        if name in _SIGNED and isinstance(record, acts.Act):
            continue
        kind = hint.__args__[0] if getattr(hint, "__origin__", None) is tuple else hint
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Record):
                yield from _named(each)
            elif kind in _NOUNS and each:
                yield _NOUNS[kind], bytes(each).hex()


_hints = cache(get_type_hints)


def _detail(act: acts.Known | acts.Newer) -> str:
    """Return the one word that an act adds to its kind: a verdict, an outcome, a cause."""
    found = (getattr(act, name, "") for name in ("verdict", "outcome", "cause"))
    if isinstance(act, acts.PartsRead):
        return "verbatim and security" if act.security else "verbatim"
    return next((word for word in found if word), "")


def short(about: tuple[tuple[str, str], ...]) -> str:
    """Return what an entry names in one line, with shortened ids."""
    return ", ".join(f"{noun} {ident[:_SHORT]}" for noun, ident in about)
