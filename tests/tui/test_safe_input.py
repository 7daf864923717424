"""Pasting: whatever is in the clipboard is text, wherever the terminal cuts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.safe_input import PASTE_ENDS, PASTE_STARTS, PasteGuard, SafeParser

COLOURED = "쌀값이 \x1b[31m두 배\x1b[0m로\n올랐다\x1b"
SHOWN = "쌀값이 ‹U+001B›[31m두 배‹U+001B›[0m로\n올랐다‹U+001B›"


def read(*pieces: str) -> list[tuple[str, str]]:
    """Return what the pieces of input are, in order: (paste, text) or (key, its name)."""
    parser = SafeParser()
    found = []
    for piece in pieces:
        for event in parser.feed(piece):
            if isinstance(event, events.Paste):
                found.append(("paste", event.text))
            elif isinstance(event, events.Key):
                found.append(("key", event.key))
    return found


def test_an_escape_byte_in_pasted_text_presses_no_key():
    pasted = f"{PASTE_STARTS}{COLOURED}{PASTE_ENDS}x"
    assert read(pasted) == [("paste", SHOWN), ("key", "x")]


@given(st.data())
def test_a_paste_may_be_cut_anywhere(data):
    pasted = f"a{PASTE_STARTS}{COLOURED}{PASTE_ENDS}b{PASTE_STARTS}two{PASTE_ENDS}\r"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pasted) - 1), max_size=9)))
    ends = zip([0, *cuts], [*cuts, len(pasted)], strict=True)
    guard = PasteGuard()
    passed = "".join(guard.pass_on(pasted[start:end]) for start, end in ends)
    assert passed == f"a{PASTE_STARTS}{SHOWN}{PASTE_ENDS}b{PASTE_STARTS}two{PASTE_ENDS}\r"


@pytest.mark.parametrize("keys", ["\x1b", "\x1b[A", "\x1bOP", "\x1b[200", "한\x7f"])
def test_keys_go_through_as_they_are(keys):
    assert PasteGuard().pass_on(keys) == keys
