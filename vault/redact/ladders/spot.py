"""A span where it stands, and the vaguer words for it: what every ladder takes and gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vault.gazetteer import Gazetteer

_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…\n][\"”’')]*\s*)[\"“‘'(]*$")
_LAST_WORD: Final = re.compile(r"([A-Za-z’']+) $")


@dataclass(frozen=True, repr=False)
class Spot:
    """Words to be made vaguer, and the text around them that nothing else hides."""

    words: str
    before: str
    after: str
    is_korean: bool
    is_southern: bool
    gazetteer: Gazetteer

    @property
    def word_before(self) -> str:
        """Return the English word right before, in lower case, "" when there is none."""
        match = _LAST_WORD.search(self.before)
        return match.group(1).lower() if match else ""


@dataclass(frozen=True, repr=False)
class Vaguer:
    """Vaguer words, and how many characters before and after the span they stand for as well."""

    words: str
    before: int = 0
    after: int = 0


def taking(spot: Spot, words: str, before: str = "", after: str = "") -> Vaguer:
    """Return `words` in place of the span and what the patterns `before` and `after` match.

    At the start of an English sentence the first letter becomes a capital, unless what stood
    there had none: transcripts are often all in lower case.
    """
    left = re.search(f"(?:{before})$", spot.before) if before else None
    right = re.match(after, spot.after) if after else None
    start = left.start() if left else len(spot.before)
    is_small = (spot.before[start:] + spot.words)[:1].islower()
    if not spot.is_korean and not is_small and _SENTENCE_START.search(spot.before[:start]):
        words = words[:1].upper() + words[1:]
    return Vaguer(words, len(spot.before) - start, right.end() if right else 0)
