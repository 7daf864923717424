"""An agreement as a form holds it: what is typed, the questions, and back (pure).

The house's sentence for each attribution term comes from the archive; what an agreement allows
is decided there too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from vault.errors import MalformedError
from vault.model import Agreement, AnonymousFrom, Attribution, Record, Scope
from vault.text import clean

ATTRIBUTION_LABELS: Mapping[Attribution, str] = MappingProxyType(
    {
        Attribution.NOT_AGREED: "Not agreed yet",
        Attribution.ON_RECORD: "On the record",
        Attribution.BACKGROUND: "Background",
        Attribution.DEEP_BACKGROUND: "Deep background",
        Attribution.OFF_RECORD: "Off the record",
    }
)
SCOPE_LABELS: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.ARCHIVE: "to keep the words in this archive",
        Scope.QUOTE: "to quote them word for word",
        Scope.PARAPHRASE: "to retell them in our words",
        Scope.TRANSLATE: "to translate them",
        Scope.BROADCAST: "to broadcast them",
        Scope.SHARE: "to share them with partners",
        Scope.COURT: "to hand them to a court",
    }
)
ANONYMOUS_LABELS: Mapping[AnonymousFrom, str] = MappingProxyType(
    {
        AnonymousFrom.PUBLIC: "the public",
        AnonymousFrom.STATE: "the state",
        AnonymousFrom.FAMILY: "their family",
        AnonymousFrom.COMMUNITY: "people who know them",
        AnonymousFrom.NOBODY: "nobody",
    }
)
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_TAGGED = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*:\s*(.+)")


class AgreementForm(Record, frozen=True):
    """The agreement as typed; dates and lines are text until they are saved."""

    attribution: Attribution = Attribution.NOT_AGREED
    lines: str = ""
    scopes: tuple[Scope, ...] = (Scope.ARCHIVE,)
    anonymous_from: tuple[AnonymousFrom, ...] = (AnonymousFrom.STATE, AnonymousFrom.COMMUNITY)
    embargo_until: str = ""
    embargo_event: str = ""
    limits: str = ""
    wording: str = ""


def form_of(agreement: Agreement) -> AgreementForm:
    """Write an agreement as the form shows it."""
    return AgreementForm(
        attribution=agreement.attribution,
        lines="\n".join(f"{tag}: {line}" for tag, line in agreement.lines),
        scopes=agreement.scopes,
        anonymous_from=agreement.anonymous_from,
        embargo_until=agreement.embargo_until or "",
        embargo_event=agreement.embargo_event or "",
        limits=agreement.limits,
        wording=agreement.wording,
    )


def agreement_of(form: AgreementForm, field: str = "agreement") -> Agreement:
    """Read the form; raises MalformedError naming the field, never its value."""
    return Agreement(
        attribution=form.attribution,
        lines=read_lines(form.lines, f"{field}.lines"),
        scopes=_in_order(form.scopes),
        anonymous_from=tuple(who for who in AnonymousFrom if who in form.anonymous_from),
        embargo_until=read_date(form.embargo_until, f"{field}.embargo_until"),
        embargo_event=clean(form.embargo_event).strip() or None,
        limits=clean(form.limits).strip(),
        wording=clean(form.wording).strip(),
    )


def _in_order(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
    """Return scopes in the order of the enum; what is logged is archived."""
    return tuple(scope for scope in Scope if scope is Scope.ARCHIVE or scope in scopes)


def read_lines(text: str, field: str) -> tuple[tuple[str, str], ...]:
    """Read attribution lines, "en: a trader", one language a line."""
    pairs: dict[str, str] = {}
    for line in filter(None, map(str.strip, clean(text).splitlines())):
        found = _TAGGED.fullmatch(line)
        if found is None or found[1] in pairs:
            raise MalformedError(
                "Each agreed line needs its own language first, such as en: a trader.", field=field
            )
        pairs[found[1]] = found[2].strip()
    return tuple(pairs.items())


def read_date(text: str, field: str) -> str | None:
    """Read 2027-03-01; empty is None."""
    typed = clean(text).strip()
    if not typed:
        return None
    if len(typed) != 10 or not is_date(typed):
        raise MalformedError("This must be a date such as 2027-03-01.", field=field)
    return typed


def is_date(text: str) -> bool:
    """Tell whether a year, a month or a day stands here (2025, 2025-10, 2025-10-14) that exists."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def summary(agreement: Agreement) -> tuple[str, ...]:
    """Say an agreement in plain sentences, one a line."""
    scopes = ", ".join(SCOPE_LABELS[scope] for scope in agreement.scopes) or "nothing"
    hidden = ", ".join(ANONYMOUS_LABELS[who] for who in agreement.anonymous_from) or "not asked"
    lines = (
        f"Named as: {ATTRIBUTION_LABELS[agreement.attribution]}",
        *(f"Agreed line, {tag}: {line}" for tag, line in agreement.lines),
        f"Agreed: {scopes}",
        f"Anonymous from: {hidden}",
        f"Not before: {agreement.embargo_until}" if agreement.embargo_until else "",
        f"Not before this happens: {agreement.embargo_event}" if agreement.embargo_event else "",
        f"Limits: {agreement.limits}" if agreement.limits else "",
        f"As it was said: {agreement.wording}" if agreement.wording else "",
    )
    return tuple(clean(line) for line in lines if line)
