"""The registry of confirmed terms: finds every form of each, whatever stands around it.

Matching runs on squeezed text (see `normalise`), so spacing, hyphens, case, marks, width,
invisible characters and look-alike letters never matter. Which other forms a term has is `naming`
and `figures`; names in Latin letters are listened for by `spoken`; whether a place is bounded is
`boundaries`; looking again at a finished text, more strictly, is `recheck`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import ahocorasick_rs

from vault.errors import MalformedError
from vault.model import Action, Record, SpanKind, Term, to_bytes
from vault.redact.boundaries import Place, Shape, shape_of
from vault.redact.censored import censored
from vault.redact.disguises import disguises, typed_in_latin
from vault.redact.figures import figures_of
from vault.redact.naming import Names, Written, names_of
from vault.redact.normalise import Reading, is_hangul, readings, squeeze
from vault.redact.spoken import Listener


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

    `inside` is True when it stands within a longer word (only `recheck` reports those), `sure`
    False when the form may mean somebody or something else: a decision has to say.
    """

    start: int
    end: int
    entry: Entry
    inside: bool = False
    sure: bool = True


class _Form(Record, frozen=True):
    entry: Entry
    name: bytes
    shape: Shape
    sure: bool = True
    look: str = ""
    is_given: bool = False


class _Known(Record, frozen=True):
    """An entry with all its forms: shapes of what is written, and names to listen for."""

    entry: Entry
    forms: tuple[_Form, ...]
    names: tuple[Names, ...]


_DOUBLED = re.compile(r"([A-Za-z])\1", re.IGNORECASE)
_SINGLE_FROM = 6
_Hits = dict[tuple[int, int, bytes], Hit]


class Registry:
    """Confirmed terms, ready to be found. Immutable; build a new one when a term changes."""

    def __init__(self, entries: Iterable[Entry], like: Registry | None = None) -> None:
        """Take the entries in any order; duplicates count once. `like` spares deriving forms again.

        Raises MalformedError(field="words") when a term has no letter or digit.
        """
        by_id = {entry.id: entry for entry in entries}
        self.entries: tuple[Entry, ...] = tuple(by_id[key] for key in sorted(by_id))
        before: dict[bytes, _Known] = like._known if like is not None else {}
        self._known: dict[bytes, _Known] = {
            key: before.get(key) or _known(by_id[key], key) for key in sorted(by_id)
        }
        self._at: dict[str, int] = {}
        self._forms_at: list[list[_Form]] = []
        for form in (form for known in self._known.values() for form in known.forms):
            number = self._at.setdefault(form.shape.skeleton, len(self._at))
            if number == len(self._forms_at):
                self._forms_at.append([])
            self._forms_at[number].append(form)
        self._shared = {n for n, forms in enumerate(self._forms_at) if _is_shared(forms)}
        self._automaton = ahocorasick_rs.AhoCorasick(list(self._at)) if self._at else None
        self._listener = Listener.of(
            ((known.entry, key), known.entry.owner, names)
            for key, known in self._known.items() for names in known.names
        )  # fmt: skip

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
        named = (e for e in self.entries if e.term.action is Action.PSEUDONYMISE)
        return Registry(named, like=self)

    def joined_by(self, entries: Iterable[Entry]) -> Registry:
        """Return a registry of these entries and more."""
        return Registry((*self.entries, *entries), like=self)

    @property
    def version(self) -> bytes:
        """Return SHA-256 over the sorted, length-prefixed canonical entries (32 bytes)."""
        digest = hashlib.sha256(b"redact/registry/1\0")
        for encoded in sorted(to_bytes(entry) for entry in self.entries):
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
        return digest.digest()

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every sure hit in `text`, sorted; hits of different terms may overlap."""
        return tuple(hit for hit in self._search(text, strict=False) if hit.sure)

    def look(self, text: str) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """Return hits like `find`, and beside them what may be a term or something else."""
        hits = self._search(text, strict=False)
        return tuple(hit for hit in hits if hit.sure), _beside_sure(hits)

    def find_anywhere(self, text: str) -> tuple[Hit, ...]:
        """Return hits like `find`, and those inside longer words (`inside` is set)."""
        return tuple(hit for hit in self._search(text, strict=True) if hit.sure)

    def touches(self, text: str) -> bool:
        """Tell whether a term stands in `text`, if only inside a word, or what may be one."""
        return bool(self._search(text, strict=True))

    def find_all(self, text: str) -> tuple[Hit, ...]:
        """Return hits like `find_anywhere`, disguised ones, and what may be a term, strictly."""
        found: _Hits = {}
        for reading in readings(text):
            _collect(found, self._in_reading(reading, strict=True))
        for reading in disguises(text, self._holds):
            seen = self._in_reading(reading, strict=False)
            _collect(found, ((name, hit) for name, hit in seen if hit.sure))
        _collect(found, self._censored(text))
        hits = tuple(_widest(found))
        return (*(hit for hit in hits if hit.sure), *_beside_sure(hits))

    def _search(self, text: str, *, strict: bool) -> tuple[Hit, ...]:
        found: _Hits = {}
        for reading in readings(text):
            _collect(found, self._in_reading(reading, strict=strict))
        return tuple(_widest(found))

    def _holds(self, word: str) -> bool:
        """Tell whether a word, or all of it but an ending, is part of a form."""
        letters = squeeze(word).skeleton
        return any(letters[: len(letters) - cut] in self._letters for cut in range(3))

    @cached_property
    def _letters(self) -> str:
        return "\n".join(self._at)

    def _censored(self, text: str) -> Iterator[tuple[bytes, Hit]]:
        shapes = {form.shape.plain: form for forms in self._forms_at for form in forms if form.sure}
        for start, end, shape in censored(text, (form.shape for form in shapes.values())):
            form = shapes[shape.plain]
            yield form.name, Hit(start, end, form.entry, sure=False)

    def _in_reading(self, reading: Reading, *, strict: bool) -> Iterator[tuple[bytes, Hit]]:
        automaton = self._automaton
        if automaton is None:
            return
        squeezed = squeeze(reading.text)
        is_caseless = reading.text == reading.text.lower()
        matches = automaton.find_matches_as_indexes(squeezed.skeleton, overlapping=True)
        for number, first, after in matches:
            place = Place(reading.text, squeezed, first, after)
            for form in self._forms_at[number]:
                span = place.bounded(form.shape)
                if span is not None and (is_caseless or place.looks(form.look)):
                    sure = form.sure and (number not in self._shared or form.is_given)
                    yield form.name, Hit(*reading.span(*span), form.entry, sure=sure)
                elif strict and form.sure and place.is_suspect(form.shape):
                    yield form.name, Hit(*reading.span(*place.span), form.entry, inside=True)
        for each in self._listener.find(reading.text, squeezed, strict=strict):
            entry, name = each.form
            yield name, Hit(*reading.span(each.start, each.end), entry, sure=each.sure)


def _weight(hit: Hit) -> int:
    return 2 * (not hit.inside) + hit.sure


def _collect(found: _Hits, hits: Iterable[tuple[bytes, Hit]]) -> None:
    """Keep the weightiest hit of each entry and place."""
    for name, hit in hits:
        key = (hit.start, -hit.end, name)
        if key not in found or _weight(hit) > _weight(found[key]):
            found[key] = hit


def _widest(found: _Hits) -> Iterator[Hit]:
    """Leave out what stands inside a sure hit of the same entry: parts of a name in the whole."""
    last: dict[int, Hit] = {}
    for hit in (found[key] for key in sorted(found)):
        around = last.get(id(hit.entry))
        if around is None or around.end < hit.end:
            yield hit
            if hit.sure and not hit.inside:
                last[id(hit.entry)] = hit


def _beside_sure(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return the unsure hits that no sure one covers, each place once."""
    sure = [hit for hit in hits if hit.sure and not hit.inside]
    found = {
        (hit.start, hit.end): hit for hit in reversed(hits)
        if not hit.sure and not any(s.start <= hit.start and hit.end <= s.end for s in sure)
    }  # fmt: skip
    return tuple(found[key] for key in sorted(found))


