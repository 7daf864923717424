"""The part of YAML that front matter needs, read by hand into plain values with their lines.

`field: value`, lists, objects inside, quoted text and blocks of text. Whatever else YAML can do
(anchors, aliases, tags, guessed types) is refused. Which field names exist is `fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vault.errors import MalformedError
from vault.ingest.limits import Repeated, malformed
from vault.ingest.scalars import read_scalar
from vault.ingest.where import Path, Where

_MAXIMUM_PATH = 5  # terms[1].generalised.en is four steps
_KEY = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_-]*)\s*:(?:\s+(?P<rest>.*))?$", re.DOTALL)
_ITEM = re.compile(r"-(?:\s+(?P<rest>.*))?$", re.DOTALL)
_BLOCK = re.compile(r"[|>][+-]?")


@dataclass(frozen=True)
class FrontMatter:
    """What front matter says: fields as plain values, and where each stands."""

    fields: dict[str, object]
    where: Where


@dataclass(frozen=True)
class _Line:
    """A line that says something: its number in the file, its indent in blanks, its words."""

    number: int
    indent: int
    words: str

    def refusal(self, reason: str) -> MalformedError:
        return malformed(reason, line=self.number)


def read_front_matter(lines: Sequence[str], first_line: int) -> FrontMatter:
    """Read the lines between the two `---`; raises MalformedError with the line otherwise."""
    reader = _Reader(lines, first_line)
    fields = reader.mapping(0, ())
    left = reader.peek()
    if left is not None:
        raise left.refusal("This line is indented differently from its neighbours.")
    if isinstance(fields, Repeated):
        raise malformed(
            "This field stands twice.", line=reader.found.get((fields.name,)), field=fields.name
        )
    return FrontMatter(fields, Where(lines_of(reader.found, first_line)))


def lines_of(found: dict[Path, int], fallback: int) -> Callable[[Path], int]:
    """Return a look-up of lines: a path that stands nowhere itself has its owner's line."""

    def find_line(path: Path) -> int:
        while path and path not in found:
            path = path[:-1]
        return found.get(path, fallback)

    return find_line


class _Reader:
    """Goes down the lines once; each method takes what belongs to one indent."""

    def __init__(self, lines: Sequence[str], first_line: int) -> None:
        self.found: dict[Path, int] = {}
        self._lines = list(lines)
        self._first_line = first_line
        self._at = 0

    def peek(self) -> _Line | None:
        """Return the next line that says something, without taking it."""
        while self._at < len(self._lines):
            text = self._lines[self._at]
            words = text.strip()
            if words and not words.startswith("#"):
                indent = len(text) - len(text.lstrip())
                line = _Line(self._first_line + self._at, indent, words)
                if "\t" in text[:indent]:
                    raise line.refusal("Indent with blanks, not with tabs.")
                return line
            self._at += 1
        return None

    def mapping(self, indent: int, path: Path) -> dict[str, object] | Repeated:
        """Take `field: value` lines of one indent."""
        values: dict[str, object] = {}
        repeated: Repeated | None = None
        while (line := self.peek()) is not None and line.indent == indent:
            key = _KEY.match(line.words)
            if key is None:
                raise line.refusal(
                    "This line is not `field: value`. The name is one word, as in held_at, and a "
                    "blank follows the colon."
                )
            name = key["key"]
            repeated = repeated or (Repeated(name) if name in values else None)
            self._at += 1
            values[name] = self._value(key["rest"] or "", line, (*path, name))
        return repeated or values

    def _value(self, rest: str, line: _Line, path: Path) -> object:
        """Take what follows a field name or a list's dash: here, or indented below."""
        self.found[path] = line.number
        if len(path) > _MAXIMUM_PATH:
            raise line.refusal("This is nested too deep.")
        if _BLOCK.fullmatch(rest):
            return self._text_block(line.indent, folded=rest[0] == ">")
        if rest:
            return read_scalar(rest, line.number)
        below = self.peek()
        if below is None or below.indent < line.indent:
            return None
        is_item = _ITEM.match(below.words) is not None
        if is_item and (below.indent > line.indent or isinstance(path[-1], str)):
            return self._sequence(below.indent, path)
        return self.mapping(below.indent, path) if below.indent > line.indent else None

    def _sequence(self, indent: int, path: Path) -> list[object]:
        """Take `- item` lines of one indent; an item may be an object."""
        values: list[object] = []
        while (line := self.peek()) is not None and line.indent == indent:
            item = _ITEM.match(line.words)
            if item is None:
                break
            values.append(self._item(item["rest"] or "", line, (*path, len(values))))
        return values

    def _item(self, rest: str, line: _Line, path: Path) -> object:
        if not _KEY.match(rest):
            self._at += 1
            return self._value(rest, line, path)
        # An object: its first field stands behind the dash, as if the dash were a blank.
        self.found[path] = line.number
        inner = line.indent + len(line.words) - len(rest)
        self._lines[self._at] = " " * inner + rest
        return self.mapping(inner, path)

    def _text_block(self, indent: int, *, folded: bool) -> str:
        """Take the deeper indented lines below; `|` keeps their ends, `>` joins paragraphs."""
        taken: list[str] = []
        while self._at < len(self._lines):
            text = self._lines[self._at]
            if text.strip() and len(text) - len(text.lstrip()) <= indent:
                break
            taken.append(text.strip())
            self._at += 1
        joined = "\n".join(taken)
        return re.sub(r"(?<!\n)\n(?!\n)", " ", joined) if folded else joined
