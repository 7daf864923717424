"""The words of an urgent release: announced, stopped, gone, ratified or not (pure).

The acts themselves are commands; a screen that shows such a copy says that nobody approved it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets.pieces import on_one_line
from vault.text import moments

if TYPE_CHECKING:
    from vault.archive.views import UrgentView


def urgent_lines(urgent: UrgentView) -> list[str]:
    """Return the lines about an urgent release, the most pressing first."""
    lines = [f"! Released in spite of {stop}" for stop in urgent.in_spite_of]
    lines += [f"! Recall: {place}" for place in urgent.recall]
    lines.append(f"! {_head(urgent)}")
    if urgent.reason:
        lines.append(f"Reason: {urgent.reason}")
    lines.append(f"Could not be reached: {', '.join(urgent.unreached)}")
    if urgent.not_heard:
        lines.append(f"Not heard since, perhaps unable to stop it: {', '.join(urgent.not_heard)}")
    lines += [f"Stopped by {stop}" for stop in urgent.stopped_by]
    for said in urgent.verdicts:
        lines.append(f"{said.verdict} by {said.by}" + (f": {said.remark}" if said.remark else ""))
    return [on_one_line(line) for line in lines]


def _head(urgent: UrgentView) -> str:
    if urgent.state == "announced":
        return (
            f"Urgent release announced by {urgent.editor}, not before "
            f"{moments(urgent.earliest_at)}; nobody approved it. A hold stops it (h in the "
            "interview)"
        )
    return f"Urgent release by {urgent.editor}: {urgent.state}; nobody approved it"
