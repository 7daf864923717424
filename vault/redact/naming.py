"""What else a confirmed name is called: the other script, spellings of North and South, parts.

Every form says how far it can be trusted. A *sure* one is the term in other letters; any other may
be somebody else, or an ordinary word, and stops for a decision. Numbers and dates are `figures`;
where forms stand is `registry` and `spoken`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product

from vault.model import Record, SpanKind
from vault.redact.hangul import HONORIFICS, SURNAMES
from vault.redact.name_words import NAME_SYLLABLES, NICKNAMES, ORDINARY
from vault.redact.romanisation import (
    is_syllables,
    parted,
    sound,
    sounds_of,
    spellings,
    syllables_for,
)

_MOST_HANGUL = 60
_MOST_ALONE = 60
_GIVEN_LONGEST = 3
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_Y_VOWELS = frozenset((2, 3, 6, 7, 12, 17, 20))  # ya yae yeo ye yo yu i
_RIEUL, _NIEUN, _SILENT = 5, 2, 11
_PLACE_ENDINGS = re.compile(
    r"[\s-]+(?:county|city|province|district|town|village|station|prefecture|gun|kun|si|shi|do|to|"
    r"up|eup|ri|dong|tong|ku|gu|myon|myeon)$",
    re.IGNORECASE,
)
_HANGUL_PLACE_ENDINGS = re.compile(r"\s*(?:광역시|특별시|노동자구|로동자구|[도시군구읍리동면역])$")


class Written(Record, frozen=True):
    """A form as it is written.

    `look` says which letters have to be capitals: none, the "first", or the "last" word's too.
    """

    words: str
    sure: bool = True
    look: str = ""


class Spoken(Record, frozen=True):
    """A form in Latin letters, whatever stands between its syllables.

    `sounds` are matched by ear, `letters` as they are spelled; a `short` form has to look like
    a name.
    """

    sounds: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    sure: bool = True
    short: bool = False


class Names(Record, frozen=True):
    """All that a term is called besides what people typed.

    `surnames` are Hangul syllables that with a title, or with a mask for the rest, may mean it;
    `initials` three or more capitals.
    """

    written: tuple[Written, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    surnames: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()


class _Korean(Record, frozen=True):
    """A Korean name in parts, each in all its plausible Hangul spellings.

    `family` and `given` are the parts in Latin letters, where people gave those.
    """

    surnames: tuple[str, ...]
    givens: tuple[str, ...]
    family: str = ""
    given: tuple[str, ...] = ()

    @property
    def from_latin(self) -> bool:
        """Tell whether the Hangul is a guess."""
        return bool(self.given)


def names_of(words: str, kind: SpanKind) -> Names:
    """Return what else a term may be called; nothing for kinds that are no names."""
    plain = unicodedata.normalize("NFC", words).strip()
    if kind is SpanKind.PERSON:
        korean = _person(plain)
        if korean is None:
            return _other_person(plain)
        # Of two syllables the first may be a family name (이 수) or not (이수).
        alone = _Korean((), _given_spellings(plain)) if len(plain) == 2 else None
        found = _korean_person(korean)
        return _together(found, _korean_person(alone)) if korean.surnames and alone else found
    if kind is SpanKind.PLACE:
        return _place(plain)
    return Names()


# --- Korean persons --------------------------------------------------------------------------


def _person(words: str) -> _Korean | None:
    """Part a Korean name, in Hangul or in Latin letters; None for anything else."""
    bare = _without_honorific(words)
    parts = re.split(r"[\s\-,·]+", bare)
    joined = "".join(parts)
    if is_syllables(joined):
        return _hangul_person(parts, joined)
    letters = [latin(part) for part in parts]
    return _latin_person(letters) if all(letters) else None


def _without_honorific(words: str) -> str:
    first, _, last = words.rpartition(" ")
    return first if first and last in HONORIFICS else words


def _hangul_person(parts: list[str], joined: str) -> _Korean | None:
    for size in (2, 1):
        surname, given = joined[:size], joined[size:]
        if (
            surname in SURNAMES
            and 1 <= len(given) <= _GIVEN_LONGEST
            and (size == 1 or len(given) > 1 or len(parts) > 1)
        ):
            return _Korean(_surnames_like(surname), _given_spellings(given))
    if len(parts) == 1 and len(joined) == 2:
        return _Korean((), _given_spellings(joined))
    return None


def _latin_person(parts: list[str]) -> _Korean | None:
    """Take the family name to stand first, else last; what is left has one or two syllables."""
    if not 2 <= len(parts) <= 4:
        return _latin_given(parts)
    for at in (0, -1):
        surnames = _surnames_by_sound().get(sound(parts[at]), ())
        rest = parts[1:] if at == 0 else parts[:-1]
        givens = tuple(islice(_hangul_of(rest), _MOST_HANGUL))
        if surnames and givens:
            like = dict.fromkeys(s for surname in surnames for s in _surnames_like(surname))
            return _Korean(tuple(like), givens, parts[at], tuple(rest))
    return _latin_given(parts)


def _latin_given(parts: list[str]) -> _Korean | None:
    """Take two syllables with a gap between them, as in Yong-hui, for a given name."""
    if len(parts) != 2:
        return None
    givens = [g for g in islice(_hangul_of(parts), _MOST_HANGUL) if _is_name(g) and len(g) == 2]
    return _Korean((), tuple(givens), given=tuple(parts)) if givens else None


def _hangul_of(parts: Iterable[str]) -> Iterator[str]:
    """Yield Hangul for Latin syllables that stand apart, or together."""
    pieces = tuple(parts)
    ways = [list(parted(piece, 2 if len(pieces) == 1 else 1)) for piece in pieces]
    seen: set[str] = set()
    for chosen in product(*ways):
        syllables = [syllable for way in chosen for syllable in way]
        for spelled in product(*map(syllables_for, syllables)):
            hangul = "".join(spelled)
            if hangul not in seen and len(hangul) <= 2 and _is_name(hangul):
                seen.add(hangul)
                yield hangul


def _is_name(hangul: str) -> bool:
    return all(syllable in NAME_SYLLABLES for syllable in hangul)


def _together(one: Names, other: Names) -> Names:
    written = _distinct((*one.written, *other.written))
    return Names(written, (*one.spoken, *other.spoken), one.surnames, one.initials)


def _korean_person(name: _Korean) -> Names:
    written: list[Written] = []
    spoken: list[Spoken] = []
    for surname in name.surnames:
        written += (Written(surname + given) for given in name.givens)
    written += _parts_in_hangul(name)
    if name.surnames:
        spoken.append(_full_sounds(name))
        written += (Written(each, sure=False) for each in _hinted(name))
        written += _latin_initials(name)
    spoken += _given_alone(name)
    return Names(
        _distinct(written), tuple(spoken), frozenset(name.surnames), _korean_initials(name)
    )


def _full_sounds(name: _Korean) -> Spoken:
    surnames = {s for each in name.surnames for s in sounds_of(each)}
    givens = {s for each in name.givens for s in sounds_of(each)}
    if name.from_latin:
        surnames.add(sound(name.family))
        givens |= {sound("".join(name.given)), in_a_row(map(sound, name.given))}
    found = {in_a_row(pair) for pair in product(surnames, givens)}
    found |= {in_a_row((given, surname)) for surname, given in product(surnames, givens)}
    return Spoken(frozenset(found), short=max(map(len, name.givens)) == 1)


def _parts_in_hangul(name: _Korean) -> Iterator[Written]:
    """Yield the given name alone; of one syllable it is a word too often."""
    for given in name.givens:
        if len(given) > 1 and _is_name(given):
            yield Written(given, sure=given not in ORDINARY and not name.from_latin)
        elif len(given) == 1 and not name.from_latin:
            yield from (Written(given + each, sure=False) for each in ("씨", "님", "동무", "동지"))


def _given_alone(name: _Korean) -> Iterator[Spoken]:
    """Yield the given name alone in Latin letters: as it is usually spelled, and by ear."""
    alone = [given for given in name.givens if len(given) > 1 and _is_name(given)]
    letters = {each for given in alone for each in islice(spellings(given), _MOST_ALONE)}
    if len(name.given) > 1:
        letters.add("".join(name.given))
    plain = frozenset(each for each in letters if each not in ORDINARY)
    if plain:
        yield Spoken(letters=plain, short=True)
    if letters - plain:
        yield Spoken(letters=frozenset(letters - plain), sure=False, short=True)
    sounds = frozenset(s for given in alone for s in sounds_of(given) if len(s) > 5)
    if sounds:
        yield Spoken(sounds, sure=False, short=True)


def _hinted(name: _Korean) -> Iterator[str]:
    """Yield the first consonants of a Hangul name: ㄱㅇㅎ for 김영희."""
    whole = "" if name.from_latin else name.surnames[0] + name.givens[0]
    if len(whole) > 2:
        yield "".join(chr(0x1100 + (ord(c) - 0xAC00) // 588) for c in whole)


def _latin_initials(name: _Korean) -> Iterator[Written]:
    """Yield K.Y.H. and Kim Y.H. for Kim Yong-hui, whatever the romanisation."""
    for surname in name.surnames:
        families = [each.title() for each in (name.family, *islice(spellings(surname), 3)) if each]
        for two in dict.fromkeys(_firsts(given) for given in name.givens if len(given) == 2):
            for family in dict.fromkeys(f for f in families if len(f) > 1):
                yield Written(f"{family} {two}", sure=False, look="first")
                yield Written(f"{two} {family}", sure=False, look="first")


def _korean_initials(name: _Korean) -> frozenset[str]:
    families = {each[0].upper() for s in name.surnames for each in islice(spellings(s), 4)}
    givens = {_firsts(given).replace(".", "") for given in name.givens if len(given) == 2}
    return frozenset(each for a, b in product(families, givens) for each in (a + b, b + a))


def _firsts(given: str) -> str:
    return "".join(f"{next(spellings(syllable))[0].upper()}." for syllable in given)


@lru_cache(maxsize=1)
def _surnames_by_sound() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {"cwe": ("조",)}
    for surname in SURNAMES:
        for each in sounds_of(surname):
            found[each] = (*found.get(each, ()), surname)
    return found


def _surnames_like(surname: str) -> tuple[str, ...]:
    """Return a surname and its spelling on the other side: 리 and 이, 류 and 유."""
    others = [o + surname[1:] for o in other_spellings(surname[0]) if o + surname[1:] in SURNAMES]
    return tuple(dict.fromkeys((surname, *others)))


def _given_spellings(given: str) -> tuple[str, ...]:
    ways = [(c, *other_spellings(c)) for c in given]
    return tuple("".join(each) for each in islice(product(*ways), _MOST_HANGUL // 4))


def other_spellings(syllable: str) -> tuple[str, ...]:
    """Return how a syllable is spelled on the other side of the border, where a word begins.

    The South drops ㄹ and ㄴ before i and y, and writes ㄴ for ㄹ before all else.
    """
    code = ord(syllable) - 0xAC00
    initial, vowel = code // 588, code // 28 % 21
    turned: tuple[int, ...] = ()
    if vowel in _Y_VOWELS:
        turned = {_SILENT: (_RIEUL, _NIEUN), _RIEUL: (_SILENT,), _NIEUN: (_SILENT,)}.get(
            initial, ()
        )
    else:
        turned = {_RIEUL: (_NIEUN,), _NIEUN: (_RIEUL,)}.get(initial, ())
    return tuple(chr(0xAC00 + other * 588 + code % 588) for other in turned)


# --- persons of elsewhere --------------------------------------------------------------------


def _other_person(words: str) -> Names:
    """Return nicknames in the whole name, initials, and its parts alone, which need a decision."""
    parts = [part for part in re.split(r"\s+", words) if _LATIN_WORD.search(part)]
    if not parts or len(parts) > 4 or not all(part[:1].isupper() for part in parts):
        return Names()
    written = [Written(each, sure=False, look="first") for each in _alone(parts)]
    if len(parts) > 1:
        first, rest = parts[0], " ".join(parts[1:])
        nicknames = NICKNAMES.get(first.lower(), frozenset()) - {first.lower()}
        written += (Written(f"{each.title()} {rest}") for each in sorted(nicknames))
        written += (Written(f"{rest} {each.title()}") for each in sorted(nicknames))
        written += _initials(parts)
    initials = "".join(part[0] for part in parts)
    return Names(_distinct(written), initials=frozenset((initials,) if len(parts) > 2 else ()))


def _alone(parts: list[str]) -> Iterator[str]:
    if len(parts) > 1:
        yield from (part for part in parts if len(part) > 2)
    first = parts[0].lower()
    yield from (each.title() for each in sorted(NICKNAMES.get(first, frozenset()) - {first}))


def _initials(parts: list[str]) -> Iterator[Written]:
    first, last = parts[0], parts[-1]
    yield Written(f"{first[0]}. {last}", sure=False, look="first")
    yield Written(f"{last}, {first[0]}.", sure=False, look="first")
    yield Written(f"{first} {last[0]}.", sure=False, look="last")
    if len(parts) > 2:
        yield Written(f"{first} {last}")


# --- places ----------------------------------------------------------------------------------


def _place(words: str) -> Names:
    """Return a place in the other script and on the other side, with and without its rank."""
    bare = _HANGUL_PLACE_ENDINGS.sub("", words) if len(words) > 2 else words
    bare = _PLACE_ENDINGS.sub("", bare)
    written = [Written(bare)] if bare != words and len(bare) > 1 else []
    core = re.sub(r"[\s-]+", "", bare)
    if is_syllables(core):
        return _hangul_place(words, core, written)
    parts = [latin(part) for part in re.split(r"[\s\-]+", bare)]
    if not all(parts) or len(parts) > 3:
        return Names(tuple(written))
    whole = "".join(parts)
    found = list(islice(_places_for(whole), _MOST_HANGUL))
    written += (Written(each, sure=False) for each in found)
    letters = frozenset(s for h in found for s in islice(spellings(h), 24)) - {whole} - ORDINARY
    spoken = [Spoken(letters=letters, short=True)] if letters else []
    if found and len(sound(whole)) > 4:
        spoken.append(Spoken(frozenset((sound(whole),)), sure=False, short=True))
    return Names(_distinct(written), tuple(spoken))


def _hangul_place(words: str, core: str, written: list[Written]) -> Names:
    cores = [core]
    if len(core) > 1:
        cores += [other + core[1:] for other in other_spellings(core[0])]
    tail = words[len(core) :]
    written += (Written(each + tail) for each in cores[1:])
    written += (Written(each) for each in cores if len(each) > 1)
    if len(core) < 2:
        return Names(_distinct(written))
    letters = frozenset(s for c in cores for s in islice(spellings(c), _MOST_ALONE))
    spoken = [Spoken(letters=letters - ORDINARY, short=len(core) == 2)]
    if letters & ORDINARY:
        spoken.append(Spoken(letters=letters & ORDINARY, sure=False, short=True))
    sounds = frozenset(s for c in cores for s in sounds_of(c) if len(s) > 6)
    if sounds:
        spoken.append(Spoken(sounds, short=True))
    return Names(_distinct(written), tuple(spoken))


def _places_for(letters: str) -> Iterator[str]:
    seen: set[str] = set()
    for way in parted(letters, 4):
        if len(way) < 2:
            continue
        for spelled in product(*map(syllables_for, way)):
            hangul = "".join(spelled)
            if hangul not in seen and _is_name(hangul):
                seen.add(hangul)
                yield hangul
                yield from (o + hangul[1:] for o in other_spellings(hangul[0]))


# --- letters ---------------------------------------------------------------------------------


def latin(word: str) -> str:
    """Return a word's Latin letters in lower case without marks; "" when it has any other."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    kept = [c for c in decomposed if unicodedata.category(c)[0] in "LN" and c not in "ʹʼʻ"]
    text = "".join(kept).replace("ı", "i").replace("ø", "o")
    return text if text.isascii() and text.isalpha() else ""


def in_a_row(sounds: Iterable[str]) -> str:
    """Return sounds in a row; a consonant that ends one and begins the next is heard once."""
    whole = ""
    for each in sounds:
        whole += each[1:] if whole[-1:] == each[:1] and whole else each
    return whole


def _distinct(written: Iterable[Written]) -> tuple[Written, ...]:
    """Return the forms once each; a sure one makes the same unsure one needless."""
    by_words: dict[str, Written] = {}
    for form in written:
        if form.words not in by_words or form.sure:
            by_words[form.words] = form
    return tuple(by_words.values())
