"""Patterns near words, as `page.Near`, for the many Korean ones: their words are sought at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import ahocorasick_rs

from vault.redact.detectors import page as pages
from vault.redact.detectors.page import Page

_WORDS: Final[dict[str, None]] = {}  # filled while the detectors' modules load, and never after


class Near(pages.Near):
    """A pattern that matches only near one of some words; the words are shared by all of these."""

    def __init__(
        self, anchors: Iterable[str] | str, pattern: str, *, before: int, after: int
    ) -> None:
        """Take what `page.Near` takes."""
        self._shared = () if isinstance(anchors, str) else tuple(anchors)
        _WORDS.update(dict.fromkeys(self._shared))
        super().__init__(anchors, pattern, before=before, after=after)

    def _anchors(self, page: Page) -> Iterator[int]:
        if not self._shared:
            return super()._anchors(page)
        found = page.anchors
        starts = [start for word in self._shared for start in found.get(word, ())]
        return iter(sorted(starts))


def anchors(text: str) -> dict[str, list[int]]:
    """Return where each word that a pattern needs begins in a text in lower case."""
    words, automaton = _automaton()
    found: dict[str, list[int]] = {}
    for number, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        found.setdefault(words[number], []).append(start)
    return found


@cache
def _automaton() -> tuple[tuple[str, ...], ahocorasick_rs.AhoCorasick]:
    words = tuple(_WORDS)
    return words, ahocorasick_rs.AhoCorasick(words)
