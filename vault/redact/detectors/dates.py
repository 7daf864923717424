"""Dates as English and Korean write them.

Months with a day or a year are likely; a month, a year or a weekday alone is only possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.page import Near, Page
from vault.redact.spans import Proposal

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH: Final = (
    r"(?:january|february|march|april|may|june?|july?|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.?)(?![a-z])"
)
_FULL_MONTH: Final = (
    "january|february|march|april|june|july|august|september|october|november|december"
)
_DAY: Final = r"(?:3[01]|[12][0-9]|0?[1-9])"
_NTH: Final = rf"{_DAY}(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:1[89]|20)[0-9]{2}(?![0-9a-z])"
_MONTH_NUMBER: Final = "(?:1[0-2]|0?[1-9])"
_FIGURES: Final = r"[0-9]{1,4}[./\-][0-9]"
_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_BEFORE_MONTH: Final = "in|since|until|till|by|last|next|this|early|late|mid|during"

_ENGLISH: Final = (
    (
        Near(
            _FIGURES,
            rf"(?<![0-9.\-/])(?:19|20)[0-9]{{2}}([\-./]){_MONTH_NUMBER}(?:\1{_DAY})?(?![0-9\-/])"
            rf"|(?<![0-9.\-/]){_DAY}([./\-]){_DAY}\2(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})(?![0-9\-/])",
            before=1,
            after=16,
        ),
        0,
        Confidence.LIKELY,
        "date in figures",
    ),
    (
        Near(
            _MONTHS,
            r"(?:\b(?:early |late )?(?:morning|evening|night|afternoon|eve|noon|dawn|week)"
            r"(?: of| before| after) )?"
            rf"(?<![0-9a-z.,])(?:the )?{_NTH}(?: day)?(?: of)? {_MONTH}(?:,? {_YEAR})?"
            rf"|\b{_MONTH} (?:the )?{_NTH}(?![0-9a-z])(?:,? {_YEAR})?"
            rf"|\b{_MONTH},?(?: of)? {_YEAR}",
            before=38,
            after=32,
        ),
        0,
        Confidence.LIKELY,
        "month with a day or year",
    ),
    (
        Near(
            "spring summer autumn fall winter end beginning middle".split(),
            r"\b(?:the )?(?:early |late |mid-?)?"
            rf"(?:spring|summer|autumn|fall|winter|end|beginning|middle)(?: of)? {_YEAR}",
            before=12,
            after=24,
        ),
        0,
        Confidence.LIKELY,
        "season and year",
    ),
    (
        Near(
            "(?:1[89]|20)[0-9]{2}|[0-9]0s",
            r"\b(?:(?:the )?(?:early|late|mid|mid-|beginning of|start of|end of|middle of"
            r"|(?:first|second) half of|morning of"
            r"|(?:early |late )?(?:spring|summer|autumn|fall|winter)(?: of)?"
            r"|evening of|night of|eve of)[ -](?:the )?)?(?:the )?"
            rf"(?:(?:{_DAY} )?{_MONTH} )?(?:(?:1[89]|20)[0-9]{{2}}(?:['’]?s\b)?|[1-9]0s\b)",
            before=40,
            after=8,
        ),
        0,
        Confidence.POSSIBLE,
        "year or decade",
    ),
    (
        Near(_MONTHS, rf"\b(?:{_BEFORE_MONTH})[ -]({_FULL_MONTH})\b", before=8, after=14),
        1,
        Confidence.POSSIBLE,
        "month",
    ),
    (
        Near(
            "(?:1[89]|20)[0-9]{2}",
            rf"\b(?:in|since|until|by|before|after|during|between|from|of|and|to) ({_YEAR})"
            r"(?![-–][0-9])",
            before=8,
            after=8,
        ),
        1,
        Confidence.POSSIBLE,
        "year",
    ),
    (
        Near(
            ["am", "pm", "a.m", "p.m", "o'clock", "o’clock", ":", "noon", "midnight"],
            r"(?<![0-9.:])(?:[01]?[0-9]|2[0-3])(?:[.:][0-5][0-9])? ?(?:[ap]\.?m\b\.?|o['’]clock)"
            r"|(?<![0-9.:])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9:])"
            r"|\b(?:at |around |about )(?:noon|midnight)\b",
            before=10,
            after=10,
        ),
        0,
        Confidence.POSSIBLE,
        "time of day",
    ),
    (
        Near(
            "spring summer autumn fall winter".split(),
            r"\b(?:last|next|this|the following) (spring|summer|autumn|fall|winter)\b",
            before=14,
            after=7,
        ),
        1,
        Confidence.POSSIBLE,
        "season",
    ),
    (
        Near(
            _WEEKDAYS,
            rf"\b(?:last|next|this|that) ({'|'.join(_WEEKDAYS)})\b",
            before=8,
            after=14,
        ),
        1,
        Confidence.POSSIBLE,
        "weekday",
    ),
)
# "may" is a verb in lower case, so this one looks at capitals.
_RELATIVE: Final = Near(
    "yesterday|tonight|last|ago|after|before|since|until|till|later|earlier|next|previous",
    r"\b(?:the day before yesterday|yesterday|last night|tonight"
    r"|(?:the )?(?:day|night|week|month|year|morning|evening|spring|summer|autumn|winter)"
    r" (?:before|after)(?: last)?\b(?: (?:the|that|his|her|our|my|their)"
    r"(?: [a-z-]+){1,2}(?=[.,;:!?\n)]|$))?"
    r"|(?:since|until|till) (?:the|his|her|my|our|their) (?:[a-z-]+ ){0,2}[a-z-]+(?=[.,;:!?\n)]|$)"
    r"|(?:[a-z]+|[0-9]+) (?:year|month|week|day|hour|winter|summer|spring|autumn|harvest)s?"
    r" (?:ago|later|earlier|before|after)\b(?: (?:the|that|his|her|our|my|their)"
    r"(?: [a-z'’-]+){1,2}(?=[.,;:!?\n)]|$))?)",
    before=40,
    after=60,
)
_MAY: Final = Near(
    ["may"],
    r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ll]ast|[Nn]ext|[Ee]arly|[Ll]ate|[Mm]id) (May)\b"
    r"|\b(?:in|since|until|last|early|late) (may)\b(?= [a-z]+ |[.,;\n]|$)",
    before=8,
    after=14,
)

_K_YEAR: Final = r"(?<![0-9])(?:1[89]|20)[0-9]{2} ?년(?! ?[간동])(?:도)?"
_K_SHORT_YEAR: Final = r"(?<![0-9])[0-9]{2} ?년"
_K_MONTH: Final = rf"(?<![0-9]){_MONTH_NUMBER} ?월"
_K_DAY: Final = rf" ?{_DAY} ?일"
_K_SEASON: Final = "(?: ?(?:봄|여름|가을|겨울))?"
_K_PART: Final = "(?: ?(?:초|중순|말|하순|상순))?"
_K_MONTH_WORDS: Final = (
    "정월|일월|이월|삼월|사월|오월|유월|칠월|팔월|구월|시월|십일월|십이월|동지달|섣달"
)
_KOREAN: Final = (
    (
        Near(
            "[0-9] ?[년월]|주체",
            rf"(?:음력 ?|양력 ?)?(?:(?:{_K_YEAR}|{_K_SHORT_YEAR}) ?{_K_MONTH}(?:{_K_DAY})?"
            rf"|{_K_MONTH}{_K_DAY}|{_K_YEAR}{_K_SEASON})"
            r"|주체 ?[0-9]{1,3} ?(?:\([0-9]{4}\))? ?년?",
            before=8,
            after=24,
        ),
        Confidence.LIKELY,
        "year, month or day",
    ),
    (
        Near(
            "[0-9] ?월",
            rf"(?:지난 ?|올해 ?|작년 ?)?{_K_MONTH}(?! ?[0-9]){_K_PART}",
            before=8,
            after=12,
        ),
        Confidence.POSSIBLE,
        "month",
    ),
    (
        Near(
            f"{_K_MONTH_WORDS}",
            r"(?<![가-힣])(?:(?:지난|이번|올|작년|다음|내년|재작년) ?)?"
            rf"(?:{_K_MONTH_WORDS}){_K_PART}"
            r"(?:(?=에|의|부터|까지|은|이)|(?![가-힣]))",
            before=6,
            after=12,
        ),
        Confidence.POSSIBLE,
        "month in words",
    ),
    (
        Near(
            "봄|여름|가을|겨울",
            r"(?<![가-힣])(?:지난해|작년|재작년|올해|금년|그해|이듬해|내년|지난|이번) ?"
            r"(?:봄|여름|가을|겨울)(?:(?=에|의|부터|까지|은|이|철|녘)|(?![가-힣]))",
            before=5,
            after=3,
        ),
        Confidence.POSSIBLE,
        "season",
    ),
    (
        Near("요일", r"(?:지난|이번|다음) ?(?:주 ?)?[월화수목금토일]요일", before=8, after=4),
        Confidence.POSSIBLE,
        "weekday",
    ),
)


def english(page: Page) -> Iterator[Proposal]:
    """Propose dates in English and in figures."""
    for pattern, group, sure, why in _ENGLISH:
        for match in pattern.finditer(page, lowered=True):
            yield Proposal(*match.span(group), SpanKind.DATE, sure, why, "english.date")
    for match in _RELATIVE.finditer(page, lowered=True):
        why = "time told by another"
        yield Proposal(*match.span(), SpanKind.DATE, Confidence.POSSIBLE, why, "english.date")
    for match in _MAY.finditer(page):
        yield Proposal(
            *match.span(match.lastindex or 0),
            SpanKind.DATE,
            Confidence.POSSIBLE,
            "month",
            "english.date",
        )


def korean(page: Page) -> Iterator[Proposal]:
    """Propose dates in Korean, in figures and in words."""
    if not page.has_hangul:
        return
    for pattern, sure, why in _KOREAN:
        for match in pattern.finditer(page):
            yield Proposal(*match.span(), SpanKind.DATE, sure, why, "korean.date")
