"""Words to protect, as a person types them: one per line, back and forth to terms (pure).

    Kim Chol-su
    place: Hyesan | 혜산 | Hyesan city
    place/generalise: Wiyon market > en: a market in the north; ko: 북부의 한 시장

Finding the words in a text is `redact.registry`'s work.
"""

from __future__ import annotations

import re

from vault.model import Action, SpanKind, Term
from vault.text import clean

_KINDS = "|".join(sorted((kind.value for kind in SpanKind), key=len, reverse=True))
_ACTIONS = "|".join(action.value for action in Action)
_LINE = re.compile(
    rf"(?:(?P<kind>{_KINDS})(?:/(?P<action>{_ACTIONS}))?\s*:)?(?P<words>[^>]*)(?:>(?P<wording>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*:(.*)", re.DOTALL)


def parse_terms(text: str) -> tuple[Term, ...]:
    """Read one term per line; lines without a word are skipped.

    Without a kind a term is a "detail"; further spellings follow after "|", the wording that
    stands in its place after ">". Any line is some term: nothing that was typed is lost.
    """
    lines = (line.strip() for line in clean(text).splitlines())
    terms = (_parse_line(line) for line in lines if line)
    return tuple(term for term in terms if term.words)


def _parse_line(line: str) -> Term:
    found = _LINE.fullmatch(line)
    if found is None:
        return Term(line, SpanKind.DETAIL)
    words, *forms = (part.strip() for part in found["words"].split("|"))
    wordings = _wordings(found["wording"] or "")
    usual = Action.GENERALISE if wordings else Action.MASK
    return Term(
        words=words,
        kind=SpanKind((found["kind"] or SpanKind.DETAIL).lower()),
        action=Action(found["action"].lower()) if found["action"] else usual,
        forms=tuple(dict.fromkeys(form for form in forms if form)),
        generalised=wordings,
    )


def _wordings(text: str) -> tuple[tuple[str, str], ...]:
    """Read "en: a town; ko: 한 도시"; wording without a tag is English."""
    pairs: dict[str, str] = {}
    for part in text.split(";"):
        found = _TAG.fullmatch(part)
        tag, wording = (found[1], found[2]) if found else ("en", part)
        if wording.strip():
            pairs[tag] = wording.strip()
    return tuple(pairs.items())


def format_terms(terms: tuple[Term, ...]) -> str:
    """Write terms as `parse_terms` reads them."""
    return "\n".join(map(_format_term, terms))


def _format_term(term: Term) -> str:
    usual = Action.GENERALISE if term.generalised else Action.MASK
    action = "" if term.action is usual else f"/{term.action.value}"
    is_plain = term.kind is SpanKind.DETAIL and not action
    head = "" if is_plain else f"{term.kind.value}{action}: "
    wording = "; ".join(f"{tag}: {words}" for tag, words in term.generalised)
    return head + " | ".join((term.words, *term.forms)) + (f" > {wording}" if wording else "")
