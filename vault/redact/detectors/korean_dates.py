"""Points in time in Korean: calendar days, Juche years, lunar days, feasts, seasons of work.

How long something lasted is `korean_numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors import korean_words as words
from vault.redact.detectors.eojeols import Word
from vault.redact.detectors.korean_lexicon import Class
from vault.redact.detectors.korean_near import Near
from vault.redact.detectors.korean_numbers import NUMBER
from vault.redact.detectors.page import Page
from vault.redact.spans import Proposal

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE

_START: Final = "(?<![가-힣])"
_DAY_NUMBER: Final = "(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH_NUMBER: Final = "(?:1[0-2]|0?[1-9])"
_DIGIT: Final = "[일이삼사오육륙칠팔구]"
_SINO_DAY: Final = f"(?:이십{_DIGIT}?|삼십일?|십{_DIGIT}?|{_DIGIT})"
_PART: Final = (
    "(?: ?(?:초순|중순|하순|상순|초(?=[ ,.에의부까는경쯤인]|$)|중반|말(?!고|씀|하|이)"
    "|말경|말부터|경|께))?"
)
_SEASON: Final = "(?: ?(?:초|늦|이른|한)?(?:봄|여름|가을|겨울)(?:철)?)"
_TIME_OF_DAY: Final = (
    "(?:이른 |늦은 )?(?:아침|저녁|새벽|오전|오후|점심때|점심|정오|자정|한밤중|한밤|밤중|밤|낮)"
)
_CENTURY: Final = "(?:(?:이천 ?(?:십|이십)?|천구백 ?[육칠팔구]십)"
_YEAR: Final = (
    rf"(?:(?<![0-9])['’]?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}}(?= ?년(?:도|생|[ 에의부까,"
    rf".도초말]? ?|$)))(?:~|-)?(?:[0-9]{{2,4}})? ?년(?:도|대)?(?! ?(?:간|동안|넘|만에"
    rf"|째|이상|정도|쯤))"
    rf"|(?<![가-힣])(?:이천 ?(?:이십|십)?{_DIGIT}?|천구백[육칠팔구]십{_DIGIT}?"
    rf"|[오육륙칠팔구]십{_DIGIT}?) ?년(?:도|대)?(?! ?(?:간|동안|넘|만에|째|이상|을|만"
    rf"|정도))"
    r"|주체 ?[0-9]{1,3} ?(?:\([0-9]{4}\))? ?년?)"
)
_MONTH_WORDS: Final = (
    "정월|동짓달|일월|이월|삼월|사월|오월|유월|륙월|육월|칠월|팔월|구월|시월|십일월"
    "|십이월|동지달|섣달|윤사월|윤오월|윤달"
)
_LUNAR_DAY: Final = (
    "초하루날?|초이틀|초사흘|초나흘|초닷새|초엿새|초이레|초여드레|초아흐레|초열흘"
    "|열하루|열이틀|열사흘|열나흘|열닷새"
    "|보름날?|열엿새|열이레|열여드레|열아흐레|스무날|스무하루|스무이틀|스무사흘"
    "|스무나흘|스무닷새|스무엿새|스무이레"
    f"|스무여드레|스무아흐레|그믐날?|대보름|{_DAY_NUMBER} ?일|{_SINO_DAY} ?일"
)
_MONTH: Final = rf"(?:(?<![0-9]){_MONTH_NUMBER} ?월달?|(?<![가-힣])(?:{_MONTH_WORDS}))"
_DAY: Final = rf"(?:{_DAY_NUMBER} ?일(?:날)?|{_LUNAR_DAY})"
_RELATIVE_YEAR: Final = (
    "지지난해|지난해|재작년|재재작년|그러께|그끄러께|작년|전년|올해|금년|그해|그 해"
    "|그 ?이듬해|이듬해|다음 ?해|내년|래년|명년|후년|전해|전 해"
    "|같은 해|지난|이번|오는|올|다음|그"
)
_CLOCK_HOURS: Final = "(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열한|열두|열|[01]?[0-9]|2[0-4])"
_CLOCK: Final = (
    rf"(?:(?:{_TIME_OF_DAY}) ?)?(?<![0-9가-힣:]){_CLOCK_HOURS} ?시(?: ?(?:반|[0-9]{{1,2}} ?분))?"
    r"(?![간장내당민절련집도험작설비신중])(?: ?(?:이후|이전|전|후|경|쯤|까지|부터"
    r"|넘어)(?![가-힣]{2}))?"
)
_ROWS: Final = (
    (
        Near(
            "[0-9] ?[년월]|주체|년|월|달",
            rf"((?:음력 ?|양력 ?)?(?:{_YEAR} ?(?:{_MONTH}(?: ?{_DAY})?(?: "
            rf"?{_TIME_OF_DAY})?{_PART}|{_SEASON}|상반기|하반기|초반|중반|후반|초(?=[ ,"
            rf".에의부까는경인]|$)|말(?!고|이|하))?"
            rf"|(?:(?:{_RELATIVE_YEAR}) ?)?{_MONTH} ?{_DAY}(?: ?(?:{_CLOCK}|{_TIME_OF_DAY}))?))",
            before=12,
            after=28,
        ),
        _LIKELY,
        "year, month or day",
    ),
    (
        Near(
            f"[0-9] ?월|{_MONTH_WORDS}",
            rf"((?:(?:{_RELATIVE_YEAR}) ?)?(?:음력 ?)?{_MONTH}(?! ?[0-9]){_PART})(?!급|세)",
            before=12,
            after=16,
        ),
        _LIKELY,
        "month",
    ),
    (
        Near(
            "봄|여름|가을|겨울",
            rf"{_START}((?:(?:{_RELATIVE_YEAR}|첫|첫 번째|두 번째|세 번째|네 번째|[가-힣]{{2,"
            rf"4}} 해|[가-힣]{{1,3}} (?:이듬해|다음해|전해)) ?)(?:초|늦|이른 )?(?:봄|여름|가을"
            rf"|겨울)(?:철)?)"
            r"(?=[^가-힣]|$|에|의|부터|까지|은|이|녘|을|도|쯤|엔|인|과|날)",
            before=12,
            after=6,
        ),
        _LIKELY,
        "season",
    ),
    (
        Near(
            "봄|여름|가을|겨울",
            rf"{_START}((?:초|늦|이른 )(?:봄|여름|가을|겨울)|(?:봄|여름|가을|겨울)(?=부터|까지))",
            before=4,
            after=6,
        ),
        _POSSIBLE,
        "season",
    ),
    (
        Near(
            "요일|금요로동",
            rf"{_START}((?:(?:그 ?주|지난 ?주|이번 ?주|다음 ?주|지난|이번|다음|첫 번째|두 번째"
            rf"|세 번째|(?:첫|둘|셋|넷)째 주|첫|매주) ?)?(?:[월화수목금토일]요일|금요로동)(?: "
            rf"?{_TIME_OF_DAY}(?![가-힣]{{2}})| ?(?:강연회|생활총화|학습|로동|례배|예배|강연"
            rf"|총화))?)",
            before=10,
            after=13,
        ),
        _POSSIBLE,
        "weekday",
    ),
    (
        Near(
            "[0-9] ?일",
            rf"((?:지난 ?달 ?|지난 ?|오는 ?|이달 ?|이번 ?달 ?|다음 ?달 ?|래달 ?|매달 "
            rf"?)?(?<![0-9.,]){_DAY_NUMBER} ?일(?:날)?(?: ?(?:{_CLOCK}"
            rf"|{_TIME_OF_DAY}(?![가-힣])))?)"
            r"(?![가-힣]{0,1}(?:간|동안|만에|째|씩|전투|하|을 일))",
            before=9,
            after=18,
        ),
        _LIKELY,
        "day of the month",
    ),
    (
        Near(
            "[0-9][./ ] ?[0-9봄여가겨]|[0-9]-[0-9]",
            rf"((?<![0-9.\-/])(?:(?:19|20)[0-9]{{2}}[./\-] ?{_MONTH_NUMBER}(?:[./\-] "
            rf"?{_DAY_NUMBER})?|{_MONTH_NUMBER}/{_DAY_NUMBER}|2\.16|4\.15|10\.10|9\.9|8\.15"
            rf"|7\.27|4\.25|(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})[. ] ?(?:봄|여름|가을|겨울"
            rf"|{_MONTH_NUMBER}월)|{_MONTH_NUMBER}\.{_DAY_NUMBER}(?=\.? ?(?:\(|[가-힣]{{2}}"
            rf"|$))(?! ?(?:프로|키로|킬로|퍼센트|미터|메터)))\.?(?![0-9\-/]))",
            before=5,
            after=12,
        ),
        _LIKELY,
        "date in figures",
    ),
    (
        Near(
            "시|:|정오|자정",
            rf"({_CLOCK}|(?<![가-힣])(?:정오|자정)(?=에|까|부|이|쯤|가|$|[^가-힣])"
            rf"|(?:{_TIME_OF_DAY} ?)?(?<![0-9:.])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9:]))",
            before=12,
            after=14,
        ),
        _POSSIBLE,
        "time of day",
    ),
    (
        Near(
            """
            접때 아레 오늘 이맘때 장날 어제 어저께 그제 그저께 엊그제 그끄제 간밤 엊저녁 모레
            글피 내일 래일 이튿날 다음날 다음 전날 재작년 작년 지난 전해 이듬해 내년 래년 그해 그
            이달 이번 며칠 요전 저번 연초 년초 연말 년말 월말 설밑 그러께
            """.split(),
            rf"{_START}((?:래달|이달|그달|다음달|다음 달) ?(?:{_LUNAR_DAY}|열흘)|(?:엊그제"
            rf"|그끄저께|그끄제|그저께|그제|어저께|어제|간밤|엊저녁|아레|접때|모레|글피|래일"
            rf"|내일|지난밤|전날|이튿날|다음 ?날)(?: ?{_TIME_OF_DAY})?"
            rf"|오늘 ?{_TIME_OF_DAY}|(?:작년|재작년|지난해|올해|그|이)? ?이맘때|(?:(?:지난|다음"
            rf"|이번) ?)?장날"
            r"|(?:지지난|지난|이번|다음|저저번|저번|요전) ?(?:주말|주|달|해|번"
            r"|밤)(?![가-힣]?년|부터는|에는 말)(?: ?(?:초|중순|말|하순))?"
            r"|이달(?: ?(?:초|중순|말|하순|상순|들어))?|(?:바로 |그 )?다음 ?해|(?:연|년"
            r"|월)(?:초|말)|며칠 ?전|얼마 ?전(?=에|까지)|(?:올해|금년|작년|재작년|지난해|내년"
            r"|래년|재재작년|전해|그러께|이듬해|다음해|그해|그 해)(?: ?(?:초|말|중반|상반기"
            r"|하반기|연말|년말|연초))?)"
            r"(?=[^가-힣]|$|에|의|까|부|은|이|가|도|만|엔|쯤|로|인|하|과|와|보|또|랑|나|저|아|밤)",
            before=2,
            after=18,
        ),
        _POSSIBLE,
        "relative time",
    ),
    (
        Near(
            " 전| 뒤| 후|전에|뒤에|후에|전부터|전까지|년전|달전|일전|주전",
            rf"((?:{NUMBER}|(?<![가-힣]){_DIGIT}|몇|며칠) ?(?:년|해|달|개월|주일|주|일|시간"
            rf"|분)(?: ?반)? ?(?:전|뒤|후)(?:{_SEASON})?|{_START}(?:이틀|사흘|나흘|닷새|엿새"
            rf"|이레|여드레|아흐레|열흘|보름|이태|반년|한 ?달|한 ?해|일주일|며칠|하루) ?(?:전"
            rf"|뒤|후)(?:{_SEASON})?)(?![가-힣]{{2}}[^ ]|체|기)",
            before=10,
            after=5,
        ),
        _POSSIBLE,
        "so long before or after",
    ),
    (
        Near(
            "째",
            rf"((?:{NUMBER}|(?<![가-힣]){_DIGIT}|(?<![가-힣])(?:이틀|사흘|나흘|닷새|엿새|이레"
            rf"|여드레|아흐레|열흘|보름|열하루|열이틀|열닷새|열아흐레|첫 해|둘째 해|셋째 해)) "
            rf"?(?:년|해|달|개월|주|일|날|시간)? ?째(?: 되는| 되던)?(?: ?(?:날|해|달|주|밤|아침"
            rf"|새벽))?)",
            before=12,
            after=10,
        ),
        _POSSIBLE,
        "so many days or years in",
    ),
    (
        Near(
            "음력|초하루|그믐|섣달|보름날",
            rf"(음력 ?(?:{_MONTH} ?)?(?:{_LUNAR_DAY})?|{_START}(?:섣달 ?)?(?:{_LUNAR_DAY})(?=날"
            rf"|에|부터|까지))",
            before=4,
            after=16,
        ),
        _POSSIBLE,
        "lunar day",
    ),
)
_AROUND: Final = (
    r"(?:[가-힣]{0,2}(?:하기|나기|되기|오기|가기|있기|터지기|하고 나서|하고|하던|나던"
    r"|나고|되고|끝나고|난|났을|있던|있은|크게 온|온|나서|할|한|될|된))?"
    r"(?:이|가|은|의|도|을)?(?: ?(?:난|나던|나기|있던|있은|크게 온|하던|하기|되던"
    r"|시작되던|시작하던|끝나던|끝난|터진|터지던|오기|온))?"
)
_WHEN: Final = (
    r" ?(?:(?:하루|이틀|사흘|나흘|닷새|열흘|보름|일주일|한 ?달|[0-9]+일|[가-힣]{1,2} "
    r"?(?:달|해|년|주)) ?)?"
    r"(?:이듬해|다음 ?해|전 ?해|그 ?해|해|전날|다음 ?날|이튿날|전전날|이후|이전|직후"
    r"|직전|전후|무렵|당시|때|날|시기|시절|기간|철|즈음|뒤|후|전|밤|아침)"
    rf"(?:{_SEASON})?(?: ?{_TIME_OF_DAY}(?![가-힣]{{2}}))?(?: ?(?:음력 ?)?{_MONTH})?"
)
_AFTER_EVENT: Final = re.compile(
    rf"{_AROUND}{_WHEN}(?=[^가-힣]|$|에|의|까|부|은|이|가|도|만|엔|쯤|로|인|였|과|와|라"
    rf"|는|요|예|입)"
    rf"|(?:을|를)? ?(?:앞두고|앞둔|맞아|하고|쇠고|끝나고|치르고)|날| "
    rf"?{_TIME_OF_DAY}(?![가-힣]{{2}})"
)
_MARCH: Final = Near(["고난의"], rf"(고난의 ?(?:강)?행군(?:{_AROUND}{_WHEN})?)", before=0, after=30)
_AFTER: Final = Near(
    "이후 직후 직전 이전".split(),
    rf"{_START}([가-힣]{{2,6}}(?: [가-힣]{{2,5}})? ?(?:이후|직후|직전|이전))(?=[^가-힣]"
    rf"|$|에|의|까|부|로|였|인)",
    before=14,
    after=8,
)
_THEN: Final = "(?=[^가-힣]|$|에|의|까|부|은|이|가|도|만|엔|로|였|과|와|쯤|인)"
# A noun and when: 파업 때, 결혼 전날, 새해 첫날.
_NOUN_THEN: Final = Near(
    [
        "때",
        "전날",
        "다음",
        "이튿날",
        "직전",
        "직후",
        "무렵",
        "즈음",
        "당시",
        "첫날",
        "첫해",
        "마지막 해",
        "뒤",
        "후",
        "전",
        "이후",
        "기간",
        "시기",
    ],
    rf"{_START}((?:[0-9]차 |[가-힣]{{1,2}} ?번째 |첫 )?([가-힣]{{2,8}}) (?:(?:이틀|사흘"
    rf"|나흘|닷새|열흘|보름|일주일|한 ?달|두 ?달|석 ?달|하루) ?(?:전|뒤|후|째)|때|전날"
    rf"|다음 ?날|이튿날|직전|직후|무렵|즈음|당시|첫날|첫해|마지막 해|뒤|후|전|이후|기간"
    rf"|시기)){_THEN}(?!면|기)",
    before=18,
    after=9,
)
_ANNIVERSARY: Final = Near(
    [
        "기념일",
        "축제",
        "축일",
        "명절",
        "게양일",
        "주일",
        "생일",
        "제삿날",
        "제사날",
        "철",
        "투표",
        "선거날",
        "첫서리",
        "첫눈",
        "퇴근길",
        "출근길",
    ],
    rf"{_START}([가-힣]{{2,6}}(?:기념일|축제|게양일)|(?:[가-힣]{{1,3}} ){{1,2}}축일"
    rf"|(?:[가-힣]{{1,3}} )?(?:생일|제삿날|제사날|투표날|선거날)|주일날|첫서리|첫눈"
    rf"|퇴근길|출근길|[가-힣]{{2,3}}(?:수확|출하|추수|파종|이삭|방목|산란|번식|채취"
    rf"|조업|어로|사냥)철|[가-힣]{{2,4}} [가-힣]{{1,2}}는 철)(?: ?(?:첫날|전날|다음날"
    rf"|때|아침|밤|저녁|새벽|이틀째))?{_THEN}",
    before=8,
    after=12,
)
_PAST: Final = "".join(chr(code) for code in range(0xAC04, 0xD7A4, 28))  # syllables that end in ㄴ
_COMING: Final = "".join(chr(code) for code in range(0xAC08, 0xD7A4, 28))  # and in ㄹ
_CLAUSES: Final = (
    Near(
        [
            " 해",
            " 날",
            " 밤",
            " 주",
            " 달",
            " 어느",
            " 이듬해",
            " 다음",
            " 무렵",
            " 뒤",
            " 후",
            " 전날",
            " 겨울",
            " 봄",
            " 가을",
            " 여름",
            " 아침",
        ],
        rf"{_START}((?:[가-힣]{{1,4}} )?(?:[가-힣]{{1,5}}[이가을를서에] |[가-힣]{{1,4}} "
        rf")?(?!그런|이런|어떤|모든|다른|같은|많은|긴|한|작은|좋은)[가-힣]{{0,"
        rf"3}}(?:[{_PAST}던]|는(?= [달철])) (?:어느 ?날|달|주|철|이듬해|다음 ?해|다음 ?날"
        rf"|전날|해|날|밤|무렵|뒤|후|직후)(?: ?(?:봄|여름|가을|겨울|아침|밤|저녁"
        rf"|새벽))?){_THEN}",
        before=18,
        after=10,
    ),
    Near(
        [" 때", " 무렵", " 녘", " 즈음"],
        rf"{_START}([가-힣]{{1,4}}[이가을를]? (?!있을|없을|할|갈|볼|올|될|살|말할|그럴"
        rf"|이럴)[가-힣]{{0,2}}[{_COMING}] (?:때|무렵|녘|즈음)){_THEN}",
        before=12,
        after=5,
    ),
    Near(
        ["기 전", "기전", "고 나서"],
        rf"{_START}([가-힣]{{1,4}}[이가을를]? ?[가-힣]{{1,3}}(?:기 ?전(?:날)?|고 나서)){_THEN}",
        before=12,
        after=6,
    ),
)
_YEARS_FEAST: Final = re.compile(rf"(?:{_YEAR}|{_RELATIVE_YEAR}) ?$")
_SINCE: Final = Near(
    [" 뒤", " 후", " 때", " 해", " 날"],
    rf"{_START}((?:[가-힣]{{2,5}}(?:로|가|이|을|를|에서|에) )?(?:국경|배급|강|길|다리"
    rf"|역|시장|장마당|공장|탄광|전기|학교|기차|렬차|문|아버지|어머니|남편|아들|딸"
    rf"|안해)(?:이|가|을|를|은|는)? ?[가-힣]{{0,"
    rf"3}}[가-힣](?<=[한은난진린인던힌긴킨신간온된든친언열]) (?:뒤|후|때|해|날|이후"
    rf"|이듬해|다음해|겨울|봄|가을|여름))(?=[^가-힣]|$|에|의|까|부|은|이|가|도|엔|로)",
    before=22,
    after=8,
)


_TOLD: Final = (
    (_MARCH, _LIKELY, "time told by an event"),
    (_SINCE, _POSSIBLE, "time told by what happened"),
    (_ANNIVERSARY, _POSSIBLE, "feast"),
    *((pattern, _POSSIBLE, "time told by what was done") for pattern in _CLAUSES),
    (_AFTER, _POSSIBLE, "before or after something"),
)
_TELLING: Final = (Class.EVENT, Class.SEASON, Class.FEAST)


def dates(page: Page) -> Iterator[Proposal]:
    """Propose points in time, absolute and relative, in figures and in words."""
    if not page.has_hangul:
        return
    for pattern, sure, why in (*_ROWS, *_TOLD):
        for match in pattern.finditer(page):
            yield _date(match.span(1), sure, why)
    for match in _NOUN_THEN.finditer(page):
        noun = match.group(2)
        if noun in words.nouns() or words.southern(noun) in words.nouns():
            yield _date(match.span(1), _POSSIBLE, "before or after something")
    for word in page.eojeols.words:
        if word.kind in _TELLING or word.kind is Class.TIME:
            yield from _told_by(page.text, word)


def _told_by(text: str, word: Word) -> Iterator[Proposal]:
    """Yield a feast, a season or an event as a time, with its year and what says when."""
    if word.kind is Class.TIME:
        if word.is_glued:
            yield _date((word.start, word.end), _POSSIBLE, "relative time")
        return
    if match := _AFTER_EVENT.match(text, word.end):
        yield _date((word.start, match.end()), _LIKELY, "time told by an event")
    if word.kind is not Class.EVENT:
        why = "feast" if word.kind is Class.FEAST else "season of work"
        yield _date((word.start, word.end), _POSSIBLE, why)
    if word.kind is Class.FEAST and word.start:
        low = max(word.start - 9, 0)
        if year := _YEARS_FEAST.search(text[low : word.start]):
            yield _date((low + year.start(), word.end), _LIKELY, "feast of a year")


def _date(span: tuple[int, int], sure: Confidence, why: str) -> Proposal:
    return Proposal(*span, SpanKind.DATE, sure, why, "korean.date")
