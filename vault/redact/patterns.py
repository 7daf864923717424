"""Patterns that people write: linted before use, run under a time limit.

Built on `regex`, which releases patterns that `re` would hang on; what its own optimiser cannot
save runs into the limit (attack I10). Reading patterns out of rules is `rules`.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any, Final

from vault.errors import MalformedError

TIMEOUT_SECONDS: Final = 0.5
LONGEST_PATTERN: Final = 2_000
_REPEATS_FROM = 16  # {2,16} and more counts as unbounded
_LARGEST_UNROLLED = 10_000  # pieces
# What may follow an opening bracket: a comment, a name, flags, a look-around, no capture.
_OPENER = re.compile(r"\?(?:<?[=!]|[>|]|#[^)]*|P?<\w+>|[A-Za-z0-9-]*:)?")
_VERBOSE = re.compile(r"(?<!\\)\(\?[A-Za-z0-9]*x[A-Za-z0-9]*[-:)]")


class PatternTimeoutError(Exception):
    """A pattern used up its time on one document."""


@dataclass(frozen=True, repr=False)
class UserPattern:
    """A compiled pattern that passed the lint."""

    compiled: Any  # regex.Pattern; the library has no types

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the spans matched in `text`, empty ones left out.

        Raises PatternTimeoutError when all of them together take longer than the limit.
        """
        deadline = time.monotonic() + TIMEOUT_SECONDS
        found: list[tuple[int, int]] = []
        try:
            for match in self.compiled.finditer(text, timeout=TIMEOUT_SECONDS):
                if match.end() > match.start():
                    found.append(match.span())
                if time.monotonic() > deadline:
                    raise PatternTimeoutError
        except TimeoutError:
            raise PatternTimeoutError from None
        return found


def compile_pattern(source: str) -> UserPattern:
    """Compile a pattern, without case, after the lint.

    Raises MalformedError(field="pattern") when it does not compile, matches the empty text, is
    too long, counts too far, or repeats a group that itself repeats or branches on one first
    character.
    """
    import regex

    if len(source) > LONGEST_PATTERN:
        raise MalformedError("The pattern is too long.", field="pattern")
    if _VERBOSE.search(source):
        raise MalformedError("The pattern uses the flag x, which is not allowed.", field="pattern")
    is_risky, unrolled = _linted(source)
    # Before compiling, which has no time limit and writes out each repeat of (a{999}){999}.
    if unrolled > _LARGEST_UNROLLED:
        raise MalformedError("The pattern repeats something too many times.", field="pattern")
    try:
        pattern = regex.compile(source, regex.IGNORECASE | regex.VERSION1)
    except (regex.error, RecursionError, OverflowError, ValueError):
        raise MalformedError("The pattern does not compile.", field="pattern") from None
    if is_risky:
        raise MalformedError(
            "The pattern repeats a group that repeats or branches inside; it could run for ever.",
            field="pattern",
        )
    try:
        is_empty = pattern.fullmatch("", timeout=TIMEOUT_SECONDS) is not None
    except TimeoutError:
        raise MalformedError("The pattern takes too long.", field="pattern") from None
    if is_empty:
        raise MalformedError("The pattern matches nothing at all.", field="pattern")
    return UserPattern(pattern)


@dataclass(slots=True)
class _Group:
    """What a group holds, while it is being read; `pieces` once its counts are written out."""

    is_atomic: bool = False
    pieces: int = 0
    repeats: bool = False
    firsts: list[str] | None = None
    at_branch_start: bool = True

    def note_first(self, piece: str) -> None:
        if self.at_branch_start:
            self.firsts = [*(self.firsts or []), piece]
            self.at_branch_start = False

    @property
    def is_risky(self) -> bool:
        """Tell whether repeating this group could match one text in exponentially many ways."""
        firsts = self.firsts or []
        clash = len(firsts) > 1 and (
            len(set(firsts)) < len(firsts) or any(len(f) > 1 or f == "." for f in firsts)
        )
        return not self.is_atomic and (self.repeats or clash)


def has_nested_repeats(source: str) -> bool:
    """Tell whether a repeated group repeats inside, or has branches that may begin alike.

    A lint, not a proof: it errs towards refusing, and the time limit stands behind it. Possessive
    and atomic groups are accepted.
    """
    return _linted(source)[0]


def _linted(source: str) -> tuple[bool, int]:
    """Return whether repeats nest, and how many pieces the pattern has with its counts written out.

    Groups that are never closed count as they stand: such a pattern does not compile.
    """
    stack = [_Group()]
    at = 0
    is_risky = False
    while at < len(source):
        piece, at = _piece(source, at)
        if piece == "(":
            opener, at = _opener(source, at)
            stack[-1].note_first("((")
            stack.append(_Group(is_atomic=opener == "?>"))
        elif piece == ")" and len(stack) > 1:
            group = stack.pop()
            repeat, times, at = _repeat(source, at)
            is_risky |= repeat == "many" and group.is_risky
            stack[-1].pieces += group.pieces * times
            inner = group.repeats and not group.is_atomic
            stack[-1].repeats |= inner or repeat == "many"
        elif piece == "|":
            stack[-1].at_branch_start = True
        else:
            repeat, times, at = _repeat(source, at)
            stack[-1].note_first(piece)
            stack[-1].pieces += times
            stack[-1].repeats |= repeat == "many"
    return is_risky, sum(group.pieces for group in stack)


def _piece(source: str, at: int) -> tuple[str, int]:
    """Return the next piece (a class or an escape counts as one) and the position after it."""
    if source[at] == "\\":
        end = source.find("}", at) if source[at + 1 : at + 3] in {"p{", "P{", "N{"} else at + 1
        return source[at : end + 1], max(end + 1, at + 2)
    if source[at] != "[":
        return source[at], at + 1
    end = at + 1
    if source[end : end + 1] == "^":
        end += 1
    if source[end : end + 1] == "]":
        end += 1
    while end < len(source) and source[end] != "]":
        end += 2 if source[end] == "\\" else 1
    return source[at : end + 1], end + 1


def _opener(source: str, at: int) -> tuple[str, int]:
    """Return what follows an opening bracket ("?:", "?>", "?<name>", flags) and skip it."""
    opener = _OPENER.match(source, at)
    return (opener.group(), opener.end()) if opener else ("", at)


def _repeat(source: str, at: int) -> tuple[str, int, int]:
    """Return "many", "few" or "" for the quantifier at `at`, its count, and the position after."""
    found, times, end = "", 1, at
    if source[at : at + 1] in {"*", "+"}:
        found, end = "many", at + 1
    elif source[at : at + 1] == "?":
        found, end = "few", at + 1
    elif source[at : at + 1] == "{" and "}" in source[at:]:
        end = source.index("}", at) + 1
        least, comma, most = source[at + 1 : end - 1].partition(",")
        times = max([int(n) for n in (least, most) if n.strip().isdecimal()], default=1)
        is_many = bool(comma) and (not most.strip().isdecimal() or int(most) >= _REPEATS_FROM)
        found = "many" if is_many else "few"
    if found and source[end : end + 1] == "+":  # possessive: no way back, no explosion
        return "few", times, end + 1
    if found and source[end : end + 1] == "?":
        return found, times, end + 1
    return found, times, end
