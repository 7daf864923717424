"""The sealed decision to keep an interview longer than was agreed at first."""

from __future__ import annotations

from vault.model.records import InterviewId, Record


class Postponed(Record, frozen=True, tag="postponed/1"):
    """Until when an interview is kept (an ISO date), and why. Sealed to `security`."""

    interview: InterviewId
    until: str
    reason: str
