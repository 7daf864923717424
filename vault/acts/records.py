"""Acts about a desk's interviews and persons, boxed to its redacted and journal compartments."""

from __future__ import annotations

from vault.acts.base import DeskAct, Referred
from vault.model import (
    EntryHash,
    InterviewId,
    ObjectHash,
    PersonId,
    Record,
)


class InterviewVersion(Record, frozen=True):
    """One version of one interview. `parents` are verbatim hashes; none for the first.

    `rewords` tells whether words changed: only then is its writer an author, who may not approve.
    """

    interview: InterviewId
    person: PersonId
    version: int
    verbatim: ObjectHash
    security: ObjectHash
    parents: tuple[Referred, ...] = ()
    marked: bool = False
    rewords: bool = True


class PersonVersion(Record, frozen=True):
    """One version of a person's card and file; an empty hash leaves that one as it was.

    `replaces` names the files that this one stands for; files that nothing replaces all protect.
    """

    person: PersonId
    card: ObjectHash = ObjectHash(b"")
    file: ObjectHash = ObjectHash(b"")
    replaces: tuple[Referred, ...] = ()


class Logged(DeskAct, frozen=True, tag="logged/1"):
    """Interviews (one, or a chunk of an import) and the persons that came with them."""

    interviews: tuple[InterviewVersion, ...]
    persons: tuple[PersonVersion, ...] = ()


class PersonChanged(DeskAct, frozen=True, tag="person/1"):
    """New versions of persons: cards or files (registry terms)."""

    persons: tuple[PersonVersion, ...]


class RenditionRef(Record, frozen=True):
    """A redacted part, and the verbatim part that it was rendered from."""

    interview: InterviewId
    redacted: ObjectHash
    verbatim: Referred


class Rendered(DeskAct, frozen=True, tag="rendered/1"):
    """Renditions made against the whole of the desk's registry by someone who reads it.

    With `whole_desk`, every other standing rendition of the desk was rendered again too and came
    out the same: it holds for this registry version and rule-set hash as well, so that a new
    term voids only the approvals that it touches.
    """

    registry: bytes
    rules: bytes
    renditions: tuple[RenditionRef, ...]
    whole_desk: bool


class Reviewed(DeskAct, frozen=True, tag="reviewed/1"):
    """A verdict ("approve", "return", "remark") on one rendition, by its hash."""

    interview: InterviewId
    rendition: Referred
    verdict: str
    remark: ObjectHash = ObjectHash(b"")


class Held(DeskAct, frozen=True, tag="held/1"):
    """Stop every copy about a person, at once; `reason` is a note."""

    person: PersonId
    reason: ObjectHash


class HoldLifted(DeskAct, frozen=True, tag="hold-lifted/1"):
    """One of the two voices that lift a hold; it names the hold's entry."""

    hold: EntryHash


class Withdrawn(DeskAct, frozen=True, tag="withdrawn/1"):
    """The source withdrew: the whole interview, or one quote of it."""

    interview: InterviewId
    quote: str = ""
    reason: ObjectHash = ObjectHash(b"")


class EventRecorded(DeskAct, frozen=True, tag="event/1"):
    """The event that an embargo waits for happened."""

    interview: InterviewId
    note: ObjectHash


class PartsRead(DeskAct, frozen=True, tag="read/1"):
    """Verbatim or security parts were opened; once per interview and session."""

    interviews: tuple[InterviewId, ...]
    security: bool
