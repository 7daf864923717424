"""Counts, sums and durations: their order of magnitude, in words that read on."""

from __future__ import annotations

import re
from typing import Final

from vault.redact.ladders.numbers import (
    KOREAN,
    NATIVE,
    english_order,
    korean_order,
    read_english,
    read_korean,
)
from vault.redact.ladders.spot import Spot, Vaguer, taking

_LEAD: Final = "(?:약|한|대략|거의|근|무려|총|모두|도합) ?"
_ABOUT: Final = " ?(?:정도|쯤|남짓|가량|가까이|내외)"
_MONEY: Final = "원|위안|원화|딸라|달러|불|엔|유로|루블|위엔|전"
_COUNTERS: Final = (
    "명|사람|분|식구|가구|세대|가족|놈|마리|두|필|개|대|채|권|장|벌|켤레|자루|포대|포|가마니|가마|톤|t|"
    "킬로그램|키로그람|킬로그람|킬로|키로|kg|그램|그람|g|리터|리|킬로메터|킬로미터|km|메터|미터|그루|척|정보|정|발|"
    "알|병|잔|끼|군데|곳|집|번|차례|회|동|층|배|그릇|통|갑|보루|상자|박스|마을|호|모|되|말|차|봉지|가지|"
    "쌍|줄|편|방|세트|평"
)
_KOREAN_COUNT: Final = re.compile(
    rf"(?P<noun>(?:[가-힣]+ )*?)(?:{_LEAD})?(?P<number>{KOREAN})(?P<over> ?여)? ?"
    rf"(?:(?:명|원)? ?[~∼〜-] ?(?:{KOREAN}) ?(?:여)? ?)?"
    rf"(?P<unit>(?:{_MONEY}|{_COUNTERS})?)(?P<rest>어치|짜리|씩)?(?:{_ABOUT})?(?: ?{KOREAN} ?전)?"
)
_HOUSEHOLDS: Final = frozenset({"식구", "가족"})
_NUMERAL: Final = re.compile(KOREAN)
_NATIVE: Final = re.compile(NATIVE)
_COUNTER_AFTER: Final = re.compile(
    rf"(?: ?여)? ?(?P<unit>{_MONEY}|{_COUNTERS})(?![가-힣]{{3}})(?:{_ABOUT})?"
)
_ORDINAL: Final = re.compile(rf"(?:제 ?)?(?:{KOREAN}) ?(?P<unit>번째|째|차례째|번|호)")
_VAGUE: Final = re.compile(
    r"(?:.* )?(?:수[십백천만억]+|몇[십백천만]*|여러|많은|숱한|다수의?)(?: ?[가-힣]+)?|.*여럿|.*다수"
)
_COUNTED: Final = re.compile(rf"(?P<number>{KOREAN})(?: |(?<=[0-9]))(?P<noun>[가-힣]{{1,6}})")
_ALONE: Final = re.compile(
    r"(?P<noun>(?:[가-힣]+ )*?)(하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)(?:이서)?"
)

_DAY_WORDS: Final = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8,
    "아흐레": 9, "열흘": 10, "열하루": 11, "열이틀": 12, "열사흘": 13, "열나흘": 14, "보름": 15,
    "스무날": 20, "사나흘": 3, "너댓새": 4, "네댓새": 4, "대엿새": 5, "예니레": 6, "한이틀": 2,
    "하루이틀": 2, "이삼일": 2, "여러 날": 3, "며칠": 3, "열이레": 17, "한나절": 0.5,
    "반나절": 0.25, "일주일": 7, "한주일": 7, "한 주일": 7, "한 주": 7, "반년": 180, "이태": 730,
}  # fmt: skip
_KOREAN_DAYS_IN: Final = {
    "초": 1 / 86_400, "분": 1 / 1_440, "시간": 1 / 24, "일": 1, "날": 1, "밤": 1, "주일": 7,
    "주간": 7, "주": 7, "달": 30, "개월": 30, "월": 30, "년": 365, "해": 365,
}  # fmt: skip
_KOREAN_DURATION: Final = re.compile(
    rf"(?:{_LEAD})?(?P<number>{KOREAN})(?: ?여)? ?"
    r"(?P<unit>초|분|시간|일|날|밤|주일|주간|주|달|개월|월|년|해)"
    rf"(?P<half> ?반| ?(?:{KOREAN}) ?(?:개월|달|일|시간|분))?(?P<rest> ?(?:간|동안))?(?:{_ABOUT})?"
)
_NIGHTS: Final = re.compile(rf"(?:{KOREAN}) ?박 ?(?P<days>{KOREAN}) ?일")
# What follows a duration in one span: a ten-day leave.
_WITH_NOUN: Final = re.compile(
    r"(?P<time>.+?)(?P<rest>(?:짜리|째|치|분|어치|형|제)|(?:짜리| ?간의?| ?동안의?)? "
    r"(?:휴가|출장|형|징역|과정|교육|복무|여행|로동|노동))"
)
_ENGLISH_DAYS_IN: Final = {
    "second": 1 / 86_400, "minute": 1 / 1_440, "hour": 1 / 24, "day": 1, "night": 1, "week": 7,
    "fortnight": 14, "month": 30, "year": 365, "decade": 3_650,
}  # fmt: skip
# Up to how many days, in Korean, in English, and the unit that an English attribute is made of.
_SPANS: Final = (
    (1 / 1_440, "몇 초", "a few seconds", "seconds"),
    (1 / 24, "몇 분", "a few minutes", "minutes"),
    (1, "몇 시간", "a few hours", "hours"),
    (14, "며칠", "a few days", "days"),
    (56, "몇 주", "a few weeks", "weeks"),
    (360, "몇 달", "a few months", "months"),
    (730, "여러 달", "many months", "months"),
    (3_650, "몇 년", "a few years", "years"),
    (7_300, "십여 년", "ten years or more", "years"),
    (36_500, "수십 년", "decades", "decades"),
)
_NO_NOUN: Final = frozenset(
    "and or but in on at of to from were was are is had have has came went left died stayed lived "
    "then now there here by with for".split()
)
_ENGLISH_MONEY: Final = r"won|yuan|dollars?|rmb|renminbi|euros?|yen|roubles?|rubles?|pounds?|kwai"
_MANY: Final = 10
_SIGNS: Final = {"$": "dollars", "¥": "yuan", "€": "euros", "£": "pounds", "₩": "won"}


