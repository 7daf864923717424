"""Phone numbers, e-mail addresses and numbers that name one person, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.page import Near, Page
from vault.redact.spans import Proposal

_DIGITS: Final = "[0-9]{3}"
_NOT_BEFORE: Final = r"(?<![0-9A-Za-z])(?<![0-9][.,\-])"
_GAP: Final = r"[ .\-–·/]{0,2}"
_PHONES: Final = (
    (  # mobile 010-1234-5678 (also 011, 016-019), area codes 02 and 031-064, 070, 080
        rf"{_NOT_BEFORE}\(?0(?:1[016-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80)\)?{_GAP}"
        rf"[0-9]{{3,4}}{_GAP}[0-9]{{4}}(?![0-9])",
        "Korean phone number",
    ),
    (rf"{_NOT_BEFORE}1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}(?![0-9])", "Chinese mobile"),
    (
        r"(?<![0-9A-Za-z+])(?:\+|00)[1-9][0-9]{0,2}(?:[ .\-–()/]{0,2}[0-9]){5,12}(?![0-9])",
        "international phone number",
    ),
    (
        rf"{_NOT_BEFORE}\(?[0-9]{{2,4}}\)?[ \-–][0-9]{{3,4}}[ \-–][0-9]{{3,4}}(?![0-9])",
        "digits grouped like a phone number",
    ),
)
_PHONE_PATTERNS: Final = tuple(
    (Near(_DIGITS, pattern, before=8, after=32), why) for pattern, why in _PHONES
)
_CALLED: Final = Near(
    "phone tel mobile cell call dial number fax whatsapp signal 전화 핸드폰 번호 연락처".split(),
    r"(?:\b(?:(?:tele|cell)?phone|tel|mobile|cell|call(?:ed)?|dial|number|fax|whatsapp|signal)\b"
    r"|전화|핸드폰|번호|연락처)[^0-9\n]{0,16}((?<![0-9])[0-9](?:[ .\-–]?[0-9]){5,13})(?![0-9])",
    before=4,
    after=52,
)
_EMAIL: Final = Near(
    "@",
    r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z가-힣]{2,24}(?![\w-])",
    before=66,
    after=160,
)
_DOMAIN: Final = r"[a-z0-9-]{1,63}"
_ENDINGS: Final = "(?:com|net|org|kr|kp|cn|jp|de|uk|ru|io|me|info)"
_DOT: Final = r"(?: ?[(\[]? ?dot ?[)\]]? ?|\.)"
_SPELLED: Final = Near(
    [" dot ", "(dot)", "[dot]", "(at)", "[at]", "(골뱅이)", " 골뱅이 "],
    rf"(?<![\w.+-])[a-z0-9._+-]{{1,64}} ?[(\[]? ?(?:at|골뱅이) ?[)\]]? ?{_DOMAIN}"
    rf"(?:{_DOT}{_DOMAIN}){{0,2}}{_DOT}{_ENDINGS}\b",
    before=90,
    after=90,
)
_IDS: Final = (
    (
        rf"{_NOT_BEFORE}[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[ \-–]{{0,2}}"
        r"[1-8][0-9]{6}(?![0-9])",
        "resident registration number",
    ),
    (
        rf"{_NOT_BEFORE}[1-9][0-9]{{5}}(?:19|20)[0-9]{{9}}[0-9Xx](?![0-9A-Za-z])",
        "Chinese identity number",
    ),
    (r"(?<![0-9A-Za-z])[A-Z]{1,2}[0-9]{7,8}(?![0-9A-Za-z])", "passport number"),
)
_ID_PATTERNS: Final = tuple(
    (Near(_DIGITS, pattern, before=8, after=28), why) for pattern, why in _IDS
)
# Numbers of cases, files, plots and laws: 41/2017, 1962:381, no. 15, nos. 40 and 41.
_SLASHED: Final = Near(
    "[0-9][/:][0-9A-Z]",
    r"(?<![\w/.,])(?:[A-Za-z]{1,4}[-/ ]?)?[0-9]{1,7}"
    r"(?:[/:][0-9]{1,6}[A-Z]?(?:[.,][0-9A-Z]{1,3})*)+(?![\w/])",
    before=14,
    after=40,
)
_HANDLE: Final = Near(
    "[A-Za-z][0-9_-]|[0-9_][A-Za-z]",
    r"(?<![\w@./-])(?=[\w.-]*[0-9_])(?=[\w.-]*[A-Za-z])"
    r"(?![0-9]+-[A-Za-z]+(?:-|\b))(?![0-9]+(?:st|nd|rd|th|s|k|m|am|pm|kg|km)\b)"
    r"[A-Za-z0-9]+(?:[_.-]?[A-Za-z0-9]+){1,5}(?![\w@])",
    before=30,
    after=34,
)
_NUMBERED: Final = Near(
    ["no", "number"],
    r"(?<!protocol )(?<!rule )(?<![a-z])(?:nos?\.?|numbers?) ?"
    r"([0-9](?:[0-9,./-]*[0-9a-z])?"
    r"(?:(?:, | and |, and | or | to )[0-9](?:[0-9./-]*[0-9a-z])?){0,8})(?![a-z0-9])",
    before=9,
    after=90,
)
_NAMED_ID: Final = Near(
    """
    passport card id registration licen account badge case 여권 공민증 등록 면허 계좌 카드 신분증
    """.split(),
    r"(?:\b(?:passport|identity card|id card|id|registration|licen[cs]e|account|card|badge|case)"
    r"(?: (?:number|no\.?|nr\.?|#))|(?:여권|공민증|주민등록|등록|면허|계좌|카드|신분증) ?번호)"
    r"[^0-9a-z\n]{0,12}(?:is |was |: )?((?=[a-z-]{0,4}[0-9])[0-9a-z][0-9a-z\-]{3,24})",
    before=12,
    after=72,
)
_TIME_OR_RATIO: Final = re.compile(r"[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{2})?|1/[2-9]|[2-9]/[2-9]|24/7")
_PLAIN_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}[-. ](?:0?[1-9]|1[0-2])[-. ](?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[-. ](?:0?[1-9]|1[0-2])[-. ](?:19|20)[0-9]{2}"
)


def phones(page: Page) -> Iterator[Proposal]:
    """Propose phone numbers: Korean, Chinese mobile, international, or introduced as one."""
    for pattern, why in _PHONE_PATTERNS:
        for match in pattern.finditer(page):
            if not _PLAIN_DATE.fullmatch(match.group()):
                yield _likely(match.span(), SpanKind.PHONE, why, "contact.phone")
    for match in _CALLED.finditer(page, lowered=True):
        why = "number after a phone word"
        yield _likely(match.span(1), SpanKind.PHONE, why, "contact.phone")


def emails(page: Page) -> Iterator[Proposal]:
    """Propose e-mail addresses, also spelled out with "at" and "dot"."""
    for match in _EMAIL.finditer(page):
        yield _likely(match.span(), SpanKind.EMAIL, "e-mail address", "contact.email")
    for match in _SPELLED.finditer(page, lowered=True):
        yield _likely(match.span(), SpanKind.EMAIL, "spelled e-mail address", "contact.email")


def id_numbers(page: Page) -> Iterator[Proposal]:
    """Propose resident, identity card and passport numbers, and numbers introduced as such."""
    for pattern, why in _ID_PATTERNS:
        for match in pattern.finditer(page):
            yield _likely(match.span(), SpanKind.ID_NUMBER, why, "contact.id_number")
    for match in _SLASHED.finditer(page):
        if not _TIME_OR_RATIO.fullmatch(match.group()):
            yield _likely(
                match.span(), SpanKind.ID_NUMBER, "number of a case or a file", "contact.id_number"
            )
    for match in _HANDLE.finditer(page):
        yield Proposal(
            *match.span(),
            SpanKind.ID_NUMBER,
            Confidence.POSSIBLE,
            "letters and digits in one word",
            "contact.id_number",
        )
    for match in _NUMBERED.finditer(page, lowered=True):
        yield _likely(match.span(1), SpanKind.ID_NUMBER, "number after no.", "contact.id_number")
    for match in _NAMED_ID.finditer(page, lowered=True):
        why = "number after the word for a document"
        yield _likely(match.span(1), SpanKind.ID_NUMBER, why, "contact.id_number")


def _likely(span: tuple[int, int], kind: SpanKind, why: str, detector: str) -> Proposal:
    return Proposal(*span, kind, Confidence.LIKELY, why, detector)
