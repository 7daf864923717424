"""A plain mapping, from JSON or front matter, into an InterviewDraft: the one list of field names.

Reading bytes is `limits`, `rows` and `markdown`; whether an agreement holds is `agreement`. What
a file may not decide (who decided what is hidden, whether an interview counts as marked) is
refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.ingest.agreements import read_agreement, read_term
from vault.ingest.values import (
    flag,
    full_date,
    items,
    language,
    line_of_text,
    mapping,
    moment,
    text,
    told_time,
    words,
)
from vault.ingest.where import Where
from vault.model import Agreement

INTERVIEW_FIELDS = (
    "quotes",
    "desk",
    "person",
    "title",
    "tags",
    "notes",
    "place",
    "province",
    "told",
    "agreement",
    "held_at",
    "channel",
    "whereabouts",
    "present",
    "contact",
    "signals",
    "danger",
    "external_id",
    "destroy_after",
    "terms",
)
QUOTE_FIELDS = (
    "words",
    "language",
    "question",
    "paraphrase",
    "notes",
    "translations",
    "agreement",
)
TRANSLATION_FIELDS = ("language", "words")
NOT_FROM_FILES = ("decisions", "matches", "marked", "based_on", "id")

_TEXTS: Mapping[str, Callable[[object, Where], str]] = MappingProxyType(
    {
        "desk": line_of_text,
        "person": line_of_text,
        "title": line_of_text,
        "place": line_of_text,
        "province": line_of_text,
        "channel": line_of_text,
        "external_id": line_of_text,
        "held_at": moment,
        "notes": text,
        "whereabouts": text,
        "present": text,
        "contact": text,
        "signals": text,
        "danger": text,
    }
)


def read_interview(value: object, where: Where) -> InterviewDraft:
    """Read one interview.

    Raises MalformedError, naming line and field, for unknown names, wrong types, dates that do
    not exist, unsafe characters, and an interview without a quote.
    """
    given = _known(value, where, INTERVIEW_FIELDS)
    agreement = read_agreement(given.get("agreement"), where.into("agreement"))
    plain = {name: read(given.get(name), where.into(name)) for name, read in _TEXTS.items()}
    return replace(
        InterviewDraft(_quotes(given, where, agreement)),
        agreement=agreement,
        tags=_tags(given.get("tags"), where.into("tags")),
        told=told_time(given.get("told"), where.into("told")),
        destroy_after=full_date(given.get("destroy_after"), where.into("destroy_after")),
        terms=items(given.get("terms"), where.into("terms"), read_term),
        **plain,
    )


def read_quote(value: object, where: Where, agreement: Agreement) -> QuoteDraft:
    """Read one quote of an interview under `agreement`: an object, or its plain words."""
    if isinstance(value, str):
        return QuoteDraft(words(value, where))
    given = _known(value, where, QUOTE_FIELDS)
    quote = QuoteDraft(
        words=words(given.get("words"), where.into("words")),
        language=language(given.get("language"), where.into("language")),
        translations=items(given.get("translations"), where.into("translations"), _translation),
        question=text(given.get("question"), where.into("question")),
        paraphrase=flag(given.get("paraphrase"), where.into("paraphrase")),
        notes=text(given.get("notes"), where.into("notes")),
        agreement=_own_agreement(given.get("agreement"), where.into("agreement"), agreement),
    )
    _refuse_same_language(quote, where.into("translations"))
    return quote


def _known(value: object, where: Where, names: tuple[str, ...]) -> Mapping[str, object]:
    """Read an object, with a sentence of its own for what only Strongroom decides."""
    if isinstance(value, dict):
        for name in NOT_FROM_FILES:
            if name in value:
                raise where.into(name).refusal(
                    "A file cannot decide this; it is decided in Strongroom after logging."
                )
    return mapping(value, where, names)


def _quotes(
    given: Mapping[str, object], where: Where, agreement: Agreement
) -> tuple[QuoteDraft, ...]:
    quotes = items(
        given.get("quotes"),
        where.into("quotes"),
        lambda item, place: read_quote(item, place, agreement),
    )
    if not quotes:
        raise where.into("quotes").refusal("An interview needs the words of at least one quote.")
    return quotes


def _translation(value: object, where: Where) -> TranslationDraft:
    given = _known(value, where, TRANSLATION_FIELDS)
    tag = language(given.get("language"), where.into("language"))
    if not tag:
        raise where.into("language").refusal("A translation must name its language.")
    return TranslationDraft(tag, words(given.get("words"), where.into("words")))


def _own_agreement(value: object, where: Where, agreement: Agreement) -> Agreement | None:
    return None if value is None or value == "" else read_agreement(value, where, agreement)


def _tags(value: object, where: Where) -> tuple[str, ...]:
    """Read tags from a list, or from one text that separates them by commas."""
    if isinstance(value, str):
        value = value.split(",")
    found = items(value, where, line_of_text)
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _refuse_same_language(quote: QuoteDraft, where: Where) -> None:
    """Refuse a second text in one language, naming the translation that is too many."""
    seen = {quote.language}
    for at, translation in enumerate(quote.translations):
        if translation.language in seen:
            raise where.into(at).refusal("One language stands twice in the same quote.")
        seen.add(translation.language)
