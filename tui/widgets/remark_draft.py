"""The words of a remark, a return, a hold, an event or of terms while they are typed (pure)."""

from __future__ import annotations

from vault.model import Record


class RemarkDraft(Record, frozen=True, tag="remark/1"):
    """Words about an interview. `act` says what they are for ("review.send_back")."""

    act: str
    interview: str
    rendition: str = ""
    quote: str = ""
    words: str = ""
