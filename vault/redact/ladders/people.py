"""Kin, occupations and organisations: the word for all of their sort.

The tables beside this file say what belongs to which field or type, in both languages.
"""

from __future__ import annotations

import csv
import importlib.resources
import re
from functools import cache
from typing import Final

from vault.redact.ladders.spot import Spot, Vaguer, taking

_K_KIN_LEAD: Final = (
    "(?:(?:외동|외|친|막내|맏|큰|작은|둘째|셋째|넷째|하나뿐인|하나밖에 없는|배다른|이복|쌍둥이"
    "|갓난|어린|늙은|죽은|의붓|수양) ?)"
)
_PLURALS: Final = {
    "children",
    "parents",
    "grandchildren",
    "siblings",
    "relatives",
    "in-laws",
    "people",
}
_QUALITIES: Final = (
    "own|late|dead|eldest|oldest|elder|older|youngest|younger|little|big|only|first|second|third|"
    "adopted|deceased|maternal|paternal|great|small|twin|newborn|other|poor|dear|beloved|pregnant|"
    "sick|former|middle"
)
_OWNERS: Final = "[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir|[Yy]our"
_ANY_EMPLOYEE: Final = (
    "지도원", "부원", "과장", "부장", "직원", "간부", "소장", "일군", "일꾼", "로동자", "노동자",
    "종업원", "서기", "책임자", "사무원",
)  # fmt: skip
# Where somebody works, and an occupation of that field.
_EMPLOYERS: Final = (
    ("보위", "보위원"), ("부대|사단|군단|려단|련대|경비대|사령부", "군인"),
    ("보안서|보안부|보안국|안전부|안전국|분주소|검찰|재판소|교화소|관리소", "안전원"),
    ("병원|진료소|료양소", "의사"), ("학교|대학|유치원", "교원"), ("세관", "세관원"),
    ("농장|목장", "농장원"), ("탄광|광산", "광부"),
    ("수산", "어부"), ("철도|역전|기관차대", "철도원"), ("건설|돌격대", "건설공"),
    ("공장|기업소|제철소|제강소", "로동자"), ("상점|무역|외화벌이", "상인"), ("식당", "료리사"),
    ("은행", "은행원"), ("체신소|우체국", "체신원"), ("산림|림업|벌목", "벌목공"),
)  # fmt: skip
# What a kinship word without an article follows: nothing, a mark, a preposition, a conjunction.
_STANDS_BARE: Final = re.compile(
    r"(?:^|[^\w'’ -] ?|\b(?:and|or|but|with|from|to|for|thru|through|via|of|in|at|by|when|where"
    r"|that|while|so|because|then) )$",
    re.IGNORECASE,
)
_IRREGULAR: Final = {"men": "man", "women": "woman", "wives": "wife"}


def kin(spot: Spot, rung: str) -> Vaguer | None:  # noqa: ARG001 - a ladder of one rung
    """Return "a relative" or 친척, in the number that stood there."""
    if spot.is_korean:
        plural = "들" if re.search("(?<!아)들$|아들들$", spot.words) else ""
        plural = "네" if spot.words.endswith("네") else plural
        owner = re.match("(?:우리|내|제|저희|네|그의) ", spot.words)
        whose = owner.group() if owner else ""
        return taking(spot, f"{whose}친척{plural}", before=_K_KIN_LEAD)
    last = re.split(r"[ ]", spot.words.casefold())[-1]
    is_plural = (
        last in _PLURALS or (last.endswith("s") and not last.endswith("ss")) or "s-in-law" in last
    )
    is_owned = re.match(f"(?:{_OWNERS}) ", spot.words) is not None
    lead = f"(?:\\b(?:{_OWNERS}) )?(?:(?:{_QUALITIES}) )*"
    stripped = re.search(f"(?:{lead})$", spot.before)
    taken = stripped.group() if stripped else ""
    noun = "relatives" if is_plural else "relative"
    if re.match(f"(?:{_OWNERS}) ", taken) or is_owned:
        return taking(spot, noun if is_plural else f"a {noun}", before=lead)
    before = spot.before[: len(spot.before) - len(taken)]
    if re.search(r"\b[Aa]n? $", before):
        return taking(spot, f"a {noun}", before=rf"\b[Aa]n? (?:(?:{_QUALITIES}) )*")
    is_bare = not is_plural and _STANDS_BARE.search(before) is not None
    return taking(spot, f"a {noun}" if is_bare else noun, before=f"(?:\\b(?:{_QUALITIES}) )+")


