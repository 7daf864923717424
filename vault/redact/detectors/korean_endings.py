"""What the ending of an unknown Korean word tells: a place, a trade, a compound, a name.

Only the word and what follows it in its eojeol are looked at; known words are `korean_lexicon`.
"""

from __future__ import annotations

import re
from typing import Final

from vault.redact.detectors import korean_words as words
from vault.redact.detectors.korean_lexicon import (
    LONGER_COMPOUNDS,
    Class,
    endings_of_compounds,
    lexicon,
)
from vault.redact.hangul import SURNAMES

# Endings after words that are known by their own ending alone: 망양동에서, 상단리였소.
_CASE: Final = re.compile(
    "(?:에서|에게|한테|에다|에|의|은|는|이|가|을|를|과|와|으로|로|도|만|까지|부터"
    "|라고|이라고|이라는|라는|이라"
    "|라|이요|요|예요|이예요|이에요|하고|이나|나|이랑|랑|인데|이며|며|이고|고|네|들"
    "|님|이지|지|서|쪽|처럼|보다|밖에|뿐"
    "|출신|사람|쯤|께서|말고|말로는){0,3}"
    "(?:(?:이였|였|이었|입니|이시|이셨|이래|이란|이랍|임|이오|이다|인|일)[가-힣]{0,4})?"
)
_PLACE: Final = re.compile(
    "[가-힣]{2,6}(?:로동자구|노동자구|구역|특별시|직할시|광역시|자치주|자치현|현성)"
    "|[가-힣]{2,3}(?:[군읍리동역항]|산맥|반도)|[가-힣]{2,3}[강산령섬촌]"
)
# 시, 구 and 골 end much else (발생시, 하구), so these want to be where something is.
_PLACE_WITHIN: Final = re.compile("[가-힣]{2}[시구골]")
WITHIN: Final = re.compile("(?:에서|에|의|로|내|출신|사람|당)[가-힣]{0,4}")
_NO_PLACE_END: Final = tuple(
    (
        "소리 자리 거리 다리 머리 마리 가리 허리 꼬리 고리 도리 너리 무리 우리 구리 나리 "
        "두리 뿌리 수리 관리 처리"
        " 정리 료리 요리 권리 심리 원리 논리 물리 승리 의리 진리 총리 대리 빨리 멀리 달리 "
        "널리 오리 아리 끼리 부리"
        " 사리 비리 이리 저리 그리 주리 금리 분리 격리 추리 조리 보리 파리 운동 행동 활동 "
        "로동 노동 이동 감동 자동"
        " 수동 작동 충동 변동 공동 협동 합동 출동 폭동 선동 아동 다시 역시 혹시 잠시 무시 "
        "표시 지시 제시 감시 실시"
        " 당시 즉시 도시 동시 임시 접시 택시 낚시 가시 하시 오시 으시 계시 보시 주시 드시 "
        "되시 쓰시 나시 사시 시시"
        " 친구 누구 축구 지구 연구 도구 입구 출구 가구 요구 농구 배구 탁구 식구 전구 창구 "
        "인구 비상구 선거구 지역"
        " 방역 통역 병역 노역 로역 무역 교역 번역 령역 영역 광역 하역 현역 용역 반역 징역 "
        "주역 배역 부역 공항"
        " 반항 저항 사항 조항 대항 취항 출항 건강 보강 단강 재산 생산 계산 예산 유산 수산 "
        "출산 자산 청산 파산 해산"
        " 등산 하산 공산 림산 임산 축산 농산 확산 분산 결산 우산 명령 점령 대통령 사령 "
        "요령 소령 중령 대령 법령"
        " 수령 횡령 해골 시골 사골 단골 농촌 어촌 산촌 지구촌 인민군 미군 국군 적군 일군 "
        "사냥군 장사군 밀수군 거간군"
        " 나무군 농사군 도박군 짐군 로무군 지게군 구경군 심부름군 싸움군 살림군 사기군 "
        "막벌이군 되거리군 추진 선진"
        " 사진 직진 전진 행진 후진 촉진 추진 지진 대진 학교군 그동 저동 다리역 서구 걸리 "
        "들리 올리 열리 내리 버리"
        " 데리 몰리 살리 돌리 놀리 말리 눌리 팔리 물리 풀리 틀리 울리 흘리 걸음 갈리 밀리 "
        "날리 알리 질리 벌리"
        " 더군 다군 는군 았군 었군 였군 겠군 하군 이군 시군 되군 터리 트리 토리 히스토리 "
        "엉터리 알칸어군 어군 리리 기다리 때리 드리 차리 그리 어리 흐리 누리 가르치시 "
        "스리 차시 지시 자시 켜시 부탁드리 엎드리"
    ).split()
)
_JOB_END: Final = re.compile(
    "[가-힣]{1,5}(?:[가-힣](?:원|공|수|장)|(?:료리|요리|이발|리발|간호|운전|미용|변호"
    "|기관|조종|설계|연구|상담|치료|복지"
    "|조산|정비|항해|회계|세무|통역|촬영|조각|재단|안마|사육|교양|선교|전도|관리|보육"
    "|사진|영사|조명|음향|설비|기관)사"
    "|군관|검열관|교관|감독관|수사관|조사관|심판관|사관|행정관|학생|연구생|실습생"
    "|훈련생|졸업생|수강생|사환|쟁이|장이"
    "|군인|업자|기술자|담당자|종사자|책임자|관리자|운영자|경영자|노동자|로동자|연구자"
    "|지휘자|경력자|투자자|연주자"
    "|장사|상인|일군|꾼|지기|대원|위원|요원|회원|단원|당원|과장|부장|국장|대장|반장"
    "|조장|팀장|기사|의사|교사|교원|비서"
    "|지도원|배달부|청소부|파출부|접대부|가공업|선생님|선생)"
)
_NO_JOB_END: Final = tuple(
    (
        "병원 공원 학원 애육원 육아원 유치원 고아원 양로원 료양원 요양원 정양원 대학원 "
        "동물원 식물원 과수원 법원 동원"
        " 지원 소원 차원 자원 수원 전원 정원 청원 구원 후원 응원 초원 낙원 예방원 하나원 "
        "국정원 문화원 복지원 산원"
        " 천원 백원 만원 십원 억원 여원 기원 근원 어원 상원 하원 영원 사원 만여원 성공 "
        "제공 항공 가공 시공 전공 허공"
        " 착공 완공 준공 방공 반공 주인공 축구공 고무공 지하공 공공 실내공 음료수 홍수 "
        "하수 급수 배수 복수 철수 준수"
        " 접수 다수 소수 액수 점수 회수 횟수 건수 박수 국수 약수 지하수 생수 정수 호수 "
        "향수 재수 실수 보수 특수 순수"
        " 우수 흡수 압수 몰수 인수 매수 방수 잠수 세수 분수 변수 지수 가짓수 원수 람수 "
        "리수 자수 옥수수 식수 군수"
        " 구수 환자수 대수 마리수 세대수 일수 년수 달수 공장 농장 시장 광장 매장 직장 "
        "현장 극장 목장 막장 통장 성장"
        " 연장 확장 포장 입장 등장 퇴장 문장 도장 복장 가장 화장 고장 긴장 주장 환장 추장 "
        "된장 간장 벽장 옷장 찬장"
        " 책장 불장 닭장 새장 영장 송장 청장 명장 내장 비행장 운동장 류장 주차장 훈련장 "
        "사격장 시험장 작업장 공사장"
        " 양어장 양계장 도살장 식장 회의장 경기장 수영장 스키장 적장 하역장 처형장 사형장 "
        "검사장 판매장 탈곡장 집합장"
        " 집결장 놀이장 장마당 로천장 노천장 농민장 목욕장 보장 무장 위장 심장 신장 "
        "신임장 협박장 감사장 고발장"
        " 소개장 출두장 고소장 할수 쓰장 미사일 제작장 건설장 야영장 휴양장 사업장 로보장 "
        "연보장 골목장 두장 석장 넉장"
        " 한장 몇장 여장 수용장 정거장 폐기장 사장 훈장 휘장 어장 염장 료장 우장 천장 "
        "방송장 골프장 학교장터"
    ).split()
)
_NO_MODIFIERS: Final = frozenset(
    "그 저 이 내 제 네 한 두 세 온 여러 모든 다른 같은 어느 어떤 무슨 우리 저희 각 매 "
    "전 새 큰 작은 옛 첫 뒤 앞"
    " 아무 남의 이런 그런 좋은 더 안 못 왜 늘 또 잘".split()
)
# Surnames that seldom begin another word, and last syllables of names that also end verbs.
_COMMON_SURNAMES: Final = frozenset("김박최리강윤황권홍허류림")
_LIKE_ENDINGS: Final = frozenset("기세나만임인은도하자진지라네고면길")
_NO_NAMES: Final = frozenset(
    "경제 정부 인민 주민 공장 선생 학교 시장 소식 기술 안전 보안 국가 대학 의사 생일 "
    "이름 소리 고향 산소 회사 문제 사정".split()
)
_SINGLE_NAMES: Final = frozenset(
    "철훈혁광옥금숙순란별송일남룡용학국진준성명영선심실은연향봉춘강건경석범덕만설걸욱"
)
_AFTER_SINGLE: Final = frozenset(
    "가 는 를 도 랑 네 야 한테 하고 네는 네가 에게 한테서 네도 랑은 가요".split()
)
# Endings after any word, after one that ends in a consonant, and after one that does not.
_FITTING: Final[tuple[tuple[bool | None, tuple[str, ...]], ...]] = (
    (
        True,
        (
            "이라고는",
            "이라는",
            "이라고",
            "이라던",
            "이였는데",
            "이었는데",
            "이였다",
            "이었다",
            "이였소",
            "입니다",
            "이에요",
            "이예요",
            "이래요",
            "으로는",
            "으로도",
            "으로",
            "이랑",
            "이나",
            "이네",
            "이요",
            "인데",
            "이라",
        ),
    ),
    (
        False,
        (
            "라고는",
            "라는",
            "라고",
            "라던",
            "였는데",
            "였다",
            "였소",
            "예요",
            "래요",
            "로는",
            "로도",
            "랑",
            "라",
            "나",
        ),
    ),
    (
        None,
        (
            "에서는",
            "에서도",
            "에서",
            "에게서",
            "에게는",
            "에게",
            "한테서",
            "한테",
            "까지",
            "부터",
            "에는",
            "에도",
            "하고",
            "처럼",
            "마다",
            "네는",
            "네가",
            "네",
            "들이",
            "들",
            "에",
            "의",
            "도",
            "만",
            "께서",
            "께",
            "씨",
        ),
    ),
    (True, ("은", "이", "을", "과", "아")),
    (False, ("는", "가", "를", "와", "로", "요", "야")),
)
_RIEUL: Final = 8  # the index of the tail ㄹ: before 수 it is a verb (할수 있다)


