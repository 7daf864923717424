"""Reads the manual's blocks: what a page gives to the harness, and in which order.

`<!-- run: WHO -->` above a console block: its commands run as that member of a newsroom.
`<!-- file: NAME -->` above any block: the block is written to that file first.
`<!-- joins -->` above a console block: a newcomer takes up the last invitation.
A console block with none of them is for people at a terminal: it has to parse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.docs import references

_BLOCK = re.compile(
    r"^(?:<!-- (?P<act>run|file|joins)(?:: (?P<what>[\w.-]+))? -->\n)?"
    r"```(?P<language>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PAGES = (
    "README", "reporter", "reviewer", "editor", "administrator", "exchange", "identity",
    "attachments", "forgetting", "together", "leaving", "field-reporter",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One fenced block: what the harness does with it, for whom or into which file."""

    act: str
    what: str
    body: str

    @property
    def commands(self) -> list[str]:
        """Return the command lines without prompt and program name."""
        start = "$ strongroom"
        assert all(line.startswith(start) for line in self.body.splitlines()), self.body
        return [line.removeprefix(start).strip() for line in self.body.splitlines()]


def blocks(name: str) -> list[Block]:
    """Return a page's blocks in order; other languages than console only where they are files."""
    text = references.page(f"manual/{name}.md")
    found = list(_BLOCK.finditer(text))
    assert len(found) == text.count("```") // 2, "a block has a mark that nobody knows"
    return [
        Block(each["act"] or "parse", each["what"] or "", each["body"])
        for each in found
        if each["act"] or each["language"] == "console"
    ]
