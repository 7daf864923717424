"""Korean text as eojeols: each is a word with endings, and the word has a class.

An eojeol is read once for each text: the longest beginning that is a known word and is followed by
endings only, else what its own ending tells (a factory, a county, a trade, a given name), else
known words glued to each other, as in messages without spaces. What is proposed for a class is
left to the detectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from vault.redact.detectors.korean_endings import (
    WITHIN,
    by_ending,
    compound,
    ending_length,
    is_given,
    is_given_i,
    is_name,
)
from vault.redact.detectors.korean_lexicon import Class, lexicon
from vault.redact.detectors.korean_unknown import is_ordinary
from vault.redact.detectors.korean_words import ordinary
from vault.redact.hangul import PARTICLE_CHAIN, is_strict_suffix


class Piece(NamedTuple):
    """A word inside an eojeol, with offsets there; `is_glued` when more than endings stand by."""

    start: int
    end: int
    kind: Class
    is_glued: bool = False


class Word(NamedTuple):
    """A word with a class: where it and its eojeol stand in the text, and the eojeol's number."""

    start: int
    end: int
    kind: Class
    is_glued: bool
    number: int
    first: int
    last: int


@dataclass(frozen=True, repr=False)
class Eojeols:
    """All runs of Hangul in a text, and the words in them that have a class."""

    text: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[Word, ...]

    def neighbour(self, number: int) -> str:
        """Return the eojeol with that number, "" outside the text."""
        if not 0 <= number < len(self.spans):
            return ""
        start, end = self.spans[number]
        return self.text[start:end]

    def is_joined(self, number: int) -> bool:
        """Tell whether eojeol `number` and the one before stand in one line, one space apart."""
        if not 0 < number < len(self.spans):
            return False
        return self.text[self.spans[number - 1][1] : self.spans[number][0]] == " "


_RUN: Final = re.compile("[가-힣]+")
_LONGEST_WORD: Final = 9
_LONGEST_STEM: Final = 30
_LONGEST_TAIL: Final = 9
_LONGEST_UNKNOWN: Final = 8
_LONGEST_NAME: Final = 5
_VERB_ENDINGS: Final = frozenset(
    "다요고서지면니네까죠슴소오구어여아해래게며봄임함음냐자라든려러거기데야걸군세"
)
_LONG_RUN: Final = 9  # an eojeol so long is probably several
_DETERMINERS: Final = (
    "우리",
    "저희",
    "그",
    "저",
    "이",
    "내",
    "제",
    "울",
    "네",
    "한",
    "두",
    "전",
    "옛",
    "고",
)
# Endings after known words: honorifics that are titles make another word (공장지배인).
_ENDINGS: Final = re.compile(
    rf"(?:님|씨|네|들|댁|집|쪽|측)?{PARTICLE_CHAIN}(?:(?:이?었|였|이였|입|인|일|이"
    rf"|이?신|이?셨)[가-힣]{{0,5}}|임|요|슴다|지비)?"
)
_AFTER_NAMES: Final = frozenset("이가은는랑도한말네")


def read(text: str) -> Eojeols:
    """Return the eojeols of a text and the words with a class, in order."""
    known: dict[str, tuple[Piece, ...]] = {}
    spans: list[tuple[int, int]] = []
    found: list[Word] = []
    reader = _Reader({})
    for number, match in enumerate(_RUN.finditer(text)):
        run = match.group()
        first, last = span = match.span()
        spans.append(span)
        pieces = known.get(run)
        if pieces is None:
            pieces = known[run] = reader.pieces(run)
        for start, end, kind, is_glued in pieces:
            found.append(Word(first + start, first + end, kind, is_glued, number, first, last))
    return Eojeols(text, tuple(spans), tuple(found))


