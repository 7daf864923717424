"""Provinces: ISO 3166-2 codes, with the names that newsrooms use for both Koreas.

Codes come from pycountry, loaded on first use; the romanisations there ("Hamkyeongpukto") are
nobody's, so North and South Korea have tables of their own. Cities and counties are
`vault.gazetteer`; finding places in text is `redact.detectors.geography`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from vault.errors import MalformedError
from vault.gazetteer import Gazetteer, country_names, folded

_LONGEST = 80  # characters of any name; nothing longer is looked up

# code: (English names, Korean names); the first of each is what is shown. English has the DPRK's
# own romanisation, McCune-Reischauer without marks and the Revised Romanisation; Korean has the
# northern and the southern spelling and the short form.
_KOREA: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "KP-01": (
            "Pyongyang|Pyeongyang|P'yongyang|Phyongyang|Pyongyang-si|Pyeongyang-si",
            "평양|평양시|평양직할시",
        ),
        "KP-02": (
            "South Pyongan|South P'yongan|South Phyongan|South Pyeongan|Pyongannam|Pyongannam-do"
            "|P'yongan-namdo|Pyongan-namdo|Phyongan-namdo|Pyeongannam-do|Pyeongannamdo",
            "평안남도|평남",
        ),
        "KP-03": (
            "North Pyongan|North P'yongan|North Phyongan|North Pyeongan|Pyonganbuk|Pyonganbuk-do"
            "|P'yongan-bukto|Pyongan-bukto|Phyongan-bukto|Pyeonganbuk-do|Pyeonganbukdo",
            "평안북도|평북",
        ),
        "KP-04": ("Jagang|Chagang|Jagang-do|Chagang-do|Jakang", "자강도|자강"),
        "KP-05": (
            "South Hwanghae|Hwanghaenam|Hwanghaenam-do|Hwanghae-namdo|Hwanghaenamdo",
            "황해남도|황남",
        ),
        "KP-06": (
            "North Hwanghae|Hwanghaebuk|Hwanghaebuk-do|Hwanghae-bukto|Hwanghaebukdo",
            "황해북도|황북",
        ),
        "KP-07": ("Kangwon|Kangwon-do|North Kangwon|Kangwon (North Korea)", "강원도(북)|북강원도"),
        "KP-08": (
            "South Hamgyong|South Hamgyeong|South Hamkyong|South Hamkyung|Hamgyongnam"
            "|Hamgyongnam-do|Hamgyong-namdo|Hamgyeongnam-do|Hamgyeongnamdo",
            "함경남도|함남",
        ),
        "KP-09": (
            "North Hamgyong|North Hamgyeong|North Hamkyong|North Hamkyung|Hamgyongbuk"
            "|Hamgyongbuk-do|Hamgyong-bukto|Hamgyeongbuk-do|Hamgyeongbukdo",
            "함경북도|함북",
        ),
        "KP-10": (
            "Ryanggang|Yanggang|Ryanggang-do|Yanggang-do|Ryangkang|Yangkang|Ryang-gang",
            "량강도|양강도|량강|양강",
        ),
        "KP-13": (
            "Rason|Raseon|Rajin-Sonbong|Rajin-Seonbong|Najin-Sonbong|Naseon",
            "라선|나선|라선시|나선시",
        ),
        "KP-14": ("Nampo|Namp'o|Nampho|Nampo-si", "남포|남포시|남포특별시"),
        "KP-15": ("Kaesong|Gaeseong|Kaeseong|Kaesong-si", "개성|개성시|개성특별시"),
        "KR-11": ("Seoul", "서울|서울시|서울특별시"),
        "KR-26": ("Busan|Pusan", "부산|부산시|부산광역시"),
        "KR-27": ("Daegu|Taegu", "대구|대구시|대구광역시"),
        "KR-28": ("Incheon|Inchon|Inch'on", "인천|인천시|인천광역시"),
        "KR-29": ("Gwangju|Kwangju", "광주|광주광역시"),
        "KR-30": ("Daejeon|Taejon|Taejeon", "대전|대전시|대전광역시"),
        "KR-31": ("Ulsan", "울산|울산시|울산광역시"),
        "KR-41": ("Gyeonggi|Gyeonggi-do|Kyonggi|Kyonggi-do|Kyunggi", "경기도|경기"),
        "KR-42": (
            "Gangwon|Gangwon-do|South Kangwon|Gangwon State|Kangwon (South Korea)",
            "강원도(남)|강원특별자치도|남강원도",
        ),
        "KR-43": (
            "North Chungcheong|North Ch'ungch'ong|North Chungchong|Chungcheongbuk-do"
            "|Ch'ungch'ong-bukto|Chungbuk",
            "충청북도|충북",
        ),
        "KR-44": (
            "South Chungcheong|South Ch'ungch'ong|South Chungchong|Chungcheongnam-do"
            "|Ch'ungch'ong-namdo|Chungnam",
            "충청남도|충남",
        ),
        "KR-45": (
            "North Jeolla|North Cholla|North Cholla-do|Jeollabuk-do|Cholla-bukto|Jeonbuk|Chonbuk",
            "전라북도|전북|전북특별자치도",
        ),
        "KR-46": (
            "South Jeolla|South Cholla|Jeollanam-do|Cholla-namdo|Jeonnam|Chonnam",
            "전라남도|전남",
        ),
        "KR-47": (
            "North Gyeongsang|North Kyongsang|Gyeongsangbuk-do|Kyongsang-bukto|Gyeongbuk|Kyongbuk",
            "경상북도|경북",
        ),
        "KR-48": (
            "South Gyeongsang|South Kyongsang|Gyeongsangnam-do|Kyongsang-namdo|Gyeongnam|Kyongnam",
            "경상남도|경남",
        ),
        "KR-49": ("Jeju|Jeju-do|Cheju|Cheju-do", "제주도|제주|제주특별자치도"),
        "KR-50": ("Sejong", "세종|세종시|세종특별자치시"),
        "KP": (
            "North Korea|DPRK|Democratic People's Republic of Korea|DPR Korea",
            "북한|조선|조선민주주의인민공화국|북조선",
        ),
        "KR": ("South Korea|ROK|Republic of Korea|Korea, South", "한국|대한민국|남한|남조선"),
        "CN-JL": ("Jilin|Kirin|Jilin Sheng", "길림성|지린성|길림"),
        "CN-LN": ("Liaoning|Liaoning Sheng", "료녕성|요녕성|랴오닝성|료녕"),
        "CN-HL": ("Heilongjiang|Heilongjiang Sheng", "흑룡강성|헤이룽장성|흑룡강"),
        "CN": ("China|People's Republic of China|PRC", "중국"),
        "RU": ("Russia|Russian Federation", "러시아|로씨야"),
        "RU-PRI": ("Primorsky Krai|Primorye|Primorskiy kray", "연해주|원동|연해변강"),
        "JP": ("Japan", "일본"),
        "MN": ("Mongolia", "몽골"),
        "LA": ("Laos|Lao People's Democratic Republic", "라오스"),
        "TH": ("Thailand", "태국|타이"),
        "VN": ("Vietnam|Viet Nam", "베트남|윁남"),
    }
)
# Written on both sides of the border: whoever means one writes which.
_AMBIGUOUS: Final = {"강원도": ("KP-07", "KR-42"), "강원": ("KP-07", "KR-42")}


def resolve(name_or_code: str) -> str:
    """Return the ISO 3166-2 code (or country code) for a code or any known name.

    Case, spacing, hyphens, apostrophes, marks and a final "Province" do not matter. A city or
    county of the gazetteer stands for its province. Raises MalformedError(field="province") for
    anything unknown, and for a name that two provinces share; the sentence never repeats what was
    given.
    """
    if len(name_or_code) > _LONGEST:
        raise _unknown()
    key = _key(name_or_code)
    if key in _AMBIGUOUS_KEYS:
        codes = " or ".join(_AMBIGUOUS_KEYS[key])
        sentence = f"Two provinces go by that name: write {codes}."
        raise MalformedError(sentence, field="province")
    code = (
        _known_names().get(key)
        or _iso_code(name_or_code.strip().upper())
        or _iso_names().get(key)
        or _province_of(key)
        or _as_completed(name_or_code)
    )
    if code is None:
        raise _unknown()
    return code


def name(code: str, language: str = "en") -> str:
    """Return the name shown for a code in a language (Korean for "ko", English otherwise).

    Raises MalformedError(field="province") for an unknown code.
    """
    english, korean = _KOREA.get(code, ("", ""))
    names = korean if language.partition("-")[0].lower() == "ko" else english
    if names:
        return names.partition("|")[0]
    if language.partition("-")[0].lower() == "ko" and code in country_names():
        return country_names()[code][0]
    found = _iso_name(code)
    if found is None:
        raise _unknown()
    return found


def names() -> Mapping[str, tuple[str, ...]]:
    """Return, for each code with names of its own here, all of them, English before Korean."""
    return MappingProxyType(
        {code: tuple("|".join(both).split("|")) for code, both in _KOREA.items()}
    )


def is_named(given: str, code: str) -> bool:
    """Tell whether a name is that of the province or country itself, not of a place in it."""
    key = _key(given)
    return code in {_known_names().get(key), _iso_names().get(key)}


def complete(prefix: str, limit: int = 10) -> list[tuple[str, str]]:
    """Return up to `limit` pairs of code and the name that begins with `prefix`, for forms.

    Both Koreas come first, one pair for each code, then the province of each city or county of
    that name, then the rest of ISO 3166-2.
    """
    key = _key(prefix)
    if not key or len(prefix) > _LONGEST:
        return []
    found: dict[str, str] = {
        code: each
        for each, codes in _AMBIGUOUS.items()
        for code in codes
        if _key(each).startswith(key)
    }
    for code, spellings in names().items():
        for each in spellings:
            if _key(each).startswith(key) or code.startswith(prefix.strip().upper()):
                found.setdefault(code, each)
    for each, shown, code in _units():
        if each.startswith(key):
            found.setdefault(code, shown)
    for each, code in _iso_names().items():
        if len(found) >= limit:
            break
        if each.startswith(key):
            found.setdefault(code, name(code))
    return list(found.items())[:limit]


def _unknown() -> MalformedError:
    return MalformedError(
        "That province is not known: write its name or its ISO 3166-2 code.", field="province"
    )


def _key(text: str) -> str:
    """Return what names are compared by: letters and digits, without case, marks or "province"."""
    plain = text.strip().casefold()
    for ending in (" province", " prov.", " sheng"):
        plain = plain.removesuffix(ending)
    return folded(plain)


_AMBIGUOUS_KEYS: Final = MappingProxyType({_key(each): codes for each, codes in _AMBIGUOUS.items()})


@cache
def _known_names() -> Mapping[str, str]:
    """Return our own names and codes, by key."""
    pairs = [(_key(each), code) for code, spellings in names().items() for each in spellings]
    return MappingProxyType(dict(pairs))


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer()


@cache
def _units() -> tuple[tuple[str, str, str], ...]:
    """Return cities and counties as (key, what is shown, code of the province), by spelling."""
    known = _gazetteer()
    return tuple(
        (folded(each), f"{each}, {name(code, 'ko' if each[-1:] >= '가' else 'en')}", code)
        for place in known.places
        if (code := known.province(place))
        for each in (*place.korean, *place.latin)
    )


def _as_completed(given: str) -> str | None:
    """Return the code of what `complete` shows for a city or county: Musan, North Hamgyong."""
    place, _, province = given.partition(",")
    code = _known_names().get(_key(province)) or _iso_names().get(_key(province))
    lying = {_gazetteer().province(each) for each in _gazetteer().named(place)}
    return code if code in lying else None


def _province_of(key: str) -> str | None:
    """Return the province of the cities and counties of a name, None when they differ."""
    known = _gazetteer()
    codes = {known.province(place) for place in known.named(key)}
    return codes.pop() if len(codes) == 1 else None


@cache
def _iso_names() -> Mapping[str, str]:
    """Return the names in ISO 3166-2 and ISO 3166-1 that stand for exactly one place, by key."""
    import pycountry

    counts: dict[str, set[str]] = {}
    for division in pycountry.subdivisions:
        counts.setdefault(_key(division.name), set()).add(division.code)
    for country in pycountry.countries:
        counts.setdefault(_key(country.name), set()).add(country.alpha_2)
    for code, spellings in country_names().items():
        for each in spellings:
            counts.setdefault(_key(each), set()).add(code)
    return MappingProxyType({key: min(codes) for key, codes in counts.items() if len(codes) == 1})


def _iso_code(code: str) -> str | None:
    return code if code in _KOREA or _iso_name(code) is not None else None


def _iso_name(code: str) -> str | None:
    """Return the name that ISO gives a code, None when there is no such code."""
    import pycountry

    if not code.isascii() or len(code) > _LONGEST:
        return None
    if "-" in code:
        division = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]
        return None if division is None else str(division.name)
    if len(code) != 2:
        return None
    country = pycountry.countries.get(alpha_2=code)
    return None if country is None else str(country.name)