def ending_length(run: str) -> int:
    """Return how long the endings of an unknown word are: those that fit its last syllable."""
    for closed, endings in _FITTING:
        for ending in endings:
            size = len(ending)
            if len(run) - size > 1 and run.endswith(ending):
                is_closed = _tail_of(run[-size - 1]) != 0
                if closed is None or closed == is_closed:
                    return size
    return 0


def by_ending(stem: str, rest: str) -> Class | None:
    """Return the class that the end of an unknown word tells; `rest` follows it."""
    if len(stem) < 2 or (len(stem) > 2 and stem in words.ordinary()):
        return None
    is_case = _CASE.fullmatch(rest) is not None
    kind = _name_by_ending(stem, rest, is_case=is_case)
    if kind is None and len(stem) > 3:
        kind = compound(stem)
    if kind is None and is_case and len(stem) > 2:
        kind = _place_by_ending(stem, rest) or _work_by_ending(stem)
    return kind


def _name_by_ending(stem: str, rest: str, *, is_case: bool) -> Class | None:
    size = len(stem)
    if is_given_i(stem):
        return Class.GIVEN_I
    if size == 2:
        if stem[1] == "이" and stem[0] in _SINGLE_NAMES and rest in _AFTER_SINGLE:
            return Class.GIVEN_I
        fits = rest in ("아", "야") or (is_case and stem[1] not in _LIKE_ENDINGS)
        return Class.GIVEN if fits and is_given(stem) else None
    is_full = size == 3 and stem not in words.nouns() and _is_full_name(stem)
    return Class.FULL_NAME if is_case and (is_full or stem[-1] == "댁") else None


