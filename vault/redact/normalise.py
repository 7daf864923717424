"""Text as a matcher should see it, with the way back to code points of the input.

Three views: `readable` (for detectors and patterns: compatibility forms folded, invisible
characters gone, case and marks kept), `squeeze` (for terms: letters and digits alone, without
case and marks, as the skeleton of UTS #39) and `readings` (what a bidirectional override makes
of the order). Which letters look alike stands in `confusables`; which terms match is `registry`.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from vault.redact.confusables import LOOK_ALIKES, SECOND_LOOKS

# Characters that `vault.text.clean` made visible are still not part of a word.
_MARKER = re.compile(r"‹U\+([0-9A-F]{4,6})›")
# What a browser shows as another character or not at all: Kim&nbsp;Chol<b>su</b>.
_HTML = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|</?[A-Za-z][^<>]{0,300}>"
)
_TOKEN = re.compile(r"[0-9A-Za-z]+|[가-힣]+(?![^\x00-\x7f가-힣])|[가-힣]?[^\x00-\x7f가-힣]+")
_PLAIN_RUN = r"[\x00-\x7f가-힣]+(?![^\x00-\x7f가-힣])"
_CLUSTER = re.compile(_PLAIN_RUN + r"|[\x00-\x7f가-힣]?[^\x00-\x7f가-힣]+")
# A character with all marks and conjoining jamo that belong to it.
_LETTER = re.compile(
    ".[\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302e\u302f"
    "\u3099\u309a\uff9e\uff9f\uffa0-\uffdc\ufe00-\ufe0f\ufe20-\ufe2f]*",
    re.DOTALL,
)
_OVERRIDES = {"\u202d": False, "\u202e": True}
_POP = "\u202c"
_DEEPEST = 125  # UAX #9, max_depth: what nests deeper changes nothing
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_LINE_ENDS = "\n\r\u2028\u2029"
# Invisible, but letters (category Lo) or symbols for Unicode.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
# Letters for Unicode, apostrophes (or a stretch of the line) for readers, in UTS #39 too: Annʼs.
_APOSTROPHES = frozenset("ʹʺʻʼʽʾʿˈˊˋˮ˴ՙߴߵᑊᛌꞋꞌ\u0640")
_LOOKS = {ord(c): image for image, letters in LOOK_ALIKES for c in letters}
_SECOND_LOOKS = {ord(c): image for image, letters in SECOND_LOOKS for c in letters}
_SECOND_LOOK = re.compile("[" + re.escape("".join(map(chr, _SECOND_LOOKS))) + "]")
# Digits and letters that no reader tells apart in print; case is folded before.
_ALIKE = str.maketrans("1i0", "llo")
_SYLLABLE, _VOWELS, _TAILS = 0xAC00, 21, 28
# Leading consonants that also end a syllable, in the order of U+1100: their tail index.
_TAIL_OF_LEAD = (1, 2, 4, 7, 0, 8, 16, 17, 0, 19, 20, 21, 22, 0, 23, 24, 25, 26, 27)


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """One order in which a text may be read; its i-th character is `at[i]` to `ends[i]` there."""

    text: str
    at: range | list[int]
    ends: range | list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest span of the input that covers [start, end) of this reading."""
        return min(self.at[start:end], default=0), max(self.ends[start:end], default=0)


@dataclass(frozen=True, slots=True, repr=False)
class Squeezed:
    """Letters and digits of a reading, one entry per character in four parallel sequences.

    `skeleton` has look-alikes folded together (m is written rn, as in UTS #39), `plain` has not;
    `starts` and `ends` are offsets in the reading. Between two entries lies a gap wherever the
    one's end is not the other's start.
    """

    skeleton: str
    plain: str
    starts: list[int]
    ends: list[int]


def readable(text: str) -> Reading:
    """Return NFKC text without invisible characters; case, marks and white space are kept.

    Any white space becomes a space of the same length, except line feed and tab.
    """
    if text.isascii():
        return whole(text)
    stored = _without_markers(text)
    pieces: list[str] = []
    at: list[int] = []
    ends: list[int] = []
    for start, cluster in _clusters(stored.text):
        stop = start + len(cluster)
        folded = cluster if _is_plain(cluster) else _fold_cluster(cluster)
        pieces.append(folded)
        if len(folded) == len(cluster):
            at.extend(stored.at[start:stop])
            ends.extend(stored.ends[start:stop])
        else:
            at.extend([stored.at[start]] * len(folded))
            ends.extend([stored.ends[stop - 1]] * len(folded))
    return Reading("".join(pieces), at, ends)


