"""What became of a copy, as typed (pure)."""

from __future__ import annotations

from tui.widgets.agreement_text import read_date
from vault.errors import MalformedError
from vault.model import CopyStatus, Record
from vault.text import clean

OUTCOMES = (
    (CopyStatus.PRINTED.value, "printed"),
    (CopyStatus.NOT_USED.value, "not used"),
    (CopyStatus.RECALLED.value, "recalled: it must not be used any more"),
)


class OutcomeForm(Record, frozen=True, tag="outcome/1"):
    """Outcome of a copy (its id), and where, when and how it ran."""

    copy: str = ""
    outcome: str = CopyStatus.PRINTED.value
    outlet: str = ""
    date: str = ""
    link: str = ""
    words: str = ""
    reason: str = ""

    def options(self) -> dict[str, str]:
        """Return the fields that go with the outcome, clean."""
        names = ("outlet", "date", "link", "words", "reason")
        return {name: clean(getattr(self, name)).strip() for name in names}


def check_outcome(form: OutcomeForm) -> OutcomeForm:
    """Return the form; raises MalformedError, naming the field, when something is missing."""
    day = read_date(form.date, "date")
    is_printed = form.outcome == CopyStatus.PRINTED.value
    if is_printed and not (form.outlet.strip() and day):
        raise MalformedError("Say where and on which day it was printed.", field="outlet")
    if form.outcome == CopyStatus.RECALLED.value and not form.reason.strip():
        raise MalformedError("Say why it is recalled.", field="reason")
    return form
