"""Where in a file a value stands, so that a refusal can name line and field.

What is wrong with a value is decided in `fields`; how a line is found is each format's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from vault.errors import MalformedError
from vault.ingest.limits import malformed

Path = tuple[str | int, ...]

# A name in a file is untrusted text too: only what has the form of a field name is repeated.
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){1,3}")


@dataclass(frozen=True)
class Where:
    """A place in a file: the path to a value, and how to find the line of a path."""

    find_line: Callable[[Path], int | None]
    path: Path = ()

    def into(self, step: str | int) -> Where:
        """Return the place of a field, or of an item of a list, inside this one."""
        return replace(self, path=(*self.path, step))

    def refusal(self, reason: str) -> MalformedError:
        """Build the refusal of the value at this place; `reason` never quotes it."""
        return malformed(reason, line=self.find_line(self.path), field=spell(self.path) or None)


def fixed_line(line: int) -> Where:
    """Return a place whose every field stands on one line, as in JSONL."""
    return Where(lambda _path: line)


def spell(path: Path) -> str:
    """Write a path as people read it: quotes[2].translations[1].words, counted from 1."""
    parts = [f"[{step + 1}]" if isinstance(step, int) else f".{_shown(step)}" for step in path]
    return "".join(parts).removeprefix(".")


def is_field_name(name: str) -> bool:
    """Tell whether a name has the form of a field name and may stand in a message."""
    return _FIELD_NAME.fullmatch(name) is not None


def _shown(name: str) -> str:
    return name if is_field_name(name) or _LANGUAGE.fullmatch(name) else "?"