def order(spot: Spot, rung: str) -> Vaguer | None:  # noqa: ARG001 - a ladder of one rung
    """Return the order of magnitude of a count, a sum or a duration, or None."""
    if not spot.is_korean:
        return _english(spot)
    words = spot.words.strip()
    days, rest = _korean_duration(words)
    if days is not None:
        return _duration(spot, days, rest)
    if _VAGUE.fullmatch(words):
        return Vaguer(words)
    return _few(spot, words) or _korean_count(spot, words) or _counted(spot, words)


# --- Korean ----------------------------------------------------------------------------------


def _korean_duration(words: str) -> tuple[float | None, str]:
    """Return how many days a duration lasts, and what stands after it in the span."""
    named = _WITH_NOUN.fullmatch(words)
    days = _korean_days(named.group("time")) if named else None
    if named and days is not None:
        return days, named.group("rest")
    return _korean_days(words), _rest_of_duration(words)


def _few(spot: Spot, words: str) -> Vaguer | None:
    """Return what stands for a number without a counter, 셋, and for an ordinal, 세 번째."""
    ordinal = _ORDINAL.fullmatch(words)
    if ordinal and ordinal.group("unit").endswith("째"):
        return taking(spot, "몇째" if ordinal.group("unit") == "째" else "몇 번째")
    alone = _ALONE.fullmatch(words)
    number = read_korean(alone.group(2)) if alone else None
    if alone is None or number is None or number < 2:
        return None
    return taking(spot, f"{alone.group('noun')}여럿")


def _korean_count(spot: Spot, words: str) -> Vaguer | None:
    match = _KOREAN_COUNT.fullmatch(words)
    number = read_korean(match.group("number")) if match else None
    told = korean_order(number) if number else None
    if match is None or told is None:
        return None
    noun, unit = match.group("noun"), match.group("unit") or ""
    if re.fullmatch(rf"(?:{KOREAN})(?:에서|내지|부터) ", noun):
        noun = ""  # from thirty to forty: the noun is the other number
    if any(_NUMERAL.fullmatch(each) for each in noun.split()):
        return None
    if not unit and told == "십여" and _NATIVE.fullmatch(match.group("number")):
        told = "여남은"
    if unit in _HOUSEHOLDS and told == "몇":
        told = "여러"
    after = None if unit else _COUNTER_AFTER.match(spot.after)
    unit = after.group("unit") if after else unit
    written = f"{noun}{told} {unit}".rstrip() + (match.group("rest") or "")
    return Vaguer(written, 0, after.end() if after else 0)


def _counted(spot: Spot, words: str) -> Vaguer | None:
    """Return the order of what is counted without a counter: 세 아들 -> 여러 아들."""
    match = _COUNTED.fullmatch(words)
    number = read_korean(match.group("number")) if match else None
    told = korean_order(number) if number else None
    if match is None or told is None:
        return None
    return taking(spot, f"{'여러' if told == '몇' else told} {match.group('noun')}")


