"""What acts about attachments do to the state: which files an interview has, by manifest."""

from __future__ import annotations

from vault import acts
from vault.journal import sharing
from vault.journal.state import AttachmentState
from vault.journal.turn import Refusal, Turn


def attached(turn: Turn, act: acts.Attached) -> None:
    """Take an attachment: by an owner, an editor, or whom a share lets write, if on the desk."""
    turn.need("attach", act.desk)
    interview = turn.state.interviews[act.interview]
    own = act.member in interview.owners() or turn.is_editor(act.desk)
    if interview.desk != act.desk or not (own or sharing.may_write(turn, interview)):
        raise Refusal
    if not act.manifest or not act.pieces or act.manifest in turn.state.attachments:
        raise Refusal
    turn.state.attachments[act.manifest] = AttachmentState(
        act.manifest, act.interview, act.pieces, act.member, act.at
    )
    interview.entries.append(turn.entry)
