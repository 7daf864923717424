"""What a command prints: JSON for programs, tables and lines for people, progress for waits.

Results go to stdout, everything else to stderr. Asking a person is `terminal`.
"""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO, TypeVar

from vault.text import clean, counted

V = TypeVar("V")

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_CLEAR_LINE = "\r\x1b[K"
_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
# Conjoining vowels and finals of decomposed Hangul join the syllable before them.
_HANGUL_JOINING = range(0x1160, 0x1200)


def cells(text: str) -> int:
    """Count the terminal cells that a line of clean text takes; Hangul and Han take two."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH or ord(character) in _HANGUL_JOINING:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def fit(text: str, width: int) -> str:
    """Cut a line to at most `width` cells, ending in … when something was cut."""
    if cells(text) <= width:
        return text
    kept, used = "", 0
    for character in text:
        used += _cells_of(character)
        if used > width - 1:
            break
        kept += character
    return kept + "…"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Lay out rows in columns; `width` in cells cuts each line, None lets it run."""
    lines = [[_one_line(cell) for cell in line] for line in (headers, *rows)]
    widths = [max(cells(line[column]) for line in lines) for column in range(len(headers))]
    laid = ["  ".join(_pad(cell, widths[at]) for at, cell in enumerate(line)) for line in lines]
    return [fit(line.rstrip(), width) if width else line.rstrip() for line in laid]


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


class Output:
    """Where a run's answers go, and in which form."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False, color: str = "auto") -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.color = color  # auto, always or never
        self.has_listed = False

    def answer(self, view: V, describe: Callable[[V], Iterable[str]]) -> None:
        """Print one view: a JSON object, or the lines that `describe` makes of it."""
        if self.as_json:
            self.json(view)
            return
        for line in describe(view):
            self.line(line)

    def answer_rows(
        self, views: Sequence[V], headers: Sequence[str], row_of: Callable[[V], Sequence[str]]
    ) -> None:
        """Print many views: one JSON object per line, or a table; nothing at all for none."""
        self.has_listed = True
        if self.as_json:
            for view in views:
                self.json(view)
            return
        if not views:
            self.note("Nothing to show.")
            return
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        first, *rest = table(headers, [row_of(view) for view in views], width)
        _write(sys.stdout, self._bold(first))
        for line in rest:
            _write(sys.stdout, line)

    def json(self, view: object) -> None:
        """Print one JSON object on a line of its own."""
        import msgspec

        text = msgspec.json.encode(view).decode()
        # Towards a terminal even JSON must not carry what would act on it.
        _write(sys.stdout, clean(text) if sys.stdout.isatty() else text)

    def line(self, text: str = "") -> None:
        """Print one result line for people; whatever would act on a terminal becomes visible."""
        _write(sys.stdout, clean(text))

    def note(self, text: str) -> None:
        """Say something that is not the result, on stderr."""
        if not self.quiet:
            _write(sys.stderr, clean(text))

    def refuse(self, sentence: str) -> None:
        """Say on stderr why nothing else was printed; --quiet does not silence it."""
        _write(sys.stderr, clean(sentence))

    def progress(self) -> Progress:
        """Return a bar that draws only where a person is watching stderr."""
        return Progress(shown=sys.stderr.isatty() and not (self.as_json or self.quiet))

    def _bold(self, line: str) -> str:
        wanted = self.color == "always" or (
            self.color == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        )
        return f"{_BOLD}{line}{_PLAIN}" if wanted else line


class Progress:
    """One line on stderr that shows how far a wait is; silent unless `shown`."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._drawn = False

    def __call__(self, label: str, fraction: float) -> None:
        """Draw `label` with a fraction of 0 to 1."""
        if not self._shown:
            return
        filled = round(20 * min(max(fraction, 0.0), 1.0))
        bar = "█" * filled + "░" * (20 - filled)
        self._put(f"{_CLEAR_LINE}{bar} {round(100 * fraction):3d} %  {clean(label)}")
        self._drawn = True

    def count(self, label: str, done: int) -> None:
        """Draw a running number where the total is not known."""
        if self._shown:
            self._put(f"{_CLEAR_LINE}{done:,}  {clean(label)}")
            self._drawn = True

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._put(_CLEAR_LINE)
            self._drawn = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_error: object) -> None:
        self.clear()

    @staticmethod
    def _put(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _write(stream: TextIO, text: str) -> None:
    """Write UTF-8 whatever the locale says: Korean must not fail under LANG=C."""
    stream.flush()
    stream.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    stream.buffer.flush()


def held_in(entries: int, objects: int) -> str:
    """Return how much of a vault a file holds: "1 entry and 2 sealed objects"."""
    return f"{counted(entries, 'entry', 'entries')} and {counted(objects, 'sealed object')}"
