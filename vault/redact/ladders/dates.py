"""Dates: week, month, season, year, decade, in sentences that read on."""

from __future__ import annotations

import re
from typing import Final

from vault.redact.ladders.calendar import DAY_WORDS, MONTHS, Told, read
from vault.redact.ladders.counts import order
from vault.redact.ladders.spot import Spot, Vaguer, taking

RUNGS: Final = ("week", "month", "season", "year", "decade")
_SEASONS: Final = ("spring", "summer", "autumn", "winter")
_K_SEASONS: Final = ("봄", "여름", "가을", "겨울")
_WEEKS: Final = ("first", "second", "third", "fourth")
_K_WEEKS: Final = ("첫째", "둘째", "셋째", "넷째")
_K_TIME_OF_DAY: Final = (
    r"(?=(?: ?날)? ?(?:이른 |늦은 )?(?:새벽|아침|점심|한낮|낮|오전|오후|저녁|밤|한밤))(?: ?날)? ?"
)
_K_CLOCK: Final = re.compile(
    r"(?P<date>.+?) ?(?P<part>새벽|아침|점심|한낮|낮|오전|오후|저녁|한밤중|한밤|밤)?"
    r"(?:(?<!일) ?[0-9]{1,2}시(?: ?[0-9]{1,2}분|반)?(?:경|쯤)?)?"
)
_K_NEARLY: Final = re.compile(" ?(?:경|쯤|무렵|께)$")
# A verb right after a date without a particle: 5월 3일 떠났다.
_K_VERB: Final = re.compile(
    " [가-힣]*[았었였했갔왔났렸됐샀봤잤졌쳤겼혔켰썼떴]"
    "(?:다|고|는데|지만|으며|으니|습니다|어요|아요|소)(?![가-힣])"
)
_K_PAST: Final = re.compile(
    "어제|어제밤|어저께|그제|그저께|그끄저께|엊그제|엊그저께|간밤|어젯밤|지난밤|지난 ?주|지지난 ?주"
    "|며칠 전|얼마 전"
    "|(?:(?:지난|저번) ?주? ?)?[월화수목금토일]요일|(?:이틀|사흘|나흘|닷새|엿새|이레|열흘|보름) ?전"
    "|(?:[이삼사오육칠팔구]|[0-9]{1,2}|한|두|세) ?(?:일|주|주일) ?전|지난 ?[0-9]{1,2} ?일"
)
_K_NOW: Final = re.compile("오늘|이번 ?주|방금|아까|오늘 ?아침|오늘 ?저녁|오늘 ?밤")
_K_YEARS_AGO: Final = re.compile(
    "(?:[0-9]{1,3}|[일이삼사오육칠팔구십]{1,3}|한|두|세|네|몇|여러|수십) ?(?:년|해) ?(?:전|뒤|후)"
)
_K_FUTURE: Final = re.compile(
    "(?:이틀|사흘|나흘|닷새|엿새|이레|열흘|보름) ?(?:뒤|후)"
    "|래일|내일|모레|글피|다음 ?주|사흘 ?뒤|며칠 ?뒤"
)
_K_MONTH_AGO: Final = re.compile("지난 ?달|저번 ?달|지지난 ?달|전달|이번 ?달|이달")
_K_FREE: Final = ("의", "부터", "까지", "에", "이", "인", "과", "와", "보다")
_E_PAST: Final = re.compile(
    r"yesterday|the day before yesterday|last night|last week|this (?:morning|afternoon|week)|"
    r"today|(?:last |this |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|tonight|the other day|"
    r"(?:\w+) (?:days?|weeks?) ago|earlier this week",
    re.IGNORECASE,
)
_E_SEASON: Final = re.compile(
    "(this|last|next) (?:spring|summer|autumn|fall|winter)", re.IGNORECASE
)
_E_LEAD: Final = (
    r"\b[Oo]n (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?:the )?"
    r"|(?<=until )the |(?<=since )the "
)
_E_NIGHT: Final = re.compile(r"\b([Oo])n the (night|morning|evening|afternoon|day) of (?:the )?$")
_AGREE: Final = {"was": "were", "is": "are", "has": "have"}


def date(spot: Spot, rung: str) -> Vaguer | None:
    """Return a date at a rung, or as vague as it was already; None when it cannot be told."""
    if rung == "order":
        return order(spot, rung)
    clock = _K_CLOCK.fullmatch(spot.words) if spot.is_korean else None
    if _E_SEASON.fullmatch(spot.words):
        return _relative(spot, rung)
    told = read(clock.group("date") if clock else spot.words, is_korean=spot.is_korean)
    if told is None:
        return _relative(spot, rung)
    words = _korean(told, rung) if spot.is_korean else _english(told, rung)
    if words is None:
        return None
    if clock and clock.group("part") and told.day is not None:
        return taking(spot, f"{words} 어느 날 {clock.group('part')}")
    return _in_korean(spot, told, words) if spot.is_korean else _in_english(spot, told, words)


def is_one(spot: Spot) -> bool:
    """Tell whether words that two detectors found are one date: a year, and a day of it."""
    return read(spot.words, is_korean=spot.is_korean) is not None


def _phrase(told: Told, rung: str) -> str:
    """Return the rung that the words reach: nothing becomes more exact than it was told."""
    reach = RUNGS.index(rung)
    if told.is_decade:
        return "decade"
    if told.month is None:
        reach = max(reach, RUNGS.index("year" if told.season is None else "season"))
    elif told.day is None:
        reach = max(reach, RUNGS.index("month"))
    return RUNGS[reach]


