"""Reading interviews: the Library's lines, one interview as my keys open it, history, search.

Reading someone else's verbatim or security part is journalled once per interview and session.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import suppress

import msgspec

from vault import acts, agreement
from vault.archive.cataloguing import catalogued, row_from
from vault.archive.library import Library, iso
from vault.archive.naming import one
from vault.archive.rendering import (
    Tools,
    is_outdated,
    rendered_quote,
    spans_of,
    tools_for,
    unmatched_in,
)
from vault.archive.session import Archive, use_case
from vault.archive.views import (
    AddendumView,
    FoundView,
    InterviewRow,
    InterviewView,
    QuoteView,
    RemarkView,
    SecurityView,
    TextView,
    VersionView,
)
from vault.catalog import Found, folded
from vault.errors import NoKeyError, NoSpaceError, NotPermittedError, UsageError
from vault.journal.state import InterviewState, VersionState
from vault.model import (
    Agreement,
    Audience,
    InterviewId,
    InterviewStatus,
    Quote,
    Redacted,
    Remark,
    RenderedQuote,
    Term,
    Text,
    Verbatim,
)
from vault.roles import Deed

_SNIPPET_EACH_SIDE = 40
_HANDED_IN = (
    "You handed that interview in: this computer holds nothing of it any more. An editor of the "
    "desk reads and changes it; what you have to add you log as an interview of its own."
)


def find_interview(archive: Archive, given: str) -> InterviewState:
    """Return the interview meant, by id, prefix or title, among those that I may see."""
    whole = archive.state.interviews.get(InterviewId(_id_of(given)))
    if whole is not None and archive.library.visible(whole):
        return whole
    if whole is not None and not archive.ledger.handed_in.isdisjoint(whole.versions):
        raise NoKeyError(_HANDED_IN)
    if whole is not None and (damage := archive.library.damage_of(whole)):
        raise damage
    catalogued(archive)
    rows = (row_from(shown) for shown in archive.catalog.shown())
    found = one(((bytes.fromhex(row.id), row.title) for row in rows), given, "interview")
    return archive.state.interviews[InterviewId(found)]


def find_kept(archive: Archive, given: str) -> InterviewState:
    """Return the interview meant, to write to it; raises UsageError for one that was forgotten.

    What somebody wrote beside a removal has to be forgotten as well, so nobody adds to that.
    """
    state = find_interview(archive, given)
    if state.forgotten:
        raise UsageError("That interview was forgotten; nothing is added to it any more.")
    return state


def _id_of(given: str) -> bytes:
    try:
        return bytes.fromhex(given.strip())
    except ValueError:
        return b""


def may_revise(archive: Archive, state: InterviewState) -> None:
    """Refuse unless I wrote the interview, edit its desk or share in writing it, and can read it.

    Who lost the security part must not write: a version without it would take it from everybody.
    """
    if not (is_own(archive, state) or writes_by_share(archive, state)):
        raise NotPermittedError("Only the interview's author or an editor of its desk changes it.")
    if archive.library.verbatim(state.standing()[-1]) is None:
        raise NoKeyError


def is_own(archive: Archive, state: InterviewState) -> bool:
    """Tell whether I edit an interview's desk, or wrote it by a right of my own."""
    own = archive.may(Deed.LOG, state.desk) and archive.myself.id in state.owners()
    return own or archive.may(Deed.RENDER, state.desk)


def writes_by_share(archive: Archive, state: InterviewState) -> bool:
    """Tell whether a share that stands lets me write an interview."""
    me = archive.myself.id
    return any(share.may_write and me in share.members() for share in state.shares.values())


def may_name_persons(archive: Archive, state: InterviewState, terms: tuple[Term, ...]) -> bool:
    """Tell whether a version of mine may bring terms or name another person: not by a share.

    Raises NotPermittedError when it brings terms all the same.
    """
    own = is_own(archive, state)
    if terms and not own:
        raise NotPermittedError(
            "Terms are confirmed by the interview's author or an editor of its desk; tell them."
        )
    return own


# --- rows ----------------------------------------------------------------------------------


@use_case
def rows(archive: Archive, *, desk: str = "", status: str = "") -> list[InterviewRow]:
    """Return the interviews that I may see, newest first."""
    catalogued(archive)
    return [row_from(shown) for shown in archive.catalog.shown(desk, status)]


# --- one interview -------------------------------------------------------------------------


