"""Dates as English writes them, and in figures.

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
