"""Dates as English and Korean write them, read into year, month and day.

Only what the words say: a missing year stays missing, and a lunar month is no solar one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from vault.redact.ladders.numbers import read_korean

MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
_SEASONS: Final = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3}
_K_SEASONS: Final = {"봄": 0, "여름": 1, "가을": 2, "겨울": 3}
_K_MONTHS: Final = {
    "정월": 1, "일월": 1, "이월": 2, "삼월": 3, "사월": 4, "오월": 5, "유월": 6, "륙월": 6,
    "육월": 6, "칠월": 7, "팔월": 8, "구월": 9, "시월": 10, "십월": 10, "십일월": 11, "십이월": 12,
    "동짓달": 11, "동지달": 11, "섣달": 12, "동지섣달": 12,
}  # fmt: skip
_LUNAR: Final = frozenset({"동지섣달", "정월", "동짓달", "동지달", "섣달"})
_DAYS: Final = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8,
    "아흐레": 9, "열흘": 10, "열하루": 11, "열이틀": 12, "열사흘": 13, "열나흘": 14, "열닷새": 15,
    "보름": 15, "대보름": 15, "열엿새": 16, "열이레": 17, "열여드레": 18, "열아흐레": 19,
    "스무날": 20, "스무하루": 21, "스무이틀": 22, "스무사흘": 23, "스무나흘": 24, "스무닷새": 25,
    "그믐": 29, "그믐날": 29,
}  # fmt: skip
_RELATIVE_YEARS: Final = (
    "올(?= ?(?:봄|여름|가을|겨울))|지난(?= ?[0-9봄여가겨정이삼사오유칠팔구시십섣동])"
    "|재작년|지지난해|작년|지난해|전해|올해|금년|이해|그해|이듬해|다음해|다음 해|내년|래년"
    "|후년|그러께"
)
_JUCHE: Final = 1911
_OLDEST_SHORT: Final = 30  # two figures up to this are of this century
_SHORT_LOWEST: Final = 100

_WORDS: Final = "|".join(sorted(_K_MONTHS, key=len, reverse=True))
DAY_WORDS: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_SINO_DAY: Final = "[일이삼사오육륙칠팔구십]{1,3}"
_KOREAN: Final = re.compile(
    rf"(?:(?P<relative>{_RELATIVE_YEARS}) ?)?(?P<lunar>음력 ?)?(?:양력 ?)?"
    r"(?:주체 ?(?P<juche>[0-9]{1,3})(?: ?\((?P<common>[0-9]{4})\))? ?년?,? ?"
    r"|['’]?(?P<year>[0-9]{4}|[0-9]{2}) ?년(?:도)? ?"
    r"|(?P<spelled>(?:이천|천구백|일천구백)[일이삼사오육륙칠팔구십]{0,4}"
    r"|[일이][구공영][공영일이삼사오육륙칠팔구]{2}) ?년(?:도)? ?)?(?P<lunar2>음력 ?)?(?:양력 ?)?"
    rf"(?:(?P<month>1[0-2]|0?[1-9]) ?월|(?P<words>{_WORDS})|(?P<season>봄|여름|가을|겨울)(?:철)?)?"
    r"(?: ?(?:(?P<day>3[01]|[12][0-9]|0?[1-9]) ?일(?:날)?"
    rf"|초?(?P<dayword>{DAY_WORDS})(?:날)?|(?P<sino>{_SINO_DAY}) ?일|초순|초|중순|말|하순|상순))?"
    r"(?: ?\([월화수목금토일](?:요일)?\)| [월화수목금토일]요일)?"
    r"(?:자|경|쯤|무렵|께| ?무렵| ?경| ?쯤)?"
)
_HOLIDAYS: Final = {
    "설": (1, True), "설날": (1, True), "음력설": (1, True), "음력설날": (1, True),
    "정월대보름": (1, True), "단오": (5, True), "단오날": (5, True), "추석": (8, True),
    "추석날": (8, True), "한가위": (8, True), "양력설": (1, False), "태양절": (4, False),
    "광명성절": (2, False), "당창건기념일": (10, False), "구구절": (9, False), "9.9절": (9, False),
    "칠석": (7, True), "칠월칠석": (7, True), "칠월 칠석": (7, True), "성탄절": (12, False),
    "크리스마스": (12, False), "한식": (4, False), "한식날": (4, False),
    "청명": (4, False), "동지": (12, False), "국제부녀절": (3, False), "3.8절": (3, False),
    "로동절": (5, False), "건군절": (2, False), "조국해방의 날": (8, False), "해방절": (8, False),
}  # fmt: skip
_JUCHE_POINTS: Final = re.compile(
    r"(주체 ?[0-9]{1,3} ?(?:\([0-9]{4}\))?)[.년] ?([0-9]{1,2})\. ?(?:([0-9]{1,2})\.?)?$"
)
_FIGURES: Final = re.compile(
    r"(?P<year>(?:1[89]|20)[0-9]{2})[.\-/] ?(?P<month>1[0-2]|0?[1-9])"
    r"(?:[.\-/] ?(?P<day>[0-9]{1,2})\.?)?"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<day>[0-9]{1,2})[.\-/](?P<month>1[0-2]|0?[1-9])[.\-/](?P<year>[0-9]{4}|[0-9]{2})"
)
# Korean figures go from the year to the day; the year is often left out.
_YEAR_FIRST: Final = re.compile(
    r"(?:(?P<year>[0-9]{2})[.\-/] ?)?(?P<month>1[0-2]|0?[1-9])[.\-/] ?(?P<day>[0-9]{1,2})\.?"
)
_YEAR: Final = re.compile(r"(?<![0-9])(1[89][0-9]{2}|20[0-9]{2})(?![0-9])")


@dataclass(frozen=True, repr=False)
class Told:
    """What a date says; `relative` is a Korean year word (작년), `season` counts from spring."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    is_lunar: bool = False
    relative: str = ""
    is_decade: bool = False

    def season_of(self) -> int | None:
        """Return the season of the month: from March by the sun, from the first by the moon."""
        if self.season is not None or self.month is None:
            return self.season
        return (self.month - (1 if self.is_lunar else 3)) % 12 // 3


