"""Whether a place where a term's letters stand in a row is that term: gaps, endings, boundaries.

Pure questions about one place in one squeezed text. Which places to ask about is `registry`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from vault.model import Record
from vault.redact.hangul import is_prefix, is_ranked_suffix, is_strict_suffix, is_suffix
from vault.redact.normalise import BLANKS, Squeezed, is_hangul

GAP_LONGEST = 3
_TIGHT_BELOW = 4  # Latin letters; "Li" is not looked for in "l i"
_LOOK_ALIKES_FROM = 3  # nor in "11"
_WIDE_M_FROM = 6  # below, Tom is "Torn" but not "torn"
_DIGITS_FREE_FROM = 6
_INSIDE_LATIN_FROM = 4
_INSIDE_HANGUL_FROM = 2
_FREE_HANGUL_FROM = 3
_ACROSS_LATIN_FROM = 8
_RUN_LONGEST = 15
_WHITE = re.compile(r"\s+")
_EMPHASIS = str.maketrans("", "", "*_~`\\")  # Markdown around each word: **Kim** **Chol-su**


class Shape(Record, frozen=True):
    """One way to write a term, squeezed; `breaks` are the places where it has a gap itself."""

    skeleton: str
    plain: str
    breaks: frozenset[int]
    latin: int
    hangul: int


def shape_of(squeezed: Squeezed) -> Shape:
    """Return the shape of a squeezed term; `latin` and `hangul` count its letters."""
    starts, ends, plain = squeezed.starts, squeezed.ends, squeezed.plain
    breaks = frozenset(i for i in range(1, len(plain)) if starts[i] > ends[i - 1])
    hangul = sum(is_hangul(character) for character in plain)
    letters = len({start for start, c in zip(starts, plain, strict=True) if not is_hangul(c)})
    return Shape(squeezed.skeleton, plain, breaks, letters, hangul)


@dataclass(frozen=True, repr=False)
class Place:
    """The characters [first, after) of a squeezed text, and the text they were squeezed from."""

    text: str
    squeezed: Squeezed
    first: int
    after: int

    @property
    def span(self) -> tuple[int, int]:
        """Return where these characters stand in the text."""
        return self.squeezed.starts[self.first], self.squeezed.ends[self.after - 1]

    def bounded(self, shape: Shape) -> tuple[int, int] | None:
        """Return the span to hide when the term stands here as a word of its own, else None.

        The span includes an English plural ending, and leaves possessives and particles outside.
        """
        if not (self._is_aligned() and self._looks_fit(shape) and self._gaps_fit(shape)):
            return None
        end = self._right_end(shape)
        if end is None or not self._is_left_bounded(shape):
            return None
        return self.span[0], end

    def looks(self, look: str) -> bool:
        """Tell whether the capitals are where a form needs them."""
        if not look:
            return True
        start, end = self.span
        words = re.findall(r"[^\W\d_]+", self.text[start:end])
        is_begun = bool(words) and words[0][0].isupper()
        return is_begun and (look != "last" or words[-1].isupper())

    def is_suspect(self, shape: Shape) -> bool:
        """Tell whether the term's letters stand here, if only inside words or across gaps."""
        if not (self._is_aligned() and self._looks_fit(shape)):
            return False
        if not self._gaps:
            return shape.hangul >= _INSIDE_HANGUL_FROM or shape.latin >= _INSIDE_LATIN_FROM
        if shape.hangul >= _FREE_HANGUL_FROM or shape.latin >= _ACROSS_LATIN_FROM:
            return True
        is_long = shape.hangul >= _INSIDE_HANGUL_FROM or shape.latin >= _INSIDE_LATIN_FROM
        is_word = self._is_left_bounded(shape) and self._right_end(shape) is not None
        return is_long and is_word

    def _is_aligned(self) -> bool:
        """Tell whether both ends fall between characters: m is two letters here, as is æ."""
        starts = self.squeezed.starts
        inside_left = self.first > 0 and starts[self.first - 1] == starts[self.first]
        inside_right = self.after < len(starts) and starts[self.after] == starts[self.after - 1]
        return not inside_left and not inside_right

    # --- look-alikes ---------------------------------------------------------------------

    def _looks_fit(self, shape: Shape) -> bool:
        """Refuse look-alikes that are ordinary words: "li" for 11, "torn" for Tom."""
        plain = self.squeezed.plain[self.first : self.after]
        if plain == shape.plain:
            return True
        if plain.isdigit() or shape.plain.isdigit():
            return shape.plain.isdigit() and any(c.isdigit() for c in plain)
        if len(shape.plain) < _LOOK_ALIKES_FROM:
            return self._is_disguised()
        wide = any(
            "m" in pair and len(set(pair)) > 1 for pair in zip(plain, shape.plain, strict=True)
        )
        is_short = shape.latin < _WIDE_M_FROM and not shape.breaks
        return not (wide and is_short) or self.text[self.span[0]].isupper()

    def _is_disguised(self) -> bool:
        """Tell whether letters of another alphabet stand here: nobody types those by accident."""
        letters = "".join(self.text[at] for at in self.squeezed.starts[self.first : self.after])
        return not unicodedata.normalize("NFKC", letters).isascii()

    # --- gaps ----------------------------------------------------------------------------

    @cached_property
    def _gaps(self) -> tuple[tuple[int, str], ...]:
        """Return (position, visible characters) of each gap; invisible ones make no gap."""
        starts, ends = self.squeezed.starts, self.squeezed.ends
        if ends[self.after - 1] - starts[self.first] == self.after - self.first:
            return ()
        found = []
        for i in range(self.first + 1, self.after):
            if starts[i] > ends[i - 1]:
                gap = visible(self.text[ends[i - 1] : starts[i]])
                if gap:
                    found.append((i - self.first, gap))
        return tuple(found)

    def _gaps_fit(self, shape: Shape) -> bool:
        gaps = self._gaps
        if any(len(gap.translate(_EMPHASIS)) > GAP_LONGEST for _, gap in gaps):
            return False
        if shape.hangul or shape.latin >= _TIGHT_BELOW:
            return True
        is_spaced_out = len(gaps) == shape.latin - 1 and len(gaps) > 1
        return is_spaced_out or all(" " not in gap or at in shape.breaks for at, gap in gaps)

    # --- boundaries ----------------------------------------------------------------------

    def _before(self, distance: int = 1) -> str:
        """Return the character glued before this place, "" at a gap; longer runs by distance."""
        starts, ends = self.squeezed.starts, self.squeezed.ends
        at = self.first - distance
        if at < 0 or ends[at] != starts[at + 1]:
            return ""
        return self.squeezed.plain[at]

    def _is_left_bounded(self, shape: Shape) -> bool:
        first, before = self.squeezed.plain[self.first], self._before()
        if not _are_glued(before, first) or self._is_hump(self.span[0] - 1):
            return True
        if first.isdigit():
            return len(shape.plain) >= _DIGITS_FREE_FROM
        if not is_hangul(first):
            return False
        if shape.hangul >= _FREE_HANGUL_FROM:
            return True
        return shape.hangul >= _INSIDE_HANGUL_FROM and is_prefix(self._run_before())

    def _right_end(self, shape: Shape) -> int | None:
        """Return where to stop hiding when nothing but an ending follows, else None.

        An invisible character may end the word or stand inside its ending; both are tried.
        """
        end = self._end_before(shape, self._run_after())
        return end or self._end_before(shape, self._run_after(past_invisible=True))

    def _end_before(self, shape: Shape, run: str) -> int | None:
        squeezed, end = self.squeezed, self.span[1]
        last = squeezed.plain[self.after - 1]
        if not run or not _are_glued(last, run[0]) or self._is_hump(end - 1):
            return end
        if last.isdigit():
            return end if len(shape.plain) >= _DIGITS_FREE_FROM else None
        if is_hangul(last):
            return end if self._may_follow(shape, run) else None
        plural = 1 if run == "s" else 2 if run == "es" else 0
        return squeezed.ends[self.after + plural - 1] if plural else None

    def _may_follow(self, shape: Shape, run: str) -> bool:
        if shape.hangul >= _FREE_HANGUL_FROM:
            return True
        if shape.hangul < _INSIDE_HANGUL_FROM:
            return is_strict_suffix(run)
        return is_suffix(run) or is_ranked_suffix(run)

    def _is_hump(self, at: int) -> bool:
        """Tell whether a capital follows a small letter after offset `at`, as in KimCholSu."""
        pair = self.text[max(at, 0) : at + 2]
        return len(pair) == 2 and pair[0].islower() and pair[1].isupper()

    def _run_before(self) -> str:
        run: list[str] = []
        distance = 1
        while distance <= _RUN_LONGEST and is_hangul(self._before(distance) or " "):
            run.append(self._before(distance))
            distance += 1
        return "".join(reversed(run))

    def _run_after(self, *, past_invisible: bool = False) -> str:
        """Return the glued characters of one script after this place."""
        plain = self.squeezed.plain
        at = self.after
        while (
            at < len(plain)
            and at < self.after + _RUN_LONGEST
            and self._follows(at, past_invisible=past_invisible)
            and (at == self.after or _are_glued(plain[at - 1], plain[at]))
        ):
            at += 1
        return plain[self.after : at]

    def _follows(self, at: int, *, past_invisible: bool) -> bool:
        """Tell whether the character at `at` touches the one before, or only seems not to."""
        start, end = self.squeezed.starts[at], self.squeezed.ends[at - 1]
        return start <= end or (past_invisible and not visible(self.text[end:start]))


def visible(gap: str) -> str:
    """Return a gap with white space collapsed and invisible characters gone."""
    if gap in {" ", "-"}:
        return gap
    return _WHITE.sub(" ", "".join(c for c in gap if c.isspace() or not _is_invisible(c)))


def _is_invisible(character: str) -> bool:
    return character in BLANKS or unicodedata.category(character) in {"Cf", "Mn", "Me", "Cc"}


def _are_glued(left: str, right: str) -> bool:
    """Tell whether two neighbouring characters belong to one word."""
    return left != "" and right != "" and _script(left) == _script(right) != "han"


def _script(character: str) -> str:
    if character.isdigit():
        return "digit"
    if is_hangul(character):
        return "hangul"
    # Chinese and Japanese are written without spaces: a term may begin and end anywhere.
    return "han" if character >= "\u2e80" else "letter"
