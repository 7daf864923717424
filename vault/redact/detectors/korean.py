"""Names, kinship and ages in Korean.

A name is likely with an honorific, a title, a naming word or a particle that only people take;
what merely begins with a surname and has three syllables is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vault.model import Confidence, SpanKind
from vault.redact.detectors.korean_words import KIN, NO_NAMES, TITLES
from vault.redact.detectors.page import Near, Page
from vault.redact.hangul import PARTICLE_CHAIN, SURNAMES
from vault.redact.spans import Proposal


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))


_SURNAME: Final = f"(?:{_any_of(SURNAMES)})"
_RARELY_ELSE: Final = "(?:김|리|박|최|림|윤|황|권|홍|허|류|정|강|조|장|임|한|오|서|신|송)"
_ALONE_HEAD: Final = "(?:김|박|최|림|윤|황|권|홍|허|류|곽|남궁|황보)"
_START: Final = "(?<![가-힣])"
_END: Final = f"(?={PARTICLE_CHAIN}(?:[^가-힣]|$))"
_TITLE: Final = f"(?:{_any_of(TITLES)})"
_GIVEN: Final = "[가-힣]{2}"
_NAMING: Final = (
    "이름은 이름이 이름도 본명은 가명은 별명은 저는 나는 이라는 라는 이라고 라고".split()
)
_PERSONAL: Final = (
    "(?:에게서|에게는|에게도|에게|한테서|한테는|한테|께서는|께서|께|이네|네 (?:집|가족|식구|부부))"
)
_COPULA: Final = "(?:이라고|라고|입니다|이다|다|이에요|예요|이었|였|인데|이라는|라는)"

_LIKELY: Final = (
    (
        Near(
            TITLES,
            rf"{_START}({_SURNAME}[가-힣]{{0,2}}|[가-힣]{{2}})(?: (?=[가-힣]{{2}})|(?=[가-힣]))"
            rf"{_TITLE}{_END}",
            before=7,
            after=20,
        ),
        "name before a title",
    ),
    (
        Near(
            _NAMING,
            rf"(?:(?:이름|본명|가명|별명)[은이도]|저는|나는) ?({_SURNAME} ?{_GIVEN})"
            rf"(?={_COPULA}|[^가-힣]|$)",
            before=0,
            after=14,
        ),
        "name after a naming word",
    ),
    (
        Near(
            _NAMING,
            rf"{_START}({_SURNAME} ?{_GIVEN})(?=(?:이라는|라는|이라고|라고) "
            r"(?:사람|여자|남자|이름|여성|남성|아이|친구|녀성|녀자|처녀|청년|동무|하는|합니다|해요|하오|부르|불))",
            before=5,
            after=16,
        ),
        "name before a naming word",
    ),
    (
        Near(
            "에게|한테|께|네",
            rf"{_START}({_SURNAME}[가-힣]{{2}}){_PERSONAL}(?![가-힣])",
            before=4,
            after=8,
        ),
        "name before a personal particle",
    ),
    (
        Near(
            f"{_ALONE_HEAD} [가-힣]",
            rf"{_START}({_ALONE_HEAD} {_GIVEN})"
            rf"(?={_TITLE}|{_PERSONAL}|[은는이가을를와과도의](?![가-힣]))",
            before=1,
            after=14,
        ),
        "surname and given name apart",
    ),
)
_POSSIBLE: Final = (
    (
        Near(
            f"{_START}{_RARELY_ELSE}",
            rf"{_START}({_RARELY_ELSE}[가-힣]{{2}})"
            r"(?:은|는|이|가|을|를|의|와|과|도|만|하고|랑)(?![가-힣])",
            before=1,
            after=8,
        ),
        "surname and two syllables",
    ),
    (
        Near(
            f"{_START}{_ALONE_HEAD}",
            rf"{_START}({_ALONE_HEAD}{_GIVEN})(?![가-힣])",
            before=1,
            after=6,
        ),
        "surname and two syllables",
    ),
)
_KINSHIP: Final = Near(
    KIN,
    rf"{_START}(?:(?:우리|내|제|저희) ?)?({_any_of(KIN)}){_END}",
    before=5,
    after=16,
)
_NATIVE_TENS: Final = "(?:열|스물|스무|서른|마흔|쉰|예순|일흔|여든|아흔)"
_NATIVE_ONES: Final = "(?:하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉)"
_SINO: Final = "[일이삼사오육륙칠팔구]?십[일이삼사오육륙칠팔구]?"
# Above twenty the native tens count people's years unless a counter (명, 개) follows.
_GROWN_TENS: Final = "(?:스물|서른|마흔|쉰|예순|일흔|여든|아흔)"
_AGE_ENDINGS: Final = (
    "짜리|배기|때|나이|무렵|쯤|경|정도|부터|까지|미만|이상|에|의|이|인|가|은|는|로|밖|였|입|된|난|먹|도|을"
    "|를|만|박|라|지|예|고"
)
_AGE_END: Final = f"(?=(?:{_AGE_ENDINGS})|[^가-힣]|$)"
_AGES: Final = (
    (
        Near(
            "살|세",
            rf"(?:만 ?)?(?<![0-9,.])(?:1[01][0-9]|[1-9]?[0-9]) ?(?:살|세){_AGE_END}(?! ?기)"
            rf"|{_START}(?:{_NATIVE_TENS} ?{_NATIVE_ONES}?|{_NATIVE_ONES}) ?살{_AGE_END}(?! ?림)"
            rf"|{_START}{_SINO} ?세{_AGE_END}",
            before=9,
            after=6,
        ),
        0,
        "number of years old",
    ),
    (
        Near(
            "대",
            r"(?<![0-9가-힣])(?:[1-9]0|(?:이|삼|사|오|육|륙|칠|팔|구)?십) ?대"
            r"(?: ?(?:초반|중반|후반|초|중|후))?"
            r"(?=의|로|이|가|는|은|인|녀|여|남|부|주|청|라고|라는|였|예요| (?:여|남|녀|초|중|후|부)"
            r"|[,.)]|$)",
            before=5,
            after=10,
        ),
        0,
        "decade of life",
    ),
    (
        Near(
            _GROWN_TENS,
            rf"{_START}({_GROWN_TENS}(?: ?{_NATIVE_ONES})?)"
            r"(?=이(?:고|다|며|에|었|였|라|던|지|니)|인데|입니|이? ?(?:되|됐|된|넘)|을 ?(?:넘|막)"
            r"|에(?:야|서야)?(?![가-힣])|[,.?!]|$)",
            before=0,
            after=14,
        ),
        1,
        "age in words",
    ),
    (
        Near(
            "년",
            r"(?<![0-9])([0-9]{2,4} ?년) ?(?:생|출생|태생)"
            r"(?:이|인|으|은|의|들|남|여|녀|[^가-힣]|$)",
            before=5,
            after=8,
        ),
        1,
        "year of birth",
    ),
)


def names(page: Page) -> Iterator[Proposal]:
    """Propose names with a title, an honorific, a naming word or a particle."""
    if not page.has_hangul:
        return
    for sure, rows in ((Confidence.LIKELY, _LIKELY), (Confidence.POSSIBLE, _POSSIBLE)):
        for pattern, why in rows:
            for match in pattern.finditer(page):
                if not _is_ordinary(match.group(1)):
                    yield Proposal(*match.span(1), SpanKind.PERSON, sure, why, "korean.name")


def kinship(page: Page) -> Iterator[Proposal]:
    """Propose kinship words, with southern and northern spellings."""
    if page.has_hangul:
        for match in _KINSHIP.finditer(page):
            yield Proposal(
                *match.span(1), SpanKind.KINSHIP, Confidence.POSSIBLE, "kinship", "korean.kinship"
            )


def ages(page: Page) -> Iterator[Proposal]:
    """Propose ages: 42살, 42세, 마흔두 살, 사십이 세, 40대, 78년생."""
    if not page.has_hangul:
        return
    for pattern, group, why in _AGES:
        for match in pattern.finditer(page):
            yield Proposal(*match.span(group), SpanKind.AGE, Confidence.LIKELY, why, "korean.age")


def _is_ordinary(words: str) -> bool:
    """Tell whether a word that looks like a name is an ordinary one."""
    return words[:2] in NO_NAMES or words in KIN or words in TITLES
