"""What belongs to an interview or a person: the sealed objects that go, and who else is mentioned.

Asking for their removal and confirming it is `forgetting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vault.archive.printed import copies_with
from vault.archive.refreshing import mentions
from vault.archive.session import Archive
from vault.errors import NoKeyError
from vault.journal.removing import origins_of
from vault.journal.state import CopyState, InterviewState, PersonState, State, VersionState
from vault.model import DeskId, ObjectHash, Part, PersonId
from vault.redact.registry import Entry, Registry

Persons = Sequence[PersonState]


@dataclass(frozen=True)
class Target:
    """What is to be forgotten together, all of one desk."""

    desk: DeskId
    interviews: tuple[InterviewState, ...] = ()
    persons: tuple[PersonState, ...] = ()


def objects_of(archive: Archive, target: Target) -> tuple[ObjectHash, ...]:
    """Return all sealed objects of a target that were not removed yet, each once.

    What acts brought that do not count is sealed in the file as well, and goes with the rest.
    What came to another desk is no part of it, whatever a colleague's script wrote there; nor is
    what such a script, beside its true entry, gave to a record that stays.
    """
    state, found = archive.state, list[ObjectHash]()
    for interview in target.interviews:
        found += [*of_interview(archive, interview), *state.apart.get(interview.id, ())]
    for person in target.persons:
        found += [*of_person(archive, person), *state.apart.get(person.id, ())]
    left = {name for name in found if name and name not in state.removed}
    if not left.isdisjoint(state.added_again):
        left -= _of_others(archive, target)
    return tuple(sorted(name for name in left if _is_of_desk(state, name, target.desk)))


def _is_of_desk(state: State, name: ObjectHash, desk: DeskId) -> bool:
    origins = origins_of(state, name) if name in state.added else []
    here = bool(origins) and all(origin.desk == desk for origin in origins)
    return here and name not in state.sessions


def _of_others(archive: Archive, target: Target) -> set[ObjectHash]:
    """Return what came in more than once beside itself and belongs to something that stays."""
    state, found = archive.state, set[ObjectHash]()
    going: set[bytes] = {each.id for each in target.interviews}
    going |= {each.id for each in target.persons}
    for interview in state.interviews.values():
        if interview.id not in going and not interview.forgotten:
            found.update(of_interview(archive, interview))
    for person in state.persons.values():
        if person.id not in going and not person.forgotten:
            found.update(of_person(archive, person))
    for story in state.stories.values():
        found.update(story.versions)
    for copy in state.copies.values():
        found.update(name for _, name, _ in copy.outcomes)
        found |= {copy.receipt} if copy.receipt else set()
    return found & state.added_again.keys()


def of_person(archive: Archive, person: PersonState) -> list[ObjectHash]:
    """Return what belongs to a person: cards, files, why they were held, a sealed identity."""
    found = [*person.cards, *person.writers, *(h.reason for h in person.holds.values())]
    return [*found, *_of_identity(archive, person)]


def of_interview(archive: Archive, interview: InterviewState) -> list[ObjectHash]:
    """Return what belongs to an interview: all words, files and remarks, copies made of it."""
    refs = [version.ref for version in interview.versions.values()]
    found = [name for ref in refs for name in (ref.verbatim, ref.security)]
    found += [r.redacted for r in interview.renditions]
    found += [review.remark for review in interview.reviews]
    found += [added.addendum for added in interview.addenda]
    found += [note for _, note in interview.events] + interview.notes + interview.postponed
    for attached in archive.state.attachments.values():
        if attached.interview == interview.id:
            found += [attached.manifest, *attached.pieces]
    copies = copies_with(archive, interview)
    return [*found, *(copy.body for copy in copies), *_of_urgent(archive, copies)]


def _of_urgent(archive: Archive, copies: Iterable[CopyState]) -> list[ObjectHash]:
    """Return what was typed about the urgent release of copies: reasons and remarks."""
    known = (archive.state.urgent.by_copy.get(copy.id) for copy in copies)
    found = [each for each in known if each is not None]
    remarks = (verdict.remark for each in found for verdict in each.verdicts.values())
    return [*(each.reason for each in found), *(remark for remark in remarks if remark)]


def _of_identity(archive: Archive, person: PersonState) -> list[ObjectHash]:
    """Return the sealed name of a source, the shares of it alone, and what was asked about it."""
    book, found = archive.state.identities, list[ObjectHash]()
    for sealing in book.sealings_of(person.id):
        others = {b for s in book.sealings.values() if s is not sealing for b in s.bundles}
        found += [sealing.body, *(b for b in sealing.bundles if b not in others)]
    for asked in book.requests.values():
        if asked.person == person.id:
            found += [asked.reason, *asked.approvals.values(), *asked.denials.values()]
    return found


# --- who is mentioned where ----------------------------------------------------------------


def own_of(archive: Archive, persons: Persons) -> list[InterviewState]:
    """Return the interviews of some persons of one desk, those that left them held included."""
    names, desk = {person.id for person in persons}, persons[0].desk
    of_desk = (i for i in archive.state.interviews.values() if i.desk == desk and not i.forgotten)
    return [i for i in of_desk if _persons_of(i) & names]


def _persons_of(interview: InterviewState) -> set[PersonId]:
    return {interview.person, *interview.left, *(v.ref.person for v in interview.standing())}


def mentioning(archive: Archive, persons: Persons) -> tuple[list[InterviewState], ...]:
    """Return the interviews of one person, and the others of the desk that mention them.

    One whose words I cannot read may mention anybody. Raises NoKeyError for who cannot read the
    person's terms.
    """
    names, desk = {person.id for person in persons}, persons[0].desk
    if not archive.library.reads(desk, Part.SECURITY):
        raise NoKeyError
    own = own_of(archive, persons)
    of_desk = (i for i in archive.state.interviews.values() if i.desk == desk and not i.forgotten)
    files = [(p, file) for p in persons for file in archive.library.person_files(p)]
    terms = Registry(Entry(term, bytes(p.id)) for p, file in files for term in file.terms)
    others = [i for i in of_desk if i not in own and _names(archive, i, names, terms)]
    return own, others


def _names(
    archive: Archive, interview: InterviewState, names: set[PersonId], terms: Registry
) -> bool:
    speaks = any(_speaks(archive, version, names) for version in interview.standing())
    return speaks or mentions(archive, interview, terms)


def _speaks(archive: Archive, version: VersionState, names: set[PersonId]) -> bool:
    part = archive.library.verbatim(version)
    return part is None or any(quote.person in names for quote in part.quotes)


def written_since(archive: Archive, desk: DeskId, order: int) -> bool:
    """Tell whether words were written on a desk after a place in the order."""
    return any(
        version.order > order
        for interview in archive.state.interviews.values()
        if interview.desk == desk and not interview.forgotten
        for version in interview.standing()
    )


# --- what came in beside a removal ---------------------------------------------------------


def leftover(archive: Archive) -> list[InterviewState]:
    """Return forgotten interviews to which somebody wrote beside their removal."""
    forgotten = (i for i in archive.state.interviews.values() if i.forgotten)
    return [i for i in forgotten if objects_of(archive, Target(i.desk, (i,)))]


def leftover_persons(archive: Archive) -> list[PersonState]:
    """Return forgotten persons about whom somebody wrote a card, terms or more beside that."""
    forgotten = (p for p in archive.state.persons.values() if p.forgotten)
    return [p for p in forgotten if objects_of(archive, Target(p.desk, persons=(p,)))]


def unprotected(archive: Archive) -> list[InterviewState]:
    """Return interviews of persons who were forgotten: what gives those away is no term now."""
    gone: Iterable[PersonState] = (p for p in archive.state.persons.values() if p.forgotten)
    return [i for p in gone if not p.files for i in own_of(archive, (p,))]