def readings(text: str) -> Iterator[Reading]:
    """Yield the text as stored and as else it may be read, each with its way back.

    Markers that `vault.text.clean` writes for invisible characters are dropped (a marked
    override still counts as one). Bidirectional controls add the order that they display, symbols
    that pass for letters a reading in which they are, and HTML what a browser makes of it.
    """
    stored = _without_markers(text)
    yield stored
    if _SECOND_LOOK.search(stored.text):
        yield Reading(stored.text.translate(_SECOND_LOOKS), stored.at, stored.ends)
    if _HTML.search(stored.text):
        yield replaced(stored, _HTML, _in_a_browser)
    if _BIDI.search(stored.text):
        order = _visual_order(stored.text)
        yield reordered(stored, order)
        yield reordered(stored, order[::-1])
        yield reordered(stored, list(range(len(stored.text) - 1, -1, -1)))


def squeeze(text: str) -> Squeezed:
    """Return letters and digits of `text` without case, marks, spacing and look-alikes."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        word = token.group()
        if word.isascii():
            pieces.append(word.lower())
        elif "가" <= word[-1] <= "힣":
            pieces.append(word)
        else:
            _squeeze_slowly(word, start, (pieces, starts, ends))
            continue
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))
    return _with_skeleton("".join(pieces), starts, ends)


def is_hangul(character: str) -> bool:
    """Tell whether a character of a squeezed text is a Hangul syllable or letter."""
    return "가" <= character <= "힣" or "\u1100" <= character <= "\u11ff"


def _with_skeleton(plain: str, starts: list[int], ends: list[int]) -> Squeezed:
    """Write m as rn (with both offsets on it) and fold the digits that look like letters."""
    if "m" in plain:
        at = 0
        wide_starts: list[int] = []
        wide_ends: list[int] = []
        for part in plain.split("m"):
            stop = min(at + len(part) + 1, len(plain))
            wide_starts += starts[at:stop]
            wide_ends += ends[at:stop]
            if stop > at + len(part):
                wide_starts.append(starts[stop - 1])
                wide_ends.append(ends[stop - 1])
            at = stop
        starts, ends = wide_starts, wide_ends
    skeleton = plain.replace("m", "rn").translate(_ALIKE)
    return Squeezed(skeleton, plain.replace("m", "mm"), starts, ends)


def _squeeze_slowly(word: str, offset: int, out: tuple[list[str], list[int], list[int]]) -> None:
    """Fold a run of characters outside ASCII one by one; jamo compose across the run."""
    pieces, starts, ends = out
    folded: list[tuple[str, int, int]] = []
    previous_end = ends[-1] if ends else -1
    for at, character in enumerate(word, offset):
        image = _fold(character)
        if image is None:  # a mark belongs to the letter before it
            if folded:
                folded[-1] = (*folded[-1][:2], at + 1)
            elif previous_end == at:
                ends[-1] = previous_end = at + 1
            continue
        folded.extend((piece, at, at + 1) for piece in image)
    for piece, start, end in _composed(folded):
        pieces.append(piece)
        starts.append(start)
        ends.append(end)


@lru_cache(maxsize=4096)
def _fold(character: str) -> str | None:
    """Return the letters and digits that one character stands for; None for a combining mark."""
    if unicodedata.category(character)[0] == "M":
        return None
    if character in BLANKS:
        return ""
    images = []
    for part in _look(character):
        for piece in unicodedata.normalize("NFKD", part.casefold()):
            images.append(_look(piece))
    return "".join(piece for image in images for piece in image if _is_written(piece))


def _is_written(piece: str) -> bool:
    return piece.isalnum() and piece not in _APOSTROPHES


def _look(character: str) -> str:
    """Return what a character looks like, itself decomposed when nothing in ASCII."""
    image = _LOOKS.get(ord(character))
    if image is not None:
        return image
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(
        _LOOKS.get(ord(part), part)
        for part in decomposed
        if unicodedata.category(part)[0] != "M" and part not in BLANKS
    )


def _composed(folded: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    """Join conjoining jamo to syllables; a consonant before no vowel ends the syllable before."""
    at = 0
    while at < len(folded):
        piece, start, end = folded[at]
        at += 1
        lead = ord(piece) - 0x1100
        if not 0 <= lead < len(_TAIL_OF_LEAD) or at >= len(folded):
            yield piece, start, end
            continue
        vowel = ord(folded[at][0]) - 0x1161
        if not 0 <= vowel < _VOWELS:
            yield piece, start, end
            continue
        end = folded[at][2]
        at += 1
        tail = _tail(folded, at)
        if tail:
            end = folded[at][2]
            at += 1
        yield chr(_SYLLABLE + (lead * _VOWELS + vowel) * _TAILS + tail), start, end


def _tail(folded: list[tuple[str, int, int]], at: int) -> int:
    """Return the tail index of the jamo at `at`, 0 when it opens the next syllable or is none."""
    if at >= len(folded):
        return 0
    code = ord(folded[at][0])
    if 0x11A8 <= code <= 0x11C2:
        return code - 0x11A7
    lead = code - 0x1100
    if not 0 <= lead < len(_TAIL_OF_LEAD):
        return 0
    follows = ord(folded[at + 1][0]) - 0x1161 if at + 1 < len(folded) else -1
    return 0 if 0 <= follows < _VOWELS else _TAIL_OF_LEAD[lead]


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Split a text into plain runs and other characters, each with the marks and jamo after it."""
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        if _is_plain(cluster):
            yield match.start(), cluster
            continue
        yield from ((match.start() + m.start(), m.group()) for m in _LETTER.finditer(cluster))


