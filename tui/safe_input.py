"""Reads pasted text as text: no byte of it is ever pressed as a key.

Textual's parser takes an escape byte inside a bracketed paste for the start of a key, presses what
follows it and leaves it out of the paste. What fields do with a paste is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.message import Message

ESCAPE = "\x1b"
PASTE_STARTS = f"{ESCAPE}[200~"
PASTE_ENDS = f"{ESCAPE}[201~"
SHOWN = "‹U+001B›"  # as `vault.text.clean` shows it


class PasteGuard:
    """Shows the escape bytes of pasted text; what stands outside of a paste goes through as is."""

    def __init__(self) -> None:
        self._is_pasting = False
        self._seen = ""  # the end of what went through: a paste may start across two readings
        self._held = ""  # what may be the start of the end of a paste

    def pass_on(self, data: str) -> str:
        """Return the terminal's input without escape bytes inside a paste; it may be less."""
        rest, self._held = self._held + data, ""
        passed: list[str] = []
        while rest:
            piece, rest = self._in_paste(rest) if self._is_pasting else self._outside(rest)
            passed.append(piece)
        return "".join(passed)

    def _outside(self, text: str) -> tuple[str, str]:
        known = self._seen + text
        at = known.find(PASTE_STARTS)
        if at < 0:
            self._seen = known[1 - len(PASTE_STARTS) :]
            return text, ""
        end = at + len(PASTE_STARTS) - len(self._seen)
        self._is_pasting, self._seen = True, ""
        return text[:end], text[end:]

    def _in_paste(self, text: str) -> tuple[str, str]:
        before, escape, after = text.partition(ESCAPE)
        if (escape + after).startswith(PASTE_ENDS):
            self._is_pasting = False
            return before + PASTE_ENDS, after[len(PASTE_ENDS) - 1 :]
        if escape and PASTE_ENDS.startswith(escape + after):
            self._held = escape + after
            return before, ""
        return (before + SHOWN, after) if escape else (before, "")


class SafeParser(XTermParser):
    """Textual's parser behind the guard."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._guard = PasteGuard()

    def feed(self, data: str) -> Iterable[Message]:
        """Parse input; no data at all is its end."""
        passed = self._guard.pass_on(data)
        return super().feed(passed) if passed or not data else ()
