"""Logging interviews: one, many, again; and the drafts that a lock must not lose.

Reading them is `showing`, finding and deciding what they give away `marking`; both are offered
here too, so that a caller needs one name.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from vault import acts
from vault.archive import checking, drafting
from vault.archive.codenames import free_codename
from vault.archive.marking import (
    decide,
    log_view,
    mark,
    match,
    preview,
    proposals,
    settle_mark,
    unmatched,
)
from vault.archive.notices import follow
from vault.archive.refreshing import commit_and_refresh, note_check, refresh_if_possible
from vault.archive.session import Archive, use_case
from vault.archive.showing import (
    differences,
    find,
    find_kept,
    history,
    journal_reading,
    may_name_persons,
    may_revise,
    rows,
    show,
)
from vault.archive.views import BulkView, DraftView, LogView, RowRefusal
from vault.archive.writing import Writing
from vault.drafts import InterviewDraft
from vault.errors import (
    MalformedError,
    NoKeyError,
    StrongroomError,
    UsageError,
)
from vault.journal.state import PersonState
from vault.model import (
    DeskId,
    InterviewId,
    ObjectHash,
    Part,
    PersonCard,
    PersonId,
    Record,
    Term,
    from_bytes,
    new_id,
    to_bytes,
)
from vault.roles import Deed

__all__ = [
    "decide", "differences", "discard_draft", "draft_of", "drafts", "find", "history", "log",
    "log_many", "mark", "match", "preview", "proposals", "revise", "rows", "save_draft", "show",
    "unmatched",
]  # fmt: skip

CHUNK_INTERVIEWS: Final = 50


class SavedDraft(Record, frozen=True, tag="draft/1"):
    """A half-typed form: opaque to the archive."""

    saved_at: int
    blob: bytes


@use_case
def log(archive: Archive, draft: InterviewDraft) -> LogView:
    """Seal one interview; returns when it is on the disk.

    Raises MalformedError naming the field, RefusedError when a quote's agreement is looser than
    the interview's, NotPermittedError without the right on the desk.
    """
    checking.check_draft(draft)
    desk = drafting.find_desk(archive, draft.desk, Deed.LOG)
    interview = InterviewId(new_id())
    items = [(interview, draft)]
    commit_and_refresh(archive, desk, lambda writing: _logged(archive, writing, desk, items))
    return log_view(archive, interview)


@use_case
def log_many(
    archive: Archive,
    given: Iterable[tuple[int, InterviewDraft | MalformedError]],
    on_kept: Callable[[list[str], int], None] | None = None,
) -> BulkView:
    """Seal many interviews in chunks: good rows are kept, bad ones listed by line and field.

    `on_kept(ids, line)` is called after a chunk's transaction is durable: that is its
    acknowledgement.
    """
    kept: list[str] = []
    refused: list[RowRefusal] = []
    chunk: list[tuple[int, DeskId, InterviewDraft]] = []

    def flush() -> None:
        if chunk:
            ids = _log_chunk(archive, chunk)
            kept.extend(ids)
            if on_kept is not None:
                on_kept(ids, chunk[-1][0])
            chunk.clear()

    for desk in archive.state.desks:
        note_check(archive, desk)
    for line, row in given:
        try:
            desk = _checked(archive, row)
        except StrongroomError as refusal:
            refused.append(_refusal(line, refusal))
            continue
        if chunk and (chunk[0][1] != desk or len(chunk) >= CHUNK_INTERVIEWS):
            flush()
        chunk.append((line, desk, row if isinstance(row, InterviewDraft) else InterviewDraft(())))
    flush()
    for desk in archive.state.desks:
        refresh_if_possible(archive, desk)
    return BulkView(tuple(kept), tuple(refused))


def _checked(archive: Archive, row: InterviewDraft | MalformedError) -> DeskId:
    """Refuse now whatever would fail inside a chunk's transaction."""
    if isinstance(row, MalformedError):
        raise row
    checking.check_draft(row)
    drafting.verbatim_of(row, (InterviewId(b""), 1, PersonId(b"")), None)
    drafting.security_of(row, InterviewId(b""), 1)
    return drafting.find_desk(archive, row.desk, Deed.LOG)


