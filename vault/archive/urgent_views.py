"""What is known of urgent releases: the switch, what is announced, what stops it, who may act.

Announcing, completing and ratifying is `urgent`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vault import roles
from vault.archive import clock
from vault.archive.building import authors_in
from vault.archive.library import iso
from vault.archive.printed import PrintedView, where_printed
from vault.archive.session import Archive, use_case
from vault.archive.views import RatificationView, UrgentView
from vault.journal.state import CopyState, MemberState
from vault.journal.turn import desk_parts
from vault.journal.urgent import LONGEST_SECONDS, OFF, WAIT_SECONDS
from vault.journal.urgent_state import NOT_RATIFIED, RATIFIED, ProposalState, Stop, UrgentState
from vault.model import CopyStatus, DeskId, Note, ObjectHash, Part, Record, Role
from vault.roles import Deed
from vault.text import counted

ANNOUNCED: Final = "announced"
STOPPED: Final = "stopped"
LAPSED: Final = "lapsed"
WAITING: Final = "waiting for ratification"
FOR_ONE: Final = (
    "A vault for one person has no urgent release: its owner approves after a second reading."
)
ONE_ADMIN: Final = (
    "Two admins have to allow urgent releases, and this vault has one: name a second admin first "
    "(strongroom member roles)."
)
_ENDED: Final = frozenset({CopyStatus.RECALLED, CopyStatus.NOT_USED})
_ON: Final = "Urgent release is on: one editor may let a copy leave, and a second person ratifies."


class SwitchView(Record, frozen=True):
    """Whether urgent releases are allowed: "off", "proposed" or "on", by whom and since when.

    `proposals` are the entries that wait for a second admin. `impossible` says why this vault
    cannot have it just now.
    """

    state: str
    proposals: tuple[str, ...] = ()
    proposed_by: str = ""
    enabled_by: str = ""
    at: str = ""
    mine_to_confirm: bool = False
    impossible: str = ""


@use_case
def switch(archive: Archive) -> SwitchView:
    """Return whether urgent releases are allowed in this vault."""
    book, name = archive.state.urgent, archive.library.member_name
    why = why_impossible(archive)
    on = book.switch()
    if on is not None:
        return SwitchView("on", (), name(on.proposer), name(on.member), iso(on.at))
    waiting = book.proposed()
    if not waiting:
        return SwitchView("off", impossible=why)
    return SwitchView(
        "proposed", tuple(each.entry.hex() for each in waiting), name(waiting[-1].member),
        at=iso(waiting[-1].at), mine_to_confirm=any(_is_mine(archive, each) for each in waiting),
        impossible=why,
    )  # fmt: skip


def _is_mine(archive: Archive, proposal: ProposalState) -> bool:
    other = proposal.member != archive.myself.id
    return other and archive.may(Deed.SWITCH_URGENT) and has_a_desks_key(archive)


def why_impossible(archive: Archive) -> str:
    """Return why nobody can switch urgent releases on in this vault, "" when two admins can."""
    members = [m for m in archive.state.members.values() if not m.signed_out]
    if len(archive.state.members) == 1:
        return FOR_ONE
    admins = sum(Role.ADMIN in member.roles_on(DeskId(b"")) for member in members)
    return "" if admins > 1 else ONE_ADMIN


def has_a_desks_key(archive: Archive) -> bool:
    """Tell whether I was given a key of any desk: then I am not somebody whom an admin made up."""
    state = archive.state
    epochs = (e for c in state.compartments.values() if c.desk for e in c.epochs)
    return any(state.has_been_given(archive.myself, epoch) for epoch in epochs)


# --- one copy ------------------------------------------------------------------------------


def state_of(found: UrgentState) -> str:
    """Return what became of an announcement, by this device's clock."""
    if found.release:
        return NOT_RATIFIED if found.is_not_ratified else RATIFIED if found.verdicts else WAITING
    if found.stops:
        return STOPPED
    return LAPSED if clock.seconds() > found.at + LONGEST_SECONDS else ANNOUNCED


