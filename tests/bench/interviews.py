"""Interviews for benchmarks: fixed seed, Korean and English, sizes like those of real notes."""

from __future__ import annotations

import random
from collections.abc import Iterator

from vault.drafts import InterviewDraft, QuoteDraft

_SEED = 20261123
_ENGLISH = (
    "river market winter salt morning carried bread lorry winter quiet neighbour price kitchen "
    "border letter school night repair lantern coal barley doctor window harvest teacher road"
).split()
_KOREAN = (
    "강가에서 장마당까지 소금을 겨울이 아침에 국수를 이웃이 값이 부엌에서 편지를 학교에 밤에 "
    "고치는 석탄이 보리를 의사는 창문을 가을걷이 선생이 길에서 걸었다 말했다 없었다 팔았다"
).split()
_QUOTES = 4
_WORDS = 45


def interviews(count: int) -> Iterator[InterviewDraft]:
    """Yield drafts of about 1.5 kB of quotes and 0.3 kB of notes each."""
    chance = random.Random(_SEED)
    for number in range(count):
        words = _KOREAN if chance.random() < 0.6 else _ENGLISH
        quotes = tuple(
            QuoteDraft(" ".join(chance.choices(words, k=_WORDS)) + ".") for _ in range(_QUOTES)
        )
        title = " ".join(chance.choices(words, k=4))
        notes = " ".join(chance.choices(words, k=40))
        yield InterviewDraft(quotes, title=f"{title} {number}", notes=notes)
