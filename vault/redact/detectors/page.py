"""A text prepared once for all detectors, and patterns that are tried only near certain words.

Trying every pattern at every character is what makes detectors slow: the words that a pattern
cannot do without are found first, all at once, and the pattern looks only around them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs

from vault.redact.detectors.eojeols import Eojeols, read
from vault.redact.detectors.tagging import Tagged, tagged

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True, repr=False)
class Page:
    """A readable text (see `normalise.readable`) and what detectors keep asking about it."""

    text: str

    @cached_property
    def lowered(self) -> str:
        """Return the text with ASCII in lower case: same length, so offsets hold."""
        return self.text.translate(_LOWER)

    @cached_property
    def has_hangul(self) -> bool:
        """Tell whether any Hangul syllable is there."""
        return _HANGUL.search(self.text) is not None

    @cached_property
    def has_latin(self) -> bool:
        """Tell whether any ASCII letter is there."""
        return _LATIN.search(self.text) is not None

    @cached_property
    def tagged(self) -> Tagged:
        """Return the text as English words with their classes."""
        return tagged(self.text)

    @cached_property
    def eojeols(self) -> Eojeols:
        """Return the text as Korean words with their classes."""
        return read(self.text)

    @cached_property
    def anchors(self) -> dict[str, list[int]]:
        """Return where the words begin that Korean patterns need (see `korean_near`)."""
        from vault.redact.detectors.korean_near import anchors

        return anchors(self.lowered)


class Near:
    """A pattern that matches only near one of some words, or near what a short pattern finds."""

    def __init__(
        self, anchors: Iterable[str] | str, pattern: str, *, before: int, after: int
    ) -> None:
        """Take words in lower case, or a pattern; `before` and `after` are characters.

        A match begins at most `before` characters ahead of an anchor and ends at most `after`
        characters behind its start.
        """
        self._sought = anchors if isinstance(anchors, str) else tuple(anchors)
        self._written = pattern
        self._before, self._after = before, after

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._written)  # when first used: most commands detect nothing

    @cached_property
    def _short(self) -> re.Pattern[str] | None:
        return re.compile(self._sought) if isinstance(self._sought, str) else None

    @cached_property
    def _words(self) -> ahocorasick_rs.AhoCorasick | None:
        return None if isinstance(self._sought, str) else ahocorasick_rs.AhoCorasick(self._sought)

    def finditer(self, page: Page, *, lowered: bool = False) -> Iterator[re.Match[str]]:
        """Yield matches in the text, or in its lower-case form."""
        text = page.lowered if lowered else page.text
        done = 0
        for start, end in self._windows(page):
            for match in self._pattern.finditer(text, max(start, done), end):
                done = match.end()
                yield match

    def _windows(self, page: Page) -> Iterator[tuple[int, int]]:
        """Yield disjoint stretches around the anchors, in order."""
        low = high = -1
        for at in self._anchors(page):
            start, end = max(at - self._before, 0), at + self._after
            if start <= high:
                high = end
                continue
            if high > 0:
                yield low, high
            low, high = start, end
        if high > 0:
            yield low, high

    def _anchors(self, page: Page) -> Iterator[int]:
        if self._words is not None:
            found = self._words.find_matches_as_indexes(page.lowered)
            return (start for _, start, _ in found)
        short = self._short
        return iter(()) if short is None else (match.start() for match in short.finditer(page.text))
