"""The words of an interview's head and of its pages beside the quotes (pure).

The quotes themselves are laid out by `quote_sheet`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.widgets.agreement_text import summary
from tui.widgets.pieces import on_one_line, safe
from tui.widgets.states import status_label
from vault.model import InterviewStatus, Record
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.views import (
        AddendumView,
        InterviewView,
        LogView,
        RemarkView,
        SecurityView,
        SpanView,
        VersionView,
    )

_SECURITY_LABELS = (
    ("held_at", "Talked"),
    ("channel", "Over"),
    ("whereabouts", "Where the person was and lives"),
    ("present", "Present"),
    ("contact", "How to reach them"),
    ("signals", "Agreed signals"),
    ("danger", "Danger"),
    ("external_id", "Number elsewhere"),
    ("destroy_after", "Destroy after"),
)
_DONE: Mapping[str, str] = MappingProxyType(
    {
        "persons.add_terms": "These words are hidden from now on, in every form.",
        "review.hold": "⚑ Held: no copy about this person leaves.",
        "review.record_event": "Recorded.",
    }
)
_RENDERED_LATER = "it goes to review as soon as an editor's program has rendered it"
_VERDICTS: Mapping[str, str] = MappingProxyType(
    {"approve": "approved", "return": "returned", "remark": "remark"}
)


class Difference(Record, frozen=True):
    """Two version numbers to compare."""

    old: int
    new: int


def head_lines(view: InterviewView) -> tuple[str, str]:
    """Return two lines: who and what, then everything about its state."""
    row = view.row
    facts = (
        _conflict(view),
        status_label(row.status),
        f"version {view.version}",
        "stale: an editor renders it anew" if view.stale else "",
        row.province_name or row.province,
        row.told,
        ", ".join(row.languages),
        f"by {row.author}",
        f"? {view.undecided} undecided" if view.undecided else "",
    )
    name = "  ".join(part for part in (row.codename, row.title or "no title") if part)
    return on_one_line(name), on_one_line(" | ".join(fact for fact in facts if fact))


def _conflict(view: InterviewView) -> str:
    """Say first that nobody can approve while several versions stand, and how to settle it."""
    if view.versions_standing == 1:
        return ""
    how = "e makes one of them" if "revise" in view.may else "its author or an editor settles it"
    return f"! {view.versions_standing} versions stand: {how} (or: strongroom pick)"


def _addendum(added: AddendumView) -> str:
    """Show words added afterwards; whoever may not read them sees that there are some."""
    words = "(open to whoever reads the words)" if added.words is None else safe(added.words)
    return f"Added by {safe(added.by)}, {moments(added.at)}: {words}"


def agreement_page(view: InterviewView) -> str:
    """Say what was agreed, with the house's sentence, then what only the cleared may read."""
    paragraphs = [
        safe(view.attribution_sentence),
        "\n".join(summary(view.agreement)),
        *(_quote_agreement(view, at) for at in range(len(view.quotes))),
        _missing(view),
        f"Held by: {', '.join(map(safe, view.held_by))}" if view.held_by else "",
        f"Place: {safe(view.place)}" if view.place else "",
        f"Notes: {safe(view.notes)}" if view.notes else "",
        *(_addendum(added) for added in view.addenda),
        security_page(view.security) if view.security is not None else "",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _quote_agreement(view: InterviewView, at: int) -> str:
    own = view.quotes[at].agreement
    if own is None:
        return ""
    return "\n".join((f"Quote {at + 1} has a stricter agreement of its own.", *summary(own)))


def _missing(view: InterviewView) -> str:
    if not view.row.missing:
        return ""
    return f"Missing for a release: {', '.join(map(on_one_line, view.row.missing))}"


def security_page(security: SecurityView) -> str:
    """Say the security part; empty fields are left out."""
    lines = ["Security part"]
    for name, label in _SECURITY_LABELS:
        value = getattr(security, name)
        if value:
            lines.append(f"{label}: {safe(value)}")
    if security.terms:
        lines.append("Words protected: " + "; ".join(map(on_one_line, security.terms)))
    if security.circumstances:
        lines.append(f"Circumstances: {safe(security.circumstances)}")
    return "\n".join(lines)


def remarks_page(view: InterviewView) -> str:
    """Return every remark, oldest first, with the quote it belongs to."""
    numbers = {quote.id: at + 1 for at, quote in enumerate(view.quotes)}
    if not view.remarks:
        return "No remark yet."
    return "\n\n".join(_remark(remark, numbers.get(remark.quote)) for remark in view.remarks)


def _remark(remark: RemarkView, quote: int | None) -> str:
    verdict = _VERDICTS.get(remark.verdict, "remark")
    place = f", quote {quote}" if quote is not None else ""
    age = "" if remark.current else ", on an older version"
    head = on_one_line(f"{verdict} by {remark.by}, {moment(remark.at)}{place}{age}")
    return f"{head}\n{safe(remark.words)}" if remark.words else head


def moment(iso: str) -> str:
    """Cut an ISO time to the minute."""
    return on_one_line(iso).replace("T", " ")[:16]


def version_line(version: VersionView) -> str:
    """Name one version in the history."""
    facts = (
        f"version {version.version}",
        moment(version.at),
        f"by {version.author}",
        "✓ marked" if version.marked else "◌ unmarked",
        "stands" if version.standing else "replaced",
    )
    return on_one_line("  ".join(facts))


def compared_with(versions: Sequence[VersionView], chosen: int) -> Difference | None:
    """Return what the chosen version is compared with: the nearest older one."""
    older = [version.version for version in versions if version.version < chosen]
    return Difference(max(older), chosen) if older else None


def may_not(view: InterviewView, act: str) -> str:
    """Return the sentence why an act is closed to me now, "" when nothing speaks against it."""
    return next((safe(sentence) for name, sentence in view.why_not if name == act), "")


def span_sentence(span: SpanView) -> str:
    """Say what a proposal is and which keys decide it."""
    kind = span.kind.replace("_", " ")
    about = on_one_line(f"{span.confidence} {kind}")
    why = f", {on_one_line(span.why)}" if span.why not in ("", kind) else ""
    return f"{about}{why}. k keep, m mask here, t term."


def after_marking(act: str, view: LogView) -> str:
    """Say what deciding, matching or finishing left open."""
    done = {"interviews.decide": "Decisions saved", "interviews.match": "Match saved"}
    are = "is" if view.proposals == 1 else "are"
    told = f"; {counted(view.proposals, 'proposal')} {are} left"
    left = told if view.proposals else ""
    if act == "interviews.mark":
        waits = view.status == InterviewStatus.UNMARKED
        then = _RENDERED_LATER if waits else status_label(view.status)
        return f"Marking finished: {then}{left}."
    return f"{done.get(act, 'Saved')}{left}."


def after_act(act: str, value: object) -> str:
    """Say what an act on the person or the interview did; lifting answers whether it is lifted."""
    if act == "review.lift_hold":
        return "The hold is lifted." if value else "Noted; one more person has to say so."
    return _DONE.get(act, "Done.")
