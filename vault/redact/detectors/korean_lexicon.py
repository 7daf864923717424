"""The Korean lexicon: which class a known word has, and which words end longer ones."""

from __future__ import annotations

from enum import Enum, auto
from functools import cache
from typing import Final

from vault.redact.detectors import korean_words as words


class Class(Enum):
    """What a Korean word is."""

    ORDINARY = auto()
    KIN = auto()
    JOB = auto()
    JOB_MAYBE = auto()
    JOB_ENDING = auto()
    ORGAN = auto()
    HEAD = auto()
    NAMED_HEAD = auto()
    SITE = auto()
    NAMED_SITE = auto()
    PLACE = auto()
    GIVEN = auto()
    GIVEN_I = auto()
    FULL_NAME = auto()
    TITLE = auto()
    FEAST = auto()
    SEASON = auto()
    EVENT = auto()
    TIME = auto()
    UNKNOWN = auto()
    UNKNOWN_PLACE = auto()


_COMPOUND: Final = (
    (words.heads, Class.NAMED_HEAD),
    (words.sites, Class.NAMED_SITE),
    (words.organs, Class.ORGAN),
    (words.jobs, Class.JOB),
)
# These need two syllables before them: 남문시장, 은덕무역, but not 밀무역 or 사다리.
LONGER_COMPOUNDS: Final = frozenset(
    "지점 기지 조합 다리 고개 시장 무역 상사 나루 위원회 단체 쉼터".split()
)
_NO_COMPOUNDS: Final = frozenset("절 갱 언제 산소 령".split())


@cache
def lexicon() -> dict[str, Class]:
    """Return all known words; what stands later wins."""
    known: dict[str, Class] = {}
    for some, kind in (
        (words.events(), Class.EVENT),
        (words.seasons(), Class.SEASON),
        (words.ordinary(), Class.ORDINARY),
        (words.sites(), Class.SITE),
        (words.heads(), Class.HEAD),
        (words.jobs(), Class.JOB),
        (words.doubtful_jobs(), Class.JOB_MAYBE),
        (words.organs(), Class.ORGAN),
        (words.feasts(), Class.FEAST),
        (words.kin(), Class.KIN),
    ):
        known.update(dict.fromkeys(some, kind))
    known.update(dict.fromkeys(words.PLACES, Class.PLACE))
    for time in words.TIMES:
        known[time] = Class.TIME
    for title in words.TITLES:
        known.setdefault(title, Class.TITLE)
    return known


@cache
def endings_of_compounds() -> dict[str, Class]:
    """Return words of two syllables and more that other words may stand before, unspaced."""
    found: dict[str, Class] = {}
    for some, kind in _COMPOUND:
        shortest = 3 if kind is Class.JOB else 2
        found.update(
            {word: kind for word in some() if len(word) >= shortest and word not in _NO_COMPOUNDS}
        )
    return found
