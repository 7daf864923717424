"""Word lists of the detectors that are too long for code: they stand in `vault/redact/data`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def lines_of(name: str) -> list[str]:
    """Return the lines of a list without empty ones and those that begin with #."""
    text = files("vault.redact").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


@cache
def english_words() -> frozenset[str]:
    """Return about 63,000 English words in lower case, with their inflected forms.

    What stands in no list may be a name, also where it is written without a capital.
    """
    return frozenset(lines_of("english_words.txt"))
