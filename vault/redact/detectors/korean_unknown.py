"""Which eojeols are ordinary Korean: a noun with endings, a verb with endings, or a compound.

What is none of these may be a name or a place, or a word of the north that no list has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from vault.redact.detectors.korean_words import ordinary, southern, verbs, vocabulary

# What makes a verb of a noun, and what follows the stem of a verb.
_VERBAL: Final = re.compile(
    "[하해한할했함합되돼된될됐됨받적질짓]|당[하한할해했]|시[키켜킨킬켰]|스[럽러런]"
    "|[롭답]|로[운워]|거[리려린릴]|대[는고며던기]|[이인][ㄱ-힣]|없|있|나[서고는]|맞"
    "|잡"
)
# Syllables that endings, auxiliary verbs and what is written with them are made of.
_ENDINGS: Final = frozenset(
    "다고지면니는던게서도요네자라며든려러기거습슴소오냐나데더아어여야구므시셨신실으은을"
    "음죠질진긴겠았었였잖군걸까세쇼쟁래랬란랄"
    "만보버놓주준줄줬두둔본봤볼왔온올와간갈갔가한하할했함해대댔싶말못있없않안달든들를이"
    "에로의인것조차마쯤처럼밖때문뿐채수듯"
    "십합입됩당씀받드린립사껴져졌뜨리내낸냈치쳐친쳤먹길키켜켰킨루비메랍랐답든덧던된될됐"
    "돼되댄덜멍봐구서써쓰썼쓴킬낼"
)
_SPOKEN: Final = {
    "루": "로",
    "두": "도",
    "구": "고",
    "믄": "면",
    "여": "요",
    "용": "요",
    "슴": "다",
}
_TAILS: Final = frozenset((4, 8, 16, 17, 20))  # ㄴ ㄹ ㅁ ㅂ ㅆ, which join an open stem


def is_ordinary(run: str, is_ending: Callable[[str, int], bool]) -> bool:
    """Tell whether an eojeol is made of known words; `is_ending` judges what follows a stem."""
    if _is_known(run, is_ending):
        return True
    south = southern(run)
    if south != run and _is_known(south, is_ending):
        return True
    if run[-1] in _SPOKEN and _is_known(run[:-1] + _SPOKEN[run[-1]], is_ending):
        return True
    return "여" in run[1:] and _is_known(run[0] + run[1:].replace("여", "어", 1), is_ending)


def _is_known(run: str, is_ending: Callable[[str, int], bool]) -> bool:
    known, forms = vocabulary(), verbs()
    for cut in range(len(run), 0, -1):
        head, rest = run[:cut], run[cut:]
        if (head in known or head in ordinary()) and (
            not rest or is_ending(rest, 2) or _VERBAL.match(rest)
        ):
            return True
        if _ENDINGS.issuperset(rest) and (head in forms or _opened(head) in forms):
            return True
        if cut > 1 and len(rest) > 1 and head in known and _is_compound_rest(rest, is_ending):
            return True
    return False


def _is_compound_rest(rest: str, is_ending: Callable[[str, int], bool]) -> bool:
    known = vocabulary()
    return any(
        rest[:cut] in known and (cut == len(rest) or is_ending(rest[cut:], cut))
        for cut in range(2, len(rest) + 1)
    )


def _opened(head: str) -> str:
    """Return a word without the tail that an ending added to its last syllable: 갔 is 가."""
    code = ord(head[-1]) - 0xAC00
    tail = code % 28
    return head[:-1] + chr(0xAC00 + code - tail) if tail in _TAILS else ""
