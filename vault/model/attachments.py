"""The manifest of an attachment: what the file was called, how long it is, where its pieces are.

The pieces themselves are objects of another box type, no records.
"""

from __future__ import annotations

from enum import StrEnum

from vault.model.records import InterviewId, ObjectHash, Record


class Trace(StrEnum):
    """What a file tells about its making besides its content."""

    POSITION = "position"
    AUTHOR = "author"
    DEVICE = "device"
    DATE = "date"
    SOFTWARE = "software"
    COMMENT = "comment"
    PREVIEW = "preview"
    UNREADABLE = "unreadable"


class Attachment(Record, frozen=True, tag="attachment/1"):
    """One attached file: `length` in bytes, `pieces` in order, `whole` its SHA-256 (32 bytes).

    `key`: 32 random bytes, from which the data keys of the pieces derive.
    """

    interview: InterviewId
    name: str
    media_type: str
    length: int
    pieces: tuple[ObjectHash, ...]
    whole: bytes
    key: bytes
    traces: tuple[Trace, ...] = ()
