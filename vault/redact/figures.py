"""What else a number, a date or an address is written as: in words, in Korean, in another order.

Derived forms of terms that hold digits or number words. Names are `naming`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vault.model import SpanKind
from vault.redact.naming import Written

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SINO: Final = "영일이삼사오육칠팔구"
_HAN: Final = "〇一二三四五六七八九"
_NATIVE: Final = " 한 두 세 네 다섯 여섯 일곱 여덟 아홉".split(" ")
_NATIVE_ALONE: Final = " 하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉".split(" ")
_NATIVE_TENS: Final = " 열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(" ")
_MONTHS: Final = (
    "january february march april may june july august september october november december"
).split()
_DIGITS = re.compile(r"\d+")
_NUMBER_WORDS: Final = {word: str(n) for n, word in enumerate(_ONES)} | {
    tens: str((n + 2) * 10) for n, tens in enumerate(_TENS)
}
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})[\s-]+({'|'.join(_ONES[1:10])})|({'|'.join((*_ONES, *_TENS))}))\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\.?,?(?: (\d{4}))?")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")
_KOREAN_DATE = re.compile(r"(?:(\d{4})년\s*)?(\d{1,2})월\s*(\d{1,2})일")
_MOST_DIGITS = 9


def figures_of(words: str, kind: SpanKind) -> Iterator[Written]:
    """Yield what a term with a number in it may be written as; nothing for any other term."""
    if kind is SpanKind.EMAIL:
        yield from _addresses(words)
        return
    if kind is SpanKind.PHONE:
        yield from _telephones(words)
        return
    date = _date(words.strip())
    if date is not None:
        yield from _dates(*date)
        return
    yield from _numbers(words)


def _numbers(words: str) -> Iterator[Written]:
    found = _DIGITS.findall(words)
    if len(found) == 1 and len(found[0]) <= _MOST_DIGITS:
        for way in _said(found[0]):
            yield Written(_DIGITS.sub(way, words))
    match = _NUMBER_WORD.search(words)
    if not found and match is not None:
        digits = _value(match)
        rest = words[: match.start()], words[match.end() :]
        if rest != ("", ""):
            yield Written(digits.join(rest))


def _value(match: re.Match[str]) -> str:
    tens, ones, single = (each.lower() if each else "" for each in match.groups())
    if single:
        return _NUMBER_WORDS[single]
    return str(int(_NUMBER_WORDS[tens]) + int(_NUMBER_WORDS[ones]))


def _said(digits: str) -> Iterator[str]:
    """Yield digits as words: one by one, in pairs, and as a number, in English and Korean."""
    if len(digits) > 1:
        yield " ".join(_ONES[int(d)] for d in digits)
        yield " ".join(_ONES[int(d)] if d != "0" else "oh" for d in digits)
        yield "".join(_SINO[int(d)] for d in digits)
        yield "".join(_SINO[int(d)] for d in digits).replace("영", "공")
    yield "".join(_HAN[int(d)] for d in digits)
    number = int(digits)
    yield _english(number)
    yield _english(number).replace(" and ", " ")
    if len(digits) == 4 and digits[2] != "0":
        yield f"{_english(int(digits[:2]))} {_english(int(digits[2:]))}"
    if number > 0:
        yield _korean(number)
    if 0 < number < 100:
        tens, ones = divmod(number, 10)
        yield "스무" if number == 20 else _NATIVE_TENS[tens] + _NATIVE[ones]
        yield _NATIVE_TENS[tens] + _NATIVE_ALONE[ones]


def _english(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            many, rest = divmod(number, size)
            joint = " and " if 0 < rest < 100 else " "
            return f"{_english(many)} {name}" + (f"{joint}{_english(rest)}" if rest else "")
    return ""


def _korean(number: int) -> str:
    if number >= 10_000:
        many, rest = divmod(number, 10_000)
        return ("" if many == 1 else _korean(many)) + "만" + (_korean(rest) if rest else "")
    said = ""
    for size, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            said += ("" if digit == 1 and name else _SINO[digit]) + name
    return said


def _date(words: str) -> tuple[int, int, int] | None:
    """Read a date of day and month; the year is 0 when it is not given."""
    if match := _ISO.fullmatch(words):
        year, month, day = (int(each) for each in match.groups())
    elif match := _KOREAN_DATE.fullmatch(words):
        year, month, day = (int(each or 0) for each in match.groups())
    elif match := _DAY_FIRST.fullmatch(words):
        year, month, day = int(match[3] or 0), _month(match[2]), int(match[1])
    elif match := _MONTH_FIRST.fullmatch(words):
        year, month, day = int(match[3] or 0), _month(match[1]), int(match[2])
    else:
        return None
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(name: str) -> int:
    found = (n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()))
    return next(found, 0)


def _dates(year: int, month: int, day: int) -> Iterator[Written]:
    """Yield a date in every usual order; without its year it may be another year's."""
    name = _MONTHS[month - 1].title()
    end = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    for spelled in dict.fromkeys((name, name[:3], "Sept" if month == 9 else name)):
        for number in (f"{day}", f"{day}{end}"):
            bare = (f"{number} {spelled}", f"{number} of {spelled}", f"{spelled} {number}")
            yield from (Written(each, sure=not year) for each in bare)
            if year:
                yield from (Written(f"{each} {year}") for each in bare)
    korean = (f"{month}월 {day}일", f"{_korean(month)}월 {_korean(day)}일")
    yield from (Written(each, sure=not year) for each in korean)
    if year:
        two = f"{month:02}", f"{day:02}"
        yield Written(f"{year}년 {korean[0]}")
        for a, b in (two, (f"{month}", f"{day}")):
            yield from (Written(each) for each in (
                f"{year}-{a}-{b}", f"{b}/{a}/{year}", f"{a}/{b}/{year}", f"{year % 100:02}-{a}-{b}",
            ))  # fmt: skip
        if year >= 1912:
            yield Written(f"Juche {year - 1911}, {name} {day}")
            yield Written(f"주체{year - 1911}년 {korean[0]}")


def _telephones(words: str) -> Iterator[Written]:
    """Yield a number without its country and with the zero of its own country."""
    if match := re.match(r"\s*(?:\+|00)(\d{1,3})[\s\-()]*(?:\(0\))?(.*)", words):
        local = match[2].strip()
        if sum(c.isdigit() for c in local) >= 7:
            yield from (Written(each) for each in (f"0{local}", local, f"00{match[1]}{local}"))
            yield from _digits_said(f"0{local}")
    elif match := re.match(r"\s*0(\d[\d\s\-]{6,})", words):
        yield Written(match[1])
    yield from _digits_said(words)


def _digits_said(words: str) -> Iterator[Written]:
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) >= 7:
        yield Written(" ".join(_ONES[int(d)] for d in digits))
        yield Written("".join(_SINO[int(d)] for d in digits).replace("영", "공"))


def _addresses(words: str) -> Iterator[Written]:
    """Yield an address as it is written against harvesters, and the name in it alone."""
    name, at, place = words.strip().partition("@")
    if not at:
        return
    dotted = place.replace(".", " dot ")
    yield Written(f"{name} at {dotted}")
    yield Written(f"{name} at {place}")
    yield Written(f"{name.replace('.', ' dot ')} at {dotted}")
    yield Written(f"{name} 골뱅이 {place}")
    if len(name) > 5:
        yield Written(name, sure=False)
