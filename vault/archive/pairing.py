"""Two persons who turn out to be one: joined, and parted again when that was wrong.

Nothing is rewritten: cards, files and holds of both stay, and all of them protect both.
"""

from __future__ import annotations

from typing import Final

from vault import acts
from vault.archive.persons import find_person, person
from vault.archive.refreshing import commit_and_refresh
from vault.archive.session import Archive, use_case
from vault.archive.views import PersonView
from vault.archive.writing import Writing
from vault.errors import RefusedError
from vault.roles import Deed

_NOT_YOURS: Final = "Only an editor of the desk joins or parts persons."


@use_case
def join_persons(archive: Archive, kept: str, joined: str) -> PersonView:
    """Let `joined` go as `kept` from now on; returns the person who is kept.

    Raises NotPermittedError unless editor, RefusedError for persons of two desks, the same
    person, or one who was joined before.
    """
    to, who = find_person(archive, kept), find_person(archive, joined)
    archive.need(Deed.JOIN_PERSONS, to.desk, _NOT_YOURS)
    if to.desk != who.desk:
        raise RefusedError("Persons of two desks stay apart.", ("PERSON-01",))
    if who.joined_to or archive.state.kept(to.id) == archive.state.kept(who.id):
        raise RefusedError("These are one person already.", ("PERSON-02",))

    def build(writing: Writing) -> acts.Known:
        return acts.PersonsJoined(
            member=writing.member, at=writing.now(), desk=to.desk, kept=to.id, joined=who.id
        )

    commit_and_refresh(archive, to.desk, build)
    return person(archive, to.id.hex())


@use_case
def part_person(archive: Archive, given: str) -> PersonView:
    """Undo the join of a person; returns them on their own again.

    Raises NotPermittedError unless editor, RefusedError when they were not joined or while a
    hold stands.
    """
    who = find_person(archive, given)
    archive.need(Deed.JOIN_PERSONS, who.desk, _NOT_YOURS)
    if not who.joined_to:
        raise RefusedError("This person was not joined to another.", ("PERSON-03",))
    if archive.state.is_held(who.id):
        raise RefusedError(
            "A hold stands on this person: it is lifted by two people first.", ("PERSON-04",)
        )

    def build(writing: Writing) -> acts.Known:
        return acts.PersonParted(
            member=writing.member, at=writing.now(), desk=who.desk, join=who.join
        )

    commit_and_refresh(archive, who.desk, build)
    return person(archive, who.id.hex())
