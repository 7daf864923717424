"""Numbers in Korean: how many, how much money, how long, how old.

Numerals are native (열아홉, 스물두), Sino-Korean (삼백 오십) or figures (1200만), with a counter or
bare. Points in time are `korean_dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.korean_near import Near
from vault.redact.detectors.page import Page
from vault.redact.spans import Proposal

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE

START: Final = "(?<![가-힣])"
_TENS: Final = "(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)"
_ONES: Final = "(?:하나|한|둘|두|셋|세|석|넷|네|넉|다섯|여섯|일곱|여덟|여덜|아홉)"
_ABOUT: Final = (
    "(?:한두|두세|두서너|두어|서너|네댓|너댓|네다섯|너더댓|대여섯|대엿|예닐곱|일여덟"
    "|여덟아홉|여남은|열댓|여라문|스무나문|수십|수백|수천|수만"
    "|몇십|몇백|몇천|몇만)"
)
_FEW: Final = "(?:두|세|석|서|네|넉|너|다섯|닷|여섯|엿|일곱|여덟|여덜|아홉)"
NATIVE: Final = (
    rf"(?:(?:백 ?)?(?:{_TENS} ?{_ONES}|{_TENS}|스무)|백 ?{_ONES}|{_ABOUT}(?: ?(?:십|백"
    rf"|천|만))?|{_FEW})"
)
_DIGIT: Final = "[일이삼사오육륙칠팔구]"
SINO: Final = rf"(?:(?:{_DIGIT}?[십백천만억] ?)+{_DIGIT}?(?![십백천만억]))"
FIGURES: Final = (
    r"(?<![0-9.,\-/:A-Za-z])[0-9][0-9,]*(?:\.[0-9]+)?(?: ?[십백천만억]{1,"
    r"2}(?:[0-9]+[천백])?)?(?:여(?= ?[가-힣]))?(?:[~∼-][0-9][0-9,]*[만천백]?)?"
)
NUMBER: Final = rf"(?:{FIGURES}|{START}(?:{NATIVE}|{SINO}(?:여)?))"
_SMALL: Final = rf"(?:{NUMBER}|{START}{_DIGIT})"

_PEOPLE: Final = (
    "명|사람|세대|가구|가정|식구|가족|인(?=[ 가-힣]|$)|분(?! ?(?:동안|간|만|정도|쯤"
    "|뒤|후|전|안|이면|거리))|형제|자매|남매|놈|구"
)
_MEASURES: Final = (
    "키로그람|킬로그램|키로메터|킬로미터|키로|킬로|그람|그램|미리|밀리|리터|리타|톤"
    "|메터|미터|센치|평방|평|정보|뙈기|가마니|마대"
    "|배낭|통|상자|박스|지함|켤레|벌|장|권|자루|병|개소|개(?!월)|마리|대(?![가-힣]대)"
    "|채|척|칸|집|동(?=[ ,.]|$)|호동|호|번(?!째)|차례|회"
    "|끼|곱절|곱|배|프로|퍼센트|건|곳|군데|층|호실|줄|그루|포기|알|봉지|갑|보루|잔"
    "|그릇|사발|숟가락|모|근|되|말|섬|필|쌍|조|팀|발|점"
    "|문제|과목|글자|달구지|차판|바퀴|걸음|발자국|지점|단|묶음|꾸러미|다발|포대|포"
    "|토막|리(?!더|로|수|본|력|유|어|듬|별|발|당|가 |장)|지대|보따리|짝|쪽|페지|장면"
    "|가지"
    "|보(?=[ 도를쯤,.]|$)|뼘|아름|마장|광주리|다라|바께쯔|지게|짐(?=[ 을이씩,.]|$)|탕"
    "|트럭|마지기|자동차|꾸레미|와트|볼트|도(?=[ 까의로,.]|$)|학급|반(?=[ 이을,.]|$)"
    "|kg|km|cm|㎏|㎞|g|m|t|%|℃"
)
_MONEY: Final = "원|딸라|달라|달러|불|위안|원화|유로|엔|루블|돈|원어치|위안어치|중국돈|비|전"
_NATIVE_ANCHOR: Final = (
    "[0-9]|(?<![가-힣])(?:열|스[물무]|서[른너]|마흔|쉰|예[순닐]|일[곱흔여]"
    "|여[섯덟덜든남라]|아[홉흔]|두|한두|세|셋|석|네|넷|넉|너|다섯|닷"
    "|엿|수[십백천만]|몇[십백천만]|[이삼사오육륙칠팔구일][십백천만억]|[십백천만억]"
    "|대[여엿]|[일이삼사오육륙칠팔구] ?[년월일주분시개])"
)
_COUNT: Final = Near(
    _NATIVE_ANCHOR,
    rf"(?:하루 ?|한 ?달 ?|주 ?|월 ?|년 ?|1인 ?|인당 ?)?({NUMBER} ?(?:여 ?)?(?:{_PEOPLE}"
    rf"|{_MEASURES}))(?![가-힣]{{0,1}}째)",
    before=6,
    after=22,
)
_RATE: Final = Near(
    "[0-9]|(?<![가-힣])[한두세네다여일]",
    rf"((?<![가-힣])(?:주|월|년|하루|1인|한 ?달|한 ?사람) ?(?:에 ?|당 ?)?{NUMBER} "
    rf"?(?:회|번|차례|원|키로|g|그람))",
    before=8,
    after=14,
)
_SUM: Final = Near(
    _MONEY.split("|"),
    rf"((?:중국돈 ?|한국돈 ?|1인 ?|인당 ?|한 ?사람당 ?)?(?:{NUMBER} ?(?:{_MONEY})"
    rf"|{START}{_DIGIT} ?(?:원|딸라|달라|달러|위안))(?![가-힣]{{0,1}}째))(?!인[^데지가 "
    rf"]|장|래|칙|시|망|하는|했|해|할|인|기|본)",
    before=22,
    after=8,
)
_PART: Final = Near(
    ["분의", "절반"],
    r"((?<![0-9가-힣])(?:[0-9]{1,2}|[이삼사오육칠팔구십]) ?분의 ?(?:[0-9]{1,2}"
    r"|[일이삼사오육칠팔구])|(?<![가-힣])절반)",
    before=4,
    after=6,
)
_LARGE: Final = Near(
    "만|천|억|백",
    rf"((?<![0-9.,\-/:])[0-9][0-9,]* ?(?:만|천|억|백)(?:(?: ?[0-9]+)? ?[천백])?"
    rf"|{START}(?:{_DIGIT}?[십백천만억]+ ?){{2,}}{_DIGIT}?|{START}(?!이만|오만|구만"
    rf"|일만|사천"
    rf"|삼천리)[이삼사오육륙칠팔구][백천만](?:[십백천만]?{_DIGIT}?[십백천]?)*)"
    r"(?=[ ,.)?!]|[을를이가은는도에요]|정도|쯤|$)(?! ?년)",
    before=10,
    after=12,
)
_BARE: Final = Near(
    "(?<![가-힣])(?:둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)",
    rf"{START}((?:{_TENS} ?)?(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)|{_TENS})(?<!열하나라)"
    r"(?=[ ,.?!\")~…]|$|였|에게|한테|[이은을과도만](?:[ ,.?!]|나 |서|었|였|다|요|고|라"
    r"|지|던|랑|서만)|가(?: |지고)|는(?: |불)|를 |와 |이나 |에 |로 |뿐|중|인데|인지"
    r"|입니다|이였|씩)",
    before=0,
    after=12,
)
_GLUED: Final = Near(
    ["명", "살", "사람", "세대", "번"],
    rf"(?<=[가-힣])((?:{_TENS}{_ONES}|{_TENS}|스무|다섯|여섯|일곱|여덟|아홉)(?:명|살"
    rf"|사람|세대|번)|[두세네](?:명|사람))(?=[이을를은는에와과만도데인씩 ,.]|$)",
    before=6,
    after=6,
)
_CHILDREN: Final = Near(
    ["하나", "둘", "셋", "넷", "다섯"],
    r"((?:딸|아들|애|형제|남매|동생|조카|손자|손녀|아이|자매)(?:만)?(?:하나|둘|셋|넷"
    r"|다섯))(?=[이을를은는에와과만도 ,.뿐]|$)",
    before=5,
    after=4,
)
_DAYS: Final = (
    "이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|대엿새|네댓새|너댓새|댓새"
    "|사나흘|사날|이삼일|열하루|열이틀|열사흘|열나흘|열닷새|열엿새|열이레|열여드레"
    "|열아흐레|스무하루|스무사흘|보름|스무날|이태|반년|반달|석달|넉달|두달|서너달"
    "|두어달|두세달"
    "|한나절|반나절|하루밤|하룻밤|몇년|몇해|몇달|몇 년|몇 해|몇 달|몇 주|몇주|몇 개월"
    "|수년|수개월|여러 해|여러 달|십여년|십여 년|한달|한 달|한해|한 해|일년|일 년|1년"
    "|하루 ?반"
)
_DURATION_WORD: Final = Near(
    _DAYS.replace("하루 ?반", "하루반|하루 반"),
    rf"{START}((?:만 ?|꼬박 |한 |두|세|네|몇)?(?:{_DAYS})(?: ?(?:반|밤|낮))?(?: ?(?:남짓|가량))?)"
    r"(?! ?로임| ?월급)(?=[ ,.~)?!]|$|간|동안|만|을|를|이|가|은|는|도|에|째|씩|넘|쯤"
    r"|정도|치|짜리|나|의|전|후|뒤|로|부터|까지|밖|이나|밤|과|와|요|면|안)",
    before=3,
    after=14,
)
_UNIT_TIME: Final = (
    "년|해|달|개월|주일|주간|주(?!인|민|소|머|사|일|말|변|장|택|력|체|요|방|식|석|전"
    "|둔|먹|었|는|고|지|면|려|세)|일(?!하|했|할|한|을 하|행|꾼|군|당|본|반|상|부|자"
    "|터|손)|일간|일 ?동안|날|시간|분|밤|초|학기|끼니|세기|계절|철(?=[을이 ,.동])"
)
_DURATION: Final = Near(
    _NATIVE_ANCHOR,
    rf"((?:(?<![가-힣])만 )?{_SMALL} ?(?:여 ?)?(?:{_UNIT_TIME})(?: ?{_SMALL} "
    rf"?(?:{_UNIT_TIME}))?(?:간(?![가-힣]{{2}})| ?반)?)"
    r"(?! ?(?:생|월|[0-9]{1,2}월|도에|대에|산))(?!(?<=년)도 )",
    before=7,
    after=26,
)
_STANDS: Final = re.compile(
    r" ?(?:동안|간|만에|만의|째|넘|남짓|가량|정도|쯤|이상|을|를|이나|이 지|반|내내|걸"
    r"|밤낮|씩|짜리|전|후|뒤|안|\.|,|$)"
)
_YEAR_LIKE: Final = re.compile(r"(?:19|20)?[0-9]{2} ?년")

_AGE_ENDINGS: Final = (
    "되|위|아래|차|터울|짜리|배기|때|나이|무렵|쯤|경|정도|부터|까지|미만|이상|에|의"
    "|이|인|가|은|는|로|밖|였|입|된|난|먹|도|을"
    "|를|만|박|라|지|예|고|요|나|적|임|남|녀|여|쯔|들|가량|안팎|살|,|\\.|\\)| |$|[^가-힣]"
)
_AGE_END: Final = f"(?={_AGE_ENDINGS})"
_GROWN: Final = "(?:스물|서른|마흔|쉰|예순|일흔|여든|아흔)"
_AGES: Final = (
    (
        Near(
            [
                "달 된",
                "달된",
                "개월 된",
                "개월된",
                "주 된",
                "일 된",
                "달 지난",
                "달짜리",
                "개월짜리",
                "달배기",
            ],
            rf"({NUMBER} ?(?:달|개월|주|일)(?: ?(?:된|지난|밖에 안 된)|짜리|배기))",
            before=7,
            after=9,
        ),
        _LIKELY,
        "age in months",
    ),
    (
        Near(
            "(?:남편|안해|아들|딸|녀|형|오빠|언니|동생|누나|사위|며느리|조카|손자|처|막내"
            "|맏이|남|자) [1-9][0-9]",
            r"(?:남편|안해|아들|딸|녀|형|오빠|언니|동생|누나|사위|며느리|조카|손자|처|막내"
            r"|맏이|남|자) ([1-9][0-9])(?=[ ,.)]|$)(?! ?(?:명|개|원|년|월|일))",
            before=0,
            after=9,
        ),
        _POSSIBLE,
        "number like an age",
    ),
    (
        Near(
            "살|세",
            rf"((?:만 ?)?(?<![0-9,.])(?:1[01][0-9]|[1-9]?[0-9])여? ?(?:살|세)(?:배기|짜리)?(?! "
            rf"?(?:기|대|트)){_AGE_END}"
            rf"|(?<![가-힣])(?:만 ?)?(?:{NATIVE}|한) ?살(?:배기|짜리)?{_AGE_END}(?! ?림)"
            rf"|{START}{_DIGIT}?십{_DIGIT}? ?세(?!대){_AGE_END})",
            before=9,
            after=6,
        ),
        _LIKELY,
        "number of years old",
    ),
    (
        Near(
            "대",
            r"((?<![0-9가-힣])(?:[1-9]0|(?:이|삼|사|오|육|륙|칠|팔|구)?십) ?대"
            r"(?: ?(?:초반|중반|후반|초(?=[의에였인 ,.)]|$)|중(?![가-힣])|후(?![가-힣])|말))?)"
            r"(?=의|로|이|가|는|은|인|녀|여|남|부|주|청|에|때|라고|라는|였|예요| (?:여|남|녀"
            r"|초|중|후|부|주|가|농|로|노|청|대|상|학|교|군|[가-힣]모)"
            r"|[ ,.)]|$)",
            before=5,
            after=10,
        ),
        _LIKELY,
        "decade of life",
    ),
    (
        Near(
            f"{_GROWN}|[이삼사오육륙칠팔구]십[이을하둘셋넷다여일아줄 ]",
            rf"{START}((?:갓 |올해 |만 ?)?(?:{_GROWN}(?: ?(?:{_ONES}|두엇|서넛|댓|두셋|네댓"
            rf"|대여섯|예닐곱))?|[이삼사오육륙칠팔구]십(?: ?(?:하나|둘|셋|넷|다섯|여섯|일곱"
            rf"|여덟|아홉))?(?=[이을]? ?(?:넘|다 [되된]|가까|바라|줄|고개)|[둘셋넷]|하나|다섯"
            rf"|여섯|일곱|여덟|아홉))(?:[이을]? ?(?:넘은|넘었고|넘었|넘긴|된|다 된|가까운"
            rf"|가까이 된|바라보는)| ?(?:줄|고개|중반|초반|후반))?)"
            r"(?=였|요|살|에 |에는|이래|쯤| ?안팎| ?가량| ?전후| ?남짓|정도|까지|부터|임|을|를"
            r"|줄|난|이(?:고|다|며|에|었|였|라|던|지|니|요|예)|인데|입니|이? ?(?:되|됐|된|넘)"
            r"|을 ?(?:넘|막|바라)|의 |도 |[이가] |에 "
            r"|에(?:야|서야)?(?![가-힣])|[,.?! ]|$)(?! ?(?:명|사람|세대|개|대|마리|채|번|키로"
            r"|시간|분|년|달|해|일|집|가구|호))",
            before=3,
            after=14,
        ),
        _LIKELY,
        "age in words",
    ),
    (
        Near(
            "년",
            r"(?<![0-9])((?:19|20)?[0-9]{2} ?년(?:도)?(?: ?[0-9]{1,2}월)?(?: ?[0-9]{1,2}일)? "
            r"?(?:생|출생|태생))(?:이|인|으|은|의|들|남|여|녀|[^가-힣]|$)",
            before=5,
            after=16,
        ),
        _LIKELY,
        "year of birth",
    ),
    (
        Near(
            "학년",
            rf"((?:(?:소학교|인민학교|중학교|고등중학교|고급중학교|초급중학교|초등학교|고등학교"
            rf"|대학교|대학|전문학교) ?)?(?:[1-9]|{_DIGIT}) ?학년)",
            before=11,
            after=4,
        ),
        _LIKELY,
        "school year",
    ),
    (
        Near(
            "살|세|돌|돐|백날|백일|환갑|칠순|팔순|구순|진갑|회갑|미수|띠",
            r"(?<![가-힣])((?:(?:백날|백일|돌|돐|첫돌|두 돌|세 돌)(?:도|이|이도)? ?(?:안 된"
            r"|안된|지난|된|맞은|전인)|두 돌|세 돌|(?:쥐|소|범|토끼|룡|용|뱀|말|양|원숭이|닭"
            r"|개|돼지)띠|(?:환갑|칠순|팔순|구순|진갑|회갑)(?:이|을|도)? ?(?:넘은|지난|맞은"
            r"|앞둔|된|넘긴|다 된)?))",
            before=3,
            after=12,
        ),
        _POSSIBLE,
        "stage of life",
    ),
    (
        Near(
            "[0-9]{2}",
            r"(?:(?<![가-힣])(?:남|녀|여|남성|여성|녀성|남자|여자|녀자)(?:[,(] ?| )"
            r"|[가-힣A-Z)] ?[,(·/] ?|올해 |나이(?:는|가)? )((?<![0-9])[1-9][0-9])(?=[,)·/]|\. "
            r"|\.\n| [가-힣]{2}|이에요|이예요|입니다|인데)",
            before=6,
            after=7,
        ),
        _POSSIBLE,
        "number like an age",
    ),
)


def counts(page: Page) -> Iterator[Proposal]:
    """Propose how many: people, things, weights, distances, and bare native numerals."""
    if not page.has_hangul:
        return
    for pattern, why in ((_COUNT, "number with a counter"), (_RATE, "how often"), (_PART, "part")):
        for match in pattern.finditer(page):
            yield _count(match, _LIKELY, why, "korean.count")
    for match in _GLUED.finditer(page):
        yield _count(match, _LIKELY, "number with a counter", "korean.count")
    for match in _CHILDREN.finditer(page):
        why = "how many relatives"
        yield Proposal(*match.span(1), SpanKind.KINSHIP, _LIKELY, why, "korean.count")
    for match in _BARE.finditer(page):
        yield _count(match, _LIKELY, "number in words", "korean.count")


def sums(page: Page) -> Iterator[Proposal]:
    """Propose sums of money, and large numbers without a counter."""
    if not page.has_hangul:
        return
    for match in _SUM.finditer(page):
        yield _count(match, _LIKELY, "sum of money", "korean.sum")
    for match in _LARGE.finditer(page):
        yield _count(match, _POSSIBLE, "large number", "korean.sum")


def durations(page: Page) -> Iterator[Proposal]:
    """Propose lengths of time: 보름, 이태, 십 년 넉 달, 두 시간."""
    if not page.has_hangul:
        return
    for match in _DURATION_WORD.finditer(page):
        yield _duration(match)
    for match in _DURATION.finditer(page):
        if match.group(1) != "이분" and not (
            _YEAR_LIKE.fullmatch(match.group(1)) and not _STANDS.match(page.text, match.end())
        ):
            yield _duration(match)


def ages(page: Page) -> Iterator[Proposal]:
    """Propose ages: 42살, 마흔두 살, 쉰여덟, 40대, 78년생, 소학교 2학년."""
    if not page.has_hangul:
        return
    for pattern, sure, why in _AGES:
        for match in pattern.finditer(page):
            yield Proposal(*match.span(1), SpanKind.AGE, sure, why, "korean.age")


def _count(match: re.Match[str], sure: Confidence, why: str, detector: str) -> Proposal:
    return Proposal(*match.span(1), SpanKind.COUNT, sure, why, detector)


def _duration(match: re.Match[str]) -> Proposal:
    return Proposal(*match.span(1), SpanKind.DATE, _LIKELY, "length of time", "korean.duration")
