"""Work, organisations, facilities and places in Korean, and numbers that name one of them.

Known words and what the ending of a word tells (see `eojeols`), joined with what stands before:
도급 병원, 학교 도서원, 피복공장 3직장. Provinces and cities are `geography`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors import geography
from vault.redact.detectors import korean_words as words
from vault.redact.detectors.eojeols import Eojeols, Word
from vault.redact.detectors.korean_lexicon import Class
from vault.redact.detectors.korean_near import Near
from vault.redact.detectors.korean_words import southern
from vault.redact.detectors.page import Page
from vault.redact.spans import Proposal

_LIKELY: Final = Confidence.LIKELY
_POSSIBLE: Final = Confidence.POSSIBLE

_WORK: Final = (Class.JOB, Class.JOB_MAYBE, Class.JOB_ENDING)
_FACILITY: Final = (Class.HEAD, Class.NAMED_HEAD, Class.ORGAN, Class.SITE, Class.NAMED_SITE)
# What stands before work or an institution and belongs to it, though no class tells so.
_BRANCHES: Final = frozenset(
    """
    구강 마취과 외과 내과 소아과 산부인과 산과 치과 고려과 렌트겐 뢴트겐 검사과 수술 지리 력사
    역사 수학 물리 화학 생물 영어 로어 중어 음악 체육 미술 국어 문학 컴퓨터 혁명력사 자재 로동
    행정 후방 정치 조직 선전 작전 통신 운수 생산 기술 재정 무역 외화벌이 청년동맹 녀맹 직맹
    화물차 뻐스 버스 택시 렬차 기차 트럭 승용차 굴착기 기중기 뜨락또르 잠수함 구급차 소방차 객차
    전차 궤도전차 건설 도시경영 체신 철도 수산 림산 편의 상점 매대 식당 국수집 려관 창고 목욕탕
    리발 미용 양복 구두 시계 자전거 텔레비죤 전기 수도 보이라 용접 선반 특수부대 경보병 저격
    고사포 땅크 포병 해군 공군 전연 국경 초급 부문 도급 시급 군급 중앙급 구역급 도 시 군 리 한의
    개인 은퇴한 은퇴 퇴역 제대 전직 전 부 림시 협동 국영 간호학교 대학 전문학교 중학교 소학교
    유치원 탁아소 병원 진료소 약국 은행 세관 공장 탄광 광산 농장 어로 원양 염전
    """.split()
)
_SHORT_NOUNS: Final = frozenset(
    "배 포 개 소 술 꽃 북 철 빵 떡 옷 쌀 벌 양 차 말 약 책 돈 닭 콩 금 물 불 숯 천 신 "
    "총 알 밥 국 죽 짐 게 굴 김 톱 솥 낫 줄 실 털 뱀 꿀 엿 탄 꽃".split()
)
_LIKE_PARTICLES: Final = frozenset("은는이가을를의에도로와과서고며면지만게다요한된던간온난")
# Words that are work only with what they are about: 두부 장사, 마취과 대리.
_NEVER_ALONE: Final = frozenset(
    "시장 식당 장사 농사 교통 청소 원수 고수 기수 환자 이사 감사 검사 대리 보조 "
    "후보 포수 브로커 브로카".split()
)
_NO_BRANCHES: Final = frozenset(
    """
    우리 그때 이때 당시 지금 오늘 어제 내일 모두 전부 혼자 서로 함께 직접 매일 매번 항상 처음
    마지막 다음 이번 지난 최근 요즘 현재 그날 이날 한때 하루 아침 저녁 정도 사람 사람들 녀자 여자
    남자 남녀 자기 자신 본인 누구 무엇 거기 여기 저기 어디 저희 친구 동무 그녀 그들 이들 자체
    대신 역시 물론 사실 결국 가끔 보통 대부분 일부 상당수 소수 다수 이상 이하 이후 이전 동안 사이
    중간 가운데 안쪽 바깥 위쪽 아래 앞 뒤 옆 속 밖 때문 덕분 탓 관련 출신 소속 담당 책임 아래
    모양 그냥 제일 가장 조금 아주 매우 너무 정말 진짜
    """.split()
)
_NAMING: Final = frozenset(
    "도급 시급 군급 중앙 중앙급 인민 종합 국영 협동 군인 제1 특수 야간 개인 사설 국제 "
    "외국 지방 수출 합영".split()
)
_AT_WORK: Final = re.compile(
    r"(?:에서|에)(?:는|도|만)? ?(?:[가-힣0-9]+ ){0,2}(?:일[하했한을해]|다[니녔닌]|근무"
    r"|복무|취직|배치|출근|공부|졸업|입학|들어)"
)
_BESIDE: Final = re.compile(" ?(?:옆|앞|뒤|근처|건너편|맞은편|곁|밑|입구|어구|모퉁이)")
# So common that they tell nothing without a name or work there.
_COMMON_PLACES: Final = frozenset(
    """
    학교 시장 장마당 마을 다리 광장 공원 무역 직장 작업반 단체 위원회 지점 기지 감방 감옥 창고
    극장 상점 초소 합숙 아빠트 아파트 살림집 정거장 부두 막장 회사 식당 병원 대학 부대 중대 소대
    대대 사무실 사무소 지사 고개 나루 산골 골짜기 골안 부락 동네 기숙사 고감 검문소 농민시장 분조
    갱 술집 매대 기차역 역전 공항 항구 포구 저수지 우물 회관 중학교 소학교 고등학교 초등학교
    유치원 탁아소 상사 협회 조합 연맹 지휘부 쉼터 보호소 학원 연구원
    """.split()
)
_UNIT: Final = (
    "호 ?교화소|호 ?관리소|호 ?수용소|훈련소|대 ?혁명 ?소조|군부대|부대|려단|여단"
    "|사단|련대|연대|대대|중대|소대|군단|편대|함대|전대|호|중학교|고등중학교"
    "|고급중학교|초급중학교|소학교|인민학교|직장|작업반|분조|갱|공장|병원|병동|호실"
    "|감방|인민반|반|기업소|총국|국|돌격대|건설려단|초소|지구|과|련합기업소|관리소"
    "|교화소|항|부두|여관|상점|호동|호집|진료소"
)
_NUMBERED: Final = Near(
    "[0-9]{1,5} ?(?:호|차고|훈련소|대 ?혁|군부대|부대|려단|여단|사단|련대|연대|대대"
    "|중대|소대|군단|편대|함대|전대|중학교|고|초|소학교|인민|직장|작업|분조|갱|공장"
    "|병원|병동|감방|반|기업소|총국|국|돌격|건설|지구|과|련합|관리소|교화소|항|부두"
    "|여관|상점|진료소)",
    rf"((?:제 ?)?(?<![0-9./\-])[0-9]{{1,5}} ?(?:차고|{_UNIT})(?:[가-힣]{{1,5}}(?:공장"
    rf"|병원|부대|기업소))?)(?! ?(?:명|간))(?=[^가-힣]|$|에|의|은|는|이|가|을|를|로|으"
    rf"|도|인|출|였|라|까|부|과|와|만|집|방|장|소|사|녀)",
    before=3,
    after=16,
)
_DATED: Final = Near(
    r"[0-9][.·월][0-9]",
    r"((?<![0-9.])[0-9]{1,2}(?:\.|·|월)[0-9]{1,2}(?:일)?(?:공장|상무|작업반|부대"
    r"|훈련소|농장|학원|중학교|대학|과수원|탄광|광산|병원|사업소|인민반|돌격대|려단"
    r"|종합공장|[가-힣]{1,4}공장))",
    before=2,
    after=14,
)
_WITH_FIGURES: Final = Near(
    "[0-9](?:무역|회사|총국|상사|공장|합작)",
    r"([가-힣]{2,5} ?[0-9]{1,4}(?:무역회사|무역|회사|총국|상사|공장|합작회사))",
    before=10,
    after=8,
)
_QUOTED_SHIP: Final = Near(
    "호",
    r"([\"“'‘]?[가-힣]{2,6} ?[0-9]{0,3}[\"”'’]? ?호)(?=[가는에의를 ,.]"
    r"|$)(?<![0-9]호)(?<!보호)(?<!번호)(?<!신호)(?<!전화)(?<!간호)(?<!기호)(?<!변호)(?<"
    r"!구호)(?<!수호)(?<!애호)(?<!상호)(?<!옹호)(?<!칭호)(?<!암호)(?<!부호)(?<!선호)(?<"
    r"!인호)(?<!철호)(?<!성호)(?<!영호)(?<!명호)(?<!경호)(?<!호호)(?<!가호)",
    before=14,
    after=5,
)
_ID_ROWS: Final = (
    (
        Near(
            "[0-9]{2}-[0-9]",
            r"((?:평양|평북|평남|함북|함남|황북|황남|량강|양강|자강|강원|남포|라선|개성"
            r"|[가-힣]{2}) ?[0-9]{2}[-– ]?[0-9]{3,5})(?![0-9-])",
            before=5,
            after=12,
        ),
        _LIKELY,
        "number of a vehicle",
    ),
    (
        Near(
            "번호|공민증|려권|여권|당증|군번|수번|사번|증명서|승인|계좌|차번|명단|학번|죄수|등록",
            r"(?:번호|공민증|려권|여권|당증|군번|수번|사번|증명서|승인번호|계좌|차번호"
            r"|등록)(?:는|가|은|이|를|도)? ?(?:[:：] ?)?([가-힣]{0,2} ?[A-Z]{0,"
            r"2}-?[0-9][0-9\-]{2,14})(?! ?(?:명|원|년))",
            before=2,
            after=28,
        ),
        _LIKELY,
        "number after the word for a document",
    ),
    (
        Near(
            "[0-9]번",
            r"((?<![0-9.,])[0-9]{2,6} ?번)(?!째|이나|을 ?(?:했|갔|왔)|씩)(?=[^가-힣]|$|이|으"
            r"|은|는|을|도|방|였|입|손|죄|라|집|버|선|초)",
            before=7,
            after=6,
        ),
        _LIKELY,
        "number on a list",
    ),
    (
        Near(
            "[0-9]{4}",
            r"(?<![0-9A-Za-z.,\-/])([0-9]{5,12})(?![0-9]| ?(?:원|명|년|위안|딸라|달러|키로|톤|,"
            r"[0-9]))",
            before=4,
            after=14,
        ),
        _POSSIBLE,
        "long number",
    ),
    (
        Near(
            "카톡 카카오톡 위챗 웨이신 텔레그램 텔레 라인 시그널 아이디 페이스북 인스타 "
            "왓츠앱 큐큐 kakao wechat telegram line id qq @".split(),
            r"(?:(?:카톡|카카오톡|위챗|웨이신|텔레그램|텔레|라인|시그널|아이디|페이스북|인스타"
            r"|왓츠앱|큐큐|kakao|wechat|telegram|qq)(?:은|는|이|가|으로|로|에서|에)? "
            r"?(?:아이디|id)?(?:은|는)? ?[:：]? ?@?([a-z0-9][a-z0-9_.\-]{3,30})"
            r"|(?<![\w.])@([a-z][a-z0-9_]{3,30}))",
            before=4,
            after=48,
        ),
        _LIKELY,
        "handle of a messenger",
    ),
)
_BORDER: Final = Near(
    ["국경"],
    r"((?<![가-힣])(?:몽골|라오스|타이|태국|중국|로씨야|러시아|먄마|미얀마|윁남|베트남"
    r"|캄보쟈|캄보디아|카자흐스탄|에티오피아|수단|뽈스까|라트비아|리뜨바|뛰르끼예|이란"
    r"|이라크|조중|북중) ?국경)",
    before=8,
    after=4,
)
_ROW_OF_HOUSES: Final = Near(
    "줄|채|층|호|반|집|칸",
    r"((?:[가-힣]{2,5}동 ?)?(?:첫|두|세|네|다섯|[0-9]{1,3}) ?(?:번째|째)? ?(?:줄|층|집"
    r"|칸|골목|호실))(?=[^가-힣]|$|에|의|이|은|에서)",
    before=14,
    after=6,
)


def occupations(page: Page) -> Iterator[Proposal]:
    """Propose work and ranks, with the branch or place of work before them."""
    if not page.has_hangul:
        return
    eojeols = page.eojeols
    for index, word in enumerate(eojeols.words):
        if word.kind not in _WORK and word.kind is not Class.TITLE:
            continue
        start = _with_branch(eojeols, index)
        if word.kind is Class.TITLE:
            teaches = page.text[word.start : word.end] in ("선생", "선생님") and start < word.start
            if teaches:
                span = (start, word.end)
                why = "work or rank"
                yield Proposal(*span, SpanKind.OCCUPATION, _POSSIBLE, why, "korean.occupation")
            continue
        name = page.text[word.start : word.end]
        is_alone = start == word.start and (word.is_glued or name in _NEVER_ALONE)
        if is_alone and word.kind is Class.JOB_MAYBE:
            continue
        sure = _LIKELY if word.kind is Class.JOB and not word.is_glued else _POSSIBLE
        why = "ends like a trade" if word.kind is Class.JOB_ENDING else "work or rank"
        yield Proposal(start, word.end, SpanKind.OCCUPATION, sure, why, "korean.occupation")


def organisations(page: Page) -> Iterator[Proposal]:
    """Propose organs, units with a number, and institutions with what names them."""
    if not page.has_hangul:
        return
    eojeols, cities = page.eojeols, _cities(page)
    for index, word in enumerate(eojeols.words):
        if word.kind in (Class.ORGAN, Class.NAMED_HEAD):
            sure = _LIKELY if word.kind is Class.NAMED_HEAD else _POSSIBLE
            start = _with_names(eojeols, index, cities)
            why = "organ of state or party" if word.kind is Class.ORGAN else "named institution"
            yield Proposal(start, word.end, SpanKind.ORGANISATION, sure, why, "korean.organisation")
        elif word.kind is Class.HEAD:
            start = _with_names(eojeols, index, cities)
            name = page.text[word.start : word.end]
            tells = name not in _COMMON_PLACES or _AT_WORK.match(page.text, word.end)
            if start < word.start or tells or word.is_glued:
                why = "institution with a name"
                yield Proposal(
                    start, word.end, SpanKind.ORGANISATION, _POSSIBLE, why, "korean.organisation"
                )
    for match in _NUMBERED.finditer(page):
        why = "unit with a number"
        yield Proposal(*match.span(1), SpanKind.ORGANISATION, _LIKELY, why, "korean.organisation")
    for match in _WITH_FIGURES.finditer(page):
        why = "named institution"
        yield Proposal(*match.span(1), SpanKind.ORGANISATION, _LIKELY, why, "korean.organisation")
    for match in _DATED.finditer(page):
        why = "institution named after a day"
        yield Proposal(*match.span(1), SpanKind.ORGANISATION, _LIKELY, why, "korean.organisation")
    for match in _QUOTED_SHIP.finditer(page):
        why = "name of a ship"
        yield Proposal(*match.span(1), SpanKind.ORGANISATION, _POSSIBLE, why, "korean.organisation")


def places(page: Page) -> Iterator[Proposal]:
    """Propose places by what their names end in, and facilities and houses that are told apart."""
    if not page.has_hangul:
        return
    eojeols, cities = page.eojeols, _cities(page)
    for index, word in enumerate(eojeols.words):
        if word.kind is Class.PLACE:
            why = "ends like a place"
            yield Proposal(word.start, word.end, SpanKind.PLACE, _LIKELY, why, "korean.place")
        elif word.kind is Class.UNKNOWN_PLACE:
            why = "unknown word where something is"
            yield Proposal(word.start, word.end, SpanKind.PLACE, _POSSIBLE, why, "korean.place")
        elif word.kind is Class.NAMED_SITE or (word.kind is Class.SITE and word.is_glued):
            yield _place((_with_names(eojeols, index, cities), word.end))
        elif word.kind is Class.SITE:
            start = _with_names(eojeols, index, cities)
            name = page.text[word.start : word.end]
            beside = _BESIDE.match(page.text, word.end)
            if start < word.start or beside or name not in _COMMON_PLACES:
                yield _place((start, word.end))
    for pattern in (_ROW_OF_HOUSES, _BORDER):
        for match in pattern.finditer(page):
            yield _place(match.span(1))


def id_numbers(page: Page) -> Iterator[Proposal]:
    """Propose numbers of vehicles, papers and lists, and handles of messengers."""
    if not page.has_hangul:
        return
    for pattern, sure, why in _ID_ROWS:
        for match in pattern.finditer(page, lowered="messenger" in why):
            group = match.lastindex or 0
            yield Proposal(*match.span(group), SpanKind.ID_NUMBER, sure, why, "korean.id_number")


def _cities(page: Page) -> frozenset[str]:
    """Return the cities and provinces that the text names: what may name a facility."""
    found = (*geography.cities(page), *geography.provinces(page))
    return frozenset(page.text[each.start : each.end] for each in found)


def _place(span: tuple[int, int]) -> Proposal:
    return Proposal(*span, SpanKind.PLACE, _POSSIBLE, "facility told apart", "korean.place")


def _with_branch(eojeols: Eojeols, index: int) -> int:
    """Return where work begins with its branch or institution: 마취과 의사, 학교 도서원."""
    word = eojeols.words[index]
    start = word.start
    number = word.number
    if start != word.first:
        return start
    while eojeols.is_joined(number):
        before = eojeols.neighbour(number - 1)
        is_branch = before in _BRANCHES or _is_bare_facility(eojeols, index, number - 1)
        if not is_branch and (word.number - number > 1 or not _is_bare_noun(before)):
            break
        number -= 1
        start = eojeols.spans[number][0]
    return start


def _is_bare_noun(eojeol: str) -> bool:
    """Tell whether an eojeol is a noun without endings that may say what the work is about."""
    if len(eojeol) == 1:
        return eojeol in _SHORT_NOUNS
    return (
        len(eojeol) < 6
        and eojeol not in _NO_BRANCHES
        and (
            eojeol in words.nouns()
            or southern(eojeol) in words.nouns()
            or (eojeol[-1] not in _LIKE_PARTICLES and _is_pair(eojeol))
        )
    )


def _is_pair(eojeol: str) -> bool:
    """Tell whether an eojeol of four syllables is two nouns: 화물자동 is none, 궁중악기 is."""
    nouns = words.nouns()
    return len(eojeol) > 2 and any(
        eojeol[:at] in nouns and eojeol[at:] in nouns for at in range(1, len(eojeol))
    )


def _is_bare_facility(eojeols: Eojeols, index: int, number: int) -> bool:
    """Tell whether eojeol `number` is a facility without endings."""
    before = _word_of(eojeols, index, number)
    return before is not None and before.kind in _FACILITY and before.end == before.last


def _with_names(eojeols: Eojeols, index: int, cities: frozenset[str]) -> int:
    """Return where an institution begins with what names it: 청진 제강소, 도급 병원."""
    word = eojeols.words[index]
    start, number = word.start, word.number
    if start != word.first:
        return start
    while eojeols.is_joined(number):
        before = eojeols.neighbour(number - 1)
        other = _word_of(eojeols, index, number - 1)
        names = other is not None and other.end == other.last and other.kind in (
            Class.PLACE, Class.NAMED_HEAD, Class.NAMED_SITE, Class.HEAD, Class.ORGAN, Class.UNKNOWN,
            Class.UNKNOWN_PLACE, Class.FULL_NAME,
        )  # fmt: skip
        is_noun = number == word.number and _is_bare_noun(before)
        if before not in _NAMING and not names and not is_noun and before not in cities:
            break
        number -= 1
        start = eojeols.spans[number][0]
    if number < word.number and eojeols.is_joined(number) and eojeols.neighbour(number - 1) == "한":
        start = eojeols.spans[number - 1][0]
    return start


def _word_of(eojeols: Eojeols, index: int, number: int) -> Word | None:
    """Return the word of eojeol `number`, which stands shortly before the word at `index`."""
    for other in reversed(eojeols.words[max(index - 4, 0) : index]):
        if other.number == number:
            return other
    return None
