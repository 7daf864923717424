"""What may stand in text, and how a number stands in it.

One place where control and invisible characters become visible.

Textual and other terminals write control characters of content straight to the terminal, where
they set titles and clipboards; bidirectional overrides and zero-width characters make text read
as what it is not. Normalisation for matching lives in `redact.normalise`.
"""

from __future__ import annotations

import re
import unicodedata

ALLOWED_CONTROLS = frozenset("\n\t")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_SELECTORS = re.compile("[\ufe00-\ufe0e\U000e0100-\U000e01ef]")
_WITHOUT_ALLOWED = {ord(character): None for character in ALLOWED_CONTROLS}
_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?Z")
_MARKS_KEPT = frozenset("\u200c\u200d")  # joiners that Persian, Urdu and Indic spelling needs


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with what it counts: "1 file", "2 files"; `many` where an s is not enough."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def moments(text: str) -> str:
    """Return a sentence of the program's own with its times as a person reads them.

    2026-11-25T18:10Z becomes 2026-11-25 18:10 UTC. Never for anybody's words.
    """
    return _MOMENT.sub(r"\1 \2 UTC", text)


def is_unsafe(character: str) -> bool:
    """Tell whether one character would act on a terminal or on a reader unseen."""
    if character in ALLOWED_CONTROLS or character in _MARKS_KEPT:
        return False
    return (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or 0xFE00 <= ord(character) <= 0xFE0E
        or 0xE0100 <= ord(character) <= 0xE01EF
    )


def is_plain(text: str) -> bool:
    """Tell quickly, for most text, that nothing in it is unsafe; False means "look closer"."""
    return text.translate(_WITHOUT_ALLOWED).isprintable() and not _SELECTORS.search(text)


def first_unsafe(text: str) -> int | None:
    """Return the position of the first unsafe character, in code points, or None."""
    if is_plain(text):
        return None
    return next((at for at, character in enumerate(text) if is_unsafe(character)), None)


def clean(text: str) -> str:
    """Return NFC text in which every unsafe character is a visible marker such as ‹U+202E›.

    Carriage returns before a line feed are dropped, other line ends become line feeds.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if is_plain(unified):
        return unicodedata.normalize("NFC", unified)
    marked = "".join(f"‹U+{ord(c):04X}›" if is_unsafe(c) else c for c in unified)
    return unicodedata.normalize("NFC", marked)
