"""Redacting a text without any vault: bytes in, a rendition out.

No registry is asked, since there is none: what comes out was only looked at by rules and
detectors, and whoever shows it says so. Renditions of interviews are `marking`.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from vault.errors import MalformedError
from vault.model import Audience, Record

LARGEST_BYTES: Final = 10 * 1024 * 1024
_LINE_CHARACTERS: Final = frozenset("\n\r\t")
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class RedactionView(Record, frozen=True):
    """A replaced span [start, end) of the input, in code points."""

    start: int
    end: int
    kind: str
    action: str
    replacement: str
    by: str


class BlockedView(Record, frozen=True):
    """Why the text must not leave as it stands."""

    rule: str
    reason: str
    start: int
    end: int


class RedactedView(Record, frozen=True):
    """A text after redaction; applying `redactions`, sorted and disjoint, to the input gives it."""

    text: str
    redactions: tuple[RedactionView, ...]
    blocked: tuple[BlockedView, ...]


def redact(
    data: bytes, audience: Audience, language: str = "", rules: str | None = None
) -> RedactedView:
    """Redact UTF-8 text for an audience by rules (TOML; the default rules when None).

    An empty language is guessed from the script. Raises MalformedError when the input is too
    large, not UTF-8 or holds control characters, and when the rules do not hold up.
    """
    from vault.redact.engine import RenderRequest, render
    from vault.redact.pseudonyms import Names
    from vault.redact.registry import Registry
    from vault.redact.rules import default_toml, load

    text = _text_of(data)
    rendering = render(
        RenderRequest(
            text=text,
            language=language or guess_language(text),
            audience=audience,
            registry=Registry(()),
            rules=load(default_toml() if rules is None else rules),
            names=Names(secrets.token_bytes(32)),
        )
    )
    return RedactedView(
        rendering.text,
        tuple(
            RedactionView(r.start, r.end, r.kind, r.action, r.replacement, r.by)
            for r in rendering.redactions
        ),
        tuple(BlockedView(b.rule, b.reason, b.start, b.end) for b in rendering.blocked),
    )


def guess_language(text: str) -> str:
    """Return "ko" when a fifth of the letters are Hangul, else "en"."""
    letters = sum(character.isalpha() for character in text)
    hangul = sum("가" <= c <= "힣" or "\u1100" <= c <= "\u11ff" for c in text)
    return "ko" if hangul * 5 > letters else "en"


def _text_of(data: bytes) -> str:
    """Decode strictly. Line ends stay as they are: offsets count code points of the input."""
    if len(data) > LARGEST_BYTES:
        raise MalformedError("The text is larger than 10 MB.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise MalformedError(f"Line {line} is not UTF-8 text.", line=line) from None
    at = next((i for i, character in enumerate(text) if _is_refused(character)), None)
    if at is not None:
        line = 1 + text.count("\n", 0, at)
        raise MalformedError(f"A control character stands in line {line}.", line=line)
    return text


def _is_refused(character: str) -> bool:
    """Tell whether a character acts on terminals or on the order of reading.

    Invisible characters inside words (zero-width, soft hyphens) are let in: text pasted from the
    web is full of them, and the detectors look through them.
    """
    if character in _LINE_CHARACTERS or " " <= character <= "~":
        return False
    return character in _BIDI or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
