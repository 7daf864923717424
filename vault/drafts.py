"""What a person types or imports, before it is sealed: the one shape that forms and files fill.

Everything is optional but the words of one quote; what is missing stays on the strict side.
Parsing files into drafts is `ingest`; turning drafts into sealed parts is `archive.interviews`.
"""

from __future__ import annotations

from vault.model import (
    Action,
    Agreement,
    Decision,
    Match,
    Purpose,
    Record,
    SpanKind,
    Term,
    ToldTime,
)


class TranslationDraft(Record, frozen=True):
    """The same quote in another language (BCP 47 tag)."""

    language: str
    words: str
    decisions: tuple[Decision, ...] = ()


class QuoteDraft(Record, frozen=True):
    """One quote as typed. An empty `language` is guessed from the script; an empty `id` is new."""

    words: str
    language: str = ""
    translations: tuple[TranslationDraft, ...] = ()
    question: str = ""
    paraphrase: bool = False
    notes: str = ""
    agreement: Agreement | None = None
    decisions: tuple[Decision, ...] = ()
    matches: tuple[Match, ...] = ()
    id: str = ""


class InterviewDraft(Record, frozen=True):
    """One interview as typed or imported.

    `desk` is a desk's label or id ("" for the member's only desk); `person` is a codename or id
    ("" makes a new person under a proposed codename); `province` is an ISO 3166-2 code or any of
    its names; `terms` are confirmed registry terms for the person's file. `based_on` names the
    versions that a revision continues (hashes of their verbatim parts; () means all that stand).
    """

    quotes: tuple[QuoteDraft, ...]
    desk: str = ""
    person: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    place: str = ""
    province: str = ""
    told: ToldTime = ToldTime()
    agreement: Agreement = Agreement()
    held_at: str = ""
    channel: str = ""
    whereabouts: str = ""
    present: str = ""
    contact: str = ""
    signals: str = ""
    danger: str = ""
    external_id: str = ""
    destroy_after: str | None = None
    terms: tuple[Term, ...] = ()
    marked: bool = False
    based_on: tuple[bytes, ...] = ()


class DecisionRequest(Record, frozen=True):
    """What a person decided about a span: code-point offsets in the text of (quote, language).

    KEEP says "harmless here". With `as_term` the words become a registry term of the interview's
    person, with `forms` as further spellings, and are found everywhere from then on.
    """

    quote: str
    language: str
    start: int
    end: int
    action: Action = Action.MASK
    kind: SpanKind | None = None
    reason: str = ""
    as_term: bool = False
    forms: tuple[str, ...] = ()


class MatchRequest(Record, frozen=True):
    """An answer: the span's counterpart starts at `other_start`, or None for "not in this text"."""

    quote: str
    language: str
    start: int
    other_language: str
    other_start: int | None = None


class StoryDraft(Record, frozen=True):
    """A story as typed: `picks` are (interview id, quote id, language tag) in printing order.

    `based_on` are the versions (hex) that it was made from; none means all that stand.
    """

    title: str
    desk: str = ""
    outlet: str = ""
    purpose: Purpose = Purpose.PUBLISH
    languages: tuple[str, ...] = ("en",)
    intro: str = ""
    picks: tuple[tuple[str, str, str], ...] = ()
    based_on: tuple[str, ...] = ()