def _refusal(line: int, refusal: StrongroomError) -> RowRefusal:
    at = getattr(refusal, "line", None) or line
    return RowRefusal(at, getattr(refusal, "field", None) or "", refusal.sentence)


def _log_chunk(archive: Archive, chunk: list[tuple[int, DeskId, InterviewDraft]]) -> list[str]:
    items = [(InterviewId(new_id()), draft) for _, _, draft in chunk]
    desk = chunk[0][1]
    archive.ledger.commit(lambda writing: _logged(archive, writing, desk, items))
    return [interview.hex() for interview, _ in items]


def _logged(
    archive: Archive,
    writing: Writing,
    desk: DeskId,
    items: list[tuple[InterviewId, InterviewDraft]],
) -> acts.Known:
    """Seal new interviews and the persons that come with them; returns their act."""
    persons = _Persons(archive, writing, desk)
    versions = []
    for interview, draft in items:
        person = persons.of(draft.person, draft.terms)
        verbatim = drafting.verbatim_of(draft, (interview, 1, person), None)
        verbatim = settle_mark(archive, desk, verbatim, draft.terms)
        security = drafting.security_of(draft, interview, 1)
        version = acts.InterviewVersion(
            interview=interview, person=person, version=1,
            verbatim=writing.seal(Part.VERBATIM, desk, verbatim),
            security=writing.seal(Part.SECURITY, desk, security),
            marked=verbatim.marked,
        )  # fmt: skip
        versions.append(version)
    return acts.Logged(
        member=writing.member, at=writing.now(), desk=desk,
        interviews=tuple(versions), persons=persons.changed(),
    )  # fmt: skip


class _Persons:
    """The persons that one entry creates or adds terms to."""

    def __init__(self, archive: Archive, writing: Writing, desk: DeskId) -> None:
        self._archive, self._writing, self._desk = archive, writing, desk
        self._new: dict[str, PersonId] = {}
        self._index: dict[str, PersonState] | None = None
        self._taken: set[str] | None = None  # looked up once, when the first new name is needed
        self._terms: dict[PersonId, tuple[Term, ...]] = {}
        self._cards: dict[PersonId, PersonCard] = {}
        self._states: dict[PersonId, PersonState] = {}

    def of(self, given: str, terms: tuple[Term, ...]) -> PersonId:
        """Return the person meant, new or known, and remember the terms."""
        person = self._find(" ".join(unicodedata.normalize("NFC", given).split()))
        self._terms[person] = (*self._terms.get(person, ()), *terms)
        return person

    def _find(self, given: str) -> PersonId:
        if given in self._new:
            return self._new[given]
        known = self._known_as(given) if given else None
        if known is not None:
            self._states[known.id] = known
            return known.id
        codename = given or self._free_codename()
        person = PersonId(new_id())
        self._new[codename] = person
        self._cards[person] = PersonCard(person, 1, codename)
        return person

    def _known_as(self, given: str) -> PersonState | None:
        """Find a person of the desk by codename or id; the index is made once for an entry."""
        if self._index is None:
            library = self._archive.library
            desk = [p for p in self._archive.state.persons.values() if p.desk == self._desk]
            self._index = {p.id.hex(): p for p in desk} | {library.codename(p): p for p in desk}
        return self._index.get(given)

    def _free_codename(self) -> str:
        if self._taken is None:
            self._taken = drafting.taken_codenames(self._archive)
        self._taken.update(self._new)
        return free_codename(self._taken)

    def changed(self) -> tuple[acts.PersonVersion, ...]:
        """Seal new cards and files; returns their versions."""
        touched = dict.fromkeys((*self._cards, *self._terms))
        versions = (self._version(person) for person in touched)
        return tuple(v for v in versions if v.card or v.file)

    def _version(self, person: PersonId) -> acts.PersonVersion:
        card = self._cards.get(person)
        sealed = self._writing.seal(Part.REDACTED, self._desk, card) if card else ObjectHash(b"")
        terms = self._terms.get(person, ())
        if not terms:
            return acts.PersonVersion(person, sealed)
        file, replaces = drafting.with_terms(self._archive, self._states.get(person), person, terms)
        name = self._writing.seal(Part.SECURITY, self._desk, file)
        return acts.PersonVersion(person, sealed, name, replaces)


# --- again ---------------------------------------------------------------------------------