def status_of(archive: Archive, copy: CopyState) -> CopyStatus | None:
    """Return the status of a copy that is or was urgent; None where it is like any other."""
    found = archive.state.urgent.by_copy.get(copy.id)
    answers = {
        ANNOUNCED: CopyStatus.ANNOUNCED, WAITING: CopyStatus.UNRATIFIED,
        NOT_RATIFIED: CopyStatus.NOT_RATIFIED,
    }  # fmt: skip
    if found is None or (copy.receipt is not None and not found.release):
        return None  # it left as any other after all
    return answers.get(state_of(found))


def urgent_view(archive: Archive, copy: CopyState) -> UrgentView | None:
    """Return what is known of a copy's urgent release, None where none was announced."""
    found = archive.state.urgent.by_copy.get(copy.id)
    if found is None:
        return None
    name, state = archive.library.member_name, state_of(found)
    answers = {
        "complete": why_not_complete(archive, found),
        "ratify": why_not_ratify(archive, found),
    }
    return UrgentView(
        state=state, editor=name(found.member), announced_at=iso(found.at),
        earliest_at=iso(found.at + WAIT_SECONDS), lapses_at=iso(found.at + LONGEST_SECONDS),
        reason=_words(archive, found.reason), unreached=tuple(map(name, found.unreached)),
        not_heard=_not_heard(archive, found) if state == ANNOUNCED else (),
        stopped_by=_stops(archive, found.stops.values()) if not found.release else (),
        in_spite_of=_stops(archive, found.in_spite_of.values()),
        recall=_recall(archive, found, copy),
        verdicts=tuple(
            RatificationView(name(who), iso(v.at), v.verdict, _words(archive, v.remark))
            for who, v in found.verdicts.items()
        ),
        may=tuple(act for act, why in answers.items() if not why),
        why_not=tuple((act, why) for act, why in answers.items() if why),
    )  # fmt: skip


def _words(archive: Archive, name: ObjectHash) -> str | None:
    note = archive.library.opened(name, Note) if name else None
    return note.words if note else None


def _stops(archive: Archive, stops: Iterable[Stop]) -> tuple[str, ...]:
    return tuple(_stop(archive, each) for each in stops)


def _stop(archive: Archive, stop: Stop) -> str:
    who = f"{archive.library.member_name(stop.member)}, {iso(stop.at)}"
    return f"urgent release {OFF}: {who}" if stop.what == OFF else f"a {stop.what}: {who}"


def _not_heard(archive: Archive, found: UrgentState) -> tuple[str, ...]:
    """Return colleagues who may stop it and of whom no device is known to have the announcement."""
    ledger = archive.ledger
    silent = (
        member
        for member in archive.state.members.values()
        if member.id != found.member
        and roles.may(member.roles_on(found.desk), Deed.HOLD)
        and not any(found.entry in ledger.known_to(device) for device in member.devices)
    )
    return tuple(sorted(archive.library.member_name(member.id) for member in silent))


def _recall(archive: Archive, found: UrgentState, copy: CopyState) -> tuple[str, ...]:
    """Return where a copy ran that should not have, until it is recalled or was not used."""
    ended = bool(copy.outcomes) and copy.outcomes[-1][0] in _ENDED
    if ended or not (found.in_spite_of or found.is_not_ratified):
        return ()
    return tuple(_place(archive, copy, each) for each in where_printed(archive, copy))


def _place(archive: Archive, copy: CopyState, view: PrintedView) -> str:
    place = ", ".join(part for part in (view.outlet, view.date, view.link) if part)
    who = archive.library.member_name(copy.released_by or copy.preparer)
    return place or f"nobody noted where it went: ask {who}, who let it leave"


# --- who may -------------------------------------------------------------------------------


