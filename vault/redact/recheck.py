"""Looking again at a finished text, more strictly than when it was made.

`recheck` finds registry terms also inside longer words; `compare_quotes` (from `article`) tells
which approved quotes a finished article holds. Nothing is hidden here: the answer is yes or no.
"""

from __future__ import annotations

from vault.model import Action, Record
from vault.redact.article import Comparison, NearMatch, Passage, compare_quotes
from vault.redact.registry import Registry

__all__ = ["Comparison", "NearMatch", "Passage", "Survivor", "compare_quotes", "recheck"]


class Survivor(Record, frozen=True):
    """A registry term that stands in a finished text, at [start, end) in code points.

    `inside` is True when it is part of a longer word ("Hana" in "Ghana"): a person must look, but
    it need not be the term. So it is where `sure` is False: a given name alone, initials, a letter
    struck out. `entry` and `owner` name the entry, never its words.
    """

    start: int
    end: int
    entry: bytes
    owner: bytes
    inside: bool
    sure: bool = True


def recheck(text: str, registry: Registry) -> tuple[Survivor, ...]:
    """Return every registry term that survives in `text`, in any form or script variant.

    Beyond what `Registry.find` hides, terms of two Hangul syllables or four letters are found
    inside longer words, long ones across any spacing, and all of them in disguise (`disguises`,
    `censored`). Terms to be kept do not count.
    """
    return tuple(
        Survivor(hit.start, hit.end, hit.entry.id, hit.entry.owner, hit.inside, hit.sure)
        for hit in registry.find_all(text)
        if hit.entry.term.action is not Action.KEEP
    )
