"""What a finished text undoes: words hidden in one place of it that another place prints.

A caption that names the place which a quote leaves out, or the same sentence once redacted and
once in full. Confirmed terms need none of this, since they are found anywhere: this is for what
decisions, rules and proposals hid. Pure; which quotes a copy prints is the archive's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from vault.model import Record, SpanKind, Term
from vault.redact.normalise import Squeezed, squeeze
from vault.redact.registry import Entry, Registry
from vault.redact.spans import Redaction

# Kinds whose words say who or where by themselves; 42 and "my mother" do so in their place alone.
_NAMING = frozenset(
    {
        SpanKind.PERSON, SpanKind.PLACE, SpanKind.ORGANISATION,
        SpanKind.PHONE, SpanKind.EMAIL, SpanKind.ID_NUMBER,
    }
)  # fmt: skip
_WORDS_AROUND = 3
_LETTERS_AROUND = 8
_HANGUL_AROUND = 4
_LETTERS_LEAST = 2
_BEFORE = re.compile(rf"(?:\S+\s+){{0,{_WORDS_AROUND - 1}}}\S*\s*$")
_AFTER = re.compile(rf"\s*\S*(?:\s+\S+){{0,{_WORDS_AROUND - 1}}}")


class Hidden(Record, frozen=True):
    """Words that a rendition hides; `passages` are they with what stands before and after."""

    words: str
    kind: SpanKind
    passages: tuple[str, ...]


class Undone(Record, frozen=True):
    """Hidden words that stand in a finished text at [start, end)."""

    start: int
    end: int
    kind: SpanKind
    words: str


def hidden_in(text: str, redactions: Iterable[Redaction]) -> tuple[Hidden, ...]:
    """Return the words that redactions of a text hide, registry terms left out."""
    return tuple(
        Hidden(text[r.start : r.hidden_end], r.kind, tuple(_passages(text, r)))
        for r in redactions
        if r.by != "registry" and not _still_says(r.replacement, text[r.start : r.hidden_end])
    )


def undone(finished: str, hidden: Sequence[Hidden], kept: frozenset[str]) -> tuple[Undone, ...]:
    """Return where hidden words stand; `kept` are words (squeezed) that a decision keeps."""
    wanted = [each for each in dict.fromkeys(hidden) if not is_kept(each.words, kept)]
    if not wanted:
        return ()
    found = {*_anywhere(finished, wanted), *_in_passages(squeeze(finished), wanted)}
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def is_kept(words: str, kept: frozenset[str]) -> bool:
    """Tell whether a decision keeps these words, alone or among others."""
    letters = squeeze(words).plain
    return any(letters in each for each in kept)


def _still_says(replacement: str, words: str) -> bool:
    return squeeze(words).plain in squeeze(replacement).plain


def _passages(text: str, redaction: Redaction) -> Iterator[str]:
    """Yield the hidden words with a few before, and with a few after, where those are telling."""
    start, end = redaction.start, redaction.hidden_end
    words = squeeze(text[start:end]).plain
    before = _BEFORE.search(text[max(start - 80, 0) : start])
    after = _AFTER.match(text[end : end + 80])
    left = squeeze(before.group()).plain if before else ""
    right = squeeze(after.group()).plain if after else ""
    if _is_telling(left):
        yield left + words
    if _is_telling(right):
        yield words + right


def _is_telling(letters: str) -> bool:
    return len(letters) >= (_HANGUL_AROUND if letters[:1] >= "가" else _LETTERS_AROUND)


def _anywhere(finished: str, hidden: Iterable[Hidden]) -> Iterator[Undone]:
    naming = {
        each.words: each for each in hidden
        if each.kind in _NAMING and len(squeeze(each.words).plain) >= _LETTERS_LEAST
    }  # fmt: skip
    terms = (Term(words, each.kind) for words, each in naming.items())
    registry = Registry(Entry(term, b"hidden") for term in terms)
    for hit in registry.find_all(finished):
        if hit.sure and not hit.inside:
            yield Undone(hit.start, hit.end, hit.entry.term.kind, hit.entry.term.words)


def _in_passages(finished: Squeezed, hidden: Iterable[Hidden]) -> Iterator[Undone]:
    for each in hidden:
        for passage in each.passages:
            at = finished.plain.find(passage)
            if at >= 0:
                end = finished.ends[at + len(passage) - 1]
                yield Undone(finished.starts[at], end, each.kind, each.words)
