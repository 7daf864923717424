"""What the demo's vault must hide, as written: the list that a checker searches the disk for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

# Fields of the newsroom that hold words of the program, not of the newsroom.
_OURS = frozenset({
    "action", "anonymous_from", "attribution", "kind", "language", "languages", "outcome",
    "precision", "preset", "purpose", "scopes", "stage",
})  # fmt: skip
_LEAST_BYTES = 4  # shorter ones, such as an age, stand in any ciphertext by chance
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def newsroom() -> bytes:
    """Return the fictional newsroom as JSON."""
    return files(__package__).joinpath("newsroom.json").read_bytes()


def hidden_strings() -> list[str]:
    """Return every name, title, sentence, place and date of the demo, each once, in order.

    What is shorter than four bytes is left out: a search for it finds ciphertext.
    """
    found: dict[str, None] = {}
    for text in _texts(json.loads(newsroom())):
        for line in filter(None, map(str.strip, text.splitlines())):
            found |= dict.fromkeys([line, *_SENTENCE_END.split(line)])
    return [words for words in found if len(words.encode()) >= _LEAST_BYTES]


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - anything that JSON holds
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _OURS:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
