"""Korean names in Latin letters, found by their sound or usual spelling whatever the system.

Words are looked at one after another, each folded once; a name may run over four of them. Which
sounds and spellings a term has is `naming`; forms with fixed letters are `registry`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Generic, TypeVar

from vault.redact.boundaries import GAP_LONGEST, visible
from vault.redact.name_words import AMBIGUOUS_SURNAMES, KOREAN_TITLES, TITLES
from vault.redact.naming import Names, Spoken, in_a_row
from vault.redact.normalise import Squeezed
from vault.redact.romanisation import sound, sounds_of

Form = TypeVar("Form")

_WORDS_MOST = 4
_HEAD = 5  # letters that decide whether to look further
_LONG_FROM = 6
# Words of a squeezed text that is parted by line feeds; m is doubled there.
_WORD = re.compile(r"(?<![a-z0-9])(?:mm|[a-z0-9])(?:\n(?:mm|[a-z0-9])(?![a-z0-9])){3,}|[a-z0-9]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_SPELLED_OUT = re.compile(r"\n(?:mm|[a-z0-9])\n(?:mm|[a-z0-9])\n")
_INITIALS = re.compile(r"(?<![^\W_])[A-Z](?:[. \-]{0,2}[A-Z]){2,3}(?![^\W_])\.?")
_DIGITS = str.maketrans("0134578", "oleastb")
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013'\u2019")
_SENTENCE_END = frozenset(".!?…:;")
_TITLE = "|".join(sorted(KOREAN_TITLES, key=len, reverse=True))
_MASK = "[○●◯〇×✕✗*＊□■Oo0ㅇXx△]"


@dataclass(frozen=True, repr=False)
class Found(Generic[Form]):
    """A form that stands at [start, end) of the reading, and whether it can be nothing else."""

    form: Form
    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Word:
    letters: str
    start: int
    end: int
    is_capital: bool
    is_hyphenated: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class _Words:
    """The Latin words of a reading: where they stand once it is parted, and their letters.

    `breaks` are the offsets of the line feeds that part it.
    """

    text: str
    squeezed: Squeezed
    breaks: list[int]
    found: list[tuple[int, str]]
    letters: list[str]

    def some(self, first: int, count: int) -> list[_Word]:
        """Return up to `count` words from number `first` on, with their places in the text."""
        return [self._word(n) for n in range(first, min(first + count, len(self.found)))]

    def _word(self, number: int) -> _Word:
        at, word = self.found[number]
        low = self._at(at)
        high = self._at(at + len(word) - 1)
        start = self.squeezed.starts[low]
        is_capital = self.text[start].isupper() or "\n" in word
        is_hyphenated = self.text[max(start - 1, 0)] in _HYPHENS
        end = self.squeezed.ends[high]
        return _Word(self.letters[number], start, end, is_capital, is_hyphenated)

    def _at(self, at: int) -> int:
        """Return which squeezed character stands at an offset of the parted text."""
        return at - bisect_left(self.breaks, at)


@dataclass(frozen=True, slots=True, repr=False)
class _Page:
    """One reading and what each of its words sounds like."""

    text: str
    heard: dict[str, str]
    is_strict: bool
    is_caseless: bool


@dataclass(repr=False)
class _Entry(Generic[Form]):
    form: Form
    spoken: Spoken
    shared: bool = False


@dataclass(repr=False)
class Listener(Generic[Form]):
    """Names by sound, by letters and by surname, each with the forms that are called so."""

    _by_sound: dict[str, list[_Entry[Form]]] = field(default_factory=dict)
    _by_letters: dict[str, list[_Entry[Form]]] = field(default_factory=dict)
    _by_surname: dict[str, Form] = field(default_factory=dict)
    _by_family: dict[str, Form] = field(default_factory=dict)
    _by_initials: dict[str, Form] = field(default_factory=dict)
    _heads: set[str] = field(default_factory=set)
    _titled: re.Pattern[str] | None = None

    @staticmethod
    def of(known: Iterable[tuple[Form, bytes, Names]]) -> Listener[Form]:
        """Take each form with its owner; what two owners are called is sure for neither."""
        listener: Listener[Form] = Listener()
        owners: dict[str, bytes] = {}
        for form, owner, names in known:
            for spoken in names.spoken:
                listener._take(form, owner, spoken, owners)
            for initials in names.initials:
                listener._by_initials.setdefault(initials, form)
            for surname in names.surnames:
                listener._by_surname.setdefault(surname, form)
                for heard in sounds_of(surname):
                    listener._by_family.setdefault(heard, form)
        keys = (*listener._by_sound, *listener._by_letters)
        listener._heads = {key[:size] for key in keys for size in range(1, _HEAD + 1)}
        if listener._by_surname:
            surnames = "|".join(sorted(listener._by_surname, key=len, reverse=True))
            listener._titled = re.compile(
                rf"(?<![가-힣])(?P<surname>{surnames})(?:(?P<gap>\s?)(?P<title>{_TITLE})(?![가-힣]{{3}})"
                rf"|\s?{_MASK}{{2,3}}(?!\w)|(?:[가-힣]{_MASK}|{_MASK}[가-힣])(?!\w))"
            )
        return listener

    def _take(self, form: Form, owner: bytes, spoken: Spoken, owners: dict[str, bytes]) -> None:
        entry = _Entry(form, spoken)
        for mark, keys, table in (
            ("s:", spoken.sounds, self._by_sound), ("l:", spoken.letters, self._by_letters),
        ):  # fmt: skip
            for key in keys:
                if owners.setdefault(mark + key, owner) != owner:
                    entry = _Entry(form, spoken, shared=True)
                    for other in table[key]:
                        other.shared = True
                table.setdefault(key, []).append(entry)

    def find(self, text: str, squeezed: Squeezed, *, strict: bool) -> Iterator[Found[Form]]:
        """Yield what stands in a reading; `strict` also takes what does not look like a name."""
        if self._titled is not None and not text.isascii():
            yield from self._with_korean_title(text)
        if self._by_initials:
            yield from self._initials(text, strict=strict)
        if not self._heads:
            return
        words = _words(text, squeezed)
        heard = {letters: sound(letters) for letters in set(words.letters)}
        heads = {
            letters for letters, each in heard.items()
            if each[:_HEAD] in self._heads or letters[:_HEAD] in self._heads
        }  # fmt: skip
        page = _Page(text, heard, strict, text == text.lower())
        for at, letters in enumerate(words.letters):
            if letters in heads:
                yield from self._from(page, words.some(at, _WORDS_MOST))
            if letters in TITLES:
                yield from self._with_title(text, words.some(at, 2))

    def _with_korean_title(self, text: str) -> Iterator[Found[Form]]:
        for match in self._titled.finditer(text) if self._titled else ():
            surname = match["surname"]
            if match["gap"] and surname in AMBIGUOUS_SURNAMES:
                continue
            yield Found(self._by_surname[surname], *match.span(), sure=False)

    def _initials(self, text: str, *, strict: bool) -> Iterator[Found[Form]]:
        for match in _INITIALS.finditer(text):
            form = self._by_initials.get("".join(c for c in match.group() if c.isalpha()))
            if form is not None and (strict or not match.group().isalpha()):
                yield Found(form, *match.span(), sure=False)

    def _with_title(self, text: str, words: list[_Word]) -> Iterator[Found[Form]]:
        title, name = words[0], words[-1]
        form = self._by_family.get(sound(name.letters))
        is_name = name.is_capital or text == text.lower()
        if form is not None and is_name and _is_near(text[title.end : name.start], or_dot=True):
            yield Found(form, name.start, name.end, sure=False)

    def _from(self, page: _Page, words: list[_Word]) -> Iterator[Found[Form]]:
        heard, letters = "", ""
        for count, word in enumerate(words, start=1):
            gap = page.text[words[count - 2].end : word.start] if count > 1 else ""
            if not _is_near(gap, or_dot=page.is_strict):
                return
            heard = in_a_row((heard, page.heard[word.letters]))
            letters += word.letters
            if heard[:_HEAD] not in self._heads and letters[:_HEAD] not in self._heads:
                return
            known = [*self._by_sound.get(heard, ()), *self._by_letters.get(letters, ())]
            if not known and word.letters[-1] == "s" != word.letters:
                known = [
                    *self._by_sound.get(heard[:-1], ()),
                    *self._by_letters.get(letters[:-1], ()),
                ]
            for entry in known:
                sure = _is_sure(entry.spoken, words[:count], page.is_caseless)
                if sure is not None or page.is_strict:
                    sure = bool(sure) and not entry.shared
                    yield Found(entry.form, words[0].start, word.end, sure=sure)


def _is_sure(spoken: Spoken, words: list[_Word], is_caseless: bool) -> bool | None:
    """Tell whether words that sound like a name are it; None when they are some other words."""
    is_capital = words[0].is_capital and all(w.is_capital or w.is_hyphenated for w in words[1:])
    is_namelike = is_capital or is_caseless
    if not spoken.short:
        is_long = sum(len(w.letters) for w in words) >= _LONG_FROM
        return spoken.sure and (is_namelike or is_long) if is_namelike or is_long else None
    if not is_namelike:
        return None
    return spoken.sure and (not spoken.sounds or (is_capital and len(words) > 1))


def _is_near(gap: str, *, or_dot: bool) -> bool:
    """Tell whether two words may belong to one name: no sentence ends between them."""
    if gap in {" ", "-", ""}:
        return True
    seen = visible(gap)
    return len(seen) <= GAP_LONGEST and (or_dot or _SENTENCE_END.isdisjoint(seen))


def _words(text: str, squeezed: Squeezed) -> _Words:
    """Part a squeezed text at its visible gaps; single letters in a row are one word."""
    plain, starts, ends = squeezed.plain, squeezed.starts, squeezed.ends
    pairs = zip(islice(starts, 1, None), ends, strict=False)
    breaks = [at for at, (start, end) in enumerate(pairs, 1) if start > end]
    if not text.isascii():
        breaks = [
            at for at in breaks
            if text[ends[at - 1]] < "\x80" or visible(text[ends[at - 1] : starts[at]])
        ]  # fmt: skip
    edges = [0, *breaks, len(plain)]
    parted = "\n".join(plain[low:high] for low, high in pairwise(edges))
    pattern = _WORD if _SPELLED_OUT.search(parted) else _PLAIN_WORD
    found = [(match.start(), match.group()) for match in pattern.finditer(parted)]
    shifted = [at + number for number, at in enumerate(breaks)]
    return _Words(text, squeezed, shifted, found, [_letters(word) for _, word in found])


def _letters(word: str) -> str:
    """Return a word as it is said: m is doubled in squeezed text, and digits pass for letters."""
    letters = word.replace("mm", "m").replace("\n", "")
    return letters if letters.isalpha() or letters.isdigit() else letters.translate(_DIGITS)
