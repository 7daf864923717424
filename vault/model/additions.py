"""What is added to an interview after it was logged, without a version of its own."""

from __future__ import annotations

from vault.model.records import InterviewId, Record


class Addendum(Record, frozen=True, tag="addendum/1"):
    """Words of an author after the interview: what happened since, what has to be borne in mind.

    Sealed to `verbatim`; it is quoted by no story and rendered for nobody.
    """

    interview: InterviewId
    words: str
