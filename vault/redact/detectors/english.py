"""Names, kinship and ages in English.

Names are proposed by a title, by kinship, by a Korean surname, or as capitals in the middle of a
sentence; a lower-case transcript is what the registry is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.english_words import (
    KIN,
    NO_NAMES,
    ONES,
    ORDINARY_SURNAMES,
    SURNAMES,
    TEENS,
    TENS,
    TITLES,
)
from vault.redact.detectors.page import Near, Page
from vault.redact.spans import Proposal


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


_WORD: Final = r"[A-Z][a-zA-Z'’]{0,30}[a-z](?:-[A-Za-z][a-z]{1,20}){0,3}"
_INITIAL: Final = r"[A-Z]\."
_JOINING: Final = rf"(?:van|von|de|del|der|bin|al) (?={_WORD})"
_NAME: Final = rf"(?:{_WORD}|{_INITIAL})(?: (?:{_INITIAL}|{_JOINING}|{_WORD})){{0,4}}"
_POSSESSIVE: Final = "my|his|her|our|their|your"

_TITLED: Final = Near(
    TITLES,
    rf"\b(?:{_any_of([*TITLES, *(title.title() for title in TITLES)])})(?:\.|\b) ({_NAME})",
    before=0,
    after=90,
)
_TITLED_LOWER: Final = Near(
    "mr mrs ms dr comrade prof".split(),
    r"\b(?:mr|mrs|ms|dr|comrade|prof)\.? "
    r"(?!(?:and|or|of|was|is|in|who|the|said|came|from|at|to)\b)([a-z][a-z'’-]{1,24})\b",
    before=0,
    after=36,
)
_KOREAN_NAME: Final = re.compile(
    rf"\b({_any_of(SURNAMES)}),? "
    r"([A-Z][a-z]{1,7}(?:['’]?-[A-Za-z][a-z]{1,6}| [A-Z][a-z]{1,6}(?![a-z]))?)\b"
)
_HYPHENED: Final = re.compile(
    rf"\b[A-Z][a-z]{{1,6}}-[a-z]{{2,6}}\b(?: (?:{_any_of(SURNAMES)})\b)?(?! ?-)"
)
# Hyphens of ordinary English compounds at the start of a sentence.
_COMPOUNDS: Final = re.compile(
    r".+-(?:in|up|off|out|on|to|by|law|old|year|time|term|made|self|like|based|led|run|aged|hand|day)"
    r"|(?:Half|Self|Non|Anti|Pre|Post|Mid|Co|Ex|Two|One|Six|Ten|Man|Long|Part|Full|High|Low|Well|Re)-.+"
)
_CALLED: Final = Near(
    ["named", "called", "name", "i am", "i'm", "i’m", "known as", "call me", "nicknamed"],
    r"\b(?:named|called|names? (?:is|was|are|were)|name’s|name's|[Cc]all me|I am|I'm|I’m|known as"
    rf"|nicknamed) ({_NAME})",
    before=0,
    after=90,
)
_KIN_WORD: Final = (
    rf"(?:(?:mother|father|brother|sister|son|daughter|parent)s?-in-law|{_any_of(KIN)})"
)
_KIN_QUALITY: Final = (
    "own|late|dead|eldest|oldest|elder|older|youngest|younger|little|big|only|first|second|third|two"
    "|three|four|five|six|adopted|deceased|maternal|paternal|great|small|twin|newborn|other|poor"
    "|dear|beloved|pregnant|sick|former"
)
_KIN_NAMED: Final = Near(
    KIN,
    rf"\b(?i:{_POSSESSIVE})(?: [a-z]{{2,12}}){{0,2}} {_KIN_WORD}(?: called| named)?,? ({_NAME})",
    before=34,
    after=100,
)
_NAMED_OWNER: Final = Near(
    ["'s", "’s"],
    rf"\b({_NAME})(?<!['’]s)['’]s (?:(?:{_KIN_QUALITY}) ){{0,2}}{_KIN_WORD}\b",
    before=64,
    after=48,
)
_NUMBER_WORD: Final = (
    rf"(?:(?:{_any_of(TENS)})(?:[- ](?:{_any_of(ONES)}))?|{_any_of(TEENS)}|{_any_of(ONES)})"
)
_AGE: Final = rf"(?:1[01][0-9]|[1-9]?[0-9]|{_NUMBER_WORD})"
_GROWN: Final = (
    rf"(?:(?:{_any_of(TENS)})(?:[- ](?:{_any_of(ONES)}))?|{_any_of(TEENS[1:])}|1[0-9]|[2-9][0-9])"
)
_AGES: Final = (
    (
        Near(
            [" old", "-old", "of age"],
            rf"(?<![0-9a-z.,])(?:{_AGE})[- ](?:and[- ]a[- ]half[- ])?(?:years?|yrs?|months?)"
            r"[- ](?:olds?|of age)\b",
            before=48,
            after=8,
        ),
        0,
        "number of years old",
    ),
    (
        Near(
            ["age", "turned", "turning"],
            rf"\b(?:aged|age:?|turned|turning) (?:about |only )?"
            rf"({_AGE}(?:(?:,| and|,? and| or| to) {_AGE})*)\b(?![.,]?[0-9])",
            before=8,
            after=36,
        ),
        1,
        "number after aged",
    ),
    (
        Near(
            ["age of", "ages of"],
            rf"\b((?:at the )?ages? of {_AGE}(?:(?:,| and|,? and| or| to) {_AGE})*)\b"
            r"(?![.,]?[0-9])",
            before=8,
            after=36,
        ),
        1,
        "number after age of",
    ),
    (
        Near(
            ["am ", "m ", "is ", "s ", "was ", "be "],
            rf"\b(?:i am|i'm|i’m|i was|s?he is|s?he's|s?he’s|s?he was|who is|who was|be) ({_GROWN})"
            r"(?=[.,;!?)”\"\n]|$| (?:and|now|when|at the time|then|but|or|with)\b)(?![.,][0-9])",
            before=8,
            after=48,
        ),
        1,
        "number after a verb of being",
    ),
    (
        Near(
            ["is ", "was ", "turned "],
            rf"\b{_KIN_WORD} (?:is|was|turned) (?:only |just |now |then |already )?({_AGE})"
            r"(?=[.,;!?)”\"\n]|$| (?:and|now|when|at the time|then|but|or|with)\b)(?![.,][0-9])",
            before=20,
            after=48,
        ),
        1,
        "number after a verb of being",
    ),
    (
        Near(
            "birthday",
            r"\b([1-9][0-9]?(?:st|nd|rd|th)|[a-z]{3,9}(?:st|nd|rd|th)) birthday",
            before=14,
            after=9,
        ),
        0,
        "birthday",
    ),
    (
        Near(", [1-9][0-9],", r"(?<=[a-z]), ([1-9][0-9]),(?= [a-z])", before=1, after=8),
        1,
        "number between commas",
    ),
    (
        Near(
            "[0-9]0s|teens|ties",
            rf"\bin (?:{_POSSESSIVE}) (?:early |mid[- ]?|late )?([2-9]0s|teens|twenties|thirties"
            r"|forties|fifties|sixties|seventies|eighties|nineties)\b",
            before=24,
            after=8,
        ),
        1,
        "decade of life",
    ),
)
_TRADE: Final = Near(
    ["was ", "is ", "am ", "were ", "became ", "become ", "as ", "m ", "s ", "been ", ", a"],
    r"(?:\b(?:was|is|am|were|became|become|as|been|i['’]?m|s?he['’]?s)|,) "
    r"(?:an?|the|only|just|once|still|uh,|now) "
    r"((?:[a-z'’-]+ ){0,2}[a-z-]{2,}"
    r"(?:er|or|ist|man|woman|ian|ant|ent|maid|hand|master|mistress|smith"
    r"|wright|eer|ier|girl|boy|cadre|aide|cop|guide|scout|coach|judge|nurse))"
    r"(?=[.,;:!?)\n]|$"
    r"| (?:in|at|for|of|on|with|and|then|by|near|there|here|who|from|until|under|before)\b)",
    before=2,
    after=80,
)
_NO_TRADE: Final = frozenset(
    """
    another other matter number letter paper water river winter summer member brother sister mother
    father daughter grandmother grandfather stranger order corner murder danger dinner weather
    human woman man moment present accident government apartment different important silent rather
    either neither ever never over under further longer older younger bigger better never patient
    innocent absent dependent urgent sister-in-law former neighbour neighbor prisoner foreigner
    villager believer center centre counter power tower flower shower fever liver silver copper
    whisper answer color colour favor favour honor error terror mirror door floor poor motor
    list fist mist twist giant want student's parent moment comment document monument
    """.split()
)
_ENDINGS: Final = ("'s", "’s", "'", "’")


def names(page: Page) -> Iterator[Proposal]:
    """Propose names: after a title, kinship or "named", or with a Korean surname."""
    if not page.has_latin:
        return
    yield from _marked_names(page)
    yield from _korean_names(page)


def trades(page: Page) -> Iterator[Proposal]:
    """Propose what somebody was or is by trade, also where no list knows the word."""
    if page.has_latin:
        for match in _TRADE.finditer(page, lowered=True):
            if match.group(1).split()[-1] not in _NO_TRADE:
                yield Proposal(
                    *match.span(1),
                    SpanKind.OCCUPATION,
                    Confidence.POSSIBLE,
                    "what somebody is",
                    "english.occupation",
                )


def ages(page: Page) -> Iterator[Proposal]:
    """Propose ages, with the words that make them ages ("42 years old"; of "aged 42", 42)."""
    if not page.has_latin:
        return
    for pattern, group, why in _AGES:
        for match in pattern.finditer(page, lowered=True):
            yield Proposal(*match.span(group), SpanKind.AGE, Confidence.LIKELY, why, "english.age")


def _marked_names(page: Page) -> Iterator[Proposal]:
    for pattern, why in (
        (_TITLED, "name after a title"),
        (_KIN_NAMED, "name after kinship"),
        (_NAMED_OWNER, "name before kinship"),
        (_CALLED, "name after a naming word"),
    ):
        for match in pattern.finditer(page):
            yield from _trimmed(page.text, match.span(1), Confidence.LIKELY, why)
    for match in _TITLED_LOWER.finditer(page):
        yield _person(match.span(1), Confidence.POSSIBLE, "word after a title")


def _korean_names(page: Page) -> Iterator[Proposal]:
    for match in _KOREAN_NAME.finditer(page.text):
        surname, given = match.groups()
        if re.split("[ -]", given)[0] not in NO_NAMES:
            is_ordinary = surname in ORDINARY_SURNAMES and "-" not in given
            sure = Confidence.POSSIBLE if is_ordinary else Confidence.LIKELY
            yield from _trimmed(page.text, match.span(), sure, "Korean surname and given name")
    for match in _HYPHENED.finditer(page.text):
        if not _COMPOUNDS.fullmatch(match.group()):
            yield _person(match.span(), Confidence.POSSIBLE, "hyphenated given name")


def _trimmed(text: str, span: tuple[int, int], sure: Confidence, why: str) -> Iterator[Proposal]:
    """Yield the name in a span, without a possessive and words that are no names at its ends."""
    start, end = span
    ending = next((each for each in _ENDINGS if text[start:end].endswith(each)), "")
    end -= len(ending)
    words = list(re.finditer(r"\S+", text[start:end]))
    while words and words[0].group() in NO_NAMES:
        words.pop(0)
    while words and words[-1].group() in NO_NAMES:
        words.pop()
    if words:
        yield _person((start + words[0].start(), start + words[-1].end()), sure, why)


def _person(span: tuple[int, int], sure: Confidence, why: str) -> Proposal:
    return Proposal(*span, SpanKind.PERSON, sure, why, "english.name")