def _is_shared(forms: list[_Form]) -> bool:
    """Tell whether two persons' terms have a form in common."""
    return len(forms) > 1 and len({form.entry.owner for form in forms}) > 1


def _known(entry: Entry, name: bytes) -> _Known:
    """Collect each distinct shape of a term, of the forms that people gave and of derived ones."""
    forms: dict[str, _Form] = {}
    names = []
    for words in (entry.term.words, *entry.term.forms):
        for spelling in _spellings(words, entry.term.kind):
            shape = shape_of(squeeze(spelling))
            if not shape.skeleton:
                raise MalformedError("A registry term has no letter or digit.", field="words")
            forms.setdefault(shape.skeleton, _Form(entry, name, shape, is_given=True))
        names.append(names_of(words, entry.term.kind))
        names.append(Names((*figures_of(words, entry.term.kind), *_mistyped(words))))
    for written in (each for found in names for each in found.written):
        _add(forms, entry, name, written)
    listened = tuple(found for found in names if found.spoken or found.surnames or found.initials)
    return _Known(entry, tuple(forms.values()), listened)


def _mistyped(words: str) -> Iterator[Written]:
    """Yield Hangul as it stands when the keyboard was not switched, and doubled letters as one."""
    if sum(map(is_hangul, words)) > 1:
        yield Written(typed_in_latin(words))
    single = _DOUBLED.sub(r"\1", words)
    if single != words and len(single) >= _SINGLE_FROM:
        yield Written(single)


def _add(forms: dict[str, _Form], entry: Entry, name: bytes, written: Written) -> None:
    """Add a derived form, unless the same letters are known already and as surely."""
    shape = shape_of(squeeze(written.words))
    known = forms.get(shape.skeleton)
    if shape.skeleton and (known is None or (written.sure and not known.sure)):
        forms[shape.skeleton] = _Form(entry, name, shape, written.sure, written.look)


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
