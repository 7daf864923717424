"""Names and kinship in Korean.

A name is likely with a surname and syllables of names, with a title, an honorific or a naming
word; a given name alone is possible. Ages are `korean_numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors import korean_words as words
from vault.redact.detectors.eojeols import Eojeols, Word
from vault.redact.detectors.korean_endings import is_name
from vault.redact.detectors.korean_lexicon import Class
from vault.redact.detectors.korean_near import Near
from vault.redact.detectors.page import Page
from vault.redact.hangul import SURNAMES
from vault.redact.spans import Proposal

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE


def _any_of(some: Iterable[str]) -> str:
    return "|".join(sorted(set(some), key=lambda word: (-len(word), word)))


_SURNAME: Final = f"(?:{_any_of(SURNAMES)})"
_RARELY_ELSE: Final = "(?:김|리|박|최|림|윤|황|권|홍|허|류|정|강|조|장|임|한|오|서|신|송)"
_ALONE_HEAD: Final = "(?:김|박|최|림|윤|황|권|홍|허|류|곽|남궁|황보)"
_START: Final = "(?<![가-힣])"
_GIVEN: Final = "[가-힣]{2}"
_COPULA: Final = (
    "(?:이라고|라고|입니다|이다|다|이에요|예요|이예요|이었|이였|였|인데|이라는|라는"
    "|임|이란|란|이지)"
)
_PERSONAL: Final = (
    "(?:에게서|에게는|에게도|에게|한테서|한테는|한테|께서는|께서|께|이네|네 (?:집|가족|식구|부부))"
)
# Titles that follow a name without a space, or a surname alone.
_HONORIFICS: Final = (
    "씨|님|양|군|옹|동무|동지|선생|선생님|사장|사장님|과장|부장|국장|반장|비서|지배인"
    "|위원장|지도원|보위원|보안원|안전원|의사"
    "|교수|박사|기자|교원|원장|소장|대장|상사|중사|하사|소위|중위|상위|대위|소좌|중좌"
    "|상좌|대좌|여사|아저씨|아주머니|아줌마|아주마이|할머니"
    "|할아버지|할배|할매|언니|누나|오빠|형|형님|삼촌|이모|고모|아바이|아매|령감|영감"
    "|로인|노인|집사|목사|간호사|간호원|대표|부원|조장"
    "|처녀|총각|서방|판사|검사|부비서|당비서|기사장|분조장|작업반장|인민반장"
    "|관리위원장|부기장|부기|회계|세포비서|중대장|소대장|대대장|련대장"
)
_NAMING: Final = (
    "이름은 이름이 이름도 본명은 가명은 별명은 별명이 저는 나는 이라는 라는 이라고 "
    "라고 성은 성이 성씨"
).split()
_ROWS: Final = (
    (
        Near(
            "[가-힣] ?모(?:[ 씨(,]|[가-힣]{1,3})",
            rf"{_START}({_SURNAME} ?모)(?= ?(?:씨|양|군|여인|할머니|씨는)|[ ,(]|은 |는 |가 |를 "
            rf"|의 )",
            before=2,
            after=6,
        ),
        _LIKELY,
        "surname and 모",
    ),
    (
        Near(
            "[A-Z○●△×*□◇ㅇᄋ]",
            r"(?<![A-Za-z0-9])([A-Z](?:모)?(?: ?씨)?|[A-Z]{2}(?: ?씨)?)(?= ?(?:씨|양|군|선생"
            r"|동무|모씨|입니다|이라|이다|라고|는 |가 |와 |의 |은 |이 |를 |,))"
            rf"|{_START}({_SURNAME} ?[OX○●△×*□◇ㅇᄋ]{{1,2}}(?: ?씨)?)(?![A-Za-z])",
            before=3,
            after=8,
        ),
        _LIKELY,
        "initials",
    ),
    (
        Near(
            "[ᄀ-ᄒㄱ-ㅎ]{2}",
            r"(?<![ᄀ-ᄒㄱ-ㅎ가-힣])((?!ᄏᄏ|ᄒᄒ|ᄋᄋ|ᄂᄂ|ᄀᄀ|ᄃᄃ|ㅋㅋ|ㅎㅎ"
            r"|ㅇㅇ)[ᄀ-ᄒㄱ-ㅎ]{2,3})(?![ᄀ-ᄒㄱ-ㅎ])",
            before=1,
            after=5,
        ),
        _POSSIBLE,
        "initials",
    ),
    (
        Near(
            _HONORIFICS.split("|"),
            rf"{_START}([김박최류윤황권홍허림리강조장정한오서신송안양백심노곽차우민채천함변염탁맹"
            rf"엄왕진길석문손배유성](?:씨|사장|과장|반장|비서|선생|목사|교수|박사|의사|동무"
            rf"|동지|령감|영감|아바이|아매|지도원|소장|국장"
            rf"|부장)(?:님)?)(?=[은는이가을를의와과도만께한에네댁요라였랑,. )]|하고|$)",
            before=4,
            after=9,
        ),
        _LIKELY,
        "surname with a title",
    ),
    (
        Near(
            _HONORIFICS.split("|"),
            rf"{_START}({_SURNAME}(?:[가-힣]{{1,2}}|))(?:씨|님|동무|동지|선생|가네)(?:님)?(?:네"
            rf"|댁)?(?![가-힣]{{4}})(?<!날씨)(?<!글씨)(?<!솜씨)(?<!말씨)(?<!불씨)(?<!선생님선생)",
            before=5,
            after=8,
        ),
        _LIKELY,
        "name with an honorific",
    ),
    (
        Near(
            _HONORIFICS.split("|"),
            rf"{_START}((?:{_SURNAME}|{_SURNAME}[가-힣]{{1,2}}|[가-힣]{{2}}) "
            rf"(?:{_HONORIFICS})(?:님)?)(?=(?:[은는이가을를의와과도만께한에네댁요라였인임집,. "
            rf")드]|하고|이랑|랑|입|$))",
            before=6,
            after=10,
        ),
        _LIKELY,
        "name before a title",
    ),
    (
        Near(
            _NAMING,
            rf"(?:(?:이름|본명|가명)[은이도]|저는|나는) ?({_SURNAME} ?{_GIVEN})(?={_COPULA}"
            rf"|[^가-힣]|$)",
            before=0,
            after=16,
        ),
        _LIKELY,
        "name after a naming word",
    ),
    (
        Near(
            "이름 본명 가명 별명 별호 아명 호칭 닉네임".split(),
            r"(?:이름|본명|가명|별명|별호|아명|닉네임)[은이도] ?(?:[\"“'‘])?([가-힣]{2,"
            r"4}?)(?=[\"”'’]?(?:이?라고|입니다|이?였|이었|이에요|예요|이예요|인데|이요|였소"
            r"|이다|다|구요|이구요|고요|라|이라)(?![가-힣]{3}))",
            before=0,
            after=20,
        ),
        _LIKELY,
        "what somebody is called",
    ),
    (
        Near(
            ["라고", "라는", "라 "],
            r"(?<![가-힣])([가-힣]{1,6}?)(?=이?(?:라고|라는|라) ?(?:별명|가명|이름|외자"
            r"|불[렀러리려릅]|부르|부릅|놀[렸리]))",
            before=8,
            after=10,
        ),
        _LIKELY,
        "what somebody is called",
    ),
    (
        Near(
            ["를 ", "을 "],
            r"(?:를|을) ([가-힣]{2,6}?(?<![하되오가보주내시]))(?=이?라고 ?(?:했[다소슴어지]"
            r"|하[오지였]|합니|해요|한다))",
            before=0,
            after=16,
        ),
        _POSSIBLE,
        "what somebody is called",
    ),
    (
        Near(["("], rf"\(({_SURNAME})(?=[,)] )", before=0, after=5),
        _POSSIBLE,
        "surname in brackets",
    ),
    (
        Near(
            "할머니 할아버지 할매 할배 아바이 아매 아저씨 아주머니 아줌마 령감 영감 로인 노인 "
            "엄마 아지미".split(),
            r"(?<![가-힣])((?:[가-힣]{1,3}집|[가-힣0-9]{1,3}반|[가-힣]{2}댁|옆방|앞방|[0-9]{1,"
            r"2}층|[가-힣]{2}네) (?:할머니|할아버지|할매|할배|아바이|아매|아저씨|아주머니"
            r"|아줌마|령감|영감|로인|노인|엄마|아지미))",
            before=6,
            after=5,
        ),
        _POSSIBLE,
        "somebody called by a house",
    ),
    (
        Near(
            "성이 성은 성씨 성도".split(),
            rf"(?<![가-힣])(?:성이|성은|성씨가|성도|성씨는) ?({_SURNAME})(?=씨|가|이|라|인|였"
            rf"|예|입|고)",
            before=0,
            after=8,
        ),
        _LIKELY,
        "surname after a naming word",
    ),
    (
        Near(
            _NAMING,
            rf"{_START}({_SURNAME} ?{_GIVEN}|[가-힣]{{2,3}})(?=(?:이라는|라는|이라고|라고) "
            r"(?:사람|여자|남자|이름|여성|남성|아이|친구|녀성|녀자|처녀|청년|동무|애|분|하는"
            r"|합니다|해요|하오|불[렀러리려]|부르))",
            before=5,
            after=16,
        ),
        _LIKELY,
        "name before a naming word",
    ),
    (
        Near(
            ["에게", "한테", "께", "네"],
            rf"{_START}({_SURNAME}[가-힣]{{2}}){_PERSONAL}(?![가-힣])",
            before=4,
            after=8,
        ),
        _LIKELY,
        "name before a personal particle",
    ),
    (
        Near(
            f"{_ALONE_HEAD} [가-힣]",
            rf"{_START}({_ALONE_HEAD} {_GIVEN})(?=(?:{_HONORIFICS})|{_PERSONAL}"
            rf"|[은는이가을를와과도의](?![가-힣]))",
            before=1,
            after=14,
        ),
        _POSSIBLE,
        "surname and given name apart",
    ),
    (
        Near(
            f"{_START}{_RARELY_ELSE}",
            rf"{_START}({_RARELY_ELSE}[가-힣]{{2}})(?:은|는|이|가|을|를|의|와|과|도|만|하고"
            rf"|랑)(?![가-힣])",
            before=1,
            after=8,
        ),
        _POSSIBLE,
        "surname and two syllables",
    ),
)
# Where the sentence itself says that this is a name.
_NAMED: Final = ("what somebody is called", "somebody called by a house", "surname with a title")
_PARENTS: Final = frozenset(
    "어머니 엄마 아버지 아빠 할머니 할아버지 어머이 아버이 아바이 아매 엄마네 어멈 "
    "애비 에미 언니 오빠 누나 형 아저씨 아주머니 삼촌 이모 고모".split()
)
_NO_SURNAMES_ALONE: Final = frozenset(
    "이 전 현 부 고 시 도 구 당 각 내 제 두 세 네 여 모 기 국 문 사 반 어 연 인 은 나 라".split()
)
_NAME_WITH_ENDING: Final = re.compile(
    "([가-힣]{2}이|[가-힣]{1,2})(?:은|는|이|가|을|를|도|만|의|와|과|랑|하고|한테|에게|네|야|아)?"
)
_NUMBERS: Final = (
    "하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열|두 ?명|세 ?명|네 ?명|다섯 ?명|[0-9]{1,"
    "2} ?명|두 ?분|한 ?명"
)
_HOW_MANY: Final = re.compile(
    f"(?:만|이|은|가|도|까지)? ?(?:{_NUMBERS})(?=[ ,.을를이가은는과와도만뿐밖?!)하인중모였]|$)"
)
_BEFORE_KIN: Final = re.compile(
    "(?<![가-힣])((?:두|세|네|다섯|여섯|일곱|쌍둥이|작은|큰|먼|막내|이복|배다른|눈먼"
    "|앓는|늙은|홀|애|애들|아이|아이들|우리집|(?:외가|친가|처가|어머니|아버지|엄마"
    "|아빠|남편) ?쪽"
    "|(?:남편|안해|아내|처|형|오빠|언니|누나|동생|어머니|아버지|엄마|아빠|아들|딸"
    "|삼촌|이모|고모|할머니|할아버지|친구|세대주|사촌|조카)의)) $"
)
_WHERE: Final = re.compile(
    r"([가-힣]{1,6}(?:에|에서|이|가)? (?:있는|사는|다니는|간|계시는|계신|일하던|일하는"
    r"|복무하는|시집간|장가간|살던|있던|나간|없는|못 쓰는|안 들리는|앓는|죽은)) $"
)
_TELLING_KIN: Final = re.compile(
    "(?:외아들|외동|무남독녀|.대독자|독자|독녀|쌍둥|세쌍둥|삼태|유복|배다른|이복|의붓"
    "|양아들|양딸|수양|입양|맏|큰|둘째|셋째|넷째|다섯째|막내|시|처|장모|장인|외|고모"
    "|이모|사촌|육촌|조카|손|며느리|사위|올케|형수|제수|매[부형제]|자형|계[모부]|의부"
    "|전처|전남편|남자형제|녀자형제|사돈|미망인|약혼)"
)
_ANY_CHILD: Final = frozenset("아이 아이들 애기 애".split())
_COMMON_KIN: Final = frozenset(
    "부부 아이 애기 내외 집사람 자식 자녀 부모 부모님 형제 자매 친척 일가 식솔 언니 "
    "형님 오빠 형 시집 처 첩 령감 영감 아바이 아매 본가 친정 부인 애인 동서 둘째 셋째 "
    "첫째 시가 자제 처자 첫째 자부 매제 둘째아이 새아이 시아이 본처 자식들".split()
)


def names(page: Page) -> Iterator[Proposal]:
    """Propose names: full, with a title or an honorific, after a naming word, or given alone."""
    if not page.has_hangul:
        return
    for pattern, sure, why in _ROWS:
        for match in pattern.finditer(page):
            group = match.lastindex or 0
            if why in _NAMED or not _is_ordinary(match.group(group)):
                yield _person(match.span(group), sure, why)
    for word in page.eojeols.words:
        if word.kind is Class.FULL_NAME:
            yield _person((word.start, word.end), _LIKELY, "surname and syllables of names")
        elif word.kind is Class.GIVEN_I:
            yield _person((word.start, word.end), _LIKELY, "given name with 이")
        elif word.kind is Class.GIVEN:
            yield _person((word.start, word.end), _POSSIBLE, "syllables of a given name")
        elif word.kind is Class.UNKNOWN:
            yield _person((word.start, word.end), _POSSIBLE, "word that no list knows")
    yield from _called_by_another(page.eojeols)
    yield from _beside_titles(page.eojeols)
    yield from _after_relatives(page.eojeols)


def kinship(page: Page) -> Iterator[Proposal]:
    """Propose relatives, with their number (딸 하나) and what tells them apart."""
    if not page.has_hangul:
        return
    text = page.text
    for word in page.eojeols.words:
        if word.kind is not Class.KIN:
            continue
        many = _HOW_MANY.match(text, word.end)
        start = _with_clause(text, word)
        end = many.end() if many else word.end
        name = text[word.start : word.end]
        if name in _ANY_CHILD and not many and start == word.start:
            continue
        tells = many or start < word.start or _TELLING_KIN.match(name)
        sure = _LIKELY if tells or name not in _COMMON_KIN else _POSSIBLE
        why = "relative told apart" if tells else "relative"
        yield Proposal(start, end, SpanKind.KINSHIP, sure, why, "korean.kinship")


def _person(span: tuple[int, int], sure: Confidence, why: str) -> Proposal:
    return Proposal(*span, SpanKind.PERSON, sure, why, "korean.name")


def _with_clause(text: str, word: Word) -> int:
    """Return where a relative begins with 서울에 사는 or the like before it."""
    if word.start != word.first:
        return word.start
    clause = _WHERE.search(text[max(word.start - 16, 0) : word.start])
    clause = clause or _BEFORE_KIN.search(text[max(word.start - 8, 0) : word.start])
    return word.start - len(clause.group(1)) - 1 if clause else word.start


def _called_by_another(eojeols: Eojeols) -> Iterator[Proposal]:
    """Yield people called by a child or a place: 금실 어머니, 길주댁."""
    for word in eojeols.words:
        if word.kind is not Class.KIN or not eojeols.is_joined(word.number):
            continue
        name = eojeols.text[word.start : word.end]
        before = eojeols.neighbour(word.number - 1)
        if (
            name in _PARENTS
            and word.start == word.first
            and _is_said_of_relative(before[:2])
            and len(before) < 4
        ):
            start = eojeols.spans[word.number - 1][0]
            yield _person((start, word.end), _LIKELY, "parent called by a child")


def _beside_titles(eojeols: Eojeols) -> Iterator[Proposal]:
    """Yield a surname or a full name before work: 신 교장, 강철수 보위지도원."""
    for word in eojeols.words:
        if word.kind not in (Class.JOB, Class.JOB_MAYBE, Class.TITLE) or word.start != word.first:
            continue
        if not eojeols.is_joined(word.number):
            continue
        before = eojeols.neighbour(word.number - 1)
        is_full = len(before) == 3 and before[0] in SURNAMES and is_name(before[1:])
        if is_full or (before in SURNAMES and before not in _NO_SURNAMES_ALONE):
            sure = _POSSIBLE if before == "한" else _LIKELY
            start = eojeols.spans[word.number - 1][0]
            yield _person((start, word.end), sure, "name before work or a title")


def _after_relatives(eojeols: Eojeols) -> Iterator[Proposal]:
    """Yield a given name after a relative without endings: 언니 춘화, 막내 일심이."""
    for word in eojeols.words:
        is_work = word.kind in (Class.JOB, Class.JOB_MAYBE, Class.JOB_ENDING)
        if not (is_work or word.kind is Class.KIN) or word.end != word.last:
            continue
        if not eojeols.is_joined(word.number + 1):
            continue
        after = eojeols.neighbour(word.number + 1)
        found = _NAME_WITH_ENDING.match(after)
        if found and _is_said_of_relative(found.group(1)):
            start = eojeols.spans[word.number + 1][0]
            span = (start, start + len(found.group(1)))
            yield _person(span, _POSSIBLE, "name after work or a relative")


def _is_said_of_relative(name: str) -> bool:
    if name in "홍엄박최김리황권허곽류윤림심탁맹채":
        return True
    bare = name[:-1] if len(name) == 3 or (len(name) == 2 and name[1] == "이") else name
    if len(bare) == 1:
        return bare in "철훈혁광옥금숙순란별송남룡학국진준성명영선심실연향봉춘강건경석범덕욱희"
    return is_name(bare) and (bare in words.GIVEN_NAMES or bare not in words.ordinary())


def _is_ordinary(name: str) -> bool:
    """Tell whether a word that looks like a name is an ordinary one."""
    bare = name.replace(" ", "")
    return (
        bare[:2] in words.ordinary_beginnings()
        or bare in words.ordinary()
        or bare[:2] in words.ordinary()
        or bare in words.kin()
        or bare in words.TITLES
        or bare in words.jobs()
        or bare in words.doubtful_jobs()
        or bare in words.heads()
        or bare in words.organs()
        or bare in _NO_NAMES
    )


_NO_NAMES: Final = frozenset(
    "그 저 이 한 두 세 네 온 내 제 남 전 현 새 큰 작은 여러 모든 다른 어떤 어느 무슨 "
    "우리 저희 이런 그런 저런 젊은 늙은 나이 예쁜 착한 못된 아는 모르는 같은 웬 옆집 "
    "앞집 뒤집 옆방 동네 마을 담당 담임 당 시 도 군 리 구역 외 친 시 오 인 연 안 유 "
    "기 구 반 국 용 방 은 라 나 노 지 성 주 공 차 고 문 소 설 선 모 하 추 표 편 명 마 "
    "길 위 금 옥 봉 사 진 어 맹 국 부 총 책임 마취과 외과 내과 지리 력사 구강 가까운 "
    "먼 죽은 살던 있던 하는".split()
) - frozenset("주 문 차 고 선 오 안 유 방 라 노 성 진".split())
