"""The word and symbol of every state, the same on every screen.

Symbols are one cell wide in East Asian terminals too (no character of ambiguous width).
"""

from __future__ import annotations

from types import MappingProxyType

from vault.model import CopyStatus, InterviewStatus

_SYMBOLS = MappingProxyType(
    {
        InterviewStatus.DRAFT.value: "✎",
        InterviewStatus.UNMARKED.value: "◌",
        InterviewStatus.IN_REVIEW.value: "◔",
        InterviewStatus.RETURNED.value: "↩",
        InterviewStatus.APPROVED.value: "✓",
        InterviewStatus.HELD.value: "⚑",
        InterviewStatus.WITHDRAWN.value: "✗",
        InterviewStatus.FORGOTTEN.value: "⌫",
        CopyStatus.PREPARED.value: "◔",
        CopyStatus.ANNOUNCED.value: "⏱",
        CopyStatus.RELEASED.value: "➔",
        CopyStatus.UNRATIFIED.value: "⚠",
        CopyStatus.NOT_RATIFIED.value: "✗",
        CopyStatus.PRINTED.value: "✓",
        CopyStatus.NOT_USED.value: "◌",
        CopyStatus.RECALLED.value: "↩",
        CopyStatus.VOID.value: "✗",
    }
)


def status_label(status: str) -> str:
    """Return "symbol word" for a status of an interview or a copy."""
    return f"{_SYMBOLS.get(status, '?')} {status}"
