"""Places: the county, the province, the part of the country, the country they lie in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from vault import places
from vault.errors import MalformedError
from vault.gazetteer import Place, southern
from vault.redact.hangul import is_suffix
from vault.redact.ladders.spot import Spot, Vaguer, taking

_NORTH: Final = "KP"
# Part of the country by province: English noun, English adjective, Korean.
_PARTS: Final = {
    "KP-01": ("the west", "western", "서부"),
    "KP-02": ("the west", "western", "서부"),
    "KP-03": ("the northwest", "northwestern", "북서부"),
    "KP-04": ("the north", "northern", "북부"),
    "KP-05": ("the southwest", "southwestern", "남서부"),
    "KP-06": ("the south", "southern", "남부"),
    "KP-07": ("the southeast", "southeastern", "남동부"),
    "KP-08": ("the east", "eastern", "동부"),
    "KP-09": ("the northeast", "northeastern", "북동부"),
    "KP-10": ("the north", "northern", "북부"),
    "KP-13": ("the northeast", "northeastern", "북동부"),
    "KP-14": ("the west", "western", "서부"),
    "KP-15": ("the south", "southern", "남부"),
}
_CITIES: Final = frozenset({"KP-01", "KP-13", "KP-14", "KP-15"})
_PROVINCES_WITH_WORD: Final = re.compile(r"KP-(?:0[2-9]|10)|KR-4[1-9]|CN-(?!BJ|SH|TJ|CQ)..")
_K_FACILITIES: Final = (
    "광산|탄광|농장|공장|병원|학교|대학|시장|장마당|수용소|관리소|교화소|세관|려관|여관|역|교회|기차역|제철소|제강소|발전소|"
    "소학교|중학교|유치원|단련대|집결소|군부대|공단|공업지구|공원|다리|려인숙"
)
_E_FACILITIES: Final = (
    "mine|coal mine|farm|factory|hospital|school|university|college|market|prison|prison camp|"
    "labour camp|labor camp|camp|customs house|station|railway station|church|bridge|"
    "police station|"
    "steel mill|steelworks|port|detention centre|detention center|kindergarten|hotel"
)
_SMALL: Final = re.compile(r"[가-힣]{0,6}(?:리|읍|동|로동자구|노동자구|구|부락|마을|읍내)")
_K_UNIT_AFTER: Final = re.compile(
    r"(?P<unit> ?읍내?| ?시내| ?군내|특별시|직할시|시|군|구역|도)(?P<rest>[가-힣]*)"
)
_E_UNIT_AFTER: Final = (
    r" (?:[Cc]ounty|[Cc]ity|[Dd]istrict|[Pp]rovince|[Tt]own|[Vv]illage)\b"
    r"|-(?:gun|si|guyok|do|up|ri)\b"
)
_SOUTHERN: Final = ("양강", "나선")  # provinces that the north spells 량강 and 라선


@dataclass(frozen=True, repr=False)
class _Found:
    """What a span names: a place, or a province (`code`) alone; a facility when it ends in one."""

    place: Place | None
    code: str
    facility: str = ""
    is_city_named: bool = False


def place(spot: Spot, rung: str) -> Vaguer | None:
    """Return the county, province, part or country of a place, or None where it is not known."""
    found = _find(spot)
    if found is None:
        return None
    if spot.is_korean:
        return _in_korean(spot, found, rung)
    return _in_english(spot, found, rung)


def is_one(spot: Spot) -> bool:
    """Tell whether words that two detectors found name one place: a county and its province."""
    return _find(spot) is not None


# --- finding ---------------------------------------------------------------------------------


def _find(spot: Spot) -> _Found | None:
    words = spot.words.strip()
    facility = ""
    pattern = (
        rf"(?P<place>.+?) ?(?P<facility>{_K_FACILITIES})"
        if words[-1:] >= "가"
        else (rf"(?P<place>.+?) (?P<facility>{_E_FACILITIES})")
    )
    match = re.fullmatch(pattern, words)
    last = words.rpartition(" ")[2]
    if match and _province(words) is None and not spot.gazetteer.named(last):
        words, facility = match.group("place"), match.group("facility")
    codes: list[str] = []
    candidates: tuple[Place, ...] = ()
    is_city_named = False
    tokens = _tokens(words, spot)
    for token in tokens:
        code = _province(token)
        named = spot.gazetteer.named(token)
        if code is not None and not (named and codes):
            codes.append(code)
            is_city_named = is_city_named or token.endswith("시")
        elif named:
            candidates = _deeper(spot, candidates, named)
            if not candidates:
                return None  # two places, neither of which lies in the other
        elif (not _is_small(token) or len(tokens) == 1) and not (facility and len(tokens) > 1):
            return None
    fitting = [each for each in candidates if not codes or spot.gazetteer.province(each) in codes]
    if candidates and not fitting:
        return None
    if not fitting:
        return _Found(None, codes[-1], facility, is_city_named) if codes else None
    return _one(spot, fitting, facility, is_city_named=is_city_named)


def _one(spot: Spot, fitting: list[Place], facility: str, *, is_city_named: bool) -> _Found | None:
    """Return the place when all candidates lie in one province; two of one name are none."""
    provinces = {spot.gazetteer.province(each) for each in fitting}
    if len(provinces) != 1:
        return None
    (code,) = provinces
    only = fitting[0] if len(set(map(id, fitting))) == 1 else None
    return _Found(only, code, facility, is_city_named)


def _deeper(spot: Spot, known: tuple[Place, ...], named: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return which of two names in one span is the smaller place."""
    if not known:
        return named
    inside = [n for n in named if any(k in spot.gazetteer.above(n) for k in known)]
    if inside:
        return tuple(inside)
    return tuple(k for k in known if any(n in spot.gazetteer.above(k) for n in named))


