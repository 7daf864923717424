"""A finished article against the quotes that were approved for it.

Which approved quotes stand in it word for word, which were changed, and which quoted passages
nobody approved. Registry terms are `recheck`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault.model import Record
from vault.redact.normalise import readable, squeeze

_NEAR = 0.5
_NEAR_UNQUOTED = 0.6
_SHORTEST_EXCERPT = 8  # letters; below, a passage is a word in scare quotes
_QUOTED = re.compile(
    r"“([^”\n]{1,4000}(?:\n[^”\n]{1,4000}){0,20})”|\"([^\"\n]{1,4000})\"|«([^»]{1,4000})»|»([^«]{1,4000})«"
    r"|『([^』]{1,4000})』|「([^」]{1,4000})」|《([^》]{1,4000})》|„([^“”]{1,4000})[“”]|‘([^’\n]{12,4000})’(?!\w)"
)
_BLOCKQUOTE = re.compile(r"(?:^[ \t]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


class Passage(Record, frozen=True):
    """A quoted passage [start, end) of the article that is no approved quote or part of one."""

    start: int
    end: int


class NearMatch(Record, frozen=True):
    """An approved quote that stands changed at [start, end); `likeness` is 0 to 1."""

    quote: str
    start: int
    end: int
    likeness: float


class Comparison(Record, frozen=True):
    """What an article holds: ids found whole, ids found in part, changed ones, and strangers."""

    whole: tuple[str, ...]
    partly: tuple[str, ...]
    changed: tuple[NearMatch, ...]
    unapproved: tuple[Passage, ...]


def compare_quotes(article_text: str, approved: Sequence[tuple[str, str]]) -> Comparison:
    """Compare an article with (id, text) of each approved quote.

    Case, spacing, punctuation and quotation marks do not count as changes; words do. A passage is
    anything in quotation marks (English, Korean, French, German) or in a Markdown block quote.
    """
    article = _letters(article_text)
    quotes = {name: _Letters.of(_letters(text)) for name, text in approved}
    whole = tuple(name for name, quote in quotes.items() if quote.text and quote.text in article)
    partly: list[str] = []
    changed: list[NearMatch] = []
    unapproved: list[Passage] = []
    for passage in _passages(article_text):
        found = _answer(article_text, passage, quotes)
        if found is None:
            unapproved.append(passage)
        elif isinstance(found, NearMatch):
            changed.append(found)
        elif found not in whole and found not in partly:
            partly.append(found)
    seen = {*whole, *partly, *(near.quote for near in changed)}
    missing = {name: quote for name, quote in quotes.items() if name not in seen}
    changed.extend(_unquoted(article_text, missing))
    return Comparison(whole, tuple(partly), tuple(changed), tuple(unapproved))


@dataclass(frozen=True, repr=False)
class _Letters:
    """The letters of a passage, and every run of a few of them."""

    text: str
    runs: frozenset[str]

    @staticmethod
    def of(text: str) -> _Letters:
        size = 2 if any("가" <= character <= "힣" for character in text) else 4
        return _Letters(text, frozenset(text[i : i + size] for i in range(len(text) - size + 1)))

    def likeness(self, other: _Letters) -> float:
        """Return the share of runs that two passages have in common, of the shorter one's.

        Two strangers share about a tenth; one changed word costs a short quote a quarter. An edit
        distance would be finer and takes minutes for a long article.
        """
        shorter = min(len(self.runs), len(other.runs))
        return len(self.runs & other.runs) / shorter if shorter else 0.0


def _letters(text: str) -> str:
    return squeeze(readable(text).text).plain


def _passages(text: str) -> Iterator[Passage]:
    blocks = [match.span() for match in _BLOCKQUOTE.finditer(text)]
    yield from (Passage(*block) for block in blocks)
    for match in _QUOTED.finditer(text):
        start, end = match.span(match.lastindex or 0)
        inside = any(low <= start and end <= high for low, high in blocks)
        if not inside and len(squeeze(text[start:end]).plain) >= _SHORTEST_EXCERPT:
            yield Passage(start, end)


def _answer(text: str, passage: Passage, quotes: dict[str, _Letters]) -> str | NearMatch | None:
    """Return the id whose quote is or holds this passage, a near match, or None."""
    words = _Letters.of(_letters(text[passage.start : passage.end]))
    holders = [name for name, quote in quotes.items() if words.text and words.text in quote.text]
    if holders:
        return next((name for name in holders if quotes[name].text == words.text), holders[0])
    best = max(((words.likeness(quote), name) for name, quote in quotes.items()), default=(0.0, ""))
    if best[0] < _NEAR:
        return None
    return NearMatch(best[1], passage.start, passage.end, round(best[0], 2))


def _unquoted(text: str, quotes: dict[str, _Letters]) -> Iterator[NearMatch]:
    """Yield approved quotes that stand changed in running text, without quotation marks."""
    paragraphs = [(match.span(), _letters(match.group())) for match in _PARAGRAPH.finditer(text)]
    for name, quote in quotes.items():
        for span, letters in paragraphs:
            likeness = max(map(quote.likeness, _windows(letters, len(quote.text))), default=0.0)
            if likeness >= _NEAR_UNQUOTED:
                yield NearMatch(name, *span, round(likeness, 2))


def _windows(letters: str, size: int) -> Iterator[_Letters]:
    """Yield overlapping stretches a little longer than `size`, so that length does not flatter."""
    width = size + size // 4
    if size >= _SHORTEST_EXCERPT and len(letters) * 2 > size:
        for start in range(0, max(len(letters) - width, 0) + 1, max(size // 4, 1)):
            yield _Letters.of(letters[start : start + width])
