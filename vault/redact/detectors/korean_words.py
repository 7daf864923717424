"""The words that the Korean detectors know, read from `vault/redact/data` when first asked for.

Northern spellings stand in the files; southern ones of words that begin with ㄹ or 녀 are made
here. How the words are used is `eojeols` and the detectors; particles and surnames, which the
registry needs too, are in `hangul`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

# Words that stand behind a name, beside those of korean_kin.txt and korean_jobs.txt.
TITLES: Final = frozenset(
    """
    씨 님 양 군 옹 동무 동지 선생 선생님 사장님 과장님 반장님 소장님 원장님 회장님 부장님 국장님
    대표님 목사님 기자님 교수님 박사님 여사 녀사 아저씨 아주머니 아줌마 아주마이 아즈마이 할머니
    할아버지 할배 할매 언니 누나 누이 오빠 형 형님 삼촌 이모 고모 아바이 아매 령감 영감 로인 노인
    어르신 엄마 아빠 어머니 아버지 어머이 아부지 청년 처녀 총각 서방 댁 양반 각하 훈장
    """.split()
)
# Syllables that names are made of: the first and the last of a given name.
FIRST_SYLLABLES: Final = frozenset(
    "가강건경계관광국권귀규균근금기길나남녀대덕도동두란련령례룡류리린만매명무문미민범별병보복봄봉"
    "삼상새서석선설성세소솔송수숙순슬승시신아애양여연열영예옥완용우운웅원월유윤은을응의"
    "이인일임자재정"
    "제종주준중지진찬창채철초춘충치태택필하학한해향혁현형혜호홍화환효훈휘흥희"
)
LAST_SYLLABLES: Final = frozenset(
    "강건경광구국권규균근금기길나남녀단덕도란련렬령룡률림만매명미민범별봉빈삼석선설섭성세솔송수숙"
    "순식실심아애연열영옥완용우욱운웅원월윤율은인일임자재정제종주준진찬찬천철춘태택필하"
    "학해향혁현협혜"
    "호홍화환훈휘흥희"
)
# Given names that are ordinary words as well.
GIVEN_NAMES: Final = frozenset(
    """
    철수 영수 경애 은혜 정애 영애 보배 진주 순애 명수 진수 성수 동수 정수 미래 소망 은별 송이
    진달래 설화 매화 국화 향기 단비 영웅 충성 명성 광명 일심 혁명 통일 해방 남일 영광 광복 순정
    진심 정심 은정 인숙 숙자 정희 명희 정옥 옥주 은하 신애 미애 성애 보석 금강 봉화 성국 영도
    영생 미소 영남 영복 수정 성실 지성 춘풍 금성 은성 명순 정순 용기 신호 정호 영호 철호 광호
    """.split()
)
# Times that messages without spaces hold.
TIMES: Final = frozenset(
    """
    재작년 작년 작년봄 작년여름 작년가을 작년겨울 지난해 그저께 그제 엊그제 어제밤 어젯밤
    어제저녁 어제 간밤 오늘아침 오늘새벽 오늘밤 모레 글피 새벽 새벽녘 지난달 지난주 이달초 지난봄
    지난여름 지난가을 지난겨울 올봄 올여름 올가을 올겨울 이튿날 다음날 다음주 다음달 그해
    그해겨울 이듬해 열흘 보름 사흘 나흘 닷새 이틀 엿새 이레 아흐레 여드레 한달 두달 석달 넉달
    반년 일년 몇달 몇년
    """.split()
)
# Rivers, mountains and the like that stand in every vocabulary.
PLACES: Final = frozenset(
    """
    압록강 두만강 대동강 보통강 청천강 예성강 림진강 임진강 한강 성천강 장자강 서두수 허천강
    장진강 부전강 송화강 메콩강 백두산 묘향산 금강산 칠보산 구월산 장수산 정방산 대성산 모란봉
    오가산 낭림산 관모봉 북수백산 한라산 지리산 장백산 천지 삼지연 판문점 휴전선 비무장지대
    남대문시장 동대문 김정숙군 김형직군 김형권군
    """.split()
)
_LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_SOFT_VOWELS: Final = frozenset((2, 3, 6, 7, 12, 17, 20))  # ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ


def southern(word: str) -> str:
    """Return how the south writes a word that begins with ㄹ or ㄴ: 로동 노동, 녀동생 여동생."""
    lead, rest = divmod(ord(word[0]) - 0xAC00, 588)
    is_soft = rest // 28 in _SOFT_VOWELS
    if lead == _LEADS.index("ㄹ"):
        lead = _LEADS.index("ㅇ" if is_soft else "ㄴ")
    elif lead == _LEADS.index("ㄴ") and is_soft:
        lead = _LEADS.index("ㅇ")
    return chr(0xAC00 + lead * 588 + rest) + word[1:]


@cache
def ordinary() -> frozenset[str]:
    """Return words that only look like a name, a place or work."""
    return frozenset(_lines("korean_ordinary.txt")["words"])


@cache
def ordinary_beginnings() -> frozenset[str]:
    """Return the first two syllables of ordinary words that begin as a name does."""
    return frozenset(_lines("korean_ordinary.txt")["begins"])


@cache
def kin() -> frozenset[str]:
    """Return words for relatives, with the prefixes that they take."""
    lines = _lines("korean_kin.txt")
    prefixed = (each + word for each in lines["prefixes"] for word in lines["+"])
    return _both([*prefixed, *lines["+"], *lines[""]])


@cache
def jobs() -> frozenset[str]:
    """Return words for work and ranks."""
    return _both(_sorted_jobs()[0]) - doubtful_jobs()


@cache
def doubtful_jobs() -> frozenset[str]:
    """Return words that are also something else, or too common for work to say much."""
    return _both(_sorted_jobs()[1])


@cache
def organs() -> frozenset[str]:
    """Return organs of state and party, and what needs no name to be an organisation."""
    return _both(_lines("korean_orgs.txt")["organs"])


@cache
def heads() -> frozenset[str]:
    """Return what organisations and facilities are called: factory, school, hospital."""
    return _both(_lines("korean_orgs.txt")["heads"])


@cache
def sites() -> frozenset[str]:
    """Return what places are called: village, pass, camp."""
    return _both(_lines("korean_orgs.txt")["sites"])


@cache
def feasts() -> frozenset[str]:
    """Return feast days."""
    return _both(_lines("korean_time.txt")["feasts"])


@cache
def seasons() -> frozenset[str]:
    """Return times of the year that are called after work or weather."""
    return _both(_lines("korean_time.txt")["seasons"])


@cache
def events() -> frozenset[str]:
    """Return events by which people date."""
    return _both(_lines("korean_time.txt")["events"])


def _both(words: list[str]) -> frozenset[str]:
    return frozenset(words) | frozenset(map(southern, words))


def _sorted_jobs() -> tuple[list[str], list[str]]:
    words = _lines("korean_jobs.txt")[""]
    doubtful = [word[1:] for word in words if word[0] == "="]
    return [word for word in words if word[0] != "="], doubtful


def _lines(name: str) -> dict[str, list[str]]:
    """Return the words of a file by the label that begins a line ("" where there is none)."""
    text = files("vault.redact").joinpath("data", name).read_text(encoding="utf-8")
    found: dict[str, list[str]] = {"": []}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        head, _, rest = line.partition(" ")
        if head.isascii() and not head.startswith(("=", "1", "3", "4", "9")):
            found.setdefault(head, []).extend(rest.split())
        else:
            found[""].extend(line.split())
    return found


@cache
def nouns() -> frozenset[str]:
    """Return about 33,000 Korean nouns.

    The list and its licence stand in `vault/redact/data`; it is read when first asked for.
    """
    return _vocabulary()[0]


@cache
def vocabulary() -> frozenset[str]:
    """Return the nouns, with adverbs and first parts of verbs (행복 of 행복하다)."""
    return nouns() | _vocabulary()[1]


@cache
def verbs() -> frozenset[str]:
    """Return about 14,000 stems and forms of verbs, to which endings are added."""
    return _vocabulary()[2]


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    text = files("vault.redact").joinpath("data", "korean_vocabulary.txt").read_text("utf-8")
    first, _, rest = text.partition("\nothers\n")
    second, _, third = rest.partition("\nverbs\n")
    lines = (line for line in first.splitlines() if not line.startswith("#"))
    return frozenset(lines), frozenset(second.splitlines()), frozenset(third.splitlines())
