"""May this quote leave? The source's agreement and a rendition's state, judged rule by rule (pure).

Nothing here reads a journal or a clock: facts and the day come in as arguments.
"""

from vault.agreement.rules import (
    QuoteFacts,
    Verdict,
    is_plural,
    may_leave,
    prints_codename,
    refusals,
    verdicts,
)
from vault.agreement.terms import (
    HOUSE_SENTENCES,
    LOOSER_RULE,
    agreed_line,
    looser_fields,
    people_under_lines,
    printed_line,
    refuse_looser,
    stricter,
)

__all__ = [
    "HOUSE_SENTENCES",
    "LOOSER_RULE",
    "QuoteFacts",
    "Verdict",
    "agreed_line",
    "is_plural",
    "looser_fields",
    "may_leave",
    "people_under_lines",
    "printed_line",
    "prints_codename",
    "refusals",
    "refuse_looser",
    "stricter",
    "verdicts",
]
