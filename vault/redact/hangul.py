"""What may stand around a Korean word: particles, honorifics, surnames; and particle agreement.

Word lists and pure functions over them. Which words are looked for is `registry` and
`detectors.korean`.
"""

from __future__ import annotations

import re
from typing import Final

# Endings that a noun takes: case and auxiliary particles, plural, quotation, what is beside it.
PARTICLES: Final[tuple[str, ...]] = tuple(
    """
    은 는 이 가 을 를 에 에게 에게서 에게로 에서 에선 에겐 에도 에만 에는 엔 에다 에다가 의 와 과
    도 만 로 으로 로서 으로서 로써 으로써 로부터 으로부터 부터 까지 한테 한테서 한텐 한테선 께
    께서 께선 께서는 이나 나 이나마 나마 이라 라 이라고 라고 이라는 라는 이라던 라던 이라며 라며
    이라면 라면 이라도 라도 이라서 라서 이란 란 이라니 라니 이라든지 라든지 이든 든 이든지 든지
    이야말로 야말로 네 들 처럼 같이 같은 보다 마다 마저 조차 밖에 뿐 대로 만큼 커녕 치고 하고 랑
    이랑 더러 보고 야 아 여 이여 요 이요 다 며 이며 고 이고 지만 이지만 자 이자 니 이니 니까
    이니까 예요 에요 죠 이죠 인데 인가 인지 쯤 정도 따라 측 쪽 등 및 때문 덕분 탓 앞 뒤 옆 위 밑
    안 속 곁 씩 간 답게 답다 다운 스럽게 선 서 면 이면 대신 구나
    이구나 이네 군요 이군요 네요 지요 이지요 랍니다 이랍니다 래 이래
    """.split()
)
# The copula and its endings: 이다, 였다, 이었을, 입니다, 이신, 인데 ...
_COPULA: Final = "(?:이?었|였|이였|입|인|일|이|이?신|이?셨)[가-힣]{0,5}"
HONORIFICS: Final[tuple[str, ...]] = tuple(
    """
    씨 님 양 군 옹 동무 동지 선생 선생님 사장 사장님 과장 과장님 부장 부장님 국장 소장 반장
    반장님 지배인 위원장 당비서 비서 기사장 작업반장 인민반장 분조장 관리위원장 대표 교수 박사
    기자 의사 간호사 교원 교사 원장 목사 상사 중사 하사 소위 중위 상위 대위 소좌 중좌 상좌 대좌
    중장 상장 대장 지도원 보위원 보안원 안전원 여사 부인 아저씨 아주머니 아줌마 아바이 아매
    할머니 할아버지 어머니 아버지 엄마 아빠 어머님 아버님 언니 누나 누이 오빠 형 형님 동생 삼촌
    이모 고모 가족 일가 집 집안 남편 아내 안해 아들 딸 아이 애 모친 부친 친구 부부 이
    """.split()
)
SURNAMES: Final[tuple[str, ...]] = tuple(
    """
    김 이 리 박 최 정 강 조 윤 장 림 임 한 오 서 신 권 황 안 송 류 유 홍 전 고 문 량 양 손 배 백
    허 남 심 로 노 하 곽 성 차 주 우 구 라 나 민 진 지 엄 채 원 천 방 공 현 함 변 염 여 려 추 도
    소 석 선 설 마 길 연 위 표 명 기 반 왕 금 옥 육 륙 인 맹 제 모 탁 국 어 은 편 용 룡 봉 사
    남궁 황보 제갈 선우 독고 사공 서문 동방
    """.split()
)
# Words that stand before a name without a space.
PREFIXES: Final[tuple[str, ...]] = tuple("그 저 이 내 제 울 우리 큰 작은 고 전 현 옛 새 故".split())


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


