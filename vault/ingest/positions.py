"""Where in a JSON text the value of a path stands; used only to name the line of a refusal.

The text was parsed by `json` before, so nothing is checked here again.
"""

from __future__ import annotations

import json
import re

from vault.ingest.where import Path

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def find_offset(text: str, start: int, path: Path) -> int:
    """Return the offset of the value at `path` inside the JSON value that begins at `start`.

    A step that is not there (a missing field) gives the object that lacks it; the last of two
    equal names wins, being the one too many.
    """
    at = start
    for step in path:
        children = _children(text, at)
        if step not in children:
            return at
        at = children[step]
    return at


def _children(text: str, start: int) -> dict[str | int, int]:
    """Map the names or indices of one object or list to the offsets of their values."""
    found: dict[str | int, int] = {}
    depth, index, name, expects_value = 0, 0, "", False
    is_object = text[start : start + 1] == "{"
    for token in _TOKEN.finditer(text, start):
        mark = token.group()
        if depth == 1 and (expects_value or not is_object) and mark not in ",:]}":
            found[name if is_object else index] = token.start()
            index, expects_value = index + 1, False
        elif depth == 1 and is_object and mark.startswith('"'):
            name = _name(mark)
        elif depth == 1 and mark == ":":
            expects_value = True
        depth += (mark in "[{") - (mark in "]}")
        if depth == 0:
            break
    return found


def _name(token: str) -> str:
    name: str = json.loads(token)
    return name
