"""Agreements and registry terms as files spell them; what an agreement allows is `agreement`.

A quote's own agreement starts from its interview's: a file names only what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from vault.ingest.values import (
    full_date,
    items,
    line_of_words,
    mapping,
    one_of,
    pairs_by_language,
    text,
)
from vault.ingest.where import Where
from vault.model import (
    Action,
    Agreement,
    AnonymousFrom,
    Attribution,
    Scope,
    SpanKind,
    Term,
)

TERM_FIELDS = ("words", "kind", "action", "forms", "generalised")


def read_agreement(value: object, where: Where, base: Agreement | None = None) -> Agreement:
    """Read an agreement; fields that the file does not name are `base`'s, or the strict side.

    A quote with another attribution than its interview's does not inherit the lines: a name
    agreed for the record must not slip under words given on background.
    """
    start = base or Agreement()
    if value is None or value == "":
        return start
    given = mapping(value, where, tuple(_READERS))
    changes = {
        name: _READERS[name](value, where.into(name))
        for name, value in given.items()
        if value is not None and value != ""
    }
    if changes.get("attribution", start.attribution) is not start.attribution:
        changes.setdefault("lines", ())
    return replace(start, **changes)


def read_term(value: object, where: Where) -> Term:
    """Read a registry term: an object, or plain words of kind "detail" to be masked."""
    if isinstance(value, str):
        return Term(line_of_words(value, where), SpanKind.DETAIL)
    given = mapping(value, where, TERM_FIELDS)
    kind, action = given.get("kind"), given.get("action")
    return Term(
        words=line_of_words(given.get("words"), where.into("words")),
        kind=one_of(SpanKind, kind, where.into("kind")) if kind else SpanKind.DETAIL,
        action=one_of(Action, action, where.into("action")) if action else Action.MASK,
        forms=items(given.get("forms"), where.into("forms"), line_of_words),
        generalised=pairs_by_language(given.get("generalised"), where.into("generalised")),
    )


def _scopes(value: object, where: Where) -> tuple[Scope, ...]:
    """Read consent scopes in the order of the enum; what is logged is archived."""
    found = items(value, where, lambda item, place: one_of(Scope, item, place))
    return tuple(scope for scope in Scope if scope is Scope.ARCHIVE or scope in found)


def _anonymous_from(value: object, where: Where) -> tuple[AnonymousFrom, ...]:
    """Read from whom a person stays anonymous; "nobody" stands alone."""
    found = items(value, where, lambda item, place: one_of(AnonymousFrom, item, place))
    if AnonymousFrom.NOBODY in found and len(set(found)) > 1:
        raise where.refusal('"nobody" cannot stand beside others.')
    return tuple(who for who in AnonymousFrom if who in found)


_READERS: Mapping[str, Callable[[object, Where], object]] = MappingProxyType(
    {
        "attribution": lambda value, where: one_of(Attribution, value, where),
        "lines": pairs_by_language,
        "scopes": _scopes,
        "anonymous_from": _anonymous_from,
        "embargo_until": full_date,
        "embargo_event": text,
        "limits": text,
        "wording": text,
    }
)