def _is_plain(cluster: str) -> bool:
    last = cluster[-1]
    return last < "\x80" or "가" <= last <= "힣"


def _fold_cluster(cluster: str) -> str:
    """Return one cluster in NFKC without invisible characters, white space as spaces."""
    folded = unicodedata.normalize("NFKC", cluster)
    return "".join(
        " " if piece.isspace() and piece not in "\n\t" else piece
        for piece in folded
        if unicodedata.category(piece) != "Cf" and piece not in BLANKS
    )


def whole(text: str) -> Reading:
    """Return a text as a reading of itself."""
    return Reading(text, range(len(text)), range(1, len(text) + 1))


def _without_markers(text: str) -> Reading:
    if "‹U+" not in text:
        return whole(text)
    return replaced(whole(text), _MARKER, lambda marker: _control(marker.group(1)))


def replaced(
    reading: Reading, pattern: re.Pattern[str], image: Callable[[re.Match[str]], str]
) -> Reading:
    """Return a reading in which each match is its image, every character of it standing there."""
    pieces: list[str] = []
    at: list[int] = []
    ends: list[int] = []
    last = 0
    for match in pattern.finditer(reading.text):
        start, end = match.span()
        pieces += (reading.text[last:start], image(match))
        at += [*reading.at[last:start], *[reading.at[start]] * len(pieces[-1])]
        ends += [*reading.ends[last:start], *[reading.ends[end - 1]] * len(pieces[-1])]
        last = end
    pieces.append(reading.text[last:])
    return Reading("".join(pieces), [*at, *reading.at[last:]], [*ends, *reading.ends[last:]])


def _in_a_browser(match: re.Match[str]) -> str:
    """Return what a browser shows for an entity; a tag shows nothing."""
    return html.unescape(match.group()) if match.group().startswith("&") else ""


def _control(digits: str) -> str:
    """Return the bidirectional control that a marker stands for, or nothing."""
    code = int(digits, 16)
    return chr(code) if code <= sys.maxunicode and _BIDI.match(chr(code)) else ""


def reordered(reading: Reading, order: list[int]) -> Reading:
    """Return a reading with its characters in another order."""
    return Reading(
        "".join(reading.text[i] for i in order),
        [reading.at[i] for i in order],
        [reading.ends[i] for i in order],
    )


def _visual_order(text: str) -> list[int]:
    """Return the offsets in display order: runs under a right-to-left override are reversed.

    A simplification of UAX #9 that knows overrides only (rules X4, X5, X7): embeddings and
    isolates do not reverse Latin letters or Hangul.
    """
    stack: list[tuple[bool, list[int]]] = [(False, [])]
    ignored = 0
    for at, character in enumerate(text):
        if character in _OVERRIDES and len(stack) <= _DEEPEST:
            stack.append((_OVERRIDES[character], []))
        elif character in _OVERRIDES:
            ignored += 1
        elif character == _POP and ignored:
            ignored -= 1
        elif character == _POP and len(stack) > 1:
            _close(stack)
        elif character in _LINE_ENDS:
            ignored = 0
            while len(stack) > 1:
                _close(stack)
            stack[0][1].append(at)
        else:
            stack[-1][1].append(at)
    while len(stack) > 1:
        _close(stack)
    return stack[0][1]


def _close(stack: list[tuple[bool, list[int]]]) -> None:
    """Fold the innermost override into the one around it: a change of direction turns it round."""
    is_leftwards, inner = stack.pop()
    around = stack[-1]
    around[1].extend(reversed(inner) if is_leftwards != around[0] else inner)
