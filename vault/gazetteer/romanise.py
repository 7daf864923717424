"""Names of places from Hangul to Latin letters, by the rules that newsrooms and maps follow.

McCune-Reischauer with and without its marks, the official romanisation of the north, the press's
plain form of it, and the Revised Romanisation of the south; from the northern and the southern
spelling. What no rule gives (a name written as a person's, an old name) stands in the tables.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_FIRST: Final = 0xAC00
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_VOWELS: Final = "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i".split()
_REVISED_VOWELS: Final = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_BEFORE_I: Final = frozenset({2, 3, 6, 7, 12, 17, 20})  # indexes of ya yae yŏ ye yo yu i

_HARD: Final = dict(
    zip("ㄱㄷㅂㅈㅋㅌㅍㅊ", ("k", "t", "p", "ch", "k'", "t'", "p'", "ch'"), strict=True)
)
_SOFT: Final = _HARD | {"ㄱ": "g", "ㄷ": "d", "ㅂ": "b", "ㅈ": "j"}
_PLAIN: Final = {
    "ㄲ": "kk", "ㄸ": "tt", "ㅃ": "pp", "ㅉ": "tch", "ㅆ": "ss", "ㄴ": "n", "ㄹ": "r", "ㅁ": "m",
    "ㅅ": "s", "ㅇ": "", "ㅎ": "h",
}  # fmt: skip
_REVISED: Final = {
    "ㄱ": "g", "ㄷ": "d", "ㅂ": "b", "ㅈ": "j", "ㅋ": "k", "ㅌ": "t", "ㅍ": "p", "ㅊ": "ch",
    "ㅉ": "jj",
}  # fmt: skip
_NORTHERN: Final = {"ㅈ": "j", "ㅊ": "ch", "ㅋ": "kh", "ㅌ": "th", "ㅍ": "ph", "ㅉ": "jj"}
_CLOSED: Final = {"ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅇ": "ng"}
_NASAL: Final = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_SIMPLE: Final = {
    "ㄲ": "ㄱ", "ㄳ": "ㄱ", "ㅋ": "ㄱ", "ㄺ": "ㄱ", "ㄵ": "ㄴ", "ㄶ": "ㄴ", "ㅅ": "ㄷ", "ㅆ": "ㄷ",
    "ㅈ": "ㄷ", "ㅊ": "ㄷ", "ㅌ": "ㄷ", "ㅎ": "ㄷ", "ㄼ": "ㄹ", "ㄽ": "ㄹ", "ㄾ": "ㄹ", "ㅀ": "ㄹ",
    "ㄻ": "ㅁ", "ㅍ": "ㅂ", "ㄿ": "ㅂ", "ㅄ": "ㅂ",
}  # fmt: skip

_Syllable = tuple[str, int, str]  # initial, index of the vowel, final ("" when open)


def press(hangul: str) -> str:
    """Return the name as English-language newsrooms write it: Pyongsong, Hoeryong, Manpo."""
    return _written(_northern(hangul).translate(_WITHOUT_MARKS).replace("kh", "k"), plain=True)


def romanisations(hangul: str) -> tuple[str, ...]:
    """Return every romanisation of a name without its unit, the press's first, each once."""
    found = [press(hangul)]
    for spelling in dict.fromkeys((hangul, southern(hangul))):
        marked = _mccune(spelling)
        northern = _northern(spelling)
        found += [
            _written(northern, plain=False),
            _written(marked, plain=False),
            _written(_without_marks(marked), plain=False),
            _written(_revised(spelling), plain=False),
            press(spelling),
        ]
    return tuple(dict.fromkeys(found))


def southern(hangul: str) -> str:
    """Return the southern spelling: 량강 -> 양강, 라선 -> 나선, 은률 -> 은율."""
    written: list[str] = []
    before = ""
    for place, (spelled, vowel, final) in enumerate(_syllables(hangul)):
        initial = spelled
        is_before_i = vowel in _BEFORE_I
        if place == 0 and spelled in "ㄴㄹ" and (is_before_i or spelled == "ㄹ"):
            initial = "ㅇ" if is_before_i else "ㄴ"
        elif spelled == "ㄹ" and before in {"", "ㄴ"} and (vowel, final) in _SOFTENED:
            initial = "ㅇ"
        written.append(_joined((initial, vowel, final)))
        before = final
    return "".join(written)


_SOFTENED: Final = {(6, "ㄹ"), (17, "ㄹ")}  # 렬 and 률 after a vowel or ㄴ
_WITHOUT_MARKS: Final = str.maketrans({"ŏ": "o", "ŭ": "u", "'": None})


