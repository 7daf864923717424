"""Anyone to be protected: a card (codename) and a file (terms, circumstances)."""

from __future__ import annotations

from enum import StrEnum

from vault.model.records import PersonId, Record
from vault.model.redaction import Term


class PersonKind(StrEnum):
    """Anyone to be protected."""

    SOURCE = "source"
    THIRD_PARTY = "third_party"
    INTERPRETER = "interpreter"
    INTERMEDIARY = "intermediary"


class PersonCard(Record, frozen=True, tag="card/1"):
    """The card of a person (redacted compartment): an internal name, never printed."""

    person: PersonId
    version: int
    codename: str
    kind: PersonKind = PersonKind.SOURCE


class PersonFile(Record, frozen=True, tag="file/1"):
    """The file of a person (security compartment): confirmed terms and circumstances."""

    person: PersonId
    version: int
    terms: tuple[Term, ...] = ()
    circumstances: str = ""
