"""Decisions about spans that were made on a screen and are not saved yet (pure).

They are sent as one act, because every act makes a version of the interview.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui.widgets.quote_sheet import SpanKey, SpanPlace
from vault.drafts import DecisionRequest
from vault.errors import MalformedError
from vault.model import Action, Record, SpanKind, from_bytes, to_bytes

KEEP, MASK, TERM = "keep", "mask", "term"
_KINDS = frozenset(SpanKind)
WORDS: Mapping[str, str] = MappingProxyType(
    {
        KEEP: "kept: harmless here",
        MASK: "masked here",
        TERM: "a term from now on; every editor of the desk can read it",
    }
)


class Decisions(Record, frozen=True, tag="decisions/1"):
    """Decisions about one version of one interview, in the order in which they were made."""

    interview: str
    version: int
    requests: tuple[DecisionRequest, ...] = ()

    def with_choice(self, place: SpanPlace, choice: str) -> Decisions:
        """Return these decisions and one more; an earlier one about the same span goes."""
        key = place.key
        request = DecisionRequest(
            quote=key.quote,
            language=key.language,
            start=key.start,
            end=key.end,
            action=Action.KEEP if choice == KEEP else Action.MASK,
            kind=SpanKind(place.span.kind) if place.span.kind in _KINDS else None,
            as_term=choice == TERM,
        )
        others = (old for old in self.requests if key_of(old) != key)
        return Decisions(self.interview, self.version, (*others, request))

    def without_last(self) -> Decisions:
        """Return these decisions without the last one."""
        return Decisions(self.interview, self.version, self.requests[:-1])

    def by_span(self) -> Mapping[SpanKey, DecisionRequest]:
        """Return the decisions by the span they are about."""
        return {key_of(request): request for request in self.requests}


def key_of(request: DecisionRequest) -> SpanKey:
    """Return the span that a decision is about."""
    return SpanKey(request.quote, request.language, request.start, request.end)


def seal_decisions(decisions: Decisions) -> bytes | None:
    """Encode decisions for the draft that a lock leaves; None when there are none."""
    return to_bytes(decisions) if decisions.requests else None


def open_decisions(blob: bytes, interview: str, version: int) -> Decisions:
    """Decode a draft of decisions about exactly this version.

    Raises MalformedError when it is another kind of draft, or about other words.
    """
    found = from_bytes(blob, Decisions)
    if (found.interview, found.version) != (interview, version):
        raise MalformedError("These decisions are about another version of the interview.")
    return found
