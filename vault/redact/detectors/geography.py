"""Provinces, cities, counties and districts in both languages, by the gazetteer.

Province names come from `vault.places`, all others from `vault.gazetteer`. Villages are there only
when a newsroom added them; for all others a confirmed term is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import ahocorasick_rs
from msgspec import structs

from vault import places
from vault.gazetteer import Place, country_names, shipped
from vault.model import Confidence, SpanKind
from vault.redact.detectors.page import Page
from vault.redact.hangul import is_suffix
from vault.redact.spans import Proposal

_PROVINCES_OF = ("KP-", "KR-", "CN-", "RU-")
# Ordinary words too, but seldom: possible.
_ORDINARY: Final = frozenset(
    """
    개천 문덕
    경기 개성 대전 자강 원주 경주 전주 수원 정주 덕천 상해 청도 구성 화성 고양 선양 문천 전북 세종
    단동 장춘 순천 고성 철원 장진 신천 봉천 상원 성천 중화 강동 강서 장풍 은파 동림 대관 천마 향산
    구장 창도 판교 회양 명천 송원 금천 연산 평산 장강 중강 초산 통천 고산 연안 장연 금야 홍원 경원
    경흥 은산 신양 대흥 양덕 맹산 동신 삼수 풍서 운흥 포항 신암 금호 삼석 평천 서성 사동
    수안 옹진 신포 리원 이원 함주 허천 부전 안변 이천 해주 의주 태천 곽산 황주 봉산 곡산 서흥 토산
    orang anak suan usi anju kusong yonsan songhwa unsan unchon sinchon kumchon taehung pyongwon
    sudong sindo samsu pongsan kosan kosong sunchon namyang tongsin sungho ryongsong hwasong sepho
    taean daean ichon ijon riwon iwon songwon kowon hongwon cholsan dongsin gosan undok saebyol
    """.split()
)
# Such ordinary words (driving, fruit, eternity) that they are places only in company: with their
# unit, or right after the name of a province or city.
_COMMON: Final = frozenset(
    """
    위원 운전 과일 안주 시중 영원 회상 대안 온천 신원 수동 항구 고원 평원 해안 세포 영광 신도 동창
    선교 은정 대성 이천 삼천 정평 화평 자성 고풍 신흥 증산 연사 은덕 우시 덕성 락원 낙원 강남
    경성 금강 대동강 보통강 사포 대동 천리마 형제산 개풍 새별 동대원 북창 은률 은율
    onchon taedong daedong haean hanggu chollima kumgang kangnam kangdong kangso songyo unjong
    """.split()
)
# What Korean adds to a place: city, province, county, district, village, side.
_UNITS: Final = tuple(
    """
    특별시 광역시 직할시 시내 시당 시 도당 도 군당 군 구역 구 리 읍 동 역 항 쪽 지역 출신 사람
    """.split()
)
_SURE_UNITS: Final = frozenset("특별시 광역시 직할시 시 시내 시당 군 군당 구역 읍 출신".split())
# What people call countries that ISO 3166 names otherwise.
_ALSO_CALLED: Final = (
    "Great Britain|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom"
    "|United States|America|Russia|Iran|Syria|Turkey|Vietnam|Laos|Bolivia|Venezuela|Tanzania"
    "|Moldova|Czech Republic|Burma|Ivory Coast|Palestine|Taiwan|Kosovo|Congo|Brunei|Macedonia"
    "|Swaziland|East Timor|Cape Verde|Belorussia|Kirghizia|Soviet Union|Yugoslavia"
    "|East Germany|Kurdistan|Tibet|East Turkestan|Crimea|Chechnya|Hong Kong|Macau"
).split("|")
_BOTH_KOREAS: Final = frozenset({"KP", "KR"})
_WORDS_IN_LOWER_CASE: Final = frozenset(
    "turkey china chad guinea mali niger oman cuba jordan jersey georgia wales america".split()
)
_APOSTROPHES: Final = ("'", "’", "‘", "`", "")
_SHORTEST_LATIN: Final = 3


@dataclass(frozen=True, repr=False)
class _Names:
    spelled: tuple[str, ...]
    automaton: ahocorasick_rs.AhoCorasick


def provinces(page: Page) -> Iterator[Proposal]:
    """Propose the provinces of `vault.places`."""
    return _propose(page, _provinces(), "geography.province", "name of a province")


def cities(page: Page) -> Iterator[Proposal]:
    """Propose cities, counties and districts of the project's own gazetteer."""
    return _propose(page, _units(shipped()), "geography.city", "name of a city or county")


