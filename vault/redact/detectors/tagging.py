"""English words as tags, so that phrases are regular expressions over a string of tags.

A cascade of finite states over word classes (Abney, "Partial parsing via finite-state cascades",
1996): one letter for each token, the patterns of `english_phrases` match letters, and a match
leads back to the text. Lines without capitals, or in nothing else, have tags of their own, since
there a capital tells nothing and only the vocabulary does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from vault.redact.detectors.english_classes import (
    COMMON_FOREIGN,
    ONLY_TITLES,
    TITLES,
    classes,
)
from vault.redact.detectors.vocabulary import english_words

_TOKEN: Final = re.compile(
    r"(?:[A-Z]\.)(?:-?[A-Z]\.)*(?![a-z])|(?<!\w)(?:[a-z]\.-?){2,}(?![a-z])"  # J.-P., k.y.
    r"|[가-힣]+|[^\W\d_]+(?:['’‑-][^\W_]+)*"
    r"|[0-9]+(?:st|nd|rd|th)\b|[0-9]+(?:[.,:/][0-9]+)*"
    r"|\n|\S"
)
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_YEAR: Final = re.compile(r"(?:1[6-9]|20)[0-9]{2}")
_SENTENCE_ENDS: Final = frozenset(".!?…:—\n")
# Who speaks, before a colon or a full stop: Q: and A., and F, 47 in notes.
_LABEL: Final = re.compile(r"\s*[—-]?\s*[QAFM](?=[:.,)])")
_PREFIXES: Final = re.compile(
    "(?:un|re|co|pre|non|anti|over|under|mis|dis|in|sub|inter)-?(?=[a-z]{4})"
)
_ENDINGS: Final = (
    ("ability", "able"), ("ibility", "ible"), ("ness", ""), ("lessly", "less"), ("ly", ""),
    ("ers", "e"), ("ees", "e"), ("ee", "e"), ("ors", "e"), ("ors", ""), ("ing", "e"), ("ing", ""),
    ("ings", ""), ("ed", "e"), ("ed", ""), ("ations", "ate"), ("ation", "ate"), ("al", ""),
    ("ment", ""), ("ments", ""), ("ity", ""), ("ists", ""), ("ist", ""), ("able", ""),
    ("ish", ""), ("s", ""), ("es", ""), ("er", ""), ("er", "e"), ("ers", ""), ("ies", "y"),
)  # fmt: skip
_ABBREVIATED: Final = frozenset("e.g. i.e. a.m. p.m. a.k.a. u.s. u.n. u.k.".split())
_OPENING: Final = frozenset("\"'“‘«(")
_SYMBOLS: Final = {
    "\n": "N", ".": ".", "!": ".", "?": ".", "…": ".", ",": ",", ";": ";", ":": ":", "(": "(",
    ")": ")", "§": "l", "£": "$", "€": "$", "$": "$", "¥": "$", "₩": "$", "%": "%", "-": "-",
    "–": "-", "—": ";", "/": "/", "'": "'", "’": "'", "“": '"', "”": '"', '"': '"', "[": "(",
    "]": ")",
}  # fmt: skip
_MANY_CAPITALS: Final = 0.6
_FEW_LETTERS: Final = 3
_LATIN: Final = re.compile("[A-Za-z]")
_UPPER: Final = re.compile("[A-Z]")
_LOWER: Final = re.compile("[a-z]")
_ALONE: Final = re.compile(r"\bI\b")
_FORMER: Final = frozenset("ex great step half foster god vice mid early late semi".split())
# English words that are months or ranks only where a capital says so.
_NEEDS_CAPITAL: Final = frozenset("may march general major sat sun mon wed fri".split())


@dataclass(frozen=True, repr=False)
class Tagged:
    """Tokens of a text: `tags[i]` is the class of `text[starts[i]:ends[i]]`.

    Capital letters of the vocabulary: C capital and ordinary, X capital and unusual, A acronym, I
    initial, S ordinary with the capital of its sentence, H institution, L law, W ordinary plural,
    w ordinary, x unusual; Z unusual in a line where capitals tell nothing. The others are those of
    `english_classes`.
    """

    text: str
    tags: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where tokens [first, last) stand in the text."""
        return self.starts[first], self.ends[last - 1]


def tagged(text: str) -> Tagged:
    """Return the tokens of `text` (see `normalise.readable`) with their tags."""
    tags: list[str] = []
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for line in text.splitlines(keepends=True):
        for tag, word, start, end in _tagged_line(line):
            tags.append(tag)
            words.append(word)
            starts.append(at + start)
            ends.append(at + end)
        at += len(line)
    return Tagged(text, "".join(tags), tuple(words), tuple(starts), tuple(ends))


