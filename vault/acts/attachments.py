"""Acts about attachments, boxed to the desk's redacted and journal compartments."""

from __future__ import annotations

from vault.acts.base import DeskAct
from vault.model import InterviewId, ObjectHash


class Attached(DeskAct, frozen=True, tag="attached/1"):
    """A file that belongs to an interview: its sealed manifest and its pieces in order."""

    interview: InterviewId
    manifest: ObjectHash
    pieces: tuple[ObjectHash, ...]
