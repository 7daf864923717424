"""The interview passages beside this file, parsed: text, and what in it gives somebody away.

The format and the guidelines stand in `interviews/README.md`. Nothing is scored here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from vault.model import SpanKind

FOLDER = Path(__file__).with_name("interviews")
LANGUAGES = ("en", "ko")
HALVES = ("dev", "held")
# What the passages tell apart, and the program labels as one.
KINDS = {
    **{kind.value: kind for kind in SpanKind},
    "duration": SpanKind.DATE,
    "sum": SpanKind.COUNT,
}
_HEADER = re.compile(r"== (\S+) \| ([^|\n]+) \| ([^|\n]+)\n")
_MARK = re.compile(r"\{(\w+)(\??): ([^{}\n]+)\}")


@dataclass(frozen=True)
class Giveaway:
    """A marked span [start, end) of a passage's text, in code points."""

    start: int
    end: int
    label: str
    is_strong: bool

    @property
    def kind(self) -> SpanKind:
        """What the program calls it."""
        return KINDS[self.label]


@dataclass(frozen=True)
class Passage:
    """One passage without its marks, and the marks as spans in order."""

    id: str
    register: str
    country: str
    text: str
    giveaways: tuple[Giveaway, ...]


def passages(language: str, half: str) -> tuple[Passage, ...]:
    """Read one half of one language."""
    written = (FOLDER / f"{language}-{half}.txt").read_text(encoding="utf-8")
    before, *fields = _HEADER.split(written)
    if before:
        raise ValueError(f"{language}-{half}.txt does not begin with a header")
    rows = zip(*(iter(fields),) * 4, strict=True)
    return tuple(
        Passage(ident, register, country, *unmarked(body.strip()))
        for ident, register, country, body in rows
    )


def unmarked(body: str) -> tuple[str, tuple[Giveaway, ...]]:
    """Return a text without its marks, and the marks as spans of it."""
    pieces: list[str] = []
    found: list[Giveaway] = []
    at = length = 0
    for mark in _MARK.finditer(body):
        plain, (label, doubt, words) = body[at : mark.start()], mark.groups()
        if label not in KINDS:
            raise ValueError(f"unknown kind: {label}")
        start = length + len(plain)
        length = start + len(words)
        found.append(Giveaway(start, length, label, is_strong=not doubt))
        pieces += [plain, words]
        at = mark.end()
    text = "".join([*pieces, body[at:]])
    if set("{}=") & set(text):
        raise ValueError(f"a mark or a header is not well-formed: {body[:40]}")
    return text, tuple(found)