def why_not_complete(archive: Archive, found: UrgentState) -> str:
    """Return why I do not complete an announced release, "" when I may try."""
    reasons = (
        (found.member != archive.myself.id, "only who announced it completes it"),
        (not archive.may(Deed.RELEASE_URGENTLY, found.desk), "an editor of the desk does that"),
        (bool(found.release), "it left already"),
        (bool(found.stops), "it was stopped"),
        (state_of(found) == LAPSED, "the announcement lapsed"),
        (
            clock.seconds() < found.at + WAIT_SECONDS,
            f"thirty minutes are not over before {iso(found.at + WAIT_SECONDS)}",
        ),
    )
    return next((why for holds, why in reasons if holds), "")


def why_not_ratify(archive: Archive, found: UrgentState) -> str:
    """Return why I may give no verdict on an urgent release, "" when I may."""
    me, copy = archive.myself.id, archive.state.copies[found.copy]
    reasons = (
        (not found.release, "it has not left"),
        (not archive.may(Deed.RATIFY, found.desk), "your role does not ratify"),
        (me == found.member, "who released it does not ratify it"),
        (me == copy.preparer, "its preparer does not ratify it"),
        (me in authors_in(archive, copy), "an author in it does not ratify it"),
        (me in found.verdicts, "you gave your verdict already"),
    )
    return next((why for holds, why in reasons if holds), "")


def could_approve(archive: Archive, copy: CopyState) -> list[MemberState]:
    """Return the colleagues who could approve a copy, or ratify it later: they have to be asked."""
    makers = {copy.preparer, archive.myself.id} | authors_in(archive, copy)
    epochs = desk_parts(archive.state, copy.desk)[Part.REDACTED].epochs
    return [
        member
        for member in archive.state.members.values()
        if member.id not in makers
        and roles.may(member.roles_on(copy.desk), Deed.APPROVE_COPY)
        and any(archive.state.has_been_given(member, epoch) for epoch in epochs)
    ]


# --- what waits ----------------------------------------------------------------------------


def open_ones(archive: Archive) -> list[UrgentState]:
    """Return the urgent releases that my keys show and that somebody has to look at."""
    return [each for each in archive.state.urgent.by_copy.values() if _is_open(archive, each)]


def _is_open(archive: Archive, found: UrgentState) -> bool:
    copy = archive.state.copies[found.copy]
    if copy.receipt is not None and not found.release:
        return False
    waits = state_of(found) in {ANNOUNCED, WAITING}
    return waits or bool(_recall(archive, found, copy))


def notices(archive: Archive) -> tuple[str, ...]:
    """Say whether urgent releases are allowed, and what is announced, unratified or to recall."""
    view, found = switch(archive), open_ones(archive)
    states = [state_of(each) for each in found]
    announced, waiting = states.count(ANNOUNCED), states.count(WAITING)
    recall = sum(bool(_recall(archive, f, archive.state.copies[f.copy])) for f in found)
    said = (
        (
            view.mine_to_confirm,
            "An admin proposes to allow urgent releases, and waits for your word (strongroom "
            "policy show).",
        ),
        (
            announced,
            f"{_releases(announced, 'is', 'are')} announced: whoever knows a reason against one "
            "holds its person now (strongroom copy urgent list).",
        ),
        (
            waiting,
            f"{_releases(waiting, 'waits', 'wait')} for ratification by a second person "
            "(strongroom copy urgent list).",
        ),
        (
            recall,
            f"{_releases(recall, 'has', 'have')} to be recalled: not ratified, or gone in spite of "
            "a hold or withdrawal (strongroom copy urgent list).",
        ),
        (view.state == "on", _ON),
    )
    return tuple(sentence for holds, sentence in said if holds)


def _releases(count: int, one: str, more: str) -> str:
    """Return a number of urgent releases with its verb."""
    return counted(count, f"urgent release {one}", f"urgent releases {more}")
