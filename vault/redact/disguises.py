"""Ways to write a word so that a program misses it and a reader does not: for the recheck alone.

Each is one more reading of the text. They would find too much where a text is rendered, so they
are asked only of a finished one. Look-alike letters and invisible characters are `normalise`.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from itertools import chain
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from vault.redact.normalise import Reading, reordered, whole

_LEET: Final = MappingProxyType(
    dict(zip("0134567892@$!|+€£¥¢(", "oleasgtbgzasilteLyCc".lower(), strict=True))
)
_LEET_WORD = re.compile(r"(?<![^\s,;:\"'“”‘’<>])[^\s,;:\"'“”‘’<>]+")
_LEET_TABLE: Final = str.maketrans(dict(_LEET))
_LEET_DIGITS: Final = str.maketrans({sign: c for sign, c in _LEET.items() if sign.isdigit()})
_LATIN = re.compile("[A-Za-z]")
_TWO_FOR_ONE = re.compile("vv|VV")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SMALL: Final = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡ\0ʏᴢ"
_BRAILLE: Final = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵"
# Letters turned by half a circle: the word is then read from its end.
_TURNED: Final = "ɐqɔpǝɟƃɥᴉɾʞןɯuodbɹsʇnʌʍxʎz"
_TURNED_ONLY: Final = re.compile("[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ]")
_TURN: Final = str.maketrans(
    dict(zip(_TURNED, _LETTERS, strict=True)) | {"ɓ": "g", "ı": "i", "l": "l"}
)
_CLOTHES: Final = str.maketrans(
    {
        chr(start + at): letter
        for start in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
        for at, letter in enumerate(_LETTERS)
    }
    | {chr(0xE0000 + ord(c)): c for c in (*_LETTERS, *_LETTERS.upper(), *"0123456789 -")}
    | dict(zip(_BRAILLE, _LETTERS, strict=True))
    | {small: letter for small, letter in zip(_SMALL, _LETTERS, strict=True) if small != "\0"}
    | {chr(0x2673 + at): str(at + 1) for at in range(7)}
)  # fmt: skip
_ESCAPED = re.compile(
    r"(?P<percent>(?:%(?:25)?[0-9A-Fa-f]{2})+)|(?P<quoted>(?:=\r?\n|=[0-9A-F]{2})+)"
    r"|(?P<code>(?:\\[uU](?:[0-9A-Fa-f]{8}|\{?[0-9A-Fa-f]{4,6}\}?)|\\x[0-9A-Fa-f]{2})+)"
    r"|(?P<point>[Uu]\+[0-9A-Fa-f]{4,6}(?:[\s,]{0,2}[Uu]\+[0-9A-Fa-f]{4,6})*)"
    r"|(?P<entity>(?:&amp;)+#?\w{2,8};)|(?P<label>\bxn--[a-z0-9-]{2,60})"
    r"|(?P<mark>\[/?[A-Za-z]{1,10}(?:=[^\]\n]{0,80})?\]|\\[a-zA-Z]{1,12}\{|(?<=\w)\}(?=\w))"
)
_CODE = re.compile(r"[0-9A-Fa-f]{4,8}|(?<=x)[0-9A-Fa-f]{2}")
_ENCODED = re.compile(r"(?P<hex>(?:[0-9A-Fa-f]{2}[ :]?){4,})|(?P<base>[A-Za-z0-9+/_-]{6,}={0,2})")
_ENCODED_MOST = 1 << 20
_TRIPLED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_DOUBLED = re.compile(r"([^\W\d_])\1+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NEIGHBOURHOOD = 60  # characters on each side in which the rest of a name may stand
_APART: Final = "\n¶¶¶¶¶¶\n"
_TYPED = re.compile("[ㄱ-ㅣ가-힣]+")
_LONE = re.compile("[ㄱ-ㅣ]")
_LEADS: Final = "r R s e E f a q Q t T d w W c z x v g".split()
_VOWELS: Final = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()
_TAILS: Final = ("", *"r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split())
_JAMO: Final = MappingProxyType(
    dict(zip("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", _LEADS, strict=True))
    | dict(zip("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ", _VOWELS, strict=True))
    | dict(zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", "rt sw sg fr fa fq ft fx fv fg qt".split(), strict=True))
)


def disguises(text: str, is_known: Callable[[str], bool]) -> Iterator[Reading]:
    """Yield what a text may say beside its letters, each reading with its way back.

    Escapes of addresses and programs, letters in circles, flags, Braille or turned round, digits
    and signs for letters, letters drawn out, the text backwards, Hangul keys for Latin letters,
    and what is encoded in base 64 or hexadecimal digits. Prose is full of doubled letters: only
    words of which `is_known` tells that they could belong to a term are read with single ones.
    """
    stored = whole(text)
    for pattern, image in _IMAGES:
        yield from _around(text, list(pattern.finditer(text)), image)
    doubled = [
        match
        for match in _WORD.finditer(text)
        if _DOUBLED.search(match.group()) and is_known(_DOUBLED.sub(r"\1", match.group()))
    ]
    yield from _around(text, doubled, lambda match: _DOUBLED.sub(r"\1", match.group()))
    dressed = text.translate(_CLOTHES)
    if dressed != text:
        yield Reading(dressed, stored.at, stored.ends)
    backwards = list(range(len(text) - 1, -1, -1))
    if _TURNED_ONLY.search(text):
        yield reordered(Reading(text.translate(_TURN), stored.at, stored.ends), backwards)
    yield reordered(stored, backwards)


def _around(
    text: str, matches: list[re.Match[str]], image: Callable[[re.Match[str]], str]
) -> Iterator[Reading]:
    """Yield the neighbourhoods of matches with their images, apart enough not to be joined."""
    pieces: list[str] = []
    at: list[int] = []
    ends: list[int] = []
    last = 0
    for match in matches:
        words, (start, end) = image(match), match.span()
        if words == match.group():
            continue
        low = max(start - _NEIGHBOURHOOD, last)
        if pieces and low > last:
            stop = min(last + _NEIGHBOURHOOD, low)
            _keep(text, last, stop, (pieces, at, ends))
            pieces.append(_APART)
            at += [stop - 1] * len(_APART)
            ends += [stop] * len(_APART)
        _keep(text, low, start, (pieces, at, ends))
        pieces.append(words)
        at += [start] * len(words)
        ends += [end] * len(words)
        last = end
    if pieces:
        _keep(text, last, min(last + _NEIGHBOURHOOD, len(text)), (pieces, at, ends))
        yield Reading("".join(pieces), at, ends)


def _keep(text: str, low: int, high: int, out: tuple[list[str], list[int], list[int]]) -> None:
    pieces, at, ends = out
    pieces.append(text[low:high])
    at += range(low, high)
    ends += range(low + 1, high + 1)


def typed_in_latin(hangul: str) -> str:
    """Return the Latin letters of the keys that write Hangul on a Korean keyboard."""
    return "".join(chain.from_iterable(map(_keys, hangul)))


def _keys(character: str) -> str:
    if not "가" <= character <= "힣":
        return _JAMO.get(character, character)
    code = ord(character) - 0xAC00
    return _LEADS[code // 588] + _VOWELS[code // 28 % 21] + _TAILS[code % 28]


def _unescaped(match: re.Match[str]) -> str:
    found = match.group()
    kind = match.lastgroup
    if kind == "percent":
        return unquote(unquote(found), errors="replace")
    if kind == "quoted":
        digits = re.sub(r"=\r?\n|=", "", found)
        return bytes.fromhex(digits).decode("utf-8", "replace")
    if kind in ("code", "point"):
        return "".join(map(_character, _CODE.findall(found)))
    if kind == "entity":
        return html.unescape(html.unescape(found))
    return _label(found) if kind == "label" else ""


def _character(digits: str) -> str:
    code = int(digits, 16)
    is_surrogate = 0xD800 <= code <= 0xDFFF
    return chr(code) if code <= 0x10FFFF and not is_surrogate else "\ufffd"


def _label(label: str) -> str:
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _decoded(match: re.Match[str]) -> str:
    """Return what hexadecimal digits or base 64 say, where it is text; else themselves."""
    found = match.group()
    if len(found) > _ENCODED_MOST or (found.isalpha() and found.islower()):
        return found
    try:
        if match.lastgroup == "hex":
            data = bytes.fromhex(re.sub(r"[ :]", "", found))
        else:
            bare = found.rstrip("=").replace("-", "+").replace("_", "/")
            data = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
        text = data.decode("utf-8")
    except (binascii.Error, ValueError):
        return found
    return f" {text} " if all(c.isprintable() or c.isspace() for c in text) else found


def _typed(match: re.Match[str]) -> str:
    """Return the keys of a word with lone jamo in it: no Hangul word has them."""
    word = match.group()
    return typed_in_latin(word) if _LONE.search(word) else word


def _without_digits(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_LEET_DIGITS) if _LATIN.search(word) else word


def _without_signs(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_LEET_TABLE) if _LATIN.search(word) else word


_IMAGES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_ESCAPED, _unescaped),
    (_ENCODED, _decoded),
    (_LEET_WORD, _without_digits),
    (_LEET_WORD, _without_signs),
    (_TWO_FOR_ONE, lambda _: "w"),
    (_TRIPLED, lambda match: match.group(1) * 2),
    (_TRIPLED, lambda match: match.group(1)),
    (_TYPED, _typed),
)
