"""Ages: a band of ten years, or of five."""

from __future__ import annotations

import re
from typing import Final

from vault.redact.ladders.numbers import NATIVE_ONES, NATIVE_TENS, read_english, read_korean
from vault.redact.ladders.spot import Spot, Vaguer, taking

_ENGLISH_DECADES: Final = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90, "teens": 10,
}  # fmt: skip
_BAND_WORDS: Final = {number: word for word, number in _ENGLISH_DECADES.items()}
_OLDEST: Final = 80
_YOUNGEST: Final = 10
_POSSESSIVES: Final = {
    "i": "my", "we": "our", "you": "your", "he": "his", "she": "her", "they": "their",
}  # fmt: skip
_PRONOUN: Final = re.compile(
    r"\b(i|we|you|he|she|they)(?:['’](?:m|re|s)| (?:am|are|is|was|were|turned|died|left|came))?"
    r"(?: (?:only|just|now|then|about|nearly|almost|already|still|not yet))*"
    r"(?: (?:at the age of|at age|at|aged))? $",
    re.IGNORECASE,
)
_WOMEN: Final = "woman|girl|lady|mother|sister|daughter|aunt|wife|grandmother|niece|widow|she|her"
_MEN: Final = "man|boy|father|brother|son|uncle|husband|grandfather|nephew|widower|he|him"
_NOUN: Final = re.compile(
    rf"\b(?:(?P<her>{_WOMEN})|(?P<his>{_MEN}))(?:[- ]in[- ]law)?"
    r"(?:,|,? (?:is|was|turned|who is|who was))?(?: (?:only|just|now|then|about|already))*"
    r"(?: (?:at the age of|at age|at|aged|of))? $",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"^,? (i|we|you|he|she|they)\b", re.IGNORECASE)
_OF_AGE: Final = r"(?<=man )of |(?<=boy )of |(?<=girl )of |(?<=child )of "
_LEAD: Final = r"\b(?:at the age of|at age|at|aged?:?) "
_NO_NOUN: Final = frozenset(
    "said says was is are were has had who whom with from in on at and or but told came went left "
    "spoke can could did does will would".split()
)
_NAMED_AGES: Final = {
    "환갑": 60, "회갑": 60, "진갑": 61, "칠순": 70, "고희": 70, "팔순": 80, "구순": 90, "미수": 88,
    "불혹": 40, "지천명": 50, "이순": 60, "첫돌": 1, "돌": 1, "백일": 0, "갓난아기": 0,
}  # fmt: skip
_MONTHS_OLD: Final = re.compile(
    r"(?:생후 ?)?.{1,6}? ?(?:개월|달)|.{1,12}?[- ]months?(?:[- ]olds?)?", re.IGNORECASE
)
_APART: Final = r"(?= ?(?:아래|위|터울|차이|어린|어리|많은|많|적은|적))"
_ATE: Final = r" ?(?:먹었|됐|되었|되였)([가-힣]+)"  # 42살 먹었다: is forty-two
_LAST_OF_KOREAN: Final = r" ?(?:난|먹은|된|되는|짜리|배기)(?= |$)|배기(?=[가-힣])"


def age(spot: Spot, rung: str) -> Vaguer | None:
    """Return a band ("decade", "five-years") that reads on in the sentence, or None."""
    if spot.is_korean and re.match(_APART, spot.after):
        return taking(spot, "몇 살")
    years = _years(spot.words)
    if years is None:
        return _birth_years(spot) if rung == "decade" else None
    is_decade = _is_decade(spot.words)
    if spot.is_korean:
        unit = "" if spot.words.endswith(("살", "세", "대")) else " ?(?:살|세)"
        after = f"(?:{unit})?(?:{_LAST_OF_KOREAN})?" if not spot.words.endswith("대") else ""
        nearly = " 남짓" if spot.words.endswith("남짓") else ""
        band = _korean_band(years, rung, is_decade=is_decade) + nearly
        ate = re.match(_ATE, spot.after)
        if ate:
            verb = ("였" if band.endswith("대") else "이었") + ate.group(1)
            return taking(spot, band + verb, after=_ATE)
        return taking(spot, band, after=after)
    return _english(spot, years, "decade" if is_decade else rung)


def _korean_band(years: int, rung: str, *, is_decade: bool) -> str:
    """Return a band; the ends are open because few people live there."""
    if years < _YOUNGEST:
        return "10세 미만"
    if years >= _OLDEST:
        return "80세 이상"
    half = "" if rung == "decade" or is_decade else " 초반" if years % 10 < 5 else " 후반"
    return f"{years // 10 * 10}대{half}"