def _tokens(words: str, spot: Spot) -> list[str]:
    """Return the names in a span: a whole known name, else what commas and spaces part."""
    plain = re.sub(r"^(?:the |The )?(?:city|town|village|county|province) of ", "", words)
    if spot.gazetteer.named(plain) or _province(plain) is not None:
        return [plain]
    if words[-1:] >= "가":
        plain = re.sub("(?<=[시군읍])내$", "", plain)
        return [piece for token in plain.split() for piece in _pieces(token, spot)]
    return [each for each in re.split(r", ?| in ", plain) if each]


def _pieces(token: str, spot: Spot) -> list[str]:
    """Return the names written without a space: 함북무산군 -> 함북, 무산군."""
    if spot.gazetteer.named(token) or _province(token) is not None:
        return [token]
    for at in range(len(token) - 1, 1, -1):
        head, rest = token[:at], token[at:]
        is_known = _province(head) is not None or spot.gazetteer.named(head)
        if is_known and (spot.gazetteer.named(rest) or _is_small(rest)):
            return [head, rest]
    return [token]


def _is_small(token: str) -> bool:
    """Tell whether a name that no table has is that of a village, by its unit."""
    is_korean = _SMALL.fullmatch(token) is not None
    return (
        is_korean or re.search(r"(?i)[ -](?:village|town|ri|up|dong|district)$", token) is not None
    )


@cache
def _province(name: str) -> str | None:
    """Return the code of a province or country by its own name, None for all others."""
    if len(name) > 40 or (name.isascii() and len(name) < 4):
        return None
    try:
        code = places.resolve(name)
    except MalformedError:
        return _NORTH_KANGWON if name in {"강원도", "강원"} else None
    return code if places.is_named(name, code) else None


_NORTH_KANGWON: Final = "KP-07"


# --- naming ----------------------------------------------------------------------------------


def _county(spot: Spot, found: _Found) -> Place | None:
    if found.place is None:
        return None
    chain = (found.place, *spot.gazetteer.above(found.place))
    return chain[-1]


