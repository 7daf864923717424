"""Provinces and large cities of both Koreas and the Chinese border, in both languages.

Province names come from `vault.places`; cities stand here. Counties, districts and villages are
not covered: a confirmed term is the answer for those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import ahocorasick_rs

from vault import places
from vault.model import Confidence, SpanKind
from vault.redact.detectors.page import Page
from vault.redact.hangul import is_suffix
from vault.redact.spans import Proposal

_PROVINCES_OF = ("KP-", "KR-", "CN-", "RU-")
_CITIES: Final = (
    # North Korea: cities, and border towns that interviews name most
    "Pyongsong|Phyongsong|Pyeongseong|평성|Hamhung|Hamheung|함흥|Hungnam|흥남|Chongjin|Cheongjin|"
    "청진|Wonsan|원산|Sinuiju|신의주|Tanchon|Danchon|단천|Kaechon|Gaechon|개천|Sariwon|사리원|"
    "Sunchon|순천|Haeju|해주|Kanggye|Ganggye|강계|Anju|안주|Tokchon|Dokchon|덕천|Kimchaek|"
    "Kimch'aek|김책시|Rajin|Najin|라진|나진|Sonbong|Seonbong|선봉|Kusong|Guseong|구성시|Hyesan|"
    "혜산|Jongju|Chongju|정주|Huichon|Hichon|희천|Sinpo|신포|Manpo|만포|Hoeryong|Hoeryeong|회령|"
    "Munchon|문천|Songrim|Songnim|송림|Samjiyon|삼지연|Musan|무산|Onsong|온성|Namyang|남양|Kilju|"
    "Gilju|길주|Kyongsong|경성군|Sinpho|Tumen|투먼|Puryong|부령|"
    # South Korea
    "Suwon|수원|Goyang|고양시|Yongin|용인|Changwon|창원|Seongnam|성남|Cheongju|청주|Bucheon|부천|"
    "Hwaseong|화성시|Ansan|안산|Jeonju|전주|Cheonan|천안|Anyang|안양|Gimhae|김해|Pohang|포항|"
    "Gimpo|김포|Paju|파주|Uijeongbu|의정부|Chuncheon|춘천|Gangneung|강릉|Wonju|원주|Mokpo|목포|"
    "Yeosu|여수|Gyeongju|경주|Gumi|구미시|Anseong|안성|"
    # China and Russia, where people leave to
    "Yanji|Yanbian|연길|옌지|연변|옌볜|Dandong|단동|단둥|Shenyang|심양|선양|Changchun|장춘|창춘|"
    "Dalian|대련|다롄|Tumen City|도문|투먼|Hunchun|훈춘|Longjing|룡정|용정|Helong|화룡|Changbai|"
    "장백|Linjiang|림강|린장|Beijing|Peking|북경|베이징|Kunming|곤명|쿤밍|Harbin|할빈|하얼빈|"
    "Qingdao|청도|칭다오|Shanghai|상해|상하이|Vladivostok|울라지보스또크|블라디보스토크|"
    "Khabarovsk|하바롭스크|Vientiane|비엔티안|Bangkok|방콕"
)
# Ordinary words too: game, personality, cooperation, before and others.
_ORDINARY: Final = frozenset(
    """
    경기 개성 대전 자강 원주 경주 전주 수원 정주 안주 덕천 상해 청도 구성 화성 고양 선양 문천 전북
    세종 단동 장춘
    """.split()
)
# What Korean adds to a place: city, province, county, district, village, side.
_UNITS: Final = tuple(
    """
    특별시 광역시 직할시 시내 시당 시 도당 도 군 구역 구 리 읍 동 역 항 쪽 지역 출신 사람
    """.split()
)


@dataclass(frozen=True, repr=False)
class _Gazetteer:
    names: tuple[str, ...]
    automaton: ahocorasick_rs.AhoCorasick


def provinces(page: Page) -> Iterator[Proposal]:
    """Propose the provinces of `vault.places`."""
    return _propose(page, _provinces(), "geography.province", "name of a province")


def cities(page: Page) -> Iterator[Proposal]:
    """Propose large cities and border towns."""
    return _propose(page, _cities(), "geography.city", "name of a city")


@cache
def _provinces() -> _Gazetteer:
    spelled = [
        each
        for code, names in places.names().items()
        if code.startswith(_PROVINCES_OF)
        for each in names
        if "(" not in each
    ]
    return _gazetteer([*spelled, "강원도", "강원"])


@cache
def _cities() -> _Gazetteer:
    return _gazetteer(_CITIES.split("|"))


def _gazetteer(names: Iterable[str]) -> _Gazetteer:
    lowered = {each.lower() for each in names}
    spaced = {each.replace("-", " ") for each in lowered} | {
        each.replace("-", "") for each in lowered
    }
    known = tuple(sorted(lowered | spaced))
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return _Gazetteer(known, ahocorasick_rs.AhoCorasick(known, matchkind=kind))


def _propose(page: Page, known: _Gazetteer, detector: str, why: str) -> Iterator[Proposal]:
    text = page.text
    for number, start, end in known.automaton.find_matches_as_indexes(page.lowered):
        found = known.names[number]
        stop = (
            _end_of_korean(text, start, end)
            if found[-1] >= "가"
            else _end_of_latin(text, start, end)
        )
        if stop:
            sure = Confidence.POSSIBLE if found in _ORDINARY else Confidence.LIKELY
            yield Proposal(start, stop, SpanKind.PLACE, sure, why, detector)


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