PARTICLE_CHAIN: Final = f"(?:{_alternatives(PARTICLES)}){{0,3}}"
HONORIFIC_CHAIN: Final = f"(?:{_alternatives(HONORIFICS)}){{0,2}}"
_SUFFIX = re.compile(f"{HONORIFIC_CHAIN}{PARTICLE_CHAIN}(?:{_COPULA})?")
# What may stand between the name of a place and its particles.
_RANKED = re.compile(
    "(?:읍|시|구|동|리|역|항|광산|탄광|시장|지구|로동자구|노동자구|지방|출신|사람)"
    f"{PARTICLE_CHAIN}(?:{_COPULA})?"
)
_BEFORE = re.compile(f"(?:{_alternatives(PREFIXES)})?(?:{_alternatives(SURNAMES)})?")
# A noun of one syllable and a short particle are soon another word (정 and 도, 하 and 였다), so
# these chains begin with what is seldom anything else.
_UNLIKE_WORDS: Final = (
    "에게|에게서|에게로|에서|한테|한테서|께서|까지|부터|로부터|으로부터|로서|으로서|처럼|보다|만큼|라고|이라고"
    "|이라는|이라도|밖에|마저|조차|마다|하고|이랑|이네|네|씨네|들|뿐|때문|더러|보고"
)
_STRICT_COPULA: Final = "입니다|입니까|이다|이에요|예요|이야|이었[가-힣]{1,4}"
_STRICT_SUFFIX = re.compile(
    f"(?:{_alternatives(HONORIFICS)}){{1,2}}{PARTICLE_CHAIN}(?:{_COPULA})?"
    f"|(?:{_UNLIKE_WORDS})(?:은|는|도|만|이|가|을|를|의|에|에게|까지|요){{0,2}}(?:{_STRICT_COPULA})?"
    "|은|는|이|가|을|를|의|와|과|도|만|에|께|로|으로|이나|나|랑|아|야|이여"
    f"|{_STRICT_COPULA}"
)
_SUFFIX_LONGEST = 14
_BEFORE_LONGEST = 4

# Pairs that depend on whether the syllable before ends in a consonant: after it, after a vowel,
# and the form that Korean writes when it cannot know.
_PAIRS: Final[tuple[tuple[str, str, str], ...]] = (
    ("으로", "로", "(으)로"),
    ("이라", "라", "(이)라"),
    ("이랑", "랑", "(이)랑"),
    ("이나", "나", "(이)나"),
    ("이며", "며", "(이)며"),
    ("이네", "네", "(이)네"),
    ("이든", "든", "(이)든"),
    ("이었", "였", "였"),
    ("이였", "였", "였"),
    ("이에요", "예요", "예요"),
    ("이셨", "셨", "셨"),
    ("이셔", "셔", "셔"),
    ("이시", "시", "시"),
    ("이여", "여", "(이)여"),
    ("이야", "야", "(이)야"),
    ("이란", "란", "(이)란"),
    ("이래", "래", "(이)래"),
    ("은", "는", "은(는)"),
    ("이", "가", "이(가)"),
    ("을", "를", "을(를)"),
    ("과", "와", "과(와)"),
    ("아", "야", "아(야)"),
)
# After a consonant the copula needs its 이; after a vowel it may stay, so that it tells nothing.
_COPULAS: Final = re.compile(
    "(?:다|고|니까|니|지만|면|면서|자|던|ㄴ데|죠|지요|네요|군요|구나)(?=[^가-힣]|$)|다(?=고|는|며|면)|던(?=가|지|데)"
)
_AGREEING = re.compile(
    "(?:으로|로)(?=서|써|는|도|만|부터|[^가-힣]|$)"
    "|(?:이라|라)(?=고|는|며|면|도|서|던|니|든|[^가-힣]|$)"
    "|(?:이란|란)(?=[^가-힣]|$)|(?:이래|래)(?=요|[^가-힣]|$)"
    "|(?:이었|이였|였|이셨|셨|이셔|셔)(?=[가-힣])|시(?=다|고|며|지만|니까|네|던)|(?:이에요|예요)(?=[^가-힣]|$)"
    "|(?:이야|야)(?=말로|[^가-힣]|$)|(?:이여|여)(?=서|[^가-힣]|$)|(?:이든|든)(?=지|[^가-힣]|$)"
    "|(?:이나|나)(?=마|[^가-힣]|$)"
    "|(?:이랑|랑|이며|며|이네|네|은|는|이|가|을|를|과|와|아)(?=[^가-힣]|$)"
    "|(?:은|는)(?=커녕)"
    "|(?:과|와)(?=는|의|도|함께|같이)"
)
_DIGITS_CLOSED: Final = frozenset("013678")  # 영 일 삼 육 칠 팔
_DIGITS_RIEUL: Final = frozenset("178")
_LETTERS_CLOSED: Final = frozenset("LMNR")  # 엘 엠 엔 알, read letter by letter
_LETTERS_RIEUL: Final = frozenset("LR")
_MEASURES: Final = {"kg": True, "g": True, "mg": True, "t": True} | dict.fromkeys(
    ("km", "m", "cm", "mm", "l", "ml", "ha"), False
)
_RIEUL = 8  # the tail index of ㄹ: 로, not 으로, follows it


