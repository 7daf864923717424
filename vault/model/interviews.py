"""An interview's parts, each sealed on its own: verbatim, security, redacted."""

from __future__ import annotations

from enum import StrEnum

from vault.model.agreements import Agreement
from vault.model.records import InterviewId, MemberId, ObjectHash, PersonId, Record
from vault.model.redaction import Decision, Match


class Precision(StrEnum):
    """How exactly a time is known or told."""

    UNKNOWN = "unknown"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class ToldTime(Record, frozen=True):
    """When the things told happened: an ISO date cut to its precision."""

    value: str = ""
    precision: Precision = Precision.UNKNOWN


class Text(Record, frozen=True):
    """One wording of a quote in one language (BCP 47 tag).

    A translation names, by SHA-256, the original words that it translates, so it goes out of
    date with them; an original leaves `translates` empty.
    """

    language: str
    words: str
    original: bool = True
    translates: bytes = b""
    decisions: tuple[Decision, ...] = ()


class Quote(Record, frozen=True):
    """Words or a paraphrase of one person, in one or more languages, exactly one original.

    `id` is eight hex digits, stable across versions. `agreement` may only be stricter than the
    interview's.
    """

    id: str
    person: PersonId
    texts: tuple[Text, ...]
    question: str = ""
    paraphrase: bool = False
    notes: str = ""
    agreement: Agreement | None = None
    matches: tuple[Match, ...] = ()


class Verbatim(Record, frozen=True, tag="verbatim/1"):
    """The verbatim part: the words as they were said, and what only the cleared may read."""

    interview: InterviewId
    version: int
    quotes: tuple[Quote, ...]
    title: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    place: str = ""
    province: str = ""
    told: ToldTime = ToldTime()
    agreement: Agreement = Agreement()
    marked: bool = False


class Security(Record, frozen=True, tag="security/1"):
    """The security part: what would find the person, or help them."""

    interview: InterviewId
    version: int
    held_at: str = ""
    channel: str = ""
    whereabouts: str = ""
    present: str = ""
    contact: str = ""
    signals: str = ""
    danger: str = ""
    external_id: str = ""
    destroy_after: str | None = None


class RenderedText(Record, frozen=True):
    """One quote's text after redaction, in one language, for both audiences."""

    language: str
    review: str
    publication: str
    original: bool = True
    outdated: bool = False
    undecided: int = 0


class RenderedQuote(Record, frozen=True):
    """A quote as a reviewer sees it."""

    id: str
    person: PersonId
    texts: tuple[RenderedText, ...]
    paraphrase: bool = False
    agreement: Agreement | None = None


class Redacted(Record, frozen=True, tag="redacted/1"):
    """The redacted part: all that a reviewer ever sees, stored as its own ciphertext.

    It names the verbatim object that it was rendered from; registry version and rule-set hash
    stand in the entry that names it. When any of them changes it is stale until rendered again.
    """

    interview: InterviewId
    version: int
    verbatim: ObjectHash
    title: str
    codename: str
    province: str
    told: ToldTime
    languages: tuple[str, ...]
    tags: tuple[str, ...]
    agreement: Agreement
    quotes: tuple[RenderedQuote, ...]
    authors: tuple[MemberId, ...]
