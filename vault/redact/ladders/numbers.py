"""Numbers as English and Korean write them, and words for their order of magnitude."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ENGLISH: Final = (
    {word: number for number, word in enumerate(_UNITS)}
    | {word: 20 + 10 * number for number, word in enumerate(_TENS)}
    | {"fourty": 40, "dozen": 12, "couple": 2}
)
_ENGLISH_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
NATIVE_TENS: Final = dict(
    zip(
        "열 스물 스무 서른 마흔 쉰 예순 일흔 여든 아흔".split(),
        (10, 20, 20, 30, 40, 50, 60, 70, 80, 90),
        strict=True,
    )
)
NATIVE_ONES: Final = dict(
    zip(
        "하나 한 둘 두 셋 세 석 서 넷 네 넉 너 다섯 닷 여섯 엿 일곱 여덟 아홉".split(),
        (1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9),
        strict=True,
    )
)
_ABOUT: Final = {
    "한두": 2, "한둘": 2, "두세": 3, "두서너": 3, "두어": 2, "두엇": 2, "둘셋": 3, "서너": 3,
    "서넛": 3, "너댓": 5, "네댓": 5, "너덧": 4, "네다섯": 5, "댓": 5, "대여섯": 5, "대엿": 5,
    "예닐곱": 6, "일고여덟": 7, "일여덟": 7, "예닐": 6, "여덟아홉": 8, "여남은": 11, "열댓": 15,
    "여나문": 11, "여나믄": 11,
}  # fmt: skip
_SINO: Final = {c: n for n, c in enumerate("일이삼사오육칠팔구", 1)} | {"륙": 6, "영": 0, "공": 0}
_SMALL: Final = {"십": 10, "백": 100, "천": 1_000}
_LARGE: Final = {"만": 10_000, "억": 100_000_000}


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=lambda word: -len(word)))


_KOREAN_TOKEN: Final = re.compile(
    rf"([0-9]+(?:\.[0-9]+)?)|({_any_of(_ABOUT)})|({_any_of(NATIVE_TENS)})|({_any_of(NATIVE_ONES)})"
    f"|([{''.join(_SINO)}])|([{''.join(_SMALL)}])|([{''.join(_LARGE)}])"
)
# A numeral in Korean, as a pattern: figures, Sino-Korean, native, or mixed (5천, 1만 2천).
KOREAN: Final = (
    rf"(?:[0-9][0-9,]*(?:\.[0-9]+)?(?: ?[십백천만억]+(?: ?[0-9][0-9,]*[십백천만억]*)*)?"
    rf"|[{''.join(_SINO)}{''.join(_SMALL)}{''.join(_LARGE)}]+"
    rf"(?: [{''.join(_SINO)}{''.join(_SMALL)}{''.join(_LARGE)}]+)*"
    rf"|(?:[백천] ?)?(?:{_any_of(NATIVE_TENS)}) ?(?:{_any_of(_ABOUT)}|{_any_of(NATIVE_ONES)})?"
    rf"|[백천]+ ?(?:{_any_of(NATIVE_ONES)})|{_any_of(_ABOUT)}|{_any_of(NATIVE_ONES)})"
)
NATIVE: Final = (
    f"(?:{_any_of(_ABOUT)}|(?:{_any_of(NATIVE_TENS)}) ?(?:{_any_of(NATIVE_ONES)})?"
    f"|{_any_of(NATIVE_ONES)})"
)


# Two neighbours mean "about": 이삼십 is twenty or thirty.
_TWO_IN_ONE: Final = re.compile(
    "(?<![일이삼사오육륙칠팔구])(일(?=이)|이(?=삼)|삼(?=사)|사(?=오)|오(?=[육륙])|[육륙](?=칠)|칠(?=팔)|팔(?=구))"
    "[이삼사오육륙칠팔구](십|백|천|만|$)"
)


def read_korean(words: str) -> float | None:
    """Return the number that words or figures stand for, None when a part is no number."""
    left = _TWO_IN_ONE.sub(r"\1\2", words.replace(",", "").replace(" ", ""))
    total = section = 0.0
    current: float | None = None
    while left:
        match = _KOREAN_TOKEN.match(left)
        if match is None:
            return None
        figures, about, tens, ones, sino, small, large = match.groups()
        if figures:
            current = float(figures)
        elif about:
            current = _ABOUT[about]
        elif tens:
            section += NATIVE_TENS[tens]
        elif ones:
            current = NATIVE_ONES[ones]
        elif sino:
            current = (current or 0) * 10 + _SINO[sino]
        elif small:
            section += (1 if current is None else current) * _SMALL[small]
            current = None
        elif large:
            total += ((section + (current or 0)) or 1) * _LARGE[large]
            section, current = 0.0, None
        left = left[match.end() :]
    return total + section + (current or 0) or None


def read_english(words: str) -> float | None:
    """Return the number that figures or English words stand for, None when there is none."""
    lowered = words.casefold().replace(",", "")
    figures = re.search(r"[0-9]+(?:\.[0-9]+)?", lowered)
    scales = [_ENGLISH_SCALES[w] for w in re.findall("[a-z]+", lowered) if w in _ENGLISH_SCALES]
    if figures:
        number = float(figures.group())
        short = re.match(r" ?(k|m|mn|bn)\b", lowered[figures.end() :])
        number *= {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}[short.group(1)] if short else 1
        for scale in scales:
            number *= scale
        return number
    total = section = 0.0
    for word in re.findall("[a-z]+", lowered):
        if word == "dozen":
            section = (section or 1) * 12
        elif word in ENGLISH:
            section += ENGLISH[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _ENGLISH_SCALES:
            total += (section or 1) * _ENGLISH_SCALES[word]
            section = 0.0
    return total + section or None


_KOREAN_ORDERS: Final = (
    (10, "몇"), (20, "십여"), (100, "수십"), (200, "백여"), (1_000, "수백"), (2_000, "천여"),
    (10_000, "수천"), (20_000, "만여"), (100_000, "수만"), (200_000, "십여만"),
    (1_000_000, "수십만"), (2_000_000, "백여만"), (10_000_000, "수백만"), (20_000_000, "천여만"),
    (100_000_000, "수천만"), (10**12, "수억"),
)  # fmt: skip
_ENGLISH_ORDERS: Final = (
    (10, "a few", ""), (20, "a dozen or so", ""), (100, "dozens", "of"),
    (200, "upwards of a hundred", ""), (1_000, "hundreds", "of"),
    (2_000, "upwards of a thousand", ""),
    (10_000, "thousands", "of"), (20_000, "upwards of ten thousand", ""),
    (100_000, "tens of thousands", "of"), (1_000_000, "hundreds of thousands", "of"),
    (2_000_000, "upwards of a million", ""), (10**12, "millions", "of"),
)  # fmt: skip


def korean_order(number: float) -> str | None:
    """Return 몇, 수십, 수백 ... for a number, None for one and for what is no count.

    A number that begins with 1 has a word of its own (십여, 백여): 수십 says twenty or more.
    """
    if number < 2:
        return None
    return next((words for limit, words in _KOREAN_ORDERS if number < limit), None)


def english_order(number: float, *, has_noun: bool) -> str | None:
    """Return "a few", "dozens", "hundreds" ..., with the "of" that a noun after them needs."""
    if number < 2:
        return None
    found = next(((w, of) for limit, w, of in _ENGLISH_ORDERS if number < limit), None)
    if found is None:
        return None
    words, of = found
    return f"{words} {of}" if has_noun and of else words