def _syllables(hangul: str) -> list[_Syllable]:
    found: list[_Syllable] = []
    for letter in hangul:
        at = ord(letter) - _FIRST
        if 0 <= at < len(_INITIALS) * 588:
            found.append((_INITIALS[at // 588], at % 588 // 28, _FINALS[at % 28].strip()))
    return found


def _joined(syllable: _Syllable) -> str:
    initial, vowel, final = syllable
    at = _INITIALS.index(initial) * 588 + vowel * 28 + _FINALS.index(final or " ")
    return chr(_FIRST + at)


def _spoken(hangul: str) -> list[_Syllable]:
    """Return the syllables with the sounds that meet changed: 압록 as 암녹, 신라 as 실라."""
    found = _syllables(hangul)
    for at in range(len(found) - 1):
        initial, vowel, final = found[at]
        after, next_vowel, next_final = found[at + 1]
        final = _SIMPLE.get(final, final) if after != "ㅇ" else final
        if final in _NASAL and after in "ㄴㅁㄹ":
            final, after = _NASAL[final], "ㄴ" if after == "ㄹ" else after
        elif (final, after) in {("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")}:
            final = after = "ㄹ"
        elif final in {"ㅁ", "ㅇ"} and after == "ㄹ":
            after = "ㄴ"
        found[at] = (initial, vowel, final)
        found[at + 1] = (after, next_vowel, next_final)
    return found


def _mccune(hangul: str) -> str:
    written: list[str] = []
    before = None
    for initial, vowel, final in _spoken(hangul):
        letter = _mccune_initial(before, initial)
        if before and _is_carried(before, initial):
            written[-1] = written[-1].removesuffix(_CLOSED.get(before, "t"))
            letter = {"ㄱ": "g", "ㄷ": "d", "ㄹ": "r", "ㅂ": "b"}.get(before, "s")
        if before == "ㄴ" and letter == "g":
            letter = "'g"
        written.append(letter + _VOWELS[vowel] + _CLOSED.get(_SIMPLE.get(final, final), ""))
        before = final
    return "".join(written)


def _mccune_initial(before: str | None, initial: str) -> str:
    if before == "ㄹ" and initial == "ㄹ":
        return "l"
    if before == "ㄹ" and initial in "ㄷㅈ":
        return _HARD[initial]
    is_soft = before is not None and before in {"", "ㄴ", "ㄹ", "ㅁ", "ㅇ"}
    return (_SOFT if is_soft else _HARD).get(initial, _PLAIN.get(initial, ""))


def _is_carried(before: str, initial: str) -> bool:
    return initial == "ㅇ" and before not in {"", "ㄴ", "ㅁ", "ㅇ"}


def _northern(hangul: str) -> str:
    """Return the north's own form: as spelled, aspirates with h, ㅈ always j; no letter carried."""
    written: list[str] = []
    before = None
    for initial, vowel, final in _syllables(hangul):
        is_soft = before is not None and before in {"", "ㄴ", "ㄹ", "ㅁ", "ㅇ"}
        letter = _NORTHERN.get(initial) or (_SOFT if is_soft else _HARD).get(initial)
        plain = _VOWELS[vowel].translate(_WITHOUT_MARKS)
        written.append(
            (letter or _PLAIN[initial]) + plain + _CLOSED.get(_SIMPLE.get(final, final), "")
        )
        before = final
    return "".join(written)


def _revised(hangul: str) -> str:
    written: list[str] = []
    before = None
    for initial, vowel, final in _spoken(hangul):
        letter = _REVISED.get(initial, _PLAIN.get(initial, ""))
        if before == "ㄹ" and initial == "ㄹ":
            letter = "l"
        if before and _is_carried(before, initial):
            written[-1] = written[-1].removesuffix(_CLOSED.get(before, "t"))
            letter = {"ㄱ": "g", "ㄷ": "d", "ㄹ": "r", "ㅂ": "b"}.get(before, "s")
        written.append(letter + _REVISED_VOWELS[vowel] + _CLOSED.get(_SIMPLE.get(final, final), ""))
        before = final
    return "".join(written)


def _without_marks(words: str) -> str:
    folded = unicodedata.normalize("NFC", words)
    return folded.translate(_WITHOUT_MARKS)


def _written(words: str, *, plain: bool) -> str:
    if plain:
        for aspirate in ("ph", "th"):
            words = words.replace(aspirate, aspirate[0])
    return words[:1].upper() + words[1:] if words[:1] not in "'" else words
