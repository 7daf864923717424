"""What putting off a day of destruction does to the state."""

from __future__ import annotations

from vault import acts
from vault.journal.turn import Refusal, Turn


def destroy_postponed(turn: Turn, act: acts.DestroyPostponed) -> None:
    """Take a decision to keep an interview longer: by an owner or an editor."""
    turn.need("postpone", act.desk)
    interview = turn.state.interviews[act.interview]
    own = turn.is_editor(act.desk) or act.member in interview.owners()
    if interview.desk != act.desk or not own:
        raise Refusal
    interview.postponed.append(act.decision)
