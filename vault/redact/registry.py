"""The registry of confirmed terms: finds every form of each, whatever stands around it.

Matching runs on squeezed text (see `normalise`), so spacing, hyphens, case, marks, width,
invisible characters and look-alike letters never matter; what does matter is decided here:
which spellings of a term are looked for. Whether a place is bounded is `boundaries`; looking
again at a finished text, more strictly, is `recheck`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property

import ahocorasick_rs

from vault.errors import MalformedError
from vault.model import Action, Record, SpanKind, Term, to_bytes
from vault.redact.boundaries import Place, Shape, shape_of
from vault.redact.normalise import Reading, readings, squeeze


class Entry(Record, frozen=True):
    """A confirmed term and whose it is: a person's id, or a desk's when `shared`."""

    term: Term
    owner: bytes
    shared: bool = False

    @property
    def id(self) -> bytes:
        """Return 16 bytes that name this entry: the same in every text and language."""
        return hashlib.sha256(b"redact/entry\0" + to_bytes(self)).digest()[:16]


class Hit(Record, frozen=True):
    """A span [start, end) of the input in which a form of an entry stands.

    `inside` is True when it stands within a longer word (only `recheck` reports those).
    """

    start: int
    end: int
    entry: Entry
    inside: bool = False


class _Form(Record, frozen=True):
    entry: Entry
    name: bytes
    shape: Shape


class Registry:
    """Confirmed terms, ready to be found. Immutable; build a new one when a term changes."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Take the entries in any order; duplicates count once.

        Raises MalformedError(field="words") when a term has no letter or digit.
        """
        by_id = {entry.id: entry for entry in entries}
        self.entries: tuple[Entry, ...] = tuple(by_id[key] for key in sorted(by_id))
        self._forms = tuple(form for key in sorted(by_id) for form in _forms(by_id[key], key))
        patterns = dict.fromkeys(form.shape.skeleton for form in self._forms)
        self._at = {skeleton: number for number, skeleton in enumerate(patterns)}
        self._forms_at: list[list[_Form]] = [[] for _ in patterns]
        for form in self._forms:
            self._forms_at[self._at[form.shape.skeleton]].append(form)
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns)) if patterns else None

    def __repr__(self) -> str:
        """Name the type only."""
        return "<Registry>"

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no term at all."""
        return not self.entries

    @cached_property
    def pseudonymised(self) -> Registry:
        """Return the entries alone that a pseudonym stands for."""
        return Registry(e for e in self.entries if e.term.action is Action.PSEUDONYMISE)

    @property
    def version(self) -> bytes:
        """Return SHA-256 over the sorted, length-prefixed canonical entries (32 bytes)."""
        digest = hashlib.sha256(b"redact/registry/1\0")
        for encoded in sorted(to_bytes(entry) for entry in self.entries):
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
        return digest.digest()

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every hit in `text`, sorted; hits of different terms may overlap."""
        return self._search(text, strict=False)

    def find_anywhere(self, text: str) -> tuple[Hit, ...]:
        """Return hits like `find`, and those inside longer words (`inside` is set)."""
        return self._search(text, strict=True)

    def _search(self, text: str, *, strict: bool) -> tuple[Hit, ...]:
        if self._automaton is None:
            return ()
        found: dict[tuple[int, int, bytes], Hit] = {}
        for reading in readings(text):
            for form, hit in self._in_reading(reading, strict=strict):
                key = (hit.start, -hit.end, form.name)
                if key not in found or found[key].inside:
                    found[key] = hit
        return tuple(found[key] for key in sorted(found))

    def _in_reading(self, reading: Reading, *, strict: bool) -> Iterator[tuple[_Form, Hit]]:
        automaton = self._automaton
        if automaton is None:
            return
        squeezed = squeeze(reading.text)
        matches = automaton.find_matches_as_indexes(squeezed.skeleton, overlapping=True)
        for number, first, after in matches:
            place = Place(reading.text, squeezed, first, after)
            for form in self._forms_at[number]:
                span = place.bounded(form.shape)
                if span is not None:
                    yield form, Hit(*reading.span(*span), form.entry)
                elif strict and place.is_suspect(form.shape):
                    yield form, Hit(*reading.span(*place.span), form.entry, inside=True)


def _forms(entry: Entry, name: bytes) -> Iterator[_Form]:
    """Yield each distinct shape of a term and of the forms that people gave."""
    seen: set[str] = set()
    for words in (entry.term.words, *entry.term.forms):
        for spelling in _spellings(words, entry.term.kind):
            shape = shape_of(squeeze(spelling))
            if not shape.skeleton:
                raise MalformedError("A registry term has no letter or digit.", field="words")
            if shape.skeleton not in seen:
                seen.add(shape.skeleton)
                yield _Form(entry, name, shape)


def _spellings(words: str, kind: SpanKind) -> Iterator[str]:
    """Yield spellings that normalisation cannot unite.

    Some look-alikes depend on case (Greek capital eta is an H, small eta an n), a plural may
    change the word's end, and Korean names stand in either order in English.
    """
    yield from dict.fromkeys((words, words.upper(), words.lower(), words.title()))
    if words[-1:] in "yY" and words[-2:-1].lower() not in set("aeiou"):
        yield words[:-1] + "ies"
    parts = words.split()
    if kind is SpanKind.PERSON and len(parts) > 1:
        yield " ".join((parts[-1], *parts[:-1]))
