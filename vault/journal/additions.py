"""What an addendum does to the state: it stands under the interview and voids nothing."""

from __future__ import annotations

from vault import acts
from vault.journal import sharing
from vault.journal.state import AddendumState
from vault.journal.turn import Refusal, Turn


def addendum_added(turn: Turn, act: acts.AddendumAdded) -> None:
    """Take words added to a known version: by an owner, an editor, or whom a share lets write."""
    interview = turn.state.interviews[act.interview]
    owns = turn.allows("log", act.desk) and turn.member in interview.owners()
    own = owns or turn.is_editor(act.desk) or sharing.may_write(turn, interview)
    if interview.desk != act.desk or not own or act.version not in interview.versions:
        raise Refusal
    if not act.addendum:
        raise Refusal
    interview.addenda.append(AddendumState(act.member, act.version, act.addendum, act.at))
    interview.entries.append(turn.entry)
