"""Derived views of the state: what a record is called, what status it has, what its parts say.

Nothing is stored here but a cache of opened immutable records; it dies with the process.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from vault import places
from vault.archive.ledger import Ledger
from vault.archive.views import InterviewRow
from vault.errors import (
    MalformedError,
    MissingObjectError,
    SealError,
    StaleError,
    VersionError,
)
from vault.journal.state import (
    AddendumState,
    InterviewState,
    PersonState,
    RenditionState,
    ReviewState,
    VersionState,
)
from vault.model import (
    Addendum,
    Attribution,
    DeskCard,
    DeskId,
    InterviewStatus,
    MemberCard,
    MemberId,
    ObjectHash,
    Part,
    PersonCard,
    PersonFile,
    PersonId,
    Precision,
    Redacted,
    RuleSet,
    Scope,
    Security,
    ToldTime,
    Verbatim,
)
from vault.redact.registry import Entry, Registry
from vault.redact.rules import RuleSet as CompiledRules
from vault.redact.rules import load

T = TypeVar("T")


class Library:
    """Opened records by hash, and what follows from the state."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._opened: dict[tuple[ObjectHash, type], object] = {}
        self._keys_learned = 0
        self._registries: dict[DeskId, tuple[bytes, Registry]] = {}
        self._rules: tuple[ObjectHash, CompiledRules] | None = None
        self.damaged: set[ObjectHash] = set()  # objects that do not open under their own keys
        self._stale: set[ObjectHash] = set()  # those of them for which another one stands
        self.misplaced: set[ObjectHash] = set()  # parts of another record than their entry says
        self._checked: dict[DeskId, tuple[tuple[bytes, bytes], frozenset[Entry]]] = {}

    def opened(self, name: ObjectHash, kind: type[T]) -> T | None:
        """Return an object's record, or None when no key of mine reaches it or it is damaged.

        An act may name whatever its writer likes, also what is nowhere. One such record must not
        close the rest: it is noted in `damaged` and shown nowhere.
        """
        self._forget_what_was_shut()
        if name in self._ledger.state.removed or name in self._ledger.handed_in:
            return None  # also what was opened before it was removed
        key = (name, kind)
        if key not in self._opened:
            try:
                self._opened[key] = self._ledger.read_if_mine(name, kind)
            except MissingObjectError:
                if name in self._ledger.state.omitted:
                    return None  # not here yet: a later packet brings it
                self.damaged.add(name)
                self._opened[key] = None
            except (SealError, MalformedError, VersionError) as refusal:
                self.damaged.add(name)
                if isinstance(refusal, StaleError):
                    self._stale.add(name)
                self._opened[key] = None
        found = self._opened[key]
        return found if isinstance(found, kind) else None

    def _forget_what_was_shut(self) -> None:
        """Try again what no key opened, once there are more keys: a share or a grant came."""
        if self._keys_learned != self._ledger.keys_learned:
            self._keys_learned = self._ledger.keys_learned
            self._opened = {k: found for k, found in self._opened.items() if found is not None}

    def drop(self, names: Iterable[ObjectHash]) -> None:
        """Let go of what was opened of objects that are removed now."""
        gone = frozenset(names)
        self._opened = {key: each for key, each in self._opened.items() if key[0] not in gone}

    # --- names -----------------------------------------------------------------------------

    def member_name(self, member: MemberId) -> str:
        """Return a colleague's name."""
        known = self._ledger.state.members.get(member)
        card = self.opened(known.card, MemberCard) if known else None
        return card.name if card else "someone"

    def desk_name(self, desk: DeskId) -> str:
        """Return a desk's label."""
        card = self.opened(self._ledger.state.desks[desk].card, DeskCard)
        return card.name if card else ""

    def codename(self, person: PersonState | None) -> str:
        """Return a person's codename; "" when no key of mine reaches the card."""
        card = self.opened(person.card, PersonCard) if person else None
        return card.codename if person and card and card.person == person.id else ""

    def shown_codename(self, person: PersonId) -> str:
        """Return the codename that a person goes by: of the card that was kept in a join."""
        state = self._ledger.state
        return self.codename(state.persons.get(state.kept(person)))

    def codenames(self, person: PersonId) -> tuple[str, ...]:
        """Return every codename of a person, those that were joined included: none is printed."""
        found = (self.codename(each) for each in self._ledger.state.one_person(person))
        return tuple(name for name in found if name)

    # --- parts -----------------------------------------------------------------------------

    def verbatim(self, version: VersionState) -> Verbatim | None:
        """Return a version's verbatim part."""
        part = self.opened(version.ref.verbatim, Verbatim)
        return part if part and self._is_of(version, part, version.ref.verbatim) else None

    def security(self, version: VersionState) -> Security | None:
        """Return a version's security part."""
        part = self.opened(version.ref.security, Security)
        return part if part and self._is_of(version, part, version.ref.security) else None

    def _is_of(self, version: VersionState, part: Verbatim | Security, name: ObjectHash) -> bool:
        """Check that a part is of the record and version that its entry says; else set it apart."""
        said = (version.ref.interview, version.ref.version)
        if (part.interview, part.version) != said:
            self.misplaced.add(name)
            return False
        return True

    def rendition(self, interview: InterviewState) -> tuple[RenditionState, Redacted] | None:
        """Return the current rendition and its opened part."""
        current = self._ledger.state.rendition(interview)
        part = self.opened(current.redacted, Redacted) if current else None
        if current is None or part is None:
            return None
        if (part.interview, part.verbatim) != (interview.id, current.verbatim):
            self.misplaced.add(current.redacted)
            return None
        return current, part

    def addenda(self, interview: InterviewState) -> tuple[tuple[AddendumState, str | None], ...]:
        """Return what was added to an interview, with the words where my keys open them."""
        found = ((each, self.opened(each.addendum, Addendum)) for each in interview.addenda)
        return tuple(
            (each, part.words if part and part.interview == interview.id else None)
            for each, part in found
        )

    # --- redaction -------------------------------------------------------------------------

    def rules(self) -> CompiledRules:
        """Return the compiled rule set of the vault."""
        name = self._ledger.state.rules
        if self._rules is None or self._rules[0] != name:
            self._rules = (name, load(self._ledger.read(name, RuleSet).toml))
        return self._rules[1]

    def person_files(self, person: PersonState) -> tuple[PersonFile, ...]:
        """Return the standing files of a person that my keys open."""
        files = (self.opened(name, PersonFile) for name in sorted(person.files))
        return tuple(f for f in files if f is not None and f.person == person.id)

    def registry(self, desk: DeskId) -> Registry:
        """Return the terms of a desk that my keys open: all of them for an editor."""
        version = self._ledger.state.registry_version(desk)
        if self._registries.get(desk, (b"", None))[0] != version:
            self._registries[desk] = (version, _registry_of(self._entries(desk)))
        return self._registries[desk][1]

    def registry_is_whole(self, desk: DeskId) -> bool:
        """Tell whether I read every standing file of a desk: only then a recheck has run."""
        names = [f for p in self._ledger.state.persons.values() if p.desk == desk for f in p.files]
        return self.reads(desk, Part.SECURITY) and all(
            self.opened(name, PersonFile) is not None for name in names
        )

    def damage_of(self, interview: InterviewState) -> SealError | None:
        """Return what is wrong with a part of an interview's standing versions, or None."""
        refs = [v.ref for v in interview.standing()]
        current = self._ledger.state.rendition(interview)
        names = {h for ref in refs for h in (ref.verbatim, ref.security)}
        names |= {current.redacted} if current else set()
        if names.isdisjoint(self.damaged | self.misplaced):
            return None
        return SealError() if names.isdisjoint(self._stale) else StaleError()

    def _entries(self, desk: DeskId) -> list[Entry]:
        persons = (p for p in self._ledger.state.persons.values() if p.desk == desk)
        return [
            Entry(term, bytes(person.id))
            for person in persons
            for file in self.person_files(person)
            for term in file.terms
        ]

    def terms(self, desk: DeskId) -> frozenset[Entry]:
        """Return the terms of a desk that my keys open, to compare with those of another time."""
        return frozenset(self.registry(desk).entries)

    def note_check(
        self, desk: DeskId, against: tuple[bytes, bytes], terms: frozenset[Entry]
    ) -> None:
        """Remember the terms that a whole-desk check was made with."""
        self._checked[desk] = (against, terms)

    def checked_terms(self, desk: DeskId) -> frozenset[Entry] | None:
        """Return the terms of the desk's last check, if this client knows them, rules unchanged."""
        checked, entries = self._checked.get(desk, ((b"", b""), None))
        state = self._ledger.state
        mine = checked == state.desks[desk].checked and checked[1] == state.rules_hash
        return entries if mine else None

    def reads(self, desk: DeskId, part: Part) -> bool:
        """Tell whether my keys open the current epoch of a desk's part."""
        state = self._ledger.state
        compartment = state.compartments[state.desks[desk].compartments[part]]
        return all(self._ledger.keyring.holds(epoch) for epoch in compartment.heads())

    # --- status ----------------------------------------------------------------------------

    def status(self, interview: InterviewState) -> InterviewStatus:
        """Derive an interview's status."""
        if interview.forgotten:
            return InterviewStatus.FORGOTTEN
        if interview.withdrawn:
            return InterviewStatus.WITHDRAWN
        if self._ledger.state.holds_on(interview):
            return InterviewStatus.HELD
        current = self._ledger.state.rendition(interview)
        if current is None:
            return InterviewStatus.UNMARKED
        verdict = self.last_verdict(interview, current.redacted)
        if verdict == "approve" and self._ledger.state.is_fresh(interview.desk, current):
            return InterviewStatus.APPROVED
        return InterviewStatus.RETURNED if verdict == "return" else InterviewStatus.IN_REVIEW

    @staticmethod
    def last_verdict(interview: InterviewState, rendition: ObjectHash) -> str:
        """Return the last approve or return on a rendition, "" when there is none."""
        verdicts = [r for r in interview.reviews if r.rendition == rendition]
        decided = [r.verdict for r in verdicts if r.verdict in {"approve", "return"}]
        return decided[-1] if decided else ""

    @staticmethod
    def approvals(interview: InterviewState, rendition: ObjectHash) -> list[ReviewState]:
        """Return who approved a rendition, authors excepted."""
        authors = interview.authors()
        return [
            r
            for r in interview.reviews
            if r.rendition == rendition and r.verdict == "approve" and r.member not in authors
        ]

    # --- rows ------------------------------------------------------------------------------

    def visible(self, interview: InterviewState) -> bool:
        """Tell whether I may see the interview at all: my own, or a part that my keys open."""
        if not interview.versions:
            return False
        if interview.forgotten:
            return True  # the stone that marks the place: no word is left to see
        latest = interview.standing()[-1]
        return self.verbatim(latest) is not None or self.rendition(interview) is not None

    def row(self, interview: InterviewState) -> InterviewRow:
        """Return an interview's line in the Library."""
        latest = interview.standing()[-1]
        verbatim, rendered = self.verbatim(latest), self.rendition(interview)
        part = rendered[1] if rendered else None
        me = self._ledger.me.id
        told = verbatim.told if verbatim else part.told if part else ToldTime()
        languages = _languages(verbatim, part)
        province = verbatim.province if verbatim else part.province if part else ""
        return InterviewRow(
            id=interview.id.hex(),
            desk=self.desk_name(interview.desk),
            codename=self.shown_codename(interview.person),
            title=verbatim.title if verbatim else part.title if part else "",
            province=province,
            province_name=_province_name(province),
            told=told.value if told.precision is not Precision.UNKNOWN else "",
            languages=languages,
            status=str(self.status(interview)),
            author=self.member_name(interview.first().author),
            mine=me in interview.authors(),
            quotes=len(verbatim.quotes) if verbatim else len(part.quotes) if part else 0,
            tags=verbatim.tags if verbatim else part.tags if part else (),
            logged_at=iso(interview.first().at),
            missing=self.missing(interview, verbatim, part),
        )

    def missing(
        self, interview: InterviewState, verbatim: Verbatim | None, part: Redacted | None
    ) -> tuple[str, ...]:
        """List what a release will insist on, in plain words."""
        if interview.forgotten:
            return ()
        found: list[str] = []
        agreement = verbatim.agreement if verbatim else part.agreement if part else None
        if agreement is not None and agreement.attribution is Attribution.NOT_AGREED:
            found.append("attribution not agreed yet")
        if agreement is not None and set(agreement.scopes) <= {Scope.ARCHIVE}:
            found.append("consent is archive only")
        if len(interview.standing()) > 1:
            found.append("two versions stand")
        if verbatim is not None and not verbatim.marked:
            found.append("names and places not marked yet")
        elif self._ledger.state.rendition(interview) is None:
            found.append("waits for an editor's client to render it")
        if part is not None and any(t.undecided for q in part.quotes for t in q.texts):
            found.append("proposals not decided")
        return tuple(found)


def _registry_of(entries: list[Entry]) -> Registry:
    """Build a registry; a term that no program can look for keeps none of the others out."""
    try:
        return Registry(entries)
    except MalformedError:
        return Registry([each for each in entries if _may_be_found(each)])


def _may_be_found(entry: Entry) -> bool:
    try:
        Registry([entry])
    except MalformedError:
        return False
    return True


def _province_name(code: str) -> str:
    """Return the name that newsrooms use; "" for none, or for a code that is not known here."""
    with suppress(MalformedError):
        return places.name(code) if code else ""
    return ""


def _languages(verbatim: Verbatim | None, part: Redacted | None) -> tuple[str, ...]:
    if verbatim is None:
        return part.languages if part else ()
    return tuple(dict.fromkeys(t.language for q in verbatim.quotes for t in q.texts))


def iso(at: int) -> str:
    """Return a claimed time as an ISO string to the minute, UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%MZ")