# --- Korean ----------------------------------------------------------------------------------


def _korean(told: Told, rung: str) -> str | None:
    at = _phrase(told, rung)
    if told.year is None and not told.relative and at in {"year", "decade"}:
        return None
    if at == "decade":
        return None if told.year is None else f"{told.year // 10 * 10}년대"
    if told.relative == "지난" and at == "year":
        return None
    year = f"{told.year}년" if told.year is not None else told.relative
    lunar = "음력 " if told.is_lunar else ""
    season = told.season_of()
    rest = {
        "week": f"{lunar}{told.month}월 {_k_week(told.day)} 주",
        "month": f"{lunar}{told.month}월",
        "season": _K_SEASONS[season] if season is not None else "",
        "year": "",
    }[at]
    return f"{year} {rest}".strip()


def _k_week(day: int | None) -> str:
    return _K_WEEKS[(day - 1) // 7] if day is not None and day <= 28 else "마지막"


def _in_korean(spot: Spot, told: Told, words: str) -> Vaguer:
    if told.day is not None and re.match(_K_TIME_OF_DAY, spot.after):
        return taking(spot, f"{words} 어느 날 ", after=_K_TIME_OF_DAY)
    if _K_NEARLY.search(spot.words):
        return taking(spot, f"{words}쯤")
    if _K_VERB.match(spot.after):
        return taking(spot, f"{words}에")
    if told.day is None and told.month is not None:
        return taking(spot, words, after=rf" ?(?:(?:초 ?)?(?:{DAY_WORDS})(?:날)?|[0-9]{{1,2}} ?일)")
    return taking(spot, words, after=r" ?날(?=에|은|이|부터|까지|[^가-힣]|$)|\([월화수목금토일]\)")


def _relative(spot: Spot, rung: str) -> Vaguer | None:
    """Return "recently" for a day told from today, which no rung can place."""
    return _k_relative(spot, rung) if spot.is_korean else _e_relative(spot, rung)


def _k_relative(spot: Spot, rung: str) -> Vaguer | None:
    words = spot.words
    month = _K_MONTH_AGO.match(words)
    if month and re.fullmatch(r"(?: ?[0-9]{1,2} ?일| ?초| ?중순| ?말)?", words[month.end() :]):
        is_kept = rung in {"week", "month"}
        return Vaguer(month.group()) if is_kept else _k_recently(spot, "얼마 전")
    if _K_YEARS_AGO.fullmatch(words):
        return Vaguer(words if rung != "decade" else f"몇 년 {words[-1]}")
    for pattern, vague in ((_K_PAST, "얼마 전"), (_K_NOW, "최근"), (_K_FUTURE, "얼마 뒤")):
        if pattern.fullmatch(words):
            return _k_recently(spot, vague)
    return None


def _k_recently(spot: Spot, words: str) -> Vaguer:
    """Return the words with the 에 that an adverb of time needs where no other particle stands."""
    after = spot.after.lstrip(" ")
    is_free = spot.after[:1] not in {"", " "} and after.startswith(_K_FREE)
    return taking(spot, words if is_free else f"{words}에")


# --- English ---------------------------------------------------------------------------------


def _e_relative(spot: Spot, rung: str) -> Vaguer | None:
    season = _E_SEASON.fullmatch(spot.words)
    if season and rung != "decade":
        return Vaguer(f"{season.group(1)} year" if rung == "year" else spot.words)
    if _E_PAST.fullmatch(spot.words) is None:
        return None
    return taking(spot, "recently", before=r"\b[Oo]n |\b[Ll]ast ")


def _english(told: Told, rung: str) -> str | None:
    at = _phrase(told, rung)
    season = told.season_of()
    if (at in {"year", "decade"} and told.year is None) or (at == "season" and season is None):
        return None
    year = "" if told.year is None else f" {told.year}"
    month = MONTHS[(told.month or 1) - 1] + year
    week = (
        "the last days"
        if (told.day or 31) > 28
        else f"the {_WEEKS[((told.day or 1) - 1) // 7]} week"
    )
    return {
        "week": f"{week} of {month}",
        "month": f"the lunar month of {month}" if told.is_lunar else month,
        "season": f"{_SEASONS[season or 0]}{year}",
        "year": year.strip(),
        "decade": f"the {(told.year or 0) // 10 * 10}s",
    }[at]


def _in_english(spot: Spot, told: Told, words: str) -> Vaguer:
    """Return the words with the preposition that they need: on 3 May -> in May."""
    night = _E_NIGHT.search(spot.before)
    if night:
        one = "One" if night.group(1) == "O" else "one"
        return Vaguer(f"{one} {night.group(2)} in {words}", len(night.group()))
    is_led = re.search(f"(?:{_E_LEAD})$", spot.before)
    if is_led and "n" in is_led.group().lower()[:2]:
        return taking(spot, f"in {words}", before=_E_LEAD)
    verb = re.match(r" (was|is|has)\b", spot.after)
    if verb and words.endswith("0s") and words.startswith("the ") and not told.is_decade:
        return taking(spot, f"{words} {_AGREE[verb.group(1)]}", after=r" (?:was|is|has)\b")
    return taking(spot, words, before=r"(?<=until )the |(?<=since )the ")
