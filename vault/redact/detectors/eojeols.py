"""Korean text as eojeols: each is a word with endings, and the word has a class.

An eojeol is read once for each text: the longest beginning that is a known word and is followed by
endings only, else what its own ending tells (a factory, a county, a trade, a given name), else
known words glued to each other, as in messages without spaces. What is proposed for a class is
left to the detectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple

from vault.redact.detectors import korean_words as words
from vault.redact.detectors.korean_unknown import is_ordinary
from vault.redact.hangul import PARTICLE_CHAIN, SURNAMES, is_strict_suffix


class Class(Enum):
    """What a Korean word is."""

    ORDINARY = auto()
    KIN = auto()
    JOB = auto()
    JOB_MAYBE = auto()
    JOB_ENDING = auto()
    ORGAN = auto()
    HEAD = auto()
    NAMED_HEAD = auto()
    SITE = auto()
    NAMED_SITE = auto()
    PLACE = auto()
    GIVEN = auto()
    GIVEN_I = auto()
    FULL_NAME = auto()
    TITLE = auto()
    FEAST = auto()
    SEASON = auto()
    EVENT = auto()
    TIME = auto()
    UNKNOWN = auto()
    UNKNOWN_PLACE = auto()


class Piece(NamedTuple):
    """A word inside an eojeol, with offsets there; `is_glued` when more than endings stand by."""

    start: int
    end: int
    kind: Class
    is_glued: bool = False


class Word(NamedTuple):
    """A word with a class: where it and its eojeol stand in the text, and the eojeol's number."""

    start: int
    end: int
    kind: Class
    is_glued: bool
    number: int
    first: int
    last: int


@dataclass(frozen=True, repr=False)
class Eojeols:
    """All runs of Hangul in a text, and the words in them that have a class."""

    text: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[Word, ...]

    def neighbour(self, number: int) -> str:
        """Return the eojeol with that number, "" outside the text."""
        if not 0 <= number < len(self.spans):
            return ""
        start, end = self.spans[number]
        return self.text[start:end]

    def is_joined(self, number: int) -> bool:
        """Tell whether eojeol `number` and the one before stand in one line, one space apart."""
        if not 0 < number < len(self.spans):
            return False
        return self.text[self.spans[number - 1][1] : self.spans[number][0]] == " "


