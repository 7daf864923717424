"""Renditions kept up to date: an editor's client renders what is due against the whole registry.

How one interview is rendered is `rendering`; deciding what is hidden is `marking`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

import msgspec

from vault import acts
from vault.archive.notices import tell
from vault.archive.rendering import redacted_part, tools_for
from vault.archive.session import Archive
from vault.archive.writing import Writing
from vault.errors import BusyError, MalformedError, NoSpaceError
from vault.journal.state import InterviewState
from vault.model import DeskId, Part, Redacted, Verbatim
from vault.redact.registry import Registry
from vault.roles import Deed

NEEDED_TO_RENDER = (Part.VERBATIM, Part.SECURITY, Part.REDACTED)


def can_render(archive: Archive, desk: DeskId) -> bool:
    """Tell whether this client may make renditions: an editor who reads all of the desk."""
    reads = all(archive.library.reads(desk, part) for part in NEEDED_TO_RENDER)
    return reads and archive.may(Deed.RENDER, desk) and archive.library.registry_is_whole(desk)


def commit_and_refresh(
    archive: Archive, desk: DeskId, build: Callable[[Writing], acts.Known]
) -> None:
    """Write an act, then the renditions that it makes due.

    What was written is acknowledged even where no disk space is left for renditions: they are
    made again after any later unlock, and nothing that is stale can be approved.
    """
    note_check(archive, desk)
    archive.ledger.commit(build)
    refresh_if_possible(archive, desk)


def refresh_if_possible(archive: Archive, desk: DeskId) -> None:
    """Make due renditions, unless the disk is full or another process keeps writing."""
    with suppress(NoSpaceError, BusyError):
        refresh(archive, desk)


def note_check(archive: Archive, desk: DeskId) -> None:
    """Remember which terms the desk's last check was made with, while they still stand."""
    library, against = archive.library, _against(archive, desk)
    is_current = archive.state.desks[desk].checked == against
    if is_current and library.checked_terms(desk) is None and can_render(archive, desk):
        library.note_check(desk, against, library.terms(desk))


def refresh(archive: Archive, desk: DeskId) -> int:
    """Render what has no rendition, or whose registry, rules or words changed; returns how many.

    Everything else of the desk is rendered again in memory and compared, so that only what comes
    out differently loses its approval. Nothing is rendered inside the transaction: others write
    meanwhile, and what they add is due at the next refresh.
    """
    if not can_render(archive, desk) or not _is_due(archive, desk):
        return 0
    against = _against(archive, desk)
    terms = archive.library.terms(desk)
    changed = list(_changed(archive, desk))
    if not changed and archive.state.desks[desk].checked == against:
        return 0

    def build(writing: Writing) -> acts.Known:
        return acts.Rendered(
            member=writing.member, at=writing.now(), desk=desk,
            registry=against[0], rules=against[1],
            renditions=tuple(_sealed(writing, interview, part) for interview, part in changed),
            whole_desk=True,
        )  # fmt: skip

    archive.ledger.commit(build)
    archive.library.note_check(desk, against, terms)
    return len(changed)


def _against(archive: Archive, desk: DeskId) -> tuple[bytes, bytes]:
    return archive.state.registry_version(desk), archive.state.rules_hash


def _sealed(writing: Writing, interview: InterviewState, part: Redacted) -> acts.RenditionRef:
    name = writing.seal(Part.REDACTED, interview.desk, part)
    tell(writing, interview, name)
    return acts.RenditionRef(interview.id, name, part.verbatim)


def _marked(archive: Archive, desk: DeskId) -> list[InterviewState]:
    """Return what reviewers may open: one marked version; withdrawn only if they did already."""
    return [
        i
        for i in archive.state.interviews.values()
        if i.desk == desk and not i.forgotten
        and len(i.standing()) == 1 and i.standing()[0].ref.marked
        and (not i.withdrawn or archive.state.rendition(i) is not None)
    ]  # fmt: skip


def _is_due(archive: Archive, desk: DeskId) -> bool:
    state = archive.state
    waiting = _marked(archive, desk)
    if any(state.rendition(i) is None for i in waiting):
        return True
    return bool(waiting) and state.desks[desk].checked != _against(archive, desk)


def _changed(archive: Archive, desk: DeskId) -> Iterable[tuple[InterviewState, Redacted]]:
    """Yield the interviews whose rendition comes out differently, with the new one."""
    for interview in _touched(archive, desk):
        part = fresh_part(archive, interview)
        current = archive.library.rendition(interview)
        if part is not None and (current is None or not _is_same(current[1], part)):
            yield interview, part


def _is_same(old: Redacted, new: Redacted) -> bool:
    """Compare two renditions; a codename is no reason to review again, cards tell it anyway."""
    return msgspec.structs.replace(old, codename=new.codename) == new


def _touched(archive: Archive, desk: DeskId) -> Iterable[InterviewState]:
    """Yield the interviews whose rendition may differ from the one that stands.

    All of them, unless this client knows the terms of the last check: then those without a
    rendition and those in which a term added or taken away since then is found.
    """
    marked = _marked(archive, desk)
    before = archive.library.checked_terms(desk)
    if before is None:
        return marked
    changed = Registry(before ^ archive.library.terms(desk))
    return [
        i
        for i in marked
        if archive.state.rendition(i) is None or _holds(archive, i, changed.touches)
    ]


def mentions(archive: Archive, interview: InterviewState, terms: Registry) -> bool:
    """Look for terms in the words and in what stands for them: redacting can join words."""
    return _holds(archive, interview, lambda text: bool(terms.find_anywhere(text)))


def _holds(archive: Archive, interview: InterviewState, has: Callable[[str], bool]) -> bool:
    texts = words_in(archive, interview)
    rendered = archive.library.rendition(interview)
    if rendered is not None and texts:
        texts += [w for q in rendered[1].quotes for t in q.texts for w in (t.review, t.publication)]
        texts += [rendered[1].title, rendered[1].agreement.limits]
    return any(has(text) for text in texts if text)


def words_in(archive: Archive, interview: InterviewState) -> list[str]:
    """Return all words of an interview's standing versions; none that my keys do not open."""
    parts = (archive.library.verbatim(version) for version in interview.standing())
    return [text for part in parts if part is not None for text in _texts_of(part)]


def _texts_of(part: Verbatim) -> list[str]:
    texts = [t.words for q in part.quotes for t in q.texts]
    texts += [part.title, *part.tags]
    for terms_of_use in [part.agreement, *(q.agreement for q in part.quotes if q.agreement)]:
        texts += [terms_of_use.limits, terms_of_use.embargo_event or ""]
        texts += [line for _, line in terms_of_use.lines]
    return texts


def fresh_part(archive: Archive, interview: InterviewState) -> Redacted | None:
    """Render an interview's standing version now; None when its words cannot be read.

    A version that a broken program wrote must not keep the rest of the desk from being rendered.
    """
    latest = interview.standing()[-1]
    verbatim = archive.library.verbatim(latest)
    if verbatim is None:
        return None
    tools = tools_for(archive.library, interview)
    codename = archive.library.shown_codename(interview.person)
    authors = tuple(sorted(interview.authors()))
    with suppress(MalformedError):
        return redacted_part(tools, verbatim, codename, authors, latest.ref.verbatim)
    return None
