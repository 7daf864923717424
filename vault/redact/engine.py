"""The engine: registry, rules, proposals and decisions in, one rendition out.

Precedence is registry > protected rule > decision > rule > proposal. Spans that overlap are
united for hiding and labelled by the winner, never dropped; a proposal that nobody decided
hides, and so does what may be a registry term or something else; a rule that runs out of time
hides everything and blocks. What stands in a span's place is `wording`; looking again at a
finished text is `recheck`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import structs

from vault.errors import MalformedError
from vault.model import Action, Audience, Confidence, Decision, Record, SpanKind
from vault.redact.detectors.geography import own
from vault.redact.detectors.page import Page
from vault.redact.detectors.table import propose
from vault.redact.normalise import readable
from vault.redact.patterns import PatternTimeoutError
from vault.redact.pseudonyms import Names
from vault.redact.registry import Hit, Registry
from vault.redact.rules import Rule, RuleSet
from vault.redact.spans import Blocked, Cover, Proposal, Redaction, Rendering, apply
from vault.redact.wording import Level, Span, Wording, replacements
from vault.text import first_unsafe

_ROUNDS = 4
# The name of the proposals that come from the registry, beside those of detectors.
POSSIBLE_TERM = "registry"
_WHY = "may stand for a confirmed term"


class RenderRequest(Record, frozen=True):
    """All that a rendition depends on.

    `language` is a BCP 47 tag; `desk` a label that rules may filter by; `names` within what
    pseudonyms are consistent. The same request always gives the same text.
    """

    text: str
    language: str
    audience: Audience
    registry: Registry
    rules: RuleSet
    decisions: tuple[Decision, ...] = ()
    names: Names = Names()
    desk: str = ""


def render(request: RenderRequest) -> Rendering:
    """Return the rendition of a text for one audience.

    Raises MalformedError(field="decisions") when a decision lies outside the text: it was made
    for other words. When a rule times out, the whole text is hidden and `blocked` names the rule.
    """
    _check_decisions(request)
    proposals = _proposals(request)
    by_rules, claimed, timed_out = _rule_spans(request, proposals)
    if timed_out:
        return _nothing_shown(request, timed_out)
    hits, possible = request.registry.look(request.text)
    open_proposals = _with_possible([p for p in proposals if p not in claimed], possible)
    spans = [
        *_registry_spans(hits),
        *_decision_spans(request.decisions),
        *by_rules,
        *map(_proposal_span, open_proposals),
    ]
    hiding = _united(_without_kept(spans))
    return _written(request, hiding, open_proposals)


def _proposals(request: RenderRequest) -> tuple[Proposal, ...]:
    """Return what the detectors propose, and the places that the newsroom added to its rules."""
    found = propose(request.text, request.language)
    if not request.rules.places:
        return found
    reading = readable(request.text)
    known = {(each.start, each.end, each.kind): each for each in found}
    for each in own(Page(reading.text), request.rules.places):
        start, end = reading.span(each.start, each.end)
        known[start, end, each.kind] = structs.replace(each, start=start, end=end)
    return tuple(sorted(known.values(), key=lambda each: (each.start, -each.end, each.kind)))


def _check_decisions(request: RenderRequest) -> None:
    length = len(request.text)
    for decision in request.decisions:
        if not 0 <= decision.start < decision.end <= length:
            raise MalformedError("A decision lies outside its text.", field="decisions")
        if first_unsafe(decision.replacement) is not None:
            raise MalformedError(
                "A replacement holds a control or invisible character.", field="decisions"
            )


# --- collecting ------------------------------------------------------------------------------


def _registry_spans(hits: tuple[Hit, ...]) -> list[Span]:
    shared = _shared_pseudonyms(hits)
    return [
        Span(
            hit.start,
            hit.end,
            hit.entry.term.kind,
            Action.MASK if (hit.start, hit.end) in shared else hit.entry.term.action,
            Level.REGISTRY,
            "registry",
            term=hit.entry.id,
            wording=hit.entry.term.generalised,
        )
        for hit in hits
    ]


def _shared_pseudonyms(hits: tuple[Hit, ...]) -> set[tuple[int, int]]:
    """Return the spans that are terms of two persons: neither's pseudonym may stand there."""
    owners: dict[tuple[int, int], set[bytes]] = {}
    for hit in hits:
        owners.setdefault((hit.start, hit.end), set()).add(hit.entry.owner)
    named = {(h.start, h.end) for h in hits if h.entry.term.action is Action.PSEUDONYMISE}
    return {span for span in named if len(owners[span]) > 1}