def _tagged_line(line: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield tag, word in lower case, start and end of each token."""
    if not _LATIN.search(line):  # nothing for English; one token ends whatever phrase was open
        yield "N", "", 0, len(line)
        return
    is_caseless = _is_caseless(line)
    tag_of = _caseless if is_caseless else _cased
    plain = _plain_tags()
    label = _LABEL.match(line)
    label_end = label.end() if label else 0
    fresh = True
    for match in _TOKEN.finditer(line):
        token, start, end = match.group(), match.start(), match.end()
        first = token[0]
        if start < label_end:
            yield "N", token, start, end
        elif first.isalpha():
            word = token.lower()
            tag = plain.get(word) if word == token else None
            if tag is None or (is_caseless and tag in "hG"):
                tag = tag_of(token, word, fresh)
            yield tag, word, start, end
            fresh = False
        elif first in "0123456789":
            yield _number(token), token, start, end
            fresh = False
        else:
            yield _SYMBOLS.get(token, "?"), token, start, end
            fresh = token in _SENTENCE_ENDS or (fresh and token in _OPENING)


def base_of(word: str) -> str:
    """Return a word in lower case without 's."""
    return _POSSESSIVE.sub("", word)


def _is_caseless(line: str) -> bool:
    """Tell whether a line has no capitals at all (but for I), or mostly capitals."""
    capitals = len(_UPPER.findall(line)) - len(_ALONE.findall(line))
    if capitals <= 0:
        return True
    letters = capitals + len(_LOWER.findall(line))
    return capitals > _MANY_CAPITALS * letters and letters > _FEW_LETTERS


@cache
def _plain_tags() -> dict[str, str]:
    """Return the tags of all words of the vocabulary in lower case, to be looked up at once."""
    tags = {word: "W" if _looks_plural(word) else "w" for word in english_words()}
    tags.update(classes())
    tags.update(dict.fromkeys(_NEEDS_CAPITAL, "w"))
    tags.update(dict.fromkeys(ONLY_TITLES, "T"))
    return {word: tag for word, tag in tags.items() if len(word) > 1 or tag in "agdp"}


def _number(token: str) -> str:
    if token[-1].isalpha():
        return "r"
    return "4" if _YEAR.fullmatch(token) else "1"


def _class_of(base: str) -> str | None:
    """Return the class of a word; thirty-six is a number as thirty is."""
    tag = classes().get(base)
    if tag is None and "-" in base:
        head, _, rest = base.partition("-")
        if head in _FORMER and classes().get(rest, "") in ("K", "O", "m", "s", "k"):
            return classes()[rest]
        if classes().get(head) == "n" and classes().get(rest, "") in ("n", "c"):
            return "n"
    return tag


def _caseless(_token: str, word: str, _fresh: bool) -> str:
    """Return the tag of a word where capitals tell nothing."""
    base = _POSSESSIVE.sub("", word)
    known = _plain_tags().get(word) or _known_lower(base)
    if known:
        return "y" if known in "hG" else known
    if base.endswith("."):
        return "w" if base in _ABBREVIATED else "I"
    if _is_foreign_script(base):
        return "?"
    return "I" if len(base) == 1 else _ordinary(base, unusual="Z")


def _cased(token: str, word: str, fresh: bool) -> str:
    """Return the tag of a word in a line that has capitals."""
    if token[0].isupper():
        return _capital(token, _POSSESSIVE.sub("", word), fresh=fresh)
    return _lower(_POSSESSIVE.sub("", word))


def _capital(token: str, base: str, *, fresh: bool) -> str:
    """Return the tag of a word with a capital; `base` is its lower case without 's."""
    if len(base.rstrip(".")) == 1 or token.endswith("."):
        return {"I": "g", "A": "a" if fresh else "I"}.get(token, "I")
    if base in TITLES and (not fresh or base in ONLY_TITLES):
        return "T"
    tag = _class_of(base)
    if tag is not None:
        return _capital_of(tag, token, fresh=fresh)
    if token.isupper():
        return "A"
    if not is_ordinary(base):
        return "X"
    return "S" if fresh else "C"


def _lower(base: str) -> str:
    """Return the tag of a word in lower case in a line that has capitals."""
    known = _known_lower(base)
    if known:
        return known
    if base.endswith("."):
        return "w"
    if len(base) == 1 or _is_foreign_script(base):
        return "?"
    return _ordinary(base, unusual="x")


def _known_lower(base: str) -> str:
    """Return the class of a word in lower case, or nothing."""
    if base in ONLY_TITLES:
        return "T"
    tag = _class_of(base)
    return "w" if tag is not None and base in _NEEDS_CAPITAL else tag or ""


def _capital_of(tag: str, word: str, *, fresh: bool) -> str:
    """Return the tag of a word with a class when it is written with a capital."""
    if tag in "mDP":
        return tag
    if tag in "hkG":
        return "H"
    if tag == "l":
        return "L"
    if word.isupper() and tag not in "$%Q":
        return "A"
    if fresh or tag in "$v":
        return tag
    return "C" if tag not in "dapog&f" else tag


def _ordinary(base: str, *, unusual: str) -> str:
    if is_ordinary(base) or base in COMMON_FOREIGN:
        return "W" if _looks_plural(base) else "w"
    return unusual


def _looks_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def is_ordinary(base: str) -> bool:
    """Tell whether a word stands in the vocabulary, is built from it, or joins such words."""
    vocabulary = english_words()
    if base in vocabulary or _is_compound(base, vocabulary):
        return True
    if not base.isascii():
        return False
    bare = _PREFIXES.sub("", base, count=1)
    return bare in vocabulary or any(
        bare[: -len(ending)] + instead in vocabulary
        for ending, instead in _ENDINGS
        if bare.endswith(ending) and len(bare) > len(ending) + 3
    )


def _is_compound(base: str, vocabulary: frozenset[str]) -> bool:
    """Tell whether all pieces of a hyphenated word are ordinary."""
    if "-" not in base and "‑" not in base:
        return False
    return all(
        piece in vocabulary or piece in classes() or len(piece) == 1
        for piece in re.split("[-‑]", base)
    )


def _is_foreign_script(base: str) -> bool:
    return not any(c < "ɐ" for c in base)
