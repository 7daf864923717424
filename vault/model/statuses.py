"""What is derived from the journal and never stored."""

from __future__ import annotations

from enum import StrEnum


class InterviewStatus(StrEnum):
    """Derived from the journal."""

    DRAFT = "draft"
    UNMARKED = "unmarked"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    APPROVED = "approved"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


class CopyStatus(StrEnum):
    """Derived from the journal."""

    PREPARED = "prepared"
    ANNOUNCED = "announced"
    RELEASED = "released"
    UNRATIFIED = "released, waiting for ratification"
    NOT_RATIFIED = "released, not ratified"
    PRINTED = "printed"
    NOT_USED = "not used"
    RECALLED = "recalled"
    VOID = "void"
