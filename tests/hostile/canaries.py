"""Words that nobody else uses, one for each place where a word is written, and looking for them.

A canary knows where it was planted: desk, parts, author. `found` looks for words in bytes in every
form that a careless program could have left them in.
"""

from __future__ import annotations

import base64
import json
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

import ahocorasick_rs
import zstandard

_ENGLISH = ("gannet", "marram", "tansy", "osier", "plover", "yarrow", "bittern", "teasel", "sorrel")
_ENDS = ("wick", "holt", "fell", "garth", "thwaite", "combe")
_KOREAN = ("달무리", "개여울", "노을빛", "소금꽃", "물안개", "솔바람", "별자리", "눈보라", "갯버들")
_KOREAN_ENDS = ("바구니", "등잔불", "노끈", "방울", "주머니", "보자기")
_WORDS = [
    (a + b, c + d)
    for (b, d), (a, c) in product(
        zip(_ENDS, _KOREAN_ENDS, strict=True), zip(_ENGLISH, _KOREAN, strict=True)
    )
]
_ZLIB = tuple(b"\x78" + bytes([level]) for level in (0x01, 0x5E, 0x9C, 0xDA))
_MOST_BYTES = 1 << 18  # of one compressed thing: our plaintexts are shorter
_ZSTD, _ZIP = b"\x28\xb5\x2f\xfd", b"PK\x03\x04"


@dataclass(frozen=True)
class Canary:
    """One word and where it stands: any one of `parts` of the desk shows it."""

    word: str
    desk: str
    parts: frozenset[str]
    author: str
    what: str


class Canaries:
    """Plants words and remembers where."""

    def __init__(self) -> None:
        self.planted: list[Canary] = []
        self._left = iter(_WORDS)

    def plant(self, author: str, desk: str, what: str, *parts: str) -> str:
        """Return an English and a Korean word for one place."""
        both = next(self._left)
        self.name(both, author, desk, what, *parts)
        return " ".join(both)

    def name(self, words: Iterable[str], author: str, desk: str, what: str, *parts: str) -> None:
        """Remember words that were written without being asked for here, names above all."""
        self.planted += [Canary(word, desk, frozenset(parts), author, what) for word in words]


def found(words: Iterable[str], data: Iterable[bytes]) -> set[str]:
    """Return which words stand in any of the bytes, in any form."""
    every = tuple(words)
    seen: set[str] = set()
    for each in data:
        for plain in (each, *unpacked(each)):
            seen |= _found(every, plain)
    return seen


@cache
def _matcher(words: tuple[str, ...]) -> tuple[ahocorasick_rs.BytesAhoCorasick, list[str]]:
    forms: Mapping[bytes, str] = {form: word for word in words for form in forms_of(word)}
    return ahocorasick_rs.BytesAhoCorasick(list(forms)), list(forms.values())


def _found(words: tuple[str, ...], data: bytes) -> set[str]:
    matcher, owners = _matcher(words)
    matches = matcher.find_matches_as_indexes(data, overlapping=True)
    return {owners[match[0]] for match in matches}


def forms_of(word: str) -> set[bytes]:
    """Return a word as bytes: composed and not, in three encodings, as base64 and hex."""
    texts = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    texts |= {each for t in tuple(texts) for each in (t.upper(), t.capitalize())}
    plain = {t.encode(code) for t in texts for code in ("utf-8", "utf-16-le", "utf-16-be")}
    coded = {json.dumps(t)[1:-1].encode() for t in texts}
    for each in plain:
        coded |= {each.hex().encode(), each.hex().upper().encode()}
        coded |= set(_base64(each))
    return plain | coded


def _base64(plain: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of bytes, wherever they stand in a longer text."""
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + plain)
        end = -4 if (shift + len(plain)) % 3 else len(coded)
        middle = coded[4 if shift else 0 : end]
        yield middle
        yield middle.translate(bytes.maketrans(b"+/", b"-_"))


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield whatever lies compressed in bytes: zlib, a zip's members, zstd."""
    for at in _places(data, _ZLIB):
        yield from _inflated(data[at : at + _MOST_BYTES], zlib.MAX_WBITS)
    for at in _places(data, (_ZIP,)):
        skip = 30 + int.from_bytes(data[at + 26 : at + 28], "little")
        skip += int.from_bytes(data[at + 28 : at + 30], "little")
        yield from _inflated(data[at + skip : at + skip + _MOST_BYTES], -zlib.MAX_WBITS)
    for at in _places(data, (_ZSTD,)):
        try:
            with zstandard.ZstdDecompressor().stream_reader(data[at : at + _MOST_BYTES]) as reader:
                yield reader.read(_MOST_BYTES)
        except zstandard.ZstdError:
            continue


def _inflated(data: bytes, window: int) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(window).decompress(data, _MOST_BYTES)
    except zlib.error:
        return


def _places(data: bytes, marks: Iterable[bytes]) -> Iterator[int]:
    for mark in marks:
        at = data.find(mark)
        while at >= 0:
            yield at
            at = data.find(mark, at + 1)
