"""Who a source is: sealed to custodians, or never stored while two members say that they know.

Nobody who seals can read it back from the vault. Asking for it is `asking`, who the custodians
are `custody`.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.archive import shares
from vault.archive.checking import check_safe
from vault.archive.custody import is_able
from vault.archive.library import iso
from vault.archive.notices import writers_without_keys
from vault.archive.persons import find_person
from vault.archive.session import Archive, use_case
from vault.archive.writing import Writing
from vault.crypto import identities, primitives
from vault.crypto.primitives import KEY_BYTES
from vault.errors import MalformedError, RefusedError
from vault.journal.identity_state import CustodianList, SealingState
from vault.journal.state import PersonState, State
from vault.model import DeskId, Identity, Part, PersonId, Record, SealedIdentity, to_bytes
from vault.roles import Deed

LONGEST_NAME: Final = 500  # characters
LONGEST_PROOF: Final = 20_000
ATTESTS: Final = 2  # how many members must know whose identity is not stored

_NOBODY = (
    "This desk has too few custodians to open an identity again, so nothing was sealed: an admin "
    "and an editor set them (strongroom identity custodians set)."
)
_NOT_STORED = (
    "Two members said that this identity is known and not stored; that was promised, and nothing "
    "was sealed."
)
_SEALED = "This identity is sealed already, so it cannot count as never stored."
_AGAIN = "You said already that you know who this is."


class SealingView(Record, frozen=True):
    """One sealing of an identity: by whom, when, and how many of whom open it."""

    id: str
    sealed_by: str
    sealed_at: str
    k: int
    custodians: tuple[str, ...]


class PersonIdentityView(Record, frozen=True):
    """What the vault knows of a source's identity, and never the identity itself.

    `status` is "none", "sealed", "one knows" (of the two that it takes) or "not stored".
    """

    person_id: str
    codename: str
    desk: str
    status: str
    sealings: tuple[SealingView, ...]
    known_by: tuple[str, ...]


@use_case
def identity_of(archive: Archive, person: str) -> PersonIdentityView:
    """Return whether an identity is sealed or deliberately not stored, and who knows it."""
    return person_view(archive, find_person(archive, person))


def person_view(archive: Archive, state: PersonState) -> PersonIdentityView:
    """Return what the journal says of a person's identity."""
    book, library = archive.state.identities, archive.library
    names = (library.member_name(member) for member in book.knowers(state.id))
    return PersonIdentityView(
        person_id=state.id.hex(), codename=library.codename(state),
        desk=library.desk_name(state.desk), status=status_of(archive.state, state),
        sealings=tuple(_sealing_view(archive, s) for s in book.sealings_of(state.id)),
        known_by=tuple(sorted(names)),
    )  # fmt: skip


def status_of(state: State, person: PersonState) -> str:
    """Return a person's identity as "none", "sealed", "one knows" or "not stored"."""
    if state.identities.sealings_of(person.id):
        return "sealed"
    attested = len(state.identities.attested.get(person.id, ()))
    return "not stored" if attested >= ATTESTS else "one knows" if attested else "none"


def _sealing_view(archive: Archive, sealing: SealingState) -> SealingView:
    library = archive.library
    return SealingView(
        id=sealing.body.hex(), sealed_by=library.member_name(sealing.member),
        sealed_at=iso(sealing.at), k=sealing.k,
        custodians=tuple(library.member_name(member) for member in sealing.holders),
    )  # fmt: skip


# --- sealing -------------------------------------------------------------------------------


@use_case
def seal(archive: Archive, person: str, name: str, proof: str = "") -> PersonIdentityView:
    """Seal who a source is to the desk's custodians; whoever seals cannot read it back.

    Raises NotPermittedError for whoever does not write the desk, RefusedError without enough
    custodians or where the identity is known and not stored, MalformedError for a name that is
    empty, too long or holds what nobody sees.
    """
    state = find_person(archive, person)
    archive.need(Deed.SEAL_IDENTITY, state.desk, "Only who writes for a desk seals identities.")
    given = checked(state.id, name, proof)

    def build(writing: Writing) -> acts.Known:
        if status_of(writing.state, state) == "not stored":
            raise RefusedError(_NOT_STORED, ("identity.not_stored",))
        return _sealed(writing, state, given, usable_list(writing.state, state.desk))

    archive.ledger.commit(build)
    return person_view(archive, state)


def checked(person: PersonId, name: str, proof: str) -> Identity:
    """Return an identity to seal; raises MalformedError for what `seal` refuses."""
    given = Identity(person, _checked(name, "name", LONGEST_NAME), proof.strip())
    if not given.name:
        raise MalformedError("An identity needs a name.", field="name")
    _checked(proof, "proof", LONGEST_PROOF)
    return given


def _checked(text: str, field: str, longest: int) -> str:
    check_safe(field, text)
    if len(text) > longest:
        raise MalformedError(f"The field {field} is too long.", field=field)
    return text.strip()


def usable_list(state: State, desk: DeskId) -> CustodianList:
    """Return a desk's custodians while enough of them are there to open something."""
    now = state.identities.custodians(desk)
    if now is None or sum(is_able(state, state.members[m], desk) for m in now.members) < now.k:
        raise RefusedError(_NOBODY, ("identity.custodians",))
    return now


def _sealed(
    writing: Writing, state: PersonState, given: Identity, found: CustodianList
) -> acts.Known:
    key = primitives.random_bytes(KEY_BYTES)  # gone when this returns: it lives on as shares
    sealed = identities.seal_identity(writing.state.vault_id, key, state.id, to_bytes(given))
    body = writing.seal(Part.JOURNAL, state.desk, SealedIdentity(state.id, sealed))
    writing.notify(writers_without_keys(writing.state, state.id))
    bundles, hashes = shares.bundles_for(writing, found, (state.id, body), key)
    return acts.IdentitySealed(
        member=writing.member, at=writing.now(), desk=state.desk, person=state.id,
        custodians=writing.state.identities.in_force[state.desk],
        body=body, bundles=bundles, shares=hashes,
    )  # fmt: skip


# --- not storing ---------------------------------------------------------------------------


@use_case
def not_stored(archive: Archive, person: str) -> PersonIdentityView:
    """Say "I know who this is"; when two members have, the identity counts as not stored.

    Raises RefusedError when it is sealed already, or when I said so before.
    """
    state = find_person(archive, person)
    archive.need(Deed.ATTEST_IDENTITY, state.desk)

    def build(writing: Writing) -> acts.Known:
        book = writing.state.identities
        if book.sealings_of(state.id):
            raise RefusedError(_SEALED, ("identity.sealed",))
        if writing.member in book.attested.get(state.id, ()):
            raise RefusedError(_AGAIN, ("identity.twice",))
        writing.notify(writers_without_keys(writing.state, state.id))
        return acts.IdentityNotStored(
            member=writing.member, at=writing.now(), desk=state.desk, person=state.id
        )

    archive.ledger.commit(build)
    return person_view(archive, state)