def _with_possible(proposals: list[Proposal], possible: tuple[Hit, ...]) -> tuple[Proposal, ...]:
    """Add what may be a term to the proposals, unless a detector proposes the same span."""
    known = {(each.start, each.end) for each in proposals}
    found = [
        Proposal(hit.start, hit.end, hit.entry.term.kind, Confidence.LIKELY, _WHY, POSSIBLE_TERM)
        for hit in possible
        if (hit.start, hit.end) not in known and hit.entry.term.action is not Action.KEEP
    ]
    return tuple(sorted((*proposals, *found), key=lambda each: (each.start, each.end)))


def _decision_spans(decisions: Iterable[Decision]) -> list[Span]:
    return [
        Span(
            each.start,
            each.end,
            each.kind,
            each.action,
            Level.DECISION,
            "decision",
            replacement=each.replacement,
        )
        for each in decisions
    ]


def _proposal_span(each: Proposal) -> Span:
    by = f"detector:{each.detector}"
    return Span(each.start, each.end, each.kind, Action.MASK, Level.PROPOSAL, by)


def _rule_spans(
    request: RenderRequest, proposals: tuple[Proposal, ...]
) -> tuple[list[Span], set[Proposal], list[str]]:
    """Return spans of rules, the proposals that rules decide, and ids of rules that timed out."""
    spans: list[Span] = []
    claimed: set[Proposal] = set()
    timed_out: list[str] = []
    for rule in request.rules.rules:
        if not rule.applies_to(request.language, request.audience, request.desk):
            continue
        if rule.pattern is None:
            mine = [each for each in proposals if rule.claims(each.detector, each.kind)]
            claimed.update(mine)
            spans.extend(_rule_span(rule, request, (p.start, p.end), p.kind) for p in mine)
            continue
        try:
            spans.extend(_pattern_spans(rule, request))
        except PatternTimeoutError:
            timed_out.append(rule.id)
    return spans, claimed, timed_out


def _pattern_spans(rule: Rule, request: RenderRequest) -> list[Span]:
    """Run a rule's pattern on the readable text, where invisible characters hide nothing."""
    if rule.pattern is None:
        return []
    reading = readable(request.text)
    kind = rule.kind or SpanKind.DETAIL
    if rule.kinds and kind not in rule.kinds:
        return []
    found = rule.pattern.spans(reading.text)
    return [_rule_span(rule, request, reading.span(*span), kind) for span in found]


def _rule_span(rule: Rule, request: RenderRequest, span: tuple[int, int], kind: SpanKind) -> Span:
    level = Level.PROTECTED if rule.protected else Level.RULE
    return Span(
        *span,
        rule.kind or kind,
        rule.actions[request.audience],
        level,
        f"rule:{rule.id}",
        wording=rule.wording,
        rung=rule.rungs.get(request.audience, ""),
    )


# --- weighing --------------------------------------------------------------------------------


def _without_kept(spans: Sequence[Span]) -> list[Span]:
    """Drop spans that a stronger "keep" covers completely, and the keeps themselves.

    Only proposals and ordinary rules can be kept: a keep never reaches a person's decision to
    hide, a protected rule or a registry term, not even a keep that is itself a term.
    """
    keeps = [each for each in spans if each.action is Action.KEEP]
    hiding = [each for each in spans if each.action is not Action.KEEP]
    covers = {
        level: Cover((each.start, each.end) for each in keeps if each.level > level)
        for level in (Level.PROPOSAL, Level.RULE)
    }
    return [
        each
        for each in hiding
        if each.level not in covers or not covers[each.level].holds(each.start, each.end)
    ]


