"""Names with some of their letters struck out: M*san, 김*희, Kim Ch_l-su.

Enough is left for whoever knows the name. Only the recheck looks for them; placeholders that the
program writes itself show no letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from vault.redact.boundaries import Shape
from vault.redact.normalise import is_hangul, squeeze

_STRUCK = "*＊•●○◯〇∗⁎_#×✕✗?■□▇█~"
_WORDS = re.compile(r"\S+")
_PIECE = re.compile(rf"[{re.escape(_STRUCK)}]+")
_INSIDE = re.compile(rf"[^\W_][{re.escape(_STRUCK)}]{{1,8}}(?=[^\W_])|[^\W_][*＊○●]{{2,8}}")
_NEIGHBOURS = 2
_LETTERS_LEAST = 3
_HANGUL_LEAST = 2


def censored(text: str, shapes: Iterable[Shape]) -> Iterator[tuple[int, int, Shape]]:
    """Yield [start, end) where a shape stands with letters struck out, at least half left."""
    words = [match.span() for match in _WORDS.finditer(text)]
    at_fault = [n for n, span in enumerate(words) if _INSIDE.search(text, *span)]
    if not at_fault:
        return
    known: dict[str, list[Shape]] = {}
    for shape in shapes:
        if _is_long(shape.plain):
            known.setdefault(shape.plain[0], []).append(shape)
    for number in at_fault:
        for first in range(max(number - _NEIGHBOURS, 0), number + 1):
            for last in range(number, min(number + _NEIGHBOURS + 1, len(words))):
                start, end = words[first][0], words[last][1]
                yield from ((start, end, shape) for shape in _fitting(text[start:end], known))


def _fitting(words: str, known: dict[str, list[Shape]]) -> Iterator[Shape]:
    """Yield the shapes that words with struck letters fit; their first letter has to stand."""
    pieces = [squeeze(piece).plain for piece in _PIECE.split(words)]
    left = "".join(pieces)
    if not _is_long(left) or not pieces[0]:
        return
    alike = known.get(pieces[0][0], ())
    pattern = re.compile(".{1,6}?".join(map(re.escape, pieces))) if alike else _PIECE
    for shape in alike:
        if len(left) < len(shape.plain) <= 2 * len(left) and pattern.fullmatch(shape.plain):
            yield shape


def _is_long(plain: str) -> bool:
    hangul = sum(map(is_hangul, plain))
    return hangul >= _HANGUL_LEAST or len(plain) - hangul > _LETTERS_LEAST
