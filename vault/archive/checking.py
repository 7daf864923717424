"""What a draft must hold up to before anything of it is sealed: text, sizes, terms, tags, dates.

A refusal names the field, never the value. Whatever could stop a desk's renditions later (a term
without letters, a part larger than an object may be) is refused here, while somebody can mend it.
Sealing is `interviews`, what a file may look like `ingest`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from vault.agreement.terms import day_of
from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.errors import MalformedError
from vault.model import Precision, Record, Term, ToldTime
from vault.redact.registry import Entry, Registry
from vault.text import first_unsafe

MAX_QUOTES: Final = 5000
MAX_TEXT: Final = 1_000_000
# An object holds 16 MiB, and a rendition holds every text twice, with placeholders.
MAX_INTERVIEW_BYTES: Final = 4 << 20

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_TOLD: Final = {
    Precision.UNKNOWN: "",
    Precision.YEAR: r"\d{4}",
    Precision.MONTH: r"\d{4}-\d\d",
    Precision.DAY: r"\d{4}-\d\d-\d\d",
}


def check_draft(draft: InterviewDraft) -> None:
    """Refuse what could not be sealed, rendered or printed later; raises MalformedError."""
    if not any(quote.words.strip() for quote in draft.quotes):
        raise MalformedError("An interview needs the words of at least one quote.", field="quotes")
    if len(draft.quotes) > MAX_QUOTES:
        raise MalformedError("That is too many quotes for one interview.", field="quotes")
    _check_texts(draft)
    for at, quote in enumerate(draft.quotes, start=1):
        _check_quote(quote, f"quotes[{at}]")
    check_terms(draft.terms)
    _check_told(draft.told)
    if draft.destroy_after is not None and day_of(draft.destroy_after) is None:
        raise MalformedError(
            "The field destroy_after is not a date (YYYY-MM-DD).", field="destroy_after"
        )


def check_safe(field: str, *texts: str) -> None:
    """Refuse control and invisible characters in what one field gives."""
    if any(first_unsafe(text) is not None for text in texts):
        raise MalformedError(
            f"The field {field} holds a control or invisible character; remove it.", field=field
        )


def check_language(tag: str, field: str) -> None:
    """Refuse what is no language tag: tags become names of files."""
    if not _LANGUAGE.fullmatch(tag):
        raise MalformedError(
            f"The field {field} must be a language tag such as ko or en-GB.", field=field
        )


def check_terms(terms: Iterable[Term]) -> None:
    """Refuse terms that cannot be looked for, or that hold invisible characters."""
    for term in terms:
        check_safe("terms", term.words, *term.forms, *(w for _, w in term.generalised))
        if any(not any(c.isalnum() for c in words) for words in (term.words, *term.forms)):
            raise MalformedError("A term needs letters or digits.", field="terms")
        Registry((Entry(term, b"check"),))


def _check_texts(draft: Record) -> None:
    size = 0
    for field, text in _texts(msgspec.to_builtins(draft), ""):
        size += len(text.encode("utf-8", "surrogatepass"))
        if len(text) > MAX_TEXT:
            raise MalformedError(f"The field {field} is too long.", field=field)
        check_safe(field, text)
    if size > MAX_INTERVIEW_BYTES:
        raise MalformedError("That is too much text for one interview: part it.", field="quotes")


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a builtin structure with its path; bytes arrive as base64, harmless."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value, start=1):
            yield from _texts(inner, f"{path}[{at}]")


def _check_quote(quote: QuoteDraft, path: str) -> None:
    _check_text(quote, path)
    for at, translation in enumerate(quote.translations, start=1):
        _check_text(translation, f"{path}.translations[{at}]")


def _check_text(text: QuoteDraft | TranslationDraft, path: str) -> None:
    if text.language:
        check_language(text.language, f"{path}.language")
    if any(not 0 <= d.start < d.end <= len(text.words) for d in text.decisions):
        field = f"{path}.decisions"
        raise MalformedError("A decision lies outside its text.", field=field)


def _check_told(told: ToldTime) -> None:
    """Reviewers see when things happened: a date cut to its precision, and never other words."""
    if not re.fullmatch(_TOLD[told.precision], told.value) or (
        told.value and day_of(told.value + "-01-01"[: 10 - len(told.value)]) is None
    ):
        raise MalformedError(
            "The field told must be a date such as 2025, 2025-10 or 2025-10-14.", field="told"
        )
