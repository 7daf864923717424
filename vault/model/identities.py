"""Who a source really is, and what custodians hold and hand on; each sealed in its own way.

The name is sealed under a key that exists as shares only; the rest are small records in boxes.
"""

from __future__ import annotations

from vault.model.records import ObjectHash, PersonId, Record


class Identity(Record, frozen=True, tag="identity/1"):
    """A name, and whatever proves it; under the source's own key."""

    person: PersonId
    name: str
    proof: str


class SealedIdentity(Record, frozen=True, tag="sealed-identity/1"):
    """The sealed name as an object of the desk's journal part, like any other from outside."""

    person: PersonId
    sealed: bytes


class Bundle(Record, frozen=True, tag="bundle/1"):
    """The shares of one place, by number; in a box to one device of a custodian."""

    person: PersonId
    body: ObjectHash
    shares: tuple[tuple[int, bytes], ...]


class Release(Record, frozen=True, tag="release/1"):
    """A custodian's shares for one request, by number; sealed to its one-time key."""

    shares: tuple[tuple[int, bytes], ...]