def _in_korean(spot: Spot, found: _Found, rung: str) -> Vaguer:
    is_southern = spot.is_southern or _is_southern(spot, found)
    county = _county(spot, found)
    if rung == "county" and county is not None:
        words = county.shown_korean(is_southern=is_southern)
    elif rung in {"county", "province"}:
        words = _korean_province(found.code, is_southern=is_southern)
        words += "시" if found.is_city_named and found.code in _CITIES else ""
    elif rung == "part" and found.code in _PARTS:
        words = _PARTS[found.code][2]
    else:
        words = places.name(found.code[:2], "ko")
    glued = re.match(rf" ?({_K_FACILITIES})(?P<rest>[가-힣]*)", spot.after)
    facility, taken = found.facility, 0
    if not facility and glued and is_suffix(glued.group("rest")):
        facility, taken = glued.group(1), glued.end(1)
    if facility:
        return Vaguer(f"{words}의 한 {facility}", 0, taken)
    unit = _K_UNIT_AFTER.match(spot.after)
    is_also = unit is not None and unit.group("unit") == "도" and found.place is not None
    if unit and not is_also and is_suffix(unit.group("rest")):
        taken = unit.end("unit")
    return Vaguer(words, 0, taken)


def _is_southern(spot: Spot, found: _Found) -> bool:
    """Tell whether the span is spelled as the south spells: 용천, 양강도."""
    chain = (found.place, *spot.gazetteer.above(found.place)) if found.place else ()
    stems = {southern(each.stem) for each in chain if southern(each.stem) != each.stem}
    return any(word in spot.words for word in (*stems, *_SOUTHERN))


def _korean_province(code: str, *, is_southern: bool) -> str:
    if "-" not in code:
        return places.name(code, "ko")
    if code in {_NORTH_KANGWON, "KR-42"}:
        return "강원도"
    words = places.name(code, "ko")
    southern = {"량강도": "양강도", "라선": "나선"}
    return southern.get(words, words) if is_southern else words


def _in_english(spot: Spot, found: _Found, rung: str) -> Vaguer:
    county = _county(spot, found)
    adjective = ""
    if rung == "county" and county is not None:
        words = county.shown_english
        adjective = words
    elif rung in {"county", "province"}:
        words = adjective = _english_province(found.code)
    elif rung == "part" and found.code in _PARTS:
        words, adjective, _ = _PARTS[found.code]
    else:
        words = places.name(found.code[:2], "en")
        adjective = {"KP": "North Korean", "KR": "South Korean", "CN": "Chinese"}.get(
            found.code[:2], words
        )
    after = rf"(?:{_E_UNIT_AFTER})?"
    facility = re.match(rf"{after} (?P<name>{_E_FACILITIES})\b", spot.after)
    if facility or found.facility:
        name = facility.group("name") if facility else found.facility
        taken = rf"{after} (?:{_E_FACILITIES})\b" if facility else ""
        return taking(spot, f"a {name} in {words}", before=r"\b(?:[Tt]he|[Aa]n?) ", after=taken)
    if spot.word_before in {"the", "a", "an"}:
        article = "the" if spot.word_before == "the" else "an" if adjective[0] in "aeiou" else "a"
        return taking(spot, f"{article} {adjective}", before=r"\b(?:[Tt]he|[Aa]n?) ", after=after)
    if spot.word_before in {"my", "his", "her", "our", "their", "your", "its"}:
        return taking(spot, adjective, after=after)
    if spot.word_before == "at":
        return taking(spot, f"in {words}", before=r"\b[Aa]t ", after=after)
    unit = r"\b(?:[Tt]he )?(?:city|town|village|county|district|port) of "
    return taking(spot, words, before=unit, after=after)


def _english_province(code: str) -> str:
    words = places.name(code, "en")
    words = re.sub(r" (?:Sheng|Shi|Sheng Prov)$", "", words)
    return f"{words} province" if _PROVINCES_WITH_WORD.fullmatch(code) else words