def occupation(spot: Spot, rung: str) -> Vaguer | None:  # noqa: ARG001 - a ladder of one rung
    """Return the field that somebody works in, or None for an occupation in no table."""
    words = spot.words.strip()
    if spot.is_korean:
        plural = "들" if words.endswith("들") else ""
        field = _employer(words.removesuffix("들")) or _longest(
            words.removesuffix("들"), _rows("occupations.csv")[1]
        )
        return None if field is None else taking(spot, field[1] + plural)
    lowered = re.sub(r"^(?:a|an|the) ", "", words.casefold())
    article = words[: len(words) - len(lowered)].strip().lower()
    field, is_plural = _english_row(lowered, "occupations.csv")
    if field is None:
        return None
    before = spot.before + (f"{article} " if article else "")
    return _works_in(spot, before, field[0], is_plural=is_plural)


def _employer(words: str) -> tuple[str, str] | None:
    """Return the field of somebody named by no more than where they work: 보안서 지도원."""
    if not words.endswith(_ANY_EMPLOYEE):
        return None
    known = _rows("occupations.csv")[1]
    return next((known[word] for place, word in _EMPLOYERS if re.search(place, words)), None)


def _works_in(spot: Spot, before: str, field: str, *, is_plural: bool) -> Vaguer:
    ending = re.match(r"['’]s?(?![a-z])", spot.after)
    verb = re.search(r"\b(is|was|are|were|am|['’]m|['’]s|['’]re) (?:an? )?$", before)
    if ending or spot.before == " ":  # what stands before was made vaguer: a forty-something ...
        return taking(spot, f"{field.removeprefix('the ')} worker{'s' if is_plural else ''}")
    if verb:
        said = verb.group(1)
        told = {"was": "worked", "were": "worked", "is": "works", "'s": "works", "’s": "works"}.get(
            said, "work"
        )
        glue = " " if said[0] in "'’" else ""
        taken = r"(?:\b(?:is|was|are|were|am)|['’](?:m|s|re)) (?:an? )?"
        return taking(spot, f"{glue}{told} in {field}", before=taken)
    if re.search(r"\bas (?:an? )?$", before):
        return taking(spot, f"in {field}", before=r"\bas (?:an? )?")
    person = "people who work in" if is_plural else "someone who works in"
    return taking(spot, f"{person} {field}", before=r"\b(?:[Aa]n?|[Tt]he) ")


def organisation(spot: Spot, rung: str) -> Vaguer | None:  # noqa: ARG001 - a ladder of one rung
    """Return the type of an organisation, or None for one in no table."""
    words = spot.words.strip()
    if spot.is_korean:
        row = _longest(words.removesuffix("들"), _rows("organisations.csv")[1])
        return None if row is None else taking(spot, row[1])
    lowered = re.sub(r"^(?:a|an|the) ", "", words.casefold())
    lowered = re.sub(r" (?:no\.? ?)?[0-9][0-9a-z-]*$", "", lowered)
    row, is_plural = _english_row(lowered, "organisations.csv")
    if row is None:
        shorter = re.sub(r" (?:of|near|in|at|for) .*$", "", lowered)
        row, is_plural = _english_row(shorter, "organisations.csv")
    if row is None:
        return None
    kind = re.sub("^an? ", "", row[0])
    if is_plural:
        return taking(spot, f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s")
    return taking(spot, row[0], before=r"\b(?:[Aa]n?|[Tt]he) ")


def _english_row(words: str, table: str) -> tuple[tuple[str, str] | None, bool]:
    """Return the row of English words, and whether they are a plural."""
    known = _rows(table)[0]
    found = _longest(words, known)
    if found is not None:
        return found, words.endswith("men") and not words.endswith("omen")
    last = words.rpartition(" ")[2]
    singular = words[: len(words) - len(last)] + _singular(last)
    return _longest(singular, known), True


def _singular(word: str) -> str:
    for plural, single in _IRREGULAR.items():
        if word.endswith(plural):
            return word.removesuffix(plural) + single
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word.removesuffix("s")


def _longest(words: str, known: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Return the row of the longest known word that the words end in."""
    plain = words.replace(" ", "") if words[-1:] >= "가" else words
    for start in range(len(plain)):
        at_word = plain[-1:] >= "가" or start == 0 or plain[start - 1] in " -"
        if at_word and plain[start:] in known:
            return known[plain[start:]]
    return None


@cache
def _rows(table: str) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Return what English and what Korean words stand for."""
    source = importlib.resources.files("vault.redact.ladders").joinpath(table)
    english: dict[str, tuple[str, str]] = {}
    korean: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        pair = (row["english"], row["korean"])
        for word in row["english words"].split("|"):
            english.setdefault(word, pair)
        for word in row["korean words"].split("|"):
            korean.setdefault(word.replace(" ", ""), pair)
    return english, korean