@dataclass(frozen=True, repr=False)
class _Reader:
    """Reads eojeols of one text and remembers which endings it has judged."""

    endings: dict[str, bool]

    def pieces(self, run: str) -> tuple[Piece, ...]:
        """Return the words with a class in a run of Hangul."""
        shortest = max(len(run) - _LONGEST_TAIL, 1)
        if shortest > _LONGEST_STEM:
            return tuple(self._glued(run))
        stems = [
            cut for cut in range(len(run), shortest - 1, -1) if self._is_ending(run[cut:], cut)
        ]
        piece = _known_word(run, stems) or self._by_endings(run, stems)
        if piece is not None:
            return () if piece.kind is Class.ORDINARY else (piece,)
        if len(run) < _LONG_RUN and is_ordinary(run, self._is_ending):
            return ()
        return tuple(self._glued(run)) or self._unknown(run)

    def _by_endings(self, run: str, stems: list[int]) -> Piece | None:
        for cut in stems:
            kind = by_ending(run[:cut], run[cut:])
            if kind is not None:
                return Piece(0, cut, kind)
            piece = self._after_determiner(run, cut)
            if piece is not None:
                return piece
        kinds = ((cut, compound(run[:cut])) for cut in stems)
        return next((Piece(0, cut, kind) for cut, kind in kinds if kind is not None), None)

    def _unknown(self, run: str) -> tuple[Piece, ...]:
        """Return what no list knows: a place where an ending says so."""
        if len(run) < 2 or len(run) > _LONGEST_UNKNOWN:
            return ()
        cut = len(run) - ending_length(run)
        if cut > _LONGEST_NAME or (cut == len(run) and run[-1] in _VERB_ENDINGS):
            return ()
        kind = Class.UNKNOWN_PLACE if WITHIN.fullmatch(run[cut:]) else Class.UNKNOWN
        return (Piece(0, cut, kind),)

    def _is_ending(self, rest: str, cut: int) -> bool:
        if not rest:
            return True
        if len(rest) > _LONGEST_TAIL:
            return False
        if cut == 1:
            return is_strict_suffix(rest)
        known = self.endings.get(rest)
        if known is None:
            known = self.endings[rest] = _ENDINGS.fullmatch(rest) is not None
        return known

    def _after_determiner(self, run: str, cut: int) -> Piece | None:
        """Return a known word after 우리, 그, 내, or a relative after a name, without a space."""
        known = lexicon()
        for at in (2, 3):
            if cut - at > 1 and known.get(run[at:cut]) is Class.KIN:
                head = run[:at]
                is_named = is_given_i(head) or (is_name(head) and head not in ordinary())
                if known.get(head) is Class.KIN or is_named:
                    return Piece(0, cut, Class.KIN)
        for word in _DETERMINERS:
            if run.startswith(word) and cut - len(word) > 1:
                kind = known.get(run[len(word) : cut])
                if kind not in (None, Class.ORDINARY):
                    return Piece(len(word), cut, kind)
        return None

    def _glued(self, run: str) -> Iterator[Piece]:
        """Yield known words of a run that holds several, and given names that end in 이."""
        if len(run) < 5:
            return
        known = lexicon()
        at = done = 0
        while at < len(run) - 1:
            for end in range(min(at + _LONGEST_WORD, len(run)), at + 1, -1):
                kind = known.get(run[at:end])
                if kind is not None:
                    near = at - done <= 2 or len(run) >= _LONG_RUN
                    if kind is not Class.ORDINARY and (near or end - at > 2):
                        is_named = kind is Class.HEAD and 0 < at - done <= 3
                        yield Piece(done if is_named else at, end, kind, is_glued=True)
                    done = at = end
                    break
            else:
                if (
                    at == 0
                    and len(run) >= _LONG_RUN
                    and run[2] in _AFTER_NAMES
                    and is_given(run[:2])
                ):
                    yield Piece(0, 2, Class.GIVEN, is_glued=True)
                    done = 2
                if (at == done or len(run) >= _LONG_RUN) and is_given_i(run[at : at + 3]):
                    yield Piece(at, at + 3, Class.GIVEN_I, is_glued=True)
                    done = at + 3
                    at += 2
                at += 1


def _known_word(run: str, stems: list[int]) -> Piece | None:
    """Return the longest known word that endings alone follow."""
    known = lexicon()
    kinds = ((cut, known.get(run[:cut])) for cut in stems)
    return next((Piece(0, cut, kind) for cut, kind in kinds if kind is not None), None)
