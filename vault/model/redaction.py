"""Terms, decisions and matches: what a person decided about a span. Finding spans is `redact`."""

from __future__ import annotations

from enum import StrEnum

from vault.model.records import MemberId, Record


class Audience(StrEnum):
    """Who a rendition is for."""

    REVIEW = "review"
    PUBLICATION = "publication"


class Action(StrEnum):
    """What happens to a span."""

    KEEP = "keep"
    MASK = "mask"
    REMOVE = "remove"
    GENERALISE = "generalise"
    PSEUDONYMISE = "pseudonymise"


class SpanKind(StrEnum):
    """What a span gives away; the label of its placeholder."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DATE = "date"
    AGE = "age"
    KINSHIP = "kinship"
    OCCUPATION = "occupation"
    COUNT = "count"
    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    EVENT = "event"
    DETAIL = "detail"


class Confidence(StrEnum):
    """How sure a detector is; only LIKELY proposals interrupt typing."""

    LIKELY = "likely"
    POSSIBLE = "possible"


class Term(Record, frozen=True):
    """A confirmed word or phrase that gives a person away (a registry term).

    `forms` are further spellings given by people (translations, aliases); inflected and
    normalised forms are derived by `redact.registry`, never stored. `generalised` maps a
    language tag to the wording used when the action is GENERALISE.
    """

    words: str
    kind: SpanKind
    action: Action = Action.MASK
    forms: tuple[str, ...] = ()
    generalised: tuple[tuple[str, str], ...] = ()


class Decision(Record, frozen=True):
    """What a person decided about one span of one text: [start, end) in code points.

    KEEP means "a proposal was seen and is harmless here"; any other action hides. `words_hash`
    is not kept: a decision belongs to one immutable version of a text.
    """

    start: int
    end: int
    kind: SpanKind
    action: Action
    replacement: str = ""
    reason: str = ""
    by: MemberId = MemberId(b"")


class Match(Record, frozen=True):
    """A hidden span of one language answered in another: matched, or "not in this text".

    Offsets are code points in the texts of the same quote. `other_start` is None when a person
    said that the span has no counterpart in `other_language`.
    """

    language: str
    start: int
    other_language: str
    other_start: int | None = None
