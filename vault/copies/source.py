"""What a copy is made from, and the one place where text loses what could mark or betray it.

No format is known here: laying out is `render` and `docx`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from vault.model import Record


class CopyFormat(StrEnum):
    """The formats in which a copy leaves; the value is the file name's ending."""

    MARKDOWN = "md"
    TEXT = "txt"
    DOCX = "docx"


class CopyQuote(Record, frozen=True):
    """One quote as it will stand: redacted words with their placeholders already in them.

    `line` is printed below as agreed, nothing when it is empty. A paraphrase has no quotation
    marks. `language` (BCP 47) overrides the copy's, and picks the quotation marks.
    """

    words: str
    line: str = ""
    paraphrase: bool = False
    language: str = ""


class CopySource(Record, frozen=True):
    """All that a copy says, and nothing else: no id, author, time or codename may come in here."""

    title: str
    language: str
    quotes: tuple[CopyQuote, ...]
    intro: str = ""


class Block(Record, frozen=True):
    """One laid-out block of a copy: `style` is heading, body or quote; no line is empty."""

    style: str
    lines: tuple[str, ...]
    language: str
    attribution: str = ""


_QUOTATION_MARKS = (
    ("de", "„", "“"),
    ("fr", "« ", " »"),
    ("ja", "「", "」"),
    ("ru", "«", "»"),
    ("uk", "«", "»"),
    ("zh-hant", "「", "」"),
)
# Marks that a person may have typed around the whole quote already.
_TYPED_PAIRS = ('""', "''", "“”", "‘’", "„“", "«»", "「」", "『』", "《》", "＂＂")
# Invisible letters that are no format characters, and selectors that change only a glyph.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"
    "\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINERS = frozenset("\u200c\u200d")
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
_BLANKS = re.compile(r"[^\S\n]+")


def blocks(source: CopySource) -> tuple[Block, ...]:
    """Lay a copy out as blocks in printing order, all text purified, empty ones left out."""
    title = " ".join(purify(source.title).split())
    found = [
        Block("heading", (title,) if title else (), source.language),
        *(Block("body", (line,), source.language) for line in _lines(purify(source.intro))),
        *(_quote_block(quote, quote.language or source.language) for quote in source.quotes),
    ]
    return tuple(block for block in found if block.lines)


def purify(text: str) -> str:
    """Return NFC text without control, zero-width and invisible characters, or odd blanks.

    Such characters are illegal in XML, act on terminals, or can mark one reader's copy. Joiners
    stay between two letters of the scripts that spell with them (Arabic and Indic).
    """
    unified = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    visible = _INVISIBLE.sub("", unified)
    kept = "".join(c for at, c in enumerate(visible) if _is_kept(visible, at))
    lines = (_BLANKS.sub(" ", line).strip() for line in kept.split("\n"))
    return unicodedata.normalize("NFC", "\n".join(lines))


def quoted(words: str, language: str) -> str:
    """Set words between the quotation marks of a language, without doubling typed ones."""
    bare = _without_typed_marks(words)
    opening, closing = _marks(language)
    return f"{opening}{bare}{closing}"


def _quote_block(quote: CopyQuote, language: str) -> Block:
    words = purify(quote.words).strip()
    line = " ".join(purify(quote.line).split())
    attribution = f"— {line}" if line else ""
    if quote.paraphrase:
        return Block("body", _lines(words), language, attribution)
    shown = quoted(words, language) if words else ""
    return Block("quote", _lines(shown), language, attribution)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def _without_typed_marks(words: str) -> str:
    """Drop one pair of marks around the whole, unless a mark inside shows that they are two."""
    inner = words[1:-1].strip()
    if not inner or words[0] + words[-1] not in _TYPED_PAIRS:
        return words
    return words if words[0] in inner or words[-1] in inner else inner


def _marks(language: str) -> tuple[str, str]:
    tag = language.casefold()
    for prefix, opening, closing in _QUOTATION_MARKS:
        if tag == prefix or tag.startswith(f"{prefix}-"):
            return opening, closing
    return "“", "”"


def _is_kept(text: str, at: int) -> bool:
    character = text[at]
    if character == "\n":
        return True
    if character in _JOINERS:
        return 0 < at < len(text) - 1 and _spells(text[at - 1]) and _spells(text[at + 1])
    return unicodedata.category(character) not in _DROPPED_CATEGORIES and not _is_nonsense(
        character
    )


def _spells(character: str) -> bool:
    """Tell whether a letter belongs to a script in which joiners change the spelling."""
    return "\u0600" <= character <= "\u077f" or "\u0900" <= character <= "\u0dff"


def _is_nonsense(character: str) -> bool:
    """Tell whether a code point is a noncharacter, which XML and readers refuse."""
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