@use_case
def show(archive: Archive, given: str) -> InterviewView:
    """Return one interview as far as my keys open it."""
    state = find_interview(archive, given)
    library = archive.library
    latest = state.standing()[-1]
    verbatim, rendered = library.verbatim(latest), library.rendition(state)
    if verbatim is not None:
        journal_reading(archive, state)
    part = rendered[1] if rendered else None
    tools = tools_for(library, state)
    codename = library.shown_codename(state.person)
    terms = verbatim.agreement if verbatim else part.agreement if part else None
    quotes = (
        tuple(_cleared(tools, q, codename) for q in verbatim.quotes)
        if verbatim
        else tuple(_redacted(q, codename) for q in (part.quotes if part else ()))
    )
    may, why_not = offers(archive, state)
    return InterviewView(
        row=library.row(state), version=latest.ref.version, versions_standing=len(state.standing()),
        rendition=rendered[0].redacted.hex() if rendered else "",
        stale=bool(rendered and not archive.state.is_fresh(state.desk, rendered[0])),
        cleared=verbatim is not None, quotes=quotes, agreement=terms or Agreement(),
        attribution_sentence=agreement.HOUSE_SENTENCES[(terms or Agreement()).attribution]["en"],
        place=verbatim.place if verbatim else None, notes=verbatim.notes if verbatim else None,
        security=_security(archive, state, latest), remarks=remarks_of(archive, state),
        held_by=_held_by(archive, state),
        undecided=sum(t.undecided for q in quotes for t in q.texts),
        changed_since_review=_changed(library, state, part), may=may, why_not=why_not,
        attachments=len(archive.state.attachments_of(state.id)),
        addenda=tuple(
            AddendumView(library.member_name(each.member), iso(each.at), words)
            for each, words in library.addenda(state)
        ),
    )  # fmt: skip


def journal_reading(archive: Archive, state: InterviewState) -> None:
    """Write down, once in a session, that I opened somebody else's words."""
    key = (bytes(state.id), True)
    if archive.myself.id in state.authors() or key in archive.journalled_reads:
        return
    if archive.ledger.store.readonly:
        return
    with suppress(NoSpaceError):  # what is saved stays readable; the next reading tries again
        archive.ledger.commit(
            lambda writing: acts.PartsRead(
                member=writing.member, at=writing.now(), desk=state.desk,
                interviews=(state.id,), security=True,
            )
        )  # fmt: skip
        archive.journalled_reads.add(key)


def _cleared(tools: Tools, quote: Quote, codename: str) -> QuoteView:
    rendered = {t.language: t for t in rendered_quote(tools, quote).texts}
    waiting = dict.fromkeys(u.other_language for u in unmatched_in(tools, quote))
    return QuoteView(
        id=quote.id, codename=codename, paraphrase=quote.paraphrase, question=quote.question,
        notes=quote.notes, agreement=quote.agreement, unmatched=tuple(waiting),
        texts=tuple(_cleared_text(tools, quote, t, rendered[t.language]) for t in quote.texts),
    )  # fmt: skip


def _cleared_text(tools: Tools, quote: Quote, text: Text, rendered: object) -> TextView:
    rendering, spans = spans_of(tools, text, Audience.REVIEW)
    publication = getattr(rendered, "publication", "")
    return TextView(
        text.language, text.original, is_outdated(quote, text), rendering.text, publication,
        text.words, spans, len(rendering.undecided),
    )  # fmt: skip


def _redacted(quote: RenderedQuote, codename: str) -> QuoteView:
    texts = tuple(
        TextView(t.language, t.original, t.outdated, t.review, t.publication, undecided=t.undecided)
        for t in quote.texts
    )
    return QuoteView(quote.id, codename, quote.paraphrase, texts, agreement=quote.agreement)


def _security(
    archive: Archive, state: InterviewState, version: VersionState
) -> SecurityView | None:
    part = archive.library.security(version)
    if part is None:
        return None
    persons = archive.state.one_person(state.person)
    files = [file for each in persons for file in archive.library.person_files(each)]
    return SecurityView(
        part.held_at, part.channel, part.whereabouts, part.present, part.contact, part.signals,
        part.danger, part.external_id, part.destroy_after,
        tuple(t.words for f in files for t in f.terms),
        "\n".join(f.circumstances for f in files if f.circumstances),
    )  # fmt: skip


def remarks_of(archive: Archive, state: InterviewState) -> tuple[RemarkView, ...]:
    """Return the verdicts and remarks on an interview, oldest first."""
    current = archive.state.rendition(state)
    now = current.redacted if current else b""
    found = []
    for review in state.reviews:
        remark = archive.library.opened(review.remark, Remark) if review.remark else None
        by = archive.library.member_name(review.member)
        found.append(
            RemarkView(
                by, iso(review.at), review.verdict, remark.words if remark else None,
                remark.quote if remark else "", review.rendition == now,
            )
        )  # fmt: skip
    return tuple(found)


def _held_by(archive: Archive, state: InterviewState) -> tuple[str, ...]:
    holds = archive.state.holds_on(state)
    return tuple(archive.library.member_name(h.member) for h in holds)


def _changed(library: Library, state: InterviewState, part: Redacted | None) -> tuple[str, ...]:
    """Return the quotes whose rendition differs from the one last reviewed."""
    if part is None or not state.reviews:
        return ()
    before = library.opened(state.reviews[-1].rendition, Redacted)
    old = {q.id: q for q in before.quotes} if before else {}
    return tuple(q.id for q in part.quotes if old.get(q.id) != q)


