"""Wordings one step vaguer: an age becomes a decade, a date its month or year.

Pure functions over the words of a span; None means "cannot tell", and the caller masks.
"""

from __future__ import annotations

import re
from typing import Final

_ENGLISH_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 20 + 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_ENGLISH_DECADES: Final = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90, "teens": 10,
}  # fmt: skip
_NATIVE_TENS: Final = dict(
    zip(
        "열 스물 스무 서른 마흔 쉰 예순 일흔 여든 아흔".split(),
        (10, 20, 20, 30, 40, 50, 60, 70, 80, 90),
        strict=True,
    )
)
_NATIVE_ONES: Final = dict(
    zip(
        "하나 한 둘 두 셋 세 넷 네 다섯 여섯 일곱 여덟 아홉".split(),
        (1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_SINO: Final = {c: n for n, c in enumerate("일이삼사오육칠팔구", 1)} | {"륙": 6}
_OLDEST_BAND = 80
_YOUNGEST_BAND = 10
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)


def generalise(words: str, rung: str, language: str) -> str | None:
    """Return `words` at a rung ("decade", "month", "year") in a language, or None."""
    is_korean = language.partition("-")[0].lower() == "ko"
    if rung == "decade":
        years = _age(words)
        return None if years is None else _band(years, is_korean=is_korean)
    year, month = _year_and_month(words)
    if year is None:
        return None
    if rung == "year":
        return f"{year}년" if is_korean else f"{year}"
    if month is None:
        return None
    return f"{year}년 {month}월" if is_korean else f"{_MONTHS[month - 1]} {year}"


def _band(years: int, *, is_korean: bool) -> str:
    """Return a ten-year band; the ends are open because few people live there."""
    if years < _YOUNGEST_BAND:
        return "10세 미만" if is_korean else "under ten"
    if years >= _OLDEST_BAND:
        return "80세 이상" if is_korean else "over eighty"
    decade = years // 10 * 10
    return f"{decade}대" if is_korean else f"{decade}-something"


def _age(words: str) -> int | None:
    """Read an age in years from figures, English words or Korean words."""
    figures = re.findall(r"[0-9]+", words)
    lowered = words.casefold()
    if re.search(r"month|개월|년", lowered):
        return None
    if figures:
        return int(figures[0]) if len(figures) == 1 and len(figures[0]) <= 3 else None
    decade = next((n for word, n in _ENGLISH_DECADES.items() if word in lowered), None)
    if decade is not None:
        return decade
    numbers = [_ENGLISH_NUMBERS[w] for w in re.findall(r"[a-z]+", lowered) if w in _ENGLISH_NUMBERS]
    if numbers:
        return sum(numbers)
    return _native_age(words) or _sino_age(words)


def _native_age(words: str) -> int | None:
    tens = next(((w, n) for w, n in _NATIVE_TENS.items() if w in words), ("", 0))
    rest = words.replace(tens[0], "", 1) if tens[0] else words
    ones = next((n for w, n in _NATIVE_ONES.items() if rest.strip().startswith(w)), 0)
    return tens[1] + ones or None


def _sino_age(words: str) -> int | None:
    match = re.search(r"([일이삼사오육륙칠팔구]?)십([일이삼사오육륙칠팔구]?)", words)
    if match is None:
        return None
    return _SINO.get(match.group(1), 1) * 10 + _SINO.get(match.group(2), 0)


def _year_and_month(words: str) -> tuple[int | None, int | None]:
    year = re.search(r"(?<![0-9])(1[89][0-9]{2}|20[0-9]{2})(?![0-9])", words)
    if year is None:
        return None, None
    rest = words[: year.start()] + " " + words[year.end() :]
    named = next((n for n, m in enumerate(_MONTHS, 1) if m[:3].lower() in rest.lower()), None)
    korean = re.search(r"([0-9]{1,2}) ?월", rest)
    figures = re.match(r"\s*[-./]([0-9]{1,2})", rest)
    month = named or int((korean or figures).group(1) if korean or figures else 0)  # type: ignore[union-attr]
    return int(year.group()), month if 1 <= month <= len(_MONTHS) else None
