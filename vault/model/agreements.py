"""What a source agreed to. Whether a quote may leave is `vault.agreement`."""

from __future__ import annotations

from enum import StrEnum

from vault.model.records import Record


class Attribution(StrEnum):
    """How a source agreed to be named; strict by default."""

    NOT_AGREED = "not_agreed"
    ON_RECORD = "on_record"
    BACKGROUND = "background"
    DEEP_BACKGROUND = "deep_background"
    OFF_RECORD = "off_record"


class Scope(StrEnum):
    """What a source consented to."""

    ARCHIVE = "archive"
    QUOTE = "quote"
    PARAPHRASE = "paraphrase"
    TRANSLATE = "translate"
    BROADCAST = "broadcast"
    SHARE = "share"
    COURT = "court"


class Purpose(StrEnum):
    """What a story is made for; each needs its scopes (see `agreement`)."""

    PUBLISH = "publish"
    BROADCAST = "broadcast"
    SHARE = "share"
    COURT = "court"


class AnonymousFrom(StrEnum):
    """From whom the source stays anonymous: the BBC's first question."""

    PUBLIC = "public"
    STATE = "state"
    FAMILY = "family"
    COMMUNITY = "community"
    NOBODY = "nobody"


class Agreement(Record, frozen=True):
    """What the source agreed to. The defaults are the strict side: nothing may leave.

    `lines` maps language tags to the one attribution line agreed in that language;
    `embargo_until` is an ISO date; `embargo_event` a description that an editor ends.
    """

    attribution: Attribution = Attribution.NOT_AGREED
    lines: tuple[tuple[str, str], ...] = ()
    scopes: tuple[Scope, ...] = (Scope.ARCHIVE,)
    anonymous_from: tuple[AnonymousFrom, ...] = (AnonymousFrom.STATE, AnonymousFrom.COMMUNITY)
    embargo_until: str | None = None
    embargo_event: str | None = None
    limits: str = ""
    wording: str = ""
