"""Which English words are ordinary. What is in no such list may be a name, also in lower case."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_FILE = "english_words.txt"


@cache
def english_words() -> frozenset[str]:
    """Return about 63,000 English words in lower case, with their inflected forms.

    The list and its licence stand in `vault/redact/data`; it is read when first asked for.
    """
    text = files("vault.redact").joinpath("data", _FILE).read_text(encoding="ascii")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))
