"""Acts about stories and copies, boxed to the desk's redacted and journal compartments."""

from __future__ import annotations

from vault.acts.base import DeskAct, Referred
from vault.model import (
    CopyId,
    ObjectHash,
    StoryId,
)


class StorySaved(DeskAct, frozen=True, tag="story/1"):
    """A version of a story. `parents` are the bodies that it builds on; none for the first."""

    story: StoryId
    version: int
    body: ObjectHash
    parents: tuple[Referred, ...] = ()


class CopyPrepared(DeskAct, frozen=True, tag="copy-prepared/1"):
    """A copy rendered to finished files. `rechecked`: the preparer ran the recheck."""

    copy: CopyId
    story: StoryId
    story_object: Referred
    body: ObjectHash
    file_hashes: tuple[bytes, ...]
    renditions: tuple[Referred, ...]
    rechecked: bool
    registry: bytes
    rules: bytes


class CopyApproved(DeskAct, frozen=True, tag="copy-approved/1"):
    """The finished bytes, rebuilt and compared by another client, approved."""

    copy: CopyId
    file_hashes: tuple[bytes, ...]
    rechecked: bool
    registry: bytes
    rules: bytes


class CopyReleased(DeskAct, frozen=True, tag="copy-released/1"):
    """A copy that left, with its sealed receipt."""

    copy: CopyId
    receipt: ObjectHash


class CopyEnded(DeskAct, frozen=True, tag="copy-ended/1"):
    """What became of a copy: "printed", "not used", "recalled"."""

    copy: CopyId
    outcome: str
    body: ObjectHash
