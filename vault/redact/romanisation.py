"""Hangul in Latin letters and back: how a syllable is spelled, and what a spelling sounds like.

McCune-Reischauer (with and without its marks), the Revised and the North Korean system and the
habits of passports differ in vowels and in the strength of consonants alone. So a *sound* folds
what they write differently: 영희, Yong-hui, Yeonghui and Young-hee are all "yonkhi". Which words
are names, and where they stand, is not here: `naming` and `spoken`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from types import MappingProxyType
from typing import Final

_BASE, _VOWELS, _TAILS = 0xAC00, 21, 28
# In the order of Unicode: what each initial, vowel and final is spelled as, commonest first.
_INITIALS: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(each.split(","))
    for each in "k,g kk,gg n t,d tt,dd r,l m p,b pp,bb s,sh ss , j,ch jj,tch ch k t p,ph h".split(
        " "
    )
)
_VOWEL_SPELLINGS: Final[tuple[tuple[str, ...], ...]] = tuple(
    tuple(each.split(","))
    for each in (
        "a ae,ai ya yae o,eo,u e yo,yeo,you,yu ye o wa wae oe,oi yo u,oo wo we wi yu,yoo u,eu"
        " ui,i,ee,eui i,ee"
    ).split()
)
_FINALS: Final[tuple[str, ...]] = tuple(
    ",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t".split(",")
)
_INITIAL_SOUNDS: Final = tuple("k k n t t l m p p s s  c c c k t p h".split(" "))
_VOWEL_SOUNDS: Final = tuple("a e ya ye o e yo ye o wa we we yo o wo we wi yo o i i".split())
_FINAL_SOUNDS: Final = tuple(",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,nk,t,t,k,t,p,t".split(","))
_NO_INITIAL: Final = 11
# What a final becomes before an initial, as McCune-Reischauer and the Revised system write it.
_ASSIMILATED: Final = MappingProxyType(
    {
        "kn": "ngn", "km": "ngm", "tn": "nn", "tm": "nm", "pn": "mn", "pm": "mm", "nr": "ll",
        "nl": "ll", "lr": "ll", "ln": "ll", "kr": "ngn", "pr": "mn", "mr": "mn", "ngr": "ngn",
        "kl": "ngn", "pl": "mn", "ml": "mn", "ngl": "ngn",
    }
)  # fmt: skip
_SPELLINGS_MOST: Final = 160

_SOUND = re.compile(
    r"(?P<c>tch|cch|jj|ch|ts|dz|zh|j|z)|(?P<s>sh|ss|s)|(?P<k>kk|gg|ck|[kgqc])"
    r"|(?P<t>tt|dd|th|[td])|(?P<p>pp|bb|ph|[pbf])"
    r"|(?P<silent>(?<=[aeiouyw])(?:r(?![aeiouywrlh])|h(?![aeiouyw])))"
    r"|(?P<l>rh|[lr]+)|(?P<m>m+)|(?P<n>n+)|(?P<h>h)|(?P<yi>yee|yi)"
    r"|(?P<yo>y(?:eou|eo|ou|oo|eu|ew|o|u))|(?P<ye>y(?:ae|ea|e)y?)|(?P<ya>ya)"
    r"|(?P<o>woo|wu|eo|eu(?!i)|oo|ou|ow|o(?![aeiy])|u(?!i))|(?P<wo>weo|wo)"
    r"|(?P<we>wae|wei|way|we|oe|oi|oy)|(?P<wa>wa|oa)|(?P<wi>wi|wee)"
    r"|(?P<i>eui|ui|ee|ie|i|y)|(?P<e>ae|ai|ay|ei|ey|e)|(?P<a>a+)|(?P<other>[a-z])"
)
_SOUNDS_LIKE: Final = MappingProxyType({"silent": "", "yi": "i"})
_DOUBLED = re.compile(r"(.)\1+")


def is_syllables(text: str) -> bool:
    """Tell whether a text is Hangul syllables and nothing else."""
    return bool(text) and all("가" <= character <= "힣" for character in text)


def sound(letters: str) -> str:
    """Return what lower-case ASCII letters sound like in Korean."""
    pieces = []
    for found in _SOUND.finditer(letters):
        name = found.lastgroup or ""
        pieces.append(found.group() if name == "other" else _SOUNDS_LIKE.get(name, name))
    return _DOUBLED.sub(r"\1", "".join(pieces))


def sound_of(hangul: str) -> str:
    """Return what Hangul syllables sound like; the same letters as `sound` gives."""
    pieces: list[str] = []
    for initial, vowel, final in map(_parts, hangul):
        pieces += (_INITIAL_SOUNDS[initial], _VOWEL_SOUNDS[vowel], _FINAL_SOUNDS[final])
    return _DOUBLED.sub(r"\1", "".join(pieces))


def sounds_of(hangul: str) -> frozenset[str]:
    """Return what Hangul may sound like once it is spelled in one word, in any system."""
    spelled = (sound(each) for each in islice(spellings(hangul), 24))
    return frozenset((sound_of(hangul), *spelled))


def spellings(hangul: str) -> Iterator[str]:
    """Yield usual Latin spellings of Hangul in lower case without marks, joined, at most 160.

    They come in the order of likelihood, and each once.
    """
    seen: set[str] = set()
    ways = (_syllable_spellings(syllable) for syllable in hangul)
    for pieces in islice(product(*ways), _SPELLINGS_MOST):
        for spelled in _joined(pieces):
            if spelled not in seen:
                seen.add(spelled)
                yield spelled


def syllables_for(letters: str) -> tuple[str, ...]:
    """Return the Hangul syllables that one Latin syllable may stand for, plain ones only.

    No tense consonant and no cluster: names and places hardly have them.
    """
    return tuple(_readings_of().get(letters, ()))


def parted(letters: str, most: int) -> Iterator[tuple[str, ...]]:
    """Yield every way to part Latin letters into at most `most` Korean syllables."""
    if not letters:
        yield ()
    elif most:
        known = _readings_of()
        for end in range(1, min(len(letters), 7) + 1):
            if letters[:end] in known:
                for rest in parted(letters[end:], most - 1):
                    yield (letters[:end], *rest)


def _parts(syllable: str) -> tuple[int, int, int]:
    code = ord(syllable) - _BASE
    return code // (_VOWELS * _TAILS), code // _TAILS % _VOWELS, code % _TAILS


@lru_cache(maxsize=4096)
def _syllable_spellings(syllable: str) -> tuple[str, ...]:
    initial, vowel, final = _parts(syllable)
    found = []
    for first in _INITIALS[initial]:
        for middle in _VOWEL_SPELLINGS[vowel]:
            if first == "sh" and middle[0] not in "ieu":
                continue
            found.append(first + middle + _FINALS[final])
    if initial == _NO_INITIAL:
        found += [f"w{each}" for each in found if each.startswith("oo")]
        found += [f"y{each}" for each in found if each.startswith(("i", "ee"))]
    return tuple(dict.fromkeys(found))


def _joined(pieces: tuple[str, ...]) -> Iterator[str]:
    """Yield syllables in a row as they are, and as they are heard."""
    plain = heard = pieces[0]
    for piece in pieces[1:]:
        plain += piece
        pair = heard[-2:] + piece[:1] if heard.endswith("ng") else heard[-1:] + piece[:1]
        changed = _ASSIMILATED.get(pair)
        heard = (
            heard[: len(heard) - len(pair) + 1] + changed + piece[1:]
            if changed
            else (heard + piece)
        )
    yield plain
    yield heard


@lru_cache(maxsize=1)
def _readings_of() -> dict[str, list[str]]:
    """Return what each Latin syllable may stand for."""
    found: dict[str, list[str]] = {}
    plain_initials = (0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 16, 17, 18)
    plain_finals = (0, 1, 4, 8, 16, 17, 21)
    for initial, vowel, final in product(plain_initials, range(_VOWELS), plain_finals):
        syllable = chr(_BASE + (initial * _VOWELS + vowel) * _TAILS + final)
        for spelled in _syllable_spellings(syllable):
            found.setdefault(spelled, []).append(syllable)
    return found
