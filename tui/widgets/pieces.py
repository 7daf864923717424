"""Text as pieces with a look each, and wrapping them to terminal cells (pure).

Every piece has passed `vault.text.clean`; a look is a name that widgets turn into a style. What
an interview's lines consist of is `quote_sheet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size

from vault.model import Record
from vault.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vault.archive.views import SpanView

TAB_CELLS = 4
NO_SPAN = -1

# What a span is, as a sign that also reads without colour; the words stand in LEGEND.
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "term": "*",
        "rule": "+",
        "decided": "=",
        "proposed": "?",
        "kept": "~",
        # decided on this screen and not saved yet
        "to term": "!*",
        "to hide": "!=",
        "to keep": "!~",
    }
)
_SHOWN_STATES = ("kept", "to keep")
LEGEND = "‹*term› ‹+rule› ‹=decided› ‹?undecided, hides› ~kept~"

_PLACEHOLDER = re.compile(r"(‹[^‹›\n]{1,60}›)")
_TOKEN = re.compile(r"\n|[ ]+|[^\n ]+")


class Piece(Record, frozen=True):
    """Some text in one look; `span` is the number of the span on its sheet."""

    text: str
    look: str = "plain"
    span: int = NO_SPAN


Line = tuple[Piece, ...]


def safe(text: str) -> str:
    """Return text that a terminal shows as it is: no control characters, tabs as blanks."""
    return clean(text).replace("\t", " " * TAB_CELLS)


def on_one_line(text: str) -> str:
    """Return safe text without line ends, for rows and headings."""
    return " ".join(safe(text).split())


def plain(text: str, look: str = "plain") -> Line:
    """Return text as one piece."""
    return (Piece(safe(text), look),)


def redacted(text: str) -> Line:
    """Return a rendition with its placeholders set apart."""
    parts = _PLACEHOLDER.split(safe(text))
    looks = ("plain", "placeholder")
    return tuple(Piece(part, looks[at % 2]) for at, part in enumerate(parts) if part)


def marked(words: str, spans: Sequence[SpanView], first: int = 0) -> Line:
    """Return verbatim words in which every span stands between its signs.

    Offsets are code points of `words`; spans that overlap or lie outside are cut to what is
    left. The spans are numbered from `first` in their own order.
    """
    pieces: list[Piece] = []
    at = 0
    for number, span in sorted(enumerate(spans, first), key=lambda pair: pair[1].start):
        start, end = max(span.start, at), min(span.end, len(words))
        if end <= start:
            continue
        pieces += [Piece(safe(words[at:start])), _between_signs(words[start:end], span, number)]
        at = end
    pieces.append(Piece(safe(words[at:])))
    return tuple(piece for piece in pieces if piece.text)


def _between_signs(words: str, span: SpanView, number: int) -> Piece:
    sign = SIGNS.get(span.state, "?")
    if span.state in _SHOWN_STATES:
        return Piece(f"{sign}{safe(words)}{sign[-1]}", span.state, number)
    return Piece(f"‹{sign}{safe(words)}›", span.state, number)


# --- wrapping --------------------------------------------------------------------------------


def cells(line: Iterable[Piece]) -> int:
    """Return how many terminal cells a line takes."""
    return sum(cell_len(piece.text) for piece in line)


def wrap(pieces: Iterable[Piece], width: int) -> list[Line]:
    """Break pieces into lines of at most `width` cells, at blanks where there are any."""
    room = max(width, 2)  # one wide character has to fit
    lines: list[list[Piece]] = [[]]
    used = 0
    for token in _tokens(pieces):
        first = token[0].text[0]
        if first == "\n":
            lines.append([])
            used = 0
        elif first == " ":
            used = _add_blank(lines, token[0], used, room)
        elif (size := _width(token)) > room:
            used = _add_long(lines, token, used, room)
        else:
            if used + size > room:
                lines.append([])
                used = 0
            lines[-1].extend(token)
            used += size
    return [_joined(line) for line in lines]


def _tokens(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield words (which may cross pieces), blanks and line ends."""
    word: list[Piece] = []
    for piece in pieces:
        for text in _TOKEN.findall(piece.text):
            part = Piece(text, piece.look, piece.span)
            if text[0] not in " \n":
                word.append(part)
                continue
            if word:
                yield word
                word = []
            yield [part]
    if word:
        yield word


def _add_blank(lines: list[list[Piece]], blank: Piece, used: int, room: int) -> int:
    """Add a blank unless the line ends here: that eats it, and the next word goes below."""
    size = len(blank.text)
    if used + size >= room:
        return room
    lines[-1].append(blank)
    return used + size


def _width(word: list[Piece]) -> int:
    """Return the cells of a word, most of which are one piece."""
    return cell_len(word[0].text) if len(word) == 1 else cells(word)


def _add_long(lines: list[list[Piece]], word: list[Piece], used: int, room: int) -> int:
    """Break a word that no line holds, character by character."""
    for piece in word:
        for character in piece.text:
            size = get_character_cell_size(character)
            if used + size > room:
                lines.append([])
                used = 0
            lines[-1].append(Piece(character, piece.look, piece.span))
            used += size
    return used


def _joined(line: list[Piece]) -> Line:
    """Unite neighbours of one look, so that a line has few pieces."""
    joined: list[Piece] = []
    for piece in line:
        last = joined[-1] if joined else None
        if last is not None and (last.look, last.span) == (piece.look, piece.span):
            joined[-1] = Piece(last.text + piece.text, piece.look, piece.span)
        else:
            joined.append(piece)
    return tuple(joined)
