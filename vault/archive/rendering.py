"""From verbatim words to what others may see: renditions, their open questions, the redacted part.

Pure over opened records and a registry; sealing the result is `refreshing`.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import msgspec

from vault.archive.library import Library
from vault.archive.views import SpanView
from vault.journal.state import InterviewState
from vault.model import (
    Action,
    Agreement,
    Audience,
    Decision,
    MemberId,
    ObjectHash,
    Precision,
    Quote,
    Redacted,
    RenderedQuote,
    RenderedText,
    SpanKind,
    Text,
    ToldTime,
    Verbatim,
)
from vault.redact.engine import POSSIBLE_TERM, RenderRequest, render
from vault.redact.pseudonyms import Names
from vault.redact.recheck import recheck
from vault.redact.registry import Registry
from vault.redact.rules import RuleSet
from vault.redact.spans import Proposal, Rendering
from vault.redact.translations import Side, Unmatched, unmatched

_MONTH_LENGTH = 7


class Tools(NamedTuple):
    """What a rendition is made with."""

    registry: Registry
    rules: RuleSet
    desk: str
    names: Names = Names()  # pseudonyms are consistent inside one interview, unlinkable between


def tools_for(library: Library, interview: InterviewState) -> Tools:
    """Return the registry, rules, desk label and pseudonyms of an interview."""
    desk, registry = interview.desk, library.registry(interview.desk)
    names = Names(bytes(interview.id), _occurring(library, interview, registry))
    return Tools(registry, library.rules(), library.desk_name(desk), names)


def _occurring(
    library: Library, interview: InterviewState, registry: Registry
) -> tuple[bytes, ...]:
    """Return the entries that a pseudonym stands for somewhere in the interview's newest words."""
    named = registry.pseudonymised
    verbatim = None if named.is_empty else library.verbatim(interview.standing()[-1])
    if verbatim is None:
        return ()
    texts = [t.words for q in verbatim.quotes for t in q.texts]
    texts += [verbatim.title, *verbatim.tags]
    return tuple(sorted({hit.entry.id for words in texts for hit in named.find(words)}))


def render_text(tools: Tools, text: Text, audience: Audience) -> Rendering:
    """Render one text for one audience."""
    return render(
        RenderRequest(
            text.words, text.language, audience, tools.registry, tools.rules,
            text.decisions, tools.names, tools.desk,
        )
    )  # fmt: skip


def _plain(tools: Tools, words: str, language: str) -> str:
    """Render words that carry no decisions (a title, a tag, a line) for reviewers.

    In a title every word may begin with a capital, so proposals that rest on capitals alone are
    no findings there; terms, rules and all other proposals hide as everywhere.
    """
    if not words:
        return ""
    text = Text(language, words)
    rendering = render_text(tools, text, Audience.REVIEW)
    if not _is_title_case(words):
        return rendering.text
    kept = tuple(
        Decision(p.start, p.end, p.kind, Action.KEEP)
        for p in rendering.undecided
        if p.kind in {SpanKind.PERSON, SpanKind.ORGANISATION} and p.detector != POSSIBLE_TERM
    )
    return render_text(tools, Text(language, words, decisions=kept), Audience.REVIEW).text


def _is_title_case(words: str) -> bool:
    """Tell whether most words begin with a capital letter."""
    letters = [word[0] for word in words.split() if word[0].isalpha()]
    return sum(letter.isupper() for letter in letters) * 2 > len(letters)


def is_outdated(quote: Quote, text: Text) -> bool:
    """Tell whether a translation names other original words than those of now."""
    from vault.archive.drafting import words_hash

    original = next(t for t in quote.texts if t.original)
    return not text.original and text.translates != words_hash(original.words)


def rendered_quote(tools: Tools, quote: Quote) -> RenderedQuote:
    """Render every text of a quote for both audiences.

    Undecided is also what another language hides and this one does not answer: a term confirmed
    later may be hidden in one language only, and then nothing of it may leave.
    """
    reviews = [render_text(tools, text, Audience.REVIEW) for text in quote.texts]
    waiting = Counter(u.other_language for u in _unmatched(quote, reviews))
    texts = []
    for text, review in zip(quote.texts, reviews, strict=True):
        publication = render_text(tools, text, Audience.PUBLICATION)
        undecided = len(review.undecided) + waiting[text.language]
        texts.append(
            RenderedText(
                text.language, review.text, publication.text, text.original,
                is_outdated(quote, text), undecided,
            )
        )  # fmt: skip
    terms = None if quote.agreement is None else public_agreement(tools, quote.agreement)
    return RenderedQuote(quote.id, quote.person, tuple(texts), quote.paraphrase, terms)


