"""What copies are made for, the copies themselves, and what became of them."""

from __future__ import annotations

from datetime import datetime

from vault.model.agreements import Purpose
from vault.model.records import (
    CopyId,
    EntryHash,
    InterviewId,
    MemberId,
    ObjectHash,
    Record,
    StoryId,
)


class Pick(Record, frozen=True):
    """A quote chosen for a story, in one language."""

    interview: InterviewId
    quote: str
    language: str


class Story(Record, frozen=True, tag="story/1"):
    """What a copy is made for (redacted compartment)."""

    story: StoryId
    version: int
    title: str
    outlet: str
    purpose: Purpose
    languages: tuple[str, ...]
    picks: tuple[Pick, ...]
    intro: str = ""


class CopyFile(Record, frozen=True):
    """One finished file: format (md, txt, docx), language, exact bytes."""

    format: str
    language: str
    body: bytes


class Copy(Record, frozen=True, tag="copy/1"):
    """A prepared copy: exactly what would leave, and what it was made from."""

    copy: CopyId
    story: StoryId
    story_object: ObjectHash
    renditions: tuple[ObjectHash, ...]
    files: tuple[CopyFile, ...]
    preparer: MemberId


class Receipt(Record, frozen=True, tag="receipt/1"):
    """The sealed manifest of a released copy; the journal entry that names it signs it."""

    copy: CopyId
    story: StoryId
    file_hashes: tuple[bytes, ...]
    renditions: tuple[ObjectHash, ...]
    rules: bytes
    registry: bytes
    rechecked_by: MemberId
    preparer: MemberId
    approver: MemberId
    policy: str
    desks_not_checked: int
    released_at: datetime


class UrgentReceipt(Record, frozen=True, tag="urgent-receipt/1"):
    """The sealed manifest of a copy that left without a second approval: `approver` is empty.

    `announcement` is the entry that announced it, `reason` the object with the editor's words.
    """

    copy: CopyId
    story: StoryId
    file_hashes: tuple[bytes, ...]
    renditions: tuple[ObjectHash, ...]
    rules: bytes
    registry: bytes
    rechecked_by: MemberId
    preparer: MemberId
    approver: MemberId
    announcement: EntryHash
    reason: ObjectHash
    announced_at: datetime
    policy: str
    desks_not_checked: int
    released_at: datetime


class Remark(Record, frozen=True, tag="remark/1"):
    """A reviewer's words about a rendition; redacted text itself."""

    interview: InterviewId
    rendition: ObjectHash
    words: str
    quote: str = ""


class Outcome(Record, frozen=True, tag="outcome/1"):
    """What became of a copy: where and when it ran, and the words as they ran."""

    copy: CopyId
    outcome: str
    outlet: str = ""
    date: str = ""
    link: str = ""
    words: str = ""
    reason: str = ""


class Note(Record, frozen=True, tag="note/1"):
    """A free-text reason (hold, event, urgent act): an object, so that it can be forgotten."""

    words: str