def _place_by_ending(stem: str, rest: str) -> Class | None:
    if stem in words.nouns() or stem.endswith(_NO_PLACE_END):
        return None
    is_within = _PLACE_WITHIN.fullmatch(stem) and WITHIN.fullmatch(rest)
    return Class.PLACE if _PLACE.fullmatch(stem) or is_within else None


def _work_by_ending(stem: str) -> Class | None:
    if stem.endswith(_NO_JOB_END) or not _JOB_END.fullmatch(stem):
        return None
    return None if stem[-1] == "수" and _tail_of(stem[-2]) == _RIEUL else Class.JOB_ENDING


def compound(stem: str) -> Class | None:
    """Return the class of a word whose end is known and whose beginning modifies it."""
    if stem in words.ordinary() or (len(stem) < 4 and stem in words.verbs()):
        return None
    endings = endings_of_compounds()
    for start in range(1, len(stem) - 1):
        kind = endings.get(stem[start:])
        if kind is not None:
            is_short = start < 2 and stem[start:] in LONGER_COMPOUNDS
            return None if is_short or stem[:start] in _NO_MODIFIERS else kind
    return None


def is_name(word: str) -> bool:
    """Tell whether two syllables are such as names are made of, whatever else they mean."""
    return (
        len(word) == 2
        and word[0] in words.FIRST_SYLLABLES
        and word[1] in words.LAST_SYLLABLES
        and word not in _NO_NAMES
    )


def is_given(word: str) -> bool:
    """Tell whether a word of two syllables may be a given name."""
    return (
        len(word) == 2
        and word[0] in words.FIRST_SYLLABLES
        and word[1] in words.LAST_SYLLABLES
        and (word in words.GIVEN_NAMES or word not in words.vocabulary())
        and word not in words.ordinary()
        and word not in words.ordinary_beginnings()
        and lexicon().get(word) is None
    )


def is_given_i(word: str) -> bool:
    """Tell whether a given name with its 이 stands here: 옥남이, never 미나이."""
    return len(word) == 3 and word[2] == "이" and _tail_of(word[1]) != 0 and is_given(word[:2])


def _tail_of(syllable: str) -> int:
    return (ord(syllable) - 0xAC00) % 28


def _is_full_name(word: str) -> bool:
    return (
        word[0] in (_COMMON_SURNAMES if word[2] in _LIKE_ENDINGS else SURNAMES)
        and word[1] in words.FIRST_SYLLABLES
        and word[2] in words.LAST_SYLLABLES
        and word[:2] not in words.ordinary_beginnings()
        and word[:2] not in words.ordinary()
        and word[1:] not in words.ordinary()
    )
