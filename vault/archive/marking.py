"""Deciding what gives a person away: live preview, proposals, decisions, matches, renditions.

An author or editor decides; an editor's client renders against the whole desk's registry.
Reading is `showing`.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from vault import acts
from vault.archive import drafting
from vault.archive.checking import check_safe, check_terms
from vault.archive.notices import follow
from vault.archive.refreshing import commit_and_refresh
from vault.archive.rendering import (
    Tools,
    render_text,
    span_views,
    tools_for,
    unmatched_in,
)
from vault.archive.session import Archive, use_case
from vault.archive.showing import (
    find_kept,
    journal_reading,
    may_name_persons,
    may_revise,
)
from vault.archive.views import LogView, PreviewView, SpanView
from vault.archive.writing import Writing
from vault.drafts import DecisionRequest, MatchRequest
from vault.errors import MalformedError, NoKeyError, RefusedError, UsageError
from vault.journal.state import InterviewState
from vault.model import (
    Action,
    Audience,
    Decision,
    DeskId,
    InterviewId,
    Match,
    MemberId,
    Part,
    Quote,
    Record,
    Security,
    SpanKind,
    Term,
    Text,
    Verbatim,
)
from vault.redact.pseudonyms import Names
from vault.redact.registry import Entry, Registry
from vault.roles import Deed


class ProposalView(Record, frozen=True):
    """A proposal that nobody decided: where it stands, and what it is."""

    quote: str
    language: str
    span: SpanView
    words: str


class UnmatchedView(Record, frozen=True):
    """A span hidden in one language of a quote that nobody answered in another."""

    quote: str
    language: str
    start: int
    end: int
    kind: str
    other_language: str


# --- while typing --------------------------------------------------------------------------


@use_case
def preview(  # noqa: PLR0913 - a form's live fields, each optional
    archive: Archive, words: str, language: str = "", audience: Audience = Audience.REVIEW,
    terms: tuple[Term, ...] = (), decisions: tuple[Decision, ...] = (), desk: str = "",
) -> PreviewView:  # fmt: skip
    """Render half-typed words as they will be seen, against the terms that my keys open."""
    where = drafting.find_desk(archive, desk, Deed.LOG)
    registry = _with(archive.library.registry(where), terms)
    tools = Tools(registry, archive.library.rules(), archive.library.desk_name(where))
    length = len(words)
    fitting = tuple(d for d in decisions if d.end <= length)
    text = Text(language or drafting.guess_language(words), words, decisions=fitting)
    rendering = render_text(tools, text, Audience(audience))
    blocked = tuple(b.reason for b in rendering.blocked)
    return PreviewView(rendering.text, span_views(rendering, fitting), blocked)


# --- proposals and decisions ---------------------------------------------------------------


def _standing(archive: Archive, state: InterviewState) -> Verbatim:
    standing = state.standing()
    if len(standing) > 1:
        raise RefusedError(
            "Two versions of this interview stand; revise it to make one.", ("VER-01",)
        )
    verbatim = archive.library.verbatim(standing[0])
    if verbatim is None:
        raise NoKeyError
    journal_reading(archive, state)
    return verbatim


def undecided_in(archive: Archive, state: InterviewState) -> tuple[ProposalView, ...]:
    """Return the proposals of an interview that nobody decided; empty without the verbatim key."""
    verbatim = archive.library.verbatim(state.standing()[-1])
    tools = tools_for(archive.library, state)
    texts = ((q, t) for q in (verbatim.quotes if verbatim else ()) for t in q.texts)
    return tuple(found for quote, text in texts for found in _undecided(tools, quote, text))


def _undecided(tools: Tools, quote: Quote, text: Text) -> Iterable[ProposalView]:
    rendering = render_text(tools, text, Audience.REVIEW)
    for proposal in rendering.undecided:
        words = text.words[proposal.start : proposal.end]
        span = SpanView(
            proposal.start, proposal.end, str(proposal.kind), str(Action.MASK), "",
            f"detector:{proposal.detector}", "proposed", str(proposal.confidence), proposal.why,
        )  # fmt: skip
        yield ProposalView(quote.id, text.language, span, words)


@use_case
def proposals(archive: Archive, given: str) -> tuple[ProposalView, ...]:
    """Return what nobody decided yet, for the author or an editor."""
    state = find_kept(archive, given)
    _standing(archive, state)
    journal_reading(archive, state)
    return undecided_in(archive, state)


@use_case
def unmatched(archive: Archive, given: str) -> tuple[UnmatchedView, ...]:
    """Return the spans hidden in one language that nobody answered in another."""
    state = find_kept(archive, given)
    verbatim = _standing(archive, state)
    tools = tools_for(archive.library, state)
    return tuple(
        UnmatchedView(quote.id, u.language, u.start, u.end, str(u.kind), u.other_language)
        for quote in verbatim.quotes
        for u in unmatched_in(tools, quote)
    )


@use_case
def decide(archive: Archive, given: str, requests: Iterable[DecisionRequest]) -> LogView:
    """Write decisions (and confirmed terms) as a new version of the interview."""
    state = find_kept(archive, given)
    wanted = tuple(requests)
    verbatim = _standing(archive, state)
    quotes = {quote.id: quote for quote in verbatim.quotes}
    for request in wanted:
        _text_of(quotes, request)
        check_safe("reason", request.reason)
    terms = tuple(_term(quotes, r) for r in wanted if r.as_term)
    check_terms(terms)
    me = archive.myself.id
    changed = tuple(_decided(quote, wanted, me, tools_for(archive.library, state))
                    for quote in verbatim.quotes)  # fmt: skip
    return _rewrite(archive, state, msgspec.structs.replace(verbatim, quotes=changed), terms)


def _text_of(quotes: dict[str, Quote], request: DecisionRequest) -> Text:
    quote = quotes.get(request.quote)
    found = (
        next((t for t in quote.texts if t.language == request.language), None) if quote else None
    )
    if found is None:
        raise UsageError("There is no such quote or language in this interview.")
    if not 0 <= request.start < request.end <= len(found.words):
        raise MalformedError("A decision lies outside its text.", field="start")
    return found


def _term(quotes: dict[str, Quote], request: DecisionRequest) -> Term:
    words = _text_of(quotes, request).words[request.start : request.end].strip()
    action = Action.MASK if request.action is Action.KEEP else request.action
    return Term(words, request.kind or SpanKind.DETAIL, action, request.forms)


def _decided(
    quote: Quote, requests: tuple[DecisionRequest, ...], member: MemberId, tools: Tools
) -> Quote:
    mine = [r for r in requests if r.quote == quote.id]
    if not mine:
        return quote
    texts = []
    for text in quote.texts:
        added = tuple(
            _decision(r, member, _kind_at(tools, text, r))
            for r in mine
            if r.language == text.language
        )
        spans = {(d.start, d.end) for d in added}
        kept = tuple(d for d in text.decisions if (d.start, d.end) not in spans)
        texts.append(msgspec.structs.replace(text, decisions=(*kept, *added)))
    return msgspec.structs.replace(quote, texts=tuple(texts))


def _decision(request: DecisionRequest, member: MemberId, kind: SpanKind) -> Decision:
    return Decision(
        request.start, request.end, kind, request.action, reason=request.reason, by=member
    )


def _kind_at(tools: Tools, text: Text, request: DecisionRequest) -> SpanKind:
    if request.kind is not None:
        return request.kind
    rendering = render_text(tools, text, Audience.REVIEW)
    at = next((p.kind for p in rendering.undecided if p.start == request.start), None)
    return at or SpanKind.DETAIL


@use_case
def match(archive: Archive, given: str, requests: Iterable[MatchRequest]) -> LogView:
    """Answer hidden spans across languages: matched, or "not in this text"."""
    state = find_kept(archive, given)
    verbatim = _standing(archive, state)
    wanted = tuple(requests)
    known = {quote.id for quote in verbatim.quotes}
    if any(r.quote not in known for r in wanted):
        raise UsageError("There is no such quote in this interview.")
    changed = tuple(_matched(quote, wanted) for quote in verbatim.quotes)
    return _rewrite(archive, state, msgspec.structs.replace(verbatim, quotes=changed))


def _matched(quote: Quote, requests: tuple[MatchRequest, ...]) -> Quote:
    added = tuple(
        Match(r.language, r.start, r.other_language, r.other_start)
        for r in requests
        if r.quote == quote.id
    )
    return msgspec.structs.replace(quote, matches=(*quote.matches, *added)) if added else quote


@use_case
def mark(archive: Archive, given: str) -> LogView:
    """Finish marking: from here an editor's client makes renditions that reviewers can open.

    Undecided proposals stay hidden; a release will insist on deciding them. Where it is finished
    already nothing is written: a new version would void an approval. Raises RefusedError while a
    span hidden in one language has no answer in another.
    """
    state = find_kept(archive, given)
    verbatim = _standing(archive, state)
    tools = tools_for(archive.library, state)
    waiting = sum(len(unmatched_in(tools, quote)) for quote in verbatim.quotes)
    if waiting:
        raise RefusedError(
            f"{waiting} hidden spans have no counterpart in the other language yet: match each, "
            "or say that it is not in that text.",
            ("MARK-01",),
        )
    if verbatim.marked:
        may_revise(archive, state)
        return log_view(archive, state.id)
    return _rewrite(archive, state, msgspec.structs.replace(verbatim, marked=True))


def _rewrite(
    archive: Archive, state: InterviewState, verbatim: Verbatim, terms: tuple[Term, ...] = ()
) -> LogView:
    """Write a new version that differs from the standing one in decisions only."""
    may_revise(archive, state)
    read = state.standing()[-1]

    def build(writing: Writing) -> acts.Known:
        standing = writing.state.interviews[state.id].standing()
        if [v.ref.verbatim for v in standing] != [read.ref.verbatim]:
            raise RefusedError(
                "Somebody changed this interview meanwhile; look again.", ("VER-02",)
            )
        latest = standing[0]
        number = latest.ref.version + 1
        person = archive.state.persons[state.person]
        persons: tuple[acts.PersonVersion, ...] = ()
        if may_name_persons(archive, state, terms) and terms:
            file, replaces = drafting.with_terms(archive, person, state.person, terms)
            name = writing.seal(Part.SECURITY, state.desk, file)
            persons = (acts.PersonVersion(state.person, file=name, replaces=replaces),)
        part = settle_mark(archive, state.desk, verbatim, terms)
        part = msgspec.structs.replace(part, version=number)
        security = archive.library.security(latest) or Security(state.id, number)
        security = msgspec.structs.replace(security, version=number)
        version = acts.InterviewVersion(
            interview=state.id, person=state.person, version=number,
            verbatim=writing.seal(Part.VERBATIM, state.desk, part),
            security=writing.seal(Part.SECURITY, state.desk, security),
            parents=(latest.ref.verbatim,), marked=part.marked,
            rewords=False,
        )  # fmt: skip
        follow(writing, state, version.verbatim, version.security)
        return acts.Logged(
            member=writing.member, at=writing.now(), desk=state.desk,
            interviews=(version,), persons=persons,
        )  # fmt: skip

    commit_and_refresh(archive, state.desk, build)
    return log_view(archive, state.id)


def settle_mark(
    archive: Archive, desk: DeskId, verbatim: Verbatim, terms: tuple[Term, ...]
) -> Verbatim:
    """Take the mark from a version in which a hidden span has no answer in another language."""
    if not verbatim.marked:
        return verbatim
    tools = Tools(_with(archive.library.registry(desk), terms), archive.library.rules(),
                  archive.library.desk_name(desk), Names(bytes(verbatim.interview)))  # fmt: skip
    is_open = any(unmatched_in(tools, quote) for quote in verbatim.quotes)
    return msgspec.structs.replace(verbatim, marked=False) if is_open else verbatim


def _with(known: Registry, terms: tuple[Term, ...]) -> Registry:
    return known.joined_by(Entry(t, b"draft") for t in terms) if terms else known


def log_view(archive: Archive, interview: InterviewId) -> LogView:
    """Say what logging did."""
    state = archive.state.interviews[interview]
    row = archive.library.row(state)
    undecided = undecided_in(archive, state)
    return LogView(row.id, row.codename, row.status, row.missing, len(undecided))
