"""What stands in the place of a hidden span: placeholder, nothing, a vaguer word, a pseudonym.

Every wording is searched for registry terms before it is used: a vaguer word that names a
protected place is itself a leak. Which spans hide is `engine`.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

from msgspec import structs

from vault.model import Action, Audience, Record, SpanKind
from vault.redact.generalise import LANGUAGES, generalise, is_one
from vault.redact.hangul import agreeing_particle
from vault.redact.ladders.spot import Spot, Vaguer
from vault.redact.normalise import squeeze
from vault.redact.pseudonyms import Names, pseudonym
from vault.redact.registry import Registry
from vault.redact.rules import FALLBACK_LANGUAGE, RuleSet, primary
from vault.redact.spans import Blocked, Redaction

_CONTEXT = 80  # characters around a span that a ladder sees


class Level(IntEnum):
    """Who says that a span hides, weakest first."""

    PROPOSAL = 1
    RULE = 2
    DECISION = 3
    PROTECTED = 4
    REGISTRY = 5


class Span(Record, frozen=True):
    """A span [start, end) on its way to a redaction; `inner` is what the winner itself covers."""

    start: int
    end: int
    kind: SpanKind
    action: Action
    level: Level
    by: str
    term: bytes = b""
    replacement: str = ""
    wording: tuple[tuple[str, str], ...] = ()
    rung: str = ""
    inner: tuple[int, int] | None = None

    @property
    def own(self) -> tuple[int, int]:
        """Return the span of the winner, within the union."""
        return self.inner or (self.start, self.end)

    def united_with(self, other: Span) -> Span:
        """Return the union, labelled by the higher level, then the longer, then the earlier."""
        winner = max(self, other, key=Span._weight)
        return Span(
            min(self.start, other.start),
            max(self.end, other.end),
            winner.kind,
            winner.action,
            winner.level,
            winner.by,
            winner.term,
            winner.replacement,
            winner.wording,
            winner.rung,
            winner.own,
        )

    def _weight(self) -> tuple[int, int, int]:
        start, end = self.own
        return self.level, end - start, -start


class Wording(Record, frozen=True):
    """What wordings depend on besides the span."""

    text: str
    language: str
    audience: Audience
    registry: Registry
    rules: RuleSet
    names: Names


def replacements(
    wording: Wording, hiding: list[Span]
) -> tuple[tuple[Redaction, ...], tuple[Blocked, ...]]:
    """Return the redactions for disjoint sorted spans, and what blocks them.

    Words that people chose and that hold a registry term block, and a placeholder stands there.
    """
    redactions: list[Redaction] = []
    blocked: list[Blocked] = []
    done = 0
    hiding = _joined(wording, hiding)
    for number, span in enumerate(hiding):
        limit = hiding[number + 1].start if number + 1 < len(hiding) else len(wording.text)
        vaguer = _words(wording, span, done, limit)
        if vaguer.words and wording.registry.find_anywhere(vaguer.words):
            if vaguer.words != _placeholder(wording, span):
                blocked.append(
                    Blocked(span.by, "the replacement holds a registry term", span.start, span.end)
                )
            vaguer = Vaguer(_silent_placeholder(wording, span))
        redactions.append(_redaction(wording.text, span, vaguer, limit))
        done = redactions[-1].end
    return tuple(redactions), tuple(blocked)


def _joined(wording: Wording, hiding: list[Span]) -> list[Span]:
    """Join neighbours that a ladder reads as one: a county and its province, a year and a day."""
    joined: list[Span] = []
    for span in hiding:
        before = joined[-1] if joined else None
        if before is not None and _is_one(wording, before, span):
            joined[-1] = structs.replace(before, end=span.end, level=max(before.level, span.level))
        else:
            joined.append(span)
    return joined


def _is_one(wording: Wording, one: Span, other: Span) -> bool:
    """Tell whether two spans go up one ladder to one rung, and what is between parts no words."""
    climbs = all(
        each.action is Action.GENERALISE
        and each.rung
        and not each.wording
        and not each.replacement
        and each.own == (each.start, each.end)
        for each in (one, other)
    )
    if not climbs or (one.kind, one.rung) != (other.kind, other.rung):
        return False
    if wording.text[one.end : other.start] not in {"", " ", ", "}:
        return False
    return is_one(_spot(wording, one.start, other.end, one.start, other.end), one.kind)


def _redaction(text: str, span: Span, vaguer: Vaguer, limit: int) -> Redaction:
    """Return the redaction; it takes in a Korean particle that must change, or a doubled space."""
    start, end, words = span.start - vaguer.before, span.end + vaguer.after, vaguer.words
    particle = agreeing_particle(words, text[end:limit])
    if particle is not None:
        end += particle[0]
        words += particle[1]
    follows = text[end : end + 1] if end < limit else ""
    if not words and follows == " " and text[:start][-1:] in {"", " ", "\n"}:
        end += 1
    return Redaction(
        start, end, span.kind, span.action, words, span.by, span.term,
        hidden_end=span.end, hidden_start=span.start,
    )  # fmt: skip


def _words(wording: Wording, span: Span, done: int, limit: int) -> Vaguer:
    """Return what stands for the span; only a ladder may take in words around it."""
    if span.action is Action.REMOVE:
        return Vaguer("")
    if span.replacement:
        return Vaguer(span.replacement)
    if span.action is Action.GENERALISE:
        vaguer = _generalised(wording, span, done, limit)
        return Vaguer(_placeholder(wording, span)) if vaguer is None else vaguer
    # Without a key a pseudonym would be the same in every copy: a lasting link.
    if span.action is Action.PSEUDONYMISE and wording.names.key:
        return Vaguer(_pseudonym(wording, span))
    return Vaguer(_placeholder(wording, span))


def _generalised(wording: Wording, span: Span, done: int, limit: int) -> Vaguer | None:
    """Return the wording given for the language, or one that a ladder has at the rule's rung.

    A ladder sees the text from the redaction before to the next span, and no hidden word.
    """
    given = {primary(language): words for language, words in span.wording}
    language = primary(wording.language)
    if language in given:
        return Vaguer(given[language])
    start, end = span.own
    if (start, end) != (span.start, span.end) or not span.rung:
        return None  # a union says more than its winner: a computed wording would not cover it
    if language and language not in LANGUAGES:
        return None
    return generalise(_spot(wording, start, end, done, limit), span.kind, span.rung)


def _spot(wording: Wording, start: int, end: int, done: int, limit: int) -> Spot:
    """Return words for a ladder, with what of the text from `done` to `limit` is near them."""
    text = wording.text
    return Spot(
        text[start:end],
        text[max(done, start - _CONTEXT) : start],
        text[end : min(limit, end + _CONTEXT)],
        is_korean=primary(wording.language) == "ko",
        is_southern=wording.language.upper().endswith("-KR"),
        gazetteer=wording.rules.gazetteer,
    )


def _pseudonym(wording: Wording, span: Span) -> str:
    start, end = span.own
    surface = squeeze(wording.text[start:end]).skeleton
    identity = span.term or hashlib.sha256(f"{span.kind}\0{surface}".encode()).digest()
    words = pseudonym(identity, span.kind, wording.language, wording.names, wording.registry)
    return f"‹{words}›" if wording.audience is Audience.REVIEW else words


def _placeholder(wording: Wording, span: Span) -> str:
    return wording.rules.placeholder(
        wording.audience, wording.language or FALLBACK_LANGUAGE, span.kind
    )


def _silent_placeholder(wording: Wording, span: Span) -> str:
    """Return a placeholder that holds no registry term, without any word if need be."""
    words = _placeholder(wording, span)
    if not wording.registry.find_anywhere(words):
        return words
    return "‹…›" if wording.audience is Audience.REVIEW else "(…)"