def _united(spans: Iterable[Span]) -> list[Span]:
    """Return disjoint sorted spans: overlapping ones become one, with the winner's label."""
    united: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if united and span.start < united[-1].end:
            united[-1] = united[-1].united_with(span)
        else:
            united.append(span)
    return united


# --- writing ---------------------------------------------------------------------------------


def _written(
    request: RenderRequest, hiding: list[Span], proposals: tuple[Proposal, ...]
) -> Rendering:
    """Replace the spans; hide more until no registry term stands in the result.

    Taking words out can join what stood apart ("Kim" and "Chol-su" around a removed word), so the
    result is searched again.
    """
    wording = Wording(
        request.text,
        request.language,
        request.audience,
        request.registry,
        request.rules,
        request.names,
    )
    for _ in range(_ROUNDS):
        redactions, blocked = replacements(wording, hiding)
        text = apply(request.text, redactions)
        surfaced = _surfaced(request, redactions, text)
        if not surfaced:
            return Rendering(text, redactions, blocked, _undecided(hiding, proposals))
        hiding = _united([*hiding, *surfaced])
    return _nothing_shown(request, ["registry"])


def _surfaced(request: RenderRequest, redactions: tuple[Redaction, ...], text: str) -> list[Span]:
    """Return spans of the input whose words form a registry term in the result."""
    found: list[Span] = []
    for hit in request.registry.find(text):
        if hit.entry.term.action is Action.KEEP:
            continue
        for start, end in _input_spans(redactions, len(request.text), hit.start, hit.end):
            kind, by = hit.entry.term.kind, "registry"
            found.append(Span(start, end, kind, Action.MASK, Level.REGISTRY, by, term=hit.entry.id))
    return found


def _input_spans(
    redactions: tuple[Redaction, ...], length: int, start: int, end: int
) -> list[tuple[int, int]]:
    """Return the parts of the input that were kept and stand in [start, end) of the result."""
    spans: list[tuple[int, int]] = []
    shift = at = 0
    ends = [*((r.start, r.end, len(r.replacement)) for r in redactions), (length, length, 0)]
    for kept_end, after, written in ends:
        low, high = max(start - shift, at), min(end - shift, kept_end)
        if low < high:
            spans.append((low, high))
        shift += written - (after - kept_end)
        at = after
    return spans


def _undecided(hiding: list[Span], proposals: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Return proposals in spans that nothing stronger than a proposal hides, each place once.

    What lies inside a longer proposal is not asked about again, unless it is the surer of both.
    """
    cover = Cover((each.start, each.end) for each in hiding if each.level is Level.PROPOSAL)
    asked: list[Proposal] = []
    furthest = {Confidence.POSSIBLE: -1, Confidence.LIKELY: -1}
    for each in sorted(proposals, key=_longest_and_surest_first):
        if not cover.holds(each.start, each.end):
            continue
        surer = furthest[Confidence.LIKELY]
        unsurer = furthest[Confidence.POSSIBLE] if each.confidence is Confidence.POSSIBLE else -1
        if each.end > max(surer, unsurer):
            asked.append(each)
        furthest[each.confidence] = max(furthest[each.confidence], each.end)
    return tuple(asked)


def _longest_and_surest_first(each: Proposal) -> tuple[int, int, bool]:
    return each.start, -each.end, each.confidence is not Confidence.LIKELY


def _nothing_shown(request: RenderRequest, rules: list[str]) -> Rendering:
    """Hide the whole text: what a rule did not finish looking at must not be shown."""
    length = len(request.text)
    placeholder = request.rules.placeholder(request.audience, request.language, SpanKind.DETAIL)
    whole = Redaction(
        0, length, SpanKind.DETAIL, Action.MASK, placeholder, f"rule:{rules[0]}", hidden_end=length
    )
    reason = "the rule ran out of time" if rules != ["registry"] else "a term cannot be hidden"
    blocked = tuple(Blocked(rule, reason, 0, length) for rule in rules)
    return Rendering(placeholder, (whole,), blocked)