def read(words: str, *, is_korean: bool = False) -> Told | None:
    """Return what a date says, None when the words are none."""
    plain = " ".join(words.split())
    for pattern in (_FIGURES, _YEAR_FIRST if is_korean else _DAY_FIRST):
        match = pattern.fullmatch(plain)
        if match:
            day = match.group("day")
            return _checked(
                Told(
                    _full(match.group("year")), int(match.group("month")), int(day) if day else None
                )
            )
    if re.search("[가-힣]", plain):
        return _korean(plain)
    return _english(plain)


def _korean(words: str) -> Told | None:
    decade = re.fullmatch(r"([0-9]{4}|[0-9]0) ?년대(?: ?(?:초반?|중반|후반|말))?", words)
    if decade:
        return Told(_full(decade.group(1)), is_decade=True)
    if words in _HOLIDAYS:
        return Told(month=_HOLIDAYS[words][0], is_lunar=_HOLIDAYS[words][1])
    points = _JUCHE_POINTS.fullmatch(words)
    if points:
        words = f"{points.group(1)}년 {points.group(2)}월" + f" {points.group(3)}일" * bool(
            points.group(3)
        )
    match = _KOREAN.fullmatch(words)
    if match is None or not words:
        return None
    got = match.groupdict()
    year = _full(got["common"] or got["year"])
    if year is None and got["juche"]:
        year = int(got["juche"]) + _JUCHE
    if got["spelled"]:
        year = int(read_korean(got["spelled"]) or 0) or None
    named = got["words"] or ""
    month = int(got["month"]) if got["month"] else _K_MONTHS.get(named)
    day = int(got["day"]) if got["day"] else _DAYS.get(got["dayword"] or "")
    if got["sino"]:
        day = _sino(got["sino"])
    told = Told(
        year, month, day, _K_SEASONS.get(got["season"] or ""),
        bool(got["lunar"] or got["lunar2"]) or named in _LUNAR, got["relative"] or "",
    )  # fmt: skip
    is_empty = told.year is None and told.month is None and told.season is None
    return None if is_empty and not told.relative else _checked(told)


def _sino(words: str) -> int:
    tens, ten, ones = words.rpartition("십")
    digits = {c: n for n, c in enumerate("일이삼사오육칠팔구", 1)} | {"륙": 6, "": 0}
    return (digits.get(tens, 0) or 1) * 10 * bool(ten) + digits.get(ones, 0)


def _english(words: str) -> Told | None:
    lowered = words.casefold()
    decade = re.fullmatch(r"(?:the )?(?:early |mid-?|late )?((?:1[89]|20)[0-9]0)s", lowered)
    if decade:
        return Told(int(decade.group(1)), is_decade=True)
    year = _YEAR.search(lowered)
    rest = lowered if year is None else lowered[: year.start()] + " " + lowered[year.end() :]
    names = [n for n, m in enumerate(MONTHS, 1) if re.search(rf"\b{m[:3].lower()}", rest)]
    season = next((n for word, n in _SEASONS.items() if word in rest), None)
    day = re.search(r"(?<![0-9])(3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9])", rest)
    told = Told(
        int(year.group()) if year else None,
        names[0] if names else None,
        int(day.group(1)) if day and names else None,
        season,
    )
    return None if told == Told() else _checked(told)


def _full(year: str | None) -> int | None:
    if not year:
        return None
    number = int(year)
    if number >= _SHORT_LOWEST:
        return number
    return number + (2000 if number <= _OLDEST_SHORT else 1900)


def _checked(told: Told) -> Told:
    """Return the date without a day that no month has."""
    return told if told.day is None or 1 <= told.day <= 31 else replace(told, day=None)