def _english(spot: Spot, years: int, rung: str) -> Vaguer:
    noun = re.match(r"[- ]?([a-z]+)", spot.after)
    if re.search(r"-(?:year|month)s?-olds?$", spot.words.casefold()):
        has_noun = noun is not None and noun.group(1) not in _NO_NOUN
        words = _attribute(years, has_noun=has_noun)
        return taking(spot, _with_article(spot, words), before=r"\b[Aa]n? ")
    if years < _YOUNGEST or years >= _OLDEST:
        words = "under ten" if years < _YOUNGEST else "over eighty"
        return taking(spot, words, before=_LEAD)
    half = "" if rung == "decade" else "early " if years % 10 < 5 else "late "
    if spot.word_before in set(_POSSESSIVES.values()) | {"early", "late", "mid"}:
        return taking(spot, half + _BAND_WORDS[years // 10 * 10], before="early |late |mid ")
    words = f"in {_whose(spot)} {half}{_BAND_WORDS[years // 10 * 10]}"
    if spot.word_before in {"turned", "turning"}:
        verb = {"turned": "reached", "turning": "reaching"}[spot.word_before]
        return taking(spot, f"{verb} {words.removeprefix('in ')}", before=r"\bturn(?:ed|ing) ")
    return taking(spot, words, before=f"{_LEAD}|{_OF_AGE}")


def _attribute(years: int, *, has_noun: bool) -> str:
    if years < _YOUNGEST:
        return "young" if has_noun else "young child"
    if years >= _OLDEST:
        return "elderly" if has_noun else "elderly person"
    if years < 20:
        return "teenage" if has_noun else "teenager"
    return f"{_BAND_WORDS[years // 10 * 10].removesuffix('ies')}y-something"


def _with_article(spot: Spot, words: str) -> str:
    """Return the words with the article that they need, when one stood there."""
    if spot.word_before not in {"a", "an"}:
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _whose(spot: Spot) -> str:
    """Return the possessive that the sentence itself tells, else one that tells no gender."""
    match = _PRONOUN.search(spot.before)
    noun = None if match else _NOUN.search(spot.before)
    if noun:
        return "her" if noun.group("her") else "his"
    match = match or _AFTER.search(spot.after)
    return _POSSESSIVES[match.group(1).lower()] if match else "their"


def _birth_years(spot: Spot) -> Vaguer | None:
    """Return the decade of a year of birth: 78년(생) -> 1970년대(생)."""
    match = re.fullmatch(r"([0-9]{2}|[0-9]{4}) ?년(생)?", spot.words)
    if match is None or not spot.is_korean:
        return None
    year = int(match.group(1))
    year += 0 if year > 99 else 1900 if year > 30 else 2000
    return taking(spot, f"{year // 10 * 10}년대{match.group(2) or ''}")


def _is_decade(words: str) -> bool:
    return "대" in words or re.search(r"[0-9]0s|teens|ties\b", words) is not None


def _years(words: str) -> int | None:
    """Read an age in years from figures, English words or Korean words."""
    lowered = words.casefold().strip()
    if lowered in _NAMED_AGES:
        return _NAMED_AGES[lowered]
    if _MONTHS_OLD.fullmatch(lowered):
        return 0
    if re.search(r"months?\b|개월|년", lowered):
        return None
    figures = re.findall(r"[0-9]+", lowered)
    if figures:
        return int(figures[0]) if len(figures) == 1 and len(figures[0]) <= 3 else None
    named = next((n for word, n in _ENGLISH_DECADES.items() if word in lowered), None)
    if named is not None:
        return named
    korean = re.fullmatch(
        r"(?:만 ?|한 |약 )?([가-힣 ]+?) ?(?:살|세|대)?(?: ?(?:초반|중반|후반|초|말))?"
        r"(?: ?(?:난|먹은|된|짜리|배기|때|쯤|무렵|정도|남짓))?",
        lowered,
    )
    number = read_korean(korean.group(1)) if korean else read_english(lowered)
    return int(number) if number and number < 130 else _native(lowered)


def _native(words: str) -> int | None:
    """Return a native number that other words stand around."""
    tens = next(((w, n) for w, n in NATIVE_TENS.items() if w in words), ("", 0))
    rest = words.replace(tens[0], "", 1) if tens[0] else words
    ones = next((n for w, n in NATIVE_ONES.items() if rest.strip().startswith(w)), 0)
    return tens[1] + ones or None