_RUN: Final = re.compile("[가-힣]+")
_LONGEST_WORD: Final = 9
_LONGEST_STEM: Final = 30
_LONGEST_TAIL: Final = 9
_LONGEST_UNKNOWN: Final = 8
_LONGEST_NAME: Final = 5
_VERB_ENDINGS: Final = frozenset(
    "다요고서지면니네까죠슴소오구어여아해래게며봄임함음냐자라든려러거기데야걸군세"
)
_LONG_RUN: Final = 9  # an eojeol so long is probably several
_DETERMINERS: Final = (
    "우리",
    "저희",
    "그",
    "저",
    "이",
    "내",
    "제",
    "울",
    "네",
    "한",
    "두",
    "전",
    "옛",
    "고",
)
# Endings after known words: honorifics that are titles make another word (공장지배인).
_ENDINGS: Final = re.compile(
    rf"(?:님|씨|네|들|댁|집|쪽|측)?{PARTICLE_CHAIN}(?:(?:이?었|였|이였|입|인|일|이"
    rf"|이?신|이?셨)[가-힣]{{0,5}}|임|요|슴다|지비)?"
)
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
_WITHIN: Final = re.compile("(?:에서|에|의|로|내|출신|사람|당)[가-힣]{0,4}")
_NO_PLACE_END: Final = (
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
_NO_JOB_END: Final = (
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
_COMPOUND: Final = (
    (words.heads, Class.NAMED_HEAD),
    (words.sites, Class.NAMED_SITE),
    (words.organs, Class.ORGAN),
    (words.jobs, Class.JOB),
)
# These need two syllables before them: 남문시장, 은덕무역, but not 밀무역 or 사다리.
_LONGER_COMPOUNDS: Final = frozenset(
    "지점 기지 조합 다리 고개 시장 무역 상사 나루 위원회 단체 쉼터".split()
)
_NO_COMPOUNDS: Final = frozenset("절 갱 언제 산소 령".split())
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
_AFTER_NAMES: Final = frozenset("이가은는랑도한말네")
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


def read(text: str) -> Eojeols:
    """Return the eojeols of a text and the words with a class, in order."""
    known: dict[str, tuple[Piece, ...]] = {}
    spans: list[tuple[int, int]] = []
    found: list[Word] = []
    reader = _Reader({})
    for number, match in enumerate(_RUN.finditer(text)):
        run = match.group()
        first, last = span = match.span()
        spans.append(span)
        pieces = known.get(run)
        if pieces is None:
            pieces = known[run] = reader.pieces(run)
        for start, end, kind, is_glued in pieces:
            found.append(Word(first + start, first + end, kind, is_glued, number, first, last))
    return Eojeols(text, tuple(spans), tuple(found))


@cache
def _lexicon() -> dict[str, Class]:
    """Return all known words; what stands later wins."""
    lexicon: dict[str, Class] = {}
    for some, kind in (
        (words.events(), Class.EVENT),
        (words.seasons(), Class.SEASON),
        (words.ordinary(), Class.ORDINARY),
        (words.sites(), Class.SITE),
        (words.heads(), Class.HEAD),
        (words.jobs(), Class.JOB),
        (words.doubtful_jobs(), Class.JOB_MAYBE),
        (words.organs(), Class.ORGAN),
        (words.feasts(), Class.FEAST),
        (words.kin(), Class.KIN),
    ):
        lexicon.update(dict.fromkeys(some, kind))
    lexicon.update(dict.fromkeys(words.PLACES, Class.PLACE))
    for time in words.TIMES:
        lexicon[time] = Class.TIME
    for title in words.TITLES:
        lexicon.setdefault(title, Class.TITLE)
    return lexicon


@cache
def _endings_of_compounds() -> dict[str, Class]:
    """Return words of two syllables and more that other words may stand before, unspaced."""
    found: dict[str, Class] = {}
    for some, kind in _COMPOUND:
        shortest = 3 if kind is Class.JOB else 2
        found.update(
            {word: kind for word in some() if len(word) >= shortest and word not in _NO_COMPOUNDS}
        )
    return found


@dataclass(frozen=True, repr=False)
class _Reader:
    """Reads eojeols of one text and remembers which endings it has judged."""

    endings: dict[str, bool]

    def pieces(self, run: str) -> tuple[Piece, ...]:
        """Return the words with a class in a run of Hangul."""
        lexicon = _lexicon()
        shortest = max(len(run) - _LONGEST_TAIL, 1)
        stems = [
            cut for cut in range(len(run), shortest - 1, -1) if self._is_ending(run[cut:], cut)
        ]
        if shortest > _LONGEST_STEM:
            return tuple(self._glued(run))
        for cut in stems:
            kind = lexicon.get(run[:cut])
            if kind is not None:
                return () if kind is Class.ORDINARY else (Piece(0, cut, kind),)
        for cut in stems:
            kind = _by_ending(run[:cut], run[cut:])
            if kind is not None:
                return (Piece(0, cut, kind),)
            piece = self._after_determiner(run, cut)
            if piece is not None:
                return (piece,)
        for cut in stems:
            kind = _compound(run[:cut])
            if kind is not None:
                return (Piece(0, cut, kind),)
        if len(run) < _LONG_RUN and is_ordinary(run, self._is_ending):
            return ()
        return tuple(self._glued(run)) or self._unknown(run)

    def _unknown(self, run: str) -> tuple[Piece, ...]:
        """Return what no list knows: a place where an ending says so."""
        if len(run) < 2 or len(run) > _LONGEST_UNKNOWN:
            return ()
        cut = len(run) - _ending_length(run)
        if cut > _LONGEST_NAME or (cut == len(run) and run[-1] in _VERB_ENDINGS):
            return ()
        kind = Class.UNKNOWN_PLACE if _WITHIN.fullmatch(run[cut:]) else Class.UNKNOWN
        return (Piece(0, cut, kind),)

    def _is_ending(self, rest: str, cut: int) -> bool:
        if not rest:
            return True
        if len(rest) > _LONGEST_TAIL:
            return False
        if cut == 1:
            return is_strict_suffix(rest)
        known = self.endings.get(rest)
        if known is None:
            known = self.endings[rest] = _ENDINGS.fullmatch(rest) is not None
        return known

    def _after_determiner(self, run: str, cut: int) -> Piece | None:
        """Return a known word after 우리, 그, 내, or a relative after a name, without a space."""
        lexicon = _lexicon()
        for at in (2, 3):
            if cut - at > 1 and lexicon.get(run[at:cut]) is Class.KIN:
                head = run[:at]
                if lexicon.get(head) is Class.KIN or is_given(head) or _is_given_i(head):
                    return Piece(0, cut, Class.KIN)
        for word in _DETERMINERS:
            if run.startswith(word) and cut - len(word) > 1:
                kind = lexicon.get(run[len(word) : cut])
                if kind not in (None, Class.ORDINARY):
                    return Piece(len(word), cut, kind)
        return None

    def _glued(self, run: str) -> Iterator[Piece]:
        """Yield known words of a run that holds several, and given names that end in 이."""
        if len(run) < 5:
            return
        lexicon = _lexicon()
        at = done = 0
        while at < len(run) - 1:
            for end in range(min(at + _LONGEST_WORD, len(run)), at + 1, -1):
                kind = lexicon.get(run[at:end])
                if kind is not None:
                    near = at - done <= 2 or len(run) >= _LONG_RUN
                    if kind is not Class.ORDINARY and (near or end - at > 2):
                        is_named = kind is Class.HEAD and 0 < at - done <= 3
                        yield Piece(done if is_named else at, end, kind, is_glued=True)
                    done = at = end
                    break
            else:
                if (
                    at == 0
                    and len(run) >= _LONG_RUN
                    and run[2] in _AFTER_NAMES
                    and is_given(run[:2])
                ):
                    yield Piece(0, 2, Class.GIVEN, is_glued=True)
                    done = 2
                if (at == done or len(run) >= _LONG_RUN) and _is_given_i(run[at : at + 3]):
                    yield Piece(at, at + 3, Class.GIVEN_I, is_glued=True)
                    done = at + 3
                    at += 2
                at += 1


def _ending_length(run: str) -> int:
    """Return how long the endings of an unknown word are: those that fit its last syllable."""
    for closed, endings in _FITTING:
        for ending in endings:
            size = len(ending)
            if len(run) - size > 1 and run.endswith(ending):
                is_closed = _tail_of(run[-size - 1]) != 0
                if closed is None or closed == is_closed:
                    return size
    return 0


def _by_ending(stem: str, rest: str) -> Class | None:
    """Return the class that the end of an unknown word tells."""
    size = len(stem)
    if size < 2 or (size > 2 and stem in words.ordinary()):
        return None
    is_noun = stem in words.nouns()
    is_case = _CASE.fullmatch(rest) is not None
    if is_case and size == 3 and not is_noun and _is_full_name(stem):
        return Class.FULL_NAME
    if _is_given_i(stem):
        return Class.GIVEN_I
    if size > 3 and (kind := _compound(stem)) is not None:
        return kind
    if rest in ("아", "야") and is_given(stem):
        return Class.GIVEN
    if size == 2 and stem[1] == "이" and stem[0] in _SINGLE_NAMES and rest in _AFTER_SINGLE:
        return Class.GIVEN_I
    if is_case and size > 2 and stem[-1] == "댁":
        return Class.FULL_NAME
    if is_case and size > 2:
        if not is_noun and _PLACE.fullmatch(stem) and not stem.endswith(tuple(_NO_PLACE_END)):
            return Class.PLACE
        if (
            not is_noun
            and _PLACE_WITHIN.fullmatch(stem)
            and _WITHIN.fullmatch(rest)
            and not stem.endswith(tuple(_NO_PLACE_END))
        ):
            return Class.PLACE
        if _JOB_END.fullmatch(stem) and not stem.endswith(tuple(_NO_JOB_END)):
            return None if stem[-1] == "수" and _tail_of(stem[-2]) == _RIEUL else Class.JOB_ENDING
    if is_case and size == 2 and stem[1] not in _LIKE_ENDINGS and is_given(stem):
        return Class.GIVEN
    return None


def _compound(stem: str) -> Class | None:
    """Return the class of a word whose end is known and whose beginning modifies it."""
    if stem in words.ordinary() or (len(stem) < 4 and stem in words.verbs()):
        return None
    endings = _endings_of_compounds()
    for start in range(1, len(stem) - 1):
        kind = endings.get(stem[start:])
        if kind is not None:
            is_short = start < 2 and stem[start:] in _LONGER_COMPOUNDS
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
        and _lexicon().get(word) is None
    )


def _is_given_i(word: str) -> bool:
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
