"""What acts of sharing do to the state: who may read one interview beside those who read its desk.

Who may open what is a matter of keys; this says who may write, and whom new versions are for.
"""

from __future__ import annotations

from vault import acts
from vault.journal import rights
from vault.journal.rights import Change
from vault.journal.state import InterviewState, ShareState
from vault.journal.turn import Refusal, Turn
from vault.model import EntryHash, MemberId


def shared(turn: Turn, act: acts.Shared) -> None:
    """Open an interview to members: by its author or an editor, never by whom it is shared with."""
    turn.need("share", act.desk)
    interview = _mine(turn, act)
    known = [turn.state.members[member] for member in act.to]
    if not known or any(member.signed_out or member.is_field for member in known):
        raise Refusal
    if act.may_write and not act.security:
        raise Refusal  # a version without its security part would take the part away
    interview.shares[turn.entry] = ShareState(
        turn.entry, act.member, frozenset(act.to), act.security, act.may_write, act.at
    )
    interview.entries.append(turn.entry)


def share_ended(turn: Turn, act: acts.ShareEnded) -> None:
    """End a share for some of its members, from here on and for whatever is written beside."""
    turn.need("share", act.desk)
    interview = _mine(turn, act)
    share = interview.shares[act.share]
    if not act.to or not share.to.issuperset(act.to):
        raise Refusal
    sight = turn.sight
    for member in act.to:
        devices = turn.state.members[member].devices.keys()
        before = None if sight.sees_all else sight.reached([turn.entry], devices)
        share.ends.setdefault(member, []).append(Change(turn.entry, (), out=True, before=before))
    sight.note_change(turn.entry)
    interview.entries.append(turn.entry)


def _mine(turn: Turn, act: acts.Shared | acts.ShareEnded) -> InterviewState:
    """Return the interview of an act; refuse another desk's, and whoever only shares in it."""
    interview = turn.state.interviews[act.interview]
    own = turn.is_editor(act.desk) or act.member in interview.owners()
    if interview.desk != act.desk or not own:
        raise Refusal
    return interview


def may_write(turn: Turn, interview: InterviewState) -> bool:
    """Tell whether a share lets the writer of an entry write versions of an interview."""
    given = (s for s in interview.shares.values() if s.may_write and turn.member in s.to)
    return any(not _has_ended(turn, share) for share in given)


def _has_ended(turn: Turn, share: ShareState) -> bool:
    """Tell whether a share has ended for an entry's writer, known to them or written beside."""
    if turn.member in share.ends:
        return True
    beside = turn.limits.get(place_of(share.entry, turn.member), ())
    knows = turn.sight.knows(turn.entry)
    return any(end.entry in knows or not rights.is_before(end, turn.entry) for end in beside)


def place_of(share: EntryHash, member: MemberId) -> bytes:
    """Return what stands for one member's part in a share among what rights were lost."""
    return bytes(share) + bytes(member)


def ends_of(interview: InterviewState) -> dict[bytes, list[Change]]:
    """Return the ends of an interview's shares, by share and member."""
    return {
        place_of(share.entry, member): ends
        for share in interview.shares.values()
        for member, ends in share.ends.items()
    }
