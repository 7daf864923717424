"""Acts of several people on one interview, boxed to the desk's redacted and journal compartments.

What a share opens lies in boxes to devices; an act only says with whom.
"""

from __future__ import annotations

from vault.acts.base import DeskAct, Referred
from vault.model import EntryHash, InterviewId, MemberId, ObjectHash, PersonId


class Shared(DeskAct, frozen=True, tag="shared/1"):
    """An interview opened to named members, who need no role on its desk.

    `boxes` hold data keys, one box for each of their devices and sheets. With `may_write` they
    may write versions; those have to carry the security part on, so it is shared as well.
    """

    interview: InterviewId
    to: tuple[MemberId, ...]
    boxes: tuple[ObjectHash, ...]
    security: bool
    may_write: bool


class ShareEnded(DeskAct, frozen=True, tag="share-ended/1"):
    """The end of a share for some of its members; `share` is its entry."""

    share: EntryHash
    interview: InterviewId
    to: tuple[MemberId, ...]


class VersionPicked(DeskAct, frozen=True, tag="version-picked/1"):
    """One of several standing versions of an interview picked: the others stand no more.

    Versions are named by their verbatim hashes. What was passed over stays in the history.
    """

    interview: InterviewId
    picked: Referred
    over: tuple[Referred, ...]


class PersonsJoined(DeskAct, frozen=True, tag="persons-joined/1"):
    """Two persons who turned out to be one: from now on `joined` goes by the card of `kept`.

    Both stay as they are, with their files, codenames and holds, so that it can be undone.
    """

    kept: PersonId
    joined: PersonId


class PersonParted(DeskAct, frozen=True, tag="person-parted/1"):
    """The undoing of a join, which it names by its entry."""

    join: EntryHash


class AddendumAdded(DeskAct, frozen=True, tag="addendum/1"):
    """Words added to an interview afterwards, sealed to verbatim; no version, so nothing is void.

    `version` is the standing version (its verbatim hash) that the writer had before them.
    """

    interview: InterviewId
    version: Referred
    addendum: ObjectHash