def countries(page: Page) -> Iterator[Proposal]:
    """Propose countries, in English and Korean: together with something else they tell much."""
    for each in _propose(page, _countries(), "geography.country", "name of a country"):
        name = page.text[each.start : each.end]
        if not (name.islower() and name in _WORDS_IN_LOWER_CASE):
            yield structs.replace(each, confidence=Confidence.POSSIBLE)


def own(page: Page, places: tuple[Place, ...]) -> Iterator[Proposal]:
    """Propose the places that a newsroom added to its rules."""
    if not places:
        return iter(())
    return _propose(page, _units(places), "geography.city", "a place of the newsroom's own list")


@cache
def _provinces() -> _Names:
    spelled = [
        each
        for code, names in places.names().items()
        if code.startswith(_PROVINCES_OF)
        for each in names
        if "(" not in each
    ]
    return _names([*spelled, "강원도", "강원"])


@cache
def _countries() -> _Names:
    import pycountry

    known = country_names().items()
    korean = [name for code, names in known if code not in _BOTH_KOREAS for name in names]
    english = [
        name
        for country in pycountry.countries
        if country.alpha_2 not in _BOTH_KOREAS
        for name in (country.name, getattr(country, "common_name", ""))
        if name and "," not in name and "(" not in name
    ]
    return _names([*korean, *english, *_ALSO_CALLED])


@lru_cache(maxsize=8)
def _units(known: tuple[Place, ...]) -> _Names:
    korean = [each for place in known for each in place.korean]
    latin = [
        each
        for place in known
        for each in (*place.latin, *place.latin_with_unit)
        if len(each) > _SHORTEST_LATIN
    ]
    return _names([*korean, *latin])


def _names(names: Iterable[str]) -> _Names:
    written = {apostrophe.join(each.split("'")) for each in names for apostrophe in _APOSTROPHES}
    lowered = {each.lower() for each in written} | {_ascii_lowered(each) for each in written}
    spaced = {each.replace("-", " ") for each in lowered} | {
        each.replace("-", "") for each in lowered
    }
    known = tuple(sorted(lowered | spaced))
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return _Names(known, ahocorasick_rs.AhoCorasick(known, matchkind=kind))


def _ascii_lowered(name: str) -> str:
    """Return what a page's lower-case form has: it leaves letters with marks alone."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def _propose(page: Page, known: _Names, detector: str, why: str) -> Iterator[Proposal]:
    text = page.text
    for number, start, end in known.automaton.find_matches_as_indexes(page.lowered):
        found = known.spelled[number]
        is_korean = found[-1] >= "가"
        stop = _end_of_korean(text, start, end) if is_korean else _end_of_latin(text, start, end)
        if not stop:
            continue
        sure = _confidence(found, text[end:stop], text[max(start - 8, 0) : start])
        if sure:
            yield Proposal(start, stop, SpanKind.PLACE, sure, why, detector)


def _confidence(found: str, unit: str, before: str) -> Confidence | None:
    """Tell how sure a name is; None for an ordinary word that nothing says is a place."""
    if unit in _SURE_UNITS or _is_after_a_place(before):
        return Confidence.LIKELY
    if found in _COMMON:
        return None
    return Confidence.POSSIBLE if found in _ORDINARY else Confidence.LIKELY


def _is_after_a_place(before: str) -> bool:
    """Tell whether a province or city stands right before: 평북 운전, 청진시 해안."""
    word = before.rstrip(" ").rpartition(" ")[2]
    if before == word or not word or word[-1] < "가":
        return False
    return word in _known_provinces() or word.endswith(("북도", "남도", "강도", "평양시"))


@cache
def _known_provinces() -> frozenset[str]:
    known = places.names().items()
    return frozenset(name for code, names in known if code.startswith("KP-") for name in names)


def _end_of_latin(text: str, start: int, end: int) -> int:
    """Return `end` when letters stand on neither side, else 0."""
    before, after = text[start - 1 : start], text[end : end + 1]
    glued = (before.isalpha() and before < "가") or (after.isalpha() and after < "가")
    return 0 if glued else end


def _end_of_korean(text: str, start: int, end: int) -> int:
    """Return where the name with its unit (시, 군) ends, 0 when it is part of another word."""
    if "가" <= text[start - 1 : start] <= "힣":
        return 0
    rest = text[end : end + 12]
    run = next((i for i, c in enumerate(rest) if not "가" <= c <= "힣"), len(rest))
    rest = rest[:run]
    for unit in ("", *_UNITS):
        if rest.startswith(unit) and is_suffix(rest.removeprefix(unit)):
            return end + len(unit)
    return 0