@use_case
def draft_of(archive: Archive, given: str) -> InterviewDraft:
    """Return the draft of an interview's standing version, for its author or an editor.

    It names every standing version: revised, it settles them into one.
    """
    state = find_kept(archive, given)
    standing = state.standing()
    latest = standing[-1]
    verbatim = archive.library.verbatim(latest)
    if verbatim is None:
        raise NoKeyError
    journal_reading(archive, state)
    names = (
        archive.library.desk_name(state.desk),
        archive.library.codename(archive.state.persons.get(state.person)),
    )
    draft = drafting.draft_from(verbatim, archive.library.security(latest), names)
    return msgspec.structs.replace(draft, based_on=tuple(v.ref.verbatim for v in standing))


@use_case
def revise(archive: Archive, given: str, draft: InterviewDraft) -> LogView:
    """Write a new version; approvals of older ones are void.

    It builds on the versions that the draft names, or else on all that stand. Where somebody
    else wrote another version meanwhile, both stand until one is made of them.
    """
    checking.check_draft(draft)
    state = find_kept(archive, given)
    may_revise(archive, state)
    commit_and_refresh(
        archive, state.desk, lambda writing: revised(archive, writing, state.id, draft)
    )
    return log_view(archive, state.id)


def revised(
    archive: Archive, writing: Writing, interview: InterviewId, draft: InterviewDraft
) -> acts.Known:
    """Seal a new version of a known interview; returns its act."""
    state = writing.state.interviews[interview]
    named = map(ObjectHash, draft.based_on)
    based_on = [state.versions[name] for name in named if name in state.versions]
    parents = based_on or state.standing()
    number = max(v.ref.version for v in state.versions.values()) + 1
    persons = _Persons(archive, writing, state.desk)
    if may_name_persons(archive, state, draft.terms):
        person = persons.of(draft.person or state.person.hex(), draft.terms)
    else:
        person = state.person
    before = archive.library.verbatim(parents[-1])
    verbatim = drafting.verbatim_of(draft, (interview, number, person), before)
    if before is not None and not drafting.has_same_words(verbatim, before):
        verbatim = msgspec.structs.replace(verbatim, marked=False)
    verbatim = settle_mark(archive, state.desk, verbatim, draft.terms)
    security = drafting.security_of(draft, interview, number)
    version = acts.InterviewVersion(
        interview=interview, person=person, version=number,
        verbatim=writing.seal(Part.VERBATIM, state.desk, verbatim),
        security=writing.seal(Part.SECURITY, state.desk, security),
        parents=tuple(v.ref.verbatim for v in parents), marked=verbatim.marked,
    )  # fmt: skip
    follow(writing, state, version.verbatim, version.security)
    return acts.Logged(
        member=writing.member, at=writing.now(), desk=state.desk,
        interviews=(version,), persons=persons.changed(),
    )  # fmt: skip


# --- half-typed forms ----------------------------------------------------------------------


@use_case
def save_draft(archive: Archive, blob: bytes, draft_id: str = "") -> str:
    """Seal a half-typed form under this device's key; returns its id."""
    ledger = archive.ledger
    saved = to_bytes(SavedDraft(int(time.time()), blob))
    sealed = ledger.keyring.seal_local("draft", saved)
    number = _draft_number(draft_id) if draft_id else None
    with ledger.store.atomic():
        return str(ledger.store.put_draft(ledger.keyring.device, sealed, number))


@use_case
def drafts(archive: Archive) -> tuple[DraftView, ...]:
    """Return the half-typed forms of this device, oldest first."""
    ledger = archive.ledger
    found = []
    for number, sealed in ledger.store.drafts(ledger.keyring.device):
        saved = from_bytes(ledger.keyring.open_local("draft", sealed), SavedDraft)
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(saved.saved_at))
        found.append(DraftView(str(number), at, saved.blob))
    return tuple(found)


@use_case
def discard_draft(archive: Archive, draft_id: str) -> None:
    """Delete a half-typed form."""
    ledger = archive.ledger
    with ledger.store.atomic():
        ledger.store.remove_draft(_draft_number(draft_id), ledger.keyring.device)


def _draft_number(draft_id: str) -> int:
    if not draft_id.isdigit():
        raise UsageError("There is no such draft.")
    return int(draft_id)