def public_agreement(tools: Tools, full: Agreement) -> Agreement:
    """Return the agreement that reviewers see: no wording, event and limits redacted.

    A line that would give a term away is empty: no reviewer sees it, and none can be printed.
    """
    event = full.embargo_event
    lines = tuple((tag, "" if recheck(line, tools.registry) else line) for tag, line in full.lines)
    return msgspec.structs.replace(
        full,
        lines=lines,
        wording="",
        limits=_plain(tools, full.limits, "en"),
        embargo_event=_plain(tools, event, "en") if event else event,
    )


def redacted_part(
    tools: Tools, verbatim: Verbatim, codename: str, authors: tuple[MemberId, ...], name: ObjectHash
) -> Redacted:
    """Render a whole interview: what a reviewer will see, all of it."""
    language = verbatim.quotes[0].texts[0].language
    quotes = tuple(
        rendered_quote(tools, _without_event(quote, verbatim.agreement.embargo_event))
        for quote in verbatim.quotes
    )
    tags = tuple(t for t in verbatim.tags if _plain(tools, t, language) == t)
    return Redacted(
        interview=verbatim.interview, version=verbatim.version, verbatim=name,
        title=_plain(tools, verbatim.title, language), codename=codename,
        province=verbatim.province, told=_to_the_month(verbatim.told),
        languages=tuple(dict.fromkeys(t.language for q in verbatim.quotes for t in q.texts)),
        tags=tags, agreement=public_agreement(tools, verbatim.agreement), quotes=quotes,
        authors=authors,
    )  # fmt: skip


def _without_event(quote: Quote, known: str | None) -> Quote:
    """Leave out an awaited event that is the interview's own: redacted, two may read alike."""
    own = quote.agreement
    if own is None or own.embargo_event != known:
        return quote
    agreed = msgspec.structs.replace(own, embargo_event=None)
    return msgspec.structs.replace(quote, agreement=agreed)


def _to_the_month(told: ToldTime) -> ToldTime:
    if told.precision is not Precision.DAY:
        return told
    return ToldTime(told.value[:_MONTH_LENGTH], Precision.MONTH)


def unmatched_in(tools: Tools, quote: Quote) -> tuple[Unmatched, ...]:
    """Return the spans hidden in one language that nobody answered in another."""
    if len(quote.texts) < 2:
        return ()
    return _unmatched(quote, [render_text(tools, text, Audience.REVIEW) for text in quote.texts])


def _unmatched(quote: Quote, reviews: list[Rendering]) -> tuple[Unmatched, ...]:
    sides = [Side(t.language, r.redactions) for t, r in zip(quote.texts, reviews, strict=True)]
    return unmatched(sides, quote.matches) if len(sides) > 1 else ()


def spans_of(
    tools: Tools, text: Text, audience: Audience
) -> tuple[Rendering, tuple[SpanView, ...]]:
    """Return a text's rendition and its spans, for whoever may read the words."""
    rendering = render_text(tools, text, audience)
    return rendering, span_views(rendering, text.decisions)


def span_views(rendering: Rendering, decisions: tuple[Decision, ...] = ()) -> tuple[SpanView, ...]:
    """Describe what is hidden, what is only proposed, and what a person decided to keep."""
    open_at = {(p.start, p.end): p for p in rendering.undecided}
    hidden = [
        SpanView(
            *r.hidden, str(r.kind), str(r.action), r.replacement, r.by,
            _state(r.by), *_proposal(open_at.get(r.hidden)),
        )
        for r in rendering.redactions
    ]  # fmt: skip
    kept = [
        SpanView(d.start, d.end, str(d.kind), str(d.action), "", "decision", "kept", "", d.reason)
        for d in decisions
        if d.action == "keep"
    ]
    return tuple(sorted((*hidden, *kept), key=lambda s: (s.start, s.end)))


def _proposal(proposal: Proposal | None) -> tuple[str, str]:
    return (str(proposal.confidence), proposal.why) if proposal else ("", "")


def _state(by: str) -> str:
    if by == "registry":
        return "term"
    if by == "decision":
        return "decided"
    return "rule" if by.startswith("rule:") else "proposed"
