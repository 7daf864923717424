"""What the Log form holds, and how it becomes an interview draft and back (pure).

Every field is text as typed, so that a half-filled form can be sealed and given back. Nothing
here knows a widget; `log_fields` names which widget shows which field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.widgets.agreement_text import AgreementForm, agreement_of, form_of, is_date, read_date
from tui.widgets.terms_text import format_terms, parse_terms
from vault.drafts import InterviewDraft, QuoteDraft, TranslationDraft
from vault.errors import MalformedError
from vault.model import (
    Agreement,
    Attribution,
    Precision,
    Record,
    Scope,
    ToldTime,
    from_bytes,
    to_bytes,
)
from vault.text import clean, counted

if TYPE_CHECKING:
    from vault.archive.views import LogView

_PRECISION_BY_LENGTH = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_GUESSED_CHARACTERS = 2_000  # enough to guess from, and quick on every key
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class TranslationForm(Record, frozen=True):
    """A translation as typed."""

    words: str = ""
    language: str = ""


class QuoteForm(Record, frozen=True):
    """One quote as typed; `source` is what it was before it was changed here."""

    words: str = ""
    language: str = ""
    question: str = ""
    notes: str = ""
    paraphrase: bool = False
    translations: tuple[TranslationForm, ...] = ()
    agreement: AgreementForm | None = None
    source: QuoteDraft | None = None


class LogForm(Record, frozen=True, tag="log/1"):
    """The whole form. `interview` is the id of the interview that it changes, "" for a new one.

    `current` is the quote being edited, `focus` the field that has the cursor.
    """

    interview: str = ""
    quotes: tuple[QuoteForm, ...] = (QuoteForm(),)
    current: int = 0
    focus: str = ""
    desk: str = ""
    person: str = ""
    title: str = ""
    tags: str = ""
    notes: str = ""
    place: str = ""
    province: str = ""
    told: str = ""
    agreement: AgreementForm = AgreementForm()
    held_at: str = ""
    channel: str = ""
    whereabouts: str = ""
    present: str = ""
    contact: str = ""
    signals: str = ""
    danger: str = ""
    external_id: str = ""
    destroy_after: str = ""
    terms: str = ""
    marked: bool = False


# The fields of a form that an interview draft holds in the same words.
PLAIN_FIELDS = (
    *("desk", "person", "title", "place", "province", "notes"),
    *("held_at", "channel", "whereabouts", "present", "contact", "signals", "danger"),
    "external_id",
)


def seal_form(form: LogForm) -> bytes:
    """Encode the form for the draft that a lock leaves."""
    return to_bytes(form)


def open_form(blob: bytes) -> LogForm:
    """Decode a draft; raises MalformedError for anything but a form of this kind."""
    return from_bytes(blob, LogForm)


def is_empty(form: LogForm) -> bool:
    """Tell whether nothing was typed."""
    return replace(form, current=0, focus="", desk="", interview="") == LogForm()


# --- from a draft ------------------------------------------------------------------------------


def form_from_draft(draft: InterviewDraft, interview: str = "") -> LogForm:
    """Fill the form from an interview that is to be changed."""
    form = LogForm(
        interview=interview,
        quotes=tuple(map(_quote_form, draft.quotes)) or (QuoteForm(),),
        tags=", ".join(draft.tags),
        told=draft.told.value,
        agreement=form_of(draft.agreement),
        destroy_after=draft.destroy_after or "",
        terms=format_terms(draft.terms),
        marked=draft.marked,
    )
    return replace(form, **{name: getattr(draft, name) for name in PLAIN_FIELDS})


def _quote_form(quote: QuoteDraft) -> QuoteForm:
    return QuoteForm(
        words=quote.words,
        language=quote.language,
        question=quote.question,
        notes=quote.notes,
        paraphrase=quote.paraphrase,
        translations=tuple(
            TranslationForm(text.words, text.language) for text in quote.translations
        ),
        agreement=None if quote.agreement is None else form_of(quote.agreement),
        source=quote,
    )


# --- to a draft --------------------------------------------------------------------------------


def draft_from_form(form: LogForm) -> InterviewDraft:
    """Read the form; quotes without a word are left out.

    Raises MalformedError naming the field, never its value, when no quote has words or a date,
    language or attribution line cannot be read.
    """
    quotes = tuple(
        _quote_draft(quote, f"quotes.{at}")
        for at, quote in enumerate(form.quotes)
        if quote.words.strip()
    )
    if not quotes:
        raise MalformedError("There are no words yet: one quote is enough.", field="words")
    draft = InterviewDraft(
        quotes=quotes,
        tags=tuple(dict.fromkeys(tag for tag in map(_tidy, form.tags.split(",")) if tag)),
        told=read_told(form.told),
        agreement=agreement_of(form.agreement),
        destroy_after=read_date(form.destroy_after, "destroy_after"),
        terms=parse_terms(form.terms),
        marked=form.marked and not _words_changed(form),
    )
    return replace(draft, **{name: _tidy(getattr(form, name)) for name in PLAIN_FIELDS})


def _quote_draft(form: QuoteForm, field: str) -> QuoteDraft:
    source = form.source or QuoteDraft("")
    words = _tidy(form.words)
    language = language_of(form.words, form.language, f"{field}.language")
    translations = tuple(
        _translation(text, source, f"{field}.translations")
        for text in form.translations
        if text.words.strip()
    )
    return QuoteDraft(
        words=words,
        language=language,
        translations=translations,
        question=_tidy(form.question),
        paraphrase=form.paraphrase,
        notes=_tidy(form.notes),
        agreement=_own_agreement(form, field),
        decisions=source.decisions if words == source.words else (),
        matches=source.matches,  # the archive drops those of words that changed
        id=source.id,
    )


def _translation(form: TranslationForm, source: QuoteDraft, field: str) -> TranslationDraft:
    language = language_of(form.words, form.language, f"{field}.language")
    words = _tidy(form.words)
    same = (language, words)
    before = (text for text in source.translations if (text.language, text.words) == same)
    kept = next((text.decisions for text in before), ())
    return TranslationDraft(language, words, kept)


def _words_changed(form: LogForm) -> bool:
    """Tell whether there are words now that nobody marked; marking then starts again."""
    return any(
        _tidy(quote.words) and _words_of(quote) != _words_of_source(quote) for quote in form.quotes
    )


def _words_of(form: QuoteForm) -> tuple[str, ...]:
    words = (form.words, *(text.words for text in form.translations))
    return tuple(filter(None, map(_tidy, words)))


def _words_of_source(form: QuoteForm) -> tuple[str, ...]:
    source = form.source or QuoteDraft("")
    return (source.words, *(text.words for text in source.translations))


def _own_agreement(form: QuoteForm, field: str) -> Agreement | None:
    if form.agreement is None:
        return None
    return agreement_of(form.agreement, f"{field}.agreement")


def _tidy(text: str) -> str:
    return clean(text).strip()


def read_told(text: str) -> ToldTime:
    """Read 2025, 2025-10 or 2025-10-14: what is written says how exact it is."""
    typed = _tidy(text)
    if not typed:
        return ToldTime()
    if not is_date(typed):
        raise MalformedError(
            "This must be 2025, 2025-10 or 2025-10-14, as exact as it is known.", field="told"
        )
    return ToldTime(typed, _PRECISION_BY_LENGTH[len(typed)])


def language_of(words: str, typed: str, field: str = "language") -> str:
    """Return the language typed, or the one guessed from the script."""
    tag = _tidy(typed)
    if not tag:
        return guess_language(words)
    if not _LANGUAGE.fullmatch(tag):
        raise MalformedError("This must be a language tag such as ko or en.", field=field)
    return tag


def guess_language(words: str) -> str:
    """Guess "ko" where a third of the letters are Hangul, "en" where most are Latin, else ""."""
    beginning = words[:_GUESSED_CHARACTERS]
    letters = sum(map(str.isalpha, beginning))
    if not letters:
        return ""
    if len(_HANGUL.findall(beginning)) * 3 > letters:
        return "ko"
    return "en" if len(_LATIN.findall(beginning)) * 3 > letters * 2 else ""


# --- what a release will ask for ----------------------------------------------------------------


def missing_for_release(form: LogForm) -> tuple[str, ...]:
    """Name what only a release insists on, in the order of the form."""
    agreement = form.agreement
    consents = {Scope.QUOTE, Scope.PARAPHRASE} & set(agreement.scopes)
    needs_line = agreement.attribution in (Attribution.ON_RECORD, Attribution.BACKGROUND)
    checks = (
        ("words", not any(quote.words.strip() for quote in form.quotes)),
        ("title", not form.title.strip()),
        ("province", not form.province.strip()),
        ("time told about", not form.told.strip()),
        ("attribution", agreement.attribution is Attribution.NOT_AGREED),
        ("agreed line", needs_line and not agreement.lines.strip()),
        ("consent to quote", not consents),
    )
    return tuple(name for name, is_missing in checks if is_missing)


def saved_sentence(view: LogView) -> str:
    """Say what saving did and what is left to do."""
    verb = "waits" if view.proposals == 1 else "wait"
    told = f" {counted(view.proposals, 'proposal')} {verb} for a decision."
    left = told if view.proposals else ""
    missing = f" A release will ask for: {', '.join(view.missing)}." if view.missing else ""
    return clean(f"Saved as {view.codename}: {view.status}.{left}{missing}")
