"""Events and details that single somebody out, in Korean, and what a speaker asks to leave out.

These are sentences more than words: nothing here is sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.page import Near, Page
from vault.redact.spans import Proposal

_POSSIBLE: Final = Confidence.POSSIBLE
_LIKELY: Final = Confidence.LIKELY

_START: Final = "(?<![가-힣])"
_WORD: Final = "[가-힣0-9]+"
_HAPPENED: Final = (
    "사고|사건|폭발|화재|홍수|산사태|처형|총살|공개재판|재판|붕괴|침몰|총격|살인|도난|탈출|폭행|충돌|전복|탈선|폭동|란동|난동|싸움|결혼식|잔치|장례식|환갑|칠순|팔순|진갑|돌잔치|생일|제사|제삿날"
)
_EVENTS: Final = (
    (
        Near(
            _HAPPENED.split("|"),
            rf"{_START}((?:[가-힣]{{2,8}}(?:에서|의|이|가)? ?)(?:[가-힣]{{1,5}} )?(?:{_HAPPENED}))(?=[^가-힣]|$|이|가|을|를|은|는|에|으|로|의|도|때|난|였|과|와|라|날)(?! ?(?:장))",
            before=16,
            after=8,
        ),
        "something that happened",
    ),
    (
        Near(
            "터지|터졌|터질|폭발했|폭발하|무너졌|무너진|불이|불났|뒤집혔|가라앉",
            rf"{_START}([가-힣]{{1,6}}(?:에서|에|이|가) (?:폭발|불이|산사태|굴이|다리가|배가|렬차가|차가)? ?(?:터졌|터진|났을|났던|무너졌|무너진|뒤집혔|뒤집힌|가라앉))",
            before=14,
            after=4,
        ),
        "something that happened",
    ),
    (
        Near([" 일 ", "던 일", "간 일", "한 일", "온 일", "난 일"], rf"{_START}((?:[가-힣]+ ){{1,4}}일)(?= (?:그|때문|이|은|을|도|말|있))", before=24, after=10),
        "something that happened",
    ),
)
_BODY: Final = "눈|귀|다리|팔|손|발|어깨|무릎|손가락|엄지|새끼손가락|볼|뺨|이마|턱|입술|이|허리|목|코|머리|얼굴|등|가슴|배|발가락|손등|팔목|손목|이발|앞이|앞이발|앞이빨|금이|눈섭|눈썹"
_DETAILS: Final = (
    (
        Near(
            "한쪽 왼쪽 오른쪽 왼 오른 두 애꾸 외눈 외팔 앞이".split(),
            rf"{_START}((?:한쪽|왼쪽|오른쪽|왼|오른|바른쪽) ?(?:{_BODY})(?:이|가|은|는|을|를|에|만)?(?: [가-힣]+(?: [가-힣]+(?:요|다|소|고|서|지|ㄹ)?)?)?)",
            before=1,
            after=24,
        ),
        "mark of a body",
    ),
    (
        Near(
            """
            흉터 허물 상처자국 칼자국 화상 곰보 사마귀 점이 문신 문신이 의족 의안 의수 지팽이 지팡이 쌍지팽이 휠체어 삼륜차
            곱사 꼽추 절름 절뚝 절고 절며 절어 젊 저는 벙어리 귀머거리 맹인 소경 말더듬 언청이 육손 금이 금니 은이 대머리 백발 왼손잡이 외눈 외팔 외다리 애꾸 난쟁이 키다리 보청기 색안경 의치 틀이
            사투리 억양 말을 더듬 가발 쌍까풀 안경을 낀 안경 낀 유리알
            """.split(),
            rf"{_START}((?:[가-힣]{{1,6}}(?:에|이|가|의|을|를)? ){{0,2}}(?:[가-힣]{{0,2}}(?:흉터|허물|칼자국|화상|곰보|사마귀|문신|의족|의안|의수|지팽이|지팡이|휠체어|삼륜차|곱사등이|꼽추|벙어리|귀머거리|맹인|소경|말더듬이|언청이|육손이|금이|금니|은이|대머리|백발|왼손잡이|외눈|외팔|외다리|애꾸|난쟁이|키다리|보청기|유리알|의치|틀이|사투리|가발)|(?:다리를|말을) ?(?:절|젊|저|더듬)[가-힣]{{0,2}}))",
            before=16,
            after=8,
        ),
        "mark of a body or a voice",
    ),
    (
        Near(
            "휴가 출장 강습 검열 구류 처벌 단련 형기 징역 교화 로동교화형 근신".split(),
            rf"{_START}((?:[0-9]{{1,2}} ?(?:일|년|개월|박)|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름|한 ?달|두 ?달|석 ?달|넉 ?달|여섯 ?달|[일이삼사오육칠팔십]+ ?년|일주일|두 주일)(?:짜리|간의?|의)? ?(?:휴가|출장|강습|구류|로동단련형?|징역|교화형?|로동교화형?|근신))",
            before=14,
            after=8,
        ),
        "leave or sentence of a length",
    ),
    (
        Near(
            "밖에 하나뿐 뿐이 유일 나뿐 나만 혼자 나 하나 처음으로 최초 첫 제일 하나밖 단 하나 한명뿐 둘도 없는".split(),
            r"(?:(?<=[.!?,\n] )|(?<=[.!?,\n])|^|(?<![가-힣]))((?:[가-힣0-9]+ ?){1,4}(?:밖에|뿐)(?= ?(?:없|안|못|이|인|입|아니))|(?:[가-힣]+(?:에서|의|에) )?(?:유일한|유일하게|하나뿐인|단 하나뿐인|최초의|최초로|처음으로|첫) [가-힣]+(?:[ ][가-힣]+)?|(?:[가-힣]+ ){0,3}(?:나 ?하나|나뿐|저 ?하나|저뿐|우리뿐)(?=[가-힣 .,]))",
            before=22,
            after=22,
        ),
        "the only one",
    ),
    (
        Near(
            "쓰지 빼 쓰면 쓰시면 적지 적으 밝히지 말하지 내보내지 내지 알리지 공개하지 지워 이라 라고".split(),
            r"(?<![가-힣])((?:[가-힣0-9]+ ?){1,3}?)(?= ?(?:이라고|라고|이라고는|라고는|이라고도|라고도|이라|라|이라는|라는|얘기|이야기|말|건|것은|것도|거는|거|은|는|도|이름은|만|을|를)(?:는|은|도|를|을|만|하고)? ?(?:절대 ?|제발 ?|꼭 ?|그냥 ?)?(?:쓰지|쓰면|쓰시면|적지|적으면|적으시면|밝히지|말하지|내지|알리지|공개하지|빼달|빼 달|빼주|빼 주|빼고|빼구|지워))",
            before=30,
            after=22,
        ),
        "asked to leave out",
    ),
    (
        Near(
            "다아는 다 아 다아 다 안다 다들 알 모르는 사람이 소문 누군지 금방 알 모두 알 온동네 온 동네 동네가".split(),
            r"(?:(?<=[.!?,;()\n\"] )|(?<=[.!?,;()\n\"])|^|(?<=요 )|(?<=다 ))((?:[가-힣0-9]+ ){1,5}?[가-힣0-9]+?)(?=(?:이|가|은|는|을|를|도|라면|하면|이라면)? ?(?:하면 )?(?:다 ?아|다 안|다들 안|다들 알|모르는 사람이 없|소문|누구나 ?다? ?알|누군지|금방 알|모두 알|모두 안|온 ?동네가|동네가 다))",
            before=34,
            after=14,
        ),
        "known to everybody there",
    ),
    (
        Near(
            "화교 조선족 고려인 귀국자 귀포 재일교포 재일동포 북송교포 째포 일본인처 국군포로 월남자 월북자 지주 혁명가 항일투사 백두혈통 복잡계층 적대계층 동요계층 기독교 천주교 불교 교인 신자 성도 세례 례배 예배 찬송 무슬림 이슬람 위구르 카자흐 회족 만주족 로씨야인 혼혈 혼혈아 임신 만삭 쌍태 공훈 영웅 로력영웅 김일성상 접견자 1호 성분 출신성분 무국적 호구".split(),
            rf"{_START}((?:[가-힣]{{1,4}} )?(?:화교|조선족|고려인|귀국자|귀포|재일교포|재일동포|북송교포|째포|일본인처|국군포로|월남자|월북자|지주|항일투사|백두혈통|복잡계층|적대계층|동요계층|기독교인?|기독교 신자|천주교 ?신?자?|교인|신자|세례|무슬림|위구르인?|위구르족|카자흐인?|카자흐족|회족|혼혈아?|로력영웅|공화국영웅|김일성상|접견자|1호접견자)(?: ?(?:가족|자녀|출신|집안|자손|후손|2세|3세))?)(?=[^가-힣]|$|이|가|은|는|을|를|인|라|로|의|도|와|과|들|였|예|집|출)",
            before=8,
            after=14,
        ),
        "faith, origin or standing",
    ),
    (
        Near(
            "는 분|던 분|는 사람|은 사람|던 사람|는 할|은 할|는 녀|던 녀|는 여|던 여|는 남|던 남|는 아|던 아|는 로|던 로|는 노|는 애|던 애|는 집|는 처|던 처|파는|는 량|진 분|진 할|진 아|진 녀|진 남",
            rf"{_START}((?:[가-힣]+ ){{1,3}}[가-힣]*[는은던운진난한] (?:분|할머니|할아버지|할매|할배|녀자|여자|남자|아저씨|아주머니|아줌마|로인|노인|처녀|청년|령감|영감|량반|집 (?:아들|딸)))(?=[^가-힣]|$|이|가|은|는|을|를|인|라|하|도|와|과|의|였|한|에|네|입)",
            before=22,
            after=10,
        ),
        "somebody described",
    ),
    (
        Near(
            ["\"", "“", "'", "‘", "《", "「"],
            r"((?:[가-힣]+(?:로|마다|를|을|에게|은|는|이|가) ){0,1}[\"“'‘《「][가-힣0-9 ]{2,12}[\"”'’》」])(?= ?(?:이라|라|라고|부르|부름|불|을|를|로|으로|호))",
            before=10,
            after=20,
        ),
        "something quoted as a name",
    ),
)


def events(page: Page) -> Iterator[Proposal]:
    """Propose what happened and what a neighbour would recognise."""
    if not page.has_hangul:
        return
    for pattern, why in _EVENTS:
        for match in pattern.finditer(page):
            yield Proposal(*match.span(1), SpanKind.EVENT, _POSSIBLE, why, "korean.event")


def details(page: Page) -> Iterator[Proposal]:
    """Propose what singles out: bodies, the only one, what everybody knows, what to leave out."""
    if not page.has_hangul:
        return
    for pattern, why in _DETAILS:
        for match in pattern.finditer(page):
            start, end = match.span(1)
            end = start + len(match.group(1).rstrip())
            if end > start:
                yield Proposal(start, end, SpanKind.DETAIL, _POSSIBLE, why, "korean.detail")