def _korean_days(words: str) -> float | None:
    """Return how many days a duration lasts: 열흘, 석 달, 3년 6개월, 두 시간."""
    plain = re.sub(f"^{_LEAD}|(?: ?(?:간|동안|밤)|{_ABOUT})$", "", words)
    if plain in _DAY_WORDS:
        return _DAY_WORDS[plain]
    nights = _NIGHTS.fullmatch(plain)
    if nights:
        return read_korean(nights.group("days"))
    match = _KOREAN_DURATION.fullmatch(words)
    if match is None:
        return None
    unit, number = match.group("unit"), read_korean(match.group("number"))
    is_native = re.fullmatch(NATIVE, match.group("number")) is not None
    if number is None or (unit == "분" and is_native) or (unit == "년" and number >= 1_000):
        return None
    return number * _KOREAN_DAYS_IN[unit]


def _rest_of_duration(words: str) -> str:
    match = re.search(r"간$| ?동안$", words)
    is_rest = match is not None and not words.endswith(("시간", "주간"))
    return match.group() if match and is_rest else ""


def _duration(spot: Spot, days: float, rest: str = "") -> Vaguer | None:
    row = _span(days)
    if row is None:
        return None
    if spot.is_korean:
        return taking(spot, row[1] + rest)
    return taking(spot, row[2])


def _span(days: float) -> tuple[float, str, str, str] | None:
    """Return the row of a duration; one day or hour has none: "a few" would not be true."""
    if any(unit <= days < 2 * unit for unit in (1 / 1_440, 1 / 24, 1)):
        return None
    if 30 <= days < 60:  # one month: some weeks
        return _SPANS[4]
    return next((row for row in _SPANS if days < row[0]), None)


# --- English ---------------------------------------------------------------------------------


def _english(spot: Spot) -> Vaguer | None:
    lowered = _half(spot.words.casefold())
    number = read_english(lowered)
    if number is None:
        number = 1 if re.match(r"an? ", lowered) else None
    if number is None:
        return None
    duration = re.search(rf"[- ]({'|'.join(_ENGLISH_DAYS_IN)})s?(?:[- ]long)?$", lowered)
    if duration:
        return _english_duration(spot, number * _ENGLISH_DAYS_IN[duration.group(1)])
    return _english_count(spot, number)


def _english_count(spot: Spot, number: float) -> Vaguer | None:
    noun = _counted_noun(spot.words)
    after = re.match(r" ([a-z]+)", spot.after)
    has_noun = bool(noun) or (after is not None and after.group(1) not in _NO_NOUN)
    told = english_order(number, has_noun=has_noun)
    if told is None or re.search(rf"-(?:{_ENGLISH_MONEY})$", spot.words.casefold()):
        return None  # "a 200-dollar bribe" has no word for its order
    if spot.word_before in {"my", "his", "her", "our", "their", "your", "the", "these", "those"}:
        # "My a few sons" is no English: the possessive alone says as little.
        if has_noun:
            return Vaguer(noun, 0, 0 if noun else 1)
        return Vaguer("few" if number < _MANY else "many")
    lead = r"\b(?:[Aa]bout|[Aa]round|[Nn]early|[Aa]lmost|[Ss]ome|[Oo]ver|[Mm]ore than) "
    return taking(spot, f"{told} {noun}".rstrip(), before=lead)


def _counted_noun(words: str) -> str:
    """Return what is counted: goats, won; dollars for a sign."""
    money = re.search(rf"\b({_ENGLISH_MONEY})\b.*$", words.casefold())
    sign = next((name for mark, name in _SIGNS.items() if mark in words), "")
    noun = money.group() if money else sign or _noun(words)
    return "dollars" if noun == "dollar" else noun


def _english_duration(spot: Spot, days: float) -> Vaguer | None:
    row = _span(days)
    if row is None:
        return None
    if "-" in spot.words and not spot.words.endswith("s"):
        article = "a " if spot.word_before in {"a", "an"} else ""
        return taking(spot, f"{article}{row[3]}-long", before=r"\b[Aa]n? " if article else "")
    return taking(spot, row[2])


def _half(words: str) -> str:
    """Return a duration without its half: a year and a half, half a year."""
    halves = {"half an hour": "30 minutes", "half a day": "12 hours", "half a year": "6 months"}
    whole = halves.get(words, words)
    whole = re.sub(r"^(.+?\b(?:year|month|week|day|hour)s?),? and (?!a half).*$", r"\1", whole)
    return re.sub(
        r"^(an? )?(\w+) and a half( \w+)?$", lambda m: f"{m[1] or ''}{m[2]}{m[3] or ''}", whole
    )


def _noun(words: str) -> str:
    """Return the counted thing at the end of the words: three goats -> goats."""
    said = words.split()
    while said and (read_english(said[0]) is not None or said[0].casefold() in _BEFORE_NOUNS):
        said.pop(0)
    return " ".join(said)


_BEFORE_NOUNS: Final = frozenset(
    "a an and of about around nearly almost some over hundred thousand million dozen more than "
    "the".split()
)
