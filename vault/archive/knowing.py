"""How many people are on record as knowing a source, against what the policy asks of a copy.

Known is who sealed an identity, opened one, or said "I know who this is"; the record knows of
nobody else. Who may read what was sealed is `asking`.
"""

from __future__ import annotations

from collections.abc import Iterable

from vault.archive.session import Archive
from vault.model import MemberId, PersonId


def too_few_know(archive: Archive, persons: Iterable[PersonId]) -> bool:
    """Tell whether fewer members than the policy asks for know one of these people.

    Only who is still here counts: somebody has to be there to be asked.
    """
    fewest = archive.policy().fewest_who_know
    here = {m.id for m in archive.state.members.values() if not m.signed_out}
    return any(len(_knowers(archive, person) & here) < fewest for person in persons)


def too_many_know(archive: Archive, persons: Iterable[PersonId]) -> bool:
    """Tell whether more members than the policy allows know one of these people.

    Who left counts as well: they still know.
    """
    most = archive.policy().most_who_know
    known = (len(_knowers(archive, person)) for person in persons)
    return bool(most) and any(count > most for count in known)


def _knowers(archive: Archive, person: PersonId) -> set[MemberId]:
    """Return who knows a person, by whichever of the cards that were joined into one."""
    state = archive.state
    return {m for each in state.one_person(person) for m in state.identities.knowers(each.id)}