def offers(
    archive: Archive, state: InterviewState
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the acts open to me now, and why the others are not."""
    own = archive.myself.id in state.authors()
    mine = is_own(archive, state)
    cleared = archive.library.verbatim(state.standing()[-1]) is not None
    rendition = archive.state.rendition(state)
    marked = state.standing()[-1].ref.marked
    editor = archive.may(Deed.RENDER, state.desk)
    may_write = mine or writes_by_share(archive, state)
    changes = "" if cleared and may_write else "only its author or an editor of the desk"
    review = _why_no_review(archive, state, own)
    answers = {
        "revise": changes,
        "decide": changes,
        "mark": changes or ("it is marked already" if marked else ""),
        "approve": review,
        "return": review if rendition is None else _why_no_role(archive, state),
        "remark": review if rendition is None else _why_no_role(archive, state),
        "hold": "" if archive.may(Deed.HOLD, state.desk) else "you have no role on this desk",
        "withdraw": "" if mine else "only its author or an editor of the desk",
        "event": "" if editor and not own else "an editor who is not the author records events",
    }
    may = tuple(act for act, reason in answers.items() if not reason)
    return may, tuple((act, reason) for act, reason in answers.items() if reason)


def _why_no_role(archive: Archive, state: InterviewState) -> str:
    return "" if archive.may(Deed.REVIEW, state.desk) else "your role does not review"


def _why_no_review(archive: Archive, state: InterviewState, own: bool) -> str:
    rendition = archive.state.rendition(state)
    if why := _why_no_role(archive, state):
        return why
    if rendition is None:
        return "there is no rendition yet"
    if own and not archive.is_for_one():
        return "nobody approves their own words"
    if not archive.state.is_fresh(state.desk, rendition):
        return "the rendition is stale: an editor's client makes a new one"
    if archive.library.status(state) is InterviewStatus.APPROVED:
        return "it is approved already"
    return ""


# --- history -------------------------------------------------------------------------------


@use_case
def history(archive: Archive, given: str) -> list[VersionView]:
    """Return every version, oldest first."""
    state = find_interview(archive, given)
    standing = {v.ref.verbatim for v in state.standing()}
    return [
        VersionView(
            v.ref.version, archive.library.member_name(v.author), iso(v.at),
            v.ref.verbatim in standing, v.ref.marked,
        )
        for v in sorted(state.versions.values(), key=lambda v: v.order)
    ]  # fmt: skip


@use_case
def differences(archive: Archive, given: str, old: int, new: int) -> list[str]:
    """Return the lines in which two versions differ, as a unified diff.

    Of two versions with one number, written beside each other, the one that came first is meant.
    """
    state = find_interview(archive, given)
    before, after = (_version_lines(archive, state, number) for number in (old, new))
    found = difflib.unified_diff(before, after, f"version {old}", f"version {new}", lineterm="")
    return list(found)


def _version_lines(archive: Archive, state: InterviewState, number: int) -> list[str]:
    version = next((v for v in state.versions.values() if v.ref.version == number), None)
    if version is None:
        raise UsageError("There is no version with that number.")
    verbatim = archive.library.verbatim(version)
    if verbatim is None:
        raise NoKeyError
    journal_reading(archive, state)
    return list(lines_of(verbatim))


def lines_of(part: Verbatim) -> Iterator[str]:
    """Yield a version's text line by line, to compare it with another."""
    plain = msgspec.structs.replace(part, quotes=(), version=0, interview=b"")
    for field, value in msgspec.to_builtins(plain).items():
        if field not in {"type", "quotes", "version", "interview"}:
            yield from _flat(field, value)
    for quote in part.quotes:
        yield f"quote {quote.id}" + (" (paraphrase)" if quote.paraphrase else "")
        if quote.question:
            yield f"  question: {quote.question}"
        for text in quote.texts:
            yield from (f"  {text.language}: {line}" for line in text.words.split("\n"))
            yield from (f"  {text.language} {d.action} {d.start}-{d.end}" for d in text.decisions)


def _flat(name: str, value: object) -> Iterator[str]:
    """Yield a field's lines: one for each field inside it, and a list on one line."""
    if isinstance(value, dict):
        for inner, each in value.items():
            yield from _flat(f"{name} {inner.replace('_', ' ')}", each)
    elif isinstance(value, list):
        yield f"{name}: {', '.join(_plain(each) for each in value)}"
    else:
        yield f"{name}: {_plain(value)}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(_plain, value))
    return "" if value is None else str(value)


# --- search --------------------------------------------------------------------------------


@use_case
def find(archive: Archive, query: str, limit: int = 50) -> list[FoundView]:
    """Search what my keys open, newest first: every word must stand in one line."""
    wanted = query.split()
    if not wanted:
        raise UsageError("Say what to look for.")
    catalogued(archive)
    return [_hit(found, folded(wanted[0])) for found in archive.catalog.find(wanted, limit)]


def _hit(found: Found, word: str) -> FoundView:
    at = max(found.text.casefold().find(word), 0)
    begin = max(0, at - _SNIPPET_EACH_SIDE)
    end = min(len(found.text), at + len(word) + _SNIPPET_EACH_SIDE)
    snippet = " ".join(found.text[begin:end].split())
    start = max(snippet.casefold().find(word), 0)
    row = row_from(found.shown)
    return FoundView(row, found.where, snippet, start, start + len(word))
