"""Persons: cards, files and the confirmed terms that every copy is checked against."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from vault import acts
from vault.archive import drafting
from vault.archive.checking import check_safe, check_terms
from vault.archive.naming import one
from vault.archive.refreshing import commit_and_refresh, words_in
from vault.archive.session import Archive, use_case
from vault.archive.views import PersonView, ReachView, TermView
from vault.archive.writing import Writing
from vault.errors import NotPermittedError, UsageError
from vault.journal.state import InterviewState, PersonState
from vault.model import (
    InterviewStatus,
    Part,
    PersonCard,
    PersonFile,
    PersonId,
    PersonKind,
    Term,
    new_id,
)
from vault.redact.registry import Entry, Registry
from vault.roles import Deed

Change = Callable[[PersonFile], PersonFile]


def find_person(archive: Archive, given: str) -> PersonState:
    """Return the person meant, by codename or id, among those whose cards my keys open."""
    known = [
        (bytes(p.id), archive.library.codename(p))
        for p in archive.state.persons.values()
        if archive.library.codename(p)
    ]
    return archive.state.persons[PersonId(one(known, given, "person"))]


@use_case
def propose_codename(archive: Archive) -> str:
    """Return two neutral words that no person here has."""
    return drafting.propose_codename(archive)


@use_case
def persons(archive: Archive) -> list[PersonView]:
    """Return the persons whose cards my keys open, by codename."""
    known = (p for p in archive.state.persons.values() if archive.library.codename(p))
    return sorted((_view(archive, p) for p in known), key=lambda view: view.codename)


@use_case
def person(archive: Archive, given: str) -> PersonView:
    """Return one person."""
    return _view(archive, find_person(archive, given))


def _view(archive: Archive, state: PersonState) -> PersonView:
    card = archive.library.opened(state.card, PersonCard)
    library, one = archive.library, archive.state.one_person(state.id)
    files = tuple(file for each in one for file in library.person_files(each))
    names = {each.id for each in one}
    mentioned = sum(i.person in names for i in archive.state.interviews.values())
    terms = tuple(_term_view(t) for f in files for t in f.terms)
    return PersonView(
        id=state.id.hex(), desk=archive.library.desk_name(state.desk),
        codename=card.codename if card else "", kind=str(card.kind if card else ""),
        interviews=mentioned, terms=terms if files or not any(p.files for p in one) else None,
        circumstances="\n".join(f.circumstances for f in files) if files else None,
        joined=tuple(library.codename(p) for p in one if p is not state),
        joined_to=library.shown_codename(state.id) if state.joined_to else "",
    )  # fmt: skip


def _term_view(term: Term) -> TermView:
    return TermView(term.words, str(term.kind), str(term.action), term.forms, term.generalised)


@use_case
def add_person(
    archive: Archive, desk: str, codename: str = "", kind: PersonKind = PersonKind.SOURCE
) -> PersonView:
    """Make a card for somebody to be protected, with or without an interview."""
    check_safe("codename", codename)
    where = drafting.find_desk(archive, desk, Deed.EDIT_PERSON)
    chosen = codename.strip() or drafting.propose_codename(archive)
    if drafting.find_person(archive, where, chosen) is not None:
        raise UsageError("A codename must not be taken.")
    state = PersonState(PersonId(new_id()), where)

    def build(writing: Writing) -> acts.Known:
        card = PersonCard(state.id, 1, chosen, kind)
        name = writing.seal(Part.REDACTED, where, card)
        return _changed(writing, state, acts.PersonVersion(state.id, card=name))

    archive.ledger.commit(build)
    return _view(archive, archive.state.persons[state.id])


@use_case
def add_terms(archive: Archive, given: str, terms: Iterable[Term]) -> PersonView:
    """Confirm terms; from now on they are found everywhere on the desk.

    Every editor of the desk can read them. Raises MalformedError for an empty or unsafe term.
    """
    state = find_person(archive, given)
    wanted = tuple(terms)
    check_terms(wanted)
    _write_file(archive, state, lambda file: msgspec.structs.replace(
        file, terms=tuple(dict.fromkeys((*file.terms, *wanted)))))  # fmt: skip
    return _view(archive, state)


@use_case
def reach(archive: Archive, given: str, terms: Iterable[Term]) -> list[ReachView]:
    """Say in how many interviews of the desk each term stands; nothing is written.

    Confirming it (`add_terms`) protects in all of them at once.
    """
    state = find_person(archive, given)
    wanted = tuple(terms)
    check_terms(wanted)
    _need_edit(archive, state)
    of_desk = [
        i for i in archive.state.interviews.values()
        if i.desk == state.desk and not i.forgotten and i.standing()
    ]  # fmt: skip
    return [_reach(archive, of_desk, Entry(term, bytes(state.id))) for term in wanted]


def _reach(archive: Archive, interviews: list[InterviewState], entry: Entry) -> ReachView:
    registry = Registry((entry,))
    found, possible, approved, unread = 0, 0, 0, 0
    for interview in interviews:
        texts = words_in(archive, interview)
        hits = [registry.look(text) for text in texts if text]
        unread += not texts
        if any(sure for sure, _ in hits):
            found += 1
            approved += archive.library.status(interview) is InterviewStatus.APPROVED
        else:
            possible += any(maybe for _, maybe in hits)
    return ReachView(entry.term.words, found, possible, approved, unread)


@use_case
def remove_term(archive: Archive, given: str, words: str) -> PersonView:
    """Stop protecting a term; history keeps it. Raises UsageError when it is not there."""
    state = find_person(archive, given)
    with_it = [
        each for each in archive.state.one_person(state.id)
        if any(t.words == words for f in archive.library.person_files(each) for t in f.terms)
    ]  # fmt: skip
    if not with_it:
        raise UsageError("There is no such term in the files that your keys open.")
    for each in with_it:
        _write_file(archive, each, lambda file: msgspec.structs.replace(
            file, terms=tuple(t for t in file.terms if t.words != words)))  # fmt: skip
    return _view(archive, state)


@use_case
def set_circumstances(archive: Archive, given: str, words: str) -> PersonView:
    """Replace what the file says beside terms."""
    check_safe("circumstances", words)
    state = find_person(archive, given)
    _write_file(archive, state, lambda file: msgspec.structs.replace(file, circumstances=words))
    return _view(archive, state)


@use_case
def set_card(archive: Archive, given: str, codename: str, kind: PersonKind) -> PersonView:
    """Give a person another codename or kind."""
    check_safe("codename", codename)
    state = find_person(archive, given)
    _need_edit(archive, state)
    taken = {archive.library.codename(p) for p in archive.state.persons.values() if p is not state}
    if not codename.strip() or codename in taken:
        raise UsageError("A codename must not be empty or taken.")
    old = archive.library.opened(state.card, PersonCard)

    def build(writing: Writing) -> acts.Known:
        card = PersonCard(state.id, (old.version if old else 0) + 1, codename.strip(), kind)
        name = writing.seal(Part.REDACTED, state.desk, card)
        return _changed(writing, state, acts.PersonVersion(state.id, card=name))

    commit_and_refresh(archive, state.desk, build)
    return _view(archive, state)


def _need_edit(archive: Archive, state: PersonState) -> None:
    archive.need(Deed.EDIT_PERSON, state.desk)
    if not archive.library.codename(state):
        raise NotPermittedError


def _write_file(archive: Archive, state: PersonState, change: Change) -> None:
    _need_edit(archive, state)

    def build(writing: Writing) -> acts.Known:
        merged, replaces = drafting.with_terms(archive, state, state.id, ())
        name = writing.seal(Part.SECURITY, state.desk, change(merged))
        version = acts.PersonVersion(state.id, file=name, replaces=replaces)
        return _changed(writing, state, version)

    commit_and_refresh(archive, state.desk, build)


def _changed(writing: Writing, state: PersonState, version: acts.PersonVersion) -> acts.Known:
    return acts.PersonChanged(
        member=writing.member, at=writing.now(), desk=state.desk, persons=(version,)
    )