def is_suffix(word: str) -> bool:
    """Tell whether `word`, the rest of an eojeol after a noun, is honorifics and particles only."""
    return len(word) <= _SUFFIX_LONGEST and _SUFFIX.fullmatch(word) is not None


def is_ranked_suffix(word: str) -> bool:
    """Tell whether `word` is what a place is (읍, 역, 광산) and particles only."""
    return len(word) <= _SUFFIX_LONGEST and _RANKED.fullmatch(word) is not None


def is_strict_suffix(word: str) -> bool:
    """Tell the same for a noun of one syllable, which takes fewer endings: 정도 is a word."""
    return len(word) <= _SUFFIX_LONGEST and _STRICT_SUFFIX.fullmatch(word) is not None


def is_prefix(word: str) -> bool:
    """Tell whether `word`, glued before a name, is a determiner, a surname or both."""
    return len(word) <= _BEFORE_LONGEST and _BEFORE.fullmatch(word) is not None


def agreeing_particle(words: str, after: str) -> tuple[int, str] | None:
    """Return (length of the particle at the start of `after`, the form that fits `words`).

    None when no alternating particle follows, or it fits already. Without this a 은 or 는 left
    behind would tell whether the hidden word ends in a consonant. Figures and initials are read
    aloud; after other words that end in no Hangul both forms are given, 은(는); after no words at
    all the particle goes as well.
    """
    match = _AGREEING.match(after[:8])
    if match is None:
        return _agreeing_copula(words, after)
    particle = match.group()
    if not words:
        return len(particle), ""
    pair = _pair(particle, after)
    ending = _ending(words)
    if ending is None:
        return len(particle), pair[2]
    is_closed, is_rieul = ending
    if particle == "네":  # what stands beside a common noun keeps it: 친척네
        return None
    fitting = pair[0] if is_closed and not (is_rieul and pair[0] == "으로") else pair[1]
    return None if fitting == particle else (len(particle), fitting)


def _pair(particle: str, after: str) -> tuple[str, str, str]:
    """Return the pair of a particle; 야 that calls somebody has 아 beside it, the copula 이야."""
    if particle == "야":
        is_calling = after[1:2] in {",", "!"}
        return ("아", "야", "아(야)") if is_calling else ("이야", "야", "(이)야")
    return next(pair for pair in _PAIRS if particle in pair)


def _agreeing_copula(words: str, after: str) -> tuple[int, str] | None:
    """Return the 이 that the copula needs after a consonant: 간호사다 -> 의료인이다."""
    match = _COPULAS.match(after[:8])
    ending = _ending(words) if words and match else None
    if match is None or ending is None or not ending[0]:
        return None
    return len(match.group()), f"이{match.group()}"


def _ending(words: str) -> tuple[bool, bool] | None:
    """Tell whether words, read aloud, end in a consonant, and in ㄹ; None when nobody can know."""
    last = next((c for c in reversed(words) if c.isalnum()), "")
    if "가" <= last <= "힣":
        tail = (ord(last) - 0xAC00) % 28
        return tail != 0, tail == _RIEUL
    if last.isascii() and last.isdigit():
        return last in _DIGITS_CLOSED, last in _DIGITS_RIEUL
    measure = re.search(r"[ 0-9]([a-z]{1,2})$", words)
    if measure and measure.group(1) in _MEASURES:
        return _MEASURES[measure.group(1)], False
    if re.search(r"(?:^|[^A-Za-z])[A-Z]{1,6}[^A-Za-z가-힣]*$", words):
        return last in _LETTERS_CLOSED, last in _LETTERS_RIEUL
    return None
